/* What reviewers of a queue are asked: kept with the queue, checked and given ids here (extensions, section 2). */
#include "handlers.h"

#include <annotty/api/label_schema.h>
#include <annotty/base/random.h>

#include <ctype.h>
#include <stdlib.h>

#define SCHEMA_MEMBER "annotation_schema"

struct label_check {
    struct handling *handling;
    struct json_value list;
    size_t number; /* of the label that is being looked at */
    struct json_value label;
    const struct label_schema *known; /* what the queue asks up to now; NULL: it is new */
};

static bool refuse_label(const struct label_check *check, const char *member, const char *why)
{
    struct handling *const handling = check->handling;
    api_problem_set(&handling->problem, handling->arena, 400, "%s %s", member, why);
    handling->problem.pointer =
        arena_printf(handling->arena, "/data/attributes/" SCHEMA_MEMBER "/label_schemas/%zu/%s", check->number, member);
    return false;
}

static struct slice text_of(const struct label_check *check, struct json_value label, const char *member)
{
    const struct json_value value = json_member(label, member);
    return value.kind == JSON_STRING ? api_plain_text(check->handling->arena, value) : SLICE("");
}

/* Whether a label before this one says the same. */
static bool is_repeated(const struct label_check *check, const char *member, struct slice text)
{
    struct json_value earlier;
    size_t at = 0;
    for (size_t i = 0; i < check->number && json_next_element(check->list, &at, &earlier); i++)
        if (slice_equal(text_of(check, earlier, member), text))
            return true;
    return false;
}

static bool check_name(const struct label_check *check)
{
    const struct slice name = text_of(check, check->label, "name");
    for (size_t i = 0; i < name.length; i++)
        if (!isalnum((unsigned char)name.at[i]) && name.at[i] != '_' && name.at[i] != '-')
            return refuse_label(check, "name", "must have only letters, digits, _ and -");
    return !is_repeated(check, "name", name) || refuse_label(check, "name", "is the name of a label before it");
}

static bool check_id(const struct label_check *check)
{
    const struct slice id = text_of(check, check->label, "id");
    return id.length == 0 || !is_repeated(check, "id", id) ||
           refuse_label(check, "id", "is the id of a label before it");
}

static bool check_values(const struct label_check *check)
{
    const struct json_value values = json_member(check->label, "values");
    struct json_value value, other;
    size_t at = 0, count = 0;
    if (!slice_is(text_of(check, check->label, "type"), "categorical"))
        return true;
    while (values.kind == JSON_ARRAY && json_next_element(values, &at, &value)) {
        const struct slice text = api_plain_text(check->handling->arena, value);
        size_t before = 0;
        if (text.length == 0)
            return refuse_label(check, "values", "must not have an empty one");
        for (size_t i = 0; i < count && json_next_element(values, &before, &other); i++)
            if (slice_equal(api_plain_text(check->handling->arena, other), text))
                return refuse_label(check, "values", "must not have one twice");
        count++;
    }
    return count > 0 || refuse_label(check, "values", "must have at least one");
}

static bool check_range(const struct label_check *check)
{
    const struct json_value min = json_member(check->label, "min"), max = json_member(check->label, "max");
    if (min.kind != JSON_NUMBER || max.kind != JSON_NUMBER || strtod(min.raw.at, NULL) <= strtod(max.raw.at, NULL))
        return true;
    return refuse_label(check, "min", "must not be more than max");
}

static bool check_assessment(const struct label_check *check)
{
    return !slice_is(json_member(check->label, "is_assessment").raw, "true") ||
           slice_is(json_member(check->label, "has_assessment").raw, "true") ||
           refuse_label(check, "is_assessment", "needs has_assessment");
}

/* Who sends labels without ids means those that have their names. */
static struct slice id_by_name(const struct label_check *check)
{
    const struct slice name = text_of(check, check->label, "name");
    for (size_t i = 0; check->known != NULL && i < check->known->count; i++)
        if (slice_equal(check->known->labels[i].name, name) && !is_repeated(check, "id", check->known->labels[i].id))
            return check->known->labels[i].id;
    return SLICE("");
}

