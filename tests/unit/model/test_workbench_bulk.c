#include "desk.h"

#include <annotty/base/mem.h>

#include <check.h>
#include <stdlib.h>

/* --- Removing ----------------------------------------------------------------------------------------------------- */

static const struct {
    const char *keys, *text, *detail;
} questions[] = {
    { "d", "Remove 1 interaction from \"Tone\"?", "It carries no annotations." },
    { "j d", "Remove 1 interaction from \"Tone\"?", "It carries annotations, which go with it" },
    { "* d", "Remove 3 marked interactions from \"Tone\"?", "1 of them carries annotations" },
    { "space j space d", "Remove 2 marked interactions from \"Tone\"?", "None of them carries annotations." },
    { "space / b enter space d", "Remove 2 marked interactions from \"Tone\"?",
      "The filter hides 1 of them. 1 of them" },
    { "space l j d", "Remove 1 marked interaction from \"Tone\"?", "It carries no annotations." },
    { "l j d", "Remove 1 interaction from \"Tone\"?", "It carries no annotations." },
};

START_TEST(a_removal_is_asked_first)
{
    struct desk *desk = desk_open();
    press(desk, "l");
    press(desk, questions[_i].keys);
    ck_assert_int_eq(workbench_place(desk->workbench), PLACE_CONFIRM);
    ck_assert_str_eq(desk->workbench->question.text, questions[_i].text);
    ck_assert_msg(strstr(desk->workbench->question.detail, questions[_i].detail) != NULL, "%s",
                  desk->workbench->question.detail);
    press(desk, "n");
    SAYS(desk, "nothing was done");
    ck_assert_uint_eq(waiting(desk, ERRAND_WRITE), 0);
    desk_free(desk);
}
END_TEST

START_TEST(what_a_filter_shows_is_removed)
{
    struct desk *desk = desk_open();
    press(desk, "l / b enter * d y");
    struct errand errand = take(desk, ERRAND_WRITE, API_DELETE_INTERACTIONS);
    ck_assert(strstr(body_of(desk, &errand), "[\"b\"]") != NULL);
    ck_assert_str_eq(api_call_argument(&errand.call, "queue_id"), "q1");
    workbench_done(desk->workbench, errand.number, SLICE(""), false);
    errand_free(&errand);
    SAYS(desk, "removed 1 from \"Tone\"");
    press(desk, "escape");
    SHOWS(desk, "[q1] q2 q3 | [a] c | interactions");
    desk_free(desk);
}
END_TEST

/* The list may be read anew, and lose its row or even its queue, before the answer. */
START_TEST(what_was_asked_about_is_removed)
{
    struct desk *desk = desk_open();
    press(desk, "l r d");
    answer(desk, API_GET_ANNOTATED_INTERACTIONS, "c b");
    press(desk, "y");
    struct errand errand = take(desk, ERRAND_WRITE, API_DELETE_INTERACTIONS);
    ck_assert(strstr(body_of(desk, &errand), "[\"a\"]") != NULL);
    workbench_done(desk->workbench, errand.number, SLICE(""), false);
    errand_free(&errand);
    press(desk, "r d");
    answer(desk, API_LIST_QUEUES, "q2=Code");
    answer(desk, API_GET_ANNOTATED_INTERACTIONS, "x y");
    press(desk, "y");
    errand = take(desk, ERRAND_WRITE, API_DELETE_INTERACTIONS);
    ck_assert_str_eq(api_call_argument(&errand.call, "queue_id"), "q1");
    workbench_done(desk->workbench, errand.number, SLICE(""), false);
    errand_free(&errand);
    SHOWS(desk, "[q2] | [x] y | interactions");
    desk_free(desk);
}
END_TEST

START_TEST(without_interactions_nothing_is_asked)
{
    struct desk *desk = desk_open();
    press(desk, "G l d");
    ck_assert_int_eq(workbench_place(desk->workbench), PLACE_INTERACTIONS);
    SAYS(desk, "there is no interaction to remove");
    desk_free(desk);
}
END_TEST

enum { MANY = 2500, MANY_SIZE = MANY * 6 };

static char *many_ids(char separator)
{
    struct buf words = buf_with_limit(MANY_SIZE);
    for (int i = 0; i < MANY; i++)
        buf_printf(&words, "%.*si%d", i > 0, &separator, i);
    return buf_take(&words);
}

