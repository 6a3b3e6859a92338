/* Which columns are printed, what they are called, how wide they are. */
#include "format.h"

#include <annotty/base/mem.h>

enum { COLUMN_LEAST = 8 };

static const char *id_name(const struct api_resource *resource)
{
    return resource->flat && resource->id_member != NULL ? resource->id_member : "id";
}

const char *column_name(const struct layout *layout, const struct column *column)
{
    return column->field == COLUMN_ID ? id_name(layout->resource) : layout->resource->fields[column->field].name;
}

struct slice column_value(struct arena *arena, const struct rows *rows, uint32_t row, const struct column *column)
{
    if (column->field == COLUMN_ID)
        return rows_id(rows, row);
    const bool is_list = rows_children(rows, column->field) != NULL;
    return is_list ? column_text(arena, NULL, rows, row, column->field) : rows_cell(rows, row, column->field);
}

static bool is_answered(const struct api_field *field)
{
    return (field->flags & API_IN_RESPONSE) != 0;
}

/* What a write answers has members of its own, and no lists. */
static bool is_said(const struct api_field *field, bool outcome)
{
    return is_answered(field) && ((field->flags & API_COMPUTED) == 0 || outcome == (field->type != API_RECORDS));
}

void layout_choose_all(struct layout *layout, bool outcome)
{
    const struct api_resource *resource = layout->resource;
    layout->columns[layout->count++] = (struct column){ .field = COLUMN_ID };
    for (size_t i = 0; i < resource->field_count; i++)
        if (is_said(&resource->fields[i], outcome) && strcmp(resource->fields[i].name, id_name(resource)) != 0)
            layout->columns[layout->count++] = column_of(resource, (int)i);
}

void layout_choose(struct layout *layout, bool outcome)
{
    struct column columns[API_FIELDS_MAX];
    const size_t count = columns_choose(layout->resource, outcome, columns);
    layout->columns[layout->count++] = (struct column){ .field = COLUMN_ID };
    for (size_t i = 0; i < count; i++)
        if (strcmp(layout->resource->fields[columns[i].field].name, id_name(layout->resource)) != 0)
            layout->columns[layout->count++] = columns[i];
}

void layout_append_names(const struct api_resource *resource, const char *between, struct buf *out)
{
    buf_append_text(out, id_name(resource));
    for (size_t i = 0; i < resource->field_count; i++)
        if (is_answered(&resource->fields[i]) && strcmp(resource->fields[i].name, id_name(resource)) != 0)
            buf_printf(out, "%s%s", between, resource->fields[i].name);
}

static bool no_such_column(const struct api_resource *resource, struct slice name, struct error *error)
{
    struct buf known = buf_with_limit(BUF_LIMIT_LINE);
    layout_append_names(resource, ", ", &known);
    error_set(error, ERROR_USAGE, "--columns", "\"%.*s\" is no column of %s; there are %s", SLICE_ARGS(name),
              resource->plural, buf_text(&known));
    buf_free(&known);
    return false;
}

bool layout_take(struct layout *layout, const char *names, struct error *error)
{
    struct slice rest = slice_of(names), name;
    while (slice_cut(&rest, ',', &name)) {
        name = slice_trim(name);
        const int field = api_field_index(layout->resource, name);
        const bool is_id = slice_is(name, id_name(layout->resource));
        if (!is_id && (field < 0 || !is_answered(&layout->resource->fields[field])))
            return no_such_column(layout->resource, name, error);
        if (layout->count == ARRAY_LENGTH(layout->columns))
            return error_set(error, ERROR_USAGE, "--columns", "--columns names more columns than there are");
        layout->columns[layout->count++] =
            is_id ? (struct column){ .field = COLUMN_ID } : column_of(layout->resource, field);
    }
    return true;
}

static int fixed_cells(const struct layout *layout)
{
    int cells = 0;
    for (size_t i = 0; i < layout->count; i++)
        if (layout->columns[i].field == COLUMN_ID)
            cells += COLUMN_ID_CELLS + COLUMN_GAP;
    return cells;
}

void layout_fit(struct layout *layout, int cells, bool chosen)
{
    struct column others[API_FIELDS_MAX + 1];
    size_t count = 0, kept = 0;
    for (size_t i = 0; i < layout->count; i++)
        if (layout->columns[i].field != COLUMN_ID)
            others[count++] = layout->columns[i];
    const int left = cells - fixed_cells(layout);
    size_t fitting = count > 0 && left >= COLUMN_LEAST ? columns_share(layout->resource, left, others, count) : 0;
    if (chosen && fitting < count)
        return;
    const struct column *next = others;
    for (size_t i = 0; i < layout->count; i++) {
        if (layout->columns[i].field == COLUMN_ID)
            layout->columns[kept++] = layout->columns[i];
        else if (fitting > 0 && next->field == layout->columns[i].field) {
            layout->columns[kept++] = *next++;
            fitting--;
        }
    }
    layout->count = kept;
}
