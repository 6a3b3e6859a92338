/* Ctrl-C while work is under way: the first asks to stop, the second ends the program at once. */
#ifndef ANNOTTY_SRC_CLI_INTERRUPT_H
#define ANNOTTY_SRC_CLI_INTERRUPT_H

#include <stdbool.h>

/* From now on the first SIGINT is only noted; system calls that wait end with EINTR. */
void interrupt_catch(void);
bool interrupt_seen(void);

#endif
