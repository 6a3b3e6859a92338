/* What is sent to the terminal beside curses: the modes it knows nothing of, and the bytes that undo everything at
 * once after a crash. */
#ifndef ANNOTTY_SRC_UI_TERM_MODES_H
#define ANNOTTY_SRC_UI_TERM_MODES_H

#include <annotty/base/buf.h>
#include <annotty/base/text.h>

struct term_modes {
    struct buf enter, leave; /* around the time between curses' own beginning and end */
    struct buf rescue;       /* `leave` and what endwin would send */
    bool has_osc;            /* known to take a title and a clipboard, and to keep silent about both */
};

/* Whether a terminal of that name takes OSC sequences: a title, a clipboard. */
bool term_knows_osc(const char *name);

/* For the terminal that curses has opened. */
struct term_modes term_modes_read(bool mouse);
void term_modes_free(struct term_modes *modes);

/* Writes all, waiting up to a second each time the line is full; false when it stays so or is gone. */
bool term_write(int fd, struct slice bytes);

void term_append_title(struct buf *out, struct text title);
void term_append_copy(struct buf *out, struct slice text);

#endif
