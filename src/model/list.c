/* A list's rows: how they come, change and go. New and changed rows are sorted by themselves and merged into the
 * sequences, so that a list that streams in by batches is never sorted as a whole; only the end of a refresh, where
 * the server's order may have changed, looks at everything. */
#include "list_state.h"

#include <annotty/base/mem.h>

#include <stdlib.h>

static void begin_empty(struct list *list, const struct api_resource *resource)
{
    list->rows = rows_new(resource);
    list->cursor_row = ROW_NONE;
}

struct list *list_new(const struct api_resource *resource)
{
    struct list *list = xcalloc(1, sizeof(*list));
    list->sort_field = -1;
    begin_empty(list, resource);
    return list;
}

static void free_content(struct list *list)
{
    rows_free(&list->rows);
    query_free(&list->query);
    free(list->order.rows);
    free(list->shown.rows);
    free(list->ranks);
    free(list->keys);
    free(list->flags);
    free(list->wanted);
}

void list_free(struct list **list)
{
    if (*list == NULL)
        return;
    free_content(*list);
    free(*list);
    *list = NULL;
}

void list_reset(struct list *list)
{
    const struct api_resource *resource = rows_resource(list->rows);
    free_content(list);
    *list = (struct list){ .sort_field = list->sort_field, .sort_descending = list->sort_descending };
    begin_empty(list, resource);
}

const struct rows *list_rows(const struct list *list)
{
    return list->rows;
}

const struct sequence *list_shown(const struct list *list)
{
    return list->query != NULL ? &list->shown : &list->order;
}

struct list_order list_order_of(const struct list *list)
{
    return (struct list_order){
        .rows = list->rows,
        .field = list->sort_field,
        .descending = list->sort_descending,
        .ranks = list->ranks,
        .keys = list->keys,
    };
}

size_t list_count(const struct list *list)
{
    return list_shown(list)->count;
}

size_t list_total(const struct list *list)
{
    return list->order.count;
}

uint32_t list_at(const struct list *list, size_t position)
{
    const struct sequence *shown = list_shown(list);
    return position < shown->count ? shown->rows[position] : ROW_NONE;
}

/* Sequences. */

static bool is_leaving(const struct list *list, uint32_t row)
{
    return (list->flags[row] & ROW_LEAVING) != 0 || rows_is_gone(list->rows, row);
}

/* Takes the leaving rows out; *cursor becomes the number of rows that stay before it. */
static void drop_leaving(struct list *list, struct sequence *sequence, size_t *cursor)
{
    size_t kept = 0;
    size_t before = 0;
    for (size_t i = 0; i < sequence->count; i++) {
        const uint32_t row = sequence->rows[i];
        if (i == *cursor)
            before = kept;
        if (!is_leaving(list, row))
            sequence->rows[kept++] = row;
        else if (sequence == &list->order)
            list->flags[row] &= (unsigned char)~ROW_LISTED;
    }
    *cursor = *cursor < sequence->count ? before : kept;
    sequence->count = kept;
}

