/* What of a list is shown, and in which order. The whole order is kept beside the filtered one, so that a filter that
 * is taken back costs nothing but another look at the rows. */
#include "list_state.h"

#include <annotty/base/mem.h>

/* Fills `shown` from `source`, which may be `shown` itself, and leaves the cursor at the first shown row that does not
 * stand before the cursor's own. */
static void show_matching(struct list *list, const struct sequence *source)
{
    const size_t count = source->count;
    list->shown.rows = xgrow(list->shown.rows, &list->shown.capacity, count, sizeof(*list->shown.rows));
    size_t shown = 0;
    for (size_t i = 0; i < count; i++) {
        const uint32_t row = source->rows[i];
        if (row == list->cursor_row)
            list->cursor = shown;
        if (query_matches(list->query, list->rows, row))
            list->shown.rows[shown++] = row;
    }
    list->shown.count = shown;
}

void list_filter(struct list *list, struct query *query)
{
    const bool narrows = list->query != NULL && query != NULL && query_narrows(query, list->query);
    query_free(&list->query);
    list->query = query;
    if (query != NULL)
        show_matching(list, narrows ? &list->shown : &list->order);
    list_settle_cursor(list, ROW_NONE);
}

const struct query *list_query(const struct list *list)
{
    return list->query;
}

bool list_find(struct list *list, const struct query *query, bool forward)
{
    const size_t count = list_count(list);
    for (size_t step = 1; step <= count; step++) {
        const size_t position = (list->cursor + (forward ? step : count - step)) % count;
        if (query_matches(query, list->rows, list_at(list, position))) {
            list_move_to(list, position);
            return true;
        }
    }
    return false;
}

/* By row number, which is how the rows lie in memory. */
static void read_keys(struct list *list)
{
    const uint32_t count = rows_count(list->rows);
    list->keys = xgrow(list->keys, &list->keys_capacity, count, sizeof(*list->keys));
    for (uint32_t row = 0; row < count; row++)
        list->keys[row] = order_key(list->rows, list->sort_field, row);
}

void list_sort(struct list *list, int field, bool descending)
{
    if (field == list->sort_field && descending == list->sort_descending)
        return;
    const bool has_keys = field == list->sort_field;
    list->sort_field = field < 0 ? -1 : field;
    list->sort_descending = descending;
    if (list->sort_field >= 0 && !has_keys)
        read_keys(list);
    const struct list_order order = list_order_of(list);
    order_sort(&order, list->order.rows, list->order.count);
    if (list->query != NULL)
        order_sort(&order, list->shown.rows, list->shown.count);
    list_settle_cursor(list, ROW_NONE);
}

int list_sort_field(const struct list *list)
{
    return list->sort_field;
}

bool list_sort_descending(const struct list *list)
{
    return list->sort_descending;
}
