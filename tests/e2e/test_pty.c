/* The harness on programs whose behaviour is known: a shell in place of annotty. What it can't see, no test here sees.
 */
#include "home.h"
#include "pty.h"

#include <check.h>
#include <signal.h>
#include <stdlib.h>
#include <sys/wait.h>

static struct pty *pty;

static void teardown(void)
{
    pty_end(&pty);
    home_remove();
}

static void start(const char *script)
{
    static const char *const variables[] = { "GREETING=hello", NULL };
    const char *const words[] = { "-c", script, NULL };
    setenv("ANNOTTY_PROGRAM", "/bin/sh", 1);
    setenv("COLUMNS", "33", 1);
    pty = pty_start(&(struct pty_options){
        .columns = 40, .rows = 6, .term = "vt100", .variables = variables, .words = words, .home = home_path() });
}

/* `read` keeps the program there while its screen is looked at. */
static const struct {
    const char *script;
    int row;
    const char *expected;
} rows[] = {
    { "printf 'one\\r\\ntwo   done'; read x", 1, "two   done" },
    { "printf 'done\\033[3;5Hthere'; read x", 2, "    there" },
    { "printf 'old\\rnew done'; read x", 0, "new done" },
    { "printf '\\346\\274\\242\\345\\255\\227 done'; read x", 0, "\xe6\xbc\xa2\xe5\xad\x97 done" },
    { "printf 'e\\314\\201 done'; read x", 0, "e\xcc\x81 done" },
    { "printf 'done'; read x", 5, "" },
    { "stty size; printf done; read x", 0, "6 40" },
    { "printf '%s done' \"$GREETING $TERM\"; read x", 0, "hello vt100 done" },
    { "printf '%s done' \"[${COLUMNS-unset}]\"; read x", 0, "[unset] done" },
    { "[ \"$HOME\" = \"$PWD\" ] && printf 'at home done'; read x", 0, "at home done" },
};

START_TEST(a_row_is_what_a_person_sees)
{
    start(rows[_i].script);
    pty_await(pty, "done");
    ck_assert_str_eq(pty_row(pty, rows[_i].row), rows[_i].expected);
}
END_TEST

START_TEST(keys_arrive_and_text_goes)
{
    start("printf ask; read x; printf '\\033[2J\\033[Hgot %s' \"$x\"; read x");
    pty_await(pty, "ask");
    ck_assert(!pty_shows(pty, "got"));
    pty_keys(pty, "some keys\r");
    pty_await_gone(pty, "ask");
    pty_await(pty, "got some keys");
    ck_assert_str_eq(pty_screen(pty), "got some keys\n\n\n\n\n\n");
}
END_TEST

START_TEST(a_query_is_answered)
{
    start("stty raw -echo; printf '\\033[3;7H\\033[6n'; dd bs=1 count=6 2>/dev/null | tr '\\033' E; read x");
    pty_await(pty, "E[3;7R");
}
END_TEST

START_TEST(lit_cells_are_told_from_plain_ones)
{
    start("printf 'a\\033[7mb\\033[0;41mc\\033[0;31md\\033[0mdone'; read x");
    pty_await(pty, "done");
    const bool expected[] = { false, true, true, false, false };
    for (int column = 0; column < (int)(sizeof(expected) / sizeof(*expected)); column++)
        ck_assert_msg(pty_is_lit(pty, 0, column) == expected[column], "column %d", column);
}
END_TEST

START_TEST(a_resize_reaches_program_and_screen)
{
    start("trap 'stty size' WINCH; printf ready; while :; do read x; done");
    pty_await(pty, "ready");
    pty_resize(pty, 60, 9);
    pty_await(pty, "9 60");
    ck_assert_str_eq(pty_row(pty, 8), "");
}
END_TEST

START_TEST(the_alternate_screen_is_seen_to_come_and_go)
{
    start("printf '\\033[?1049hinside'; read x; printf '\\033[?1049loutside'; read x");
    pty_await(pty, "inside");
    ck_assert(pty_is_alternate(pty));
    pty_keys(pty, "\r");
    pty_await(pty, "outside");
    ck_assert(!pty_is_alternate(pty));
}
END_TEST

