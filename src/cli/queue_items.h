/* The interactions of a queue one after the other, each with the spans behind it: asked for some ahead, in order, so
 * that memory holds a few traces however many there are. */
#ifndef ANNOTTY_SRC_CLI_QUEUE_ITEMS_H
#define ANNOTTY_SRC_CLI_QUEUE_ITEMS_H

#include "command.h"

#include <annotty/api/rows.h>
#include <annotty/net/fetch.h>

/* A queue by its id, or by its name where only one has it; `queue_items_find` fills it. */
struct queue_found {
    struct rows *queues; /* all of them */
    uint32_t row;
};
bool queue_items_find(struct fetch *fetch, const char *word, struct queue_found *found, struct error *error);
struct slice queue_items_cell(const struct queue_found *found, const char *field);

struct queue_item {
    const struct rows *rows;
    uint32_t row;
    struct slice spans; /* JSON array; "[]": there are none, or the server can't tell */
    size_t number;      /* from 0 on */
};

struct queue_walk {
    struct fetch *fetch;
    const char *queue_id;
    const struct rows *rows;
    const char *filter; /* NULL: all */
    bool with_spans;
    struct people *people; /* whom the filter may name; NULL */
    bool (*visit)(const struct queue_item *item, void *data, struct error *error);
    void *data;
};

/* False when a visit or a request failed. An interaction whose trace is gone has no spans. */
bool queue_items_each(const struct queue_walk *walk, struct error *error);

#endif
