/* Files of traces on their way into a server: read value by value, made into spans, sent a batch at a time. What is
 * held is a batch and the value that is read, however long the file. */
#ifndef ANNOTTY_SRC_CLI_IMPORTER_H
#define ANNOTTY_SRC_CLI_IMPORTER_H

#include "import_format.h"

#include <annotty/net/fetch.h>

struct importer;

struct importer_options {
    struct fetch *fetch;                                 /* NULL: nothing is sent */
    const char *queue_id;                                /* where each trace becomes an interaction; NULL: nowhere */
    const struct import_format *format;                  /* NULL: by the first value of each file */
    const char *input, *output;                          /* as struct import_place has them */
    void (*tell)(const struct error *error, void *data); /* a line that can't be taken */
    void *data;
};

/* The texts of the options stay as long as the importer. */
struct importer *importer_new(const struct importer_options *options);
void importer_free(struct importer **importer);

/* Begins a file; "-" is standard input. */
bool importer_open(struct importer *importer, const char *path, struct error *error);
/* Reads at most so many values of it, sends what came of them, and waits for that. *over: there are no more. False: the
 * file can't be read on, or the server doesn't take it. */
bool importer_step(struct importer *importer, size_t values_max, bool *over, struct error *error);

struct import_counts {
    size_t values, bad; /* of the file that is open */
    size_t spans, traces;
    size_t added; /* interactions that weren't in the queue before */
};
struct import_counts importer_counts(const struct importer *importer);
/* The format of the open file, or NULL before its first value. */
const struct import_format *importer_format(const struct importer *importer);

#endif
