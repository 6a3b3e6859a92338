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
    ck_assert_uint_eq(waiting(desk, ERRAND_KEEP), 0);
    desk_free(desk);
}
END_TEST

START_TEST(what_a_filter_shows_is_removed)
{
    struct desk *desk = desk_open();
    press(desk, "l / b enter * d y");
    struct errand errand = take(desk, ERRAND_KEEP, API_DELETE_INTERACTIONS);
    ck_assert(strstr(body_of(desk, &errand), "[\"b\"]") != NULL);
    ck_assert_str_eq(api_call_argument(&errand.calls[0], "queue_id"), "q1");
    ck_assert_str_eq(errand.text, "remove 1 interaction from \"Tone\"");
    errand_free(&errand);
    desk_free(desk);
}
END_TEST

/* What goes away stays until it is gone, and isn't removed twice. */
START_TEST(what_is_removed_goes_when_it_is_gone)
{
    struct desk *desk = desk_open();
    press(desk, "l space j space d y");
    SHOWS(desk, "[q1] q2 q3 | a b [c] | interactions");
    press(desk, "d");
    SAYS(desk, "on its way already");
    do_it(desk, API_DELETE_INTERACTIONS, "");
    SAYS(desk, "removed 2 from \"Tone\"");
    SHOWS(desk, "[q1] q2 q3 | [b] | interactions");
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
    struct errand errand = take(desk, ERRAND_KEEP, API_DELETE_INTERACTIONS);
    ck_assert(strstr(body_of(desk, &errand), "[\"a\"]") != NULL);
    errand_free(&errand);
    press(desk, "r d");
    answer(desk, API_LIST_QUEUES, "q2=Code");
    answer(desk, API_GET_ANNOTATED_INTERACTIONS, "x y");
    press(desk, "y");
    errand = take(desk, ERRAND_KEEP, API_DELETE_INTERACTIONS);
    ck_assert_str_eq(api_call_argument(&errand.calls[0], "queue_id"), "q1");
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

/* All of 2500 interactions are being removed, in three calls of one step. */
static struct desk *desk_removing(void)
{
    struct desk *desk = desk_open();
    char *ids = many_ids(' ');
    press(desk, "l r");
    answer(desk, API_GET_ANNOTATED_INTERACTIONS, ids);
    free(ids);
    press(desk, "* d y");
    ck_assert_uint_eq(waiting(desk, ERRAND_KEEP), 1);
    keep(desk);
    ck_assert_uint_eq(desk->change_count, 3);
    /* The items are looked at little by little. */
    for (size_t left = desk->change_count; left > 0; left--)
        wait_ms(desk, 10);
    ck_assert_uint_eq(desk->workbench->pending->unread_count, 0);
    return desk;
}

static void remove_part(struct desk *desk, size_t number)
{
    struct change *change = &desk->changes[number].change;
    move_on(desk, change, CHANGE_DONE, NULL, "");
    count_items(desk, change, change_call_items(&change->call), 0, 0);
}

START_TEST(many_are_removed_in_several_calls)
{
    static const size_t left[] = { 1500, 500, 0 };
    struct desk *desk = desk_removing();
    const struct list *list = desk->workbench->interactions.list;
    size_t count = 0;
    ck_assert_str_eq(workbench_running_task(desk->workbench, &count)->step.title,
                     "remove 2,500 interactions from \"Tone\"");
    for (size_t i = 0; i < ARRAY_LENGTH(left); i++) {
        for (uint32_t row = 0; row < rows_count(list_rows(list)); row += 100)
            ck_assert(rows_is_gone(list_rows(list), row) ||
                      workbench_row_change(desk->workbench, list_rows(list), row) != NULL);
        remove_part(desk, i);
        ck_assert_uint_eq(list_total(list), left[i]);
    }
    SAYS(desk, "removed 2,500 from \"Tone\"");
    ck_assert_ptr_null(workbench_running_task(desk->workbench, &count));
    desk_free(desk);
}
END_TEST

START_TEST(a_failure_in_the_middle_keeps_what_is_left)
{
    struct desk *desk = desk_removing();
    struct change *last = &desk->changes[2].change;
    remove_part(desk, 0);
    move_on(desk, last, CHANGE_FAILED, "too many", "");
    count_items(desk, last, 0, 0, 500);
    SAYS(desk, "too many (! shows what can be done)");
    remove_part(desk, 1);
    SAYS(desk, "removed 2,000 from \"Tone\"; 500 failed: L shows them");
    ck_assert_uint_eq(list_total(desk->workbench->interactions.list), 500);
    ck_assert_uint_eq(pending_count(desk->workbench->pending).needing, 1);
    desk_free(desk);
}
END_TEST

static const struct {
    const char *line, *says;
    enum change_act act;
} steering[] = { { "pause", "paused after the requests under way", CHANGE_ACT_PAUSE },
                 { "resume 1", "going on", CHANGE_ACT_RESUME },
                 { "cancel 2,500", "no more of it is sent", CHANGE_ACT_CANCEL },
                 { "pause 7", "no step under way is called \"7\"", CHANGE_ACT_PAUSE } };

START_TEST(a_large_step_is_steered)
{
    struct desk *desk = desk_removing();
    workbench_command(desk->workbench, steering[_i].line);
    SAYS(desk, steering[_i].says);
    ck_assert_uint_eq(waiting(desk, ERRAND_ACT), _i < 3);
    if (_i < 3) {
        struct errand errand = take(desk, ERRAND_ACT, API_OPERATION_COUNT);
        ck_assert_int_eq(errand.act, steering[_i].act);
        ck_assert_int_eq(errand.about, 1);
        errand_free(&errand);
    }
    desk_free(desk);
}
END_TEST

START_TEST(ctrl_c_pauses_and_escape_does_not)
{
    struct desk *desk = desk_removing();
    press(desk, "escape escape");
    ck_assert_uint_eq(waiting(desk, ERRAND_ACT), 0);
    press(desk, "ctrl-c");
    ck_assert_int_eq(take(desk, ERRAND_ACT, API_OPERATION_COUNT).act, CHANGE_ACT_PAUSE);
    desk->steps[0].paused = true;
    workbench_step(desk->workbench, &desk->steps[0]);
    press(desk, "ctrl-c");
    ck_assert_uint_eq(waiting(desk, ERRAND_ACT), 0);
    desk_free(desk);
}
END_TEST

/* What was left of a step when the program ended is there when it begins. */
START_TEST(a_step_of_before_is_shown_again)
{
    struct desk *before = desk_removing();
    struct desk *desk = desk_open();
    size_t count = 0;
    before->steps[0].made_count = 1000;
    workbench_step(desk->workbench, &before->steps[0]);
    for (size_t i = 1; i < before->change_count; i++)
        workbench_change(desk->workbench, &before->changes[i].change, SLICE(""));
    const struct task *task = workbench_running_task(desk->workbench, &count);
    ck_assert_uint_eq(count, 1);
    ck_assert_uint_eq(task->began_count, 1000);
    ck_assert_uint_eq(pending_count(desk->workbench->pending).waiting, 2);
    desk_free(desk);
    desk_free(before);
}
END_TEST

/* The answer to a read from before the end of the removal would bring back what is gone. */
START_TEST(a_read_under_way_begins_anew_after_a_removal)
{
    struct desk *desk = desk_open();
    press(desk, "l d y r");
    const uint64_t before = take_number(desk, ERRAND_READ, API_GET_ANNOTATED_INTERACTIONS);
    do_it(desk, API_DELETE_INTERACTIONS, "");
    answer_number(desk, before, API_GET_ANNOTATED_INTERACTIONS, "a b* c");
    SHOWS(desk, "[q1] q2 q3 | [b] c | interactions");
    answer(desk, API_GET_ANNOTATED_INTERACTIONS, "b* c d");
    SHOWS(desk, "[q1] q2 q3 | [b] c d | interactions");
    desk_free(desk);
}
END_TEST

START_TEST(a_removal_goes_on_while_another_queue_is_looked_at)
{
    struct desk *desk = desk_removing();
    press(desk, "h j l");
    answer(desk, API_GET_ANNOTATED_INTERACTIONS, "x y z");
    for (size_t i = 0; i < 3; i++)
        remove_part(desk, i);
    SAYS(desk, "removed 2,500 from \"Tone\"");
    SHOWS(desk, "q1 [q2] q3 | [x] y z | interactions");
    desk_free(desk);
}
END_TEST

START_TEST(quitting_offers_to_wait_for_what_is_not_sent)
{
    struct desk *desk = desk_removing();
    press(desk, "h q");
    ck_assert_int_eq(workbench_place(desk->workbench), PLACE_MENU);
    ck_assert_str_eq(desk->workbench->menu_title, "3 changes are not sent yet");
    press(desk, "escape");
    ck_assert_uint_eq(waiting(desk, ERRAND_QUIT), 0);
    press(desk, "q enter");
    ck_assert_uint_eq(waiting(desk, ERRAND_QUIT), 1);
    desk_free(desk);
}
END_TEST

/* What names a queue that has no number yet is still to be kept. */
START_TEST(the_end_waits_for_the_disk)
{
    struct desk *desk = desk_open();
    press(desk, "c x ctrl-s a i ctrl-s");
    workbench_leave(desk->workbench);
    ck_assert_uint_eq(waiting(desk, ERRAND_QUIT), 0);
    if (_i == 0)
        keep(desk);
    else
        wait_ms(desk, 5000);
    ck_assert_uint_eq(waiting(desk, ERRAND_QUIT), 1);
    ck_assert_uint_eq(desk->step_count, _i == 0 ? 2 : 0);
    desk_free(desk);
}
END_TEST

START_TEST(who_waits_leaves_when_all_is_sent)
{
    struct desk *desk = desk_removing();
    press(desk, "h q w");
    remove_part(desk, 0);
    wait_ms(desk, 1000);
    ck_assert_uint_eq(waiting(desk, ERRAND_QUIT), 0);
    press(desk, "escape");
    ck_assert(!desk->workbench->leaves_when_sent);
    press(desk, "q w");
    remove_part(desk, 1);
    if (_i == 0)
        remove_part(desk, 2);
    else
        move_on(desk, &desk->changes[2].change, CHANGE_FAILED, "no", "");
    wait_ms(desk, 1);
    ck_assert_uint_eq(waiting(desk, ERRAND_QUIT), _i == 0);
    if (_i != 0)
        SAYS(desk, "not left: a change failed");
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
    SHOWS(desk, "[q1] q2 q3 | [a] b c unsent:1 | queues");
    press(desk, "l G space h");
    answer_added(desk, "x b+");
    SAYS(desk, "added 1 new to \"Tone\"; 1 already there");
    SHOWS(desk, "[q1] q2 q3 | a b c [*x] | queues");
    press(desk, "a");
    ck_assert_str_eq(buf_text(&desk->workbench->intake_line.text), "");
    desk_free(desk);
}
END_TEST

/* What the server shows already isn't shown twice, whichever comes first. */
START_TEST(what_is_added_is_shown_once)
{
    struct desk *desk = desk_open();
    press(desk, "a");
    type(desk, "x\ny\n");
    press(desk, "enter r");
    SHOWS(desk, "[q1] q2 q3 | [a] b c unsent:1 unsent:2 | queues");
    answer(desk, API_GET_ANNOTATED_INTERACTIONS, "a b* c x");
    SHOWS(desk, "[q1] q2 q3 | [a] b c x unsent:2 | queues");
    answer_added(desk, "x+ y");
    SHOWS(desk, "[q1] q2 q3 | [a] b c x y | queues");
    desk_free(desk);
}
END_TEST

/* An answer that nobody has seen: the list is read. */
START_TEST(without_an_answer_the_list_is_read)
{
    struct desk *desk = desk_open();
    press(desk, "a x ctrl-s");
    do_it(desk, API_ADD_INTERACTIONS, "");
    SHOWS(desk, "[q1] q2 q3 | [a] b c unsent:1 | queues");
    answer(desk, API_GET_ANNOTATED_INTERACTIONS, "a b* c x");
    SHOWS(desk, "[q1] q2 q3 | [a] b c x | queues");
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
    ck_assert_uint_eq(waiting(desk, ERRAND_KEEP), 0);
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
    ck_assert_uint_eq(waiting(desk, ERRAND_KEEP), 0);
    press(desk, "ctrl-s");
    ck_assert_uint_eq(waiting(desk, ERRAND_KEEP), 1);
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

START_TEST(ids_that_could_not_be_kept_come_back)
{
    struct desk *desk = desk_open();
    press(desk, "a x ctrl-s");
    refuse(desk, take_number(desk, ERRAND_KEEP, API_ADD_INTERACTIONS), "no space left");
    SHOWS(desk, "[q1] q2 q3 | [a] b c | queues");
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
    tcase_add_test(tests, what_is_removed_goes_when_it_is_gone);
    tcase_add_test(tests, what_was_asked_about_is_removed);
    tcase_add_test(tests, without_interactions_nothing_is_asked);
    tcase_add_test(tests, many_are_removed_in_several_calls);
    tcase_add_test(tests, a_failure_in_the_middle_keeps_what_is_left);
    tcase_add_loop_test(tests, a_large_step_is_steered, 0, ARRAY_LENGTH(steering));
    tcase_add_test(tests, ctrl_c_pauses_and_escape_does_not);
    tcase_add_test(tests, a_step_of_before_is_shown_again);
    tcase_add_test(tests, a_read_under_way_begins_anew_after_a_removal);
    tcase_add_test(tests, a_removal_goes_on_while_another_queue_is_looked_at);
    tcase_add_test(tests, quitting_offers_to_wait_for_what_is_not_sent);
    tcase_add_loop_test(tests, the_end_waits_for_the_disk, 0, 2);
    tcase_add_loop_test(tests, who_waits_leaves_when_all_is_sent, 0, 2);
    tcase_add_test(tests, typed_ids_are_added_and_told_apart);
    tcase_add_test(tests, what_is_added_is_shown_once);
    tcase_add_test(tests, without_an_answer_the_list_is_read);
    tcase_add_test(tests, an_unreadable_line_is_not_sent);
    tcase_add_test(tests, quitting_asks_about_drafts);
    tcase_add_test(tests, a_paste_over_the_list_is_added_below_the_draft);
    tcase_add_test(tests, a_file_alone_is_read_and_shown_first);
    tcase_add_test(tests, a_file_that_comes_too_late_is_dropped);
    tcase_add_test(tests, ids_that_could_not_be_kept_come_back);
    tcase_add_test(tests, drafts_belong_to_their_queue);
    suite_add_tcase(suite, tests);
    return suite;
}
