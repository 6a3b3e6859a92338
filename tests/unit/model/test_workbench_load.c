#include "desk.h"

#include <annotty/base/mem.h>

#include <check.h>

START_TEST(starts_with_what_is_remembered_then_asks_the_server)
{
    struct desk *desk = desk_new();
    ck_assert_str_eq(take_text(desk, ERRAND_RECALL), "view");
    ck_assert(!workbench_is_presentable(desk->workbench));
    workbench_recalled(desk->workbench, "project=p1\nqueue=q2\ninteraction=c\npane=1\n");
    ck_assert_uint_eq(waiting(desk, ERRAND_PEEK), 3);
    answer(desk, API_LIST_QUEUES, "q1 q2");
    answer(desk, API_GET_ANNOTATED_INTERACTIONS, "a b c d");
    SHOWS(desk, "q1 [q2] | a b [c] d | interactions");
    ck_assert(workbench_is_presentable(desk->workbench));
    ck_assert_uint_eq(waiting(desk, ERRAND_READ), 0);
    answer(desk, API_LIST_PROJECTS, "p1");
    ck_assert_uint_eq(waiting(desk, ERRAND_READ), 0);
    workbench_go(desk->workbench);
    ck_assert_uint_eq(waiting(desk, ERRAND_READ), 4);
    struct errand errand = take(desk, ERRAND_READ, API_LIST_QUEUES);
    ck_assert(errand.skip_cache);
    ck_assert_int_eq(errand.held_at_ms, desk->workbench->queues.fetched_at_ms);
    ck_assert_str_eq(api_call_argument(&errand.call, "projectId"), "p1");
    errand_free(&errand);
    desk_free(desk);
}
END_TEST

/* Takes the read of the interactions that waits; *held_at_ms is what it says is held. */
static uint64_t take_read(struct desk *desk, int64_t *held_at_ms)
{
    struct errand errand = take(desk, ERRAND_READ, API_GET_ANNOTATED_INTERACTIONS);
    const uint64_t number = errand.number;
    *held_at_ms = errand.held_at_ms;
    errand_free(&errand);
    return number;
}

START_TEST(what_is_held_whole_need_only_be_confirmed)
{
    struct desk *desk = desk_open();
    struct workbench *const workbench = desk->workbench;
    struct rows *none = rows_new(&api_resources[API_INTERACTION]);
    int64_t held_at_ms = 0;
    SHOWS(desk, "[q1] q2 q3 | [a] b c | queues");
    press(desk, "r");
    uint64_t number = take_read(desk, &held_at_ms);
    ck_assert_int_ne(held_at_ms, 0);
    ck_assert_int_eq(held_at_ms, workbench->interactions.fetched_at_ms);
    workbench_rows(workbench, number, none, false, false, true, held_at_ms + 5);
    workbench_done(workbench, number, SLICE(""), false);
    SHOWS(desk, "[q1] q2 q3 | [a] b c | queues");
    press(desk, "r");
    number = take_read(desk, &held_at_ms);
    ck_assert_int_eq(held_at_ms, workbench->interactions.fetched_at_ms);
    /* The beginning of an answer that breaks off: what is shown is no state that the server ever had. */
    workbench_rows(workbench, number, none, false, true, false, held_at_ms + 10);
    refuse(desk, number, "it broke off");
    press(desk, "r");
    take_read(desk, &held_at_ms);
    ck_assert_int_eq(held_at_ms, 0);
    rows_free(&none);
    desk_free(desk);
}
END_TEST

/* Of a long list only the beginning is in the first screen; the rest is in the cache, and is asked for after it. */
START_TEST(the_beginning_of_a_long_list_is_shown_first)
{
    struct desk *desk = desk_new();
    workbench_recalled(desk->workbench, "queue=q1\ninteraction=c\npane=1\n");
    answer(desk, API_LIST_QUEUES, "q1");
    answer(desk, API_LIST_PROJECTS, "p1");
    const uint64_t peek = take_number(desk, ERRAND_PEEK, API_GET_ANNOTATED_INTERACTIONS);
    give_remembered(desk, peek, "a b", true, false);
    workbench_done(desk->workbench, peek, SLICE(""), true);
    SHOWS(desk, "[q1] | [a] b | interactions");
    ck_assert(workbench_is_presentable(desk->workbench));
    workbench_go(desk->workbench);
    struct errand errand = take(desk, ERRAND_READ, API_GET_ANNOTATED_INTERACTIONS);
    ck_assert(!errand.skip_cache);
    give_remembered(desk, errand.number, "a b", true, false);
    SHOWS(desk, "[q1] | [a] b | interactions");
    give_remembered(desk, errand.number, "c d", false, true);
    SHOWS(desk, "[q1] | a b [c] d | interactions");
    /* What is whole is not asked of the cache again. */
    workbench_done(desk->workbench, errand.number, SLICE(""), false);
    errand_free(&errand);
    press(desk, "r");
    errand = take(desk, ERRAND_READ, API_GET_ANNOTATED_INTERACTIONS);
    ck_assert(errand.skip_cache);
    errand_free(&errand);
    desk_free(desk);
}
END_TEST

