#include "../../../src/cli/progress.h"

#include <annotty/base/mem.h>

#include <check.h>

static const struct {
    size_t total, done;
    int64_t elapsed_ms, limited_ms;
    int cells;
    const char *line;
} lines[] = {
    { 10000, 5000, 10000, 0, 80, "[##########          ] 5,000 of 10,000, 500/s, 0:10 left" },
    { 0, 5000, 10000, 0, 80, "5,000, 500/s" },
    { 10000, 0, 0, 0, 80, "[                    ] 0 of 10,000" },
    { 10000, 100, 1000, 0, 80, "[                    ] 100 of 10,000, 100/s, 1:39 left" },
    { 10, 10, 1000, 0, 80, "[####################] 10 of 10, 10/s" },
    { 10, 12, 1000, 0, 80, "[####################] 12 of 10, 12/s" }, /* the file grew meanwhile */
    { 0, 3000, 1000, 2500, 80, "3,000, rate limited: goes on in 3 s" },
    { 10000, 5000, 10000, 0, 16, "[##########    " },
};

START_TEST(a_line_tells_count_rate_and_time_left)
{
    const struct progress progress = { .on = true, .cells = lines[_i].cells, .total = lines[_i].total };
    struct buf line = buf_with_limit(BUF_LIMIT_LINE);
    progress_line(&progress, lines[_i].done, lines[_i].elapsed_ms, lines[_i].limited_ms, &line);
    ck_assert_str_eq(buf_text(&line), lines[_i].line);
    buf_free(&line);
}
END_TEST

Suite *progress_suite(void)
{
    Suite *suite = suite_create("progress");
    TCase *tests = tcase_create("progress");
    tcase_add_loop_test(tests, a_line_tells_count_rate_and_time_left, 0, ARRAY_LENGTH(lines));
    suite_add_tcase(suite, tests);
    return suite;
}
