/* The forms in which an interaction with its trace and labels is written, a row each. */
#include "export.h"

#include <annotty/api/labels.h>
#include <annotty/base/csv.h>
#include <annotty/base/mem.h>

static struct slice cell(const struct rows *rows, uint32_t row, const char *name)
{
    const int field = api_field_index(rows_resource(rows), slice_of(name));
    return field >= 0 ? rows_cell(rows, row, field) : SLICE("");
}

static void put_text(struct buf *out, const char *between, const char *name, struct slice text)
{
    buf_printf(out, "%s\"%s\":", between, name);
    json_write_string(out, text);
}

static struct slice name_of(const struct export_scope *scope, struct slice id)
{
    const struct slice name = people_name(scope->people, id);
    return name.length > 0 ? name : id;
}

/* --- The trace ---------------------------------------------------------------------------------------------------- */

/* The span that no other began: the first without a parent, else the first. */
static struct json_value root_of(struct slice spans)
{
    struct json_value list, element, first = { .kind = JSON_ABSENT };
    size_t at = 0;
    if (!json_check(spans, &list, NULL))
        return first;
    while (json_next_element(list, &at, &element)) {
        const struct json_value attributes = json_member(element, "attributes");
        const struct json_value parent = json_member(attributes, "parent_id");
        if (first.kind == JSON_ABSENT)
            first = attributes;
        if (parent.kind != JSON_STRING || parent.raw.length <= 2 || slice_is(parent.raw, "\"undefined\""))
            return attributes;
    }
    return first;
}

/* What went in or came out: the value, else the messages; null: nothing is known. */
static struct slice side_of(struct slice spans, const char *side)
{
    const struct json_value holder = json_member(root_of(spans), side);
    const struct json_value value = json_member(holder, "value"), messages = json_member(holder, "messages");
    if (value.kind != JSON_ABSENT && value.kind != JSON_NULL)
        return value.raw;
    return messages.kind == JSON_ARRAY ? messages.raw : SLICE("null");
}

/* --- Annotations -------------------------------------------------------------------------------------------------- */

struct annotations {
    const struct rows *rows;
    uint32_t first, end;
};

static struct annotations annotations_of(const struct queue_item *item)
{
    const int field = api_field_index(rows_resource(item->rows), SLICE("annotations"));
    struct annotations annotations = { .rows = rows_children(item->rows, field) };
    uint32_t count = 0;
    rows_child_range(item->rows, item->row, field, &annotations.first, &count);
    annotations.end = annotations.first + count;
    return annotations;
}

static void put_annotations(const struct export_scope *scope, const struct queue_item *item, struct buf *out)
{
    const struct annotations in = annotations_of(item);
    buf_append_char(out, '[');
    for (uint32_t row = in.first; row < in.end; row++) {
        const struct slice by = cell(in.rows, row, "created_by");
        const struct slice labels = cell(in.rows, row, "label_values");
        put_text(out, row > in.first ? ",{" : "{", "reviewer", by);
        put_text(out, ",", "reviewer_name", name_of(scope, by));
        put_text(out, ",", "created_at", cell(in.rows, row, "created_at"));
        put_text(out, ",", "modified_at", cell(in.rows, row, "modified_at"));
        if (slice_is(cell(in.rows, row, "is_adjudication"), "true"))
            buf_append_text(out, ",\"is_adjudication\":true");
        buf_printf(out, ",\"labels\":%.*s}", SLICE_ARGS(labels.length > 0 ? labels : SLICE("{}")));
    }
    buf_append_char(out, ']');
}

/* --- JSON --------------------------------------------------------------------------------------------------------- */

static void put_item(const struct export_scope *scope, const struct queue_item *item, struct buf *out)
{
    put_text(out, "{", "id", rows_id(item->rows, item->row));
    put_text(out, ",", "content_id", cell(item->rows, item->row, "content_id"));
    put_text(out, ",", "type", cell(item->rows, item->row, "type"));
    put_text(out, ",", "created_at", cell(item->rows, item->row, "created_at"));
    put_text(out, ",", "queue_id", scope->queue_id);
    put_text(out, ",", "queue_name", scope->queue_name);
    const struct slice block = cell(item->rows, item->row, "display_block");
    if (block.length > 0)
        buf_printf(out, ",\"display_block\":%.*s", SLICE_ARGS(block));
    buf_append_text(out, ",\"annotations\":");
    put_annotations(scope, item, out);
    buf_append_text(out, ",\"spans\":");
    buf_append_slice(out, item->spans);
    buf_append_char(out, '}');
}

static bool write_json(const struct export_scope *scope, const struct queue_item *item, struct buf *out)
{
    put_item(scope, item, out);
    return true;
}

/* The line that the trace was imported from, with what was said of it; of others there is no line. */
static bool write_line(const struct export_scope *scope, const struct queue_item *item, struct buf *out)
{
    const struct json_value source = json_member(root_of(item->spans), "source");
    if (source.kind != JSON_OBJECT)
        return false;
    const struct slice inside = { source.raw.at + 1, source.raw.length - 2 };
    buf_printf(out, "{%.*s%s\"annotations\":", SLICE_ARGS(inside), slice_trim(inside).length > 0 ? "," : "");
    put_annotations(scope, item, out);
    buf_append_char(out, '}');
    return true;
}

/* --- Records of a dataset ----------------------------------------------------------------------------------------- */

