/* Traces read in the workbench: as a conversation at every size, found in, folded, opened in a pager, and still there
 * without the server. */
#include "pty.h"
#include "shell.h"

#include <check.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>

static struct pty *pty;

#define CHAT                                                                                                           \
    "{\"messages\":[{\"role\":\"system\",\"content\":\"Be kind.\"},{\"role\":\"user\",\"content\":\"Weather in "       \
    "Oslo?\"},{\"role\":\"assistant\",\"content\":null,\"tool_calls\":[{\"id\":\"c1\",\"type\":\"function\","          \
    "\"function\":{\"name\":\"weather\",\"arguments\":\"{\\\"city\\\":\\\"Oslo\\\"}\"}}]},{\"role\":\"tool\","         \
    "\"tool_call_id\":\"c1\",\"content\":\"4 degrees\"},{\"role\":\"assistant\",\"content\":\"It is **cold**: 4 "      \
    "degrees.\"}]}\n"

static void set_up(void)
{
    shell_open();
    home_write("f.jsonl", CHAT);
    home_write("pager", "#!/bin/sh\ncat \"$1\"\nprintf 'the pager'\nread key\n");
    chmod("pager", S_IRWXU);
    ck_assert_int_eq(run("import|f.jsonl|--queue|Weather|--no-sample"), 0);
}

static void tear_down(void)
{
    pty_end(&pty);
    shell_close();
}

static void start(int columns, int rows)
{
    char pager[512];
    static const char *const words[] = { "--no-sample", NULL };
    snprintf(pager, sizeof(pager), "PAGER=%s/pager", home_path());
    const char *const variables[] = { pager, NULL };
    pty = pty_start(&(struct pty_options){
        .columns = columns, .rows = rows, .words = words, .variables = variables, .home = home_path() });
    pty_await(pty, "Weather");
    pty_keys(pty, "llz");
}

static const struct {
    int columns, rows;
} sizes[] = { { 80, 24 }, { 120, 40 }, { 200, 60 } };

START_TEST(a_trace_is_read_as_a_conversation)
{
    start(sizes[_i].columns, sizes[_i].rows);
    pty_await(pty, "# system");
    pty_await(pty, "Weather in Oslo?");
    pty_keys(pty, "G");
    pty_await(pty, "It is cold: 4 degrees.");
    pty_keys(pty, "T");
    pty_await_gone(pty, "Weather in Oslo?");
    pty_keys(pty, "/oslo\r");
    pty_await(pty, "Weather in Oslo?");
    pty_keys(pty, "=");
    pty_await(pty, "\"content_id\"");
}
END_TEST

START_TEST(a_trace_is_opened_in_the_pager)
{
    start(100, 30);
    pty_await(pty, "Weather in Oslo?");
    pty_keys(pty, "e");
    pty_await(pty, "the pager");
    ck_assert(!pty_is_alternate(pty));
    ck_assert(pty_shows(pty, "It is **cold**: 4 degrees."));
    pty_keys(pty, "\r");
    pty_await(pty, "t fold");
    ck_assert(pty_is_alternate(pty));
    ck_assert_int_eq(run("queue|list"), 0);
}
END_TEST

START_TEST(a_pager_that_is_not_there_is_told)
{
    start(100, 30);
    pty_await(pty, "Weather in Oslo?");
    remove("pager");
    pty_keys(pty, "e");
    pty_await(pty, "there is no such pager");
    ck_assert(pty_is_alternate(pty));
}
END_TEST

Suite *reading_suite(void)
{
    TCase *const cases = tcase_create("reading");
    tcase_add_checked_fixture(cases, set_up, tear_down);
    tcase_add_loop_test(cases, a_trace_is_read_as_a_conversation, 0, (int)(sizeof(sizes) / sizeof(*sizes)));
    tcase_add_test(cases, a_trace_is_opened_in_the_pager);
    tcase_add_test(cases, a_pager_that_is_not_there_is_told);
    tcase_set_timeout(cases, 60);
    Suite *const suite = suite_create("e2e: reading");
    suite_add_tcase(suite, cases);
    return suite;
}
