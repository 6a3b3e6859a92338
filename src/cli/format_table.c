/* For people: aligned columns, times of their own zone, one line a row. */
#include "format.h"

#include <annotty/base/text.h>

static void put_cell(const struct layout *layout, size_t number, struct arena *arena, struct slice raw, struct buf *out)
{
    const struct column *column = &layout->columns[number];
    const bool is_id = column->field == COLUMN_ID;
    const bool is_last = number + 1 == layout->count;
    const int cells = is_id ? COLUMN_ID_CELLS : column->cells;
    struct text text = text_clean(arena, raw);
    if (!is_id)
        text = text_cut(arena, text, cells);
    if ((column->right || !is_last) && text.cells < cells)
        text = text_fit(arena, text, cells, column->right ? TEXT_RIGHT : TEXT_LEFT);
    buf_printf(out, "%*s%s", number > 0 ? COLUMN_GAP : 0, "", text.bytes);
}

static void put_head(const struct layout *layout, struct arena *arena, struct buf *out)
{
    for (size_t i = 0; i < layout->count; i++)
        put_cell(layout, i, arena, slice_of(column_name(layout, &layout->columns[i])), out);
    buf_append_char(out, '\n');
}

static void put_row(const struct layout *layout, struct arena *arena, const struct rows *rows, uint32_t row,
                    struct buf *out)
{
    for (size_t i = 0; i < layout->count; i++) {
        const int field = layout->columns[i].field;
        put_cell(layout, i, arena,
                 field == COLUMN_ID ? rows_id(rows, row) : column_text(arena, layout->people, rows, row, field), out);
    }
    buf_append_char(out, '\n');
}

const struct format format_table = { .name = "table", .head = put_head, .row = put_row };
