/* The query language of spans (extensions, section 6): which spans are meant, and whether one is.
 *
 *     word  "some words"            in the name, the input or the output, whatever the case
 *     field:value  @field:value     what the field says; * stands for any text
 *     field:>1  >=  <  <=           numbers
 *     a b   a AND b   a OR b   -a   NOT a   (a)
 *
 * A field is a member of the span, with dots also of what is in it (metadata.user, metrics.input_tokens); any other
 * name is the key of a tag. */
#ifndef ANNOTTY_SERVER_SPAN_QUERY_H
#define ANNOTTY_SERVER_SPAN_QUERY_H

#include <annotty/base/arena.h>
#include <annotty/json/json.h>

enum { SPAN_QUERY_PROBLEM_SIZE = 160 };

/* Lives in the arena. NULL stands for all spans. */
struct span_query;

/* False with what is wrong. An empty text is a query for all. */
bool span_query_parse(struct slice text, struct arena *arena, const struct span_query **query,
                      char problem[static SPAN_QUERY_PROBLEM_SIZE]);
/* The query, and beyond it that the field says exactly this. */
const struct span_query *span_query_and_is(const struct span_query *query, struct arena *arena, const char *field,
                                           struct slice value);

/* `attributes` is the span's JSON object. */
bool span_query_matches(const struct span_query *query, struct json_value attributes);
/* The one value that the field of every matching span has; empty when the query doesn't say. */
struct slice span_query_value(const struct span_query *query, const char *field);

#endif
