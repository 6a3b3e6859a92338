/* Drawing on the grid of cells. The same for every back end. */
#include "screen_private.h"

#include <annotty/base/mem.h>

#include <stdlib.h>

static const struct screen_cell blank = { .bytes = " ", .width = 1, .role = ROLE_TEXT };

struct rect rect_meet(struct rect a, struct rect b)
{
    const int row = a.row > b.row ? a.row : b.row;
    const int column = a.column > b.column ? a.column : b.column;
    const int bottom = a.row + a.height < b.row + b.height ? a.row + a.height : b.row + b.height;
    const int right = a.column + a.width < b.column + b.width ? a.column + a.width : b.column + b.width;
    return (struct rect){ row, column, bottom > row ? bottom - row : 0, right > column ? right - column : 0 };
}

void screen_resize(struct screen *screen, int columns, int rows)
{
    screen->columns = columns > 0 ? columns : 1;
    screen->rows = rows > 0 ? rows : 1;
    free(screen->cells);
    screen->cells = xcalloc((size_t)screen->columns * (size_t)screen->rows, sizeof(*screen->cells));
    screen_clear(screen);
}

void screen_clear(struct screen *screen)
{
    const size_t count = (size_t)screen->columns * (size_t)screen->rows;
    for (size_t i = 0; i < count; i++)
        screen->cells[i] = blank;
    screen->cursor_row = screen->cursor_column = 0;
    screen->cursor_typing = false;
}

struct rect screen_area(const struct screen *screen)
{
    return (struct rect){ 0, 0, screen->rows, screen->columns };
}

/* A wide character of which one half is overwritten leaves a blank, not a torn half. */
static void clear_halves(struct screen *screen, int row, int column, int width)
{
    struct screen_cell *const first = screen_cell(screen, row, column);
    if (first->width == 0 && column > 0) {
        first[-1].width = 1;
        first[-1].bytes[0] = ' ';
        first[-1].bytes[1] = '\0';
    }
    struct screen_cell *const after = column + width < screen->columns ? first + width : NULL;
    if (after != NULL && after->width == 0) {
        after->width = 1;
        after->bytes[0] = ' ';
        after->bytes[1] = '\0';
    }
}

static void set_cell(struct screen *screen, int row, int column, struct slice cluster, int width, enum role role)
{
    clear_halves(screen, row, column, width);
    struct screen_cell *cell = screen_cell(screen, row, column);
    const size_t length = cluster.length < SCREEN_CELL_BYTES ? cluster.length : 0;
    memcpy(cell->bytes, length > 0 ? cluster.at : "?", length > 0 ? length : 1);
    cell->bytes[length > 0 ? length : 1] = '\0';
    cell->width = (unsigned char)(length > 0 ? width : 1);
    cell->role = (unsigned char)role;
    if (width == 2)
        cell[1] = (struct screen_cell){ .width = (unsigned char)(length > 0 ? 0 : 1),
                                        .bytes = { length > 0 ? '\0' : ' ' },
                                        .role = (unsigned char)role };
}

int screen_put(struct screen *screen, struct rect clip, int row, int column, struct text text, enum role role)
{
    const struct rect area = rect_meet(clip, screen_area(screen));
    if (row < area.row || row >= area.row + area.height)
        return 0;
    int at_column = column;
    struct slice cluster;
    size_t at = 0;
    for (int width = text_cluster(text, &at, &cluster); width > 0; width = text_cluster(text, &at, &cluster)) {
        if (at_column + width > area.column + area.width)
            break;
        if (at_column >= area.column)
            set_cell(screen, row, at_column, cluster, width, role);
        at_column += width;
    }
    return at_column - column;
}

void screen_fill(struct screen *screen, struct rect area, enum role role)
{
    const struct rect inside = rect_meet(area, screen_area(screen));
    for (int row = inside.row; row < inside.row + inside.height; row++)
        for (int column = inside.column; column < inside.column + inside.width; column++)
            set_cell(screen, row, column, SLICE(" "), 1, role);
}

void screen_paint(struct screen *screen, struct rect area, enum role role)
{
    const struct rect inside = rect_meet(area, screen_area(screen));
    for (int row = inside.row; row < inside.row + inside.height; row++)
        for (int column = inside.column; column < inside.column + inside.width; column++)
            screen_cell(screen, row, column)->role = (unsigned char)role;
}

void screen_line(struct screen *screen, struct rect area, enum screen_line direction, enum role role)
{
    const struct text line = direction == SCREEN_HORIZONTAL ? text_sign("─", "-") : text_sign("│", "|");
    for (int row = area.row; row < area.row + area.height; row++)
        for (int column = area.column; column < area.column + area.width; column++)
            screen_put(screen, area, row, column, line, role);
}

void screen_cursor(struct screen *screen, int row, int column, bool typing)
{
    screen->cursor_row = row < 0 ? 0 : row < screen->rows ? row : screen->rows - 1;
    screen->cursor_column = column < 0 ? 0 : column < screen->columns ? column : screen->columns - 1;
    screen->cursor_typing = typing;
}

void screen_show(struct screen *screen)
{
    screen->show(screen);
}
