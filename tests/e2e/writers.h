/* Many people who write at once into `annotty serve`, and the count of what came of it. Each thing that is written has
 * a mark of its own, w<round>-<writer>-<request>-<item>, so that what the server lists can be held against what it
 * acknowledged: all of that once, a request that was never answered whole or not at all, and nothing else. */
#ifndef ANNOTTY_TESTS_E2E_WRITERS_H
#define ANNOTTY_TESTS_E2E_WRITERS_H

#include <stdbool.h>

enum { WRITERS = 64 };

struct writers;

/* Makes what they write into. `url` is where the server listens. */
struct writers *writers_new(const char *url);
void writers_free(struct writers **writers);

/* Each writes on a connection of its own, one request after the other, until writers_end or until the server is gone.
 */
void writers_begin(struct writers *writers);
/* Ends the round and returns how many requests were acknowledged in it. */
unsigned long writers_end(struct writers *writers);

/* Reads everything back and ends the test when something acknowledged is missing, doubled or torn, in any round. */
void writers_check(struct writers *writers);

#endif
