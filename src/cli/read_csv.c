/* CSV (RFC 4180) and tab-separated values: a head line with the names of members, then a row an item. A value for any
 * JSON is text, unless cells are said to be JSON; numbers, objects and lists are what they look like. An empty cell
 * without quotes is a member that isn't there. Own code, because the format is small and a library would cost every
 * start the time to load it. */
#include "source_private.h"

#include <annotty/api/rule.h>
#include <annotty/base/utf8.h>

#include <stdio.h>

enum column_use { COLUMN_LEFT_OUT = -1, COLUMN_IS_ID = -2 };

/* --- Rows --------------------------------------------------------------------------------------------------------- */

static struct slice cell_text(const struct csv_table *csv, size_t number)
{
    const struct csv_cell *cell = &csv->cells[number];
    return (struct slice){ cell->end > cell->begin ? csv->text.data + cell->begin : "", cell->end - cell->begin };
}

/* Takes a cell in quotes, the first of which is next. */
static bool take_quoted(struct source *source, struct error *error)
{
    struct input *input = &source->input;
    const size_t line = input->line;
    input_take(input, 1);
    for (int byte = input_peek(input); byte >= 0; byte = input_peek(input)) {
        input_take(input, 1);
        if (byte == '"' && input_peek(input) != '"')
            return true;
        if (byte == '"')
            input_take(input, 1);
        buf_append_char(&source->csv.text, (char)byte);
    }
    source_refuse(source, SOURCE_BROKEN, line, error, "the quote that begins here isn't closed");
    return false;
}

static bool take_plain(struct source *source, struct error *error)
{
    struct input *input = &source->input;
    for (int byte = input_peek(input); byte >= 0 && byte != source->csv.separator && byte != '\n' && byte != '\r';
         byte = input_peek(input)) {
        if (byte == '"' && source->csv.quotes) {
            source_refuse(source, SOURCE_BROKEN, input->line, error,
                          "a quote inside a cell: put the cell in quotes, and the quote twice");
            return false;
        }
        buf_append_char(&source->csv.text, (char)byte);
        input_take(input, 1);
    }
    return true;
}

/* Takes a cell; the separator or line end behind it stays. */
static bool take_cell(struct source *source, struct error *error)
{
    struct csv_table *csv = &source->csv;
    if (csv->cell_count == CELLS_MAX) {
        source_refuse(source, SOURCE_BROKEN, source->input.line, error, "more than %d cells", CELLS_MAX);
        return false;
    }
    struct csv_cell cell = { .begin = csv->text.length };
    cell.quoted = csv->quotes && input_peek(&source->input) == '"';
    if (!(cell.quoted ? take_quoted(source, error) : take_plain(source, error)))
        return false;
    cell.end = csv->text.length;
    csv->cells[csv->cell_count++] = cell;
    const int next = input_peek(&source->input);
    if (next < 0 || next == csv->separator || next == '\n' || next == '\r')
        return true;
    source_refuse(source, SOURCE_BROKEN, source->input.line, error, "something follows the closing quote of a cell");
    return false;
}

static bool is_whole(const struct source *source, struct error *error)
{
    if (source->csv.text.failed)
        source_refuse(source, SOURCE_BROKEN, source->input.line, error, "a row is larger than 32 MiB");
    return !source->csv.text.failed;
}

/* Reads a row that has something in it. False at the end, or with *error. */
static bool take_row(struct source *source, struct error *error)
{
    struct csv_table *csv = &source->csv;
    struct input *input = &source->input;
    for (int byte = input_peek(input); byte == '\n' || byte == '\r'; byte = input_peek(input))
        input_take(input, 1);
    if (input_peek(input) < 0)
        return false;
    buf_clear(&csv->text);
    csv->cell_count = 0;
    while (take_cell(source, error)) {
        const int next = input_peek(input);
        if (next != csv->separator)
            return is_whole(source, error);
        input_take(input, 1);
    }
    return false;
}

/* --- The head ----------------------------------------------------------------------------------------------------- */

static bool head_has(const char *member, const void *data)
{
    const struct csv_table *csv = data;
    for (size_t i = 0; i < csv->cell_count; i++)
        if (slice_is(slice_trim(cell_text(csv, i)), member))
            return true;
    return false;
}

/* "record_id" for the list "record_ids". */
static bool is_id_name(const struct api_field *list, struct slice name)
{
    const struct slice own = slice_of(list->name);
    return slice_is(name, "id") || slice_equal(name, (struct slice){ own.at, own.length - 1 });
}

static enum source_step name_column(struct source *source, size_t number, struct error *error)
{
    struct csv_table *csv = &source->csv;
    const struct slice name = slice_trim(cell_text(csv, number));
    csv->fields[number] = COLUMN_LEFT_OUT;
    if (csv->list->type == API_STRINGS) {
        csv->fields[number] = is_id_name(csv->list, name) ? COLUMN_IS_ID : COLUMN_LEFT_OUT;
        return SOURCE_ITEM;
    }
    const int field = api_field_index(csv->list->of, name);
    if (field >= 0 && (csv->list->of->fields[field].flags & source->rules->operation->body_use) != 0)
        csv->fields[number] = field;
    if (field >= 0 || slice_is(name, "id") || source->rules->ignore_unknown)
        return SOURCE_ITEM;
    return source_refuse(source, SOURCE_BROKEN, source->input.line, error,
                         "column \"%.*s\" is no member of a %s; --ignore-unknown leaves such out",
                         name.length > 60 ? 60 : (int)name.length, name.at, csv->list->of->noun);
}

