#include "desk.h"

#include <annotty/base/mem.h>

#include <check.h>
#include <stdlib.h>

static void tell(struct desk *desk, int64_t id, int64_t step, enum change_state state)
{
    struct change change = {
        .id = id, .step = step, .state = state, .made_at_ms = 2000000 + id, .call = api_call_new(API_UPDATE_QUEUE)
    };
    api_call_parameter(&change.call, "queue_id", SLICE("q1"));
    ck_assert(api_call_member(&change.call, "name", SLICE("New \"one\""), NULL));
    workbench_log_change(desk->workbench, &change);
    workbench_change(desk->workbench, &change, SLICE(""));
    api_call_free(&change.call);
}

/* The ids in the list, the cursor's in brackets: "[17] r5". */
static const char *rows_shown(struct desk *desk)
{
    struct buf out = buf_with_limit(sizeof(desk->state) - 1);
    const struct list *list = desk->workbench->log.list;
    for (size_t i = 0; i < list_count(list); i++) {
        const struct slice id = rows_id(list_rows(list), list_at(list, i));
        const bool here = i == list_cursor(list);
        buf_printf(&out, "%s%s%.*s%s", i > 0 ? " " : "", here ? "[" : "", SLICE_ARGS(id), here ? "]" : "");
    }
    free(desk->text);
    desk->text = buf_take(&out);
    return desk->text;
}

static struct slice cell(struct desk *desk, const char *id, const char *field)
{
    const struct rows *rows = list_rows(desk->workbench->log.list);
    const uint32_t row = rows_find(rows, slice_of(id));
    ck_assert_uint_ne(row, ROW_NONE);
    return rows_cell(rows, row, api_field_index(rows_resource(rows), slice_of(field)));
}

static void check_act(struct desk *desk, enum change_act act, int64_t about)
{
    struct errand errand = take(desk, ERRAND_ACT, API_OPERATION_COUNT);
    ck_assert_int_eq(errand.act, act);
    ck_assert_int_eq(errand.about, about);
    errand_free(&errand);
}

START_TEST(requests_are_logged_with_their_outcomes)
{
    struct desk *desk = desk_open();
    press(desk, "r L");
    const struct list *list = desk->workbench->log.list;
    const size_t before = list_count(list);
    const uint64_t number = take_number(desk, ERRAND_READ, API_GET_ANNOTATED_INTERACTIONS);
    char *id = xasprintf("r%llu", (unsigned long long)number);
    ck_assert(slice_is(cell(desk, id, "what"), "list interactions"));
    ck_assert(slice_is(cell(desk, id, "about"), "Tone"));
    ck_assert(slice_is(cell(desk, id, "state"), "sending"));
    workbench_log_outcome(desk->workbench, number,
                          &(struct activity_outcome){ CHANGE_FAILED, 503, 4, 812, 99, "server is away" });
    ck_assert(slice_is(cell(desk, id, "state"), "failed"));
    ck_assert(slice_is(cell(desk, id, "status"), "503"));
    ck_assert(slice_is(cell(desk, id, "elapsed_ms"), "812"));
    ck_assert(slice_is(cell(desk, id, "byte_count"), "99"));
    ck_assert(slice_is(cell(desk, id, "reason"), "server is away"));
    ck_assert_uint_eq(list_count(list), before);
    free(id);
    SHOWS(desk, "[q1] q2 q3 | [a] b c | queues activity");
    press(desk, "q");
    SHOWS(desk, "[q1] q2 q3 | [a] b c | queues");
    desk_free(desk);
}
END_TEST

START_TEST(what_ended_before_is_asked_for_once)
{
    struct desk *desk = desk_open();
    press(desk, "L q L");
    ck_assert_uint_eq(waiting(desk, ERRAND_LIST_CHANGES), 1);
    desk_free(desk);
}
END_TEST

