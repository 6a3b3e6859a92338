#include "desk.h"

#include <check.h>

static const char *field(const struct desk *desk, size_t at)
{
    return buf_text(&desk->workbench->form->fields[at].line.text);
}

START_TEST(a_queue_is_created_in_the_project_of_its_neighbours)
{
    struct desk *desk = desk_open();
    press(desk, "c");
    type(desk, "New one");
    press(desk, "enter enter");
    SAYS(desk, "create queue: sending");
    struct errand errand = take(desk, ERRAND_WRITE, API_CREATE_QUEUE);
    const char *body = body_of(desk, &errand);
    ck_assert(strstr(body, "\"project_id\":\"p1\"") != NULL);
    ck_assert(strstr(body, "\"name\":\"New one\"") != NULL);
    workbench_done(desk->workbench, errand.number,
                   SLICE("{\"data\":{\"id\":\"q9\",\"type\":\"queues\",\"attributes\":{\"name\":\"New one\"}}}"),
                   false);
    errand_free(&errand);
    SAYS(desk, "queue \"New one\" created");
    SHOWS(desk, "[q9] q1 q2 q3 | | queues");
    ck_assert_str_eq(desk->workbench->queue_id, "q9");
    desk_free(desk);
}
END_TEST

START_TEST(without_a_known_project_one_is_chosen_first)
{
    struct desk *desk = desk_open();
    press(desk, "r");
    answer(desk, API_LIST_QUEUES, "");
    answer(desk, API_LIST_PROJECTS, "p1=Shop p2=Search");
    press(desk, "c");
    SHOWS(desk, "| | queues projects");
    SAYS(desk, "a queue belongs to a project");
    press(desk, "j enter");
    ck_assert_str_eq(desk->workbench->project_id, "p2");
    press(desk, "c x ctrl-s");
    struct errand errand = take(desk, ERRAND_WRITE, API_CREATE_QUEUE);
    ck_assert(strstr(body_of(desk, &errand), "\"project_id\":\"p2\"") != NULL);
    errand_free(&errand);
    desk_free(desk);
}
END_TEST

START_TEST(a_form_without_a_name_is_not_sent)
{
    struct desk *desk = desk_open();
    press(desk, "c enter");
    ck_assert_str_ne(desk->workbench->form->fields[0].problem, "");
    ck_assert_uint_eq(desk->workbench->form->focus, 0);
    press(desk, "tab");
    ck_assert_uint_eq(desk->workbench->form->focus, 1);
    press(desk, "ctrl-s");
    ck_assert_uint_eq(desk->workbench->form->focus, 0);
    ck_assert_uint_eq(waiting(desk, ERRAND_WRITE), 0);
    press(desk, "x");
    ck_assert_str_eq(desk->workbench->form->fields[0].problem, "");
    press(desk, "shift-tab tab ctrl-s");
    ck_assert_uint_eq(waiting(desk, ERRAND_WRITE), 1);
    desk_free(desk);
}
END_TEST

START_TEST(escape_keeps_the_draft_and_the_same_key_brings_it_back)
{
    struct desk *desk = desk_open();
    press(desk, "c");
    type(desk, "half a");
    press(desk, "escape");
    SAYS(desk, "kept as a draft");
    press(desk, "e");
    ck_assert_str_eq(field(desk, 0), "Tone");
    press(desk, "escape");
    ck_assert_uint_eq(desk->workbench->draft_count, 1);
    press(desk, "c");
    SAYS(desk, "your draft is back");
    ck_assert_str_eq(field(desk, 0), "half a");
    press(desk, "ctrl-u escape c");
    ck_assert_str_eq(field(desk, 0), "");
    desk_free(desk);
}
END_TEST

START_TEST(an_edit_sends_only_what_changed)
{
    struct desk *desk = desk_open();
    press(desk, "e ctrl-s");
    SAYS(desk, "nothing was changed");
    ck_assert_int_eq(workbench_place(desk->workbench), PLACE_QUEUES);
    press(desk, "e tab w h y ctrl-s");
    struct errand errand = take(desk, ERRAND_WRITE, API_UPDATE_QUEUE);
    ck_assert_str_eq(api_call_argument(&errand.call, "queue_id"), "q1");
    const char *body = body_of(desk, &errand);
    ck_assert(strstr(body, "why") != NULL);
    ck_assert(strstr(body, "name") == NULL);
    errand_free(&errand);
    desk_free(desk);
}
END_TEST