/* How many of the first `count` rows stand before `row`. */
static size_t place_of(const struct list_order *order, const uint32_t *rows, size_t count, uint32_t row)
{
    if (count == 0 || order_before(order, rows[count - 1], row))
        return count;
    size_t low = 0;
    size_t high = count - 1;
    while (low < high) {
        const size_t middle = low + (high - low) / 2;
        if (order_before(order, rows[middle], row))
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}

/* Merges `added`, which is sorted, from the last row to the first, so that each block moves once. */
static void merge(const struct list_order *order, struct sequence *sequence, const uint32_t *added, size_t count)
{
    sequence->rows = xgrow(sequence->rows, &sequence->capacity, sequence->count + count, sizeof(*sequence->rows));
    size_t end = sequence->count;
    for (size_t i = count; i > 0; i--) {
        const size_t place = place_of(order, sequence->rows, end, added[i - 1]);
        memmove(sequence->rows + place + i, sequence->rows + place, (end - place) * sizeof(*sequence->rows));
        sequence->rows[place + i - 1] = added[i - 1];
        end = place;
    }
    sequence->count += count;
}

/* Rows leave what is shown, and the order if asked; returns the row that the cursor goes to if its own is one of them.
 */
static uint32_t take_out(struct list *list, bool from_order)
{
    size_t ignored = 0;
    if (from_order)
        drop_leaving(list, &list->order, list->query != NULL ? &ignored : &list->cursor);
    if (list->query != NULL)
        drop_leaving(list, &list->shown, &list->cursor);
    const size_t count = list_count(list);
    if (count == 0)
        return ROW_NONE;
    return list_at(list, list->cursor < count ? list->cursor : count - 1);
}

/* Takes out those of `rows` that the list has already, as far as their place or their being shown may have changed. */
static uint32_t take_out_changed(struct list *list, const uint32_t *rows, size_t count)
{
    const bool sorted = list->sort_field >= 0;
    if (!sorted && list->query == NULL)
        return ROW_NONE;
    bool changed = false;
    for (size_t i = 0; i < count; i++)
        if ((list->flags[rows[i]] & ROW_LISTED) != 0) {
            list->flags[rows[i]] |= ROW_LEAVING;
            changed = true;
        }
    const uint32_t instead = changed ? take_out(list, sorted) : ROW_NONE;
    for (size_t i = 0; i < count; i++)
        list->flags[rows[i]] &= (unsigned char)~ROW_LEAVING;
    return instead;
}

/* Brings new and changed rows, each of them once, into the sequences. Sorts `rows`. */
static void take_in(struct list *list, uint32_t *rows, size_t count)
{
    const uint32_t instead = take_out_changed(list, rows, count);
    const struct list_order order = list_order_of(list);
    order_sort(&order, rows, count);
    uint32_t *entering = xmalloc(count * sizeof(*entering));
    size_t entered = 0;
    for (size_t i = 0; i < count; i++)
        if ((list->flags[rows[i]] & ROW_LISTED) == 0) {
            list->flags[rows[i]] |= ROW_LISTED;
            entering[entered++] = rows[i];
        }
    merge(&order, &list->order, entering, entered);
    if (list->query != NULL) {
        entered = 0;
        for (size_t i = 0; i < count; i++)
            if (query_matches(list->query, list->rows, rows[i]))
                entering[entered++] = rows[i];
        merge(&order, &list->shown, entering, entered);
    }
    free(entering);
    list_settle_cursor(list, instead);
}

/* Rows. */

/* Room in the arrays by row; new rows have no flags. */
static void make_room(struct list *list, size_t from)
{
    const size_t count = rows_count(list->rows);
    list->ranks = xgrow(list->ranks, &list->ranks_capacity, count, sizeof(*list->ranks));
    list->flags = xgrow(list->flags, &list->flags_capacity, count, sizeof(*list->flags));
    memset(list->flags + from, 0, count - from);
    if (list->sort_field >= 0)
        list->keys = xgrow(list->keys, &list->keys_capacity, count, sizeof(*list->keys));
}

static void note_row(struct list *list, uint32_t row, int32_t rank)
{
    if ((list->flags[row] & ROW_LISTED) == 0)
        list->ranks[row] = rank;
    if (list->sort_field >= 0)
        list->keys[row] = order_key(list->rows, list->sort_field, row);
}

void list_put(struct list *list, const struct rows *from)
{
    const uint32_t known = rows_count(list->rows);
    rows_put_all(list->rows, from);
    make_room(list, known);
    uint32_t *batch = xmalloc(rows_live_count(from) * sizeof(*batch));
    size_t count = 0;
    for (uint32_t row = 0; row < rows_count(from); row++) {
        if (rows_is_gone(from, row))
            continue;
        const uint32_t own = rows_find(list->rows, rows_id(from, row));
        note_row(list, own, list->next_rank++);
        batch[count++] = own;
    }
    take_in(list, batch, count);
    free(batch);
}

uint32_t list_put_one(struct list *list, const struct api_record *record, bool select)
{
    const uint32_t known = rows_count(list->rows);
    uint32_t row = rows_put(list->rows, record, NULL);
    make_room(list, known);
    note_row(list, row, --list->first_rank);
    take_in(list, &row, 1);
    if (select)
        list_select(list, rows_id(list->rows, row));
    return row;
}

void list_remove_rows(struct list *list, const uint32_t *rows, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        if (rows_is_gone(list->rows, rows[i]))
            continue;
        rows_remove(list->rows, rows[i]);
        list_unmark(list, rows[i]);
    }
    list_settle_cursor(list, take_out(list, true));
}

void list_remove(struct list *list, uint32_t row)
{
    list_remove_rows(list, &row, 1);
}

void list_merge(struct list *list, const uint32_t *rows, const uint32_t *same, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        if (list_is_marked(list, rows[i]) && !list_is_marked(list, same[i]))
            list_toggle_mark(list, same[i]);
        if (list->cursor_row == rows[i])
            list->cursor_row = same[i];
    }
    list_remove_rows(list, rows, count);
}

/* Refresh. */

void list_refresh_begin(struct list *list)
{
    list->is_resting = list->order.count == 0;
    rows_refresh_begin(list->rows);
}

void list_refresh_abandon(struct list *list)
{
    list->is_resting = false;
    rows_refresh_abandon(list->rows);
}

static void take_ranks(struct list *list)
{
    list->first_rank = 0;
    list->next_rank = 0;
    for (size_t i = 0; i < list->order.count; i++) {
        const uint32_t row = list->order.rows[i];
        const int32_t rank = (int32_t)rows_position(list->rows, row);
        list->ranks[row] = rank;
        if (rank >= list->next_rank)
            list->next_rank = rank + 1;
    }
}

static void sort_again(const struct list *list, struct sequence *sequence)
{
    const struct list_order order = list_order_of(list);
    if (!order_is_sorted(&order, sequence->rows, sequence->count))
        order_sort(&order, sequence->rows, sequence->count);
}

void list_refresh_end(struct list *list)
{
    rows_refresh_end(list->rows);
    for (size_t i = 0; i < list->order.count; i++)
        if (rows_is_gone(list->rows, list->order.rows[i]))
            list_unmark(list, list->order.rows[i]);
    const uint32_t instead = take_out(list, true);
    take_ranks(list);
    sort_again(list, &list->order);
    sort_again(list, &list->shown);
    list_settle_cursor(list, instead);
    list->is_resting = false;
}
