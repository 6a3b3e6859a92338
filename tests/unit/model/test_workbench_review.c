#include "desk.h"

#include <annotty/base/mem.h>

#include <check.h>
#include <stdio.h>
#include <stdlib.h>

static const char ONE[] =
    "{\"label_schemas\":[{\"id\":\"l1\",\"name\":\"quality\",\"type\":\"categorical\",\"values\":["
    "\"good\",\"bad\"],\"is_required\":true,\"has_reasoning\":true}]}";
static const char THREE[] =
    "{\"label_schemas\":[{\"id\":\"l1\",\"name\":\"quality\",\"type\":\"categorical\",\"values\":[\"good\",\"bad\"],"
    "\"is_required\":true},{\"id\":\"l2\",\"name\":\"score\",\"type\":\"score\",\"min\":1,\"max\":5,\"is_integer\":"
    "true,"
    "\"is_required\":true},{\"id\":\"l3\",\"name\":\"note\",\"type\":\"text\"}]}";

/* The queue q1 with these items, its labels known, and the review open on its first item. */
static struct desk *reviewing(const char *schema, const char *items)
{
    struct desk *desk = desk_open();
    people_set_me(desk->workbench->people, SLICE("me"));
    press(desk, "r");
    answer(desk, API_LIST_QUEUES, "q1=Tone q2=Code q3=Empty");
    answer(desk, API_GET_ANNOTATED_INTERACTIONS, items);
    press(desk, "l R");
    char *body = xasprintf("{\"data\":{\"attributes\":{\"annotation_schema\":%s}}}", schema);
    workbench_done(desk->workbench, take_number(desk, ERRAND_READ, API_GET_LABEL_SCHEMA), slice_of(body), false);
    free(body);
    workbench_say(desk->workbench, MESSAGE_NEWS, "ready");
    ck_assert_int_eq(workbench_place(desk->workbench), PLACE_REVIEW);
    return desk;
}

static void is_at(struct desk *desk, const char *id)
{
    const struct slice at = review_id(desk->workbench->review);
    ck_assert_msg(slice_is(at, id), "at \"%.*s\", expected \"%s\"", SLICE_ARGS(at), id);
}

/* What the last keep says, and takes it. */
static void keeps(struct desk *desk, const char *annotations)
{
    const struct change *change = last_change(desk, API_UPSERT_ANNOTATIONS);
    ck_assert_str_eq(api_call_argument(&change->call, "annotations"), annotations);
    ck_assert_str_eq(api_call_argument(&change->call, "queue_id"), "q1");
}

static char *many(int count)
{
    struct buf items = buf_with_limit(BUF_LIMIT_LINE);
    for (int i = 1; i <= count; i++)
        buf_printf(&items, "%si%d", i > 1 ? " " : "", i);
    return buf_take(&items);
}

/* --- Labels ------------------------------------------------------------------------------------------------------- */

START_TEST(one_key_labels_and_goes_on)
{
    struct desk *desk = reviewing(ONE, "a b c");
    is_at(desk, "a");
    press(desk, "1");
    is_at(desk, "b");
    keeps(desk, "[{\"interaction_id\":\"a\",\"label_values\":[{\"label_schema_id\":\"l1\",\"value\":\"good\"}]}]");
    press(desk, "2");
    is_at(desk, "c");
    keeps(desk, "[{\"interaction_id\":\"b\",\"label_values\":[{\"label_schema_id\":\"l1\",\"value\":\"bad\"}]}]");
    press(desk, "1");
    is_at(desk, "c");
    SAYS(desk, "all are done");
    desk_free(desk);
}
END_TEST

START_TEST(a_hundred_items_take_a_hundred_keys_and_so_does_taking_them_back)
{
    char *items = many(100);
    struct desk *desk = reviewing(ONE, items);
    for (int i = 0; i < 100; i++)
        press(desk, i % 2 == 0 ? "1" : "2");
    ck_assert_uint_eq(waiting(desk, ERRAND_KEEP), 100);
    SAYS(desk, "all are done");
    keep(desk);
    for (int i = 100; i > 0; i--) {
        char id[8];
        press(desk, "u");
        snprintf(id, sizeof(id), "i%d", i);
        is_at(desk, id);
    }
    ck_assert_uint_eq(review_count_left(desk->workbench->review), 100);
    for (int64_t step = 100; step > 0; step--) {
        struct errand undo = take(desk, ERRAND_UNDO, API_OPERATION_COUNT);
        ck_assert_int_eq(undo.about, step);
        workbench_undone(desk->workbench, undo.number, &(struct step){ .id = step, .title = (char *)"x" });
        errand_free(&undo);
    }
    ck_assert_uint_eq(waiting(desk, ERRAND_UNDO), 0);
    free(items);
    desk_free(desk);
}
END_TEST

