/* The manual annotty(1), in the man macros, made from the tables: at build, for installing, and by `annotty help man`.
 */
#ifndef ANNOTTY_SRC_CLI_MAN_H
#define ANNOTTY_SRC_CLI_MAN_H

#include "command.h"

#include <annotty/base/buf.h>

void man_write(struct buf *out);

bool run_help_man(const struct command_input *input, struct error *error);

#endif
