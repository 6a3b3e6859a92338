/* The filter language: one line, the same on the screen and on the command line. Parts stand between blanks and all
 * have to hold ("and" between them says the same), "!" before a part negates it, "..." quotes. A part is one of the
 * rows of the table in query_parts.c, tried from the first to the last: label:NAME, label:NAME=VALUE, by:NAME,
 * not:NAME, state:..., disagree, age<2d, NAME>0.8 (a label or a field, any comparison), FIELD:TEXT (a field by name,
 * title or a beginning that no other has), else a word, which any shown text may contain. Names of labels, values and
 * choices have to be equal, other texts to be contained, both without regard to case. */
#ifndef ANNOTTY_MODEL_QUERY_H
#define ANNOTTY_MODEL_QUERY_H

#include <annotty/api/rows.h>
#include <annotty/model/people.h>

struct query;

/* Never fails: what can't be understood yet (typing goes on) is a word. NULL for an empty line. People are found
 * by their ids, and by the names that `people` (or NULL) knows now; these outlive the query. */
struct query *query_parse(struct slice line, const struct api_resource *resource, const struct people *people);
void query_free(struct query **query);
struct slice query_line(const struct query *query);
/* How many people it knows by the names and "me" in it: more than before when the same line is read again with more
 * known. */
size_t query_person_count(const struct query *query);
bool query_matches(const struct query *query, const struct rows *rows, uint32_t row);
/* Whether everything `narrow` matches is matched by `wide` (the line was typed on). */
bool query_narrows(const struct query *narrow, const struct query *wide);

/* The table's rows, for help and completion: calls `each` with a pattern such as "label:NAME=VALUE" and what it finds.
 */
void query_each_part(void (*each)(const char *pattern, const char *help, void *data), void *data);

#endif
