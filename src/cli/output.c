#include "output.h"

#include <annotty/base/text.h>

#include <stdio.h>
#include <unistd.h>

/* A UUID fits. */
enum { COLUMN_CELLS = 36, COLUMN_GAP = 2 };

struct output output_new(const struct api_operation *operation, bool json)
{
    return (struct output){ .resource = operation->resource,
                            .json = json,
                            .outcome = operation->writes,
                            .terminal = isatty(STDOUT_FILENO) == 1 };
}

static bool is_column(const struct output *output, const struct api_field *field)
{
    if (!(field->flags & API_IN_RESPONSE))
        return false;
    if (field->flags & API_COMPUTED)
        return output->outcome == (field->type != API_RECORDS);
    return !(field->flags & API_HIDDEN);
}

/* What stands in a cell: the text, or for a list how many items it has. */
static struct slice cell_text(struct arena *arena, const struct rows *rows, uint32_t row, int field)
{
    if (rows_children(rows, field) == NULL)
        return rows_cell(rows, row, field);
    uint32_t first = 0, count = 0;
    rows_child_range(rows, row, field, &first, &count);
    return slice_of(arena_printf(arena, "%u", count));
}

/* In a pipe a value must not look like two, nor a line like two; on a terminal nothing may act. */
static void print_cell(const struct output *output, struct arena *arena, struct slice raw, bool first)
{
    if (output->terminal) {
        const struct text text = text_fit(arena, text_clean(arena, raw), COLUMN_CELLS, TEXT_LEFT);
        printf("%*s%s", first ? 0 : COLUMN_GAP, "", text.bytes);
        return;
    }
    struct buf clean = buf_with_limit(BUF_LIMIT_ANSWER);
    text_append_clean(&clean, raw, false);
    printf("%s%s", first ? "" : "\t", buf_text(&clean));
    buf_free(&clean);
}

static void print_head(const struct output *output, struct arena *arena)
{
    print_cell(output, arena, SLICE("id"), true);
    for (size_t i = 0; i < output->resource->field_count; i++)
        if (is_column(output, &output->resource->fields[i]))
            print_cell(output, arena, slice_of(output->resource->fields[i].name), false);
    putchar('\n');
}

static void print_row(const struct output *output, struct arena *arena, const struct rows *rows, uint32_t row)
{
    print_cell(output, arena, rows_id(rows, row), true);
    for (size_t i = 0; i < output->resource->field_count; i++)
        if (is_column(output, &output->resource->fields[i]))
            print_cell(output, arena, cell_text(arena, rows, row, (int)i), false);
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
