/* Nothing that can't be undone happens without a word from somebody. */
#ifndef ANNOTTY_SRC_CLI_CONFIRM_H
#define ANNOTTY_SRC_CLI_CONFIRM_H

#include "arguments.h"

/* Asks before a delete, unless --yes or --dry-run was given. `count` is how many things go, 0 when nobody knows. */
bool confirm(const struct api_operation *operation, const struct arguments *arguments, size_t count,
             struct error *error);

#endif
