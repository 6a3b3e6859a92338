/* The terminal given back when the process dies: on fatal signals, at exit without terminal_close, and for want of
 * memory. */
#ifndef ANNOTTY_SRC_UI_TERM_RESCUE_H
#define ANNOTTY_SRC_UI_TERM_RESCUE_H

#include <annotty/base/slice.h>

#include <termios.h>

/* From now on `bytes` are sent to `fd` and its modes set to *modes when the process dies. */
void term_rescue_arm(int fd, const struct termios *modes, struct slice bytes);
/* While the shell has the terminal there is nothing to restore. */
void term_rescue_pause(void);
void term_rescue_disarm(void);
/* Does it, once. Calls nothing that a signal handler may not. */
void term_rescue_now(void);

#endif