START_TEST(starts_with_nothing_remembered)
{
    struct desk *desk = desk_new();
    workbench_go(desk->workbench);
    workbench_recalled(desk->workbench, NULL);
    ck_assert_uint_eq(waiting(desk, ERRAND_PEEK), 2);
    refuse(desk, take_number(desk, ERRAND_PEEK, API_LIST_QUEUES), "nothing is there");
    ck_assert_uint_eq(waiting(desk, ERRAND_READ), 0);
    refuse(desk, take_number(desk, ERRAND_PEEK, API_LIST_PROJECTS), "nothing is there");
    ck_assert_ptr_null(desk->workbench->message);
    ck_assert_uint_eq(waiting(desk, ERRAND_READ), 2);
    answer(desk, API_LIST_QUEUES, "q1 q2");
    SHOWS(desk, "[q1] q2 | | queues");
    answer(desk, API_GET_ANNOTATED_INTERACTIONS, "a");
    SHOWS(desk, "[q1] q2 | [a] | queues");
    desk_free(desk);
}
END_TEST

/* The disk may be slower than the person. */
START_TEST(what_is_remembered_late_does_not_move_who_is_typing)
{
    struct desk *desk = desk_new();
    workbench_go(desk->workbench);
    press(desk, "/ x");
    workbench_recalled(desk->workbench, "queue=q1\ninteraction=c\npane=2\n");
    press(desk, "escape");
    SHOWS(desk, "| | queues");
    desk_free(desk);
}
END_TEST

START_TEST(a_remembered_queue_that_has_vanished_is_left)
{
    struct desk *desk = desk_new();
    workbench_go(desk->workbench);
    workbench_recalled(desk->workbench, "queue=gone\ninteraction=x\npane=7\n");
    answer(desk, API_LIST_QUEUES, "gone q2");
    answer(desk, API_GET_ANNOTATED_INTERACTIONS, "x");
    answer(desk, API_LIST_PROJECTS, "");
    refuse(desk, take_number(desk, ERRAND_READ, API_GET_ANNOTATED_INTERACTIONS), "no such queue");
    answer(desk, API_LIST_QUEUES, "q2 q3");
    answer(desk, API_GET_ANNOTATED_INTERACTIONS, "y");
    SHOWS(desk, "[q2] q3 | [y] | queues");
    desk_free(desk);
}
END_TEST

/* The cache of the queues may be gone while that of the interactions is there. */
START_TEST(a_remembered_queue_stays_while_its_list_is_unknown)
{
    struct desk *desk = desk_new();
    workbench_go(desk->workbench);
    workbench_recalled(desk->workbench, "queue=q2\ninteraction=b\npane=1\n");
    answer(desk, API_LIST_QUEUES, "");
    answer(desk, API_LIST_PROJECTS, "");
    answer(desk, API_GET_ANNOTATED_INTERACTIONS, "a b c");
    SHOWS(desk, "| a [b] c | interactions");
    answer(desk, API_LIST_QUEUES, "q1 q2");
    SHOWS(desk, "q1 [q2] | a [b] c | interactions");
    desk_free(desk);
}
END_TEST

/* They read or cancel while the cache is still being asked. */
static const char *const early_keys[] = { "r", "p", "j", "p *", "G", "c", "d", "tab r", "r r" };

START_TEST(keys_before_the_start_do_not_prevent_it)
{
    struct desk *desk = desk_new();
    workbench_go(desk->workbench);
    workbench_recalled(desk->workbench, "queue=q1\n");
    answer(desk, API_LIST_QUEUES, "q1 q2");
    press(desk, early_keys[_i]);
    wait_ms(desk, 100);
    ck_assert_uint_eq(waiting(desk, ERRAND_READ), 0);
    while (waiting(desk, ERRAND_PEEK) > 0)
        refuse(desk, take_number(desk, ERRAND_PEEK, API_OPERATION_COUNT), "nothing is there");
    wait_ms(desk, 1);
    ck_assert(desk->workbench->started);
    desk_free(desk);
}
END_TEST

