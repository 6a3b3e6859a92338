/* The texts of rows' cells: each stored once behind its length, found again by handle. Private to rows*.c. */
#ifndef ANNOTTY_SRC_API_ROWS_TEXT_H
#define ANNOTTY_SRC_API_ROWS_TEXT_H

#include <annotty/base/index.h>

/* Handles below CELL_FIRST aren't texts. */
enum { CELL_ABSENT = 0, CELL_NULL = 1, CELL_FIRST = 8 };

struct row_texts {
    char *bytes;
    size_t length, capacity;
    struct index shared; /* texts of fields that repeat, by content */
};

void row_texts_free(struct row_texts *texts);
struct slice row_text(const struct row_texts *texts, uint32_t cell);
uint32_t row_text_add(struct row_texts *texts, struct slice text);
/* The handle of an equal text that was shared before, or of a new one. */
uint32_t row_text_share(struct row_texts *texts, struct slice text);

#endif
