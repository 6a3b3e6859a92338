/* Rows of one resource. Each row is a stretch of 32-bit cells: one a field, then the id, then for each list field the
 * number of its child rows (the field's own cell is the first child). All texts of a table and its children share one
 * store. */
#include <annotty/api/rows.h>

#include "rows_text.h"

#include <annotty/base/mem.h>

#include <stdlib.h>

enum row_flag { ROW_GONE = 1, ROW_SEEN = 2 };

struct rows {
    const struct api_resource *resource;
    struct row_texts *texts; /* the parent's for a child table */
    struct rows *parent;
    uint32_t *cells;
    uint8_t *flags;      /* NULL for a child table */
    uint32_t *positions; /* NULL for a child table */
    size_t cell_capacity, flag_capacity, position_capacity;
    uint32_t count, gone, width;
    uint32_t next_position;
    bool refreshing;
    struct index ids;
    struct rows *children[API_FIELDS_MAX];
    uint32_t count_cell[API_FIELDS_MAX]; /* where the number of children is */
    struct buf scratch;
};

static uint32_t id_cell(const struct rows *rows)
{
    return (uint32_t)rows->resource->field_count;
}

static struct rows *table_new(const struct api_resource *resource, struct rows *parent)
{
    struct rows *rows = xcalloc(1, sizeof(*rows));
    rows->resource = resource;
    rows->parent = parent;
    rows->texts = parent != NULL ? parent->texts : xcalloc(1, sizeof(*rows->texts));
    rows->scratch = buf_with_limit(BUF_LIMIT_ANSWER);
    rows->width = id_cell(rows) + 1;
    for (size_t i = 0; i < resource->field_count; i++) {
        if (resource->fields[i].type != API_RECORDS)
            continue;
        rows->children[i] = table_new(resource->fields[i].of, rows);
        rows->count_cell[i] = rows->width++;
    }
    return rows;
}

struct rows *rows_new(const struct api_resource *resource)
{
    return table_new(resource, NULL);
}

void rows_free(struct rows **rows)
{
    struct rows *table = *rows;
    if (table == NULL)
        return;
    for (size_t i = 0; i < table->resource->field_count; i++)
        rows_free(&table->children[i]);
    if (table->parent == NULL) {
        row_texts_free(table->texts);
        free(table->texts);
    }
    free(table->cells);
    free(table->flags);
    free(table->positions);
    index_free(&table->ids);
    buf_free(&table->scratch);
    free(table);
    *rows = NULL;
}

const struct api_resource *rows_resource(const struct rows *rows)
{
    return rows->resource;
}

uint32_t rows_count(const struct rows *rows)
{
    return rows->count;
}

uint32_t rows_live_count(const struct rows *rows)
{
    return rows->count - rows->gone;
}

size_t rows_memory(const struct rows *rows)
{
    size_t bytes = sizeof(*rows) + rows->cell_capacity * sizeof(*rows->cells) + rows->flag_capacity +
                   rows->position_capacity * sizeof(*rows->positions) + rows->ids.capacity * 2 * sizeof(uint32_t);
    if (rows->parent == NULL)
        bytes += rows->texts->capacity + rows->texts->shared.capacity * 2 * sizeof(uint32_t);
    for (size_t i = 0; i < rows->resource->field_count; i++)
        if (rows->children[i] != NULL)
            bytes += rows_memory(rows->children[i]);
    return bytes;
}

static uint32_t *row_cells(const struct rows *rows, uint32_t row)
{
    return rows->cells + (size_t)row * rows->width;
}

/* Where a row comes from: a decoded record, or a row of another table of the same resource. */
struct source {
    const struct api_record *record;
    const struct rows *from;
    uint32_t row;
};