/* The text that a label has: what decides, else the newest. */
static struct slice label_text(const struct export_scope *scope, const struct queue_item *item, const char *name)
{
    struct label_value *values = arena_alloc(scope->arena, sizeof(*values) * LABEL_VALUES_MAX);
    const struct annotations in = annotations_of(item);
    struct slice found = SLICE("");
    bool is_decided = false;
    for (uint32_t row = in.first; row < in.end; row++) {
        const bool decides = slice_is(cell(in.rows, row, "is_adjudication"), "true");
        const size_t count = label_values_read(cell(in.rows, row, "label_values"), scope->arena, values);
        for (size_t i = 0; i < count; i++)
            if (slice_is(values[i].name, name) && (decides || !is_decided)) {
                found = values[i].value;
                is_decided = decides;
            }
    }
    return found;
}

bool export_write_record(const struct export_scope *scope, const struct queue_item *item, struct buf *out)
{
    const struct slice input = side_of(item->spans, "input");
    const struct slice corrected = scope->expected != NULL ? label_text(scope, item, scope->expected) : SLICE("");
    if (slice_is(input, "null"))
        return false;
    buf_printf(out, "{\"input\":%.*s,\"expected_output\":", SLICE_ARGS(input));
    if (corrected.length > 0)
        json_write_string(out, corrected);
    else
        buf_append_slice(out, side_of(item->spans, "output"));
    buf_append_text(out, ",\"metadata\":{");
    put_text(out, "", "queue_id", scope->queue_id);
    put_text(out, ",", "queue_name", scope->queue_name);
    put_text(out, ",", "interaction_id", rows_id(item->rows, item->row));
    put_text(out, ",", "trace_id", cell(item->rows, item->row, "content_id"));
    buf_append_text(out, ",\"annotations\":");
    put_annotations(scope, item, out);
    buf_append_text(out, "}}");
    return true;
}

/* --- CSV ---------------------------------------------------------------------------------------------------------- */

static const char *const csv_columns[] = { "interaction_id", "content_id",    "type",        "created_at",
                                           "reviewer",       "reviewer_name", "reviewed_at", "adjudication" };

void export_csv_head(const struct export_scope *scope, struct buf *out)
{
    for (size_t i = 0; i < ARRAY_LENGTH(csv_columns); i++)
        csv_put(out, slice_of(csv_columns[i]), ",");
    for (size_t i = 0; i < scope->label_count; i++) {
        csv_put(out, scope->labels[i], ",");
        csv_put(out, slice_of(arena_printf(scope->arena, "%.*s_assessment", SLICE_ARGS(scope->labels[i]))), ",");
        csv_put(out, slice_of(arena_printf(scope->arena, "%.*s_reasoning", SLICE_ARGS(scope->labels[i]))), ",");
    }
    buf_append_text(out, "input,output\r\n");
}

static struct slice plain(const struct export_scope *scope, struct slice json)
{
    struct json_value value;
    const bool is_text = json_check(json, &value, NULL) && value.kind == JSON_STRING;
    return is_text ? api_plain_text(scope->arena, value) : slice_is(json, "null") ? SLICE("") : json;
}

static void put_labels(const struct export_scope *scope, struct slice json, struct buf *out)
{
    struct label_value *values = arena_alloc(scope->arena, sizeof(*values) * LABEL_VALUES_MAX);
    const size_t count = label_values_read(json, scope->arena, values);
    for (size_t i = 0; i < scope->label_count; i++) {
        const struct label_value none = { 0 }, *said = &none;
        for (size_t k = 0; k < count; k++)
            if (slice_equal(values[k].name, scope->labels[i]))
                said = &values[k];
        csv_put(out, said->value, ",");
        csv_put(out, said->assessment, ",");
        csv_put(out, said->reasoning, ",");
    }
}

/* A line for each annotation; one with empty cells where there is none. */
static bool write_csv(const struct export_scope *scope, const struct queue_item *item, struct buf *out)
{
    const struct annotations in = annotations_of(item);
    const struct slice input = plain(scope, side_of(item->spans, "input"));
    const struct slice output = plain(scope, side_of(item->spans, "output"));
    const uint32_t end = in.end > in.first ? in.end : in.first + 1;
    for (uint32_t row = in.first; row < end; row++) {
        const bool is_said = row < in.end;
        const struct slice by = is_said ? cell(in.rows, row, "created_by") : SLICE("");
        csv_put(out, rows_id(item->rows, item->row), ",");
        csv_put(out, cell(item->rows, item->row, "content_id"), ",");
        csv_put(out, cell(item->rows, item->row, "type"), ",");
        csv_put(out, cell(item->rows, item->row, "created_at"), ",");
        csv_put(out, by, ",");
        csv_put(out, is_said ? name_of(scope, by) : by, ",");
        csv_put(out, is_said ? cell(in.rows, row, "modified_at") : by, ",");
        csv_put(out, is_said ? cell(in.rows, row, "is_adjudication") : by, ",");
        put_labels(scope, is_said ? cell(in.rows, row, "label_values") : by, out);
        csv_put(out, input, ",");
        csv_put(out, output, CSV_END);
    }
    return true;
}

const struct export_form_row export_forms[] = {
    { "jsonl", "one JSON object a line", write_json, "", "\n", "\n", false },
    { "json", "one JSON array", write_json, "[", ",\n", "]\n", false },
    { "csv", "a line for each annotation, with the labels as columns", write_csv, "", "", "", true },
    { "records", "records for annotty record append", export_write_record, "", "\n", "\n", false },
    { "lines", "the lines that were imported, with what was said of them", write_line, "", "\n", "\n", false },
    { 0 },
};
