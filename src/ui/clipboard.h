/* The person's clipboard, through a program that knows it: tmux, or one of the desktop's. A program may hang, so a
 * thread of its own runs it, for a limited time; the text goes over its standard input, where no list of processes
 * shows it. */
#ifndef ANNOTTY_SRC_UI_CLIPBOARD_H
#define ANNOTTY_SRC_UI_CLIPBOARD_H

#include <annotty/base/slice.h>

struct clipboard;

struct clipboard_result {
    const char *program; /* its name, for a person */
    bool is_opened;      /* an address was to be opened, not a text to be copied */
    bool is_good;
    char *text; /* what was to be copied; owned by whoever took it */
};

/* Looks once at the environment and PATH. A program that takes longer is killed. */
struct clipboard *clipboard_new(int limit_ms);
/* A program that runs is left to itself. */
void clipboard_free(struct clipboard **clipboard);
/* False: there is no such program here. */
bool clipboard_copy(struct clipboard *clipboard, struct slice text);
/* Lets the desktop open an address. False: there is no desktop that can. */
bool clipboard_open_address(struct clipboard *clipboard, const char *address);
/* Readable when a program has ended. */
int clipboard_wake_fd(const struct clipboard *clipboard);
bool clipboard_take(struct clipboard *clipboard, struct clipboard_result *result);

#endif
