#include <annotty/api/call.h>

#include <check.h>

static struct buf text;

static void setup(void)
{
    text = buf_with_limit(4096);
}

static void teardown(void)
{
    buf_free(&text);
}

START_TEST(path_values_are_encoded)
{
    struct api_call call = api_call_new(API_DELETE_QUEUE);
    api_call_parameter(&call, "queue_id", SLICE("a/b c?\xc3\xa9"));
    ck_assert(api_call_target(&call, &text));
    ck_assert_str_eq(buf_text(&text), "/api/v2/llm-obs/v1/annotation-queues/a%2Fb%20c%3F%C3%A9");
    api_call_free(&call);
}
END_TEST

START_TEST(query_follows_the_row)
{
    struct api_call call = api_call_new(API_LIST_EXPERIMENTS);
    api_call_parameter(&call, "filter[id]", SLICE("a"));
    api_call_parameter(&call, "filter[id]", SLICE("b"));
    api_call_parameter(&call, "filter[project_id]", SLICE("p"));
    api_call_parameter(&call, "filter[project_id]", SLICE("q"));
    ck_assert(api_call_target(&call, &text));
    ck_assert_str_eq(buf_text(&text), "/api/v2/llm-obs/v1/experiments?filter%5Bproject_id%5D=q&filter%5Bid%5D=a&"
                                      "filter%5Bid%5D=b");
    api_call_free(&call);
}
END_TEST

START_TEST(queue_ids_are_joined)
{
    struct api_call call = api_call_new(API_LIST_QUEUES);
    api_call_parameter(&call, "queueIds", SLICE("a"));
    api_call_parameter(&call, "queueIds", SLICE("b"));
    ck_assert(api_call_target(&call, &text));
    ck_assert_str_eq(buf_text(&text), "/api/v2/llm-obs/v1/annotation-queues?queueIds=a,b");
    api_call_free(&call);
}
END_TEST

START_TEST(body_has_what_was_set)
{
    struct api_call call = api_call_new(API_CREATE_QUEUE);
    ck_assert(api_call_member(&call, "name", SLICE("A \"queue\""), NULL));
    ck_assert(api_call_member(&call, "project_id", SLICE("p1"), NULL));
    ck_assert(api_call_complete(&call, NULL));
    ck_assert(api_call_body(&call, &text));
    ck_assert_str_eq(buf_text(&text), "{\"data\":{\"type\":\"queues\",\"attributes\":{\"name\":\"A \\\"queue\\\"\","
                                      "\"project_id\":\"p1\"}}}");
    api_call_free(&call);
}
END_TEST

START_TEST(empty_attributes_are_there)
{
    struct api_call call = api_call_new(API_UPDATE_QUEUE);
    api_call_parameter(&call, "queue_id", SLICE("q"));
    ck_assert(api_call_complete(&call, NULL));
    ck_assert(api_call_body(&call, &text));
    ck_assert_str_eq(buf_text(&text), "{\"data\":{\"type\":\"queues\",\"attributes\":{}}}");
    api_call_free(&call);
}
END_TEST

static const struct {
    enum api_operation_id operation;
    const char *member, *typed, *json; /* json NULL: refused */
    const char *says;
} members[] = {
    { API_CREATE_QUEUE, "name", "", NULL, "must not be empty" },
    { API_CREATE_QUEUE, "name", " \xc2\xa0", NULL, "only blanks" },
    { API_CREATE_QUEUE, "name", "a\nb", NULL, "control" },
    { API_CREATE_QUEUE, "description", "", "\"\"", NULL },
    { API_CREATE_EXPERIMENT, "dataset_version", " 12 ", "12", NULL },
    { API_CREATE_EXPERIMENT, "dataset_version", "1.5", NULL, "whole number" },
    { API_CREATE_EXPERIMENT, "dataset_version", "-1", NULL, "negative" },
    { API_CREATE_EXPERIMENT, "ensure_unique", "false", "false", NULL },
    { API_CREATE_EXPERIMENT, "ensure_unique", "maybe", NULL, "true or false" },
    { API_CREATE_EXPERIMENT, "config", "{\"n\": 1e400}", "{\"n\": 1e400}", NULL },
    { API_CREATE_EXPERIMENT, "config", "[1]", NULL, "JSON object" },
    { API_DELETE_INTERACTIONS, "interaction_ids", "a, b\nc", "[\"a\",\"b\",\"c\"]", NULL },
    { API_DELETE_INTERACTIONS, "interaction_ids", " ", NULL, "at least one" },
};

