#include "../../../src/server/rate.h"

#include "suites.h"

#include <annotty/base/index.h>
#include <annotty/base/mem.h>

#include <pthread.h>
#include <stdio.h>

enum { LIMIT = 3 };

static struct rate rate;

static void setup(void)
{
    rate_init(&rate, LIMIT);
}

static void teardown(void)
{
    rate_destroy(&rate);
}

/* Uses up the key's requests in the period of `wall_ms`. */
static void exhaust(int64_t wall_ms)
{
    for (int i = 0; i < LIMIT; i++)
        ck_assert(rate_take(&rate, SLICE("key"), wall_ms).is_allowed);
    ck_assert(!rate_take(&rate, SLICE("key"), wall_ms).is_allowed);
}

START_TEST(without_a_limit_everything_goes)
{
    struct rate free_rate;
    rate_init(&free_rate, 0);
    for (int i = 0; i < 1000; i++) {
        const struct rate_state state = rate_take(&free_rate, SLICE("key"), 1000);
        ck_assert(state.is_allowed);
        ck_assert_int_eq(state.limit, 0);
    }
    rate_destroy(&free_rate);
}
END_TEST

START_TEST(each_request_leaves_one_less)
{
    for (int i = 0; i < LIMIT + 2; i++) {
        const struct rate_state state = rate_take(&rate, SLICE("key"), 1000);
        ck_assert_int_eq(state.is_allowed, i < LIMIT);
        ck_assert_int_eq(state.limit, LIMIT);
        ck_assert_int_eq(state.remaining, i < LIMIT ? LIMIT - 1 - i : 0);
        ck_assert_int_eq(state.reset_s, RATE_PERIOD_S);
    }
}
END_TEST

static const struct {
    int64_t used_up_ms, again_ms;
    bool is_allowed;
} refills[] = {
    { 1000, 1000, false }, { 1000, 1999, false }, { 1000, 2000, true },
    { 1999, 2000, true },  { 1000, 90000, true }, { 5000, 4999, true }, /* a clock set back starts a new period */
};

START_TEST(the_next_period_begins_anew)
{
    exhaust(refills[_i].used_up_ms);
    const struct rate_state state = rate_take(&rate, SLICE("key"), refills[_i].again_ms);
    ck_assert_int_eq(state.is_allowed, refills[_i].is_allowed);
    ck_assert_int_eq(state.remaining, refills[_i].is_allowed ? LIMIT - 1 : 0);
}
END_TEST

START_TEST(who_waits_as_told_is_let_in)
{
    for (int64_t late_ms = 0; late_ms < RATE_PERIOD_S * 1000; late_ms += 111) {
        const int64_t wall_ms = 100000 * late_ms + late_ms;
        exhaust(wall_ms);
        const int reset_s = rate_take(&rate, SLICE("key"), wall_ms).reset_s;
        ck_assert_int_ge(reset_s, 1);
        ck_assert(rate_take(&rate, SLICE("key"), wall_ms + reset_s * 1000).is_allowed);
    }
}
END_TEST

/* A key with the same counter as "key", or with another one. */
static void find_key(bool shares_slot, char key[static 16])
{
    const uint32_t slot = index_hash(SLICE("key")) % RATE_SLOTS;
    for (int i = 0; i < 100 * RATE_SLOTS; i++) {
        snprintf(key, 16, "key-%d", i);
        if ((index_hash(slice_of(key)) % RATE_SLOTS == slot) == shares_slot)
            return;
    }
    ck_abort_msg("no such key");
}

START_TEST(keys_do_not_count_for_each_other)
{
    char other[16];
    find_key(false, other);
    exhaust(1000);
    ck_assert_int_eq(rate_take(&rate, slice_of(other), 1000).remaining, LIMIT - 1);
}
END_TEST

START_TEST(keys_that_share_a_counter_are_refused_early_not_late)
{
    char other[16];
    find_key(true, other);
    exhaust(1000);
    ck_assert(!rate_take(&rate, slice_of(other), 1000).is_allowed);
    ck_assert(rate_take(&rate, slice_of(other), 2000).is_allowed);
}
END_TEST

enum { THREADS = 4, REQUESTS = 1000, SHARED_LIMIT = 1500 };

static void *take_many(void *data)
{
    size_t *const allowed = data;
    for (int i = 0; i < REQUESTS; i++)
        *allowed += rate_take(&rate, SLICE("key"), 1000).is_allowed;
    return NULL;
}

START_TEST(threads_together_get_no_more)
{
    pthread_t threads[THREADS];
    size_t allowed[THREADS] = { 0 };
    size_t sum = 0;
    rate.limit = SHARED_LIMIT;
    for (int i = 0; i < THREADS; i++)
        ck_assert_int_eq(pthread_create(&threads[i], NULL, take_many, &allowed[i]), 0);
    for (int i = 0; i < THREADS; i++) {
        pthread_join(threads[i], NULL);
        sum += allowed[i];
    }
    ck_assert_uint_eq(sum, SHARED_LIMIT);
}
END_TEST

Suite *rate_suite(void)
{
    TCase *const cases = tcase_create("rate");
    tcase_add_checked_fixture(cases, setup, teardown);
    tcase_add_test(cases, without_a_limit_everything_goes);
    tcase_add_test(cases, each_request_leaves_one_less);
    tcase_add_loop_test(cases, the_next_period_begins_anew, 0, ARRAY_LENGTH(refills));
    tcase_add_test(cases, who_waits_as_told_is_let_in);
    tcase_add_test(cases, keys_do_not_count_for_each_other);
    tcase_add_test(cases, keys_that_share_a_counter_are_refused_early_not_late);
    tcase_add_test(cases, threads_together_get_no_more);
    Suite *const suite = suite_create("rate");
    suite_add_tcase(suite, cases);
    return suite;
}
