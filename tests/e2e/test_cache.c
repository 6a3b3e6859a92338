/* What was seen, without a network; and what `annotty cache` tells and forgets of it. */
#include "shell.h"

#include <check.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>

static struct program server;

static void start_server(void)
{
    char line[512];
    server = program_start("serve|--listen|unix:s|--any-key|--data|served|--sample");
    ck_assert(program_line(&server, line, sizeof(line)));
}

/* Runs it against that server, with keys and the cache "seen". */
static int run_there(const char *words)
{
    char line[1024];
    snprintf(line, sizeof(line), "DD_API_KEY=secret-word|DD_APP_KEY=secret-too|--url|unix:%s/s|--cache|seen|%s",
             home_path(), words);
    return run(line);
}

static void assert_said(const struct buf *text, const char *wanted)
{
    ck_assert_msg(strstr(buf_text(text), wanted) != NULL, "no \"%s\" in:\n%s%s", wanted, buf_text(&output),
                  buf_text(&errors));
}

START_TEST(what_was_seen_is_there_offline)
{
    start_server();
    ck_assert_int_eq(run_there("--size|100x30"), 0);
    ck_assert_int_eq(program_end(&server, SIGTERM), 0);
    ck_assert_int_eq(run_there("--offline"), 0);
    assert_said(&output, "Thumbs down");
    assert_said(&output, "offline");
    ck_assert_int_eq(run_there("--offline|queue|list|--filter|thumbs"), 0);
    assert_said(&output, "Thumbs down");
    assert_said(&errors, "offline: as it was seen");
    ck_assert_ptr_null(strstr(buf_text(&output), "Refund answers"));
    ck_assert_int_eq(run_there("--offline|queue|list|--json"), 0);
    assert_said(&output, "\"attributes\"");
}
END_TEST

START_TEST(what_was_never_seen_needs_the_server)
{
    ck_assert_int_eq(run("--offline|experiment|list|--project|p"), 6);
    assert_said(&errors, "nothing of this has been seen before");
    ck_assert_int_eq(run("--offline|project|create|--name|x"), 3);
    assert_said(&errors, "--journal");
}
END_TEST

START_TEST(no_key_is_in_the_cache)
{
    struct buf file = buf_with_limit(BUF_LIMIT_BODY);
    start_server();
    ck_assert_int_eq(run_there("--size|100x30"), 0);
    ck_assert_int_eq(program_end(&server, SIGTERM), 0);
    home_read("seen/cache.db", &file);
    ck_assert_ptr_nonnull(memmem(file.data, file.length, "Thumbs down", 11));
    ck_assert_ptr_null(memmem(file.data, file.length, "secret", 6));
    struct stat status;
    ck_assert_int_eq(stat("seen/cache.db", &status), 0);
    ck_assert_uint_eq(status.st_mode & 0777, 0600);
    buf_free(&file);
}
END_TEST

START_TEST(the_cache_is_told_and_cleared)
{
    char text[512];
    ck_assert_int_eq(run("--size|100x30"), 0);
    run_for("cache|info|--json", "/sites/0/site", text, sizeof(text));
    ck_assert_ptr_nonnull(strstr(text, home_path()));
    ck_assert_int_eq(run("cache|info"), 0);
    assert_said(&output, "limit    1024.0 MB");
    ck_assert_int_eq(run("cache|clear|nowhere"), 2);
    assert_said(&errors, "annotty cache info tells the sites");
    ck_assert_int_eq(run("cache|clear"), 0);
    assert_said(&output, "forgot ");
    ck_assert_int_eq(run("cache|info|--json"), 0);
    assert_said(&output, "\"pages\":0,");
    ck_assert_int_eq(run("--offline|queue|list"), 6);
}
END_TEST

START_TEST(a_damaged_cache_is_an_empty_one)
{
    ck_assert_int_eq(run("--cache|seen"), 0);
    home_write("seen/cache.db", "this is no cache");
    ck_assert_int_eq(run("--cache|seen"), 0);
    assert_said(&output, "Thumbs down");
}
END_TEST

Suite *cache_suite(void);
Suite *cache_suite(void)
{
    Suite *suite = suite_create("cache");
    TCase *tests = tcase_create("cache");
    tcase_add_checked_fixture(tests, shell_open, shell_close);
    tcase_add_test(tests, what_was_seen_is_there_offline);
    tcase_add_test(tests, what_was_never_seen_needs_the_server);
    tcase_add_test(tests, no_key_is_in_the_cache);
    tcase_add_test(tests, the_cache_is_told_and_cleared);
    tcase_add_test(tests, a_damaged_cache_is_an_empty_one);
    suite_add_tcase(suite, tests);
    return suite;
}
