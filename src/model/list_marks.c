/* Marks of a list. They stay on their rows whatever is shown, and go with rows that are removed. */
#include "list_state.h"

#include <annotty/base/mem.h>

#include <stdlib.h>

static void mark(struct list *list, uint32_t row)
{
    if (list_is_marked(list, row))
        return;
    list->flags[row] |= ROW_MARKED;
    list->mark_count++;
}

void list_unmark(struct list *list, uint32_t row)
{
    if (!list_is_marked(list, row))
        return;
    list->flags[row] &= (unsigned char)~ROW_MARKED;
    list->mark_count--;
}

bool list_is_marked(const struct list *list, uint32_t row)
{
    return row < rows_count(list->rows) && (list->flags[row] & ROW_MARKED) != 0;
}

size_t list_mark_count(const struct list *list)
{
    return list->mark_count;
}

void list_toggle_mark(struct list *list, uint32_t row)
{
    if (list_is_marked(list, row))
        list_unmark(list, row);
    else if (row < rows_count(list->rows) && !rows_is_gone(list->rows, row))
        mark(list, row);
}

void list_mark_range(struct list *list, size_t from, size_t to)
{
    const size_t first = from < to ? from : to;
    const size_t last = from < to ? to : from;
    for (size_t position = first; position <= last && position < list_count(list); position++)
        mark(list, list_at(list, position));
}

void list_mark_all(struct list *list)
{
    list_mark_range(list, 0, SIZE_MAX - 1);
}

void list_clear_marks(struct list *list)
{
    for (size_t i = 0; i < list->order.count && list->mark_count > 0; i++)
        list_unmark(list, list->order.rows[i]);
}

uint32_t *list_chosen(const struct list *list, size_t *count)
{
    const bool is_marked = list->mark_count > 0;
    *count = is_marked ? list->mark_count : list_cursor_row(list) != ROW_NONE;
    uint32_t *chosen = xmalloc(*count * sizeof(*chosen));
    if (!is_marked && *count == 1)
        chosen[0] = list_cursor_row(list);
    for (size_t i = 0, next = 0; is_marked && i < list->order.count; i++)
        if (list_is_marked(list, list->order.rows[i]))
            chosen[next++] = list->order.rows[i];
    return chosen;
}
