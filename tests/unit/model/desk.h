/* A workbench with a person and a server played by the test: keys go in by name, errands are taken and answered in any
 * order, and the whole state reads as one line. */
#ifndef ANNOTTY_TESTS_UNIT_MODEL_DESK_H
#define ANNOTTY_TESTS_UNIT_MODEL_DESK_H

#include <annotty/model/workbench.h>

/* A call that the journal of the test has. */
struct desk_change {
    struct change change;
    size_t step; /* number from 0 in `steps` */
};

struct desk {
    struct workbench *workbench;
    struct desk_change *changes;
    size_t change_count, change_capacity;
    struct step *steps;
    size_t step_count, step_capacity;
    struct errand *waiting; /* taken and not answered */
    size_t count, capacity;
    char state[4096];
    char *text; /* the last text or body that was asked for */
};

/* Nothing is remembered and the server is not asked yet. */
struct desk *desk_new(void);
/* Project p1, queues q1 Tone, q2 Code, q3 Empty; the interactions a, b*, c of q1. Everything is read. */
struct desk *desk_open(void);
void desk_free(struct desk *desk);

void press(struct desk *desk, const char *keys); /* "j shift-tab space" */
void type(struct desk *desk, const char *text);  /* each character is a key */
void wait_ms(struct desk *desk, int64_t ms);

/* How many errands of this kind wait. */
size_t waiting(struct desk *desk, enum errand_kind kind);
/* Takes out the last errand of a kind and, unless API_OPERATION_COUNT, of an operation; fails the test without one. */
struct errand take(struct desk *desk, enum errand_kind kind, enum api_operation_id operation);
uint64_t take_number(struct desk *desk, enum errand_kind kind, enum api_operation_id operation);
/* The text of such an errand, or the body of its call; valid until the next. */
const char *take_text(struct desk *desk, enum errand_kind kind);
const char *body_of(struct desk *desk, const struct errand *errand);

/* Answers the last read of the operation. Items are words: "q1=Tone" for things with a name, "b*" for an interaction
 * with an annotation by ann. */
void answer(struct desk *desk, enum api_operation_id operation, const char *items);
void answer_number(struct desk *desk, uint64_t number, enum api_operation_id operation, const char *items);
/* Gives interactions as the cache has them, from the first ones on, to the last ones. */
void give_remembered(struct desk *desk, uint64_t number, const char *items, bool first, bool last);
void refuse(struct desk *desk, uint64_t number, const char *message);

/* The journal puts everything that is to be kept on the disk, and numbers it: changes and steps from 1. */
void keep(struct desk *desk);
/* The last change of an operation moves on; it is kept first if it wasn't. `items`: so many are counted. */
struct change *last_change(struct desk *desk, enum api_operation_id operation);
void move_on(struct desk *desk, struct change *change, enum change_state state, const char *text, const char *body);
void count_items(struct desk *desk, const struct change *change, size_t made, size_t there, size_t failed);
/* The server does it, with an answer (or none, ""), or refuses it. */
void do_it(struct desk *desk, enum api_operation_id operation, const char *body);
void refuse_it(struct desk *desk, enum api_operation_id operation, const char *reason);
/* Answers a write by the one resource it made: "q9=Name". */
void answer_one(struct desk *desk, enum api_operation_id operation, const char *item);
/* Answers an addition: words, "+" behind what was there already. */
void answer_added(struct desk *desk, const char *items);

/* "q1 [q2] | a *b [c] | interactions filter": queues, interactions with the cursor in brackets and marks as stars,
 * then the focus and what lies over it. */
const char *state(struct desk *desk);
#define SHOWS(desk, expected) ck_assert_str_eq(state(desk), (expected))
#define SAYS(desk, part)                                                                                               \
    ck_assert_msg((desk)->workbench->message != NULL && strstr((desk)->workbench->message, (part)) != NULL,            \
                  "says \"%s\", expected \"%s\"",                                                                      \
                  (desk)->workbench->message != NULL ? (desk)->workbench->message : "", (part))

#endif
