/* `annotty NOUN VERB`: one operation of the API from arguments to an exit status. */
#ifndef ANNOTTY_SRC_CLI_OPERATION_H
#define ANNOTTY_SRC_CLI_OPERATION_H

#include <annotty/api/tables.h>
#include <annotty/config/config.h>

/* Reports what goes wrong. */
int operation_run(const struct api_operation *operation, struct config *config, int argc, char **argv);

#endif
