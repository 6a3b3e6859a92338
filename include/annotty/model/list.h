/* A list as a person uses it: rows, of which a filter shows some in some order, a cursor that stays on its item, and
 * marks. Everything holds row numbers of `struct rows`, never positions, so that a refresh, a sort or new rows
 * never move what the person is on. One million rows filter and sort without a visible pause. */
#ifndef ANNOTTY_MODEL_LIST_H
#define ANNOTTY_MODEL_LIST_H

#include <annotty/api/rows.h>
#include <annotty/model/query.h>

struct list;

struct list *list_new(const struct api_resource *resource);
void list_free(struct list **list);
/* Forgets rows, marks, filter; keeps the sort order. */
void list_reset(struct list *list);

const struct rows *list_rows(const struct list *list);

/* Rows that came, new or changed, are put where the order wants them; in the server's order that is the end, and the
 * end of a refresh brings them to their places. During a refresh unseen rows stay. The cursor stays on its item; when
 * that has gone, it goes to the next one. Only while a refresh fills an empty list and nobody has moved does it rest at
 * the top. */
void list_put(struct list *list, const struct rows *from);
void list_refresh_begin(struct list *list);
void list_refresh_end(struct list *list);
void list_refresh_abandon(struct list *list);
/* Rows removed by the person's own act, before the server's next answer. */
void list_remove(struct list *list, uint32_t row);
void list_remove_rows(struct list *list, const uint32_t *rows, size_t count);
/* The n-th of `rows` turned out to be the n-th of `same`: cursor and mark go over to it, and the row goes away. */
void list_merge(struct list *list, const uint32_t *rows, const uint32_t *same, size_t count);
/* One record, the answer to the person's own create or update: changed in place, or put at the front (newest first).
 * `select` puts the cursor on it. Returns its row. */
uint32_t list_put_one(struct list *list, const struct api_record *record, bool select);

size_t list_count(const struct list *list);                 /* rows shown */
size_t list_total(const struct list *list);                 /* rows there are */
uint32_t list_at(const struct list *list, size_t position); /* row number; ROW_NONE beyond the end */

/* The cursor: a position among the rows shown; 0 in an empty list. */
size_t list_cursor(const struct list *list);
uint32_t list_cursor_row(const struct list *list); /* ROW_NONE in an empty list */
void list_move(struct list *list, long long by);   /* stops at the ends */
void list_move_to(struct list *list, size_t position);
bool list_select(struct list *list, struct slice id); /* false when it isn't shown; remembered until it comes */

/* Where the window of `height` rows begins so that the cursor is in it; `jump` rows at an edge (0: half a page). */
size_t list_window(struct list *list, int height, int jump);

bool list_is_marked(const struct list *list, uint32_t row);
size_t list_mark_count(const struct list *list);
void list_toggle_mark(struct list *list, uint32_t row);
void list_mark_range(struct list *list, size_t from, size_t to); /* positions, both included, any order */
void list_mark_all(struct list *list);                           /* every row the filter shows */
void list_clear_marks(struct list *list);
/* What a verb acts on: the marked rows in list order, or the cursor's row when nothing is marked. Caller frees. */
uint32_t *list_chosen(const struct list *list, size_t *count);

/* Takes the query (NULL: everything). A query that narrows the one in force looks only at what is shown. */
void list_filter(struct list *list, struct query *query);
const struct query *list_query(const struct list *list);
/* Moves to the next shown row that matches `query`, forwards or backwards, wrapping; false when none. */
bool list_find(struct list *list, const struct query *query, bool forward);

/* Sort by a field of the resource, or by the server's order (field < 0). Times and numbers by value, others by
 * text, API_RECORDS by their number. Equal rows keep the server's order. */
void list_sort(struct list *list, int field, bool descending);
int list_sort_field(const struct list *list);
bool list_sort_descending(const struct list *list);

#endif
