/* Where text is typed: forms, ids to add, the line after "/" or ":". Esc keeps what was typed as a draft. */
#include "workbench_private.h"

#include <annotty/base/mem.h>

#include <stdlib.h>

/* --- Drafts ------------------------------------------------------------------------------------------------------- */

static bool is_about(const char *a, const char *b)
{
    return slice_equal(slice_of(a), slice_of(b));
}

static struct draft *find_draft(struct workbench *workbench, enum api_operation_id operation, const char *about)
{
    for (size_t i = 0; i < workbench->draft_count; i++)
        if (workbench->drafts[i].operation == operation && is_about(workbench->drafts[i].about, about))
            return &workbench->drafts[i];
    return NULL;
}

void workbench_drop_draft(struct workbench *workbench, enum api_operation_id operation, const char *about)
{
    struct draft *draft = find_draft(workbench, operation, about);
    if (draft == NULL)
        return;
    form_free(&draft->form);
    free(draft->about);
    free(draft->ids);
    *draft = workbench->drafts[--workbench->draft_count];
}

struct draft *workbench_add_draft(struct workbench *workbench, enum api_operation_id operation, const char *about)
{
    workbench_drop_draft(workbench, operation, about);
    workbench->drafts =
        xgrow(workbench->drafts, &workbench->draft_capacity, workbench->draft_count + 1, sizeof(*workbench->drafts));
    struct draft *draft = &workbench->drafts[workbench->draft_count++];
    *draft = (struct draft){ .operation = operation, .about = about != NULL ? xstrdup(about) : NULL };
    return draft;
}

void workbench_draft_ids(struct workbench *workbench, const char *queue_id, const char *ids)
{
    workbench_add_draft(workbench, API_ADD_INTERACTIONS, queue_id)->ids = xstrdup(ids);
    workbench_store_ids(workbench, queue_id, ids);
}

void workbench_draft_form(struct workbench *workbench, struct form **form, const char *about)
{
    workbench_store_form(workbench, *form, about);
    workbench_add_draft(workbench, (*form)->call.operation->id, about)->form = *form;
    *form = NULL;
}

/* --- Forms -------------------------------------------------------------------------------------------------------- */

/* What the person sees, and the server's version of it, by which a change of somebody else is found. */
static void fill_form(struct workbench *workbench, const struct rows *rows, uint32_t row)
{
    struct form *form = workbench->form;
    form_fill(form, rows, row);
    if (pending_is_local(rows_id(rows, row)))
        return;
    const char *base = pending_base(workbench->pending, rows_resource(rows), rows_id(rows, row));
    struct buf json = buf_with_limit(BUF_LIMIT_ANSWER);
    if (base != NULL)
        form->before = xstrdup(base);
    else if (rows_write_json(rows, row, &json))
        form->before = buf_take(&json);
    buf_free(&json);
}

void workbench_open_form(struct workbench *workbench, struct api_call call, const char *about, const struct rows *rows,
                         uint32_t row)
{
    workbench->form_change = 0;
    const enum api_operation_id operation = call.operation->id;
    struct draft *draft = find_draft(workbench, operation, about);
    form_free(&workbench->form);
    if (draft != NULL) {
        workbench->form = draft->form;
        draft->form = NULL;
        workbench_drop_draft(workbench, operation, about);
        api_call_free(&call);
        workbench_say(workbench, MESSAGE_NEWS, "your draft is back; Ctrl-U empties a field");
    } else {
        workbench->form = form_new(call);
        if (rows != NULL)
            fill_form(workbench, rows, row);
    }
    workbench_replace(&workbench->form_about, about);
    workbench_open(workbench, PLACE_FORM);
}

void workbench_leave_form(struct workbench *workbench)
{
    workbench_close(workbench, PLACE_FORM);
    if (form_is_changed(workbench->form)) {
        workbench_draft_form(workbench, &workbench->form, workbench->form_about);
        workbench_say(workbench, MESSAGE_NEWS, "kept as a draft: the same key brings it back");
    } else {
        workbench_forget_draft(workbench, workbench->form->call.operation->id, workbench->form_about);
        form_free(&workbench->form);
    }
}

/* --- Ids of interactions ------------------------------------------------------------------------------------------ */

/* A file still being read was asked for by another text. */
void workbench_read_intake(struct workbench *workbench)
{
    workbench->file_errand = 0;
    const bool shown = is_about(workbench->intake_queue_id, workbench->queue_id);
    intake_free(&workbench->intake);
    workbench->intake =
        intake_read(buf_slice(&workbench->intake_line.text), shown ? list_rows(workbench->interactions.list) : NULL);
}

static void insert(struct workbench *workbench, struct line *line, struct slice text)
{
    if (!line_insert(line, text))
        workbench_say(workbench, MESSAGE_WARNING, "the paste is too long: nothing of it was taken");
    workbench_text_changed(workbench);
}

