#include "../../../src/server/span_time.h"

#include <annotty/base/mem.h>

#include "suites.h"

#define NOW_MS INT64_C(1755770400000)

static const struct {
    const char *text;
    int64_t ms; /* -1: no time */
} times[] = {
    { "now", NOW_MS },
    { "now-15m", NOW_MS - 15 * 60 * 1000 },
    { "now-1h", NOW_MS - 3600 * 1000 },
    { "now+30s", NOW_MS + 30 * 1000 },
    { "now-30d", NOW_MS - INT64_C(30) * 86400 * 1000 },
    { "now-2w", NOW_MS - INT64_C(14) * 86400 * 1000 },
    { "now-1y", NOW_MS - INT64_C(365) * 86400 * 1000 },
    { "0", 0 },
    { "1755770400123", INT64_C(1755770400123) },
    { "2025-08-21T10:00:00Z", NOW_MS },
    { "2025-08-21T12:00:00+02:00", NOW_MS },
    { "2025-08-21", NOW_MS - 10 * 3600 * 1000 },
    { "", -1 },
    { "soon", -1 },
    { "now-", -1 },
    { "now-m", -1 },
    { "now-1", -1 },
    { "now-1x", -1 },
    { "now--1h", -1 },
    { "now1h", -1 },
    { "nowhere", -1 },
    { "now-9999999999999999999y", -1 },
    { "now-99999999999y", -1 },
    { "9223372036854775807", -1 },
    { "2025-13-01", -1 },
    { "2025-08-2a", -1 },
};

START_TEST(a_time_is_read)
{
    int64_t ms = 0;
    const bool is_time = span_time_parse(slice_of(times[_i].text), NOW_MS, &ms);
    ck_assert_msg(is_time == (times[_i].ms != -1), "%s", times[_i].text);
    if (is_time)
        ck_assert_msg(ms == times[_i].ms, "%s: %lld", times[_i].text, (long long)ms);
}
END_TEST

Suite *span_time_suite(void)
{
    TCase *const cases = tcase_create("times");
    tcase_add_loop_test(cases, a_time_is_read, 0, ARRAY_LENGTH(times));
    Suite *const suite = suite_create("server: span time");
    suite_add_tcase(suite, cases);
    return suite;
}
