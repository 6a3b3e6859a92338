/* Signals that the loop answers: noted by a handler, which wakes the loop's poll through a pipe. */
#ifndef ANNOTTY_SRC_UI_TERM_SIGNALS_H
#define ANNOTTY_SRC_UI_TERM_SIGNALS_H

#include <annotty/base/error.h>

/* Takes SIGWINCH, SIGTERM, SIGHUP, SIGINT, SIGTSTP and SIGCONT, and ignores SIGPIPE. What the starter of this process
 * had told to ignore stays ignored. */
bool term_signals_open(struct error *error);
void term_signals_close(void);
/* Becomes readable when a signal came. */
int term_signals_fd(void);
void term_signals_drain(void);
/* Whether it came since this was last asked. */
bool term_signals_take(int signal_number);
/* Stops the process and its group until they are continued. False at once where stopping is ignored. */
bool term_signals_stop(void);

#endif
