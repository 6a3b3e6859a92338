/* Names of people: asked for behind the screen, one after the other, and never spoken of. */
#include "desk.h"

#include <annotty/base/mem.h>

#include <check.h>

static struct slice name_of(struct desk *desk, const char *id)
{
    return people_name(desk->workbench->people, slice_of(id));
}

static bool asks_for(struct desk *desk, enum api_operation_id operation)
{
    if (waiting(desk, ERRAND_READ) == 0)
        return false;
    for (size_t i = 0; i < desk->count; i++)
        if (desk->waiting[i].call.operation == &api_operations[operation])
            return true;
    return false;
}

static void tell(struct desk *desk, const char *body)
{
    workbench_done(desk->workbench, take_number(desk, ERRAND_READ, API_GET_USER), slice_of(body), false);
}

static void let_fail(struct desk *desk, enum error_kind kind, int status)
{
    struct error error = { 0 };
    error_set(&error, kind, "", "no");
    error.http_status = status;
    workbench_failed(desk->workbench, take_number(desk, ERRAND_READ, API_GET_USER), &error);
}

START_TEST(whom_the_screen_lacks_is_asked_for)
{
    struct desk *desk = desk_open();
    ck_assert_uint_eq(waiting(desk, ERRAND_READ), 0);
    name_of(desk, "u1");
    name_of(desk, "u2");
    ck_assert_uint_eq(waiting(desk, ERRAND_READ), 1);
    struct errand errand = take(desk, ERRAND_READ, API_GET_USER);
    ck_assert(errand.in_background);
    ck_assert_str_eq(api_call_argument(&errand.call, "person_id"), "u1");
    ck_assert(!workbench_is_busy(desk->workbench));
    const char *const body = "{\"data\":{\"id\":\"u1\",\"attributes\":{\"name\":\"Maya\"}}}";
    workbench_done(desk->workbench, errand.number, slice_of(body), false);
    errand_free(&errand);
    ck_assert(slice_is(name_of(desk, "u1"), "Maya"));
    tell(desk, "no JSON");
    ck_assert_uint_eq(waiting(desk, ERRAND_READ), 0);
    ck_assert_uint_eq(name_of(desk, "u2").length, 0);
    ck_assert_ptr_null(desk->workbench->message);
    desk_free(desk);
}
END_TEST

/* Everything but people is read. */
static struct desk *desk_without_people(void)
{
    struct desk *desk = desk_new();
    workbench_recalled(desk->workbench, NULL);
    answer(desk, API_LIST_QUEUES, "");
    answer(desk, API_LIST_PROJECTS, "");
    workbench_go(desk->workbench);
    ck_assert_uint_eq(desk->workbench->people_errand, 0);
    answer(desk, API_LIST_QUEUES, "q1=Tone q2=Code");
    return desk;
}

START_TEST(who_is_at_the_screen_is_asked_for_first)
{
    struct desk *desk = desk_without_people();
    ck_assert(asks_for(desk, API_GET_CURRENT_USER));
    const uint64_t number = take_number(desk, ERRAND_READ, API_GET_CURRENT_USER);
    workbench_done(desk->workbench, number, SLICE("{\"data\":{\"id\":\"u1\",\"attributes\":{\"name\":\"Maya\"}}}"),
                   false);
    ck_assert(slice_is(people_me(desk->workbench->people), "u1"));
    ck_assert(slice_is(name_of(desk, "u1"), "Maya"));
    press(desk, "r");
    answer(desk, API_LIST_QUEUES, "q1=Tone q2=Code");
    ck_assert(!asks_for(desk, API_GET_CURRENT_USER));
    desk_free(desk);
}
END_TEST

/* Keys of a service may belong to nobody; others have names all the same. */
START_TEST(it_may_be_unknown_who_is_at_the_screen)
{
    struct desk *desk = desk_without_people();
    struct error error = { 0 };
    error_set(&error, ERROR_AUTH, "", "no");
    workbench_failed(desk->workbench, take_number(desk, ERRAND_READ, API_GET_CURRENT_USER), &error);
    ck_assert_ptr_null(desk->workbench->message);
    name_of(desk, "u1");
    ck_assert(asks_for(desk, API_GET_USER));
    desk_free(desk);
}
END_TEST

