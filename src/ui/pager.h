/* Text in the person's pager, with the terminal lent to it. */
#ifndef ANNOTTY_SRC_UI_PAGER_H
#define ANNOTTY_SRC_UI_PAGER_H

#include <annotty/base/error.h>
#include <annotty/base/slice.h>

/* Runs $PAGER, else less, else $EDITOR or vi, on a private file with this text, which must be clean, and waits for its
 * end. The terminal must be given back before and taken again after. False: none could be run. */
bool pager_run(struct slice text, struct error *error);

#endif