static enum source_step read_head(struct source *source, char separator, bool quotes, struct error *error)
{
    struct csv_table *csv = &source->csv;
    csv->separator = separator;
    csv->quotes = quotes;
    error_clear(error);
    if (!take_row(source, error))
        return error->kind != ERROR_NONE ? SOURCE_BROKEN : source_end(source, error);
    csv->list = source->list != NULL ? source->list : item_pick_list(source->rules, head_has, csv);
    csv->column_count = csv->cell_count;
    bool useful = false;
    for (size_t i = 0; i < csv->column_count; i++) {
        if (name_column(source, i, error) != SOURCE_ITEM)
            return SOURCE_BROKEN;
        for (size_t k = 0; k < i; k++)
            if (csv->fields[i] != COLUMN_LEFT_OUT && csv->fields[k] == csv->fields[i])
                return source_refuse(source, SOURCE_BROKEN, source->input.line, error, "a column is there twice");
        useful = useful || csv->fields[i] != COLUMN_LEFT_OUT;
    }
    if (useful)
        return SOURCE_ITEM;
    return source_refuse(source, SOURCE_BROKEN, source->input.line, error, "the head names no column for %s",
                         csv->list->name);
}

/* --- Items -------------------------------------------------------------------------------------------------------- */

/* The cell as JSON for the member. */
static bool write_cell(const struct source *source, const struct api_field *field, struct slice cell, struct buf *json,
                       char problem[static ITEM_PROBLEM_SIZE])
{
    char why[API_RULE_PROBLEM_SIZE];
    size_t bad_offset = 0;
    if (!utf8_is_valid(cell, &bad_offset)) {
        snprintf(problem, ITEM_PROBLEM_SIZE, "%s is not UTF-8 text (byte %zu)", field->name, bad_offset + 1);
        return false;
    }
    if (field->type == API_ANY && !source->rules->json_cells)
        return json_write_string(json, cell);
    if (api_rule_from_typed(field, cell, json, why))
        return true;
    snprintf(problem, ITEM_PROBLEM_SIZE, "%s %s", field->name, why);
    return false;
}

static bool write_object(const struct source *source, struct buf *json, char problem[static ITEM_PROBLEM_SIZE])
{
    const struct csv_table *csv = &source->csv;
    buf_append_char(json, '{');
    for (size_t i = 0; i < csv->column_count; i++) {
        const struct slice cell = cell_text(csv, i);
        if (csv->fields[i] == COLUMN_LEFT_OUT || (cell.length == 0 && !csv->cells[i].quoted))
            continue;
        const struct api_field *field = &csv->list->of->fields[csv->fields[i]];
        buf_printf(json, "%s\"%s\":", json->length > 1 ? "," : "", field->name);
        if (!write_cell(source, field, cell, json, problem))
            return false;
    }
    return buf_append_char(json, '}');
}

static bool write_id(const struct source *source, struct buf *json, char problem[static ITEM_PROBLEM_SIZE])
{
    const struct csv_table *csv = &source->csv;
    size_t column = 0;
    while (csv->fields[column] != COLUMN_IS_ID)
        column++;
    const struct slice id = cell_text(csv, column);
    if (!utf8_has_control(id))
        return json_write_string(json, id);
    snprintf(problem, ITEM_PROBLEM_SIZE, "the id has a control character in it, or is not UTF-8 text");
    return false;
}

static bool make_item(const struct source *source, struct item *item, char problem[static ITEM_PROBLEM_SIZE])
{
    struct buf json = buf_with_limit(BUF_LIMIT_BODY);
    struct json_value value;
    struct error error = { 0 };
    bool sound =
        source->csv.list->type == API_STRINGS ? write_id(source, &json, problem) : write_object(source, &json, problem);
    if (sound && !json_check(buf_slice(&json), &value, &error)) {
        snprintf(problem, ITEM_PROBLEM_SIZE, "%s", error.message);
        sound = false;
    }
    sound = sound && item_from_value(source->rules, source->csv.list, value, item, problem);
    buf_free(&json);
    return sound;
}

static enum source_step read_separated(struct source *source, char separator, bool quotes, struct item *item,
                                       struct error *error)
{
    struct csv_table *csv = &source->csv;
    char problem[ITEM_PROBLEM_SIZE];
    if (csv->separator == '\0') {
        const enum source_step step = read_head(source, separator, quotes, error);
        if (step != SOURCE_ITEM)
            return step;
    }
    error_clear(error);
    while (input_peek(&source->input) == '\n' || input_peek(&source->input) == '\r')
        input_take(&source->input, 1);
    item->line = source->input.line;
    if (!take_row(source, error))
        return error->kind != ERROR_NONE ? SOURCE_BROKEN : source_end(source, error);
    if (csv->cell_count != csv->column_count)
        return source_refuse(source, SOURCE_BAD, item->line, error, "%zu cells, but the head has %zu", csv->cell_count,
                             csv->column_count);
    return make_item(source, item, problem) ? SOURCE_ITEM
                                            : source_refuse(source, SOURCE_BAD, item->line, error, "%s", problem);
}

enum source_step read_csv(struct source *source, struct item *item, struct error *error)
{
    return read_separated(source, ',', true, item, error);
}

enum source_step read_tsv(struct source *source, struct item *item, struct error *error)
{
    return read_separated(source, '\t', false, item, error);
}
