/* Help, printed from the rows. */
#ifndef ANNOTTY_SRC_CLI_HELP_H
#define ANNOTTY_SRC_CLI_HELP_H

#include "command.h"

#include <annotty/api/tables.h>

void help_print(void);
/* The workbench's keys and commands. */
void help_print_keys(void);
void help_print_operation(const struct api_operation *operation);
void help_print_command(const struct command *command);

#endif