/* All of 2500 interactions are being removed, in three calls. */
static struct desk *desk_removing(void)
{
    struct desk *desk = desk_open();
    char *ids = many_ids(' ');
    press(desk, "l r");
    answer(desk, API_GET_ANNOTATED_INTERACTIONS, ids);
    free(ids);
    press(desk, "* d y");
    ck_assert_uint_eq(desk->workbench->bulk.call_count, 3);
    ck_assert_uint_eq(waiting(desk, ERRAND_WRITE), 1);
    return desk;
}

static void removed(struct desk *desk)
{
    workbench_done(desk->workbench, take_number(desk, ERRAND_WRITE, API_DELETE_INTERACTIONS), SLICE(""), false);
}

START_TEST(many_are_removed_in_several_calls)
{
    static const size_t left[] = { 1500, 500, 0 };
    struct desk *desk = desk_removing();
    press(desk, "d");
    SAYS(desk, "wait until what is under way is done");
    for (size_t i = 0; i < ARRAY_LENGTH(left); i++) {
        removed(desk);
        ck_assert_uint_eq(list_total(desk->workbench->interactions.list), left[i]);
    }
    SAYS(desk, "removed 2,500 from \"Tone\"");
    ck_assert_uint_eq(waiting(desk, ERRAND_WRITE), 0);
    desk_free(desk);
}
END_TEST

static const struct {
    bool outcome_unknown;
    const char *says;
} failures[] = { { false, "1,000 of 2,500 removed, then: too many (the rest is still there)" },
                 { true, "1,000 of 2,500 removed, then: too many (part of the rest may be removed too: r looks)" } };

START_TEST(a_failure_in_the_middle_keeps_what_is_left)
{
    struct desk *desk = desk_removing();
    removed(desk);
    refuse(desk, take_number(desk, ERRAND_WRITE, API_DELETE_INTERACTIONS), "", "too many",
           failures[_i].outcome_unknown);
    SAYS(desk, failures[_i].says);
    ck_assert_uint_eq(list_total(desk->workbench->interactions.list), 1500);
    ck_assert_uint_eq(list_mark_count(desk->workbench->interactions.list), 1500);
    ck_assert_uint_eq(waiting(desk, ERRAND_WRITE), 0);
    press(desk, "d");
    ck_assert_int_eq(workbench_place(desk->workbench), PLACE_CONFIRM);
    desk_free(desk);
}
END_TEST

START_TEST(a_stop_in_the_middle_lets_the_request_end)
{
    struct desk *desk = desk_removing();
    removed(desk);
    press(desk, "ctrl-c");
    SAYS(desk, "stopping after the request");
    removed(desk);
    SAYS(desk, "2,000 of 2,500 removed, then: stopped");
    ck_assert_uint_eq(waiting(desk, ERRAND_WRITE), 0);
    ck_assert_uint_eq(list_total(desk->workbench->interactions.list), 500);
    desk_free(desk);
}
END_TEST

START_TEST(escape_stops_nothing)
{
    struct desk *desk = desk_removing();
    press(desk, "escape escape");
    for (int i = 0; i < 3; i++)
        removed(desk);
    SAYS(desk, "removed 2,500 from");
    desk_free(desk);
}
END_TEST

/* The answer to a read from before the end of the removal would bring back what is gone. */
START_TEST(a_read_under_way_begins_anew_after_a_removal)
{
    struct desk *desk = desk_open();
    press(desk, "l d y r");
    const uint64_t before = take_number(desk, ERRAND_READ, API_GET_ANNOTATED_INTERACTIONS);
    removed(desk);
    answer_number(desk, before, API_GET_ANNOTATED_INTERACTIONS, "a b* c");
    SHOWS(desk, "[q1] q2 q3 | [b] c | interactions");
    answer(desk, API_GET_ANNOTATED_INTERACTIONS, "b* c d");
    SHOWS(desk, "[q1] q2 q3 | [b] c d | interactions");
    desk_free(desk);
}
END_TEST

START_TEST(a_stop_at_the_last_request_changes_nothing)
{
    struct desk *desk = desk_removing();
    removed(desk);
    removed(desk);
    press(desk, "ctrl-c");
    SAYS(desk, "nothing is left to stop");
    removed(desk);
    SAYS(desk, "removed 2,500 from");
    desk_free(desk);
}
END_TEST

START_TEST(a_removal_goes_on_while_another_queue_is_looked_at)
{
    struct desk *desk = desk_removing();
    press(desk, "h j l");
    answer(desk, API_GET_ANNOTATED_INTERACTIONS, "x y z");
    for (int i = 0; i < 3; i++)
        removed(desk);
    SAYS(desk, "removed 2,500 from \"Tone\"");
    SHOWS(desk, "q1 [q2] q3 | [x] y z | interactions");
    desk_free(desk);
}
END_TEST

