/* What a queue asks its reviewers: its label schema, read from the exact text of `annotation_schema` (extensions,
 * section 2), and the rule that each label has for its values (section 3). One reading for server, client and screens.
 */
#ifndef ANNOTTY_API_LABEL_SCHEMA_H
#define ANNOTTY_API_LABEL_SCHEMA_H

#include <annotty/base/arena.h>
#include <annotty/base/error.h>
#include <annotty/json/json.h>

enum label_type { LABEL_SCORE, LABEL_CATEGORICAL, LABEL_BOOLEAN, LABEL_TEXT, LABEL_TYPE_COUNT };
extern const char *const label_type_names[]; /* as on the wire; NULL-terminated */

/* One label. Texts are plain (no JSON escapes), raw, and live in the arena of the schema. */
struct label {
    struct slice id, name, description;
    enum label_type type;
    struct slice *values; /* CATEGORICAL */
    size_t value_count;
    bool has_min, has_max; /* SCORE */
    double min, max;
    bool is_integer, is_required;
    bool has_assessment, is_assessment, has_reasoning;
};

struct label_schema {
    struct label *labels;
    size_t count;
};

/* `json`: {"label_schemas": [...]}; empty, null or absent is a schema without labels. Labels that say less than they
 * must (no name, no known type) are left out: what a server sends is shown as far as it is understood. */
void label_schema_read(struct slice json, struct arena *arena, struct label_schema *schema);

/* By id, else by name; NULL: there is none. */
const struct label *label_find(const struct label_schema *schema, struct slice id_or_name);

/* Whether `value` (JSON) is one that the label takes; else one line of what is wrong with it. CATEGORICAL takes a
 * string; with `several`, also an array of strings. */
bool label_takes(const struct label *label, struct json_value value, bool several, struct error *error);

#endif
