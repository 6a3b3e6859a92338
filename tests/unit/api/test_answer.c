#include <annotty/api/answer.h>

#include <check.h>

static const struct {
    int status;
    const char *body;
    enum error_kind kind;
    const char *says, *where;
} answers[] = {
    { 400, "{\"errors\":[{\"detail\":\"name is required\",\"source\":{\"pointer\":\"/data/attributes/name\"}}]}",
      ERROR_API, "create_queue: 400 Bad Request: name is required (/data/attributes/name)", "/data/attributes/name" },
    { 400, "{\"errors\":[{\"title\":\"No\"},{\"detail\":\"twice\",\"source\":{\"parameter\":\"page[limit]\"}}]}",
      ERROR_API, "No; twice", "page[limit]" },
    { 403, "{\"errors\":[\"Forbidden key\"]}", ERROR_AUTH, "Forbidden key; check DD_API_KEY and DD_APP_KEY, and what",
      "" },
    { 401, "{\"errors\":[{\"source\":{\"header\":\"DD-API-KEY\"}}]}", ERROR_AUTH,
      "401 Unauthorized (DD-API-KEY); check DD_API_KEY and DD_APP_KEY", "DD-API-KEY" },
    { 429, "{\"errors\":[\"Too many requests\"]}", ERROR_RATE, "Too many requests", "" },
    { 429, "{\"errors\":[{\"detail\":\"slow down\"}]}", ERROR_RATE, "slow down", "" },
    { 502, "<html>Bad gateway</html>", ERROR_SERVER, "502 Bad Gateway", "" },
    { 500, "", ERROR_SERVER, "500 Internal Server Error", "" },
    { 404, "{\"errors\":[{\"detail\":\"cut", ERROR_API, "404 Not Found", "" },
    { 418, "{\"errors\":null}", ERROR_API, "418 Client Error", "" },
    { 404, "{\"errors\":{}}", ERROR_API, "404 Not Found", "" },
    { 302, "", ERROR_PROTOCOL, "302 Unexpected Status", "" },
};

START_TEST(errors_say_what_the_server_said)
{
    struct error error;
    api_answer_error(&api_operations[API_CREATE_QUEUE], answers[_i].status, slice_of(answers[_i].body), &error);
    ck_assert_int_eq(error.kind, answers[_i].kind);
    ck_assert_int_eq(error.http_status, answers[_i].status);
    ck_assert_msg(strstr(error.message, answers[_i].says) != NULL, "%s", error.message);
    ck_assert_str_eq(error.where, answers[_i].where);
}
END_TEST

static const struct {
    enum api_operation_id operation;
    int status;
    bool sent_before, success;
} outcomes[] = {
    { API_CREATE_QUEUE, 201, false, true },  { API_CREATE_QUEUE, 200, false, true },
    { API_DELETE_QUEUE, 404, false, false }, { API_DELETE_QUEUE, 404, true, true },
    { API_UPDATE_QUEUE, 404, true, false },  { API_LIST_QUEUES, 304, false, false },
};

START_TEST(success_is_told_from_failure)
{
    ck_assert_int_eq(
        api_answer_is_success(&api_operations[outcomes[_i].operation], outcomes[_i].status, outcomes[_i].sent_before),
        outcomes[_i].success);
}
END_TEST

START_TEST(reads_one_resource)
{
    struct api_record record;
    struct error error;
    const struct api_operation *operation = &api_operations[API_CREATE_PROJECT];
    ck_assert(api_answer_one(operation, SLICE("{\"data\":{\"id\":\"p\",\"type\":\"projects\",\"attributes\":{}}}"),
                             &record, &error));
    ck_assert(slice_is(record.id.raw, "\"p\""));
    ck_assert(!api_answer_one(operation, SLICE("{}"), &record, &error));
    ck_assert(!api_answer_one(operation, SLICE("<html>"), &record, &error));
    ck_assert_int_eq(error.kind, ERROR_PROTOCOL);
}
END_TEST

START_TEST(what_the_server_said_can_be_had_alone)
{
    static const struct {
        int status;
        const char *body, *detail;
    } rows[] = {
        { 400, "{\"errors\":[{\"detail\":\"name is taken\",\"source\":{\"pointer\":\"/data/attributes/name\"}}]}",
          "name is taken" },
        { 409, "{\"errors\":[{\"detail\":\"name is taken\"}]}", "name is taken" },
        { 400, "<html>", "create_queue: 400 Bad Request" },
    };
    const struct api_operation *operation = &api_operations[API_CREATE_QUEUE];
    for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++) {
        struct error error;
        api_answer_error(operation, rows[i].status, slice_of(rows[i].body), &error);
        const struct slice detail = api_answer_detail(operation, &error);
        ck_assert_msg(slice_is(detail, rows[i].detail), "%.*s", SLICE_ARGS(detail));
    }
}
END_TEST

Suite *answer_suite(void)
{
    Suite *suite = suite_create("api answer");
    TCase *tests = tcase_create("answer");
    tcase_add_loop_test(tests, errors_say_what_the_server_said, 0, (int)(sizeof(answers) / sizeof(answers[0])));
    tcase_add_loop_test(tests, success_is_told_from_failure, 0, (int)(sizeof(outcomes) / sizeof(outcomes[0])));
    tcase_add_test(tests, reads_one_resource);
    tcase_add_test(tests, what_the_server_said_can_be_had_alone);
    suite_add_tcase(suite, tests);
    return suite;
}
