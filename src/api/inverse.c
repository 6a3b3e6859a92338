/* The inverse of an operation is in its row; what kind of inverse it is follows from the two rows. */
#include <annotty/api/inverse.h>

#include <annotty/api/batch.h>
#include <annotty/api/record.h>
#include <annotty/base/arena.h>
#include <annotty/base/mem.h>
#include <annotty/json/json.h>

#include <stdlib.h>

const char *inverse_loss(const struct api_operation *operation)
{
    return operation->loss;
}

/* --- What is kept of an answer ------------------------------------------------------------------------------------ */

static struct json_value id_of(const struct api_resource *resource, struct json_value element)
{
    return json_member(element, resource->id_member != NULL ? resource->id_member : "id");
}

static void append_new_ids(const struct api_operation *operation, struct json_value list, struct buf *out)
{
    struct json_value element;
    const char *between = "[";
    for (size_t at = 0; json_next_element(list, &at, &element);) {
        const struct json_value id = id_of(operation->resource, element);
        if (id.kind != JSON_STRING || slice_is(json_member(element, "already_existed").raw, "true"))
            continue;
        buf_append_text(out, between);
        buf_append_slice(out, id.raw);
        between = ",";
    }
    buf_append_text(out, *between == '[' ? "[]" : "]");
}

void inverse_answer(const struct api_operation *operation, struct slice answer, struct buf *out)
{
    struct json_value document;
    if (operation->inverse == NULL || !json_check(answer, &document, NULL))
        return;
    const struct json_value id = json_at(document, "/data/id");
    if (operation->answer_array != NULL)
        append_new_ids(operation, json_at(document, operation->answer_array), out);
    else if (operation->answer == API_SHAPE_ONE && id.kind == JSON_STRING)
        buf_printf(out, "[%.*s]", SLICE_ARGS(id.raw));
}

/* --- The calls ---------------------------------------------------------------------------------------------------- */

struct inversion {
    const struct change *change;
    struct api_call call;
    struct error *error;
    bool empty; /* nothing to undo */
};

static bool refuse(const struct inversion *inversion, const char *why)
{
    return error_set(inversion->error, ERROR_USAGE, NULL, "%s %s can't be taken back: %s",
                     inversion->change->call.operation->verb, inversion->change->call.operation->noun, why);
}

static bool read_json(const char *text, enum json_kind kind, struct json_value *value)
{
    return text != NULL && json_check(slice_of(text), value, NULL) && value->kind == kind;
}

/* Deletes what was made: by the ids in its body, or the one in its path. */
static bool invert_making(struct inversion *inversion)
{
    const struct api_field *list = api_operation_list(inversion->call.operation, 0);
    struct json_value ids, id;
    struct arena arena = ARENA_EMPTY;
    size_t at = 0;
    if (!read_json(inversion->change->answer, JSON_ARRAY, &ids))
        return refuse(inversion, "it isn't known what it made");
    inversion->empty = !json_next_element(ids, &at, &id);
    if (inversion->empty)
        return true;
    if (list != NULL) {
        api_call_member_json(&inversion->call, list->name, ids.raw);
        return true;
    }
    char *name = api_operation_subject(inversion->call.operation);
    api_call_parameter(&inversion->call, name, api_plain_text(&arena, id));
    free(name);
    arena_free(&arena);
    return true;
}

/* A resource is told with its members in `attributes`, or flat. */
static struct json_value member_of(struct json_value resource, const char *name)
{
    const struct json_value attributes = json_member(resource, "attributes");
    return json_member(attributes.kind == JSON_OBJECT ? attributes : resource, name);
}

/* Each member that was changed gets the value that the person saw before; one that had none gets what a server fills
 * in for none. */
static bool invert_update(struct inversion *inversion)
{
    size_t count = 0, put = 0;
    struct json_value before;
    const struct api_call *made = &inversion->change->call;
    const struct api_field *fields = api_operation_body(made->operation, &count);
    if (!read_json(inversion->change->before, JSON_OBJECT, &before))
        return refuse(inversion, "it isn't known what was there before");
    for (size_t i = 0; i < count; i++) {
        const struct json_value old = member_of(before, fields[i].name);
        if (api_call_argument(made, fields[i].name) == NULL)
            continue;
        if (old.kind != JSON_ABSENT)
            api_call_member_json(&inversion->call, fields[i].name, old.raw);
        else if (fields[i].fill != NULL)
            api_call_member_json(&inversion->call, fields[i].name, slice_of(fields[i].fill));
        else
            continue;
        put++;
    }
    return put > 0 || refuse(inversion, "what it set can't be unset");
}

