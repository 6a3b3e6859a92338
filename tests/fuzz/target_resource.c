/* Resources as a server sends them: decoded, kept as rows, shown as columns, encoded, and whole answers. */
#include "fuzz.h"

#include <annotty/api/answer.h>
#include <annotty/api/labels.h>
#include <annotty/api/rows.h>
#include <annotty/base/mem.h>
#include <annotty/model/columns.h>

#define TEXT_MAX ((size_t)16 * 1024 * 1024)

static bool decode_text(const struct api_resource *resource, struct slice text, struct api_record *record)
{
    struct json_value object;
    HOLDS(json_check(text, &object, NULL));
    return api_decode(resource, object, record, NULL);
}

/* What is encoded is decoded to the same, and encoded again to the same bytes. */
static void check_encoding(const struct api_record *record)
{
    struct arena arena = ARENA_EMPTY;
    struct buf once = buf_with_limit(TEXT_MAX), twice = buf_with_limit(TEXT_MAX);
    struct api_record again;
    const struct slice id = record->id.kind == JSON_STRING ? api_plain_text(&arena, record->id) : SLICE("");
    HOLDS(api_encode(&once, record->resource, id, record->values));
    HOLDS(decode_text(record->resource, buf_slice(&once), &again));
    for (size_t i = 0; i < record->resource->field_count; i++) {
        const struct api_field *field = &record->resource->fields[i];
        const bool is_id = record->resource->flat && record->values[i].raw.at == record->id.raw.at;
        const bool is_filled = field->fill != NULL && record->values[i].kind <= JSON_NULL;
        if ((field->flags & API_IN_RESPONSE) != 0 && !is_id && !is_filled)
            HOLDS(json_equal(record->values[i], again.values[i]));
    }
    HOLDS(api_encode(&twice, record->resource, id, again.values));
    HOLDS(slice_equal(buf_slice(&once), buf_slice(&twice)));
    buf_free(&once);
    buf_free(&twice);
    arena_free(&arena);
}

static void write_row(const struct rows *rows, uint32_t row, struct buf *out)
{
    struct json_value object;
    HOLDS(rows_write_json(rows, row, out));
    HOLDS(json_check(buf_slice(out), &object, NULL));
}

static void check_columns(const struct rows *rows, uint32_t row)
{
    struct arena arena = ARENA_EMPTY;
    struct column columns[API_FIELDS_MAX];
    const size_t count = columns_choose(rows_resource(rows), false, columns);
    for (size_t i = 0; i < count; i++)
        HOLDS(column_text(&arena, NULL, rows, row, columns[i].field).at != NULL);
    arena_free(&arena);
}

/* A row is found by its id, the same record changes nothing, and what it is written as makes the same row. */
static void check_row(struct rows *rows, const struct api_record *record)
{
    bool changed = false;
    const uint32_t row = rows_put(rows, record, NULL);
    HOLDS(rows_put(rows, record, &changed) == row && !changed);
    HOLDS(rows_find(rows, rows_id(rows, row)) == row && !rows_is_gone(rows, row));
    check_columns(rows, row);
    struct buf text = buf_with_limit(TEXT_MAX), copied = buf_with_limit(TEXT_MAX);
    write_row(rows, row, &text);
    struct api_record again;
    struct rows *other = rows_new(rows_resource(rows));
    HOLDS(decode_text(rows_resource(rows), buf_slice(&text), &again));
    write_row(other, rows_put(other, &again, NULL), &copied);
    HOLDS(slice_equal(buf_slice(&text), buf_slice(&copied)));
    rows_free(&other);
    buf_free(&text);
    buf_free(&copied);
}

static void take(struct rows *rows, struct json_value object)
{
    struct api_record record;
    struct error error = { 0 };
    if (!api_decode(rows_resource(rows), object, &record, &error)) {
        HOLDS(error.kind == ERROR_PROTOCOL && error.message[0] != '\0');
        return;
    }
    check_encoding(&record);
    if (record.id.kind == JSON_STRING)
        check_row(rows, &record);
}

/* Other rows that take all of them have as many. */
static void check_rows(struct rows *rows)
{
    struct rows *all = rows_new(rows_resource(rows));
    rows_put_all(all, rows);
    HOLDS(rows_live_count(all) == rows_live_count(rows));
    rows_refresh_begin(all);
    if (rows_count(rows) > 0)
        rows_remove(rows, 0);
    rows_put_all(all, rows);
    rows_refresh_end(all);
    HOLDS(rows_live_count(all) == rows_live_count(rows));
    rows_free(&all);
}

static void check_labels(struct slice json)
{
    struct arena arena = ARENA_EMPTY;
    struct label_value values[LABEL_VALUES_MAX];
    HOLDS(label_values_read(json, &arena, values) <= LABEL_VALUES_MAX);
    arena_free(&arena);
}

void fuzz_resource(struct slice input)
{
    const struct api_resource *resource = &api_resources[fuzz_byte(&input) % API_RESOURCE_COUNT];
    struct json_value value, item;
    size_t at = 0;
    if (!json_check(input, &value, NULL))
        return;
    struct rows *rows = rows_new(resource);
    if (value.kind != JSON_ARRAY)
        take(rows, value);
    while (value.kind == JSON_ARRAY && json_next_element(value, &at, &item))
        take(rows, item);
    check_rows(rows);
    check_labels(value.raw);
    rows_free(&rows);
}

/* The first byte is the operation, the second the status. */
void fuzz_answer(struct slice input)
{
    static const int statuses[] = { 200, 400, 401, 403, 404, 409, 418, 429, 500, 503, 599, 302 };
    const struct api_operation *operation = &api_operations[fuzz_byte(&input) % API_OPERATION_COUNT];
    const int status = statuses[fuzz_byte(&input) % ARRAY_LENGTH(statuses)];
    struct error error = { 0 };
    api_answer_error(operation, status, input, &error);
    HOLDS(error.kind != ERROR_NONE && error.http_status == status && error.message[0] != '\0');
    const struct slice detail = api_answer_detail(operation, &error);
    HOLDS(detail.at >= error.message && detail.at + detail.length <= error.message + sizeof(error.message));
    struct api_record record;
    error_clear(&error);
    if (operation->resource == NULL)
        return;
    if (api_answer_one(operation, input, &record, &error))
        check_encoding(&record);
    else
        HOLDS(error.kind == ERROR_PROTOCOL && error.message[0] != '\0');
}
