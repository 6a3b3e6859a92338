/* Where a page ended, as the opaque text in meta.after (contract D2). It names the list with its filters, by a hash,
 * the last item's place in the order of creation, and the version read; so it stays valid whatever is added or
 * deleted. */
#ifndef ANNOTTY_SERVER_CURSOR_H
#define ANNOTTY_SERVER_CURSOR_H

#include "handling.h"

enum { CURSOR_SIZE = 3 * 16 + 1 };

struct cursor_place {
    int64_t seq;
    int64_t version; /* 0 where a list has none */
};

/* The list is what the handling's operation, path and query say. */
void cursor_write(const struct handling *handling, const struct cursor_place *place, char text[static CURSOR_SIZE]);
/* False for anything that cursor_write did not make for this list with these filters. */
bool cursor_read(const struct handling *handling, struct slice text, struct cursor_place *place);

#endif
