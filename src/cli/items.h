/* All items that the arguments name, one after the other. */
#ifndef ANNOTTY_SRC_CLI_ITEMS_H
#define ANNOTTY_SRC_CLI_ITEMS_H

#include "source.h"

struct items {
    struct item_rules rules;
    struct source **sources;
    size_t count, current;
};

/* *items must stay where it is. */
bool items_open(struct items *items, const struct item_rules *rules, const struct origin *origins, size_t count,
                const char *format, struct error *error);
void items_close(struct items *items);

enum source_step items_next(struct items *items, struct item *item, struct error *error);
/* The source of the last item. */
const struct source *items_source(const struct items *items);

bool items_can_rewind(const struct items *items);
/* Reads all of them, counts, and goes back to the first: what is wrong is told before anything is sent. */
bool items_check(struct items *items, size_t *count, struct error *error);

#endif
