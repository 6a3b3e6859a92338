#include <annotty/api/inverse.h>

#include <annotty/api/call_text.h>

#include <check.h>
#include <stdlib.h>

/* A change that was done, as the journal keeps it, and the call that takes it back. */
static const struct {
    enum api_operation_id operation;
    const char *call, *before, *answer;
    int status;
    enum api_operation_id inverse;
    const char *expected; /* NULL: there is nothing to take back */
} inversions[] = {
    { API_CREATE_QUEUE, "{\"name\":\"\\\"Triage\\\"\"}", NULL, "[\"q1\"]", 201, API_DELETE_QUEUE,
      "{\"queue_id\":\"q1\"}" },
    { API_CREATE_PROJECT, "{\"name\":\"\\\"P\\\"\"}", NULL, "[\"p1\"]", 201, API_DELETE_PROJECTS,
      "{\"project_ids\":\"[\\\"p1\\\"]\"}" },
    /* The server had it already: somebody else's work stays. */
    { API_CREATE_PROJECT, "{\"name\":\"\\\"P\\\"\"}", NULL, "[\"p1\"]", 200, API_DELETE_PROJECTS, NULL },
    { API_UPDATE_QUEUE, "{\"queue_id\":\"q\",\"name\":\"\\\"new\\\"\"}",
      "{\"id\":\"q\",\"attributes\":{\"name\":\"old\",\"description\":\"stays\"}}", NULL, 200, API_UPDATE_QUEUE,
      "{\"queue_id\":\"q\",\"name\":\"\\\"old\\\"\"}" },
    { API_UPDATE_QUEUE, "{\"queue_id\":\"q\",\"name\":\"\\\"new\\\"\"}", "{\"id\":\"q\",\"name\":\"flat\"}", NULL, 200,
      API_UPDATE_QUEUE, "{\"queue_id\":\"q\",\"name\":\"\\\"flat\\\"\"}" },
    { API_ADD_INTERACTIONS,
      "{\"queue_id\":\"q\",\"interactions\":\"[{\\\"type\\\":\\\"trace\\\",\\\"content_id\\\":\\\"t\\\"}]\"}", NULL,
      "[\"i1\",\"i2\"]", 200, API_DELETE_INTERACTIONS,
      "{\"queue_id\":\"q\",\"interaction_ids\":\"[\\\"i1\\\",\\\"i2\\\"]\"}" },
    { API_ADD_INTERACTIONS,
      "{\"queue_id\":\"q\",\"interactions\":\"[{\\\"type\\\":\\\"trace\\\",\\\"content_id\\\":\\\"t\\\"}]\"}", NULL,
      "[]", 200, API_DELETE_INTERACTIONS, NULL },
    { API_DELETE_INTERACTIONS, "{\"queue_id\":\"q\",\"interaction_ids\":\"[\\\"i1\\\"]\"}",
      "[{\"id\":\"i1\",\"type\":\"trace\",\"content_id\":\"t\",\"annotations\":[]}]", NULL, 204, API_ADD_INTERACTIONS,
      "{\"queue_id\":\"q\",\"interactions\":\"[{\\\"content_id\\\":\\\"t\\\",\\\"type\\\":\\\"trace\\\"}]\"}" },
    { API_DELETE_INTERACTIONS, "{\"queue_id\":\"q\",\"interaction_ids\":\"[\\\"i1\\\"]\"}", "[]", NULL, 204,
      API_ADD_INTERACTIONS, NULL },
};

static struct api_call call_of(enum api_operation_id operation, const char *json)
{
    struct api_call call;
    struct error error = { 0 };
    ck_assert_msg(api_call_read(&api_operations[operation], slice_of(json), &call, &error), "%s", error.message);
    return call;
}

/* As a text that doesn't depend on how it is spaced. */
static void assert_same(const struct api_call *call, enum api_operation_id operation, const char *json)
{
    struct buf got = buf_with_limit(BUF_LIMIT_BODY), wanted = buf_with_limit(BUF_LIMIT_BODY);
    struct api_call expected = call_of(operation, json);
    ck_assert(api_call_write(call, &got));
    ck_assert(api_call_write(&expected, &wanted));
    ck_assert_str_eq(call->operation->name, expected.operation->name);
    ck_assert_str_eq(buf_text(&got), buf_text(&wanted));
    api_call_free(&expected);
    buf_free(&got);
    buf_free(&wanted);
}

