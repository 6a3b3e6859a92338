/* The order of a list's rows: by a field, or as the server has them. Equal rows are in the server's order, ascending or
 * descending. */
#ifndef ANNOTTY_MODEL_LIST_ORDER_H
#define ANNOTTY_MODEL_LIST_ORDER_H

#include <annotty/api/rows.h>

struct list_order {
    const struct rows *rows;
    int field; /* < 0: the server's order */
    bool descending;
    const int32_t *ranks; /* by row: place in the server's order */
    const uint64_t *keys; /* by row: order_key; unused in the server's order */
};

/* What a row is sorted by, as far as eight bytes can tell: times and numbers whole, texts by their beginning. */
uint64_t order_key(const struct rows *rows, int field, uint32_t row);

/* Whether `a` stands before `b`. */
bool order_before(const struct list_order *order, uint32_t a, uint32_t b);
bool order_is_sorted(const struct list_order *order, const uint32_t *rows, size_t count);
void order_sort(const struct list_order *order, uint32_t *rows, size_t count);

#endif