/* A source's field: whether it is there, and its text, unescaped into `scratch` where it has to be. */
static uint32_t source_text(const struct source *source, size_t field, struct buf *scratch, struct slice *text)
{
    *text = (struct slice){ .at = "" };
    if (source->record == NULL) {
        const uint32_t cell = row_cells(source->from, source->row)[field];
        *text = row_text(source->from->texts, cell);
        return cell < CELL_FIRST ? cell : (uint32_t)CELL_FIRST;
    }
    const struct json_value value =
        field < source->record->resource->field_count ? source->record->values[field] : source->record->id;
    if (value.kind == JSON_ABSENT)
        return CELL_ABSENT;
    if (value.kind == JSON_NULL)
        return CELL_NULL;
    *text = value.raw;
    /* Without its quotes a string that may stand for any value couldn't be told from one. */
    const bool is_any =
        field < source->record->resource->field_count && source->record->resource->fields[field].type == API_ANY;
    if (value.kind != JSON_STRING || is_any)
        return CELL_FIRST;
    *text = (struct slice){ .at = value.raw.at + 1, .length = value.raw.length - 2 };
    if (memchr(text->at, '\\', text->length) != NULL) {
        buf_clear(scratch);
        json_append_string(scratch, value);
        *text = buf_slice(scratch);
    }
    return CELL_FIRST;
}

/* The cell of the row that already says `text`, or CELL_ABSENT: a flat resource's id stands twice, and what was changed
 * last was created then until something changes. */
static uint32_t find_in_row(const struct rows *rows, uint32_t row, size_t fields, struct slice text)
{
    const uint32_t *cells = row_cells(rows, row);
    const uint32_t id = cells[id_cell(rows)];
    if (id >= CELL_FIRST && slice_equal(row_text(rows->texts, id), text))
        return id;
    for (size_t i = 0; i < fields; i++)
        if (rows->children[i] == NULL && cells[i] >= CELL_FIRST && slice_equal(row_text(rows->texts, cells[i]), text))
            return cells[i];
    return CELL_ABSENT;
}

/* The handle for a text: one that the row or its parent (whom a child names) has, a shared one, or a new one. */
static uint32_t store_text(struct rows *rows, uint32_t row, size_t field, struct slice text)
{
    uint32_t cell = field == id_cell(rows) ? (uint32_t)CELL_ABSENT : find_in_row(rows, row, field, text);
    if (cell == CELL_ABSENT && rows->parent != NULL)
        cell = find_in_row(rows->parent, rows->parent->count - 1, 0, text);
    if (cell != CELL_ABSENT)
        return cell;
    if (field != id_cell(rows) && (rows->resource->fields[field].flags & API_REPEATS))
        return row_text_share(rows->texts, text);
    return row_text_add(rows->texts, text);
}

static uint32_t add_row(struct rows *rows)
{
    const uint32_t row = rows->count++;
    rows->cells = xgrow(rows->cells, &rows->cell_capacity, (size_t)rows->count * rows->width, sizeof(*rows->cells));
    memset(row_cells(rows, row), 0, rows->width * sizeof(*rows->cells));
    if (rows->parent != NULL)
        return row;
    rows->flags = xgrow(rows->flags, &rows->flag_capacity, rows->count, sizeof(*rows->flags));
    rows->positions = xgrow(rows->positions, &rows->position_capacity, rows->count, sizeof(*rows->positions));
    rows->flags[row] = 0;
    return row;
}

static bool put_children(struct rows *rows, uint32_t row, size_t field, const struct source *source);

/* Writes one cell; true when it is new. */
static bool put_cell(struct rows *rows, uint32_t row, size_t field, const struct source *source)
{
    struct slice text;
    uint32_t cell = source_text(source, field, &rows->scratch, &text);
    const uint32_t before = row_cells(rows, row)[field];
    if (cell >= CELL_FIRST && before >= CELL_FIRST && slice_equal(row_text(rows->texts, before), text))
        return false;
    if (cell >= CELL_FIRST)
        cell = store_text(rows, row, field, text);
    row_cells(rows, row)[field] = cell;
    return cell != before;
}

/* Writes the source's cells into the row, the id first, which others may share; true when any of them is new. */
static bool put_cells(struct rows *rows, uint32_t row, const struct source *source)
{
    bool changed = put_cell(rows, row, id_cell(rows), source);
    for (size_t i = 0; i < id_cell(rows); i++)
        changed |= rows->children[i] != NULL ? put_children(rows, row, i, source) : put_cell(rows, row, i, source);
    return changed;
}

static uint32_t add_child(struct rows *children, const struct source *source)
{
    const uint32_t child = add_row(children);
    put_cells(children, child, source);
    return child;
}

/* Adds the source's children at the end of the child table; returns how many. A child that can't be decoded is left
 * out. */
