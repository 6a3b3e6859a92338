/* `annotty` without a command: the workbench on a terminal, or its first screen as plain text where there is none. */
#ifndef ANNOTTY_SRC_CLI_WORKBENCH_H
#define ANNOTTY_SRC_CLI_WORKBENCH_H

#include <annotty/cli/connection.h>
#include <annotty/ui/run.h>

bool run_workbench(struct config *config, struct error *error);

/* The workbench on a terminal, at the review of a queue, on a connection that is ready. `news` as in ui_options. */
bool workbench_open_at(struct config *config, struct connection *connection, const char *queue_id,
                       void (*news)(void *data, struct ui_news *news), void *data, struct error *error);

#endif
