#include <annotty/api/check.h>

#include <check.h>
#include <stdio.h>

static struct arena arena;

static void teardown(void)
{
    arena_free(&arena);
}

#define BASE API_BASE_PATH

static const struct {
    enum api_method method;
    const char *path;
    int operation; /* -1: none */
    const char *first, *second;
    unsigned allowed;
} routes[] = {
    { API_GET, BASE "/projects", API_LIST_PROJECTS, "", "", 1u << API_GET | 1u << API_POST },
    { API_PATCH, BASE "/projects/p%2F1", API_UPDATE_PROJECT, "p/1", "", 1u << API_PATCH },
    { API_POST, BASE "/projects/delete", API_DELETE_PROJECTS, "", "", 1u << API_POST },
    { API_PATCH, BASE "/projects/delete", -1, "", "", 1u << API_POST },
    { API_GET, BASE "/p1/datasets/d1/records", API_LIST_RECORDS, "p1", "d1",
      1u << API_GET | 1u << API_POST | 1u << API_PATCH },
    { API_POST, BASE "/p1/datasets/delete", API_DELETE_DATASETS, "p1", "", 1u << API_POST },
    { API_GET, BASE "/projects/datasets", -1, "", "", 1u << API_PATCH },
    { API_GET, BASE "/annotation-queues/datasets", -1, "", "", 1u << API_PATCH | 1u << API_DELETE },
    { API_DELETE, BASE "/annotation-queues/q", API_DELETE_QUEUE, "q", "", 1u << API_PATCH | 1u << API_DELETE },
    { API_GET, BASE "/annotation-queues/q/annotated-interactions", API_GET_ANNOTATED_INTERACTIONS, "q", "",
      1u << API_GET },
    { API_GET, BASE "/annotation-queues/q/interactions/x", -1, "", "", 0 },
    { API_GET, BASE "/annotation-queues//interactions", -1, "", "", 0 },
    { API_GET, BASE "/nothing", -1, "", "", 0 },
    { API_GET, "/api/v2/current_user", API_GET_CURRENT_USER, "", "", 1u << API_GET },
    { API_GET, "/api/v2/users/a%2Fb", API_GET_USER, "a/b", "", 1u << API_GET },
    { API_POST, "/api/v2/users/u", -1, "u", "", 1u << API_GET },
    { API_GET, "/api/v2/llm-obs/v3/experiments/e/events", API_LIST_EXPERIMENT_EVENTS, "e", "", 1u << API_GET },
    { API_GET, BASE "/experiments/e/events", -1, "e", "", 1u << API_POST },
    { API_GET, BASE "/api/v2/current_user", -1, "", "", 0 },
    { API_GET, "/api/v2/llm-obs/v3/projects", -1, "", "", 0 },
    { API_GET, "/api/v2/users/", -1, "", "", 0 },
    { API_GET, "", -1, "", "", 0 },
    { API_GET, BASE, -1, "", "", 0 },
    { API_GET, "/api/v1/projects", -1, "", "", 0 },
    { API_GET, BASE "/a/b/c/d/e/f/g/h/i/j", -1, "", "", 0 },
    { API_GET, BASE "/../projects", -1, "", "", 0 },
};

START_TEST(finds_routes)
{
    const struct api_route route =
        api_route_find(slice_of(api_method_names[routes[_i].method]), slice_of(routes[_i].path), &arena);
    ck_assert_int_eq(route.operation == NULL ? -1 : (int)route.operation->id, routes[_i].operation);
    ck_assert_uint_eq(route.allowed, routes[_i].allowed);
    if (route.operation != NULL) {
        ck_assert(slice_is(route.path_values[0], routes[_i].first));
        ck_assert(slice_is(route.path_values[1], routes[_i].second));
    }
}
END_TEST

