/* A page of spans as resources, with a comma between them. */
#ifndef ANNOTTY_SERVER_SPAN_PAGE_H
#define ANNOTTY_SERVER_SPAN_PAGE_H

#include "cursor.h"
#include "span_query.h"

struct span_page {
    const struct span_query *query; /* which spans; NULL: all that the question is about */
    size_t limit;                   /* the most spans, at least 1 */
    bool without_attachments;
    bool is_over;              /* after writing: nothing follows */
    struct cursor_place place; /* after writing: where the page ended */
};

/* Appends the page to the answer. False: the handling is refused. */
bool span_page_write(struct handling *handling, const struct workspace_span_question *question, struct span_page *page);

/* A cursor's place among spans, and back. */
struct workspace_span_place span_place(struct cursor_place place);

#endif
