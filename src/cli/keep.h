/* --journal: what a command would send goes into the journal instead, all of it or nothing, and is sent by whichever
 * annotty runs next. */
#ifndef ANNOTTY_SRC_CLI_KEEP_H
#define ANNOTTY_SRC_CLI_KEEP_H

#include "items.h"

#include <annotty/config/config.h>
#include <annotty/store/journal.h>

/* The journal of the server that the settings name; says on standard error what had to be put aside. */
struct journal *keep_open(struct config *config, struct error *error);

/* One call. Of something that is made, prints the name by which later commands may speak of it: "local:17". */
bool keep_call(struct config *config, const struct api_call *call, struct error *error);
/* All items in calls of what a request takes, as one step. */
bool keep_items(struct config *config, struct items *items, const struct api_call *base, struct error *error);

#endif