/* What an item's row lets a request say of it. */
static void append_item(struct buf *out, const struct api_resource *resource, struct json_value item, unsigned use)
{
    const char *between = "{";
    for (size_t i = 0; i < resource->field_count; i++) {
        const struct api_field *field = &resource->fields[i];
        const struct json_value value = json_member(item, field->name);
        if ((field->flags & use) == 0 || value.kind == JSON_ABSENT)
            continue;
        buf_printf(out, "%s\"%s\":", between, field->name);
        buf_append_slice(out, value.raw);
        between = ",";
    }
    buf_append_text(out, *between == '{' ? "{}" : "}");
}

/* Makes again, or sets back, what the items were. */
static bool invert_items(struct inversion *inversion)
{
    const struct api_operation *operation = inversion->call.operation;
    const struct api_field *list = api_operation_list(operation, 0);
    struct json_value items, item;
    struct buf json = buf_with_limit(BUF_LIMIT_BODY);
    if (!read_json(inversion->change->before, JSON_ARRAY, &items))
        return refuse(inversion, "it isn't known what was there before");
    inversion->empty = true;
    for (size_t at = 0; json_next_element(items, &at, &item); inversion->empty = false) {
        buf_append_char(&json, inversion->empty ? '[' : ',');
        append_item(&json, list->of, item, operation->body_use);
    }
    if (!inversion->empty && buf_append_char(&json, ']'))
        api_call_member_json(&inversion->call, list->name, buf_slice(&json));
    const bool good = inversion->empty || !json.failed;
    buf_free(&json);
    return good || refuse(inversion, "it is too large");
}

/* 200 where 201 means that something was made: it was there already. */
static bool made_nothing(const struct change *change)
{
    return change->call.operation->answer == API_SHAPE_ONE && change->call.operation->success[0] == 201 &&
           change->status == 200;
}

static bool invert(struct inversion *inversion)
{
    const struct api_operation *inverse = inversion->call.operation;
    const struct api_field *list = api_operation_list(inverse, 0);
    api_call_copy_path(&inversion->call, &inversion->change->call);
    if (made_nothing(inversion->change)) {
        inversion->empty = true;
        return true;
    }
    if (list != NULL && list->type == API_RECORDS)
        return invert_items(inversion);
    return inverse == inversion->change->call.operation ? invert_update(inversion) : invert_making(inversion);
}

/* What was said before is said again. */
static bool put_back(struct inversion *inversion)
{
    const struct api_field *list = api_operation_list(inversion->call.operation, 0);
    struct json_value before;
    if (!read_json(inversion->change->before, JSON_ARRAY, &before))
        return refuse(inversion, "it isn't known what was there before");
    api_call_copy_path(&inversion->call, &inversion->change->call);
    api_call_member_json(&inversion->call, list->name, before.raw);
    return true;
}

bool inverse_calls(const struct change *change, struct api_call **calls, size_t *count, struct error *error)
{
    *calls = NULL;
    *count = 0;
    struct inversion inversion = { .change = change, .error = error };
    if (change->call.operation->inverse == NULL)
        return error_set(error, ERROR_USAGE, NULL, "%s %s can't be taken back: the server has no operation for it",
                         change->call.operation->verb, change->call.operation->noun);
    const bool puts_back = change->call.operation->replaces && change->before != NULL;
    inversion.call = api_call_new(puts_back ? change->call.operation->id : change->call.operation->inverse->id);
    const bool good = puts_back ? put_back(&inversion) : invert(&inversion);
    if (!good || inversion.empty) {
        api_call_free(&inversion.call);
        return good;
    }
    *calls = xcalloc(1, sizeof(**calls));
    (*calls)[0] = inversion.call;
    *count = 1;
    return true;
}
