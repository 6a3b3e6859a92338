#include "retry.h"

enum {
    BACKOFF_FIRST_MS = 250,
    LIMITED_FIRST_MS = 1000,
    SERVER_WAIT_MAX_S = 3600, /* a clock gone wrong must not stop the work for days */
};

/* The base, doubled with each try, plus up to a quarter of it. */
static int64_t backoff_ms(int64_t first_ms, int tries, uint32_t noise)
{
    const int64_t base_ms = first_ms << (tries > 0 ? tries - 1 : 0);
    return base_ms + (int64_t)(noise % (uint32_t)(base_ms / 4 + 1));
}

struct retry_decision retry_decide(enum api_retry retry, enum retry_outcome outcome, int tries, int64_t left_ms,
                                   int64_t server_wait_ms, uint32_t noise)
{
    const bool unknown = outcome == RETRY_BROKEN && retry == API_RETRY_VERIFY;
    struct retry_decision decision = { .outcome_unknown = unknown };
    if (unknown || tries >= RETRY_TRIES_MAX)
        return decision;
    if (outcome == RETRY_LIMITED) {
        /* The server says when, and the person sees the countdown: its wait is not cut off by the deadline. */
        decision.again = true;
        decision.wait_ms =
            server_wait_ms >= 0 ? server_wait_ms + (int64_t)(noise % 100) : backoff_ms(LIMITED_FIRST_MS, tries, noise);
        return decision;
    }
    decision.wait_ms = backoff_ms(BACKOFF_FIRST_MS, tries, noise);
    decision.again = decision.wait_ms < left_ms;
    return decision;
}

static int64_t seconds_to_wait_ms(int64_t seconds)
{
    if (seconds < 0)
        seconds = 0;
    return (seconds > SERVER_WAIT_MAX_S ? SERVER_WAIT_MAX_S : seconds) * 1000;
}

int64_t retry_server_wait_ms(struct slice reset, struct slice retry_after, int64_t retry_after_date_s, int64_t now_s)
{
    long long seconds = 0;
    if (slice_to_int64(slice_trim(reset), &seconds) && seconds >= 0)
        return seconds_to_wait_ms(seconds);
    if (slice_to_int64(slice_trim(retry_after), &seconds) && seconds >= 0)
        return seconds_to_wait_ms(seconds);
    return retry_after_date_s >= 0 ? seconds_to_wait_ms(retry_after_date_s - now_s) : -1;
}
