/* The sender: moves the changes of the journal on to the server. Lives in the fetch thread.
 *
 * In come orders of the caller and the ends of its jobs; out come jobs, rows of the journal and events. What is written
 * to the journal before something is sent, or told, makes that a process may die at any moment. */
#ifndef ANNOTTY_SRC_NET_SENDER_H
#define ANNOTTY_SRC_NET_SENDER_H

#include "job.h"

#include <annotty/store/journal.h>

struct sender;

struct sender_world {
    const struct job_world *jobs;
    const char *path;                         /* of the journal; NULL: there is none */
    bool offline;                             /* nothing is sent */
    void (*add)(void *data, struct job *job); /* takes a job */
    void *data;
};

struct sender *sender_new(const struct sender_world *world);
void sender_free(struct sender **sender);

/* Whether all sending has stopped until the person acts, because the server refused the keys. */
bool sender_is_refused(const struct sender *sender);

/* Orders; the answers are events. */
void sender_begin(struct sender *sender);
void sender_keep(struct sender *sender, uint64_t request, struct fetch_step *step); /* takes what the step holds */
void sender_act(struct sender *sender, enum fetch_act act, int64_t number);
void sender_mend(struct sender *sender, int64_t change, struct api_call *call); /* takes the call */
/* `which`: the step to undo; 0: the last one. */
void sender_take_back(struct sender *sender, uint64_t request, void *tag, bool redo, int64_t which);
void sender_list(struct sender *sender, void *tag);
void sender_rest(struct sender *sender, bool resting);
/* Text that was typed and not sent; without a journal it is kept nowhere. */
void sender_keep_draft(struct sender *sender, const char *name, struct slice text);

/* Another process may send. */
bool sender_rests(const struct sender *sender);

/* The server answers again: what waits for that need not wait longer. */
void sender_is_back(struct sender *sender);
/* Makes jobs of what may go now. */
void sender_start(struct sender *sender, int64_t now_ms);
/* Monotonic milliseconds when it wants to be called again; INT64_MAX: not by time. */
int64_t sender_due_ms(const struct sender *sender, int64_t now_ms);
/* Readable when another process has kept something; -1: none. */
int sender_wake_fd(const struct sender *sender);

#endif
