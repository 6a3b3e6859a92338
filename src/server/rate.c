#include "rate.h"

#include <annotty/base/index.h>

void rate_init(struct rate *rate, int limit)
{
    *rate = (struct rate){ .limit = limit };
    pthread_mutex_init(&rate->lock, NULL);
}

void rate_destroy(struct rate *rate)
{
    pthread_mutex_destroy(&rate->lock);
}

struct rate_state rate_take(struct rate *rate, struct slice key, int64_t wall_ms)
{
    if (rate->limit == 0)
        return (struct rate_state){ .is_allowed = true };
    const int64_t period = wall_ms / 1000 / RATE_PERIOD_S;
    struct rate_slot *const slot = &rate->slots[index_hash(key) % RATE_SLOTS];
    pthread_mutex_lock(&rate->lock);
    if (slot->period != period)
        *slot = (struct rate_slot){ .period = period };
    const bool is_allowed = slot->used < rate->limit;
    if (is_allowed)
        slot->used++;
    const int used = slot->used;
    pthread_mutex_unlock(&rate->lock);
    return (struct rate_state){
        .is_allowed = is_allowed, .limit = rate->limit, .remaining = rate->limit - used, .reset_s = RATE_PERIOD_S
    };
}
