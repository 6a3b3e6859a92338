/* Items on their way into calls that a server takes: at most 1000 items and less than 4 MiB each (contract D37). One
 * splitter for whatever a body lists: interactions, records, ids, spans and metrics. */
#ifndef ANNOTTY_API_BATCH_H
#define ANNOTTY_API_BATCH_H

#include <annotty/api/call.h>

enum { BATCH_ITEMS_MAX = 1000 };
#define BATCH_BYTES_MAX ((size_t)4 * 1024 * 1024 - 4096) /* less what goes around the items */

struct api_batch_item {
    const struct api_field *list; /* the body's member that it stands in */
    size_t begin, end;            /* in the batch's text */
};

struct api_batch {
    struct buf text; /* the items as JSON, one after the other */
    struct api_batch_item *items;
    size_t count, capacity;
};

struct api_batch api_batch_new(void);
void api_batch_free(struct api_batch *batch);
/* Always true for an empty batch: what is too large for any goes alone. */
bool api_batch_has_room(const struct api_batch *batch, struct slice json);
void api_batch_add(struct api_batch *batch, const struct api_field *list, struct slice json);
/* JSON text of an item; valid until the next change. */
struct slice api_batch_text(const struct api_batch *batch, size_t number);
/* Takes an item out; those behind it move up. */
void api_batch_remove(struct api_batch *batch, size_t number);
void api_batch_clear(struct api_batch *batch);

/* The call with all items: a copy of `base`, which has the path's parameters and the other members. */
struct api_call api_batch_call(const struct api_batch *batch, const struct api_call *base);

/* The members of the operation's body that hold items: the n-th, or NULL. */
const struct api_field *api_operation_list(const struct api_operation *operation, size_t number);

#endif
