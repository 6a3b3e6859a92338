/* Clears away what large deletes left behind (workspace_sweep), on a thread that has nothing else to do: first what an
 * earlier server did not get to, then whenever it is woken. */
#ifndef ANNOTTY_SERVER_SWEEP_H
#define ANNOTTY_SERVER_SWEEP_H

#include <annotty/store/workspace.h>

#include <pthread.h>

struct sweep {
    pthread_mutex_t lock;
    pthread_cond_t changed;
    bool is_wanted, is_ending;
};

void sweep_init(struct sweep *sweep);
void sweep_destroy(struct sweep *sweep);

/* The thread's work: returns after sweep_end. What is left then is for the next server. */
void sweep_run(struct sweep *sweep, struct workspace *workspace);
/* From any thread: something was deleted. */
void sweep_wake(struct sweep *sweep);
void sweep_end(struct sweep *sweep);

#endif