START_TEST(three_labels_take_four_keys_at_most)
{
    struct desk *desk = reviewing(THREE, "a b c");
    press(desk, "1 4 enter");
    is_at(desk, "b");
    keeps(desk, "[{\"interaction_id\":\"a\",\"label_values\":[{\"label_schema_id\":\"l1\",\"value\":\"good\"},"
                "{\"label_schema_id\":\"l2\",\"value\":4}]}]");
    desk_free(desk);
}
END_TEST

START_TEST(a_required_label_stops_with_the_cursor_on_it)
{
    struct desk *desk = reviewing(THREE, "a b c");
    press(desk, "1 enter");
    is_at(desk, "a");
    SAYS(desk, "score needs a value");
    ck_assert_uint_eq(desk->workbench->review->label, 1);
    ck_assert_uint_eq(waiting(desk, ERRAND_KEEP), 0);
    press(desk, "n enter");
    SAYS(desk, "quality needs a value");
    ck_assert_uint_eq(desk->workbench->review->label, 0);
    desk_free(desk);
}
END_TEST

START_TEST(while_text_is_typed_no_letter_is_a_command)
{
    struct desk *desk = reviewing(THREE, "a b c");
    press(desk, "1 5");
    ck_assert_uint_eq(desk->workbench->review->label, 2);
    press(desk, "c");
    type(desk, "skip us! n\nb");
    press(desk, "escape");
    is_at(desk, "a");
    ck_assert_int_eq(workbench_place(desk->workbench), PLACE_REVIEW);
    press(desk, "enter");
    keeps(desk,
          "[{\"interaction_id\":\"a\",\"label_values\":[{\"label_schema_id\":\"l1\",\"value\":\"good\"},"
          "{\"label_schema_id\":\"l2\",\"value\":5},{\"label_schema_id\":\"l3\",\"value\":\"skip us! n\\nb\"}]}]");
    desk_free(desk);
}
END_TEST

START_TEST(a_reason_is_typed_before_the_value)
{
    struct desk *desk = reviewing(ONE, "a b c");
    press(desk, "c");
    type(desk, "thin");
    press(desk, "enter");
    is_at(desk, "a");
    press(desk, "2");
    is_at(desk, "b");
    keeps(desk, "[{\"interaction_id\":\"a\",\"label_values\":[{\"label_schema_id\":\"l1\",\"value\":\"bad\","
                "\"reasoning\":\"thin\"}]}]");
    desk_free(desk);
}
END_TEST

START_TEST(pass_and_reason_follow_the_value_that_was_just_given)
{
    struct desk *desk = reviewing("{\"label_schemas\":[{\"id\":\"l1\",\"name\":\"quality\",\"type\":\"categorical\","
                                  "\"values\":[\"good\",\"bad\"],\"has_assessment\":true,\"has_reasoning\":true},"
                                  "{\"id\":\"l2\",\"name\":\"safe\",\"type\":\"boolean\",\"has_assessment\":true,"
                                  "\"is_assessment\":true}]}",
                                  "a b c");
    press(desk, "2 f c");
    type(desk, "no source");
    press(desk, "enter p enter");
    is_at(desk, "b");
    keeps(desk, "[{\"interaction_id\":\"a\",\"label_values\":[{\"label_schema_id\":\"l1\",\"value\":\"bad\","
                "\"assessment\":\"fail\",\"reasoning\":\"no source\"},{\"label_schema_id\":\"l2\",\"value\":true,"
                "\"assessment\":\"pass\"}]}]");
    press(desk, "1 tab shift-tab p p p");
    ck_assert_int_eq(desk->workbench->review->answers.at[1].assessment, ASSESSMENT_PASS);
    desk_free(desk);
}
END_TEST

