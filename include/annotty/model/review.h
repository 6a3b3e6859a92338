/* A reviewer's way through a queue, as plain data: which interactions in which order, what is answered of the one
 * that is open, what was done so far and can be taken back, and what was skipped, flagged or put off.
 *
 * Items are row numbers of the queue's list, which never change while the list lives. Nothing in here sends: the
 * workbench puts what was decided into the journal (workbench_review.c). */
#ifndef ANNOTTY_MODEL_REVIEW_H
#define ANNOTTY_MODEL_REVIEW_H

#include <annotty/model/answers.h>
#include <annotty/model/line.h>
#include <annotty/model/list.h>

enum review_order {
    REVIEW_AS_LISTED,
    REVIEW_RANDOM, /* by the seed */
    REVIEW_UNREVIEWED_FIRST,
    REVIEW_LEAST_REVIEWED_FIRST,
    REVIEW_DISAGREEMENT_FIRST,
    REVIEW_ORDER_COUNT
};
extern const char *const review_order_names[]; /* "listed", "random", ...; NULL-terminated */

/* What a person says of an item instead of labels; of this person and machine only, the API has no place for it. */
enum review_mark { REVIEW_UNMARKED, REVIEW_SKIPPED, REVIEW_LATER, REVIEW_FLAGGED, REVIEW_MARK_COUNT };
extern const char *const review_mark_names[]; /* "", "skipped", "later", "flagged" */

/* What is known of an item beside what the server says. */
struct review_note {
    char *id; /* of the interaction */
    enum review_mark mark;
    char *reason; /* of the mark; NULL: none */
    char *draft;  /* label values that were begun and not committed, JSON; NULL: none */
};

/* One thing done that can be taken back: labels committed, or a mark. */
struct review_deed {
    char *id;
    bool is_mark;
    char *before, *after; /* own label values, JSON; NULL: none */
    enum review_mark mark_before, mark_after;
    uint64_t errand; /* the keep */
    int64_t step;    /* of the journal; 0: not yet known */
};

/* What is being typed. */
enum review_typing {
    REVIEW_TYPES_NOTHING,
    REVIEW_TYPES_VALUE,  /* a text, or a number */
    REVIEW_TYPES_REASON, /* of the label */
    REVIEW_TYPES_CHOICE, /* a part of a value's name */
};

struct review {
    char *queue_id;
    const struct rows *rows; /* of the queue's list */
    char *me;                /* whose labels are one's own; NULL: not known */
    struct arena arena;      /* of the schema */
    char *schema_json;
    struct label_schema schema;

    uint32_t *items; /* row numbers, in the order of the review */
    size_t count, at;
    enum review_order order;
    uint64_t seed;
    bool only_disagreement;
    uint32_t row_count; /* rows that were there when it was arranged, or taken since */
    uint8_t *said;      /* by row number: what is known of it, so that looking for the next one is quick */
    uint32_t said_count;
    size_t left;      /* items that wait for an answer */
    bool said_is_old; /* rows have come: both are to be made anew */

    struct answers answers;
    char *shown;  /* the label values that the item had when it was opened, as answers_write says them */
    size_t label; /* the current one */
    size_t just;  /* the one answered last: pass, fail and a reason may follow; ANSWER_NONE */
    size_t about; /* the one that is being typed */
    enum review_typing typing;
    struct line line;
    size_t choice; /* TYPES_CHOICE: which of the values that match */

    struct review_deed *deeds;
    size_t deed_count, deed_capacity;
    size_t deeds_done; /* those before this one stand, the others were taken back */
    struct review_note *notes;
    size_t note_count, note_capacity;

    bool is_blind;              /* what others said stays hidden until one has answered */
    bool advances;              /* a queue with one label goes on by itself */
    bool has_instructions;      /* they are shown */
    bool seeks;                 /* it was opened for what waits, and nothing was pressed yet */
    size_t done_count;          /* items committed since the review was opened */
    int64_t active_ms, last_ms; /* time spent, pauses left out */
};

struct review *review_new(const char *queue_id, const struct rows *rows, struct slice schema_json, struct slice me);
void review_free(struct review **review);
/* Whether the schema says something else now; then it is read anew, and the answers go over as far as they fit. */
bool review_set_schema(struct review *review, struct slice schema_json);

/* It is known now who is at the screen: what was begun stays, else one's own answers stand in the form. */
void review_set_me(struct review *review, struct slice me);

/* What is known of the items may have changed: looked at anew, also in the form, unless something is begun there. */
void review_refresh(struct review *review);

/* Takes the items that the list shows, in this order, and opens the one with row `first` (ROW_NONE: the first that
 * isn't answered). */
void review_arrange(struct review *review, const struct list *list, enum review_order order, uint64_t seed,
                    uint32_t first);
/* Rows that came since go behind all others. */
void review_take_new(struct review *review);
uint32_t review_row(const struct review *review); /* of the open item; ROW_NONE: there is none */
struct slice review_id(const struct review *review);
/* Opens an item by its place; its draft, or else its own answers, stand in the form. What is begun of the one that is
 * left is kept as its draft. */
void review_open(struct review *review, size_t at);
/* The place of an item; SIZE_MAX: it isn't among them. */
size_t review_place(const struct review *review, const char *id);
/* The next place, after the open one and round the end, whose item waits for an answer: first those that nothing was
 * said of, then those put off until later. SIZE_MAX: all is done. */
size_t review_next_unreviewed(struct review *review);
/* How many items wait for an answer. */
size_t review_count_left(struct review *review);
/* Rows came or went: what is known of them is looked at anew when it is needed. */
void review_rows_came(struct review *review);

/* Own label values of a row as they are meant now, JSON in one of the two shapes; empty: none. Valid until the next
 * change. */
struct slice review_own(const struct review *review, uint32_t row);
bool review_is_answered(const struct review *review, uint32_t row);
/* Whether the open item's answers differ from what was there when it was opened. */
bool review_is_changed(const struct review *review);

/* What is begun of the open item becomes its draft, or its draft goes. */
void review_keep_draft(struct review *review);
void review_forget_draft(struct review *review, const char *id);
struct review_note *review_note_of(const struct review *review, struct slice id); /* NULL: there is none */
/* Notes a mark; REVIEW_UNMARKED takes it away. `reason` may be NULL. */
void review_mark(struct review *review, const char *id, enum review_mark mark, const char *reason);

/* A deed that was just done; the label values are copied. What was taken back before can't be done again then. */
struct review_deed *review_did(struct review *review, struct review_deed deed);
/* The deed to take back, or to do again; NULL: there is none. The caller says what becomes of it. */
struct review_deed *review_undo(struct review *review);
struct review_deed *review_redo(struct review *review);

/* The labels of this keep were not kept: they become the item's draft. */
void review_drop_deed(struct review *review, uint64_t keep);

/* Time goes by: what is longer than a pause isn't work. */
void review_tick(struct review *review, int64_t now_ms);

/* Notes as JSON text, and back in; what isn't understood is left out. */
void review_write_notes(const struct review *review, struct buf *out);
void review_read_notes(struct review *review, struct slice json);

/* The label that an answer is to be given of next, after this one; ANSWER_NONE: all have one. */
size_t review_next_label(const struct review *review);
/* TYPES_CHOICE: the place, among the label's values, of the n-th that holds what is typed; SIZE_MAX: there is none. */
size_t review_choice(const struct review *review, size_t n);

#endif