void workbench_open_intake(struct workbench *workbench, const char *queue_id)
{
    struct draft *draft = find_draft(workbench, API_ADD_INTERACTIONS, queue_id);
    workbench->form_change = 0;
    line_set(&workbench->intake_line, slice_of(draft != NULL ? draft->ids : ""));
    workbench_replace(&workbench->intake_queue_id, queue_id);
    workbench_read_intake(workbench);
    workbench_open(workbench, PLACE_INTAKE);
}

void workbench_append_ids(struct workbench *workbench, struct slice ids)
{
    struct line *line = &workbench->intake_line;
    const struct slice typed = buf_slice(&line->text);
    if (typed.length > 0 && typed.at[typed.length - 1] != '\n')
        line_insert(line, SLICE("\n"));
    insert(workbench, line, ids);
}

void workbench_leave_intake(struct workbench *workbench)
{
    workbench->file_errand = 0;
    if (workbench->intake_line.text.length > 0) {
        workbench_draft_ids(workbench, workbench->intake_queue_id, buf_text(&workbench->intake_line.text));
        workbench_say(workbench, MESSAGE_NEWS, "kept as a draft: a brings it back");
    } else {
        workbench_forget_draft(workbench, API_ADD_INTERACTIONS, workbench->intake_queue_id);
    }
    workbench_close(workbench, PLACE_INTAKE);
}

void workbench_loaded(struct workbench *workbench, uint64_t errand, struct slice text, const struct error *error)
{
    if (errand != workbench->file_errand)
        return;
    workbench->file_errand = 0;
    if (error != NULL) {
        workbench_say(workbench, MESSAGE_BAD, "%s", error->message);
        return;
    }
    line_set(&workbench->intake_line, text);
    workbench_read_intake(workbench);
    workbench_say(workbench, MESSAGE_NEWS, "read; look at what was found, then Ctrl-S adds it");
}

/* --- Keys --------------------------------------------------------------------------------------------------------- */

struct line *workbench_typed_line(struct workbench *workbench)
{
    switch (workbench_place(workbench)) {
    case PLACE_FILTER:
    case PLACE_SEARCH:
    case PLACE_COMMAND:
        return &workbench->line;
    case PLACE_FORM:
        return &workbench->form->fields[workbench->form->focus].line;
    case PLACE_INTAKE:
        return &workbench->intake_line;
    case PLACE_REVIEW_TEXT:
        return &workbench->review->line;
    default:
        return NULL;
    }
}

static bool is_choice(const struct workbench *workbench)
{
    if (workbench_place(workbench) != PLACE_FORM)
        return false;
    const struct api_field *row = workbench->form->fields[workbench->form->focus].row;
    return row->choices != NULL || row->type == API_BOOLEAN;
}

void workbench_text_changed(struct workbench *workbench)
{
    if (workbench_place(workbench) & (PLACE_FORM | PLACE_INTAKE))
        workbench_draft_touched(workbench);
    switch (workbench_place(workbench)) {
    case PLACE_FILTER:
        list_filter(workbench_current(workbench)->list,
                    query_parse(buf_slice(&workbench->line.text),
                                rows_resource(list_rows(workbench_current(workbench)->list)), workbench->people));
        break;
    case PLACE_COMMAND:
        completion_update(workbench);
        break;
    case PLACE_FORM:
        workbench->form->fields[workbench->form->focus].problem[0] = '\0';
        break;
    case PLACE_INTAKE:
        workbench_read_intake(workbench);
        break;
    case PLACE_REVIEW_TEXT:
        workbench_review_typed(workbench);
        break;
    default:
        break;
    }
}

static void choose(struct workbench *workbench, const char *key)
{
    const bool back = strcmp(key, "left") == 0 || strcmp(key, "backspace") == 0;
    form_choose(workbench->form, back ? -1 : 1);
    workbench_draft_touched(workbench);
}

void workbench_text_key(struct workbench *workbench, const char *key, struct slice typed)
{
    struct line *line = workbench_typed_line(workbench);
    if (is_choice(workbench)) {
        choose(workbench, key);
        return;
    }
    if (typed.length > 0) {
        if (!line_insert(line, typed))
            workbench_say(workbench, MESSAGE_WARNING, "there is no room for more text");
        workbench_text_changed(workbench);
        return;
    }
    for (size_t i = 0; i < text_key_count; i++) {
        if (!key_is_one_of(text_keys[i].keys, key))
            continue;
        const size_t before = line->text.length;
        line_edit(line, text_keys[i].edit);
        if (line->text.length != before)
            workbench_text_changed(workbench);
        return;
    }
}

void workbench_paste(struct workbench *workbench, struct slice text)
{
    struct line *line = workbench_typed_line(workbench);
    if (line == NULL && (workbench_place(workbench) & (PLACE_INTERACTIONS | PLACE_DETAIL)) != 0) {
        /* Ids pasted over the list are meant to be added to it. */
        char *ids = xstrndup(text.at, text.length);
        act_add(workbench, ids);
        free(ids);
    } else if (line == NULL || is_choice(workbench)) {
        workbench_say(workbench, MESSAGE_NEWS, "there is nowhere to paste to here");
    } else {
        insert(workbench, line, text);
    }
}
