/* For programs that read columns: tab-separated values, where a value never looks like two and nothing acts on a
 * terminal further down the pipe; and CSV (RFC 4180), where every value is exactly what the API says, and what may be
 * any value is JSON. */
#include "format.h"

#include <annotty/base/csv.h>
#include <annotty/base/text.h>

typedef void (*put_value)(const struct layout *layout, struct slice value, struct buf *out);

static void put_names(const struct layout *layout, char separator, put_value put, struct buf *out)
{
    for (size_t i = 0; i < layout->count; i++) {
        if (i > 0)
            buf_append_char(out, separator);
        put(layout, slice_of(column_name(layout, &layout->columns[i])), out);
    }
}

static bool is_there(const struct rows *rows, uint32_t row, const struct column *column)
{
    return column->field == COLUMN_ID || rows_children(rows, column->field) != NULL ||
           rows_has(rows, row, column->field);
}

static void put_clean(const struct layout *layout, struct slice value, struct buf *out)
{
    (void)layout;
    text_append_clean(out, value, false);
}

static void put_tsv_head(const struct layout *layout, struct arena *arena, struct buf *out)
{
    (void)arena;
    put_names(layout, '\t', put_clean, out);
    buf_append_char(out, '\n');
}

static void put_tsv_row(const struct layout *layout, struct arena *arena, const struct rows *rows, uint32_t row,
                        struct buf *out)
{
    for (size_t i = 0; i < layout->count; i++) {
        if (i > 0)
            buf_append_char(out, '\t');
        if (is_there(rows, row, &layout->columns[i]))
            put_clean(layout, column_value(arena, rows, row, &layout->columns[i]), out);
    }
    buf_append_char(out, '\n');
}

/* An empty text is in quotes, or it would look like one that is absent. */
static void put_quoted(struct slice value, struct buf *out)
{
    if (value.length == 0)
        buf_append_text(out, "\"\"");
    else
        csv_put(out, value, "");
}

static void put_csv_value(const struct layout *layout, struct slice value, struct buf *out)
{
    if (!layout->terminal) {
        put_quoted(value, out);
        return;
    }
    struct buf clean = buf_with_limit(BUF_LIMIT_ANSWER);
    text_append_clean(&clean, value, false);
    put_quoted(buf_slice(&clean), out);
    buf_free(&clean);
}

static void put_csv_head(const struct layout *layout, struct arena *arena, struct buf *out)
{
    (void)arena;
    put_names(layout, ',', put_csv_value, out);
    buf_append_text(out, "\r\n");
}

static void put_csv_row(const struct layout *layout, struct arena *arena, const struct rows *rows, uint32_t row,
                        struct buf *out)
{
    for (size_t i = 0; i < layout->count; i++) {
        const struct column *column = &layout->columns[i];
        const bool there = is_there(rows, row, column);
        if (i > 0)
            buf_append_char(out, ',');
        if (there)
            put_csv_value(layout, column_value(arena, rows, row, column), out);
        else if (layout->resource->fields[column->field].type == API_ANY)
            buf_append_text(out, "null");
    }
    buf_append_text(out, "\r\n");
}

const struct format format_tsv = { .name = "tsv", .head = put_tsv_head, .row = put_tsv_row };
const struct format format_csv = { .name = "csv", .head = put_csv_head, .row = put_csv_row };