START_TEST(typed_members_follow_their_rows)
{
    struct api_call call = api_call_new(members[_i].operation);
    struct error error;
    const bool taken = api_call_member(&call, members[_i].member, slice_of(members[_i].typed), &error);
    ck_assert_int_eq(taken, members[_i].json != NULL);
    if (taken)
        ck_assert_str_eq(api_call_argument(&call, members[_i].member), members[_i].json);
    else
        ck_assert_msg(strstr(error.message, members[_i].says) != NULL, "%s", error.message);
    api_call_free(&call);
}
END_TEST

START_TEST(missing_parts_are_named)
{
    struct api_call call = api_call_new(API_UPDATE_QUEUE);
    struct error error;
    ck_assert(!api_call_complete(&call, &error));
    ck_assert_str_eq(error.where, "queue_id");
    api_call_free(&call);
    call = api_call_new(API_CREATE_QUEUE);
    ck_assert(!api_call_complete(&call, &error));
    ck_assert_str_eq(error.where, "name");
    struct api_call copy = api_call_copy(&call);
    ck_assert_ptr_eq(copy.operation, call.operation);
    api_call_free(&copy);
    api_call_free(&call);
}
END_TEST

static const struct {
    enum api_operation_id operation;
    const char *member, *value;
    enum api_retry retry;
} retries[] = {
    { API_CREATE_QUEUE, NULL, NULL, API_RETRY_VERIFY },
    { API_ADD_INTERACTIONS, NULL, NULL, API_RETRY_FREELY },
    { API_APPEND_RECORDS, NULL, NULL, API_RETRY_FREELY },
    { API_APPEND_RECORDS, "deduplicate", "true", API_RETRY_FREELY },
    { API_APPEND_RECORDS, "deduplicate", "false", API_RETRY_VERIFY },
    { API_CREATE_EXPERIMENT, NULL, NULL, API_RETRY_VERIFY },
    { API_CREATE_EXPERIMENT, "ensure_unique", "true", API_RETRY_VERIFY },
    { API_CREATE_EXPERIMENT, "ensure_unique", "false", API_RETRY_FREELY },
};

START_TEST(what_is_safe_to_repeat_depends_on_what_is_asked)
{
    struct api_call call = api_call_new(retries[_i].operation);
    if (retries[_i].member != NULL)
        ck_assert(api_call_member(&call, retries[_i].member, slice_of(retries[_i].value), NULL));
    ck_assert_int_eq(api_call_retry(&call), retries[_i].retry);
    api_call_free(&call);
}
END_TEST

Suite *call_suite(void)
{
    Suite *suite = suite_create("api call");
    TCase *tests = tcase_create("call");
    tcase_add_checked_fixture(tests, setup, teardown);
    tcase_add_test(tests, path_values_are_encoded);
    tcase_add_test(tests, query_follows_the_row);
    tcase_add_test(tests, queue_ids_are_joined);
    tcase_add_test(tests, body_has_what_was_set);
    tcase_add_test(tests, empty_attributes_are_there);
    tcase_add_loop_test(tests, typed_members_follow_their_rows, 0, (int)(sizeof(members) / sizeof(members[0])));
    tcase_add_test(tests, missing_parts_are_named);
    tcase_add_loop_test(tests, what_is_safe_to_repeat_depends_on_what_is_asked, 0,
                        (int)(sizeof(retries) / sizeof(retries[0])));
    suite_add_tcase(suite, tests);
    return suite;
}
