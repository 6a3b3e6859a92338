/* The terminal: taken with all its modes, given back whatever happens. The only owner of curses; its screen is what
 * views draw on, and its keys are already made whole (split escape sequences, pastes, unknown sequences swallowed). */
#ifndef ANNOTTY_UI_TERMINAL_H
#define ANNOTTY_UI_TERMINAL_H

#include <annotty/base/buf.h>
#include <annotty/ui/screen.h>
#include <annotty/ui/theme.h>

struct terminal_options {
    int escape_delay_ms;
    bool mouse;
    bool colors;       /* false: NO_COLOR */
    bool plain;        /* ASCII lines */
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
/* Applies the looks; the next frame is drawn in them. */
void terminal_use_theme(const struct theme *theme);

/* A key: a code point, or a named key. */
enum key_name {
    KEY_NAME_NONE = 0x110000,
    KEY_NAME_UP,
    KEY_NAME_DOWN,
    KEY_NAME_LEFT,
    KEY_NAME_RIGHT,
    KEY_NAME_HOME,
    KEY_NAME_END,
    KEY_NAME_PAGE_UP,
    KEY_NAME_PAGE_DOWN,
    KEY_NAME_INSERT,
    KEY_NAME_DELETE,
    KEY_NAME_BACKSPACE,
    KEY_NAME_ENTER,
    KEY_NAME_TAB,
    KEY_NAME_BACK_TAB,
    KEY_NAME_ESCAPE,
    KEY_NAME_F1,
    KEY_NAME_F12 = KEY_NAME_F1 + 11,
    KEY_NAME_PASTE,  /* terminal_pasted has the text */
    KEY_NAME_RESIZE, /* the screen's area has changed */
    KEY_NAME_CLICK,  /* input.row, input.column */
    KEY_NAME_WHEEL_UP,
    KEY_NAME_WHEEL_DOWN,
    KEY_NAME_FOCUS,
    KEY_NAME_BLUR,
    KEY_NAME_HANGUP, /* the terminal is gone */
    KEY_NAME_QUIT,   /* SIGTERM, SIGHUP or SIGINT asked for the end */
};

struct key_input {
    uint32_t key; /* code point (control characters as 1-31) or enum key_name */
    bool alt;
    int row, column; /* mouse */
};

/* The next key that is there, without waiting; false when there is none. */
bool terminal_read(struct key_input *input);
/* The last paste, raw; valid until the next terminal_read. */
struct slice terminal_pasted(void);
/* Waits for a key, a signal, `wake_fd` becoming readable, or `timeout_ms` (-1: no end); true when wake_fd is readable.
 */
bool terminal_wait(int wake_fd, int timeout_ms);
/* Whether the line takes more output now; a frame is drawn only then, so that a stalled link never blocks. */
bool terminal_writable(void);

/* Gives the terminal to the shell until the person comes back (Ctrl-Z). */
void terminal_suspend(void);
/* Everything is sent anew with the next frame (Ctrl-L). */
void terminal_redraw(void);
void terminal_title(struct text title);
/* OSC 52 copy, between frames. */
void terminal_copy(struct slice text);
/* As the standard streams say: whether there is a terminal at all. */
bool terminal_present(void);

#endif
