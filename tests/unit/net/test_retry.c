#include "../../../src/net/retry.h"

#include <check.h>

static const struct {
    enum api_retry retry;
    enum retry_outcome outcome;
    int tries;
    int64_t left_ms, server_wait_ms;
    bool again, unknown;
    int64_t at_least_ms, at_most_ms;
} cases[] = {
    { API_RETRY_FREELY, RETRY_BROKEN, 1, 10000, -1, true, false, 250, 313 },
    { API_RETRY_FREELY, RETRY_BROKEN, 4, 10000, -1, true, false, 2000, 2500 },
    { API_RETRY_FREELY, RETRY_BROKEN, 5, 10000, -1, false, false, 0, 0 },
    { API_RETRY_FREELY, RETRY_BROKEN, 1, 100, -1, false, false, 0, 0 },
    { API_RETRY_FREELY, RETRY_NOT_SENT, 2, 10000, -1, true, false, 500, 625 },
    { API_RETRY_VERIFY, RETRY_BROKEN, 1, 10000, -1, false, true, 0, 0 },
    { API_RETRY_VERIFY, RETRY_NOT_SENT, 1, 10000, -1, true, false, 250, 313 },
    { API_RETRY_VERIFY, RETRY_LIMITED, 1, 10000, 7000, true, false, 7000, 7100 },
    { API_RETRY_FREELY, RETRY_LIMITED, 1, 10, 7000, true, false, 7000, 7100 },
    { API_RETRY_FREELY, RETRY_LIMITED, 3, 10000, -1, true, false, 4000, 5000 },
    { API_RETRY_FREELY, RETRY_LIMITED, 5, 10000, 1000, false, false, 0, 0 },
};

START_TEST(decides_by_class_and_outcome)
{
    for (uint32_t noise = 0; noise < 1000; noise += 37) {
        const struct retry_decision decision = retry_decide(cases[_i].retry, cases[_i].outcome, cases[_i].tries,
                                                            cases[_i].left_ms, cases[_i].server_wait_ms, noise);
        ck_assert_int_eq(decision.again, cases[_i].again);
        ck_assert_int_eq(decision.outcome_unknown, cases[_i].unknown);
        if (!decision.again)
            continue;
        ck_assert_int_ge(decision.wait_ms, cases[_i].at_least_ms);
        ck_assert_int_le(decision.wait_ms, cases[_i].at_most_ms);
    }
}
END_TEST

static const struct {
    const char *reset, *retry_after;
    int64_t date_s, wait_ms;
} headers[] = {
    { "7", "", -1, 7000 },
    { " 7 ", "3", -1, 7000 },
    { "", "3", -1, 3000 },
    { "x", "", -1, -1 },
    { "", "", -1, -1 },
    { "-1", "2", -1, 2000 },
    { "", "a date", 1005, 5000 },
    { "", "a date", 900, 0 },
    { "999999999", "", -1, 3600000 },
    { "99999999999999999999", "", -1, -1 },
};

START_TEST(reads_what_the_server_asks)
{
    ck_assert_int_eq(
        retry_server_wait_ms(slice_of(headers[_i].reset), slice_of(headers[_i].retry_after), headers[_i].date_s, 1000),
        headers[_i].wait_ms);
}
END_TEST

Suite *retry_suite(void)
{
    Suite *suite = suite_create("retry");
    TCase *tests = tcase_create("retry");
    tcase_add_loop_test(tests, decides_by_class_and_outcome, 0, (int)(sizeof(cases) / sizeof(cases[0])));
    tcase_add_loop_test(tests, reads_what_the_server_asks, 0, (int)(sizeof(headers) / sizeof(headers[0])));
    suite_add_tcase(suite, tests);
    return suite;
}
