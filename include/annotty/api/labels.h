/* What an annotation says: both shapes of `label_values` (extensions section 4, contract D47), read by JSON kind. */
#ifndef ANNOTTY_API_LABELS_H
#define ANNOTTY_API_LABELS_H

#include <annotty/base/arena.h>
#include <annotty/json/json.h>

struct label_value {
    struct slice name;       /* label name, or the key or id where no name is known */
    struct slice value;      /* plain text of a string, else JSON text; several categories are joined by ", " */
    struct slice assessment; /* "pass", "fail" or empty */
    struct slice reasoning;  /* free text or empty */
};

enum { LABEL_VALUES_MAX = 256 };

/* Reads the labels out of `json` (exact text of label_values, as a rows cell holds it). Returns how many were put
 * into `values`; 0 for null, absent and other kinds. Texts live in `arena`; all of them are still raw. */
size_t label_values_read(struct slice json, struct arena *arena, struct label_value values[static LABEL_VALUES_MAX]);

#endif