START_TEST(what_was_done_is_taken_back)
{
    struct change change = { .call = call_of(inversions[_i].operation, inversions[_i].call),
                             .state = CHANGE_DONE,
                             .before = (char *)inversions[_i].before,
                             .answer = (char *)inversions[_i].answer,
                             .status = inversions[_i].status };
    struct api_call *calls = NULL;
    size_t count = 0;
    struct error error = { 0 };
    ck_assert_msg(inverse_calls(&change, &calls, &count, &error), "%s", error.message);
    ck_assert_uint_eq(count, inversions[_i].expected != NULL ? 1 : 0);
    if (count > 0) {
        assert_same(&calls[0], inversions[_i].inverse, inversions[_i].expected);
        api_call_free(&calls[0]);
    }
    free(calls);
    api_call_free(&change.call);
}
END_TEST

static const struct {
    enum api_operation_id operation;
    const char *call, *before, *answer, *says;
} refusals[] = {
    { API_DELETE_QUEUE, "{\"queue_id\":\"q\"}", NULL, NULL, "the server has no operation for it" },
    { API_CREATE_QUEUE, "{\"name\":\"\\\"Q\\\"\"}", NULL, NULL, "it isn't known what it made" },
    { API_CREATE_QUEUE, "{\"name\":\"\\\"Q\\\"\"}", NULL, "{\"broken\"", "it isn't known what it made" },
    { API_UPDATE_QUEUE, "{\"queue_id\":\"q\",\"name\":\"\\\"n\\\"\"}", NULL, NULL, "what was there before" },
    { API_UPDATE_QUEUE, "{\"queue_id\":\"q\",\"name\":\"\\\"n\\\"\"}", "{}", NULL, "what it set can't be unset" },
    { API_DELETE_INTERACTIONS, "{\"queue_id\":\"q\",\"interaction_ids\":\"[\\\"i\\\"]\"}", NULL, NULL,
      "what was there before" },
    { API_DELETE_INTERACTIONS, "{\"queue_id\":\"q\",\"interaction_ids\":\"[\\\"i\\\"]\"}", "{}", NULL,
      "what was there before" },
};

START_TEST(what_cannot_be_taken_back_says_why)
{
    struct change change = { .call = call_of(refusals[_i].operation, refusals[_i].call),
                             .state = CHANGE_DONE,
                             .before = (char *)refusals[_i].before,
                             .answer = (char *)refusals[_i].answer };
    struct api_call *calls = NULL;
    size_t count = 0;
    struct error error = { 0 };
    ck_assert(!inverse_calls(&change, &calls, &count, &error));
    ck_assert_msg(strstr(error.message, refusals[_i].says) != NULL, "%s", error.message);
    ck_assert_ptr_null(calls);
    ck_assert_uint_eq(count, 0);
    api_call_free(&change.call);
}
END_TEST

static const struct {
    enum api_operation_id operation;
    const char *answer, *kept;
} answers[] = {
    { API_CREATE_QUEUE, "{\"data\":{\"id\":\"q1\",\"attributes\":{\"name\":\"Q\"}}}", "[\"q1\"]" },
    { API_CREATE_QUEUE, "{\"data\":{}}", "" },
    { API_ADD_INTERACTIONS,
      "{\"data\":{\"attributes\":{\"interactions\":[{\"id\":\"a\",\"already_existed\":true},"
      "{\"id\":\"b\",\"already_existed\":false},{\"id\":\"c\"}]}}}",
      "[\"b\",\"c\"]" },
    { API_CREATE_QUEUE, "<html>", "" },
    { API_DELETE_QUEUE, "{\"data\":{\"id\":\"q1\"}}", "" },
};

START_TEST(of_an_answer_the_new_ids_are_kept)
{
    struct buf out = buf_with_limit(BUF_LIMIT_LINE);
    inverse_answer(&api_operations[answers[_i].operation], slice_of(answers[_i].answer), &out);
    ck_assert_str_eq(buf_text(&out), answers[_i].kept);
    buf_free(&out);
}
END_TEST

START_TEST(what_is_lost_is_known_before)
{
    ck_assert_ptr_nonnull(inverse_loss(&api_operations[API_DELETE_QUEUE]));
    ck_assert_ptr_nonnull(inverse_loss(&api_operations[API_DELETE_INTERACTIONS]));
    ck_assert_ptr_null(inverse_loss(&api_operations[API_UPDATE_QUEUE]));
}
END_TEST

Suite *inverse_suite(void)
{
    TCase *const cases = tcase_create("inverse");
    tcase_add_loop_test(cases, what_was_done_is_taken_back, 0, sizeof(inversions) / sizeof(inversions[0]));
    tcase_add_loop_test(cases, what_cannot_be_taken_back_says_why, 0, sizeof(refusals) / sizeof(refusals[0]));
    tcase_add_loop_test(cases, of_an_answer_the_new_ids_are_kept, 0, sizeof(answers) / sizeof(answers[0]));
    tcase_add_test(cases, what_is_lost_is_known_before);
    Suite *const suite = suite_create("inverse");
    suite_add_tcase(suite, cases);
    return suite;
}
