/* A limit of requests in a second for each key (contract D39). Bounded in memory: keys share SLOTS counters, so that
 * under very many keys the limit may be reached early, never late. Thread-safe. */
#ifndef ANNOTTY_SERVER_RATE_H
#define ANNOTTY_SERVER_RATE_H

#include <annotty/base/slice.h>

#include <pthread.h>
#include <stdint.h>

enum { RATE_SLOTS = 256, RATE_PERIOD_S = 1 };

struct rate {
    int limit; /* requests in a period; 0: none */
    pthread_mutex_t lock;
    struct rate_slot {
        int64_t period; /* number of the period since the epoch */
        int used;
    } slots[RATE_SLOTS];
};

/* For the X-RateLimit-* headers (extensions section 10). */
struct rate_state {
    bool is_allowed;
    int limit, remaining;
    int reset_s; /* until the next period begins, at least 1 */
};

void rate_init(struct rate *rate, int limit);
void rate_destroy(struct rate *rate);
/* Counts a request with this key at this time. */
struct rate_state rate_take(struct rate *rate, struct slice key, int64_t wall_ms);

#endif