START_TEST(a_queue_under_the_cursor_opens_soon)
{
    struct desk *desk = desk_open();
    press(desk, "j");
    SHOWS(desk, "q1 [q2] q3 | [a] b c | queues");
    ck_assert_int_ge(workbench_due_ms(desk->workbench), 0);
    wait_ms(desk, 10);
    press(desk, "j");
    wait_ms(desk, 75);
    ck_assert_uint_eq(waiting(desk, ERRAND_READ), 0);
    wait_ms(desk, 10);
    SHOWS(desk, "q1 q2 [q3] | | queues");
    answer(desk, API_GET_ANNOTATED_INTERACTIONS, "z");
    SHOWS(desk, "q1 q2 [q3] | [z] | queues");
    press(desk, "k j");
    wait_ms(desk, 1000);
    ck_assert_uint_eq(waiting(desk, ERRAND_READ), 0);
    press(desk, "k enter");
    ck_assert_str_eq(desk->workbench->queue_id, "q2");
    desk_free(desk);
}
END_TEST

START_TEST(answers_of_a_cancelled_read_are_ignored)
{
    struct desk *desk = desk_open();
    press(desk, "r");
    const uint64_t old = take_number(desk, ERRAND_READ, API_GET_ANNOTATED_INTERACTIONS);
    press(desk, "j l");
    ck_assert_uint_eq(take_number(desk, ERRAND_CANCEL, API_OPERATION_COUNT), old);
    answer_number(desk, old, API_GET_ANNOTATED_INTERACTIONS, "stale");
    refuse(desk, old, "stale");
    SHOWS(desk, "q1 [q2] q3 | | interactions");
    answer(desk, API_GET_ANNOTATED_INTERACTIONS, "x y");
    SHOWS(desk, "q1 [q2] q3 | [x] y | interactions");
    desk_free(desk);
}
END_TEST

START_TEST(a_refresh_keeps_cursor_and_marks)
{
    struct desk *desk = desk_open();
    press(desk, "l space j");
    SHOWS(desk, "[q1] q2 q3 | *a b [c] | interactions");
    press(desk, "r");
    SAYS(desk, "reading anew");
    answer(desk, API_GET_ANNOTATED_INTERACTIONS, "new c b a");
    SHOWS(desk, "[q1] q2 q3 | new [c] b *a | interactions");
    answer(desk, API_LIST_QUEUES, "q0 q1 q3");
    SHOWS(desk, "q0 [q1] q3 | new [c] b *a | interactions");
    desk_free(desk);
}
END_TEST

START_TEST(a_failed_read_keeps_the_rows_and_says_so)
{
    struct desk *desk = desk_open();
    press(desk, "l r");
    const uint64_t number = take_number(desk, ERRAND_READ, API_GET_ANNOTATED_INTERACTIONS);
    refuse(desk, number, "the server is away");
    SHOWS(desk, "[q1] q2 q3 | [a] b c | interactions");
    SAYS(desk, "Interactions: the server is away");
    ck_assert_str_eq(desk->workbench->interactions.problem.message, "the server is away");
    press(desk, "r");
    answer(desk, API_GET_ANNOTATED_INTERACTIONS, "a");
    ck_assert_str_eq(desk->workbench->interactions.problem.message, "");
    desk_free(desk);
}
END_TEST

START_TEST(a_limit_ends_when_its_time_has_come)
{
    struct desk *desk = desk_open();
    ck_assert_int_eq(workbench_due_ms(desk->workbench), -1);
    workbench_link(desk->workbench, LINK_LIMITED, desk->workbench->now_ms + 3000);
    ck_assert_int_eq(workbench_due_ms(desk->workbench), desk->workbench->now_ms + 1000);
    wait_ms(desk, 2999);
    ck_assert_int_eq(desk->workbench->link, LINK_LIMITED);
    wait_ms(desk, 1);
    ck_assert_int_eq(desk->workbench->link, LINK_UNKNOWN);
    desk_free(desk);
}
END_TEST

START_TEST(quitting_remembers_where_the_person_was)
{
    struct desk *desk = desk_open();
    press(desk, "j l");
    answer(desk, API_GET_ANNOTATED_INTERACTIONS, "x y");
    press(desk, "j :");
    type(desk, "q");
    press(desk, "enter");
    ck_assert_str_eq(take_text(desk, ERRAND_REMEMBER), "project=\nqueue=q2\ninteraction=y\npane=1\nme=\n");
    ck_assert_uint_eq(waiting(desk, ERRAND_QUIT), 1);
    desk_free(desk);
}
END_TEST

