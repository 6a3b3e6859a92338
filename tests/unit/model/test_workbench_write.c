#include "desk.h"

#include <annotty/base/mem.h>

#include <check.h>
#include <stdlib.h>

static const char *field(const struct desk *desk, size_t at)
{
    return buf_text(&desk->workbench->form->fields[at].line.text);
}

static struct slice queue_name(const struct desk *desk, uint32_t row)
{
    return rows_cell(list_rows(desk->workbench->queues.list), row, 0);
}

START_TEST(a_queue_is_created_in_the_project_of_its_neighbours)
{
    struct desk *desk = desk_open();
    press(desk, "c");
    type(desk, "New one");
    press(desk, "enter enter");
    SAYS(desk, "create queue \"New one\": keeping");
    SHOWS(desk, "[unsent:1] q1 q2 q3 | | queues");
    const struct change *change = last_change(desk, API_CREATE_QUEUE);
    SAYS(desk, "kept; sending");
    SHOWS(desk, "[local:1] q1 q2 q3 | | queues");
    ck_assert_str_eq(api_call_argument(&change->call, "project_id"), "\"p1\"");
    ck_assert_str_eq(api_call_argument(&change->call, "name"), "\"New one\"");
    do_it(desk, API_CREATE_QUEUE,
          "{\"data\":{\"id\":\"q9\",\"type\":\"queues\",\"attributes\":{\"name\":\"New one\"}}}");
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
    ck_assert_str_eq(api_call_argument(&last_change(desk, API_CREATE_QUEUE)->call, "project_id"), "\"p2\"");
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
    ck_assert_uint_eq(waiting(desk, ERRAND_KEEP), 0);
    press(desk, "x");
    ck_assert_str_eq(desk->workbench->form->fields[0].problem, "");
    press(desk, "shift-tab tab ctrl-s");
    ck_assert_uint_eq(waiting(desk, ERRAND_KEEP), 1);
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
    struct errand errand = take(desk, ERRAND_KEEP, API_UPDATE_QUEUE);
    ck_assert_str_eq(api_call_argument(&errand.calls[0], "queue_id"), "q1");
    const char *body = body_of(desk, &errand);
    ck_assert(strstr(body, "why") != NULL);
    ck_assert(strstr(body, "name") == NULL);
    errand_free(&errand);
    desk_free(desk);
}
END_TEST

/* What the server refuses stays, with its text; the person goes on meanwhile. */
START_TEST(a_refusal_stands_beside_its_row)
{
    struct desk *desk = desk_open();
    press(desk, "c x ctrl-s");
    refuse_it(desk, API_CREATE_QUEUE, "name is taken");
    SAYS(desk, "create queue \"x\": name is taken (! shows what can be done)");
    SHOWS(desk, "[local:1] q1 q2 q3 | | queues");
    const struct rows *rows = list_rows(desk->workbench->queues.list);
    const struct pending_change *change =
        workbench_row_change(desk->workbench, rows, rows_find(rows, SLICE("local:1")));
    ck_assert_int_eq(change->change.state, CHANGE_FAILED);
    ck_assert_str_eq(change->change.reason, "name is taken");
    move_on(desk, last_change(desk, API_CREATE_QUEUE), CHANGE_DROPPED, NULL, "");
    SHOWS(desk, "[q1] q2 q3 | | queues");
    desk_free(desk);
}
END_TEST

static const struct {
    const char *keys, *edits, *name;
    enum api_operation_id operation;
} mended[] = { { "c x ctrl-s", "y ctrl-s", "xy", API_CREATE_QUEUE },
               { "e x ctrl-s", "y ctrl-s", "Tonexy", API_UPDATE_QUEUE } };

/* What depends on it goes on with what it becomes. */
START_TEST(a_refused_change_is_edited_in_its_place)
{
    struct desk *desk = desk_open();
    char *name = xasprintf("\"%s\"", mended[_i].name);
    press(desk, mended[_i].keys);
    refuse_it(desk, mended[_i].operation, "name is taken");
    press(desk, "! e");
    ck_assert_int_eq(workbench_place(desk->workbench), PLACE_FORM);
    press(desk, mended[_i].edits);
    struct errand errand = take(desk, ERRAND_MEND, API_OPERATION_COUNT);
    ck_assert_int_eq(errand.about, 1);
    ck_assert_str_eq(api_call_argument(&errand.calls[0], "name"), name);
    errand_free(&errand);
    const struct list *list = desk->workbench->queues.list;
    ck_assert(slice_is(queue_name(desk, list_cursor_row(list)), mended[_i].name));
    ck_assert_uint_eq(waiting(desk, ERRAND_KEEP), 0);
    free(name);
    desk_free(desk);
}
END_TEST