START_TEST(a_filter_follows_the_names_that_come)
{
    struct desk *desk = desk_without_people();
    workbench_done(desk->workbench, take_number(desk, ERRAND_READ, API_GET_CURRENT_USER), SLICE("{}"), false);
    answer(desk, API_GET_ANNOTATED_INTERACTIONS, "a b* c");
    press(desk, "l");
    workbench_command(desk->workbench, "filter by:lindq");
    SHOWS(desk, "[q1] q2 | | interactions");
    struct errand errand = take(desk, ERRAND_READ, API_GET_USER);
    const char *const body = "{\"data\":{\"id\":\"x\",\"attributes\":{\"name\":\"Maya Lindqvist\"}}}";
    workbench_done(desk->workbench, errand.number, slice_of(body), false);
    errand_free(&errand);
    SHOWS(desk, "[q1] q2 | [b] | interactions");
    desk_free(desk);
}
END_TEST

START_TEST(nobody_is_asked_for_before_the_server_is)
{
    struct desk *desk = desk_new();
    name_of(desk, "u1");
    ck_assert_uint_eq(waiting(desk, ERRAND_READ), 0);
    desk_free(desk);
}
END_TEST

static const struct {
    enum error_kind kind;
    int status;
    bool goes_on, is_retried;
} refusals[] = {
    { ERROR_API, 404, true, false }, { ERROR_API, 405, false, false }, { ERROR_AUTH, 403, false, false },
    { ERROR_REACH, 0, false, true }, { ERROR_RATE, 429, false, true },
};

START_TEST(what_is_refused_is_not_spoken_of)
{
    struct desk *desk = desk_open();
    name_of(desk, "u1");
    name_of(desk, "u2");
    let_fail(desk, refusals[_i].kind, refusals[_i].status);
    ck_assert_ptr_null(desk->workbench->message);
    ck_assert_int_eq(asks_for(desk, API_GET_USER), refusals[_i].goes_on);
    if (refusals[_i].goes_on)
        tell(desk, "{\"data\":{\"id\":\"u2\",\"attributes\":{\"name\":\"Tom\"}}}");
    press(desk, "r");
    answer(desk, API_LIST_QUEUES, "q1=Tone q2=Code q3=Empty");
    ck_assert_int_eq(asks_for(desk, API_GET_USER), refusals[_i].is_retried);
    desk_free(desk);
}
END_TEST

START_TEST(a_try_that_fails_is_not_spoken_of)
{
    struct desk *desk = desk_open();
    struct error error = { 0 };
    error_set(&error, ERROR_REACH, "", "refused");
    name_of(desk, "u1");
    struct errand errand = take(desk, ERRAND_READ, API_GET_USER);
    workbench_retrying(desk->workbench, errand.number, &error);
    ck_assert_ptr_null(desk->workbench->message);
    errand_free(&errand);
    desk_free(desk);
}
END_TEST

START_TEST(names_are_remembered)
{
    struct desk *desk = desk_new();
    workbench_go(desk->workbench);
    workbench_recalled(desk->workbench, "project=p1\nqueue=q1\nperson=u1 Maya Lindqvist\nperson=\npane=1\n");
    ck_assert(slice_is(name_of(desk, "u1"), "Maya Lindqvist"));
    ck_assert_uint_eq(waiting(desk, ERRAND_READ), 0);
    workbench_leave(desk->workbench);
    ck_assert_ptr_nonnull(strstr(take_text(desk, ERRAND_REMEMBER), "pane=1\n"));
    desk_free(desk);
    desk = desk_open();
    people_put(desk->workbench->people, SLICE("u2"), SLICE("Tom"));
    workbench_leave(desk->workbench);
    ck_assert_ptr_nonnull(strstr(take_text(desk, ERRAND_REMEMBER), "person=u2 Tom\n"));
    desk_free(desk);
}
END_TEST

Suite *workbench_people_suite(void)
{
    TCase *const cases = tcase_create("workbench_people");
    tcase_add_test(cases, whom_the_screen_lacks_is_asked_for);
    tcase_add_test(cases, who_is_at_the_screen_is_asked_for_first);
    tcase_add_test(cases, it_may_be_unknown_who_is_at_the_screen);
    tcase_add_test(cases, a_filter_follows_the_names_that_come);
    tcase_add_test(cases, nobody_is_asked_for_before_the_server_is);
    tcase_add_loop_test(cases, what_is_refused_is_not_spoken_of, 0, ARRAY_LENGTH(refusals));
    tcase_add_test(cases, a_try_that_fails_is_not_spoken_of);
    tcase_add_test(cases, names_are_remembered);
    Suite *const suite = suite_create("workbench_people");
    suite_add_tcase(suite, cases);
    return suite;
}
