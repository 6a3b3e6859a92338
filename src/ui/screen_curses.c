/* The grid shown by curses. curses measures by the C library and the grid by ours; where they disagree about a
 * character, curses gets one they agree about, so that it never loses the column. */
#include "screen_curses.h"

#include "term_frame.h"

#include <annotty/base/mem.h>
#include <annotty/base/utf8.h>

#include <stdlib.h>
#include <wchar.h>

struct curses_screen {
    struct screen screen;      /* first, so that a struct screen * is one of these */
    struct screen_cell *shown; /* the frame before; the next one is drawn over it */
    bool is_known;             /* curses has the frame before */
    cchar_t *line;
    struct term_look looks[ROLE_COUNT];
};

static struct curses_screen *of(struct screen *screen)
{
    return (struct curses_screen *)screen;
}

/* The cluster as wide characters: its base, and the marks on it up to the first thing curses would give a column of its
 * own. False when already the base is of another width to the C library. */
static bool decode_cluster(const struct screen_cell *cell, wchar_t wide[static CCHARW_MAX + 1])
{
    enum { JOINER = 0x200d };
    struct slice rest = slice_of(cell->bytes);
    size_t count = 0;
    while (rest.length > 0 && count < CCHARW_MAX) {
        uint32_t code = 0;
        const size_t length = utf8_decode(rest, &code);
        if (length == 0 || code == JOINER || (count > 0 && wcwidth((wchar_t)code) != 0))
            break;
        wide[count++] = (wchar_t)code;
        rest = slice_from(rest, length);
    }
    wide[count] = L'\0';
    return count > 0 && wcwidth(wide[0]) == cell->width;
}

/* Returns how many characters of `line` the cell takes. */
static int convert_cell(const struct curses_screen *own, const struct screen_cell *cell, cchar_t *line)
{
    const struct term_look *look = &own->looks[cell->role];
    int pair = look->pair;
    void *extended = pair > 0 ? &pair : NULL;
    wchar_t wide[CCHARW_MAX + 1];
    if (cell->width == 0)
        return 0;
    if (decode_cluster(cell, wide) && setcchar(line, wide, look->attributes, 0, extended) == OK)
        return 1;
    setcchar(line, L"?", look->attributes, 0, extended);
    if (cell->width == 2)
        setcchar(line + 1, L" ", look->attributes, 0, extended);
    return cell->width;
}

static void give_row(struct curses_screen *own, int row)
{
    int count = 0;
    for (int column = 0; column < own->screen.columns; column++) {
        const struct screen_cell *cell = screen_cell(&own->screen, row, column);
        /* Most of a screen is blanks in a row. */
        if (column > 0 && cell->width == 1 && memcmp(cell, cell - 1, sizeof(*cell)) == 0) {
            own->line[count] = own->line[count - 1];
            count++;
        } else {
            count += convert_cell(own, cell, own->line + count);
        }
    }
    mvadd_wchnstr(row, 0, own->line, count);
}

static void show(struct screen *screen)
{
    struct curses_screen *own = of(screen);
    const size_t row_cells = (size_t)screen->columns;
    for (int row = 0; row < screen->rows; row++) {
        const struct screen_cell *old = own->shown + (size_t)row * row_cells;
        if (!own->is_known || memcmp(old, screen_cell(screen, row, 0), row_cells * sizeof(*old)) != 0)
            give_row(own, row);
    }
    struct screen_cell *const given = screen->cells;
    screen->cells = own->shown;
    own->shown = given;
    own->is_known = true;
    term_frame_begin();
    curs_set(screen->cursor_typing ? 1 : 0);
    move(screen->cursor_row, screen->cursor_column);
    wnoutrefresh(stdscr);
    doupdate();
    term_frame_end();
}

struct screen *screen_curses_new(int columns, int rows)
{
    struct curses_screen *own = xcalloc(1, sizeof(*own));
    own->screen.show = show;
    screen_curses_resize(&own->screen, columns, rows);
    return &own->screen;
}

void screen_curses_free(struct screen **screen)
{
    if (*screen == NULL)
        return;
    struct curses_screen *own = of(*screen);
    free(own->screen.cells);
    free(own->shown);
    free(own->line);
    free(own);
    *screen = NULL;
}

void screen_curses_resize(struct screen *screen, int columns, int rows)
{
    struct curses_screen *own = of(screen);
    screen_resize(screen, columns, rows);
    free(own->shown);
    own->shown = xcalloc((size_t)screen->columns * (size_t)screen->rows, sizeof(*own->shown));
    own->line = xrealloc(own->line, (size_t)screen->columns * sizeof(*own->line));
    screen_curses_forget(screen);
}

struct term_look *screen_curses_looks(struct screen *screen)
{
    return of(screen)->looks;
}

void screen_curses_forget(struct screen *screen)
{
    of(screen)->is_known = false;
}
