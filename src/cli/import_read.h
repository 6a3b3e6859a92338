/* The JSON values of a file: one a line, or what one document lists. */
#ifndef ANNOTTY_SRC_CLI_IMPORT_READ_H
#define ANNOTTY_SRC_CLI_IMPORT_READ_H

#include "import_format.h"
#include "input.h"

struct import_file {
    struct input input;
    struct buf text;        /* of the line or document that is read */
    struct json_value list; /* what it lists, or JSON_ABSENT */
    size_t at;              /* in the list */
    size_t line;            /* of the value that was given last */
    size_t value_count;     /* that were begun */
};

enum import_step {
    IMPORT_VALUE,
    IMPORT_END,
    IMPORT_BAD,    /* this line is no good; others may follow */
    IMPORT_BROKEN, /* the file can't be read on */
};

/* "-" is standard input. */
bool import_file_open(struct import_file *file, const char *path, struct error *error);
void import_file_close(struct import_file *file);
/* The next value, which lives until the next call; or *error. */
enum import_step import_file_next(struct import_file *file, struct json_value *value, struct error *error);

#endif