START_TEST(changed_modes_are_noticed)
{
    start("saved=$(stty -g); stty raw -echo; printf changed; dd bs=1 count=1 >/dev/null 2>&1; "
          "stty \"$saved\"; printf back; read x");
    pty_await(pty, "changed");
    ck_assert(!pty_modes_are_back(pty));
    pty_keys(pty, "x");
    pty_await(pty, "back");
    ck_assert(pty_modes_are_back(pty));
}
END_TEST

/* Also what the screen has no place for, and what it has lost since. */
START_TEST(bytes_are_kept_as_written)
{
    static const char written[] = "\033[?2004hgone\033[2Jdone";
    start("printf '\\033[?2004hgone\\033[2Jdone'; read x");
    pty_await(pty, "done");
    const struct slice bytes = pty_bytes(pty);
    ck_assert_uint_eq(bytes.length, sizeof(written) - 1);
    ck_assert_mem_eq(bytes.at, written, bytes.length);
    ck_assert(!pty_shows(pty, "gone"));
}
END_TEST

START_TEST(an_exit_has_its_status_and_its_last_words)
{
    start("printf last; exit 7");
    const int status = pty_await_change(pty);
    ck_assert(WIFEXITED(status));
    ck_assert_int_eq(WEXITSTATUS(status), 7);
    ck_assert(pty_shows(pty, "last"));
}
END_TEST

START_TEST(a_signal_ends_the_program)
{
    start("printf ready; read x");
    pty_await(pty, "ready");
    pty_signal(pty, SIGTERM);
    const int status = pty_await_change(pty);
    ck_assert(WIFSIGNALED(status));
    ck_assert_int_eq(WTERMSIG(status), SIGTERM);
}
END_TEST

START_TEST(a_stopped_program_goes_on)
{
    start("printf ready; read x; printf 'got %s' \"$x\"; read x");
    pty_await(pty, "ready");
    pty_keys(pty, "\x1a");
    ck_assert(WIFSTOPPED(pty_await_change(pty)));
    pty_signal(pty, SIGCONT);
    pty_keys(pty, "more\r");
    pty_await(pty, "got more");
}
END_TEST

START_TEST(a_program_that_is_not_there_is_an_exit)
{
    setenv("ANNOTTY_PROGRAM", "/nonexistent/program", 1);
    pty = pty_start(&(struct pty_options){ .home = home_path() });
    const int status = pty_await_change(pty);
    ck_assert(WIFEXITED(status));
    ck_assert_int_eq(WEXITSTATUS(status), 121);
}
END_TEST

Suite *pty_suite(void);

Suite *pty_suite(void)
{
    Suite *suite = suite_create("pty");
    TCase *cases = tcase_create("harness");
    tcase_add_checked_fixture(cases, home_make, teardown);
    tcase_set_timeout(cases, 120);
    tcase_add_loop_test(cases, a_row_is_what_a_person_sees, 0, (int)(sizeof(rows) / sizeof(*rows)));
    tcase_add_test(cases, keys_arrive_and_text_goes);
    tcase_add_test(cases, a_query_is_answered);
    tcase_add_test(cases, lit_cells_are_told_from_plain_ones);
    tcase_add_test(cases, a_resize_reaches_program_and_screen);
    tcase_add_test(cases, the_alternate_screen_is_seen_to_come_and_go);
    tcase_add_test(cases, changed_modes_are_noticed);
    tcase_add_test(cases, bytes_are_kept_as_written);
    tcase_add_test(cases, an_exit_has_its_status_and_its_last_words);
    tcase_add_test(cases, a_signal_ends_the_program);
    tcase_add_test(cases, a_stopped_program_goes_on);
    tcase_add_test(cases, a_program_that_is_not_there_is_an_exit);
    suite_add_tcase(suite, cases);
    return suite;
}
