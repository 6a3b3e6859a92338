/* The screen on a terminal. Made after newterm, freed before endwin; the looks are filled by term_colors.c. */
#ifndef ANNOTTY_SRC_UI_SCREEN_CURSES_H
#define ANNOTTY_SRC_UI_SCREEN_CURSES_H

#include "screen_private.h"
#include "term_colors.h"

struct screen *screen_curses_new(int columns, int rows);
void screen_curses_free(struct screen **screen);
/* Blank, in the new size. */
void screen_curses_resize(struct screen *screen, int columns, int rows);
struct term_look *screen_curses_looks(struct screen *screen);
/* The next frame hands every cell to curses: looks have changed. */
void screen_curses_forget(struct screen *screen);

#endif
