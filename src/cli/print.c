#include "print.h"

#include <stdio.h>
#include <sys/ioctl.h>
#include <unistd.h>

enum { WIDTH_USUAL = 80, WIDTH_LEAST = 40, WIDTH_MOST = 120, INDENT = 2, GAP = 2, RIGHT_LEAST = 16 };

int print_width(void)
{
    struct winsize size;
    if (ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) != 0 || size.ws_col == 0)
        return WIDTH_USUAL;
    return size.ws_col < WIDTH_LEAST ? WIDTH_LEAST : size.ws_col > WIDTH_MOST ? WIDTH_MOST : size.ws_col;
}

/* Lines that begin below one another. */
struct column {
    struct buf *out;
    int start;
    bool begun; /* the first line stands behind something */
};

static bool put_line(struct text line, void *data)
{
    struct column *column = data;
    if (column->begun)
        buf_printf(column->out, "%*s", column->start, "");
    column->begun = true;
    buf_printf(column->out, "%s\n", line.bytes);
    return true;
}

void print_entry(struct buf *out, int width, int left_cells, struct text left, struct slice right)
{
    struct arena arena = ARENA_EMPTY;
    struct column column = { .out = out, .start = INDENT + left_cells + GAP };
    const int right_cells = width - column.start > RIGHT_LEAST ? width - column.start : RIGHT_LEAST;
    buf_printf(out, "%*s%s", INDENT, "", left.bytes);
    if (left.cells > left_cells)
        buf_printf(out, "\n%*s", column.start, "");
    else if (right.length > 0)
        buf_printf(out, "%*s", left_cells - left.cells + GAP, "");
    if (right.length > 0)
        text_wrap(&arena, right, right_cells, put_line, &column);
    else
        buf_append_char(out, '\n');
    arena_free(&arena);
}

void print_paragraph(struct buf *out, int width, struct slice text)
{
    struct arena arena = ARENA_EMPTY;
    struct column column = { .out = out };
    text_wrap(&arena, text, width, put_line, &column);
    arena_free(&arena);
}

void print_all(struct buf *out)
{
    if (out->length > 0)
        fwrite(out->data, 1, out->length, stdout);
    buf_free(out);
}
