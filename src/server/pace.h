/* Keeps slow clients from holding connections for ever. A connection has a deadline for each step (the first line of a
 * request, the rest of it, its answer), later by every byte that moves; who misses it is cut off. libmicrohttpd itself
 * only minds connections on which nothing moves at all. */
#ifndef ANNOTTY_SERVER_PACE_H
#define ANNOTTY_SERVER_PACE_H

#include <annotty/base/error.h>

#include <pthread.h>
#include <stdint.h>

struct pace_limits {
    int64_t step_ms; /* for a step, without its bytes */
    uint64_t bytes_per_s;
};

extern const struct pace_limits pace_usual;

struct pace_peer;

struct pace {
    struct pace_limits limits;
    pthread_mutex_t lock;
    pthread_cond_t changed;
    struct pace_peer *peers; /* guarded by lock, as is the next */
    bool is_ending;
    pthread_t thread;
};

/* The caller ensures that a peer's functions are not called after pace_close, and that its descriptor is open until
 * then. Times are those of clock_monotonic_ms. */
void pace_init(struct pace *pace, struct pace_limits limits);
void pace_destroy(struct pace *pace);

struct pace_peer *pace_open(struct pace *pace, int descriptor, int64_t now_ms);
void pace_close(struct pace *pace, struct pace_peer *peer);
/* A step begins in which so many bytes move. */
void pace_turn(struct pace *pace, struct pace_peer *peer, int64_t now_ms, uint64_t bytes);
/* So many more bytes came. */
void pace_extend(struct pace *pace, struct pace_peer *peer, uint64_t bytes);

/* Cuts off who is late. Returns when this is due again, INT64_MAX when nobody is connected. */
int64_t pace_cut(struct pace *pace, int64_t now_ms);

/* A thread that does so in time, and sleeps otherwise. */
bool pace_start(struct pace *pace, struct error *error);
void pace_stop(struct pace *pace);

#endif
