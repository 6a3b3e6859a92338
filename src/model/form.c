/* A form's fields come from the members that the operation's body may have, their checks and the JSON they are sent as
 * from the rules of those members (api/rule.h), which the server goes by, too. */
#include <annotty/model/form.h>

#include <annotty/api/answer.h>
#include <annotty/api/rule.h>
#include <annotty/base/mem.h>

#include <stdio.h>
#include <stdlib.h>

static const char *const truths[] = { "true", "false", NULL };

static const char *const *choices_of(const struct api_field *row)
{
    return row->type == API_BOOLEAN ? truths : row->choices;
}

static bool takes_lines(const struct api_field *row)
{
    return (row->flags & API_LONG) != 0 || row->type == API_OBJECT || row->type == API_ANY || row->type == API_STRINGS;
}

static bool is_required(const struct form *form, const struct api_field *row)
{
    return (row->flags & form->call.operation->body_use & (API_C_REQUIRED | API_U_REQUIRED)) != 0;
}

static bool is_asked_for(const struct api_call *call, const struct api_field *row)
{
    return (row->flags & call->operation->body_use) != 0 && (row->flags & (API_REFERENCE | API_UNASKED)) == 0 &&
           row->type != API_RECORD && row->type != API_RECORDS && api_call_argument(call, row->name) == NULL;
}

/* What stands in a field, as far as the person hasn't changed it. */
static void set_original(struct form_field *field, struct slice text)
{
    line_set(&field->line, text);
    free(field->original);
    field->original = text.length > 0 ? xstrndup(text.at, text.length) : NULL;
    field->problem[0] = '\0';
}

/* A choice begins with the one that the server would take, else with the first when there has to be one. */
static void begin_choice(const struct form *form, struct form_field *field)
{
    const char *const *choices = choices_of(field->row);
    if (choices == NULL || form->is_update)
        return;
    if (field->row->fill != NULL)
        set_original(field, slice_of(field->row->fill));
    else if (is_required(form, field->row))
        set_original(field, slice_of(choices[0]));
}

struct form *form_new(struct api_call call)
{
    size_t count = 0;
    const struct api_field *rows = api_operation_body(call.operation, &count);
    struct form *form = xcalloc(1, sizeof(*form));
    form->call = call;
    form->is_update = call.operation->body_use == API_IN_UPDATE;
    form->fields = xcalloc(count, sizeof(*form->fields));
    for (size_t i = 0; i < count; i++) {
        if (!is_asked_for(&call, &rows[i]))
            continue;
        struct form_field *field = &form->fields[form->count++];
        const bool many = takes_lines(&rows[i]);
        field->row = &rows[i];
        field->line = line_new(many, many ? BUF_LIMIT_BODY : BUF_LIMIT_LINE);
        begin_choice(form, field);
    }
    return form;
}

void form_free(struct form **form)
{
    if (*form == NULL)
        return;
    for (size_t i = 0; i < (*form)->count; i++) {
        line_free(&(*form)->fields[i].line);
        free((*form)->fields[i].original);
    }
    free((*form)->fields);
    free((*form)->before);
    api_call_free(&(*form)->call);
    free(*form);
    *form = NULL;
}

void form_fill(struct form *form, const struct rows *rows, uint32_t row)
{
    for (size_t i = 0; i < form->count; i++) {
        const int field = api_field_index(rows_resource(rows), slice_of(form->fields[i].row->name));
        if (field >= 0)
            set_original(&form->fields[i], rows_cell(rows, row, field));
    }
}

static struct form_field *field_named(struct form *form, struct slice name)
{
    for (size_t i = 0; i < form->count; i++)
        if (slice_is(name, form->fields[i].row->name))
            return &form->fields[i];
    return NULL;
}

void form_set(struct form *form, const char *name, struct slice text)
{
    struct form_field *field = field_named(form, slice_of(name));
    if (field != NULL)
        line_set(&field->line, text);
}

void form_was(struct form *form, const char *name, struct slice text)
{
    struct form_field *field = field_named(form, slice_of(name));
    if (field != NULL)
        set_original(field, text);
}

