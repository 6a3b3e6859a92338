/* What was changed, asked for and said: copies of the journal's changes and steps as far as they were told, and rings
 * of the last requests and messages. Bounded: the oldest that nothing is left to do about go first. */
#ifndef ANNOTTY_MODEL_ACTIVITY_H
#define ANNOTTY_MODEL_ACTIVITY_H

#include <annotty/api/change.h>

enum { ACTIVITY_CHANGES_MAX = 2000, ACTIVITY_REQUESTS_MAX = 500, ACTIVITY_MESSAGES_MAX = 200 };
#define ACTIVITY_BYTES_MAX ((size_t)16 * 1024 * 1024) /* texts of changes that have ended */

struct activity_step {
    struct step step;
    size_t change_count; /* of its changes that are known */
};

struct activity_message {
    int64_t number;
    char *text;
    int64_t said_at_ms; /* wall clock */
};

/* Read freely; changed by the functions below. Everything in the order of its number. */
struct activity {
    struct change *changes;
    size_t change_count, change_capacity, byte_count;
    struct activity_step *steps;
    size_t step_count, step_capacity;
    struct change *requests; /* reads, as far as their members make sense; the id is the errand's number */
    size_t request_count;
    struct activity_message *messages;
    size_t message_count;
    int64_t last_message;
};

struct activity *activity_new(void);
void activity_free(struct activity **activity);

/* Copies what has come; what is known by its id already is replaced. */
void activity_note_change(struct activity *activity, const struct change *change);
void activity_note_step(struct activity *activity, const struct step *step);

/* How a request stands. */
struct activity_outcome {
    enum change_state state; /* SENDING: another try follows */
    int status, tries;
    int64_t elapsed_ms, byte_count;
    const char *reason; /* or NULL */
};
void activity_note_request(struct activity *activity, int64_t number, const struct api_call *call, int64_t wall_ms);
/* False when there is no such request. */
bool activity_note_outcome(struct activity *activity, int64_t number, const struct activity_outcome *outcome,
                           int64_t wall_ms);
void activity_note_message(struct activity *activity, const char *text, int64_t wall_ms);

/* NULL when it isn't known (any more). */
const struct change *activity_change(const struct activity *activity, int64_t id);
const struct activity_step *activity_step(const struct activity *activity, int64_t id);
const struct change *activity_request(const struct activity *activity, int64_t number);
const struct activity_message *activity_message(const struct activity *activity, int64_t number);

/* A step of several changes is one line; of a single one, its change is. */
bool activity_is_group(const struct activity *activity, int64_t step);
/* The state that stands for all its changes: what needs the person before what goes on by itself. */
enum change_state activity_step_state(const struct activity *activity, int64_t step);

#endif