START_TEST(new_ones_come_on_top_and_the_cursor_stays)
{
    struct desk *desk = desk_open();
    tell(desk, 1, 1, CHANGE_DONE);
    tell(desk, 2, 2, CHANGE_FAILED);
    press(desk, "L / r e a s o n : escape");
    workbench_command(desk->workbench, "filter kind:change");
    ck_assert_str_eq(rows_shown(desk), "[2] 1");
    tell(desk, 3, 3, CHANGE_WAITING);
    ck_assert_str_eq(rows_shown(desk), "3 [2] 1");
    workbench_command(desk->workbench, "filter state:failed");
    ck_assert_str_eq(rows_shown(desk), "[2]");
    tell(desk, 2, 2, CHANGE_DONE);
    ck_assert_str_eq(rows_shown(desk), "");
    desk_free(desk);
}
END_TEST

START_TEST(many_changes_of_a_step_are_one_line_that_opens)
{
    struct desk *desk = desk_open();
    press(desk, "L");
    workbench_command(desk->workbench, "filter !kind:request");
    tell(desk, 7, 3, CHANGE_DONE);
    ck_assert_str_eq(rows_shown(desk), "[7]");
    tell(desk, 8, 3, CHANGE_WAITING);
    ck_assert_str_eq(rows_shown(desk), "[s3]");
    ck_assert(slice_is(cell(desk, "s3", "state"), "waiting"));
    struct step step = { .id = 3, .title = xstrdup("rename all"), .item_count = 2, .made_count = 1, .open_count = 1 };
    workbench_log_step(desk->workbench, &step);
    step_free(&step);
    ck_assert(slice_is(cell(desk, "s3", "what"), "rename all"));
    ck_assert(slice_is(cell(desk, "s3", "about"), "1 made of 2"));
    press(desk, "enter");
    ck_assert_str_eq(rows_shown(desk), "[8] 7");
    tell(desk, 9, 3, CHANGE_WAITING);
    ck_assert_str_eq(rows_shown(desk), "9 [8] 7");
    press(desk, "p");
    check_act(desk, CHANGE_ACT_PAUSE, 3);
    press(desk, "enter");
    ck_assert_int_eq(workbench_place(desk->workbench), PLACE_ENTRY);
    press(desk, "escape escape");
    ck_assert(
        slice_is(rows_id(list_rows(desk->workbench->log.list), list_cursor_row(desk->workbench->log.list)), "s3"));
    press(desk, "escape");
    SHOWS(desk, "[q1] q2 q3 | [a] b c | queues");
    desk_free(desk);
}
END_TEST

static const struct {
    enum change_state state;
    const char *keys;
    int act; /* -1: none */
} acts[] = {
    { CHANGE_FAILED, "r", CHANGE_ACT_RETRY },
    { CHANGE_ASKING, "r", CHANGE_ACT_RETRY },
    { CHANGE_CONFLICT, "r", CHANGE_ACT_RETRY },
    { CHANGE_DONE, "r", -1 },
    { CHANGE_WAITING, "r", -1 },
    { CHANGE_WAITING, "d y", CHANGE_ACT_DROP },
    { CHANGE_FAILED, "d y", CHANGE_ACT_DROP },
    { CHANGE_FAILED, "d n", -1 },
    { CHANGE_DONE, "d y", -1 },
    { CHANGE_SENDING, "d y", -1 },
    { CHANGE_HELD, "i", CHANGE_ACT_GO },
    { CHANGE_WAITING, "i", -1 },
    { CHANGE_ASKING, "a", CHANGE_ACT_APPLIED },
    { CHANGE_FAILED, "a", -1 },
    { CHANGE_FAILED, "enter r", CHANGE_ACT_RETRY },
    { CHANGE_WAITING, "p", CHANGE_ACT_PAUSE },
};

START_TEST(an_act_goes_to_what_it_makes_sense_for)
{
    struct desk *desk = desk_open();
    tell(desk, 7, 7, acts[_i].state);
    press(desk, "L");
    press(desk, acts[_i].keys);
    if (acts[_i].act >= 0)
        check_act(desk, (enum change_act)acts[_i].act, 7);
    ck_assert_uint_eq(waiting(desk, ERRAND_ACT), 0);
    ck_assert_ptr_nonnull(desk->workbench->message);
    desk_free(desk);
}
END_TEST

START_TEST(marked_ones_are_acted_on_together)
{
    struct desk *desk = desk_open();
    tell(desk, 1, 1, CHANGE_FAILED);
    tell(desk, 2, 2, CHANGE_FAILED);
    tell(desk, 3, 3, CHANGE_DONE);
    press(desk, "L * r");
    SAYS(desk, "2 changes sent again");
    ck_assert_uint_eq(waiting(desk, ERRAND_ACT), 2);
    ck_assert_uint_eq(list_mark_count(desk->workbench->log.list), 0);
    desk_free(desk);
}
END_TEST

