/* Annotations that lie over the rows of a queue: those that wait for the server, and those it has just taken or
 * deleted.
 */
#include "workbench_private.h"

#include <annotty/base/clock.h>
#include <annotty/base/mem.h>

#include <stdlib.h>

static int annotations_field(void)
{
    return api_field_index(&api_resources[API_INTERACTION], SLICE("annotations"));
}

static bool is_adjudication(struct json_value annotation)
{
    return slice_is(json_member(annotation, "is_adjudication").raw, "true");
}

/* A list of annotations being made: those that stay, then what is put. */
struct annotations {
    struct buf json;
    bool has_any;
};

static void put(struct annotations *annotations, struct slice annotation)
{
    buf_append_char(&annotations->json, annotations->has_any ? ',' : '[');
    buf_append_slice(&annotations->json, annotation);
    annotations->has_any = true;
}

/* Into the record, which is then the arena's. */
static void end(struct annotations *annotations, struct arena *arena, struct api_record *record)
{
    struct json_value list;
    buf_append_text(&annotations->json, annotations->has_any ? "]" : "[]");
    const char *text = arena_copy(arena, buf_slice(&annotations->json));
    if (json_check(slice_of(text), &list, NULL))
        record->values[annotations_field()] = list;
    buf_free(&annotations->json);
}

/* One person's own annotation, or their adjudication, takes the place of the one before. */
static void put_others(struct annotations *annotations, const struct api_record *record, struct slice person,
                       bool adjudication)
{
    struct arena arena = ARENA_EMPTY;
    struct json_value annotation;
    size_t at = 0;
    const struct json_value list = record->values[annotations_field()];
    while (list.kind == JSON_ARRAY && json_next_element(list, &at, &annotation)) {
        const bool is_theirs = slice_equal(api_plain_text(&arena, json_member(annotation, "created_by")), person);
        if (!is_theirs || is_adjudication(annotation) != adjudication)
            put(annotations, annotation.raw);
    }
    arena_free(&arena);
}

/* --- What waits --------------------------------------------------------------------------------------------------- */

/* Label values as the server will say them: by the labels' names (D47). */
static void write_values(const struct workbench *workbench, struct json_value values, struct buf *out)
{
    struct arena arena = ARENA_EMPTY;
    struct label_schema schema;
    struct json_value value;
    size_t at = 0;
    const char *between = "";
    label_schema_read(workbench_label_schema(workbench), &arena, &schema);
    buf_append_char(out, '{');
    while (values.kind == JSON_ARRAY && json_next_element(values, &at, &value)) {
        const struct slice id = api_plain_text(&arena, json_member(value, "label_schema_id"));
        const struct label *label = label_find(&schema, id);
        buf_append_text(out, between);
        json_write_string(out, label != NULL ? label->name : id);
        buf_append_char(out, ':');
        buf_append_slice(out, value.raw);
        between = ",";
    }
    buf_append_char(out, '}');
    arena_free(&arena);
}

static void put_waiting(const struct workbench *workbench, struct annotations *annotations,
                        const struct pending_change *change, struct json_value item)
{
    char time[CLOCK_RFC3339_SIZE];
    struct buf json = buf_with_limit(BUF_LIMIT_BODY);
    clock_format_rfc3339(change->change.made_at_ms, time);
    buf_printf(&json, "{\"id\":\"waiting:%s\",\"interaction_id\":", change->row_id);
    json_write_string(&json, slice_of(change->row_id));
    buf_append_text(&json, ",\"label_values\":");
    write_values(workbench, json_member(item, "label_values"), &json);
    for (int i = 0; i < 2; i++) {
        buf_printf(&json, ",\"%s_at\":\"%s\",\"%s_by\":", i == 0 ? "created" : "modified", time,
                   i == 0 ? "created" : "modified");
        json_write_string(&json, people_me(workbench->people));
    }
    buf_printf(&json, "%s}", is_adjudication(item) ? ",\"is_adjudication\":true" : "");
    put(annotations, buf_slice(&json));
    buf_free(&json);
}

static void lay_one(struct workbench *workbench, struct arena *arena, const struct pending_change *change,
                    struct api_record *record)
{
    const char *json = api_call_argument(&change->change.call, "annotations");
    struct json_value list, item;
    size_t at = 0;
    if (json == NULL || !json_check(slice_of(json), &list, NULL) || !json_next_element(list, &at, &item))
        return;
    struct annotations annotations = { .json = buf_with_limit(BUF_LIMIT_ANSWER) };
    put_others(&annotations, record, people_me(workbench->people), is_adjudication(item));
    put_waiting(workbench, &annotations, change, item);
    end(&annotations, arena, record);
}

void overlay_annotate(struct workbench *workbench, struct arena *arena, const char *id, struct api_record *record)
{
    const struct pending *pending = workbench->pending;
    for (size_t i = 0; record->resource->id == API_INTERACTION && i < pending->count; i++) {
        const struct pending_change *change = pending->changes[i];
        if (change->effect == PENDING_ANNOTATE && pending_is_open(change) && change->row_id != NULL &&
            strcmp(change->row_id, id) == 0)
            lay_one(workbench, arena, change, record);
    }
}