START_TEST(a_try_that_failed_is_told_until_one_succeeds)
{
    struct desk *desk = desk_open();
    press(desk, "r");
    const uint64_t errand = take_number(desk, ERRAND_READ, API_LIST_QUEUES);
    struct error error;
    error_set(&error, ERROR_REACH, NULL, "nobody answers");
    workbench_retrying(desk->workbench, errand, &error);
    ck_assert_str_eq(desk->workbench->message, "trying again: nobody answers");
    ck_assert_str_eq(desk->workbench->queues.problem.message, "nobody answers");
    workbench_done(desk->workbench, errand, SLICE(""), false);
    ck_assert_ptr_null(desk->workbench->message);
    ck_assert_int_eq(desk->workbench->queues.problem.kind, ERROR_NONE);
    desk_free(desk);
}
END_TEST

START_TEST(leaving_at_once_keeps_what_was_remembered)
{
    struct desk *desk = desk_new();
    press(desk, "q");
    ck_assert_uint_eq(waiting(desk, ERRAND_QUIT), 1);
    ck_assert_uint_eq(waiting(desk, ERRAND_REMEMBER), 0);
    desk_free(desk);
}
END_TEST

/* A start that names a queue begins with its review, and what comes later goes behind. */
START_TEST(a_wanted_review_opens_when_there_is_something_in_it)
{
    struct desk *desk = desk_new();
    workbench_want_review(desk->workbench, "q2");
    people_set_me(desk->workbench->people, SLICE("ann"));
    workbench_recalled(desk->workbench, "project=p1\nqueue=q1\n");
    answer(desk, API_LIST_QUEUES, "q1 q2");
    answer(desk, API_LIST_PROJECTS, "");
    ck_assert_ptr_null(desk->workbench->review);
    answer(desk, API_GET_ANNOTATED_INTERACTIONS, "a b");
    ck_assert_ptr_nonnull(desk->workbench->review);
    ck_assert_str_eq(desk->workbench->review->queue_id, "q2");
    ck_assert_uint_eq(desk->workbench->review->count, 2);
    workbench_go(desk->workbench);
    answer(desk, API_GET_ANNOTATED_INTERACTIONS, "a b c");
    ck_assert_uint_eq(desk->workbench->review->count, 3);
    workbench_look_again(desk->workbench);
    workbench_look_again(desk->workbench);
    answer(desk, API_GET_ANNOTATED_INTERACTIONS, "a b c");
    answer(desk, API_GET_ANNOTATED_INTERACTIONS, "a b c d");
    ck_assert_uint_eq(desk->workbench->review->count, 4);
    ck_assert_uint_eq(desk->workbench->review->at, 0);
    press(desk, "q");
    ck_assert_ptr_null(desk->workbench->review);
    workbench_look_again(desk->workbench);
    answer(desk, API_GET_ANNOTATED_INTERACTIONS, "a b c d e");
    ck_assert_ptr_null(desk->workbench->review);
    desk_free(desk);
}
END_TEST

Suite *workbench_load_suite(void)
{
    Suite *suite = suite_create("workbench_load");
    TCase *tests = tcase_create("load");
    tcase_add_test(tests, starts_with_what_is_remembered_then_asks_the_server);
    tcase_add_test(tests, what_is_held_whole_need_only_be_confirmed);
    tcase_add_test(tests, the_beginning_of_a_long_list_is_shown_first);
    tcase_add_test(tests, starts_with_nothing_remembered);
    tcase_add_test(tests, a_wanted_review_opens_when_there_is_something_in_it);
    tcase_add_test(tests, what_is_remembered_late_does_not_move_who_is_typing);
    tcase_add_test(tests, a_remembered_queue_that_has_vanished_is_left);
    tcase_add_test(tests, a_remembered_queue_stays_while_its_list_is_unknown);
    tcase_add_loop_test(tests, keys_before_the_start_do_not_prevent_it, 0, ARRAY_LENGTH(early_keys));
    tcase_add_test(tests, a_queue_under_the_cursor_opens_soon);
    tcase_add_test(tests, answers_of_a_cancelled_read_are_ignored);
    tcase_add_test(tests, a_refresh_keeps_cursor_and_marks);
    tcase_add_test(tests, a_failed_read_keeps_the_rows_and_says_so);
    tcase_add_test(tests, a_try_that_failed_is_told_until_one_succeeds);
    tcase_add_test(tests, a_limit_ends_when_its_time_has_come);
    tcase_add_test(tests, quitting_remembers_where_the_person_was);
    tcase_add_test(tests, leaving_at_once_keeps_what_was_remembered);
    suite_add_tcase(suite, tests);
    return suite;
}