START_TEST(a_value_is_found_by_a_part_of_its_name)
{
    struct desk *desk =
        reviewing("{\"label_schemas\":[{\"id\":\"l\",\"name\":\"topic\",\"type\":\"categorical\",\"values\":[\"a1\","
                  "\"a2\",\"a3\","
                  "\"a4\",\"a5\",\"a6\",\"a7\",\"a8\",\"a9\",\"a10\",\"refund\",\"no refund\",\"Return\"]}]}",
                  "a b c");
    press(desk, "v");
    type(desk, "ref");
    press(desk, "down enter");
    is_at(desk, "b");
    keeps(desk, "[{\"interaction_id\":\"a\",\"label_values\":[{\"label_schema_id\":\"l\",\"value\":\"no refund\"}]}]");
    press(desk, "v");
    type(desk, "nothing");
    press(desk, "enter");
    SAYS(desk, "no value holds that");
    press(desk, "escape 0");
    keeps(desk, "[{\"interaction_id\":\"b\",\"label_values\":[{\"label_schema_id\":\"l\",\"value\":\"a10\"}]}]");
    desk_free(desk);
}
END_TEST

START_TEST(a_score_of_more_than_a_digit_is_typed_or_stepped)
{
    struct desk *desk =
        reviewing("{\"label_schemas\":[{\"id\":\"l\",\"name\":\"score\",\"type\":\"score\",\"min\":0,"
                  "\"max\":100,\"is_integer\":true},{\"id\":\"m\",\"name\":\"ok\",\"type\":\"boolean\"}]}",
                  "a b c");
    press(desk, "8");
    type(desk, "5");
    press(desk, "enter 1 enter");
    keeps(desk, "[{\"interaction_id\":\"a\",\"label_values\":[{\"label_schema_id\":\"l\",\"value\":85},"
                "{\"label_schema_id\":\"m\",\"value\":true}]}]");
    press(desk, "+ + + - tab 2 enter");
    keeps(desk, "[{\"interaction_id\":\"b\",\"label_values\":[{\"label_schema_id\":\"l\",\"value\":1},"
                "{\"label_schema_id\":\"m\",\"value\":false}]}]");
    desk_free(desk);
}
END_TEST

/* --- To and fro --------------------------------------------------------------------------------------------------- */

START_TEST(what_is_skipped_is_not_offered_and_what_is_put_off_comes_last)
{
    struct desk *desk = reviewing(ONE, "a b c d");
    press(desk, "w s");
    is_at(desk, "c");
    press(desk, "1 1");
    is_at(desk, "a");
    ck_assert_uint_eq(review_count_left(desk->workbench->review), 1);
    press(desk, "1");
    is_at(desk, "a");
    SAYS(desk, "all are done");
    press(desk, "u u u u");
    is_at(desk, "b");
    ck_assert_ptr_null(review_note_of(desk->workbench->review, SLICE("b")));
    desk_free(desk);
}
END_TEST

START_TEST(a_flag_stays_with_its_reason)
{
    struct desk *desk = reviewing(ONE, "a b c");
    workbench_command(desk->workbench, "flag looks odd");
    const struct review_note *note = review_note_of(desk->workbench->review, SLICE("a"));
    ck_assert_ptr_nonnull(note);
    ck_assert_str_eq(note->reason, "looks odd");
    press(desk, "1");
    is_at(desk, "b");
    ck_assert_ptr_nonnull(review_note_of(desk->workbench->review, SLICE("a")));
    press(desk, "! !");
    ck_assert_ptr_null(review_note_of(desk->workbench->review, SLICE("b")));
    desk_free(desk);
}
END_TEST

START_TEST(what_is_begun_is_kept_and_comes_back)
{
    struct desk *desk = reviewing(THREE, "a b c");
    press(desk, "2 n");
    is_at(desk, "b");
    wait_ms(desk, 1000);
    ck_assert_str_eq(
        take_text(desk, ERRAND_KEEP_DRAFT),
        "{\"review\":\"q1\",\"notes\":{\"a\":{\"draft\":[{\"label_schema_id\":\"l1\",\"value\":\"bad\"}]}}}");
    press(desk, "b");
    ck_assert_str_eq(desk->workbench->review->answers.at[0].value, "\"bad\"");
    press(desk, "3 enter");
    keeps(desk, "[{\"interaction_id\":\"a\",\"label_values\":[{\"label_schema_id\":\"l1\",\"value\":\"bad\"},"
                "{\"label_schema_id\":\"l2\",\"value\":3}]}]");
    press(desk, "q");
    ck_assert_str_eq(take_text(desk, ERRAND_KEEP_DRAFT), "");
    ck_assert_ptr_null(desk->workbench->review);
    desk_free(desk);
}
END_TEST