/* --- What the server says ----------------------------------------------------------------------------------------- */

bool overlay_annotated(struct arena *arena, const char *base, struct slice answer, struct api_record *record)
{
    struct json_value document, annotation, row;
    size_t at = 0;
    if (!json_check(answer, &document, NULL) ||
        !json_next_element(json_at(document, "/data/attributes/annotations"), &at, &annotation) ||
        !json_check(slice_of(arena_copy(arena, slice_of(base))), &row, NULL) ||
        !api_decode(&api_resources[API_INTERACTION], row, record, NULL))
        return false;
    struct annotations annotations = { .json = buf_with_limit(BUF_LIMIT_ANSWER) };
    put_others(&annotations, record, api_plain_text(arena, json_member(annotation, "created_by")),
               is_adjudication(annotation));
    put(&annotations, annotation.raw);
    end(&annotations, arena, record);
    return true;
}

void overlay_note_fresh(struct workbench *workbench, const char *id, struct slice answer)
{
    if (workbench->interactions.errand == 0)
        return;
    workbench->fresh =
        xgrow(workbench->fresh, &workbench->fresh_capacity, workbench->fresh_count + 1, sizeof(*workbench->fresh));
    workbench->fresh[workbench->fresh_count++] =
        (struct fresh_annotation){ xstrdup(id), xstrndup(answer.at, answer.length) };
}

static void lay_fresh(struct workbench *workbench, const struct fresh_annotation *fresh)
{
    struct list *list = workbench->interactions.list;
    const uint32_t row = rows_find(list_rows(list), slice_of(fresh->id));
    struct buf json = buf_with_limit(BUF_LIMIT_ANSWER);
    struct arena arena = ARENA_EMPTY;
    struct api_record record;
    if (row != ROW_NONE && rows_write_json(list_rows(list), row, &json) &&
        overlay_annotated(&arena, buf_text(&json), slice_of(fresh->answer), &record))
        list_put_one(list, &record, false);
    buf_free(&json);
    arena_free(&arena);
}

void overlay_lay_fresh(struct workbench *workbench, const struct rows *from)
{
    for (size_t i = 0; i < workbench->fresh_count && rows_resource(from)->id == API_INTERACTION; i++)
        if (rows_find(from, slice_of(workbench->fresh[i].id)) != ROW_NONE)
            lay_fresh(workbench, &workbench->fresh[i]);
}

void overlay_end_fresh(struct workbench *workbench)
{
    for (size_t i = 0; i < workbench->fresh_count; i++) {
        free(workbench->fresh[i].id);
        free(workbench->fresh[i].answer);
    }
    workbench->fresh_count = 0;
}

static uint32_t row_with_annotation(const struct rows *rows, struct slice id)
{
    const struct rows *annotations = rows_children(rows, annotations_field());
    for (uint32_t row = 0; annotations != NULL && row < rows_count(rows); row++) {
        uint32_t first = 0, count = 0;
        rows_child_range(rows, row, annotations_field(), &first, &count);
        for (uint32_t i = first; i < first + count; i++)
            if (slice_equal(rows_id(annotations, i), id))
                return row;
    }
    return ROW_NONE;
}

static void take_out(struct workbench *workbench, struct slice id)
{
    struct list *list = workbench->interactions.list;
    const uint32_t row = row_with_annotation(list_rows(list), id);
    struct arena arena = ARENA_EMPTY;
    struct buf json = buf_with_limit(BUF_LIMIT_ANSWER);
    struct json_value object, annotation;
    struct api_record record;
    size_t at = 0;
    if (row != ROW_NONE && rows_write_json(list_rows(list), row, &json) &&
        json_check(buf_slice(&json), &object, NULL) &&
        api_decode(&api_resources[API_INTERACTION], object, &record, NULL)) {
        struct annotations annotations = { .json = buf_with_limit(BUF_LIMIT_ANSWER) };
        const struct json_value all = record.values[annotations_field()];
        while (json_next_element(all, &at, &annotation))
            if (!slice_equal(api_plain_text(&arena, json_member(annotation, "id")), id))
                put(&annotations, annotation.raw);
        end(&annotations, &arena, &record);
        list_put_one(list, &record, false);
    }
    buf_free(&json);
    arena_free(&arena);
}

void overlay_annotations_gone(struct workbench *workbench, struct slice answer)
{
    struct json_value document, id;
    struct arena arena = ARENA_EMPTY;
    size_t at = 0;
    if (!json_check(answer, &document, NULL))
        return;
    const struct json_value ids = json_at(document, "/data/attributes/annotation_ids");
    while (ids.kind == JSON_ARRAY && json_next_element(ids, &at, &id))
        take_out(workbench, api_plain_text(&arena, id));
    arena_free(&arena);
}