static void check_mended(struct desk *desk, int64_t change)
{
    struct errand errand = take(desk, ERRAND_MEND, API_OPERATION_COUNT);
    ck_assert_int_eq(errand.about, change);
    errand_free(&errand);
}

START_TEST(an_edit_opens_what_was_to_be_sent_and_takes_its_place)
{
    struct desk *desk = desk_open();
    tell(desk, 7, 7, CHANGE_FAILED);
    press(desk, "L e");
    ck_assert_int_eq(workbench_place(desk->workbench), PLACE_FORM);
    ck_assert_str_eq(buf_text(&desk->workbench->form->fields[0].line.text), "New \"one\"");
    ck_assert_str_eq(desk->workbench->form->fields[0].original, "Tone");
    press(desk, "ctrl-s");
    check_mended(desk, 7);
    desk_free(desk);
}
END_TEST

START_TEST(an_edit_that_is_left_drops_nothing)
{
    struct desk *desk = desk_open();
    tell(desk, 7, 7, CHANGE_FAILED);
    press(desk, "L e escape q e ctrl-s");
    ck_assert_uint_eq(waiting(desk, ERRAND_ACT), 0);
    desk_free(desk);
}
END_TEST

START_TEST(ids_are_edited_as_they_were_typed)
{
    struct desk *desk = desk_open();
    struct change change = {
        .id = 7, .step = 7, .state = CHANGE_FAILED, .call = api_call_new(API_ADD_INTERACTIONS), .made_at_ms = 2000000
    };
    api_call_parameter(&change.call, "queue_id", SLICE("q1"));
    api_call_member_json(&change.call, "interactions",
                         SLICE("[{\"type\":\"trace\",\"content_id\":\"x\"},"
                               "{\"type\":\"experiment_trace\",\"content_id\":\"y\"}]"));
    workbench_log_change(desk->workbench, &change);
    workbench_change(desk->workbench, &change, SLICE(""));
    api_call_free(&change.call);
    press(desk, "L e");
    ck_assert_str_eq(buf_text(&desk->workbench->intake_line.text), "trace:x\nexperiment_trace:y");
    press(desk, "ctrl-s");
    check_mended(desk, 7);
    desk_free(desk);
}
END_TEST

START_TEST(what_has_no_form_says_so)
{
    struct desk *desk = desk_open();
    tell(desk, 7, 7, CHANGE_DONE);
    press(desk, "L e");
    SAYS(desk, "only a change that has not been sent");
    press(desk, "j e");
    SAYS(desk, "only a change that has not been sent");
    desk_free(desk);
}
END_TEST

static const struct {
    const char *keys, *copied; /* NULL: nothing */
} copies[] = {
    { "y c", "curl -X PATCH 'http://h/api/v2/llm-obs/v1/annotation-queues/q1' -H \"DD-API-KEY: $DD_API_KEY\" "
             "-H \"DD-APPLICATION-KEY: $DD_APP_KEY\" -H 'Content-Type: application/json' --data-binary "
             "'{\"data\":{\"type\":\"queues\",\"attributes\":{\"name\":\"New \\\"one\\\"\"}}}'" },
    { "enter y b", "{\"data\":{\"type\":\"queues\",\"attributes\":{\"name\":\"New \\\"one\\\"\"}}}" },
    { "y escape", NULL },
};

START_TEST(a_request_is_copied_without_its_keys)
{
    struct desk *desk = desk_open();
    desk->workbench->base = "http://h";
    desk->workbench->has_keys = true;
    tell(desk, 7, 7, CHANGE_FAILED);
    press(desk, "L");
    press(desk, copies[_i].keys);
    if (copies[_i].copied != NULL)
        ck_assert_str_eq(take_text(desk, ERRAND_COPY), copies[_i].copied);
    ck_assert_uint_eq(waiting(desk, ERRAND_COPY), 0);
    desk_free(desk);
}
END_TEST

