/* Turns the bytes of a list answer into batches of rows while they arrive, and keeps the elements' text for the cache.
 */
#ifndef ANNOTTY_SRC_NET_FEED_H
#define ANNOTTY_SRC_NET_FEED_H

#include <annotty/api/rows.h>

struct feed;

/* A batch is ready: the receiver owns `rows`; `elements` is their text as a JSON array. */
typedef void (*feed_batch)(struct rows *rows, struct slice elements, void *data);

struct feed *feed_new(const struct api_operation *operation, feed_batch on_batch, void *data);
void feed_free(struct feed **feed);
bool feed_take(struct feed *feed, struct slice bytes, struct error *error);
/* The answer is over. What is left has been given as a batch (perhaps an empty one) when it returns true. */
bool feed_end(struct feed *feed, struct error *error);
/* Gives what has been gathered when it has waited long enough; returns the milliseconds until it will have, -1: nothing
 * waits. */
int feed_flush_if_due(struct feed *feed);
/* The next page's cursor, or empty: contract D3. */
struct slice feed_after(const struct feed *feed);

/* The rows of a JSON array of elements, as the cache keeps them; NULL when it is no such array. */
struct rows *feed_rows_of(const struct api_operation *operation, struct slice elements);

#endif
