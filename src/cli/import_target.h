/* Where what is imported can be reviewed: a queue of a project, found by name or made. */
#ifndef ANNOTTY_SRC_CLI_IMPORT_TARGET_H
#define ANNOTTY_SRC_CLI_IMPORT_TARGET_H

#include <annotty/base/error.h>
#include <annotty/net/fetch.h>

#define IMPORT_PROJECT "Imports" /* where nobody names one */

struct import_target {
    const char *project; /* its name; NULL: IMPORT_PROJECT */
    const char *queue;   /* its name */
    const char *labels;  /* of a queue that has none yet, in the notation of label_notation.h; NULL: none */
    const char *about;   /* the queue's description; only a queue with the same is found. NULL: none is asked for */
};

/* The queue's id, for the caller to free; NULL with the reason. */
char *import_target_open(struct fetch *fetch, const struct import_target *target, struct error *error);

#endif