START_TEST(refused_ids_are_edited_in_their_place)
{
    struct desk *desk = desk_open();
    press(desk, "a x ctrl-s");
    refuse_it(desk, API_ADD_INTERACTIONS, "x is no id");
    press(desk, "l G ! e y ctrl-s");
    struct errand errand = take(desk, ERRAND_MEND, API_OPERATION_COUNT);
    ck_assert(strstr(body_of(desk, &errand), "\"xy\"") != NULL);
    errand_free(&errand);
    SHOWS(desk, "[q1] q2 q3 | a b c [unsent:2] | interactions activity entry");
    desk_free(desk);
}
END_TEST

/* The disk is full, say: nothing has happened, but nothing of the text is lost. */
START_TEST(what_cannot_be_kept_is_taken_back)
{
    struct desk *desk = desk_open();
    press(desk, "c x ctrl-s");
    refuse(desk, take_number(desk, ERRAND_KEEP, API_CREATE_QUEUE), "no space left");
    SAYS(desk, "create queue \"x\": not kept, so nothing was done: no space left (your text is kept");
    SHOWS(desk, "[q1] q2 q3 | | queues");
    press(desk, "c");
    ck_assert_str_eq(field(desk, 0), "x");
    press(desk, "escape e X ctrl-s");
    ck_assert(slice_is(queue_name(desk, 0), "ToneX"));
    refuse(desk, take_number(desk, ERRAND_KEEP, API_UPDATE_QUEUE), "no space left");
    ck_assert(slice_is(queue_name(desk, 0), "Tone"));
    press(desk, "a y ctrl-s");
    refuse(desk, take_number(desk, ERRAND_KEEP, API_ADD_INTERACTIONS), "no space left");
    press(desk, "a");
    ck_assert_str_eq(buf_text(&desk->workbench->intake_line.text), "y");
    desk_free(desk);
}
END_TEST

/* It has a row at once, and all that can be done with one. */
START_TEST(what_is_not_made_yet_is_worked_with)
{
    struct desk *desk = desk_open();
    press(desk, "c x ctrl-s a i ctrl-s");
    ck_assert_uint_eq(waiting(desk, ERRAND_KEEP), 1);
    SHOWS(desk, "[unsent:1] q1 q2 q3 | [unsent:2] | queues");
    keep(desk);
    ck_assert_str_eq(api_call_argument(&last_change(desk, API_ADD_INTERACTIONS)->call, "queue_id"), "local:1");
    SHOWS(desk, "[local:1] q1 q2 q3 | [unsent:2] | queues");
    press(desk, "e y ctrl-s");
    ck_assert(slice_is(queue_name(desk, 4), "xy"));
    answer_one(desk, API_CREATE_QUEUE, "q9=x");
    SHOWS(desk, "[q9] q1 q2 q3 | [unsent:2] | queues");
    answer_added(desk, "i");
    SHOWS(desk, "[q9] q1 q2 q3 | [i] | queues");
    answer_one(desk, API_UPDATE_QUEUE, "q9=xy");
    SHOWS(desk, "[q9] q1 q2 q3 | [i] | queues");
    ck_assert_uint_eq(pending_count(desk->workbench->pending).waiting, 0);
    desk_free(desk);
}
END_TEST

