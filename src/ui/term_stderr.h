/* Standard error while the screen is up: kept in a file without a name, printed when the screen is gone. Otherwise a
 * library's complaint would be written across the screen. */
#ifndef ANNOTTY_SRC_UI_TERM_STDERR_H
#define ANNOTTY_SRC_UI_TERM_STDERR_H

/* Nothing when standard error isn't a terminal, or there is no room for a file. */
void term_stderr_hold(void);
void term_stderr_release(void);
/* The same from a signal handler: bytes that could act on the terminal become '?'. */
void term_stderr_rescue(void);

#endif
