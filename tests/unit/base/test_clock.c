#include <annotty/base/clock.h>

#include <annotty/base/mem.h>

#include <check.h>
#include <stdlib.h>
#include <time.h>

static const struct {
    const char *text;
    int64_t wall_ms;
    const char *formatted;
} good_times[] = {
    { "1970-01-01T00:00:00Z", 0, "1970-01-01T00:00:00.000Z" },
    { "2024-01-15T10:30:00.123Z", 1705314600123, "2024-01-15T10:30:00.123Z" },
    { "2024-01-15T10:30:00.12345Z", 1705314600123, "2024-01-15T10:30:00.123Z" },
    { "2024-01-15T10:30:00.123999Z", 1705314600123, "2024-01-15T10:30:00.123Z" },
    { "2024-01-15T10:30:00.123456789Z", 1705314600123, "2024-01-15T10:30:00.123Z" },
    { "2024-01-15T10:30:00.5Z", 1705314600500, "2024-01-15T10:30:00.500Z" },
    { "2024-01-15T12:30:00+02:00", 1705314600000, "2024-01-15T10:30:00.000Z" },
    { "2024-01-15T05:00:00-05:30", 1705314600000, "2024-01-15T10:30:00.000Z" },
    { "2024-01-15 10:30:00z", 1705314600000, "2024-01-15T10:30:00.000Z" },
    { "2024-02-29t00:00:00Z", 1709164800000, "2024-02-29T00:00:00.000Z" },
    { "2016-12-31T23:59:60Z", 1483228800000, "2017-01-01T00:00:00.000Z" },
    { "1969-12-31T23:59:59.999Z", -1, "1969-12-31T23:59:59.999Z" },
    { "0001-01-01T00:00:00Z", -62135596800000, "0001-01-01T00:00:00.000Z" },
    { "9999-12-31T23:59:59Z", 253402300799000, "9999-12-31T23:59:59.000Z" },
};

START_TEST(times_are_read_and_written)
{
    int64_t wall_ms = 0;
    ck_assert_msg(clock_parse_rfc3339(slice_of(good_times[_i].text), &wall_ms), "%s", good_times[_i].text);
    ck_assert_int_eq(wall_ms, good_times[_i].wall_ms);
    char text[CLOCK_RFC3339_SIZE];
    clock_format_rfc3339(wall_ms, text);
    ck_assert_str_eq(text, good_times[_i].formatted);
}
END_TEST

static const char *const bad_times[] = {
    "",
    "2024",
    "2024-01-15",
    "2024-01-15T10:30:00",
    "2024-13-01T00:00:00Z",
    "2024-00-01T00:00:00Z",
    "2023-02-29T00:00:00Z",
    "1900-02-29T00:00:00Z",
    "2024-04-31T00:00:00Z",
    "2024-01-00T00:00:00Z",
    "2024-01-15T24:00:00Z",
    "2024-01-15T10:60:00Z",
    "2024-01-15T10:30:61Z",
    "2024-01-15T10:30:00.Z",
    "2024-01-15T10:30:00.1234567890Z",
    "2024-01-15T10:30:00+0200",
    "2024-01-15T10:30:00+02:60",
    "2024-01-15T10:30:00ZZ",
    "2024-01-15X10:30:00Z",
    "2024/01/15T10:30:00Z",
    " 2024-01-15T10:30:00Z",
    "-024-01-15T10:30:00Z",
};

START_TEST(other_texts_are_refused)
{
    int64_t wall_ms = 0;
    ck_assert_msg(!clock_parse_rfc3339(slice_of(bad_times[_i]), &wall_ms), "%s", bad_times[_i]);
}
END_TEST

START_TEST(every_day_of_four_centuries_comes_back)
{
    for (int64_t day = -60000; day < 100000; day++) {
        char text[CLOCK_RFC3339_SIZE];
        int64_t wall_ms = 0;
        clock_format_rfc3339(day * 86400000 + 1, text);
        if (!clock_parse_rfc3339(slice_of(text), &wall_ms) || wall_ms != day * 86400000 + 1)
            ck_abort_msg("%s", text);
    }
}
END_TEST

static const struct {
    const char *text;
    int64_t wall_ms; /* -1: it is no such time */
} http_times[] = {
    { "Sun, 06 Nov 1994 08:49:37 GMT", 784111777000 },
    { "Thu, 01 Jan 1970 00:00:00 GMT", 0 },
    { "Thu, 29 Feb 2024 23:59:59 GMT", 1709251199000 },
    { "Wed, 29 Feb 2023 23:59:59 GMT", -1 },
    { "Sunday, 06-Nov-94 08:49:37 GMT", -1 },
    { "Sun Nov  6 08:49:37 1994", -1 },
    { "Sun, 06 Nov 1994 08:49:37 CET", -1 },
    { "Sun, 06 Xyz 1994 08:49:37 GMT", -1 },
    { "Sun, 06 No", -1 },
    { "Sun", -1 },
    { "", -1 },
};

START_TEST(times_of_http_headers)
{
    int64_t wall_ms = -1;
    ck_assert_int_eq(clock_parse_http(slice_of(http_times[_i].text), &wall_ms), http_times[_i].wall_ms >= 0);
    ck_assert_int_eq(wall_ms, http_times[_i].wall_ms);
}
END_TEST

static const struct {
    int64_t age_ms;
    const char *text;
} ages[] = {
    { -5000, "now" },        { 0, "now" },           { 999, "now" },           { 1000, "1s" },
    { 59999, "59s" },        { 60000, "1 min" },     { 3599999, "59 min" },    { 3600000, "1 h" },
    { 86399999, "23 h" },    { 86400000, "1 d" },    { 604799999, "6 d" },     { 604800000, "1 w" },
    { 31535999999, "52 w" }, { 31536000000, "1 y" }, { 315360000000, "10 y" }, { INT64_MAX, "292471208 y" },
};

START_TEST(ages_are_short)
{
    char text[CLOCK_AGE_SIZE];
    clock_format_age(ages[_i].age_ms, text);
    ck_assert_str_eq(text, ages[_i].text);
}
END_TEST

START_TEST(local_time_follows_the_zone)
{
    char text[CLOCK_RFC3339_SIZE];
    setenv("TZ", "XYZ-1", 1);
    tzset();
    clock_format_local(1705314600123, text);
    ck_assert_str_eq(text, "2024-01-15 11:30");
}
END_TEST

START_TEST(clocks_run_forward)
{
    const int64_t before = clock_monotonic_ms();
    ck_assert_int_ge(clock_monotonic_ms(), before);
    ck_assert_int_gt(clock_wall_ms(), 1577836800000);
}
END_TEST

Suite *clock_suite(void)
{
    Suite *suite = suite_create("clock");
    TCase *tests = tcase_create("clock");
    tcase_add_loop_test(tests, times_are_read_and_written, 0, ARRAY_LENGTH(good_times));
    tcase_add_loop_test(tests, other_texts_are_refused, 0, ARRAY_LENGTH(bad_times));
    tcase_add_test(tests, every_day_of_four_centuries_comes_back);
    tcase_add_loop_test(tests, times_of_http_headers, 0, ARRAY_LENGTH(http_times));
    tcase_add_loop_test(tests, ages_are_short, 0, ARRAY_LENGTH(ages));
    tcase_add_test(tests, local_time_follows_the_zone);
    tcase_add_test(tests, clocks_run_forward);
    suite_add_tcase(suite, tests);
    return suite;
}