bool form_next(struct form *form)
{
    if (form->focus + 1 >= form->count)
        return false;
    form->focus++;
    return true;
}

bool form_previous(struct form *form)
{
    if (form->focus == 0)
        return false;
    form->focus--;
    return true;
}

/* Steps around the choices, and past the empty one behind them where something has to be chosen. */
void form_choose(struct form *form, int by)
{
    if (form->focus >= form->count)
        return;
    struct form_field *field = &form->fields[form->focus];
    const char *const *choices = choices_of(field->row);
    if (choices == NULL)
        return;
    int count = 0;
    int chosen = -1;
    for (; choices[count] != NULL; count++)
        if (slice_is(buf_slice(&field->line.text), choices[count]))
            chosen = count;
    int next = (chosen >= 0 ? chosen : count) + by;
    next = (next % (count + 1) + count + 1) % (count + 1);
    if (next == count && is_required(form, field->row))
        next = by > 0 ? 0 : count - 1;
    line_set(&field->line, next < count ? slice_of(choices[next]) : SLICE(""));
    field->problem[0] = '\0';
}

static bool is_changed(const struct form_field *field)
{
    return !slice_equal(buf_slice(&field->line.text), slice_of(field->original));
}

/* Appends the JSON that a field is sent as; nothing when it isn't sent. False with the problem when it can't be. An
 * emptied member goes back to what the server fills in (D16). */
static bool write_member(const struct form *form, const struct form_field *field, struct buf *json,
                         char problem[static API_RULE_PROBLEM_SIZE])
{
    const unsigned use = form->call.operation->body_use;
    const struct slice typed = buf_slice(&field->line.text);
    struct json_value value = { 0 };
    if (form->is_update ? !is_changed(field) : typed.length == 0)
        return api_rule_check(field->row, use, value, problem);
    if (typed.length == 0 && field->row->fill != NULL)
        return buf_append_text(json, field->row->fill);
    return api_rule_from_typed(field->row, typed, json, problem) && json_check(buf_slice(json), &value, NULL) &&
           api_rule_check(field->row, use, value, problem);
}

bool form_check_field(struct form *form, size_t field)
{
    struct form_field *checked = &form->fields[field];
    struct buf json = buf_with_limit(BUF_LIMIT_BODY);
    char problem[API_RULE_PROBLEM_SIZE] = "";
    const bool good = write_member(form, checked, &json, problem);
    buf_free(&json);
    checked->problem[0] = '\0';
    if (!good)
        snprintf(checked->problem, sizeof(checked->problem), "%s %s", checked->row->title, problem);
    return good;
}

bool form_check(struct form *form)
{
    size_t first = form->count;
    for (size_t i = 0; i < form->count; i++)
        if (!form_check_field(form, i) && first == form->count)
            first = i;
    if (first < form->count)
        form->focus = first;
    return first == form->count;
}

bool form_is_changed(const struct form *form)
{
    for (size_t i = 0; i < form->count; i++)
        if (is_changed(&form->fields[i]))
            return true;
    return false;
}

struct api_call form_call(const struct form *form)
{
    struct api_call call = api_call_copy(&form->call);
    struct buf json = buf_with_limit(BUF_LIMIT_BODY);
    char problem[API_RULE_PROBLEM_SIZE];
    for (size_t i = 0; i < form->count; i++) {
        buf_clear(&json);
        if (write_member(form, &form->fields[i], &json, problem) && json.length > 0)
            api_call_member_json(&call, form->fields[i].row->name, buf_slice(&json));
    }
    buf_free(&json);
    return call;
}

bool form_object(struct form *form, const struct error *error)
{
    struct slice name = slice_of(error->where);
    if (slice_starts_with(name, SLICE("/data/attributes/")))
        name = slice_from(name, sizeof("/data/attributes/") - 1);
    struct slice rest = name;
    slice_cut(&rest, '/', &name);
    struct form_field *field = field_named(form, name);
    if (field == NULL)
        return false;
    const struct slice detail = api_answer_detail(form->call.operation, error);
    snprintf(field->problem, sizeof(field->problem), "%.*s", SLICE_ARGS(detail));
    form->focus = (size_t)(field - form->fields);
    return true;
}
