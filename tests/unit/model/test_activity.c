#include <annotty/model/activity.h>

#include <annotty/base/mem.h>

#include <check.h>
#include <stdlib.h>

static void note(struct activity *activity, int64_t id, int64_t step, enum change_state state)
{
    struct change change = { .id = id, .step = step, .state = state, .call = api_call_new(API_CREATE_PROJECT) };
    activity_note_change(activity, &change);
}

START_TEST(changes_are_kept_by_their_ids)
{
    struct activity *activity = activity_new();
    note(activity, 5, 1, CHANGE_WAITING);
    note(activity, 2, 2, CHANGE_WAITING);
    note(activity, 5, 1, CHANGE_DONE);
    ck_assert_uint_eq(activity->change_count, 2);
    ck_assert_int_eq(activity->changes[0].id, 2);
    ck_assert_int_eq(activity_change(activity, 5)->state, CHANGE_DONE);
    ck_assert_ptr_null(activity_change(activity, 3));
    ck_assert(!activity_is_group(activity, 1));
    note(activity, 6, 1, CHANGE_HELD);
    ck_assert(activity_is_group(activity, 1));
    activity_free(&activity);
}
END_TEST

static const struct {
    enum change_state first, second, both;
} states[] = {
    { CHANGE_DONE, CHANGE_DONE, CHANGE_DONE },          { CHANGE_DONE, CHANGE_DROPPED, CHANGE_DONE },
    { CHANGE_DONE, CHANGE_WAITING, CHANGE_WAITING },    { CHANGE_SENDING, CHANGE_WAITING, CHANGE_SENDING },
    { CHANGE_SENDING, CHANGE_FAILED, CHANGE_FAILED },   { CHANGE_FAILED, CHANGE_CONFLICT, CHANGE_CONFLICT },
    { CHANGE_DROPPED, CHANGE_DROPPED, CHANGE_DROPPED },
};

START_TEST(one_state_stands_for_a_step)
{
    struct activity *activity = activity_new();
    note(activity, 1, 1, states[_i].first);
    note(activity, 2, 1, states[_i].second);
    note(activity, 3, 2, CHANGE_CONFLICT);
    ck_assert_int_eq(activity_step_state(activity, 1), states[_i].both);
    activity_free(&activity);
}
END_TEST

START_TEST(the_oldest_ended_ones_go_first)
{
    struct activity *activity = activity_new();
    note(activity, 1, 1, CHANGE_FAILED);
    for (int64_t id = 2; id <= ACTIVITY_CHANGES_MAX + 50; id++)
        note(activity, id, id, CHANGE_DONE);
    ck_assert_uint_eq(activity->change_count, ACTIVITY_CHANGES_MAX);
    ck_assert_ptr_nonnull(activity_change(activity, 1));
    ck_assert_ptr_null(activity_change(activity, 2));
    ck_assert_ptr_null(activity_step(activity, 2));
    ck_assert_uint_eq(activity->step_count, ACTIVITY_CHANGES_MAX);
    activity_free(&activity);
}
END_TEST

START_TEST(large_ones_go_by_their_size)
{
    enum { LARGE = 3 * 1024 * 1024 };
    struct activity *activity = activity_new();
    char *answer = xmalloc(LARGE + 1);
    memset(answer, 'x', LARGE);
    answer[LARGE] = '\0';
    for (int64_t id = 1; id <= 9; id++) {
        struct change change = {
            .id = id, .step = id, .state = CHANGE_DONE, .call = api_call_new(API_CREATE_PROJECT), .answer = answer
        };
        activity_note_change(activity, &change);
    }
    ck_assert_uint_le(activity->byte_count, ACTIVITY_BYTES_MAX);
    ck_assert_ptr_nonnull(activity_change(activity, 9));
    ck_assert_ptr_null(activity_change(activity, 1));
    free(answer);
    activity_free(&activity);
}
END_TEST

START_TEST(requests_and_messages_are_rings)
{
    struct activity *activity = activity_new();
    struct api_call call = api_call_new(API_LIST_QUEUES);
    for (int64_t number = 1; number <= ACTIVITY_REQUESTS_MAX + 3; number++)
        activity_note_request(activity, number, &call, number);
    for (int i = 0; i < ACTIVITY_MESSAGES_MAX + 3; i++)
        activity_note_message(activity, "said", i);
    ck_assert_uint_eq(activity->request_count, ACTIVITY_REQUESTS_MAX);
    ck_assert_uint_eq(activity->message_count, ACTIVITY_MESSAGES_MAX);
    ck_assert_ptr_null(activity_request(activity, 3));
    ck_assert_ptr_null(activity_message(activity, 3));
    ck_assert_int_eq(activity_message(activity, 4)->said_at_ms, 3);
    ck_assert(!activity_note_outcome(activity, 3, &(struct activity_outcome){ .state = CHANGE_DONE }, 9));
    activity_free(&activity);
}
END_TEST

START_TEST(a_request_ends_with_its_numbers)
{
    struct activity *activity = activity_new();
    struct api_call call = api_call_new(API_LIST_QUEUES);
    activity_note_request(activity, 1, &call, 5);
    ck_assert(
        activity_note_outcome(activity, 1, &(struct activity_outcome){ CHANGE_SENDING, 503, 1, 10, 20, "busy" }, 7));
    ck_assert_str_eq(activity_request(activity, 1)->reason, "busy");
    ck_assert_int_eq(activity_request(activity, 1)->ended_at_ms, 0);
    ck_assert(activity_note_outcome(activity, 1, &(struct activity_outcome){ CHANGE_DONE, 200, 2, 30, 40, NULL }, 8));
    const struct change *request = activity_request(activity, 1);
    ck_assert_ptr_null(request->reason);
    ck_assert_int_eq(request->ended_at_ms, 8);
    ck_assert_int_eq(request->tries, 2);
    ck_assert_int_eq(request->byte_count, 40);
    activity_free(&activity);
}
END_TEST

Suite *activity_suite(void);
Suite *activity_suite(void)
{
    Suite *suite = suite_create("activity");
    TCase *tests = tcase_create("kept");
    tcase_add_test(tests, changes_are_kept_by_their_ids);
    tcase_add_loop_test(tests, one_state_stands_for_a_step, 0, ARRAY_LENGTH(states));
    tcase_add_test(tests, the_oldest_ended_ones_go_first);
    tcase_add_test(tests, large_ones_go_by_their_size);
    tcase_add_test(tests, requests_and_messages_are_rings);
    tcase_add_test(tests, a_request_ends_with_its_numbers);
    suite_add_tcase(suite, tests);
    return suite;
}
