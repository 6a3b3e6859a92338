/* Who may annotate in a queue (extensions section 11). */
#ifndef ANNOTTY_SERVER_REVIEWERS_H
#define ANNOTTY_SERVER_REVIEWERS_H

#include "handling.h"

/* Whether who asks may annotate: everybody, unless the queue is restricted to its reviewers; then these and the owner.
 * False: the store failed and the request is refused. */
bool may_annotate(struct handling *handling, const struct workspace_row *queue, bool *may);

#endif
