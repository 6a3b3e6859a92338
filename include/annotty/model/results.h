/* What the reviewers of a queue said, counted: each label's values, who said how much, how far they agree. Made from
 * rows of annotated interactions and the queue's label schema; the rows may go away afterwards. What decides a
 * disagreement (is_adjudication) is counted for itself and is nobody's opinion. */
#ifndef ANNOTTY_MODEL_RESULTS_H
#define ANNOTTY_MODEL_RESULTS_H

#include <annotty/api/label_schema.h>
#include <annotty/api/rows.h>
#include <annotty/model/agreement.h>

struct result_value {
    struct slice text;
    double number; /* of a score or boolean; NAN: none */
    size_t count;  /* annotations that say it */
};

struct result_label {
    struct slice name;
    enum label_type type;
    bool is_asked; /* the queue asks for it now */
    size_t count;  /* annotations that say anything of it */
    /* A score's from low to high, a boolean's true first, else those that can be chosen in their order, then what was
     * said besides. A text's values aren't told apart. */
    struct result_value *values;
    size_t value_count;
    double mean, median; /* of a score; NAN: none */
    size_t pass_count, fail_count;
    size_t decided_count; /* adjudications that say something of it */
    /* Not of texts. */
    struct agreement percent, fleiss, nominal, ordinal, interval;
    struct result_said *said; /* private */
    size_t said_count, said_capacity;
};

struct result_reviewer {
    struct slice id;
    size_t count;    /* annotations */
    double per_hour; /* while at work: pauses of more than ten minutes are left out; NAN: too few to tell */
};

struct results {
    struct arena arena;
    size_t item_count;
    size_t reviewed_count;  /* items with an opinion at least */
    size_t shared_count;    /* with those of two people at least */
    size_t disagreed_count; /* where two people gave one label different values */
    size_t decided_count;   /* with an adjudication */
    struct result_label *labels;
    size_t label_count;
    struct result_reviewer *reviewers; /* those who said most first */
    size_t reviewer_count;
};

struct results *results_new(const struct rows *rows, const struct label_schema *schema);
void results_free(struct results **results);

/* Cohen's kappa of two reviewers on a label. */
struct agreement results_kappa(const struct results *results, size_t label, size_t one, size_t other);
/* How often one said the row's value where the other said the column's: value_count x value_count counts, row by row,
 * into `cells`. */
void results_confusion(const struct results *results, size_t label, size_t one, size_t other, size_t *cells);

#endif