START_TEST(an_objection_stands_at_its_field)
{
    struct desk *desk = desk_open();
    press(desk, "c x ctrl-s");
    const uint64_t number = take_number(desk, ERRAND_WRITE, API_CREATE_QUEUE);
    press(desk, "e");
    SAYS(desk, "still on its way");
    refuse(desk, number, "/data/attributes/name", "name is taken", false);
    ck_assert_int_eq(workbench_place(desk->workbench), PLACE_FORM);
    SAYS(desk, "create queue: name is taken");
    ck_assert(strstr(desk->workbench->form->fields[0].problem, "name is taken") != NULL);
    press(desk, "y ctrl-s");
    answer_one(desk, API_CREATE_QUEUE, "q9=xy");
    SAYS(desk, "queue \"xy\" created");
    ck_assert_ptr_null(desk->workbench->form);
    desk_free(desk);
}
END_TEST

/* What the person has begun meanwhile stays on top; the form comes back by its key. */
START_TEST(a_form_that_fails_behind_something_is_kept)
{
    static const char *const keys[] = { "a", "d", "s", "?", ":", "/" };
    struct desk *desk = desk_open();
    press(desk, "c x ctrl-s");
    press(desk, keys[_i]);
    const enum place place = workbench_place(desk->workbench);
    refuse(desk, take_number(desk, ERRAND_WRITE, API_CREATE_QUEUE), "", "no", false);
    ck_assert_int_eq(workbench_place(desk->workbench), place);
    press(desk, "escape c");
    ck_assert_str_eq(field(desk, 0), "x");
    desk_free(desk);
}
END_TEST

START_TEST(a_creation_of_unknown_outcome_says_so_and_looks)
{
    struct desk *desk = desk_open();
    press(desk, "c x ctrl-s");
    refuse(desk, take_number(desk, ERRAND_WRITE, API_CREATE_QUEUE), "", "broken off", true);
    SAYS(desk, "may have been made or not");
    ck_assert_str_eq(field(desk, 0), "x");
    answer(desk, API_LIST_QUEUES, "q9=x q1=Tone");
    desk_free(desk);
}
END_TEST

START_TEST(an_answer_that_cannot_be_read_leads_to_a_look)
{
    struct desk *desk = desk_open();
    press(desk, "c x ctrl-s");
    workbench_done(desk->workbench, take_number(desk, ERRAND_WRITE, API_CREATE_QUEUE), SLICE("<html>"), false);
    SAYS(desk, "it was done, but the answer can't be read");
    answer(desk, API_LIST_QUEUES, "q9=x q1=Tone");
    desk_free(desk);
}
END_TEST

START_TEST(a_queue_is_deleted_after_a_question)
{
    struct desk *desk = desk_open();
    press(desk, "d");
    ck_assert_str_eq(desk->workbench->question.text, "Delete queue \"Tone\"?");
    ck_assert(strstr(desk->workbench->question.detail, "3 interactions go with it, 1 of them") != NULL);
    press(desk, "x escape");
    ck_assert_uint_eq(waiting(desk, ERRAND_WRITE), 0);
    press(desk, "d y");
    press(desk, "d");
    SAYS(desk, "still being deleted");
    workbench_done(desk->workbench, take_number(desk, ERRAND_WRITE, API_DELETE_QUEUE), SLICE(""), false);
    SAYS(desk, "queue \"Tone\" deleted");
    SHOWS(desk, "[q2] q3 | | queues");
    ck_assert_str_eq(desk->workbench->queue_id, "q2");
    desk_free(desk);
}
END_TEST

START_TEST(a_queue_that_was_not_deleted_stays)
{
    static const char *const says[] = { "the queue was not deleted: no", "the queue may be deleted or not: no" };
    struct desk *desk = desk_open();
    press(desk, "space d");
    SAYS(desk, "one at a time");
    press(desk, "- g d y");
    refuse(desk, take_number(desk, ERRAND_WRITE, API_DELETE_QUEUE), "", "no", _i == 1);
    SAYS(desk, says[_i]);
    SHOWS(desk, "[q1] q2 q3 | [a] b c | queues");
    ck_assert_uint_eq(waiting(desk, ERRAND_READ), (size_t)_i);
    desk_free(desk);
}
END_TEST

/* --- Projects ----------------------------------------------------------------------------------------------------- */