static const struct {
    const char *base, *address; /* NULL: there is no web app */
} webs[] = {
    { "https://api.datadoghq.com", "https://app.datadoghq.com/llm/annotations/queues" },
    { "https://api.datadoghq.eu/", "https://app.datadoghq.eu/llm/annotations/queues" },
    { "https://api.us3.datadoghq.com", "https://us3.datadoghq.com/llm/annotations/queues" },
    { "https://api.evildatadoghq.com", NULL },
    { "https://api.x.org", NULL },
    { "unix:/run/annotty", NULL },
};

START_TEST(the_web_app_is_that_of_the_site)
{
    struct desk *desk = desk_open();
    desk->workbench->base = webs[_i].base;
    press(desk, "o");
    if (webs[_i].address != NULL)
        ck_assert_str_eq(take_text(desk, ERRAND_OPEN), webs[_i].address);
    else
        SAYS(desk, "no web app");
    ck_assert_uint_eq(waiting(desk, ERRAND_OPEN), 0);
    desk_free(desk);
}
END_TEST

START_TEST(a_change_is_shown_by_its_number)
{
    struct desk *desk = desk_open();
    tell(desk, 7, 3, CHANGE_DONE);
    tell(desk, 8, 3, CHANGE_FAILED);
    tell(desk, 9, 9, CHANGE_FAILED);
    workbench_show_change(desk->workbench, 7);
    ck_assert_str_eq(rows_shown(desk), "8 [7]");
    ck_assert_int_eq(workbench_place(desk->workbench), PLACE_ENTRY);
    workbench_show_change(desk->workbench, 9);
    ck_assert(slice_is(rows_id(list_rows(desk->workbench->log.list), list_cursor_row(desk->workbench->log.list)), "9"));
    press(desk, "escape escape");
    SHOWS(desk, "[q1] q2 q3 | [a] b c | queues");
    desk_free(desk);
}
END_TEST

START_TEST(everything_that_was_said_is_found)
{
    struct desk *desk = desk_open();
    workbench_say(desk->workbench, MESSAGE_BAD, "first \033[31m");
    workbench_say(desk->workbench, MESSAGE_NEWS, "second");
    press(desk, "L tab");
    ck_assert(slice_is(cell(desk, "m1", "text"), "first \033[31m"));
    ck_assert_str_eq(rows_shown(desk), "[m2] m1");
    workbench_say(desk->workbench, MESSAGE_NEWS, "third");
    ck_assert_str_eq(rows_shown(desk), "m3 [m2] m1");
    press(desk, "enter escape tab");
    ck_assert_int_eq(desk->workbench->activity_page, ACTIVITY_WORK);
    workbench_command(desk->workbench, "messages");
    ck_assert_int_eq(desk->workbench->activity_page, ACTIVITY_MESSAGES);
    desk_free(desk);
}
END_TEST

Suite *workbench_activity_suite(void);
Suite *workbench_activity_suite(void)
{
    Suite *suite = suite_create("workbench_activity");
    TCase *tests = tcase_create("activity");
    tcase_add_test(tests, requests_are_logged_with_their_outcomes);
    tcase_add_test(tests, what_ended_before_is_asked_for_once);
    tcase_add_test(tests, new_ones_come_on_top_and_the_cursor_stays);
    tcase_add_test(tests, many_changes_of_a_step_are_one_line_that_opens);
    tcase_add_loop_test(tests, an_act_goes_to_what_it_makes_sense_for, 0, ARRAY_LENGTH(acts));
    tcase_add_test(tests, marked_ones_are_acted_on_together);
    tcase_add_test(tests, an_edit_opens_what_was_to_be_sent_and_takes_its_place);
    tcase_add_test(tests, an_edit_that_is_left_drops_nothing);
    tcase_add_test(tests, ids_are_edited_as_they_were_typed);
    tcase_add_test(tests, what_has_no_form_says_so);
    tcase_add_loop_test(tests, a_request_is_copied_without_its_keys, 0, ARRAY_LENGTH(copies));
    tcase_add_loop_test(tests, the_web_app_is_that_of_the_site, 0, ARRAY_LENGTH(webs));
    tcase_add_test(tests, a_change_is_shown_by_its_number);
    tcase_add_test(tests, everything_that_was_said_is_found);
    suite_add_tcase(suite, tests);
    return suite;
}
