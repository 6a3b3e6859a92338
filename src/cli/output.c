#include "output.h"

#include <annotty/base/clock.h>

#include <stdio.h>
#include <sys/ioctl.h>
#include <unistd.h>

enum { CELLS_DEFAULT = 80 };

static int terminal_cells(void)
{
    struct winsize size;
    return ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) == 0 && size.ws_col > 0 ? size.ws_col : CELLS_DEFAULT;
}

struct output output_new(const struct api_operation *operation, bool json)
{
    struct output output = {
        .resource = operation->resource,
        .json = json,
        .outcome = operation->writes,
        .terminal = isatty(STDOUT_FILENO) == 1,
    };
    output.column_count = table_columns(output.resource, output.outcome, output.columns);
    if (output.terminal)
        output.column_count = table_fit(output.columns, output.column_count, terminal_cells());
    return output;
}

/* What stands in a cell: for a list how many items it has, for a person at a terminal the local time. */
static struct slice cell_text(const struct output *output, struct arena *arena, const struct rows *rows, uint32_t row,
                              const struct column *column)
{
    if (column->field == COLUMN_ID)
        return rows_id(rows, row);
    const struct slice cell = rows_cell(rows, row, column->field);
    if (rows_children(rows, column->field) != NULL) {
        uint32_t first = 0, count = 0;
        rows_child_range(rows, row, column->field, &first, &count);
        return slice_of(arena_printf(arena, "%u", count));
    }
    int64_t wall_ms = 0;
    if (!output->terminal || output->resource->fields[column->field].type != API_DATE_TIME ||
        !clock_parse_rfc3339(cell, &wall_ms))
        return cell;
    char local[CLOCK_RFC3339_SIZE];
    clock_format_local(wall_ms, local);
    return slice_of(arena_copy(arena, slice_of(local)));
}

/* On a terminal nothing may act, lines don't wrap, and an id is never cut, because people copy it. */
static void print_fitted(const struct output *output, struct arena *arena, struct slice raw, size_t position)
{
    const struct column *const column = &output->columns[position];
    struct text text = text_clean(arena, raw);
    const bool is_last = position + 1 == output->column_count;
    if (column->field != COLUMN_ID)
        text = text_cut(arena, text, column->cells);
    if (text.cells < column->cells && (!is_last || column->align == TEXT_RIGHT))
        text = text_fit(arena, text, column->cells, column->align);
    printf("%*s%s", position > 0 ? COLUMN_GAP : 0, "", text.bytes);
}

/* In a pipe a value must not look like two, nor a line like two. */
static void print_whole(struct slice raw, size_t position)
{
    struct buf clean = buf_with_limit(BUF_LIMIT_ANSWER);
    text_append_clean(&clean, raw, false);
    printf("%s%s", position > 0 ? "\t" : "", buf_text(&clean));
    buf_free(&clean);
}

static void print_cell(const struct output *output, struct arena *arena, struct slice raw, size_t position)
{
    if (output->terminal)
        print_fitted(output, arena, raw, position);
    else
        print_whole(raw, position);
}

static void print_head(const struct output *output, struct arena *arena)
{
    for (size_t i = 0; i < output->column_count; i++) {
        const int field = output->columns[i].field;
        print_cell(output, arena, slice_of(field == COLUMN_ID ? "id" : output->resource->fields[field].name), i);
    }
    putchar('\n');
}

static void print_row(const struct output *output, struct arena *arena, const struct rows *rows, uint32_t row)
{
    for (size_t i = 0; i < output->column_count; i++)
        print_cell(output, arena, cell_text(output, arena, rows, row, &output->columns[i]), i);
    putchar('\n');
}

static void print_json(const struct output *output, const struct rows *rows, uint32_t row)
{
    struct buf json = buf_with_limit(BUF_LIMIT_ANSWER);
    rows_write_json(rows, row, &json);
    printf("%s%s", output->printed == 0 ? "[" : ",\n", buf_text(&json));
    buf_free(&json);
}

void output_rows(struct output *output, const struct rows *rows)
{
    struct arena arena = ARENA_EMPTY;
    for (uint32_t row = 0; row < rows_count(rows); row++, output->printed++) {
        if (output->json) {
            print_json(output, rows, row);
            continue;
        }
        if (output->printed == 0)
            print_head(output, &arena);
        print_row(output, &arena, rows, row);
        arena_reset(&arena);
    }
    arena_free(&arena);
}

void output_end(struct output *output)
{
    struct arena arena = ARENA_EMPTY;
    if (output->json)
        puts(output->printed == 0 ? "[]" : "]");
    else if (output->printed == 0 && !output->outcome)
        print_head(output, &arena);
    arena_free(&arena);
}
