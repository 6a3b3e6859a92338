/* `annotty` without a command: the workbench on a terminal, or its first screen as plain text where there is none. */
#ifndef ANNOTTY_SRC_CLI_WORKBENCH_H
#define ANNOTTY_SRC_CLI_WORKBENCH_H

#include <annotty/config/config.h>

bool run_workbench(struct config *config, struct error *error);

#endif
