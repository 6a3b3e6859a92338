/* Prints resources as they come: chooses the format and the columns, keeps what the filter matches, stops at the limit.
 * How a row looks is the format's business (format.h). */
#ifndef ANNOTTY_SRC_CLI_OUTPUT_H
#define ANNOTTY_SRC_CLI_OUTPUT_H

#include "names.h"

#include <annotty/api/rows.h>
#include <annotty/base/error.h>

struct output;

struct output_options {
    const struct api_operation *operation;
    const char *format;  /* one of format_names; NULL: a table on a terminal, else tab-separated values */
    const char *columns; /* names with commas between; NULL: those that are of use, in CSV all */
    const char *filter;  /* the filter language (model/query.h), or NULL */
    size_t limit;        /* the most to print; 0: all */
    struct names *names; /* for tables and filters; NULL: people are ids */
};

/* NULL with the reason: a column that isn't one, columns for JSON. The options' texts must outlive the output. */
struct output *output_new(const struct output_options *options, struct error *error);
void output_free(struct output **output);

/* Whether it prints the elements' own text rather than rows. */
bool output_wants_text(const struct output *output);
/* Whether as many were printed as are wanted. */
bool output_is_full(const struct output *output);

/* Prints a batch: rows, and the same elements as a JSON array where text is wanted. False when it can't be written
 * (output_is_unwanted). */
bool output_put(struct output *output, const struct rows *rows, struct slice elements, struct error *error);
/* The same for the answer of a call that is no list, from its body. */
bool output_put_answer(struct output *output, struct slice body, struct error *error);
/* After the last: the head of an empty list, the end of the JSON. */
bool output_end(struct output *output, struct error *error);

/* Writes what standard output still holds back. */
bool output_flush(struct error *error);
/* Whether the reason is that nobody reads any more, as after `| head`: no fault of anybody's. */
bool output_is_unwanted(const struct error *error);

#endif
