/* Whether this TERM can carry a screen, asked before curses may end the process over it. */
#ifndef ANNOTTY_SRC_UI_TERM_PROBE_H
#define ANNOTTY_SRC_UI_TERM_PROBE_H

#include <annotty/base/error.h>

bool term_probe(int fd, struct error *error);

#endif
