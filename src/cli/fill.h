/* annotty queue fill: traces found by a search, or those of an experiment, into a queue; all of them or a sample. */
#ifndef ANNOTTY_SRC_CLI_FILL_H
#define ANNOTTY_SRC_CLI_FILL_H

#include "command.h"

enum { FILL_QUERY, FILL_FROM, FILL_TO, FILL_EXPERIMENT, FILL_COUNT, FILL_BY, FILL_SEED, FILL_DRY_RUN };

bool run_queue_fill(const struct command_input *input, struct error *error);

#endif
