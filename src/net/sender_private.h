/* What the parts of the sender share. */
#ifndef ANNOTTY_SRC_NET_SENDER_PRIVATE_H
#define ANNOTTY_SRC_NET_SENDER_PRIVATE_H

#include "sender.h"

#include <annotty/base/mem.h>

enum {
    FLIGHT_MAX = 4, /* of the connections that there are, some are left for what a person looks at */
};

enum entry_phase {
    ENTRY_RESTS,
    ENTRY_LOOKS_BEFORE, /* at what is there, so that what it makes can be told from it */
    ENTRY_COMPARES,     /* what it changes with what the person saw */
    ENTRY_SENDS,
    ENTRY_LOOKS_AFTER, /* whether it was applied */
};

/* An open change on its way. */
struct entry {
    struct sender *sender;
    int64_t id, step;
    enum change_state state;
    char *lane;
    const struct api_operation *operation;
    bool commutes;       /* with others of its step */
    bool verify;         /* not to be repeated without a look */
    bool unknown;        /* it may have been applied: look first */
    bool reached;        /* the server may have it; repeating it does no harm */
    int misses;          /* looks that didn't find it */
    int backoffs;        /* failures in a row */
    int64_t needs;       /* the open change that makes what it names; 0: none is known */
    int64_t ready_at_ms; /* monotonic: not before */
    enum entry_phase phase;
    size_t refused;       /* items that were set aside */
    struct api_call mend; /* what the person has written in place of it meanwhile; without an operation: nothing */
    struct change change; /* while it doesn't rest */
    struct buf seen;      /* what the look has shown so far: elements, each a JSON array's content */
};

/* What is known of a step that has open changes. */
struct step_state {
    int64_t id;
    bool paused;
    size_t flying, flight;     /* under way; at most now */
    int64_t usual_ms, best_ms; /* how long its requests take, and took at best */
};

/* An undo or redo that waits until what is under way of its step has ended. */
struct taking_back {
    bool wanted, redo;
    uint64_t request;
    void *tag;
    int64_t step;
};

struct sender {
    struct sender_world world;
    struct journal *journal;
    struct error trouble;   /* why there is no journal */
    struct entry **entries; /* in the order of their ids */
    size_t entry_count, entry_capacity;
    struct step_state *steps;
    size_t step_count, step_capacity;
    size_t flying;
    struct taking_back taking_back;
    int64_t undo_below;    /* the last step that can't be taken back, and was told so: who goes on goes beyond it; 0 */
    bool resting, refused; /* refused: the server doesn't take the keys */
    bool claimed;
    int64_t revision; /* of the journal, as far as it was told */
    int64_t claim_at_ms, beat_at_ms, follow_at_ms;
    int64_t away_until_ms; /* monotonic: the server can't be reached, or the disk not written; nothing goes before */
    int aways;             /* rounds of that in a row */
    struct fetch_journal told;
};

/* --- sender.c --- */
struct entry *sender_entry(struct sender *sender, int64_t change); /* NULL: none */
struct step_state *sender_step(struct sender *sender, int64_t step);
void sender_post(struct sender *sender, struct fetch_event event);
/* The change as it is now, with what the server said of it. */
void sender_tell(struct sender *sender, const struct change *change, struct slice body);
void sender_tell_step(struct sender *sender, int64_t step);
/* One line for the person; takes the text. */
void sender_tell_trouble(struct sender *sender, char *trouble);
void sender_tell_journal(struct sender *sender, void *tag, bool always);
/* Writes and tells it, and has its entry follow; an entry that is over goes. */
void sender_save(struct sender *sender, struct change *change, struct slice body);
/* The same if its state in the journal is still `from`, and written; else false, and nothing is told. */
bool sender_move(struct sender *sender, struct change *change, enum change_state from);
struct entry *sender_take(struct sender *sender, const struct change *change);
bool sender_put_step(struct sender *sender, struct step *step, struct change *changes, size_t count,
                     struct error *error);
void sender_set_reason(struct change *change, const char *reason);

/* --- sender_go.c --- */
/* Whether this process wants to be the one that sends. */
bool sender_wants(const struct sender *sender);
void sender_send(struct entry *entry);
/* The entry rests again; it goes on after so long. */
void sender_settle_down(struct entry *entry, int64_t wait_ms);
/* A job of the entry, whose events go to `take`. */
struct job *sender_add_job(struct entry *entry, struct fetch_request *request, job_taker take);

/* --- sender_end.c --- */
void sender_take_end(void *entry, struct job *job, struct fetch_event *event);
/* The change was applied; `body` is what the server said, or would have. */
void sender_finish(struct entry *entry, struct slice body);
/* Passing trouble: again later. */
void sender_wait(struct entry *entry, const struct error *error);
/* The same, and nothing else is sent meanwhile either. */
void sender_wait_for_server(struct entry *entry, const struct error *error);

/* --- sender_look.c --- */
/* Whether the entry has to look before it may be sent; then it does. */
bool sender_look_first(struct entry *entry);

/* --- sender_drafts.c --- */
void sender_tell_drafts(struct sender *sender);

/* --- sender_undo.c --- */
void sender_take_back_now(struct sender *sender);

#endif
