#include "desk.h"

#include <check.h>

/* The queue that is being read ahead; empty: none. */
static void assert_ahead(struct desk *desk, const char *queue)
{
    if (*queue == '\0') {
        ck_assert_uint_eq(waiting(desk, ERRAND_READ), 0);
        return;
    }
    struct errand errand = take(desk, ERRAND_READ, API_GET_ANNOTATED_INTERACTIONS);
    ck_assert(errand.ahead && errand.in_background);
    ck_assert_str_eq(api_call_argument(&errand.call, "queue_id"), queue);
    workbench_done(desk->workbench, errand.number, SLICE(""), false);
    errand_free(&errand);
}

/* Names of people come before it, and are no matter here. */
static struct desk *open_quiet(void)
{
    struct desk *desk = desk_open();
    desk->workbench->asked_for_me = true;
    workbench_link(desk->workbench, LINK_LIVE, 0);
    return desk;
}

START_TEST(the_queues_beside_the_cursor_are_read_once)
{
    struct desk *desk = open_quiet();
    assert_ahead(desk, "q2");
    assert_ahead(desk, "");
    press(desk, "j");
    wait_ms(desk, 100);
    answer(desk, API_GET_ANNOTATED_INTERACTIONS, "d e");
    assert_ahead(desk, "q3");
    assert_ahead(desk, "q1");
    assert_ahead(desk, "");
    wait_ms(desk, 120000);
    assert_ahead(desk, "q3");
    desk_free(desk);
}
END_TEST

START_TEST(what_is_asked_for_comes_first)
{
    struct desk *desk = open_quiet();
    struct errand errand = take(desk, ERRAND_READ, API_GET_ANNOTATED_INTERACTIONS);
    const uint64_t number = errand.number;
    ck_assert(errand.ahead);
    errand_free(&errand);
    press(desk, "j");
    wait_ms(desk, 100);
    ck_assert_uint_eq(take_number(desk, ERRAND_CANCEL, API_OPERATION_COUNT), number);
    errand = take(desk, ERRAND_READ, API_GET_ANNOTATED_INTERACTIONS);
    ck_assert(!errand.ahead);
    ck_assert_str_eq(api_call_argument(&errand.call, "queue_id"), "q2");
    errand_free(&errand);
    desk_free(desk);
}
END_TEST

START_TEST(what_is_too_large_is_not_tried_again)
{
    struct desk *desk = open_quiet();
    struct error error;
    error_set(&error, ERROR_CANCELLED, NULL, "too large");
    struct errand errand = take(desk, ERRAND_READ, API_GET_ANNOTATED_INTERACTIONS);
    workbench_failed(desk->workbench, errand.number, &error);
    errand_free(&errand);
    ck_assert_ptr_null(desk->workbench->message);
    wait_ms(desk, 120000);
    assert_ahead(desk, "");
    desk_free(desk);
}
END_TEST

START_TEST(nothing_is_read_ahead_without_a_server)
{
    struct desk *desk = desk_open();
    desk->workbench->asked_for_me = true;
    workbench_link(desk->workbench, LINK_OFFLINE, 0);
    assert_ahead(desk, "");
    desk_free(desk);
}
END_TEST

/* The server is away: the list is read again after 2, 4, ... seconds, and only the first failure is spoken of. */
START_TEST(what_failed_is_read_again_by_itself)
{
    struct desk *desk = desk_open();
    struct workbench *workbench = desk->workbench;
    struct error error;
    error_set(&error, ERROR_REACH, NULL, "it doesn't answer");
    workbench->asked_for_me = true;
    workbench_link(workbench, LINK_OFFLINE, 0);
    press(desk, "r");
    workbench_failed(workbench, take_number(desk, ERRAND_READ, API_GET_ANNOTATED_INTERACTIONS), &error);
    SAYS(desk, "it doesn't answer");
    press(desk, "esc");
    const size_t others = waiting(desk, ERRAND_READ); /* r asked for them, too */
    wait_ms(desk, 1900);
    ck_assert_uint_eq(waiting(desk, ERRAND_READ), others);
    wait_ms(desk, 200);
    workbench_failed(workbench, take_number(desk, ERRAND_READ, API_GET_ANNOTATED_INTERACTIONS), &error);
    ck_assert(workbench->message == NULL || strstr(workbench->message, "answer") == NULL);
    wait_ms(desk, 3900);
    ck_assert_uint_eq(waiting(desk, ERRAND_READ), others);
    wait_ms(desk, 200);
    answer(desk, API_GET_ANNOTATED_INTERACTIONS, "a b c");
    ck_assert_int_eq(workbench->interactions.problem.kind, ERROR_NONE);
    wait_ms(desk, 60000);
    ck_assert_uint_eq(waiting(desk, ERRAND_READ), others);
    desk_free(desk);
}
END_TEST

Suite *workbench_ahead_suite(void);
Suite *workbench_ahead_suite(void)
{
    Suite *suite = suite_create("workbench_ahead");
    TCase *tests = tcase_create("workbench_ahead");
    tcase_add_test(tests, the_queues_beside_the_cursor_are_read_once);
    tcase_add_test(tests, what_is_asked_for_comes_first);
    tcase_add_test(tests, what_is_too_large_is_not_tried_again);
    tcase_add_test(tests, nothing_is_read_ahead_without_a_server);
    tcase_add_test(tests, what_failed_is_read_again_by_itself);
    suite_add_tcase(suite, tests);
    return suite;
}
