#include "output.h"

#include <annotty/base/text.h>

#include <stdio.h>
#include <sys/ioctl.h>
#include <unistd.h>

enum { LINE_CELLS = 80, ID_CELLS = 36, COLUMN_LEAST = 8 }; /* an id is mostly a UUID */

static int terminal_cells(void)
{
    struct winsize size;
    return ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) == 0 && size.ws_col > 0 ? size.ws_col : LINE_CELLS;
}

/* The id stands before the columns, so none of them needs to repeat it. */
static size_t without_id(const struct api_resource *resource, struct column *columns, size_t count)
{
    size_t kept = 0;
    for (size_t i = 0; i < count; i++)
        if (strcmp(resource->fields[columns[i].field].name, "id") != 0)
            columns[kept++] = columns[i];
    return kept;
}

void output_fit(struct output *output, int cells)
{
    const int left = cells - ID_CELLS - COLUMN_GAP;
    output->column_count =
        left < COLUMN_LEAST ? 0 : columns_share(output->resource, left, output->columns, output->column_count);
}

struct output output_new(const struct api_operation *operation, bool json)
{
    struct output output = {
        .resource = operation->resource,
        .json = json,
        .outcome = operation->writes,
        .terminal = isatty(STDOUT_FILENO) == 1,
    };
    output.column_count =
        without_id(output.resource, output.columns, columns_choose(output.resource, output.outcome, output.columns));
    if (output.terminal)
        output_fit(&output, terminal_cells());
    return output;
}

/* In a pipe a value must not look like two, nor a line like two. */
static void print_whole(struct slice raw, bool is_first)
{
    struct buf clean = buf_with_limit(BUF_LIMIT_ANSWER);
    text_append_clean(&clean, raw, false);
    printf("%s%s", is_first ? "" : "\t", buf_text(&clean));
    buf_free(&clean);
}

/* An id is never cut, because people copy it. */
static void print_id(const struct output *output, struct arena *arena, struct slice id)
{
    if (!output->terminal) {
        print_whole(id, true);
        return;
    }
    const struct text text = text_clean(arena, id);
    const bool is_padded = output->column_count > 0 && text.cells < ID_CELLS;
    printf("%s", is_padded ? text_fit(arena, text, ID_CELLS, TEXT_LEFT).bytes : text.bytes);
}

/* On a terminal nothing may act, and lines don't wrap. */
static void print_cell(const struct output *output, struct arena *arena, struct slice raw, const struct column *column)
{
    if (!output->terminal) {
        print_whole(raw, false);
        return;
    }
    const bool is_last = column == &output->columns[output->column_count - 1];
    const struct text text = text_cut(arena, text_clean(arena, raw), column->cells);
    const bool is_padded = column->right || !is_last;
    printf("%*s%s", COLUMN_GAP, "",
           is_padded ? text_fit(arena, text, column->cells, column->right ? TEXT_RIGHT : TEXT_LEFT).bytes : text.bytes);
}

/* People read times of their own zone and the beginning of a long id; programs read what the API says. */
static struct slice cell_text(const struct output *output, struct arena *arena, const struct rows *rows, uint32_t row,
                              int field)
{
    const bool is_list = rows_children(rows, field) != NULL;
    return output->terminal || is_list ? column_text(arena, rows, row, field) : rows_cell(rows, row, field);
}

static void print_head(const struct output *output, struct arena *arena)
{
    print_id(output, arena, SLICE("id"));
    for (size_t i = 0; i < output->column_count; i++)
        print_cell(output, arena, slice_of(output->resource->fields[output->columns[i].field].name),
                   &output->columns[i]);
    putchar('\n');
}

static void print_row(const struct output *output, struct arena *arena, const struct rows *rows, uint32_t row)
{
    print_id(output, arena, rows_id(rows, row));
    for (size_t i = 0; i < output->column_count; i++)
        print_cell(output, arena, cell_text(output, arena, rows, row, output->columns[i].field), &output->columns[i]);
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