START_TEST(a_kept_draft_outlives_the_program)
{
    struct desk *desk = desk_open();
    people_set_me(desk->workbench->people, SLICE("me"));
    workbench_draft_kept(desk->workbench,
                         "{\"review\":\"q1\",\"notes\":{\"a\":{\"mark\":\"flagged\",\"reason\":\"odd\",\"draft\":["
                         "{\"label_schema_id\":\"l1\",\"value\":\"bad\"}]},\"c\":{\"mark\":\"skipped\"},\"d\":{}}}",
                         NULL);
    workbench_draft_kept(desk->workbench, "{\"review\":7,\"notes\":[]}", NULL);
    press(desk, "l R");
    char *body = xasprintf("{\"data\":{\"attributes\":{\"annotation_schema\":%s}}}", THREE);
    workbench_done(desk->workbench, take_number(desk, ERRAND_READ, API_GET_LABEL_SCHEMA), slice_of(body), false);
    free(body);
    const struct review *review = desk->workbench->review;
    ck_assert_uint_eq(review->note_count, 2);
    ck_assert_str_eq(review->answers.at[0].value, "\"bad\"");
    ck_assert_uint_eq(review_count_left(desk->workbench->review), 2);
    desk_free(desk);
}
END_TEST

/* --- Order -------------------------------------------------------------------------------------------------------- */

START_TEST(the_same_seed_gives_the_same_order)
{
    char *items = many(50);
    struct desk *desk = reviewing(ONE, items);
    const struct review *review = desk->workbench->review;
    uint32_t first[50];
    workbench_command(desk->workbench, "order random 7");
    memcpy(first, review->items, sizeof(first));
    workbench_command(desk->workbench, "order random 8");
    ck_assert_int_ne(memcmp(first, review->items, sizeof(first)), 0);
    workbench_command(desk->workbench, "order random 7");
    ck_assert_int_eq(memcmp(first, review->items, sizeof(first)), 0);
    workbench_command(desk->workbench, "order listed");
    for (uint32_t i = 1; i < 50; i++)
        ck_assert_uint_lt(review->items[i - 1], review->items[i]);
    workbench_command(desk->workbench, "order upwards");
    SAYS(desk, "orders are");
    free(items);
    desk_free(desk);
}
END_TEST

START_TEST(those_with_the_fewest_annotations_come_first)
{
    struct desk *desk = reviewing(ONE, "a* b c*");
    workbench_command(desk->workbench, "order least");
    is_at(desk, "b");
    press(desk, "1");
    is_at(desk, "a");
    press(desk, "q");
    ck_assert_int_eq(workbench_place(desk->workbench), PLACE_INTERACTIONS);
    desk_free(desk);
}
END_TEST

/* --- The journal -------------------------------------------------------------------------------------------------- */

/* Who has said what of an item, as the list has it. */
static const char *said(struct desk *desk, const char *id)
{
    static char text[512];
    const struct rows *rows = list_rows(desk->workbench->interactions.list);
    const int field = api_field_index(rows_resource(rows), SLICE("annotations"));
    const struct rows *annotations = rows_children(rows, field);
    uint32_t first = 0, count = 0;
    size_t length = 0;
    rows_child_range(rows, rows_find(rows, slice_of(id)), field, &first, &count);
    text[0] = '\0';
    for (uint32_t i = first; i < first + count; i++)
        length += (size_t)snprintf(
            text + length, sizeof(text) - length, "%.*s:%.*s ",
            SLICE_ARGS(rows_cell(annotations, i, api_field_index(rows_resource(annotations), SLICE("created_by")))),
            SLICE_ARGS(rows_cell(annotations, i, api_field_index(rows_resource(annotations), SLICE("label_values")))));
    return text;
}

START_TEST(the_list_shows_a_label_at_once_and_the_server_s_word_when_it_comes)
{
    struct desk *desk = reviewing(ONE, "a* b c");
    press(desk, "1");
    ck_assert_str_eq(said(desk, "a"),
                     "ann:{\"tone\":\"bad\"} me:{\"quality\":{\"label_schema_id\":\"l1\",\"value\":\"good\"}} ");
    do_it(desk, API_UPSERT_ANNOTATIONS,
          "{\"data\":{\"attributes\":{\"annotations\":[{\"id\":\"n7\",\"interaction_id\":\"a\",\"created_by\":\"me\","
          "\"label_values\":[{\"label_schema_id\":\"l1\",\"name_when_saved\":\"quality\",\"value\":\"good\"}]}]}}}");
    ck_assert_str_eq(said(desk, "a"), "ann:{\"tone\":\"bad\"} me:[{\"label_schema_id\":\"l1\",\"name_when_saved\":"
                                      "\"quality\",\"value\":\"good\"}] ");
    press(desk, "q");
    SHOWS(desk, "[q1] q2 q3 | a [b] c | interactions");
    desk_free(desk);
}
END_TEST

