/* A file of items that weren't done, one JSON value a line, so that it can be given again. Made when the first one
 * comes; a file that is there already is never written over. */
#ifndef ANNOTTY_SRC_CLI_LEFTOVERS_H
#define ANNOTTY_SRC_CLI_LEFTOVERS_H

#include <annotty/base/error.h>
#include <annotty/base/slice.h>

#include <stdio.h>

struct leftovers {
    char *name; /* of the file; NULL: nobody wants one */
    bool exact; /* the person named it: no other name will do */
    FILE *file;
    size_t count;         /* of items, written or not */
    struct error problem; /* why it can't be written; told once */
};

/* `name` with `ending`; NULL for no file. */
struct leftovers leftovers_new(const char *name, const char *ending, bool exact);
/* Before anything is sent: whether a file that the person named would be written over. */
bool leftovers_are_free(const struct leftovers *leftovers, struct error *error);
void leftovers_add(struct leftovers *leftovers, struct slice json);
/* Writes out what is held back. The file's name when it has items, else NULL; valid until leftovers_free. */
const char *leftovers_end(struct leftovers *leftovers);
/* Takes the file away again. */
void leftovers_discard(struct leftovers *leftovers);
void leftovers_free(struct leftovers *leftovers);

#endif
