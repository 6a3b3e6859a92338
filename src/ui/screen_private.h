/* What a screen is made of: a grid of cells. Shared by screen_grid.c, which draws on it, and the back ends, which show
 * it. */
#ifndef ANNOTTY_SRC_UI_SCREEN_PRIVATE_H
#define ANNOTTY_SRC_UI_SCREEN_PRIVATE_H

#include <annotty/ui/screen.h>

enum { SCREEN_CELL_BYTES = 24 };

struct screen_cell {
    char bytes[SCREEN_CELL_BYTES]; /* UTF-8 of one grapheme cluster, NUL-terminated */
    unsigned char width;           /* 1 or 2; 0: the right half of a wide one */
    unsigned char role;            /* enum role */
};

struct screen {
    struct screen_cell *cells; /* row by row */
    int columns, rows;
    int cursor_row, cursor_column;
    bool cursor_typing;
    void (*show)(struct screen *screen);
};

/* Makes the grid of this size, blank. The old one, if any, goes. */
void screen_resize(struct screen *screen, int columns, int rows);

static inline struct screen_cell *screen_cell(const struct screen *screen, int row, int column)
{
    return &screen->cells[(size_t)row * (size_t)screen->columns + (size_t)column];
}

#endif
