#include "pace.h"

#include <annotty/base/clock.h>
#include <annotty/base/mem.h>

#include <stdlib.h>
#include <sys/socket.h>
#include <time.h>

const struct pace_limits pace_usual = { .step_ms = 60 * 1000, .bytes_per_s = 16 * 1024 };

struct pace_peer {
    struct pace_peer *next;
    int descriptor;
    int64_t deadline_ms;
};

void pace_init(struct pace *pace, struct pace_limits limits)
{
    *pace = (struct pace){ .limits = limits };
    pthread_mutex_init(&pace->lock, NULL);
    pthread_cond_init(&pace->changed, NULL);
}

void pace_destroy(struct pace *pace)
{
    pthread_cond_destroy(&pace->changed);
    pthread_mutex_destroy(&pace->lock);
}

/* Peers */

static int64_t time_for(const struct pace *pace, uint64_t bytes)
{
    return (int64_t)(bytes * 1000 / pace->limits.bytes_per_s);
}

struct pace_peer *pace_open(struct pace *pace, int descriptor, int64_t now_ms)
{
    struct pace_peer *const peer = xmalloc(sizeof(*peer));
    pthread_mutex_lock(&pace->lock);
    *peer = (struct pace_peer){ .next = pace->peers,
                                .descriptor = descriptor,
                                .deadline_ms = now_ms + pace->limits.step_ms };
    pace->peers = peer;
    if (peer->next == NULL)
        pthread_cond_signal(&pace->changed);
    pthread_mutex_unlock(&pace->lock);
    return peer;
}

void pace_close(struct pace *pace, struct pace_peer *peer)
{
    pthread_mutex_lock(&pace->lock);
    struct pace_peer **link = &pace->peers;
    while (*link != peer)
        link = &(*link)->next;
    *link = peer->next;
    pthread_mutex_unlock(&pace->lock);
    free(peer);
}

void pace_turn(struct pace *pace, struct pace_peer *peer, int64_t now_ms, uint64_t bytes)
{
    pthread_mutex_lock(&pace->lock);
    peer->deadline_ms = now_ms + pace->limits.step_ms + time_for(pace, bytes);
    pthread_mutex_unlock(&pace->lock);
}

void pace_extend(struct pace *pace, struct pace_peer *peer, uint64_t bytes)
{
    pthread_mutex_lock(&pace->lock);
    peer->deadline_ms += time_for(pace, bytes);
    pthread_mutex_unlock(&pace->lock);
}

/* Cutting off */

/* The connection's own thread sees its end and closes it. */
static int64_t cut_late(struct pace *pace, int64_t now_ms)
{
    int64_t next_ms = INT64_MAX;
    for (struct pace_peer *peer = pace->peers; peer != NULL; peer = peer->next) {
        if (peer->deadline_ms <= now_ms) {
            shutdown(peer->descriptor, SHUT_RDWR);
            peer->deadline_ms = now_ms + pace->limits.step_ms;
        }
        next_ms = peer->deadline_ms < next_ms ? peer->deadline_ms : next_ms;
    }
    return next_ms;
}

int64_t pace_cut(struct pace *pace, int64_t now_ms)
{
    pthread_mutex_lock(&pace->lock);
    const int64_t next_ms = cut_late(pace, now_ms);
    pthread_mutex_unlock(&pace->lock);
    return next_ms;
}

static void wait_for(struct pace *pace, int64_t wait_ms)
{
    struct timespec until;
    clock_gettime(CLOCK_REALTIME, &until);
    until.tv_nsec += wait_ms % 1000 * 1000000;
    until.tv_sec += wait_ms / 1000 + until.tv_nsec / 1000000000;
    until.tv_nsec %= 1000000000;
    pthread_cond_timedwait(&pace->changed, &pace->lock, &until);
}

static void *run(void *data)
{
    struct pace *const pace = data;
    pthread_mutex_lock(&pace->lock);
    while (!pace->is_ending) {
        const int64_t now_ms = clock_monotonic_ms();
        const int64_t next_ms = cut_late(pace, now_ms);
        if (next_ms == INT64_MAX)
            pthread_cond_wait(&pace->changed, &pace->lock);
        else
            wait_for(pace, next_ms - now_ms);
    }
    pthread_mutex_unlock(&pace->lock);
    return NULL;
}

bool pace_start(struct pace *pace, struct error *error)
{
    const int code = pthread_create(&pace->thread, NULL, run, pace);
    return code == 0 || error_set_errno(error, ERROR_STORE, "server", code, "the local server can't start a thread");
}

void pace_stop(struct pace *pace)
{
    pthread_mutex_lock(&pace->lock);
    pace->is_ending = true;
    pthread_cond_signal(&pace->changed);
    pthread_mutex_unlock(&pace->lock);
    pthread_join(pace->thread, NULL);
}
