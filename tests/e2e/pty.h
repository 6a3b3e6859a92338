/* The real program on a pty, seen as a person sees it: libvterm turns what it writes into a screen. */
#ifndef ANNOTTY_TESTS_E2E_PTY_H
#define ANNOTTY_TESTS_E2E_PTY_H

#include <annotty/base/buf.h>

#include <sys/types.h>
#include <termios.h>

struct pty_options {
    int columns, rows;            /* 0: 80x24 */
    const char *term;             /* NULL: xterm-256color */
    const char *const *variables; /* NAME=VALUE..., NULL-terminated, or NULL */
    const char *const *words;     /* after the program's name, NULL-terminated, or NULL */
    const char *home;             /* HOME and XDG_RUNTIME_DIR */
};

struct pty;

struct pty *pty_start(const struct pty_options *options);
void pty_end(struct pty **pty); /* kills what still runs */

void pty_keys(struct pty *pty, const char *bytes);
void pty_resize(struct pty *pty, int columns, int rows);
/* To the program; SIGCONT brings it back to the foreground, as a shell does. */
void pty_signal(const struct pty *pty, int signal);

/* Wait, reading, until the text is (or isn't any more) somewhere on the screen; the test fails with the whole screen
 * when that takes too long. */
void pty_await(struct pty *pty, const char *text);
void pty_await_gone(struct pty *pty, const char *text);
/* Until the program is stopped by a signal, or has ended; the status as waitpid gives it. */
int pty_await_change(struct pty *pty);
/* Reads what has come, then whether the text is on the screen. */
bool pty_shows(struct pty *pty, const char *text);
/* The whole screen, lines without their blanks at the end. Valid until the next call. */
const char *pty_screen(struct pty *pty);
const char *pty_row(struct pty *pty, int row);
/* Whether the cell is shown in reverse, or on a background of its own. */
bool pty_is_lit(struct pty *pty, int row, int column);
bool pty_is_alternate(const struct pty *pty); /* the screen in use is the alternate one */
/* Everything the program wrote. */
struct slice pty_bytes(const struct pty *pty);
/* Whether the terminal's modes are those from before the program. */
bool pty_modes_are_back(const struct pty *pty);

#endif