START_TEST(a_label_that_is_changed_remembers_what_it_was)
{
    struct desk *desk = reviewing(ONE, "a b c");
    press(desk, "1 b");
    is_at(desk, "a");
    press(desk, "2");
    keeps(desk, "[{\"interaction_id\":\"a\",\"label_values\":[{\"label_schema_id\":\"l1\",\"value\":\"bad\"}]}]");
    ck_assert_str_eq(last_change(desk, API_UPSERT_ANNOTATIONS)->before,
                     "[{\"interaction_id\":\"a\",\"label_values\":[{\"label_schema_id\":\"l1\",\"value\":\"good\"}]}]");
    desk_free(desk);
}
END_TEST

START_TEST(what_can_not_be_kept_is_a_draft_again)
{
    struct desk *desk = reviewing(ONE, "a b c");
    press(desk, "1");
    is_at(desk, "b");
    const uint64_t number = take_number(desk, ERRAND_KEEP, API_UPSERT_ANNOTATIONS);
    const struct error full = { .kind = ERROR_STORE, .message = "the disk is full" };
    workbench_failed(desk->workbench, number, &full);
    SAYS(desk, "the disk is full");
    ck_assert_str_eq(said(desk, "a"), "");
    ck_assert_uint_eq(review_count_left(desk->workbench->review), 3);
    press(desk, "b");
    ck_assert_str_eq(desk->workbench->review->answers.at[0].value, "\"good\"");
    desk_free(desk);
}
END_TEST

START_TEST(undo_waits_for_what_is_being_sent)
{
    struct desk *desk = reviewing(ONE, "a b c");
    press(desk, "1");
    keep(desk);
    press(desk, "u");
    is_at(desk, "a");
    const struct error busy = { .kind = ERROR_USAGE, .message = "undo it when the server answers" };
    workbench_failed(desk->workbench, take_number(desk, ERRAND_UNDO, API_OPERATION_COUNT), &busy);
    ck_assert_uint_eq(waiting(desk, ERRAND_UNDO), 0);
    wait_ms(desk, 1000);
    struct errand undo = take(desk, ERRAND_UNDO, API_OPERATION_COUNT);
    ck_assert_int_eq(undo.about, 1);
    workbench_undone(desk->workbench, undo.number, &(struct step){ .id = 1, .title = (char *)"x" });
    errand_free(&undo);
    press(desk, "ctrl-r");
    keeps(desk, "[{\"interaction_id\":\"a\",\"label_values\":[{\"label_schema_id\":\"l1\",\"value\":\"good\"}]}]");
    desk_free(desk);
}
END_TEST

START_TEST(a_queue_that_asks_nothing_says_so)
{
    struct desk *desk = reviewing("{\"label_schemas\":[]}", "a b c");
    press(desk, "1");
    SAYS(desk, "no labels");
    press(desk, "enter");
    SAYS(desk, "no labels");
    press(desk, "n s");
    is_at(desk, "c");
    desk_free(desk);
}
END_TEST

START_TEST(who_asks_before_the_queue_is_there_gets_the_review_when_it_comes)
{
    struct desk *desk = desk_open();
    press(desk, "j R");
    ck_assert_ptr_null(desk->workbench->review);
    answer(desk, API_GET_ANNOTATED_INTERACTIONS, "x y");
    ck_assert_int_eq(workbench_place(desk->workbench), PLACE_REVIEW);
    is_at(desk, "x");
    press(desk, "q");
    workbench_command(desk->workbench, "queue Empty");
    press(desk, "R");
    workbench_command(desk->workbench, "queue Tone");
    answer(desk, API_GET_ANNOTATED_INTERACTIONS, "a");
    ck_assert_ptr_null(desk->workbench->review);
    desk_free(desk);
}
END_TEST

