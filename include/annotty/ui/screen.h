/* What views draw on: a grid of cells behind one small set of operations. Two back ends: curses, and memory (for tests
 * and for the plain first screen). Coordinates are rows and columns from 0; drawing outside is cut off, never an error.
 * Text comes only as struct text, so nothing foreign gets through uncleaned. */
#ifndef ANNOTTY_UI_SCREEN_H
#define ANNOTTY_UI_SCREEN_H

#include <annotty/base/text.h>
#include <annotty/ui/role.h>

struct screen;

struct rect {
    int row, column, height, width;
};

/* The part that both have. */
struct rect rect_meet(struct rect a, struct rect b);

/* Starts a frame: everything is blank in ROLE_TEXT. Nothing is sent before screen_show. */
void screen_clear(struct screen *screen);
struct rect screen_area(const struct screen *screen);
/* Writes `text` from (row, column), cut at the right edge of `clip`. Returns the columns written. */
int screen_put(struct screen *screen, struct rect clip, int row, int column, struct text text, enum role role);
/* Blanks in `role`, for backgrounds of bars and selected rows. */
void screen_fill(struct screen *screen, struct rect area, enum role role);
/* Changes the role of cells that are already written (a selected row over its columns). */
void screen_paint(struct screen *screen, struct rect area, enum role role);
enum screen_line { SCREEN_HORIZONTAL, SCREEN_VERTICAL };
void screen_line(struct screen *screen, struct rect area, enum screen_line direction, enum role role);
/* Where the hardware cursor rests after the frame: on the focused item or in the field being typed in. `typing`
 * shows it as a cursor; else it is there but may be invisible. */
void screen_cursor(struct screen *screen, int row, int column, bool typing);
/* Sends the difference to what is on the terminal now. Ends the frame: the next one begins with screen_clear. */
void screen_show(struct screen *screen);

/* Memory back end. */
struct screen *screen_memory_new(int columns, int rows);
void screen_memory_free(struct screen **screen);
/* The row's text with trailing blanks removed; lives in the arena. */
const char *screen_memory_row(const struct screen *screen, int row, struct arena *arena);
enum role screen_memory_role(const struct screen *screen, int row, int column);

#endif