/* The label as it is kept: what a request may say, and an id. */
static void write_label(const struct label_check *check, struct buf *out)
{
    struct api_record record;
    char id[UUID_SIZE];
    api_item_read(&api_resources[API_LABEL], check->label, &record);
    const struct slice given = text_of(check, check->label, "id");
    const struct slice same = id_by_name(check);
    random_uuid(id);
    api_encode(out, record.resource, given.length > 0 ? given : same.length > 0 ? same : slice_of(id), record.values);
}

/* Puts the schema as it is kept in place of the one that was sent; null and absent stay as they are. */
static bool take_schema(struct handling *handling, struct json_value *schema, const struct label_schema *known)
{
    struct label_check check = { .handling = handling, .list = json_member(*schema, "label_schemas"), .known = known };
    struct buf kept = buf_with_limit(BUF_LIMIT_BODY);
    size_t at = 0;
    bool good = true;
    if (schema->kind != JSON_OBJECT)
        return true;
    buf_append_text(&kept, "{\"label_schemas\":[");
    for (; good && json_next_element(check.list, &at, &check.label); check.number++) {
        good = check_name(&check) && check_id(&check) && check_values(&check) && check_range(&check) &&
               check_assessment(&check);
        if (check.number > 0)
            buf_append_char(&kept, ',');
        write_label(&check, &kept);
    }
    buf_append_text(&kept, "]}");
    if (good)
        json_check(slice_of(arena_copy(handling->arena, buf_slice(&kept))), schema, NULL);
    buf_free(&kept);
    return good;
}

static struct json_value *schema_of_body(struct handling *handling)
{
    size_t count = 0;
    const struct api_field *fields = api_operation_body(handling->operation, &count);
    return &handling->body.values[api_field_named(fields, count, SLICE(SCHEMA_MEMBER)) - fields];
}

bool handle_create_queue(struct handling *handling)
{
    return take_schema(handling, schema_of_body(handling), NULL) && handle_create(handling);
}

bool handle_update_queue(struct handling *handling)
{
    return take_schema(handling, schema_of_body(handling), NULL) && handle_update(handling);
}

/* --- The labels alone --------------------------------------------------------------------------------------------- */

static int schema_field(void)
{
    return api_field_index(&api_resources[API_QUEUE], SLICE(SCHEMA_MEMBER));
}

static bool answer_labels(struct handling *handling, const struct workspace_row *queue)
{
    const struct json_value kept = queue->record.values[schema_field()];
    buf_append_text(&handling->answer, "{\"data\":{\"id\":");
    buf_append_slice(&handling->answer, queue->record.id.raw);
    buf_append_text(&handling->answer, ",\"type\":\"queues\",\"attributes\":{\"" SCHEMA_MEMBER "\":");
    buf_append_slice(&handling->answer, kept.kind == JSON_OBJECT ? kept.raw : SLICE("{\"label_schemas\":[]}"));
    buf_append_text(&handling->answer, "}}}");
    handling->status = 200;
    return true;
}

bool handle_show_labels(struct handling *handling)
{
    struct workspace_row queue;
    return begin_read(handling) && find_by_path(handling, &queue) && begin_queue(handling, queue.seq) &&
           answer_labels(handling, &queue);
}

bool handle_put_labels(struct handling *handling)
{
    struct workspace_row queue;
    struct json_value values[API_FIELDS_MAX] = { 0 };
    struct json_value *const schema = schema_of_body(handling);
    struct label_schema known;
    if (!begin_write(handling) || !find_by_path(handling, &queue))
        return false;
    label_schema_read(queue.record.values[schema_field()].raw, handling->arena, &known);
    if (!take_schema(handling, schema, &known))
        return false;
    values[schema_field()] = *schema;
    if (!workspace_update(handling->session, values, handling->arena, &queue, &handling->error))
        return refuse_store(handling);
    return commit_write(handling) && answer_labels(handling, &queue);
}
