/* What the query says of pages, and how an answer tells where the next one begins (contract D1 to D3). */
#ifndef ANNOTTY_SERVER_PAGE_H
#define ANNOTTY_SERVER_PAGE_H

#include "cursor.h"

enum { PAGE_USUAL = 100, PAGE_MAX = 5000 };
enum { PAGE_ENOUGH = 16 * 1024 * 1024 }; /* bytes: a page with so many is full, whatever its limit */

/* The first value of the query's parameter; empty when it isn't given. */
struct slice parameter_value(const struct handling *handling, const char *name);

/* The most items on a page: what the query says, or `usual`. */
size_t page_limit(const struct handling *handling, size_t usual);
/* Where the page before ended; all zero for the first one. False: the cursor is of no such list. */
bool page_begin(struct handling *handling, struct cursor_place *place);
/* The member "meta" of a page; `place` is where it ended, NULL when it was the last. */
void page_write_meta(struct handling *handling, const struct cursor_place *place);

#endif
