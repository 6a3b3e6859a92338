/* A dataset as CSV (extensions, section 7): a line a record, the members of the record as columns; strings as they are,
 * other values as JSON. */
#include "handlers.h"

#include "page.h"

#include <annotty/base/csv.h>

static const char *const columns[] = { "id", "input", "expected_output", "metadata", "created_at", "updated_at" };
enum { COLUMN_COUNT = sizeof(columns) / sizeof(*columns), RECORDS_A_PIECE = 1000 };

static const char *behind(size_t column)
{
    return column + 1 < COLUMN_COUNT ? "," : CSV_END;
}

static void put_record(struct buf *out, struct json_value record)
{
    struct arena arena = ARENA_EMPTY;
    for (size_t i = 0; i < COLUMN_COUNT; i++) {
        const struct json_value value = json_member(record, columns[i]);
        csv_put(out,
                value.kind == JSON_STRING ? api_plain_text(&arena, value)
                : value.kind == JSON_NULL ? SLICE("")
                                          : value.raw,
                behind(i));
    }
    arena_free(&arena);
}

/* The next records, the newest first; false when the store failed. */
static bool put_piece(struct handling *handling, const struct workspace_row *dataset, int64_t version,
                      struct workspace_page *page)
{
    struct buf json = buf_with_limit(BUF_LIMIT_ANSWER);
    struct json_value list, record;
    size_t at = 0;
    buf_append_char(&json, '[');
    const bool read = workspace_read_records(handling->session, dataset, version, page, &json, &handling->error);
    buf_append_char(&json, ']');
    if (read && json_check(buf_slice(&json), &list, &handling->error))
        while (json_next_element(list, &at, &record))
            put_record(&handling->answer, record);
    buf_free(&json);
    return read;
}

bool handle_export_dataset(struct handling *handling)
{
    struct workspace_row dataset;
    struct workspace_page page = { .limit = RECORDS_A_PIECE, .enough = PAGE_ENOUGH };
    const struct slice format = parameter_value(handling, "format");
    if (format.length > 0 && !slice_is(format, "csv"))
        return refuse_parameter(handling, "format", "must be csv");
    if (!begin_read(handling) || !find_by_path(handling, &dataset))
        return false;
    int64_t version = current_version(&dataset);
    if (!take_version(handling, &dataset, "version", &version))
        return false;
    for (size_t i = 0; i < COLUMN_COUNT; i++)
        csv_put(&handling->answer, slice_of(columns[i]), behind(i));
    for (bool read = true; read && !page.is_over;)
        if (!put_piece(handling, &dataset, version, &page))
            return refuse_store(handling);
    handling->status = 200;
    return true;
}
