/* annotty review FILE: the shortest way from a file to labels, on a pty. */
#include "home.h"
#include "pty.h"
#include "shell.h"

#include <check.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/wait.h>

#define LINE "{\"question\":\"Question %d\",\"answer\":\"Answer %d\"}\n"

static void write_lines(int count)
{
    struct buf text = buf_with_limit(BUF_LIMIT_BODY);
    for (int i = 1; i <= count; i++)
        buf_printf(&text, LINE, i, i);
    home_write("qa.jsonl", buf_text(&text));
    buf_free(&text);
}

static struct pty *review(const char *labels)
{
    const char *const words[] = { "review", "qa.jsonl", "--labels", labels, NULL };
    return pty_start(&(struct pty_options){ .columns = 100, .rows = 30, .words = words, .home = home_path() });
}

static void leave(struct pty **pty)
{
    /* The w is for the question that comes when a label isn't sent yet. */
    pty_keys(*pty, "q:quit\rw");
    const int status = pty_await_change(*pty);
    ck_assert_msg(WIFEXITED(status) && WEXITSTATUS(status) == 0, "%s", pty_screen(*pty));
    pty_end(pty);
}

START_TEST(a_file_is_reviewed_and_taken_up_again)
{
    write_lines(3);
    struct pty *pty = review("quality=good|bad");
    pty_await(pty, "Question 1");
    pty_await(pty, "1 good");
    pty_keys(pty, "1");
    pty_await(pty, "Question 2");
    leave(&pty);
    pty = review("quality=good|bad");
    pty_await(pty, "Question 2");
    pty_await(pty, "2 left");
    leave(&pty);
}
END_TEST

/* What doesn't fit before the first screen comes behind it. */
START_TEST(a_long_file_comes_behind_the_screen)
{
    write_lines(2500);
    struct pty *pty = review("quality=good|bad");
    pty_await(pty, "Question 1");
    pty_await(pty, "all of the file is here: 2,500 traces");
    pty_await(pty, "2,500 left");
    leave(&pty);
}
END_TEST

static const struct {
    const char *words, *content, *said;
    int status;
} refusals[] = {
    { "review|qa.jsonl", "{\"question\":1}\n", "a review needs a terminal", 6 },
    { "review", "", "usage: annotty review FILE", 2 },
    { "review|qa.jsonl|--format|xml", "", "--format takes auto", 2 },
};

START_TEST(what_can_not_be_reviewed_is_told)
{
    home_write("qa.jsonl", refusals[_i].content);
    const int status = run(refusals[_i].words);
    ck_assert_msg(strstr(buf_text(&errors), refusals[_i].said) != NULL, "%s", buf_text(&errors));
    ck_assert_int_eq(status, refusals[_i].status);
}
END_TEST

static const struct {
    const char *content, *labels, *said;
} mistakes[] = {
    { "{\"q\":1}\n", "a?", "qa.jsonl:1: has no input or output" },
    { "", "a?", "there are no traces in qa.jsonl" },
    { "{\"question\":1}\n", "a=", "Labels" },
};

/* Nothing was drawn: the reason stands on the terminal as it was. */
START_TEST(a_mistake_in_the_file_keeps_the_screen)
{
    home_write("qa.jsonl", mistakes[_i].content);
    struct pty *pty = review(mistakes[_i].labels);
    const int status = pty_await_change(pty);
    ck_assert(WIFEXITED(status) && WEXITSTATUS(status) == 2);
    ck_assert_msg(pty_shows(pty, mistakes[_i].said), "%s", pty_screen(pty));
    ck_assert(!pty_is_alternate(pty));
    pty_end(&pty);
}
END_TEST

Suite *review_file_suite(void)
{
    TCase *const cases = tcase_create("review");
    tcase_add_checked_fixture(cases, shell_open, shell_close);
    tcase_add_test(cases, a_file_is_reviewed_and_taken_up_again);
    tcase_add_test(cases, a_long_file_comes_behind_the_screen);
    tcase_add_loop_test(cases, what_can_not_be_reviewed_is_told, 0, (int)(sizeof(refusals) / sizeof(refusals[0])));
    tcase_add_loop_test(cases, a_mistake_in_the_file_keeps_the_screen, 0,
                        (int)(sizeof(mistakes) / sizeof(mistakes[0])));
    tcase_set_timeout(cases, 60);
    Suite *const suite = suite_create("e2e: review a file");
    suite_add_tcase(suite, cases);
    return suite;
}
