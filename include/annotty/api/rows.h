/* Many resources of one kind, compact: what lists, pages and the cache hold.
 *
 * A row is a number, stable as long as the rows live. A cell is the field's value as plain text (strings, unescaped)
 * or as its exact JSON text (all other types), stored once and shared where values repeat. A field of type
 * API_RECORDS (annotations) is a range of rows in a child table. 200,000 annotated interactions with two
 * annotations each take about 50 MB. Single-threaded; ownership is handed from thread to thread as a whole. */
#ifndef ANNOTTY_API_ROWS_H
#define ANNOTTY_API_ROWS_H

#include <annotty/api/record.h>
#include <annotty/base/index.h>

struct rows;

enum { ROW_NONE = UINT32_MAX };

struct rows *rows_new(const struct api_resource *resource);
void rows_free(struct rows **rows);

const struct api_resource *rows_resource(const struct rows *rows);
/* All rows ever added, the ones marked gone included: row numbers are 0 .. rows_count - 1. */
uint32_t rows_count(const struct rows *rows);
uint32_t rows_live_count(const struct rows *rows);
size_t rows_memory(const struct rows *rows); /* bytes */

/* Adds a record, or updates the live row with its id in place. Returns the row; *changed (may be NULL) tells whether
 * anything is new or different. Copies what it needs. */
uint32_t rows_put(struct rows *rows, const struct api_record *record, bool *changed);
/* Puts every live row of `from` into `rows`, in order; both of the same resource. */
void rows_put_all(struct rows *rows, const struct rows *from);

uint32_t rows_find(const struct rows *rows, struct slice id);
bool rows_is_gone(const struct rows *rows, uint32_t row);
void rows_remove(struct rows *rows, uint32_t row);

struct slice rows_id(const struct rows *rows, uint32_t row);
/* Empty when absent or null. Valid until the next rows_put. */
struct slice rows_cell(const struct rows *rows, uint32_t row, int field);
bool rows_has(const struct rows *rows, uint32_t row, int field); /* present and not null */

/* The child rows of an API_RECORDS field: the table, and the range of row numbers in it. */
const struct rows *rows_children(const struct rows *rows, int field);
void rows_child_range(const struct rows *rows, uint32_t row, int field, uint32_t *first, uint32_t *count);

/* Appends the row as the JSON object it came as (unknown members are not kept). */
bool rows_write_json(const struct rows *rows, uint32_t row, struct buf *out);

/* Refreshing in place: everything not put between begin and end is removed at the end, and rows_position tells the
 * order the server gave. A refresh that breaks off (rows_refresh_abandon) removes nothing. */
void rows_refresh_begin(struct rows *rows);
void rows_refresh_end(struct rows *rows);
void rows_refresh_abandon(struct rows *rows);
uint32_t rows_position(const struct rows *rows, uint32_t row); /* place in the last order the server gave */

#endif
