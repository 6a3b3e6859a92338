/* The filter language: one line, the same on the screen and on the command line. Parts are joined by "and", "!" before
 * a part negates it, "..." quotes. Words match any shown text; the other parts are rows of one table in query.c:
 * FIELD:text for each field of the resource (name, title or unique beginning: `type:trace`, `content:abc`), and for
 * interactions `label:tone` `label:tone=bad` `LABEL>0.8` (any comparison) `by:me` `not:NAME` `state:unreviewed`
 * `state:reviewed` `disagree` `age<2d`. A part that isn't one of these is a word. */
#ifndef ANNOTTY_MODEL_QUERY_H
#define ANNOTTY_MODEL_QUERY_H

#include <annotty/api/rows.h>

struct query;

/* Never fails: what can't be understood yet (typing goes on) is a word. NULL for an empty line. `me` is the id of the
 * person at the screen, or empty. */
struct query *query_parse(struct slice line, const struct api_resource *resource, struct slice me);
void query_free(struct query **query);
struct slice query_line(const struct query *query);
bool query_matches(const struct query *query, const struct rows *rows, uint32_t row);
/* Whether everything `narrow` matches is matched by `wide` (the line was typed on). */
bool query_narrows(const struct query *narrow, const struct query *wide);

/* The table's rows, for help and completion: calls `each` with a pattern such as "label:NAME=VALUE" and what it finds.
 */
void query_each_part(void (*each)(const char *pattern, const char *help, void *data), void *data);

#endif
