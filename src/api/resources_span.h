/* The members of spans, for the table of resources. */
#ifndef ANNOTTY_SRC_API_RESOURCES_SPAN_H
#define ANNOTTY_SRC_API_RESOURCES_SPAN_H

#include <annotty/api/tables.h>

enum { TRACE_SPAN_FIELDS = 22, SPAN_FILTER_FIELDS = 9, SPAN_PAGE_FIELDS = 2, SPAN_OPTIONS_FIELDS = 2 };

extern const struct api_field api_trace_span_fields[TRACE_SPAN_FIELDS];
extern const struct api_field api_span_filter_fields[SPAN_FILTER_FIELDS];
extern const struct api_field api_span_page_fields[SPAN_PAGE_FIELDS];
extern const struct api_field api_span_options_fields[SPAN_OPTIONS_FIELDS];

#endif