static uint32_t add_children(struct rows *rows, size_t field, const struct source *source)
{
    struct rows *children = rows->children[field];
    const uint32_t before = children->count;
    if (source->record == NULL) {
        uint32_t first = 0, count = 0;
        rows_child_range(source->from, source->row, (int)field, &first, &count);
        for (uint32_t i = 0; i < count; i++)
            add_child(children, &(struct source){ .from = source->from->children[field], .row = first + i });
        return count;
    }
    size_t at = 0;
    struct json_value item;
    struct api_record record;
    while (json_next_element(source->record->values[field], &at, &item))
        if (api_decode(children->resource, item, &record, NULL))
            add_child(children, &(struct source){ .record = &record });
    return children->count - before;
}

/* Whether a row says in every cell what the source says. */
static bool row_equals(struct rows *rows, uint32_t row, const struct source *source)
{
    for (size_t i = 0; i <= id_cell(rows); i++) {
        struct slice text;
        const uint32_t cell = source_text(source, i, &rows->scratch, &text);
        const uint32_t mine = row_cells(rows, row)[i];
        if ((mine < CELL_FIRST ? mine : (uint32_t)CELL_FIRST) != cell ||
            !slice_equal(row_text(rows->texts, mine), text))
            return false;
    }
    return true;
}

/* Whether the row's children are the source's, so that an unchanged refresh takes no memory. */
static bool children_equal(const struct rows *rows, uint32_t row, size_t field, const struct source *source)
{
    struct rows *children = rows->children[field];
    uint32_t first = 0, count = 0, seen = 0;
    rows_child_range(rows, row, (int)field, &first, &count);
    if (source->record == NULL) {
        uint32_t other_first = 0, other_count = 0;
        rows_child_range(source->from, source->row, (int)field, &other_first, &other_count);
        bool equal = count == other_count;
        for (; equal && seen < count; seen++)
            equal = row_equals(children, first + seen,
                               &(struct source){ .from = source->from->children[field], .row = other_first + seen });
        return equal;
    }
    size_t at = 0;
    struct json_value item;
    struct api_record record;
    while (json_next_element(source->record->values[field], &at, &item)) {
        if (!api_decode(children->resource, item, &record, NULL))
            continue;
        if (seen == count || !row_equals(children, first + seen, &(struct source){ .record = &record }))
            return false;
        seen++;
    }
    return seen == count;
}

static bool put_children(struct rows *rows, uint32_t row, size_t field, const struct source *source)
{
    if (children_equal(rows, row, field, source))
        return false;
    const uint32_t first = rows->children[field]->count;
    const uint32_t count = add_children(rows, field, source);
    row_cells(rows, row)[field] = first;
    row_cells(rows, row)[rows->count_cell[field]] = count;
    return true;
}

static struct slice id_of_row(uint32_t row, const void *owner)
{
    return rows_id(owner, row);
}

static uint32_t put(struct rows *rows, const struct source *source, struct slice id, bool *changed)
{
    uint32_t row = index_find(&rows->ids, id, id_of_row, rows);
    const bool known = row != INDEX_NONE;
    const bool back = known && rows_is_gone(rows, row);
    if (!known)
        row = add_row(rows);
    const bool differs = put_cells(rows, row, source);
    if (!known)
        index_insert(&rows->ids, rows_id(rows, row), row);
    if (back) {
        rows->flags[row] &= (uint8_t)~ROW_GONE;
        rows->gone--;
    }
    if (!known || back || rows->refreshing)
        rows->positions[row] = rows->next_position++;
    rows->flags[row] |= ROW_SEEN;
    if (changed != NULL)
        *changed = !known || back || differs;
    return row;
}

uint32_t rows_put(struct rows *rows, const struct api_record *record, bool *changed)
{
    const struct source source = { .record = record };
    struct buf plain = buf_with_limit(BUF_LIMIT_ANSWER);
    struct slice id;
    source_text(&source, id_cell(rows), &plain, &id);
    const uint32_t row = put(rows, &source, id, changed);
    buf_free(&plain);
    return row;
}

void rows_put_all(struct rows *rows, const struct rows *from)
{
    for (uint32_t row = 0; row < from->count; row++)
        if (!rows_is_gone(from, row))
            put(rows, &(struct source){ .from = from, .row = row }, rows_id(from, row), NULL);
}

