/* A change as plain data: one call that a person made, on its way from the journal to the server, and the step it is
 * part of. The journal (store) keeps them, the sender (net) moves them on, screens and commands show them. */
#ifndef ANNOTTY_API_CHANGE_H
#define ANNOTTY_API_CHANGE_H

#include <annotty/api/call.h>

enum change_state {
    CHANGE_WAITING,  /* kept; goes as soon as it may */
    CHANGE_HELD,     /* a delete that can still be taken back; then waiting */
    CHANGE_SENDING,  /* its bytes may be with the server */
    CHANGE_DONE,     /* the server has it */
    CHANGE_FAILED,   /* the server refused it, or what it needs was not made: the person retries, edits or drops */
    CHANGE_ASKING,   /* it may have been applied and nobody can tell: the person decides */
    CHANGE_CONFLICT, /* what it changes is newer than what the person saw; `answer` is the server's version */
    CHANGE_DROPPED,  /* taken back before it was sent, or given up by the person */
    CHANGE_STATE_COUNT
};

struct change_state_row {
    const char *name; /* "waiting": in the journal, on the command line */
    const char *help; /* for a person, one sentence */
    const char *sign; /* beside a row; with its ASCII form and its word */
    const char *ascii;
    bool is_open;      /* something is still to be done: by the sender, or by the person */
    bool needs_person; /* nothing goes on by itself */
};
extern const struct change_state_row change_states[CHANGE_STATE_COUNT];

struct change {
    int64_t id, step;
    enum change_state state;
    struct api_call call;
    char *lane;   /* what it changes, "queue:ID": changes of one lane go in order */
    char *before; /* the resource as the person saw it, JSON; NULL where that is not known or doesn't count */
    char *answer; /* what the server said: of DONE as far as undoing needs it, of CONFLICT its version; or NULL */
    char *reason; /* why it failed, is asked about, or was tried again; NULL: no reason */
    int status;   /* HTTP; 0: none */
    int tries;
    int64_t made_at_ms, ended_at_ms; /* wall clock, for showing only; 0: not ended */
    int64_t elapsed_ms, byte_count;  /* of the last try: how long, and its body's size */
    /* Items where its call lists some, else 1: of all, those that were made, and those that were there already. */
    size_t item_count, made_count, there_count;
    int64_t hold_ms; /* a HELD one goes so long after the sender first sees it */
};

void change_free(struct change *change); /* what it owns; leaves it empty */
struct change change_copy(const struct change *change);

enum step_kind { STEP_DO, STEP_UNDO, STEP_REDO, STEP_KIND_COUNT };
extern const char *const step_kind_names[STEP_KIND_COUNT];

/* What a person did at once, and takes back at once. */
struct step {
    int64_t id;
    enum step_kind kind;
    int64_t of; /* UNDO, REDO: the step it takes back or does again; 0 */
    bool paused;
    char *title; /* "add 100,000 interactions to \"Triage\"" */
    int64_t made_at_ms;
    /* The sums of its changes; failed are the items of those that failed. */
    size_t item_count, made_count, there_count, failed_count;
    size_t open_count; /* changes whose state is open */
};

void step_free(struct step *step);
struct step step_copy(const struct step *step);

/* The name that the result of this change has until the server gave it one: "local:17". Any argument of a later call
 * may say it. The caller frees. */
char *change_local_id(int64_t change);
/* 0 when the text is no such name. */
int64_t change_of_local_id(struct slice text);

/* The lane of a call: the resource that it changes, by the operation's row; a creation has none of its own (empty).
 * The caller frees. */
char *change_lane(const struct api_call *call);

#endif