START_TEST(one_s_own_answers_are_known_once_it_is_known_who_one_is)
{
    struct desk *desk = desk_open();
    press(desk, "l R");
    is_at(desk, "a");
    press(desk, "b q k");
    press(desk, "j R");
    is_at(desk, "b");
    people_set_me(desk->workbench->people, SLICE("ann"));
    press(desk, "q");
    press(desk, "R");
    is_at(desk, "c"); /* ann has said something of b */
    desk_free(desk);
    desk = desk_open();
    workbench_command(desk->workbench, "refresh");
    desk->workbench->asked_for_me = false;
    answer(desk, API_LIST_QUEUES, "q1=Tone");
    answer(desk, API_GET_ANNOTATED_INTERACTIONS, "b* c");
    press(desk, "l R");
    is_at(desk, "b");
    workbench_done(desk->workbench, take_number(desk, ERRAND_READ, API_GET_CURRENT_USER),
                   SLICE("{\"data\":{\"id\":\"ann\",\"type\":\"users\",\"attributes\":{\"name\":\"Ann\"}}}"), false);
    is_at(desk, "c");
    ck_assert_uint_eq(review_count_left(desk->workbench->review), 1);
    desk_free(desk);
}
END_TEST

START_TEST(a_server_without_label_schemas_is_told_of)
{
    struct desk *desk = desk_open();
    press(desk, "l R");
    const struct error missing = { .kind = ERROR_API, .http_status = 404, .message = "Not Found" };
    workbench_failed(desk->workbench, take_number(desk, ERRAND_READ, API_GET_LABEL_SCHEMA), &missing);
    SAYS(desk, "keeps no labels for queues");
    press(desk, "q R");
    const struct error broken = { .kind = ERROR_SERVER, .http_status = 500, .message = "down" };
    workbench_failed(desk->workbench, take_number(desk, ERRAND_READ, API_GET_LABEL_SCHEMA), &broken);
    SAYS(desk, "can't be read: down");
    desk_free(desk);
}
END_TEST

START_TEST(another_queue_ends_the_review)
{
    struct desk *desk = reviewing(ONE, "a b c");
    workbench_command(desk->workbench, "queue Code");
    ck_assert_ptr_null(desk->workbench->review);
    ck_assert(!workbench_has_overlay(desk->workbench, PLACE_REVIEW));
    desk_free(desk);
}
END_TEST

Suite *workbench_review_suite(void)
{
    Suite *suite = suite_create("workbench_review");
    TCase *cases = tcase_create("review");
    tcase_add_test(cases, one_key_labels_and_goes_on);
    tcase_add_test(cases, a_hundred_items_take_a_hundred_keys_and_so_does_taking_them_back);
    tcase_add_test(cases, three_labels_take_four_keys_at_most);
    tcase_add_test(cases, a_required_label_stops_with_the_cursor_on_it);
    tcase_add_test(cases, while_text_is_typed_no_letter_is_a_command);
    tcase_add_test(cases, a_reason_is_typed_before_the_value);
    tcase_add_test(cases, pass_and_reason_follow_the_value_that_was_just_given);
    tcase_add_test(cases, a_value_is_found_by_a_part_of_its_name);
    tcase_add_test(cases, a_score_of_more_than_a_digit_is_typed_or_stepped);
    tcase_add_test(cases, what_is_skipped_is_not_offered_and_what_is_put_off_comes_last);
    tcase_add_test(cases, a_flag_stays_with_its_reason);
    tcase_add_test(cases, what_is_begun_is_kept_and_comes_back);
    tcase_add_test(cases, a_kept_draft_outlives_the_program);
    tcase_add_test(cases, the_same_seed_gives_the_same_order);
    tcase_add_test(cases, those_with_the_fewest_annotations_come_first);
    tcase_add_test(cases, the_list_shows_a_label_at_once_and_the_server_s_word_when_it_comes);
    tcase_add_test(cases, a_label_that_is_changed_remembers_what_it_was);
    tcase_add_test(cases, what_can_not_be_kept_is_a_draft_again);
    tcase_add_test(cases, undo_waits_for_what_is_being_sent);
    tcase_add_test(cases, a_queue_that_asks_nothing_says_so);
    tcase_add_test(cases, who_asks_before_the_queue_is_there_gets_the_review_when_it_comes);
    tcase_add_test(cases, one_s_own_answers_are_known_once_it_is_known_who_one_is);
    tcase_add_test(cases, a_server_without_label_schemas_is_told_of);
    tcase_add_test(cases, another_queue_ends_the_review);
    suite_add_tcase(suite, cases);
    return suite;
}
