/* Where a page ended, as the opaque text in meta.after (contract D2). It names the list with its filters, by a hash,
 * and the last item's place in the order of creation; so it stays valid whatever is added or deleted. */
#ifndef ANNOTTY_SERVER_CURSOR_H
#define ANNOTTY_SERVER_CURSOR_H

#include <annotty/api/check.h>

enum { CURSOR_SIZE = 2 * 16 + 1 };

void cursor_write(const struct api_operation *operation, const struct api_query *query, int64_t seq,
                  char text[static CURSOR_SIZE]);
/* False for anything that cursor_write did not make for this list with these filters. */
bool cursor_read(const struct api_operation *operation, const struct api_query *query, struct slice text, int64_t *seq);

#endif