static const struct {
    enum api_operation_id operation;
    const char *query;
    const char *refused; /* the parameter named in the problem; NULL: accepted */
    const char *values;  /* POSITION=VALUE; for each */
} queries[] = {
    { API_LIST_PROJECTS, "", NULL, "" },
    { API_LIST_PROJECTS, "filter[id]=a%20b&filter%5Bname%5D=x+y&unknown=1&unknown=2", NULL, "0=a b;1=x y;" },
    { API_LIST_PROJECTS, "filter[id]=&page[limit]=", NULL, "" },
    { API_LIST_PROJECTS, "filter[id]=a&filter[id]=b", NULL, "0=a;0=b;" },
    { API_LIST_PROJECTS, "filter[name]=a&filter[name]=b", "filter[name]", NULL },
    { API_LIST_PROJECTS, "page[limit]=0", "page[limit]", NULL },
    { API_LIST_PROJECTS, "page[limit]=-1", "page[limit]", NULL },
    { API_LIST_PROJECTS, "page[limit]=1.5", "page[limit]", NULL },
    { API_LIST_PROJECTS, "page[limit]=9999", NULL, "3=9999;" },
    { API_LIST_PROJECTS, "page[limit]=99999999999999999999", NULL, "3=99999999999999999999;" },
    { API_LIST_PROJECTS, "page[limit]=00", "page[limit]", NULL },
    { API_LIST_PROJECTS, "page[limit]=+5", "page[limit]", NULL },
    { API_LIST_PROJECTS, "flag&&=x", NULL, "" },
    { API_LIST_EXPERIMENTS, "filter[id]=a&filter[id]=b&filter[id]=c&filter[id]=d", NULL, "2=a;2=b;2=c;2=d;" },
    { API_LIST_QUEUES, "queueIds=a,b&queueIds=c,,", NULL, "1=a;1=b;1=c;" },
    { API_LIST_RECORDS, "filter[version]=0", NULL, "0=0;" },
    { API_LIST_RECORDS, "filter[version]=-1", "filter[version]", NULL },
    { API_LIST_RECORDS, "filter[version]=x", "filter[version]", NULL },
};

START_TEST(reads_queries)
{
    struct api_query query;
    struct api_problem problem = { 0 };
    const struct api_operation *operation = &api_operations[queries[_i].operation];
    const bool taken = api_query_read(operation, slice_of(queries[_i].query), &arena, &query, &problem);
    ck_assert_int_eq(taken, queries[_i].refused == NULL);
    if (!taken) {
        ck_assert_int_eq(problem.status, 400);
        ck_assert_str_eq(problem.parameter, queries[_i].refused);
        return;
    }
    struct buf said = buf_with_limit(4096);
    for (size_t i = 0; i < API_PARAMETERS_MAX; i++)
        for (size_t k = 0; k < query.counts[i]; k++)
            buf_printf(&said, "%zu=%.*s;", i, SLICE_ARGS(query.values[i][k]));
    ck_assert_str_eq(buf_text(&said), queries[_i].values);
    buf_free(&said);
}
END_TEST

#define QUEUE(attributes) "{\"data\":{\"type\":\"queues\",\"attributes\":{" attributes "}}}"
#define ADD(items)        "{\"data\":{\"type\":\"interactions\",\"attributes\":{\"interactions\":" items "}}}"
#define EVENTS(members)   "{\"data\":{\"type\":\"events\",\"attributes\":{" members "}}}"
#define SPAN(more)                                                                                                     \
    "{\"span_id\":\"s\",\"trace_id\":\"t\",\"project_id\":\"p\",\"dataset_id\":\"d\",\"name\":\"n\",\"duration\":1,"   \
    "\"status\":\"ok\"" more "}"