/* Rows that come meanwhile don't show the time before. */
START_TEST(what_is_meant_lies_over_what_comes)
{
    struct desk *desk = desk_open();
    press(desk, "e X ctrl-s r");
    keep(desk);
    answer(desk, API_LIST_QUEUES, "q1=Tune q2=Code");
    ck_assert(slice_is(queue_name(desk, 0), "ToneX"));
    move_on(desk, last_change(desk, API_UPDATE_QUEUE), CHANGE_DROPPED, NULL, "");
    ck_assert(slice_is(queue_name(desk, 0), "Tune"));
    press(desk, "c n ctrl-s r");
    keep(desk);
    answer(desk, API_LIST_QUEUES, "q1=Tune q2=Code");
    SHOWS(desk, "[local:2] q1 q2 | | queues");
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
    ck_assert_uint_eq(waiting(desk, ERRAND_KEEP), 0);
    press(desk, "d y");
    SHOWS(desk, "[q1] q2 q3 | [a] b c | queues");
    press(desk, "d");
    SAYS(desk, "being deleted already");
    do_it(desk, API_DELETE_QUEUE, "");
    SAYS(desk, "queue \"Tone\" deleted");
    SHOWS(desk, "[q2] q3 | | queues");
    ck_assert_str_eq(desk->workbench->queue_id, "q2");
    desk_free(desk);
}
END_TEST

START_TEST(a_deletion_is_held_and_counted_down)
{
    struct desk *desk = desk_open();
    desk->workbench->hold_ms = 5000;
    press(desk, "d");
    ck_assert(strstr(desk->workbench->question.detail, "u prevents it for 5 s") != NULL);
    press(desk, "y");
    keep(desk);
    const struct pending_change *held = workbench_next_held(desk->workbench);
    ck_assert_ptr_nonnull(held);
    ck_assert_int_eq(held->hold_until_ms, desk->workbench->now_ms + 5000);
    ck_assert_int_eq(workbench_due_ms(desk->workbench), desk->workbench->now_ms + 1000);
    wait_ms(desk, 300);
    ck_assert_int_eq(workbench_due_ms(desk->workbench), desk->workbench->now_ms + 700);
    press(desk, "u");
    const uint64_t number = take_number(desk, ERRAND_UNDO, API_OPERATION_COUNT);
    move_on(desk, last_change(desk, API_DELETE_QUEUE), CHANGE_DROPPED, NULL, "");
    workbench_undone(desk->workbench, number, &desk->steps[0]);
    SAYS(desk, "taken back: delete queue \"Tone\"");
    ck_assert_ptr_null(workbench_next_held(desk->workbench));
    SHOWS(desk, "[q1] q2 q3 | [a] b c | queues");
    desk_free(desk);
}
END_TEST

START_TEST(a_queue_that_was_not_deleted_stays)
{
    struct desk *desk = desk_open();
    press(desk, "space d");
    SAYS(desk, "one at a time");
    press(desk, "- g d y");
    refuse_it(desk, API_DELETE_QUEUE, "no");
    SAYS(desk, "delete queue \"Tone\": no");
    SHOWS(desk, "[q1] q2 q3 | [a] b c | queues");
    desk_free(desk);
}
END_TEST

/* --- Taking back -------------------------------------------------------------------------------------------------- */

START_TEST(what_is_taken_back_or_not_is_told)
{
    struct desk *desk = desk_open();
    press(desk, "u");
    refuse(desk, take_number(desk, ERRAND_UNDO, API_OPERATION_COUNT), "there is nothing to undo");
    SAYS(desk, "there is nothing to undo");
    press(desk, "j e X ctrl-s");
    answer_one(desk, API_UPDATE_QUEUE, "q2=CodeX");
    press(desk, "g u");
    const uint64_t number = take_number(desk, ERRAND_UNDO, API_OPERATION_COUNT);
    workbench_undone(desk->workbench, number, &desk->steps[0]);
    SAYS(desk, "taken back: update queue \"CodeX\"");
    SHOWS(desk, "q1 [q2] q3 | | queues");
    press(desk, "ctrl-r");
    workbench_undone(desk->workbench, take_number(desk, ERRAND_REDO, API_OPERATION_COUNT), &desk->steps[0]);
    SAYS(desk, "done again: update queue");
    desk_free(desk);
}
END_TEST

/* Each press counts, also before the answer to the one before. */
START_TEST(as_much_is_taken_back_as_was_pressed)
{
    struct desk *desk = desk_open();
    press(desk, "c x ctrl-s");
    keep(desk);
    press(desk, "u u u ctrl-r");
    for (int i = 0; i < 2; i++)
        workbench_undone(desk->workbench, take_number(desk, ERRAND_UNDO, API_OPERATION_COUNT), &desk->steps[0]);
    ck_assert_uint_eq(waiting(desk, ERRAND_UNDO) + waiting(desk, ERRAND_REDO), 0);
    press(desk, "u ctrl-r ctrl-r ctrl-r");
    workbench_undone(desk->workbench, take_number(desk, ERRAND_UNDO, API_OPERATION_COUNT), &desk->steps[0]);
    refuse(desk, take_number(desk, ERRAND_REDO, API_OPERATION_COUNT), "there is nothing to redo");
    ck_assert_uint_eq(waiting(desk, ERRAND_REDO), 0);
    desk_free(desk);
}
END_TEST

