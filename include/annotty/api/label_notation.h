/* A label schema in one line, as people type it: 'quality=good|bad,score=1..5,safe?,note:'.
 *
 *   labels  = label *("," label)
 *   label   = NAME *mark kind
 *   mark    = "!" required | "~" a reason goes with the value | "^" pass or fail goes with it
 *   kind    = "=" VALUE *("|" VALUE)    one of these values
 *           | "=" NUMBER ".." NUMBER    a score; whole numbers when both are written as such
 *           | "?"                       yes or no; with "^" yes is pass and no is fail
 *           | ":"                       a text
 *
 * Blanks around parts don't count; a backslash takes "," "|" and itself literally in values. */
#ifndef ANNOTTY_API_LABEL_NOTATION_H
#define ANNOTTY_API_LABEL_NOTATION_H

#include <annotty/api/label_schema.h>

/* Appends the schema as the API takes it, {"label_schemas": [...]}. False with one line that says where and why. */
bool label_notation_read(struct slice text, struct buf *json, struct error *error);

/* Appends the line for a schema; what has no notation (a description, one end of a range) is left out. */
void label_notation_write(const struct label_schema *schema, struct buf *out);

#endif
