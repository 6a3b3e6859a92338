/* What a list is made of. Shared by list.c (rows come and go), list_filter.c (filter and sort), list_cursor.c
 * and list_marks.c. */
#ifndef ANNOTTY_MODEL_LIST_STATE_H
#define ANNOTTY_MODEL_LIST_STATE_H

#include <annotty/model/list.h>

#include "list_order.h"

/* Row numbers in list order. */
struct sequence {
    uint32_t *rows;
    size_t count, capacity;
};

enum row_flag {
    ROW_MARKED = 1 << 0,
    ROW_LISTED = 1 << 1,  /* stands in `order` */
    ROW_LEAVING = 1 << 2, /* about to be taken out of the sequences; never set between two calls */
};

/* `order` holds every live row once, sorted. With a query, `shown` is the part of it that matches; without one the
 * order itself is shown. Arrays by row have room for every row of `rows`. */
struct list {
    struct rows *rows;
    struct sequence order, shown;
    struct query *query;

    int sort_field; /* < 0: the server's order */
    bool sort_descending;
    int32_t *ranks;       /* by row: place in the server's order; what the person made goes before the first */
    uint64_t *keys;       /* by row; kept up while a sort is in force */
    unsigned char *flags; /* by row: enum row_flag */
    size_t ranks_capacity, keys_capacity, flags_capacity;
    int32_t first_rank, next_rank;
    size_t mark_count;

    size_t cursor;       /* position of cursor_row; 0 while nothing is shown */
    uint32_t cursor_row; /* kept while the filter shows nothing, so that the cursor finds back */
    bool is_resting;     /* an empty list is being filled and nobody has moved: the cursor stays on the first row */
    char *wanted;        /* id to go to once it comes, or NULL; owned */
    long long above;     /* rows of the window above the cursor; outside the window it is negative or too many */
};

const struct sequence *list_shown(const struct list *list);
struct list_order list_order_of(const struct list *list);
void list_unmark(struct list *list, uint32_t row);

/* Puts the cursor back on its row after the sequences changed. When the row isn't shown any more the cursor goes to
 * `instead` (ROW_NONE: to the row at its position). Then lands on a wanted row that has come. */
void list_settle_cursor(struct list *list, uint32_t instead);

#endif