START_TEST(quitting_asks_while_changes_are_sent)
{
    struct desk *desk = desk_removing();
    press(desk, "h q");
    ck_assert_int_eq(workbench_place(desk->workbench), PLACE_CONFIRM);
    press(desk, "escape");
    ck_assert_uint_eq(waiting(desk, ERRAND_QUIT), 0);
    press(desk, "q y");
    ck_assert_uint_eq(waiting(desk, ERRAND_QUIT), 1);
    desk_free(desk);
}
END_TEST

/* --- Adding ------------------------------------------------------------------------------------------------------- */

START_TEST(typed_ids_are_added_and_told_apart)
{
    struct desk *desk = desk_open();
    press(desk, "a");
    type(desk, "x\nb\nx\n");
    ck_assert_uint_eq(desk->workbench->intake->count, 2);
    ck_assert_uint_eq(desk->workbench->intake->repeats, 1);
    ck_assert_uint_eq(desk->workbench->intake->there, 1);
    press(desk, "enter");
    SHOWS(desk, "[q1] q2 q3 | [a] b c | queues");
    answer_added(desk, "x b+");
    SAYS(desk, "added 1 new to \"Tone\"; 1 already there");
    SHOWS(desk, "[q1] q2 q3 | [a] b c x | queues");
    press(desk, "a");
    ck_assert_str_eq(buf_text(&desk->workbench->intake_line.text), "");
    desk_free(desk);
}
END_TEST

START_TEST(an_unreadable_line_is_not_sent)
{
    struct desk *desk = desk_open();
    press(desk, "a enter");
    SAYS(desk, "type or paste ids");
    press(desk, "ctrl-s");
    SAYS(desk, "there is nothing to add yet");
    type(desk, "good\nTrace:x");
    press(desk, "ctrl-s");
    SAYS(desk, "line 2: ");
    ck_assert_int_eq(workbench_place(desk->workbench), PLACE_INTAKE);
    ck_assert_uint_eq(waiting(desk, ERRAND_WRITE), 0);
    desk_free(desk);
}
END_TEST

START_TEST(quitting_asks_about_drafts)
{
    struct desk *desk = desk_open();
    press(desk, "a x escape q");
    ck_assert_int_eq(workbench_place(desk->workbench), PLACE_CONFIRM);
    ck_assert_str_eq(desk->workbench->question.text, "1 draft is not sent. Quit all the same?");
    press(desk, "n");
    ck_assert_uint_eq(waiting(desk, ERRAND_QUIT), 0);
    press(desk, "q y");
    ck_assert_uint_eq(waiting(desk, ERRAND_QUIT), 1);
    desk_free(desk);
}
END_TEST

START_TEST(a_paste_over_the_list_is_added_below_the_draft)
{
    struct desk *desk = desk_open();
    workbench_paste(desk->workbench, SLICE("nowhere"));
    SAYS(desk, "nowhere to paste to");
    press(desk, "l a");
    type(desk, "x");
    press(desk, "escape");
    SAYS(desk, "kept as a draft");
    workbench_paste(desk->workbench, SLICE("y\r\nz"));
    ck_assert_uint_eq(desk->workbench->intake->count, 3);
    workbench_paste(desk->workbench, SLICE("z"));
    ck_assert_str_eq(buf_text(&desk->workbench->intake_line.text), "x\ny\nzz");
    press(desk, "escape");
    workbench_command(desk->workbench, "add w");
    ck_assert_str_eq(buf_text(&desk->workbench->intake_line.text), "x\ny\nzz\nw");
    desk_free(desk);
}
END_TEST

START_TEST(a_file_alone_is_read_and_shown_first)
{
    struct desk *desk = desk_open();
    press(desk, "a");
    type(desk, "@ids of today");
    press(desk, "enter");
    SAYS(desk, "reading ids of today");
    struct errand errand = take(desk, ERRAND_LOAD_FILE, API_OPERATION_COUNT);
    ck_assert_str_eq(errand.text, "ids of today");
    struct error error;
    error_set(&error, ERROR_INPUT, "ids", "ids of today: no such file");
    workbench_loaded(desk->workbench, errand.number, SLICE(""), &error);
    errand_free(&errand);
    SAYS(desk, "no such file");
    ck_assert_str_eq(buf_text(&desk->workbench->intake_line.text), "@ids of today");
    press(desk, "ctrl-s");
    const uint64_t number = take_number(desk, ERRAND_LOAD_FILE, API_OPERATION_COUNT);
    workbench_loaded(desk->workbench, number, SLICE("x\ny\n"), NULL);
    ck_assert_uint_eq(desk->workbench->intake->count, 2);
    ck_assert_uint_eq(waiting(desk, ERRAND_WRITE), 0);
    press(desk, "ctrl-s");
    ck_assert_uint_eq(waiting(desk, ERRAND_WRITE), 1);
    desk_free(desk);
}
END_TEST