/* --- Conflicts ---------------------------------------------------------------------------------------------------- */

static const struct {
    const char *key;
    enum change_act act;
} decisions[] = { { "m", CHANGE_ACT_RETRY }, { "t", CHANGE_ACT_DROP } };

START_TEST(a_conflict_is_decided_by_the_person)
{
    struct desk *desk = desk_open();
    press(desk, "e X ctrl-s a");
    move_on(desk, last_change(desk, API_UPDATE_QUEUE), CHANGE_CONFLICT,
            "{\"id\":\"q1\",\"type\":\"queues\",\"attributes\":{\"name\":\"Theirs\"}}", "");
    SAYS(desk, "somebody else has changed it meanwhile; ! shows both");
    SHOWS(desk, "[q1] q2 q3 | [a] b c | queues intake");
    press(desk, "escape !");
    SHOWS(desk, "[q1] q2 q3 | [a] b c | queues conflict");
    press(desk, "escape");
    SHOWS(desk, "[q1] q2 q3 | [a] b c | queues");
    press(desk, "!");
    press(desk, decisions[_i].key);
    struct errand errand = take(desk, ERRAND_ACT, API_OPERATION_COUNT);
    ck_assert_int_eq(errand.act, decisions[_i].act);
    ck_assert_int_eq(errand.about, 1);
    errand_free(&errand);
    SHOWS(desk, "[q1] q2 q3 | [a] b c | queues");
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
    answer_one(desk, API_CREATE_PROJECT, "p9=N");
    SAYS(desk, "project \"N\" created");
    ck_assert_uint_eq(list_total(desk->workbench->projects.list), 2);
    press(desk, "e X ctrl-s");
    answer_one(desk, API_UPDATE_PROJECT, "p9=NX");
    SAYS(desk, "project \"NX\" changed");
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
    do_it(desk, API_DELETE_QUEUE, "");
    answer_number(desk, again, API_LIST_QUEUES, "q9=n q1=Tone");
    SHOWS(desk, "[q1] | | queues");
    desk_free(desk);
}
END_TEST

START_TEST(bad_news_outlive_the_keys_that_were_on_their_way)
{
    struct desk *desk = desk_open();
    press(desk, "d y");
    refuse_it(desk, API_DELETE_QUEUE, "no");
    press(desk, "l j j");
    SAYS(desk, "delete queue \"Tone\": no");
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
    tcase_add_test(tests, a_refusal_stands_beside_its_row);
    tcase_add_loop_test(tests, a_refused_change_is_edited_in_its_place, 0, ARRAY_LENGTH(mended));
    tcase_add_test(tests, refused_ids_are_edited_in_their_place);
    tcase_add_test(tests, what_cannot_be_kept_is_taken_back);
    tcase_add_test(tests, what_is_not_made_yet_is_worked_with);
    tcase_add_test(tests, what_is_meant_lies_over_what_comes);
    tcase_add_test(tests, a_queue_is_deleted_after_a_question);
    tcase_add_test(tests, a_deletion_is_held_and_counted_down);
    tcase_add_test(tests, a_queue_that_was_not_deleted_stays);
    tcase_add_test(tests, what_is_taken_back_or_not_is_told);
    tcase_add_test(tests, as_much_is_taken_back_as_was_pressed);
    tcase_add_loop_test(tests, a_conflict_is_decided_by_the_person, 0, 2);
    tcase_add_test(tests, a_project_is_chosen_and_left);
    tcase_add_test(tests, projects_are_created_and_renamed_in_their_list);
    tcase_add_test(tests, a_read_under_way_begins_anew_after_a_change);
    tcase_add_test(tests, bad_news_outlive_the_keys_that_were_on_their_way);
    suite_add_tcase(suite, tests);
    return suite;
}
