#include "sweep.h"

#include <annotty/base/log.h>

#include <time.h>

/* Between two batches, so that those who wait to write get their turn. */
enum { PAUSE_MS = 20 };

void sweep_init(struct sweep *sweep)
{
    *sweep = (struct sweep){ .is_wanted = true };
    pthread_mutex_init(&sweep->lock, NULL);
    pthread_cond_init(&sweep->changed, NULL);
}

void sweep_destroy(struct sweep *sweep)
{
    pthread_cond_destroy(&sweep->changed);
    pthread_mutex_destroy(&sweep->lock);
}

static void pause_until_ending(struct sweep *sweep)
{
    struct timespec until;
    clock_gettime(CLOCK_REALTIME, &until);
    until.tv_nsec += PAUSE_MS * 1000000L;
    until.tv_sec += until.tv_nsec / 1000000000L;
    until.tv_nsec %= 1000000000L;
    int code = 0;
    while (!sweep->is_ending && code == 0)
        code = pthread_cond_timedwait(&sweep->changed, &sweep->lock, &until);
}

/* False when it is time to end. */
static bool wait_for_work(struct sweep *sweep, bool has_more)
{
    pthread_mutex_lock(&sweep->lock);
    if (has_more)
        pause_until_ending(sweep);
    while (!has_more && !sweep->is_wanted && !sweep->is_ending)
        pthread_cond_wait(&sweep->changed, &sweep->lock);
    sweep->is_wanted = false;
    const bool goes_on = !sweep->is_ending;
    pthread_mutex_unlock(&sweep->lock);
    return goes_on;
}

void sweep_run(struct sweep *sweep, struct workspace *workspace)
{
    bool has_more = false;
    while (wait_for_work(sweep, has_more)) {
        struct error error;
        if (workspace_sweep(workspace, &has_more, &error))
            continue;
        has_more = false;
        log_line("server", "what was deleted still takes room: %s", error.message);
    }
}

static void set(struct sweep *sweep, bool *flag)
{
    pthread_mutex_lock(&sweep->lock);
    *flag = true;
    pthread_cond_signal(&sweep->changed);
    pthread_mutex_unlock(&sweep->lock);
}

void sweep_wake(struct sweep *sweep)
{
    set(sweep, &sweep->is_wanted);
}

void sweep_end(struct sweep *sweep)
{
    set(sweep, &sweep->is_ending);
}
