/* What one person says of one interaction: for each label of a schema a value, pass or fail, and a reason; read from
 * the annotation that is there (both shapes), changed key by key, and written as an upsert takes it (extensions,
 * sections 3 and 4). */
#ifndef ANNOTTY_MODEL_ANSWERS_H
#define ANNOTTY_MODEL_ANSWERS_H

#include <annotty/api/label_schema.h>

enum assessment { ASSESSMENT_NONE, ASSESSMENT_PASS, ASSESSMENT_FAIL };
extern const char *const assessment_names[]; /* as on the wire; "" for none */

struct answer {
    char *value; /* JSON text; NULL: not given */
    enum assessment assessment;
    char *reasoning; /* plain text; NULL: none */
};

/* One a label of the schema, in its order. The schema is borrowed. */
struct answers {
    const struct label_schema *schema;
    struct answer *at;
};

enum { ANSWER_NONE = SIZE_MAX };

struct answers answers_new(const struct label_schema *schema);
void answers_free(struct answers *answers);
void answers_clear(struct answers *answers);
/* In place of what was there: the labels that `label_values` and the schema both have. */
void answers_read(struct answers *answers, struct slice label_values);
/* Appends the list of label values for a request; "[]" when nothing was answered. */
void answers_write(const struct answers *answers, struct buf *out);
bool answers_are_empty(const struct answers *answers);

/* Puts a value (JSON) where the label takes it, else one line of why not. */
bool answer_put(struct answers *answers, size_t label, struct slice json, struct error *error);
/* The same for text as typed: of a score a number, of a text the text itself; empty takes the answer away. */
bool answer_type(struct answers *answers, size_t label, struct slice typed, struct error *error);
/* Pass or fail; the same again takes it away. Of a label that is the assessment itself it is the value. False: the
 * label has no assessment. */
bool answer_assess(struct answers *answers, size_t label, enum assessment assessment);
void answer_reason(struct answers *answers, size_t label, struct slice text); /* empty: none */
/* The value as a person reads it; valid as long as the arena. */
struct slice answer_text(const struct answers *answers, size_t label, struct arena *arena);

/* The first label that must be answered before this can be sent: a required one, or one with a reason or assessment
 * but no value; ANSWER_NONE: there is none. */
size_t answers_missing(const struct answers *answers);

#endif