uint32_t rows_find(const struct rows *rows, struct slice id)
{
    const uint32_t row = index_find(&rows->ids, id, id_of_row, rows);
    return row == INDEX_NONE || rows_is_gone(rows, row) ? ROW_NONE : row;
}

bool rows_is_gone(const struct rows *rows, uint32_t row)
{
    return (rows->flags[row] & ROW_GONE) != 0;
}

void rows_remove(struct rows *rows, uint32_t row)
{
    if (rows_is_gone(rows, row))
        return;
    rows->flags[row] |= ROW_GONE;
    rows->gone++;
}

struct slice rows_id(const struct rows *rows, uint32_t row)
{
    return row_text(rows->texts, row_cells(rows, row)[id_cell(rows)]);
}

struct slice rows_cell(const struct rows *rows, uint32_t row, int field)
{
    return rows->children[field] != NULL ? (struct slice){ .at = "" }
                                         : row_text(rows->texts, row_cells(rows, row)[field]);
}

bool rows_has(const struct rows *rows, uint32_t row, int field)
{
    if (rows->children[field] != NULL)
        return row_cells(rows, row)[rows->count_cell[field]] > 0;
    return row_cells(rows, row)[field] >= CELL_FIRST;
}

const struct rows *rows_children(const struct rows *rows, int field)
{
    return rows->children[field];
}

void rows_child_range(const struct rows *rows, uint32_t row, int field, uint32_t *first, uint32_t *count)
{
    *first = row_cells(rows, row)[field];
    *count = row_cells(rows, row)[rows->count_cell[field]];
}

static bool is_text(enum api_type type)
{
    return type == API_STRING || type == API_DATE_TIME || type == API_ENUM;
}

static bool write_row(const struct rows *rows, uint32_t row, struct buf *out);

static void write_children(const struct rows *rows, uint32_t row, int field, struct buf *out)
{
    uint32_t first = 0, count = 0;
    rows_child_range(rows, row, field, &first, &count);
    buf_append_char(out, '[');
    for (uint32_t i = 0; i < count; i++) {
        if (i > 0)
            buf_append_char(out, ',');
        write_row(rows->children[field], first + i, out);
    }
    buf_append_char(out, ']');
}

static void write_value(const struct rows *rows, uint32_t row, int field, struct buf *out)
{
    if (rows->children[field] != NULL)
        write_children(rows, row, field, out);
    else if (!rows_has(rows, row, field))
        buf_append_text(out, "null");
    else if (is_text(rows->resource->fields[field].type))
        json_write_string(out, rows_cell(rows, row, field));
    else
        buf_append_slice(out, rows_cell(rows, row, field));
}

static bool write_row(const struct rows *rows, uint32_t row, struct buf *out)
{
    const struct api_resource *resource = rows->resource;
    if (!resource->flat) {
        buf_append_text(out, "{\"id\":");
        json_write_string(out, rows_id(rows, row));
        buf_printf(out, ",\"type\":\"%s\",\"attributes\":", resource->type);
    }
    const char *separator = "{";
    for (size_t i = 0; i < resource->field_count; i++) {
        if (row_cells(rows, row)[i] == CELL_ABSENT && rows->children[i] == NULL)
            continue;
        buf_printf(out, "%s\"%s\":", separator, resource->fields[i].name);
        write_value(rows, row, (int)i, out);
        separator = ",";
    }
    if (*separator == '{')
        buf_append_char(out, '{');
    return buf_append_text(out, resource->flat ? "}" : "}}");
}

bool rows_write_json(const struct rows *rows, uint32_t row, struct buf *out)
{
    return write_row(rows, row, out);
}

void rows_refresh_begin(struct rows *rows)
{
    rows->refreshing = true;
    rows->next_position = 0;
    for (uint32_t row = 0; row < rows->count; row++)
        rows->flags[row] &= (uint8_t)~ROW_SEEN;
}

void rows_refresh_end(struct rows *rows)
{
    rows->refreshing = false;
    for (uint32_t row = 0; row < rows->count; row++)
        if (!(rows->flags[row] & ROW_SEEN))
            rows_remove(rows, row);
}

void rows_refresh_abandon(struct rows *rows)
{
    rows->refreshing = false;
    rows->next_position = rows->count;
}

uint32_t rows_position(const struct rows *rows, uint32_t row)
{
    return rows->positions[row];
}
