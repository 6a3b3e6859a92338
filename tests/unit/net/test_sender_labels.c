/* Labels on their way: refused one by one inside a 200, taken back by what was said before, or not at all where
 * something newer says all anew. */
#include "sending.h"

#include <annotty/base/mem.h>

#include <check.h>
#include <stdlib.h>

#define ITEM(value)                                                                                                    \
    "[{\"interaction_id\":\"i\",\"label_values\":[{\"label_schema_id\":\"l\",\"value\":\"" value "\"}]}]"
#define SAID(items, errors)                                                                                            \
    CLOSED("200 OK", "{\"data\":{\"id\":\"q\",\"type\":\"annotations\",\"attributes\":{\"annotations\":[" items        \
                     "],\"errors\":[" errors "]}}}")
#define ANNOTATION "{\"id\":\"a7\",\"interaction_id\":\"i\",\"created_by\":\"me\",\"label_values\":[]}"
#define DELETED                                                                                                        \
    CLOSED("200 OK", "{\"data\":{\"id\":\"q\",\"type\":\"annotations\",\"attributes\":{\"annotation_ids\":[\"a7\"],"   \
                     "\"errors\":[]}}}")

static struct api_call label(const char *annotations)
{
    struct api_call call = api_call_new(API_UPSERT_ANNOTATIONS);
    api_call_parameter(&call, "queue_id", SLICE("q"));
    api_call_member_json(&call, "annotations", slice_of(annotations));
    return call;
}

static void take_back(int64_t step)
{
    struct fetch_event event = await_answer(fetch_undo(fetch, step, NULL));
    ck_assert_msg(event.kind == FETCH_UNDONE, "%s", event.error.message);
    fetch_event_free(&event);
}

START_TEST(an_item_that_is_refused_inside_a_200_fails)
{
    begin((const struct bad_answer[]){
        { .bytes = SAID("", "{\"interaction_id\":\"i\",\"error\":\"quality is required\"}") }, { 0 } });
    keep(label(ITEM("good")), NULL, 0);
    char *reason = await_state(1, CHANGE_FAILED);
    ck_assert_str_eq(reason, "quality is required");
    free(reason);
}
END_TEST

START_TEST(a_first_label_is_taken_back_by_deleting_it)
{
    begin((const struct bad_answer[]){ { .bytes = SAID(ANNOTATION, "") }, { .bytes = DELETED }, { 0 } });
    keep(label(ITEM("good")), NULL, 0);
    await(1, CHANGE_DONE);
    take_back(0);
    await(2, CHANGE_DONE);
    ck_assert(requested("/annotations/delete", 1));
    ck_assert(requested("[\"a7\"]", 1));
}
END_TEST

START_TEST(a_changed_label_is_taken_back_by_what_was_said_before)
{
    begin((const struct bad_answer[]){ { .bytes = SAID(ANNOTATION, "") }, { .bytes = SAID(ANNOTATION, "") }, { 0 } });
    keep(label(ITEM("bad")), ITEM("good"), 0);
    await(1, CHANGE_DONE);
    take_back(0);
    await(2, CHANGE_DONE);
    ck_assert(requested(ITEM("good"), 1));
}
END_TEST

START_TEST(what_something_newer_says_anew_is_not_taken_back)
{
    begin((const struct bad_answer[]){ { .bytes = SAID(ANNOTATION, "") }, { .bytes = SAID(ANNOTATION, "") }, { 0 } });
    keep(label(ITEM("good")), NULL, 0);
    await(1, CHANGE_DONE);
    keep(label(ITEM("bad")), NULL, 60000);
    await(2, CHANGE_HELD);
    take_back(1);
    fetch_act(fetch, FETCH_ACT_GO, 2);
    await(2, CHANGE_DONE);
    ck_assert(requested(ITEM("bad"), 1));
    ck_assert_uint_eq(bad_server_requests(server), 2);
}
END_TEST

START_TEST(the_step_that_is_named_is_the_one_taken_back)
{
    begin((const struct bad_answer[]){ { .bytes = NOTHING }, { 0 } });
    keep(label(ITEM("good")), NULL, 60000);
    await(1, CHANGE_HELD);
    keep(delete_queue("r"), NULL, 60000);
    await(2, CHANGE_HELD);
    take_back(1);
    fetch_act(fetch, FETCH_ACT_GO, 1); /* it is dropped already */
    fetch_act(fetch, FETCH_ACT_GO, 2);
    await(2, CHANGE_DONE);
    ck_assert(requested("DELETE ", 0));
    ck_assert_uint_eq(bad_server_requests(server), 1);
}
END_TEST

Suite *sender_labels_suite(void)
{
    Suite *suite = suite_create("sender_labels");
    TCase *cases = tcase_create("labels");
    tcase_add_checked_fixture(cases, set_up_journal, tear_down_journal);
    tcase_set_timeout(cases, 20);
    tcase_add_test(cases, an_item_that_is_refused_inside_a_200_fails);
    tcase_add_test(cases, a_first_label_is_taken_back_by_deleting_it);
    tcase_add_test(cases, a_changed_label_is_taken_back_by_what_was_said_before);
    tcase_add_test(cases, what_something_newer_says_anew_is_not_taken_back);
    tcase_add_test(cases, the_step_that_is_named_is_the_one_taken_back);
    suite_add_tcase(suite, cases);
    return suite;
}
