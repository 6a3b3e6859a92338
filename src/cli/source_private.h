/* What the readers of the formats share. Each reads items out of source->input and keeps where it is in its own part of
 * the source. */
#ifndef ANNOTTY_SRC_CLI_SOURCE_PRIVATE_H
#define ANNOTTY_SRC_CLI_SOURCE_PRIVATE_H

#include "input.h"
#include "source.h"

#include <annotty/api/tables.h>

/* read_json.c: where the reader stands. */
struct json_place {
    enum { PLACE_VALUES, PLACE_ENVELOPE, PLACE_LIST } in; /* top level, an object around lists, a list */
    unsigned depth;                                       /* of envelopes */
    bool first;                                           /* nothing has come in this list or envelope yet */
    const struct api_field *list;                         /* that the envelope says, or NULL */
};

enum { CELLS_MAX = 256 };

struct csv_cell {
    size_t begin, end; /* in the text of the row */
    bool quoted;
};

/* read_csv.c: the head and the row that is being read. */
struct csv_table {
    char separator; /* '\0': nothing has been read yet */
    bool quotes;
    const struct api_field *list;
    int fields[CELLS_MAX]; /* of each column, or a negative column_use */
    size_t column_count;
    struct csv_cell cells[CELLS_MAX];
    size_t cell_count;
    struct buf text;
};

struct source {
    struct input input;
    const struct item_rules *rules;
    const struct api_field *list; /* that somebody said, or the only one; NULL: the items decide */
    const struct source_format *format;
    struct json_place json;
    struct csv_table csv;
    bool within_line; /* read_lines.c: something was taken from this line */
};

struct source_format {
    const char *name;
    const char *endings; /* of files, separated by blanks */
    enum source_step (*next)(struct source *source, struct item *item, struct error *error);
};

enum source_step read_json(struct source *source, struct item *item, struct error *error);
enum source_step read_csv(struct source *source, struct item *item, struct error *error);
enum source_step read_tsv(struct source *source, struct item *item, struct error *error);
enum source_step read_lines(struct source *source, struct item *item, struct error *error);

/* Fills *error with the place in front, and returns the step. */
enum source_step source_refuse(const struct source *source, enum source_step step, size_t line, struct error *error,
                               const char *format, ...) __attribute__((format(printf, 5, 6)));
/* At the end of the input: SOURCE_END, or SOURCE_BROKEN when reading it failed. */
enum source_step source_end(const struct source *source, struct error *error);

#endif
