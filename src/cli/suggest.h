/* What somebody meant who typed something else. */
#ifndef ANNOTTY_SRC_CLI_SUGGEST_H
#define ANNOTTY_SRC_CLI_SUGGEST_H

#include "catalog.h"

#include <annotty/base/error.h>

/* The nearest of the words offered; NULL while none is near. */
struct suggestion {
    struct slice typed;
    const char *word; /* borrowed from who offered it */
    size_t distance;
};
struct suggestion suggestion_for(struct slice typed);
void suggestion_offer(struct suggestion *suggestion, const char *word);

/* Tells, as a usage error, why these words are no command, and which one is near. */
bool suggest_command(struct slice noun, struct slice verb, struct error *error);
/* The same for a flag of a command, or with no entry for one that stands before any; `flag` is without its dashes. One
 * that the command has lacks its value. */
bool suggest_flag(const struct catalog_entry *entry, struct slice flag, struct error *error);

#endif
