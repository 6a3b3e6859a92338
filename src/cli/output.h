/* Prints resources: a table on a terminal, tab-separated values in a pipe, or the API's own JSON as one array. */
#ifndef ANNOTTY_SRC_CLI_OUTPUT_H
#define ANNOTTY_SRC_CLI_OUTPUT_H

#include <annotty/api/rows.h>
#include <annotty/model/columns.h>

struct output {
    const struct api_resource *resource;
    bool json;
    bool outcome;                          /* of a write: nothing is printed when there is nothing */
    bool terminal;                         /* standard output is one */
    struct column columns[API_FIELDS_MAX]; /* those after the id, which comes first */
    size_t column_count;
    size_t printed;
};

struct output output_new(const struct api_operation *operation, bool json);
/* Prints all rows of the batch. */
void output_rows(struct output *output, const struct rows *rows);
/* After the last batch: the head line of an empty list, the end of the JSON. */
void output_end(struct output *output);

/* Makes room for a line of `cells` cells: the id whole, then what fits (columns_share). For output_new, and tests. */
void output_fit(struct output *output, int cells);

#endif