static const struct {
    enum api_operation_id operation;
    const char *body;
    const char *pointer; /* NULL: accepted */
    const char *says;
} bodies[] = {
    { API_CREATE_QUEUE, QUEUE("\"name\":\"n\",\"project_id\":\"p\""), NULL, NULL },
    { API_CREATE_QUEUE, QUEUE("\"name\":\"n\",\"project_id\":\"p\",\"colour\":{\"x\":[1]},\"description\":null"), NULL,
      NULL },
    { API_CREATE_QUEUE, "", "", "byte 0" },
    { API_CREATE_QUEUE, "{\"data\":", "", "byte 8" },
    { API_CREATE_QUEUE, "[]", "", "must be an object" },
    { API_CREATE_QUEUE, "{}", "/data", "is required" },
    { API_CREATE_QUEUE, "{\"data\":[]}", "/data", "must be an object" },
    { API_CREATE_QUEUE, "{\"data\":{\"attributes\":{}}}", "/data/type", "queues" },
    { API_CREATE_QUEUE, "{\"data\":{\"type\":\"queue\",\"attributes\":{}}}", "/data/type", "queues" },
    { API_CREATE_QUEUE, "{\"data\":{\"type\":7,\"attributes\":{}}}", "/data/type", "queues" },
    { API_CREATE_QUEUE, "{\"data\":{\"type\":\"queues\"}}", "/data/attributes", "is required" },
    { API_CREATE_QUEUE,
      "{\"data\":{\"type\":\"x\",\"type\":\"queues\",\"attributes\":{\"name\":\"n\",\"project_id\":\"p\"}}}", NULL,
      NULL },
    { API_CREATE_QUEUE, QUEUE("\"project_id\":\"p\""), "/data/attributes/name", "is required" },
    { API_CREATE_QUEUE, QUEUE("\"name\":null,\"project_id\":\"p\""), "/data/attributes/name", "null" },
    { API_CREATE_QUEUE, QUEUE("\"name\":5,\"project_id\":\"p\""), "/data/attributes/name", "string" },
    { API_CREATE_QUEUE, QUEUE("\"name\":\"\",\"project_id\":\"p\""), "/data/attributes/name", "empty" },
    { API_CREATE_QUEUE, QUEUE("\"name\":\" \\u3000\",\"project_id\":\"p\""), "/data/attributes/name", "blanks" },
    { API_CREATE_QUEUE, QUEUE("\"name\":\"a\\u0000\",\"project_id\":\"p\""), "/data/attributes/name", "control" },
    { API_CREATE_QUEUE, QUEUE("\"name\":\"n\",\"description\":[],\"project_id\":\"p\""), "/data/attributes/description",
      "string" },
    { API_UPDATE_QUEUE, QUEUE(""), NULL, NULL },
    { API_UPDATE_QUEUE, QUEUE("\"project_id\":7"), NULL, NULL },
    { API_UPDATE_QUEUE, QUEUE("\"name\":null"), "/data/attributes/name", "null" },
    { API_ADD_INTERACTIONS, ADD("[{\"type\":\"trace\",\"content_id\":\"c\"}]"), NULL, NULL },
    { API_ADD_INTERACTIONS, ADD("[]"), "/data/attributes/interactions", "at least one" },
    { API_ADD_INTERACTIONS, ADD("{}"), "/data/attributes/interactions", "list" },
    { API_ADD_INTERACTIONS, ADD("[7]"), "/data/attributes/interactions/0", "objects" },
    { API_ADD_INTERACTIONS, ADD("[{\"type\":\"trace\",\"content_id\":\"c\"},{\"type\":\"trace\"}]"),
      "/data/attributes/interactions/1/content_id", "is required" },
    { API_ADD_INTERACTIONS, ADD("[{\"type\":\"trace\",\"content_id\":\"\"}]"),
      "/data/attributes/interactions/0/content_id", "empty" },
    { API_ADD_INTERACTIONS, ADD("[{\"type\":\"tree\",\"content_id\":\"c\"}]"), "/data/attributes/interactions/0/type",
      "trace, experiment_trace" },
    { API_DELETE_INTERACTIONS, "{\"data\":{\"type\":\"interactions\",\"attributes\":{\"interaction_ids\":[\"a\",7]}}}",
      "/data/attributes/interaction_ids/1", "strings" },
    { API_DELETE_INTERACTIONS, "{\"data\":{\"type\":\"interactions\",\"attributes\":{\"interaction_ids\":[]}}}",
      "/data/attributes/interaction_ids", "at least one" },
    { API_APPEND_RECORDS, "{\"data\":{\"type\":\"records\",\"attributes\":{\"records\":[{\"input\":null}]}}}", NULL,
      NULL },
    { API_APPEND_RECORDS, "{\"data\":{\"type\":\"records\",\"attributes\":{\"records\":[{}]}}}",
      "/data/attributes/records/0/input", "is required" },
    { API_UPDATE_RECORDS, "{\"data\":{\"type\":\"records\",\"attributes\":{\"records\":[{\"input\":1}]}}}",
      "/data/attributes/records/0/id", "is required" },
    { API_PUSH_EXPERIMENT_EVENTS, EVENTS(""), NULL, NULL },
    { API_PUSH_EXPERIMENT_EVENTS, EVENTS("\"spans\":[" SPAN(",\"start_ns\":1705314600000000001") "]"), NULL, NULL },
    { API_PUSH_EXPERIMENT_EVENTS, EVENTS("\"spans\":[" SPAN(",\"start_ns\":1.5") "]"),
      "/data/attributes/spans/0/start_ns", "whole" },
    { API_PUSH_EXPERIMENT_EVENTS, EVENTS("\"spans\":[" SPAN(",\"start_ns\":-1") "]"),
      "/data/attributes/spans/0/start_ns", "negative" },
    { API_PUSH_EXPERIMENT_EVENTS, EVENTS("\"spans\":[" SPAN(",\"start_ns\":1,\"meta\":{\"error\":{\"stack\":7}}") "]"),
      "/data/attributes/spans/0/meta/error/stack", "string" },
};

