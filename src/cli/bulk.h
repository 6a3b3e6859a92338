/* Operations on many items: splits them into requests, sends several at once, counts what became of each item, and
 * keeps what wasn't done in a file that can be given again. */
#ifndef ANNOTTY_SRC_CLI_BULK_H
#define ANNOTTY_SRC_CLI_BULK_H

#include "arguments.h"
#include "output.h"

/* Tells on standard error what was done. *status is the exit status when it returns true; false when nothing was
 * begun, with the reason. */
bool bulk_run(const struct api_operation *operation, struct config *config, const struct arguments *arguments,
              struct output *output, int *status, struct error *error);

#endif