/* Left, typed on, or opened for another queue before the file came. */
START_TEST(a_file_that_comes_too_late_is_dropped)
{
    static const struct {
        const char *keys, *text;
    } rows[] = { { "x", "@fx" }, { "escape", "@f" }, { "escape G a", "" } };
    for (size_t i = 0; i < ARRAY_LENGTH(rows); i++) {
        struct desk *desk = desk_open();
        press(desk, "a @ f ctrl-s");
        const uint64_t number = take_number(desk, ERRAND_LOAD_FILE, API_OPERATION_COUNT);
        press(desk, rows[i].keys);
        workbench_loaded(desk->workbench, number, SLICE("late"), NULL);
        ck_assert_str_eq(buf_text(&desk->workbench->intake_line.text), rows[i].text);
        desk_free(desk);
    }
}
END_TEST

START_TEST(ids_that_could_not_be_added_come_back)
{
    struct desk *desk = desk_open();
    press(desk, "a x ctrl-s");
    refuse(desk, take_number(desk, ERRAND_WRITE, API_ADD_INTERACTIONS), "", "no such queue", false);
    SAYS(desk, "0 of 1 added, then: no such queue (a brings the ids back)");
    press(desk, "a");
    ck_assert_str_eq(buf_text(&desk->workbench->intake_line.text), "x");
    press(desk, "backspace escape a");
    ck_assert_str_eq(buf_text(&desk->workbench->intake_line.text), "");
    ck_assert_uint_eq(desk->workbench->draft_count, 0);
    desk_free(desk);
}
END_TEST

START_TEST(drafts_belong_to_their_queue)
{
    struct desk *desk = desk_open();
    press(desk, "a x escape j a");
    ck_assert_str_eq(desk->workbench->intake_queue_id, "q2");
    ck_assert_str_eq(buf_text(&desk->workbench->intake_line.text), "");
    press(desk, "y escape k a");
    ck_assert_str_eq(buf_text(&desk->workbench->intake_line.text), "x");
    desk_free(desk);
}
END_TEST

Suite *workbench_bulk_suite(void)
{
    Suite *suite = suite_create("workbench_bulk");
    TCase *tests = tcase_create("bulk");
    tcase_add_loop_test(tests, a_removal_is_asked_first, 0, ARRAY_LENGTH(questions));
    tcase_add_test(tests, what_a_filter_shows_is_removed);
    tcase_add_test(tests, what_was_asked_about_is_removed);
    tcase_add_test(tests, without_interactions_nothing_is_asked);
    tcase_add_test(tests, many_are_removed_in_several_calls);
    tcase_add_loop_test(tests, a_failure_in_the_middle_keeps_what_is_left, 0, ARRAY_LENGTH(failures));
    tcase_add_test(tests, a_stop_in_the_middle_lets_the_request_end);
    tcase_add_test(tests, escape_stops_nothing);
    tcase_add_test(tests, a_read_under_way_begins_anew_after_a_removal);
    tcase_add_test(tests, a_stop_at_the_last_request_changes_nothing);
    tcase_add_test(tests, a_removal_goes_on_while_another_queue_is_looked_at);
    tcase_add_test(tests, quitting_asks_while_changes_are_sent);
    tcase_add_test(tests, typed_ids_are_added_and_told_apart);
    tcase_add_test(tests, an_unreadable_line_is_not_sent);
    tcase_add_test(tests, quitting_asks_about_drafts);
    tcase_add_test(tests, a_paste_over_the_list_is_added_below_the_draft);
    tcase_add_test(tests, a_file_alone_is_read_and_shown_first);
    tcase_add_test(tests, a_file_that_comes_too_late_is_dropped);
    tcase_add_test(tests, ids_that_could_not_be_added_come_back);
    tcase_add_test(tests, drafts_belong_to_their_queue);
    suite_add_tcase(suite, tests);
    return suite;
}
