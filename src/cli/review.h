/* annotty review: a file, its queue, and the workbench opened at its review. */
#ifndef ANNOTTY_SRC_CLI_REVIEW_H
#define ANNOTTY_SRC_CLI_REVIEW_H

#include "command.h"

enum { REVIEW_FLAG_LABELS, REVIEW_FLAG_FORMAT, REVIEW_FLAG_INPUT, REVIEW_FLAG_OUTPUT, REVIEW_FLAG_PROJECT };

bool run_review(const struct command_input *input, struct error *error);

#endif
