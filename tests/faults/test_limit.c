/* A server that says how long it wants to be left alone is left alone: by everything that the process does, with the
 * time left on the screen, and no longer than it said. */
#include "person.h"
#include "stage.h"

#include <annotty/base/clock.h>
#include <annotty/base/mem.h>

#include <check.h>
#include <poll.h>
#include <stdio.h>

enum {
    RESET_MS = 7000,
    ON_THE_WAY_MS = 150, /* what had been sent when the answer came */
    LATE_MS = 2500,      /* on a busy machine */
    ITEMS = 100000,
    BATCHES = ITEMS / 1000,
    PATIENCE_MS = 30000,
};

static const struct proxy_rule once[] = {
    { .fault = "429-reset-7", .method = "POST", .path = "/interactions", .skip = 20, .count = 1 },
    { 0 },
};

/* When the 429 came, and the first request after the pause. */
static void find_pause(int64_t *began_ms, int64_t *ended_ms)
{
    struct proxy_request request;
    *began_ms = *ended_ms = 0;
    for (size_t i = 0; proxy_at(proxy, i, &request); i++) {
        if (*began_ms == 0 && request.status == 429)
            *began_ms = request.at_ms;
        else if (*began_ms != 0 && *ended_ms == 0 && request.at_ms > *began_ms + ON_THE_WAY_MS)
            *ended_ms = request.at_ms;
    }
}

static void check_pause(void)
{
    int64_t began_ms = 0;
    int64_t ended_ms = 0;
    find_pause(&began_ms, &ended_ms);
    ck_assert_msg(began_ms > 0 && ended_ms > 0, "no pause");
    const long paused_ms = (long)(ended_ms - began_ms);
    ck_assert_msg(paused_ms >= RESET_MS, "a request came %ld ms after the 429", paused_ms);
    ck_assert_msg(paused_ms <= RESET_MS + LATE_MS, "the first request came %ld ms after the 429", paused_ms);
}

/* With what was on its way when it came, the whole job costs little more than it has to. */
START_TEST(a_job_waits_and_goes_on)
{
    stage_make_queue();
    FILE *const ids = fopen("ids", "w");
    ck_assert_ptr_nonnull(ids);
    for (int i = 0; i < ITEMS; i++)
        fprintf(ids, "trace-%d\n", i);
    fclose(ids);
    proxy_set(proxy, once, 1);
    ck_assert_msg(run_far("interaction|add|%Q|@ids|--journal|--data|kept") == 0, "%s", buf_text(&errors));
    ck_assert_msg(run_far("journal|send|--data|kept") == 0, "%s", buf_text(&errors));
    check_pause();
    const size_t requests = proxy_count(proxy, "POST", "/interactions");
    ck_assert_msg(requests >= BATCHES && requests <= BATCHES + BATCHES / 20, "%zu requests for %d batches", requests,
                  BATCHES);
    ck_assert_uint_eq(stage_count(API "/annotation-queues/%Q/annotated-interactions", "\"content_id\""), ITEMS);
}
END_TEST

/* However often the person asks. */
/* Until no more seconds are left than that: a busy machine may not show each of them. */
static void await_seconds(int most)
{
    const int64_t end_ms = clock_monotonic_ms() + PATIENCE_MS;
    while (clock_monotonic_ms() < end_ms) {
        for (int seconds = most; seconds > 0; seconds--) {
            char text[32];
            snprintf(text, sizeof(text), "rate limit %d s", seconds);
            if (pty_shows(pty, text))
                return;
        }
        poll(NULL, 0, 20);
    }
    ck_abort_msg("no countdown from %d s:\n%s", most, pty_screen(pty));
}

START_TEST(the_screen_counts_down_and_asks_nothing)
{
    static const struct proxy_rule lists[] = { { .fault = "429-reset-7", .count = 1, .skip = 1 }, { 0 } };
    proxy_set(proxy, lists, 1);
    person_starts("");
    await_seconds(6);
    person_looks_up_help();
    pty_keys(pty, "r");
    await_seconds(4);
    pty_keys(pty, "rr");
    await_seconds(2);
    person_looks_up_help();
    pty_await(pty, "live");
    ck_assert(proxy_await(proxy, "GET", NULL, 3));
    check_pause();
    person_quits();
}
END_TEST

static void teardown(void)
{
    person_goes();
    stage_close();
}

Suite *limit_suite(void)
{
    Suite *const suite = suite_create("limit");
    TCase *const cases = tcase_create("limit");
    tcase_add_checked_fixture(cases, stage_open_sample, teardown);
    tcase_set_timeout(cases, 90);
    if (!stage_is_short()) /* a job that is long enough takes minutes there */
        tcase_add_test(cases, a_job_waits_and_goes_on);
    tcase_add_test(cases, the_screen_counts_down_and_asks_nothing);
    suite_add_tcase(suite, cases);
    return suite;
}
