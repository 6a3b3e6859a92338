/* `annotty results`: what the reviewers of a queue said, counted, and how far they agree. */
#ifndef ANNOTTY_SRC_CLI_RESULTS_H
#define ANNOTTY_SRC_CLI_RESULTS_H

#include "command.h"

#include <annotty/model/people.h>
#include <annotty/model/results.h>

enum results_flag { RESULTS_JSON, RESULTS_CSV };

bool run_results(const struct command_input *input, struct error *error);

/* What is printed. */
struct results_view {
    const struct results *results;
    struct slice queue;    /* its name */
    struct people *people; /* of the reviewers */
    struct arena *arena;
};
/* A reviewer's name, or the id where it isn't known; foreign. */
struct slice results_reviewer(const struct results_view *view, size_t reviewer);

/* results_text.c: for people, lines of at most `width` cells. */
void results_write_text(const struct results_view *view, int width, struct buf *out);
/* results_data.c */
void results_write_json(const struct results_view *view, struct buf *out);
void results_write_csv(const struct results_view *view, struct buf *out);

#endif
