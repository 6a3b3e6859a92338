/* What a page of a trace shows, as text. */
#ifndef ANNOTTY_TESTS_UNIT_MODEL_PAGES_H
#define ANNOTTY_TESTS_UNIT_MODEL_PAGES_H

#include <annotty/model/trace_page.h>

/* The rows that are visible at this width, each with a line break; in `arena`. */
const char *page_rows(const struct trace_page *page, const struct trace_frame *frame, struct arena *arena);
/* A span with this input and output, as events. */
const char *events_of(const char *input, const char *output, struct arena *arena);

#endif
