/* Whether and when a call is sent again: contract D39, D40. Pure functions; the fetch thread asks them. */
#ifndef ANNOTTY_SRC_NET_RETRY_H
#define ANNOTTY_SRC_NET_RETRY_H

#include <annotty/api/tables.h>

enum { RETRY_TRIES_MAX = 5 };

/* How one try ended. */
enum retry_outcome {
    RETRY_NOT_SENT, /* no connection came about: the server knows nothing of it */
    RETRY_BROKEN,   /* the connection broke, or 5xx: it may have been applied */
    RETRY_LIMITED,  /* 429: it was not applied */
};

struct retry_decision {
    bool again;
    bool outcome_unknown; /* not again, and nobody knows whether it was applied */
    int64_t wait_ms;      /* when again: from now */
};

/* `tries` counts those that have ended. `left_ms` is what is left until the deadline. `server_wait_ms` is what the
 * server asked to wait, or -1. `noise` is a random number that spreads the waiting, so that clients don't come back at
 * once. */
struct retry_decision retry_decide(enum api_retry retry, enum retry_outcome outcome, int tries, int64_t left_ms,
                                   int64_t server_wait_ms, uint32_t noise);

/* Milliseconds to wait by the headers of a 429, or -1: X-RateLimit-Reset (seconds from now), else Retry-After (seconds,
 * or a date given as seconds since the epoch by the caller). Empty slices where a header is missing. */
int64_t retry_server_wait_ms(struct slice reset, struct slice retry_after, int64_t retry_after_date_s, int64_t now_s);

#endif