START_TEST(a_project_is_chosen_and_left)
{
    struct desk *desk = desk_open();
    press(desk, "p enter");
    struct errand errand = take(desk, ERRAND_READ, API_LIST_QUEUES);
    ck_assert_str_eq(api_call_argument(&errand.call, "projectId"), "p1");
    answer_number(desk, errand.number, API_LIST_QUEUES, "q2=Code");
    errand_free(&errand);
    SHOWS(desk, "[q2] | | queues");
    press(desk, "p *");
    ck_assert_ptr_null(desk->workbench->project_id);
    errand = take(desk, ERRAND_READ, API_LIST_QUEUES);
    ck_assert_ptr_null(api_call_argument(&errand.call, "projectId"));
    errand_free(&errand);
    desk_free(desk);
}
END_TEST

START_TEST(projects_are_created_and_renamed_in_their_list)
{
    struct desk *desk = desk_open();
    press(desk, "p c N ctrl-s");
    SHOWS(desk, "[q1] q2 q3 | [a] b c | queues projects");
    refuse(desk, take_number(desk, ERRAND_WRITE, API_CREATE_PROJECT), "/data/attributes/name", "taken", false);
    SHOWS(desk, "[q1] q2 q3 | [a] b c | queues projects form");
    press(desk, "w ctrl-s");
    answer_one(desk, API_CREATE_PROJECT, "p9=Nw");
    SAYS(desk, "project \"Nw\" created");
    ck_assert_uint_eq(list_total(desk->workbench->projects.list), 2);
    press(desk, "e X ctrl-s");
    answer_one(desk, API_UPDATE_PROJECT, "p9=NwX");
    SAYS(desk, "project \"NwX\" changed");
    press(desk, "enter");
    ck_assert_str_eq(desk->workbench->project_id, "p9");
    desk_free(desk);
}
END_TEST

/* The answer to a read from before would take back what was just written. */
START_TEST(a_read_under_way_begins_anew_after_a_change)
{
    struct desk *desk = desk_open();
    press(desk, "r c n ctrl-s");
    const uint64_t before = take_number(desk, ERRAND_READ, API_LIST_QUEUES);
    answer_one(desk, API_CREATE_QUEUE, "q9=n");
    answer_number(desk, before, API_LIST_QUEUES, "q1=Tone q2=Code");
    SHOWS(desk, "[q9] q1 q2 q3 | | queues");
    answer(desk, API_LIST_QUEUES, "q9=n q1=Tone");
    SHOWS(desk, "[q9] q1 | | queues");
    press(desk, "r d y");
    const uint64_t again = take_number(desk, ERRAND_READ, API_LIST_QUEUES);
    workbench_done(desk->workbench, take_number(desk, ERRAND_WRITE, API_DELETE_QUEUE), SLICE(""), false);
    answer_number(desk, again, API_LIST_QUEUES, "q9=n q1=Tone");
    SHOWS(desk, "[q1] | | queues");
    desk_free(desk);
}
END_TEST

START_TEST(bad_news_outlive_the_keys_that_were_on_their_way)
{
    struct desk *desk = desk_open();
    press(desk, "d y");
    refuse(desk, take_number(desk, ERRAND_WRITE, API_DELETE_QUEUE), "", "no", false);
    press(desk, "l j j");
    SAYS(desk, "the queue was not deleted");
    wait_ms(desk, 1000);
    press(desk, "k");
    ck_assert_ptr_null(desk->workbench->message);
    desk_free(desk);
}
END_TEST

Suite *workbench_write_suite(void)
{
    Suite *suite = suite_create("workbench_write");
    TCase *tests = tcase_create("write");
    tcase_add_test(tests, a_queue_is_created_in_the_project_of_its_neighbours);
    tcase_add_test(tests, without_a_known_project_one_is_chosen_first);
    tcase_add_test(tests, a_form_without_a_name_is_not_sent);
    tcase_add_test(tests, escape_keeps_the_draft_and_the_same_key_brings_it_back);
    tcase_add_test(tests, an_edit_sends_only_what_changed);
    tcase_add_test(tests, an_objection_stands_at_its_field);
    tcase_add_loop_test(tests, a_form_that_fails_behind_something_is_kept, 0, 6);
    tcase_add_test(tests, a_creation_of_unknown_outcome_says_so_and_looks);
    tcase_add_test(tests, an_answer_that_cannot_be_read_leads_to_a_look);
    tcase_add_test(tests, a_queue_is_deleted_after_a_question);
    tcase_add_loop_test(tests, a_queue_that_was_not_deleted_stays, 0, 2);
    tcase_add_test(tests, a_project_is_chosen_and_left);
    tcase_add_test(tests, projects_are_created_and_renamed_in_their_list);
    tcase_add_test(tests, a_read_under_way_begins_anew_after_a_change);
    tcase_add_test(tests, bad_news_outlive_the_keys_that_were_on_their_way);
    suite_add_tcase(suite, tests);
    return suite;
}