START_TEST(checks_bodies)
{
    struct api_body body;
    struct api_problem problem = { 0 };
    const struct api_operation *operation = &api_operations[bodies[_i].operation];
    const bool taken = api_body_read(operation, slice_of(bodies[_i].body), &arena, &body, &problem);
    ck_assert_msg(taken == (bodies[_i].pointer == NULL), "%s: %s", bodies[_i].body, taken ? "taken" : problem.detail);
    if (taken)
        return;
    ck_assert_int_eq(problem.status, 400);
    ck_assert_str_eq(problem.pointer, bodies[_i].pointer);
    ck_assert_msg(strstr(problem.detail, bodies[_i].says) != NULL, "%s", problem.detail);
}
END_TEST

START_TEST(names_have_at_most_512_bytes)
{
    static const struct {
        size_t length;
        bool taken;
    } lengths[] = { { 512, true }, { 513, false } };
    for (size_t i = 0; i < 2; i++) {
        char name[600];
        memset(name, 'x', sizeof(name));
        struct buf text = buf_with_limit(4096);
        buf_printf(&text, QUEUE("\"project_id\":\"p\",\"name\":\"%.*s\""), (int)lengths[i].length, name);
        struct api_body body;
        struct api_problem problem;
        ck_assert_int_eq(api_body_read(&api_operations[API_CREATE_QUEUE], buf_slice(&text), &arena, &body, &problem),
                         lengths[i].taken);
        buf_free(&text);
    }
}
END_TEST

static const struct {
    struct api_problem problem;
    const char *json;
} problems[] = {
    { { .status = 429, .title = "Too Many Requests", .detail = "Too many requests" },
      "{\"errors\":[\"Too many requests\"]}" },
    { { .status = 400, .title = "Bad Request", .detail = "name is \"required\"", .pointer = "/data/attributes/name" },
      "{\"errors\":[{\"status\":\"400\",\"title\":\"Bad Request\",\"detail\":\"name is \\\"required\\\"\","
      "\"source\":{\"pointer\":\"/data/attributes/name\"}}]}" },
    { { .status = 404, .title = "Not Found", .detail = "no", .code = "unknown_endpoint" },
      "{\"errors\":[{\"status\":\"404\",\"title\":\"Not "
      "Found\",\"detail\":\"no\",\"meta\":{\"code\":\"unknown_endpoint\"}}]}" },
    { { .status = 401, .title = "Unauthorized", .detail = "no", .header = "DD-API-KEY" },
      "{\"errors\":[{\"status\":\"401\",\"title\":\"Unauthorized\",\"detail\":\"no\",\"source\":{\"header\":\"DD-API-"
      "KEY\"}}]}" },
};

START_TEST(writes_error_documents)
{
    struct buf out = buf_with_limit(4096);
    ck_assert(api_problem_write(&out, &problems[_i].problem));
    ck_assert_str_eq(buf_text(&out), problems[_i].json);
    buf_free(&out);
}
END_TEST

Suite *check_suite(void)
{
    Suite *suite = suite_create("api check");
    TCase *tests = tcase_create("check");
    tcase_add_checked_fixture(tests, NULL, teardown);
    tcase_add_loop_test(tests, finds_routes, 0, (int)(sizeof(routes) / sizeof(routes[0])));
    tcase_add_loop_test(tests, reads_queries, 0, (int)(sizeof(queries) / sizeof(queries[0])));
    tcase_add_loop_test(tests, checks_bodies, 0, (int)(sizeof(bodies) / sizeof(bodies[0])));
    tcase_add_test(tests, names_have_at_most_512_bytes);
    tcase_add_loop_test(tests, writes_error_documents, 0, (int)(sizeof(problems) / sizeof(problems[0])));
    suite_add_tcase(suite, tests);
    return suite;
}
