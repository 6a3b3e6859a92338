/* The terminal: taken with all its modes, given back whatever happens. The only owner of curses; its screen is what
 * views draw on, and its keys are already made whole (split escape sequences, pastes, unknown sequences swallowed). */
#ifndef ANNOTTY_UI_TERMINAL_H
#define ANNOTTY_UI_TERMINAL_H

#include <annotty/base/buf.h>
#include <annotty/ui/key.h>
#include <annotty/ui/screen.h>
#include <annotty/ui/theme.h>

struct terminal_options {
    int escape_delay_ms; /* how long an Escape waits for being the beginning of another key */
    bool mouse;
    bool colors;       /* false: NO_COLOR */
    int columns, rows; /* > 0: instead of the real size */
};

/* Takes the terminal on standard input and output (or /dev/tty when one of them isn't one). False with ERROR_TERMINAL:
 * no terminal, unknown TERM, or one that can't place the cursor. Installs handlers so that any end of the process, also
 * a crash, restores it; holds stderr back until then and prints it afterwards. One at a time. */
bool terminal_open(const struct terminal_options *options, struct error *error);
/* Gives the terminal back and prints what stderr said meanwhile. Harmless when not open. */
void terminal_close(void);
struct screen *terminal_screen(void);
enum theme_depth terminal_depth(void);
/* Applies the looks, resolved for terminal_depth(); the next frame is drawn in them. */
void terminal_use_theme(const struct theme *theme);

/* The next key that is there, without waiting; false when there is none. A suspension asked for from outside happens in
 * here, and the screen has its new size before KEY_NAME_RESIZE is returned. */
bool terminal_read(struct key_input *input);
/* The last paste as the terminal sent it (line breaks are mostly \r); valid until the next terminal_read. *was_cut:
 * there was more than fits, and the rest is lost. */
struct slice terminal_pasted(bool *was_cut);
/* Waits for a key, a signal, one of the descriptors becoming readable, or `timeout_ms` (-1: no end). */
enum { TERMINAL_WAKE_MAX = 8 };
void terminal_wait(const int *wake_fds, size_t count, int timeout_ms);
/* Whether the line takes more output now; a frame is drawn only then, so that a stalled link never blocks. */
bool terminal_writable(void);

/* Gives the terminal to the shell until the person comes back (Ctrl-Z). Returns at once where nobody could come back:
 * without a shell that controls jobs. */
void terminal_suspend(void);
/* Gives the terminal to another program, which `use` runs, and takes it again. */
void terminal_lend(void (*use)(void *data), void *data);
/* Everything is sent anew with the next frame (Ctrl-L). */
void terminal_redraw(void);
/* The window's title; the one before comes back at the end. Nothing where the terminal isn't known to have one. */
void terminal_title(struct text title);
/* Sends the text to the terminal's clipboard (OSC 52), between frames. False when it can't be sent: not a terminal
 * known to have one, more than TERMINAL_COPY_MAX bytes, or a stalled line. Whether the terminal takes it, it doesn't
 * say. */
enum { TERMINAL_COPY_MAX = 74 * 1024 };
bool terminal_copy(struct slice text);
/* What the terminal of this TERM is known to do, without taking it. False as terminal_open is for that reason. */
struct terminal_facts {
    int colors;         /* 0: none */
    bool has_paste;     /* pastes can be told from typing */
    bool has_clipboard; /* OSC 52, where it isn't turned off */
};
bool terminal_describe(struct terminal_facts *facts, struct error *error);
/* Whether somebody looks at standard output. */
bool terminal_present(void);

#endif
