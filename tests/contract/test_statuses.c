/* Every documented status of every operation that the server offers, each with the documented body. */
#include "openapi.h"
#include "story.h"
#include "suites.h"

#include <annotty/api/tables.h>
#include <annotty/base/mem.h>

#include <stdlib.h>

#define ADD_ONE INTERACTIONS("'interactions':[" TRACE("new") "]")
#define LABELS  QUEUE("'annotation_schema':{'label_schemas':[{'name':'note','type':'text'}]}")
#define SAY                                                                                                            \
    DOCUMENT("annotations",                                                                                            \
             "'annotations':[{'interaction_id':'{I}','label_values':[{'label_schema_id':'l','value':1}]}]")
#define FORGET     DOCUMENT("annotations", "'annotation_ids':['{X}']")
#define REMOVE_ONE INTERACTIONS("'interaction_ids':['{I}']")

#define CLAIM         DOCUMENT("claims", "'interaction_ids':['{I}']")
#define CLAIMS(queue) "/annotation-queues/" queue "/claims"

#define ON_SET                "'project_id':'{P}','dataset_id':'{S}'"
#define EVENTS_OF(experiment) "GET /api/v2/llm-obs/v3/experiments/" experiment "/events"
#define RECORDS_OF_Z(method)  method " /{O}/datasets/{Z}/records"

/* A request for each status that depends on what is asked. Each is made in a world of its own. */
static const struct case_of_status {
    enum api_operation_id operation;
    struct step step;
} cases_of_status[] = {
    { API_LIST_PROJECTS, { "GET /projects", NULL, 200, NULL } },
    { API_LIST_PROJECTS, { "GET /projects?page[limit]=0", NULL, 400, NULL } },
    { API_CREATE_PROJECT, { "POST /projects", PROJECT("'name':'new'"), 201, NULL } },
    { API_CREATE_PROJECT, { "POST /projects", PROJECT("'name':'first'"), 200, NULL } },
    { API_CREATE_PROJECT, { "POST /projects", PROJECT("'name':''"), 400, NULL } },
    { API_UPDATE_PROJECT, { "PATCH /projects/{P}", PROJECT("'name':'new'"), 200, NULL } },
    { API_UPDATE_PROJECT, { "PATCH /projects/{P}", PROJECT("'name':'second'"), 400, NULL } },
    { API_UPDATE_PROJECT, { "PATCH /projects/{X}", PROJECT("'name':'new'"), 404, NULL } },
    { API_DELETE_PROJECTS, { "POST /projects/delete", PROJECT("'project_ids':['{P}']"), 204, NULL } },
    { API_DELETE_PROJECTS, { "POST /projects/delete", PROJECT("'project_ids':[]"), 400, NULL } },
    { API_LIST_DATASETS, { "GET /{P}/datasets", NULL, 200, NULL } },
    { API_LIST_DATASETS, { "GET /{P}/datasets?page[limit]=0", NULL, 400, NULL } },
    { API_LIST_DATASETS, { "GET /{X}/datasets", NULL, 404, NULL } },
    { API_CREATE_DATASET, { "POST /{P}/datasets", DATASET("'name':'new'"), 201, NULL } },
    { API_CREATE_DATASET, { "POST /{P}/datasets", DATASET("'name':'set'"), 200, NULL } },
    { API_CREATE_DATASET, { "POST /{P}/datasets", DATASET("'name':7"), 400, NULL } },
    { API_CREATE_DATASET, { "POST /{X}/datasets", DATASET("'name':'new'"), 404, NULL } },
    { API_UPDATE_DATASET, { "PATCH /{P}/datasets/{S}", DATASET("'metadata':{}"), 200, NULL } },
    { API_UPDATE_DATASET, { "PATCH /{P}/datasets/{S}", DATASET("'metadata':[]"), 400, NULL } },
    { API_UPDATE_DATASET, { "PATCH /{P}/datasets/{Z}", DATASET("'metadata':{}"), 404, NULL } },
    { API_DELETE_DATASETS, { "POST /{P}/datasets/delete", DATASET("'dataset_ids':['{S}']"), 204, NULL } },
    { API_DELETE_DATASETS, { "POST /{P}/datasets/delete", DATASET("'dataset_ids':[]"), 400, NULL } },
    { API_DELETE_DATASETS, { "POST /{X}/datasets/delete", DATASET("'dataset_ids':['{S}']"), 404, NULL } },
    { API_LIST_RECORDS, { "GET /{O}/datasets/{Z}/records", NULL, 200, NULL } },
    { API_LIST_RECORDS, { "GET /{O}/datasets/{Z}/records?filter[version]=-1", NULL, 400, NULL } },
    { API_LIST_RECORDS, { "GET /{O}/datasets/{Z}/records?filter[version]=2", NULL, 404, NULL } },
    { API_APPEND_RECORDS, { RECORDS_OF_Z("POST"), RECORDS("'records':[{'input':null}]"), 201, NULL } },
    { API_APPEND_RECORDS, { RECORDS_OF_Z("POST"), RECORDS("'records':[{'input':'one'}]"), 200, NULL } },
    { API_APPEND_RECORDS, { RECORDS_OF_Z("POST"), RECORDS("'records':[{}]"), 400, NULL } },
    { API_APPEND_RECORDS, { "POST /{P}/datasets/{Z}/records", RECORDS("'records':[{'input':1}]"), 404, NULL } },
    { API_UPDATE_RECORDS, { RECORDS_OF_Z("PATCH"), RECORDS("'records':[{'id':'{V}','input':1}]"), 200, NULL } },
    { API_UPDATE_RECORDS, { RECORDS_OF_Z("PATCH"), RECORDS("'records':[{'input':1}]"), 400, NULL } },
    { API_UPDATE_RECORDS, { RECORDS_OF_Z("PATCH"), RECORDS("'records':[{'id':'{X}'}]"), 404, NULL } },
    { API_DELETE_RECORDS, { RECORDS_OF_Z("POST") "/delete", RECORDS("'record_ids':['{V}']"), 204, NULL } },
    { API_DELETE_RECORDS, { RECORDS_OF_Z("POST") "/delete", RECORDS("'record_ids':'{V}'"), 400, NULL } },
    { API_DELETE_RECORDS, { "POST /{O}/datasets/{S}/records/delete", RECORDS("'record_ids':['{V}']"), 404, NULL } },
    { API_LIST_EXPERIMENTS, { "GET /experiments?filter[project_id]={P}", NULL, 200, "/data/0/id '{E}'" } },
    { API_LIST_EXPERIMENTS, { "GET /experiments", NULL, 400, NULL } },
    { API_CREATE_EXPERIMENT, { "POST /experiments", EXPERIMENT("'name':'new'," ON_SET), 201, NULL } },
    { API_CREATE_EXPERIMENT,
      { "POST /experiments", EXPERIMENT("'name':'run','ensure_unique':false," ON_SET), 200, NULL } },
    { API_CREATE_EXPERIMENT, { "POST /experiments", EXPERIMENT("'name':'new'"), 400, NULL } },
    { API_UPDATE_EXPERIMENT, { "PATCH /experiments/{E}", EXPERIMENT("'name':'new'"), 200, NULL } },
    { API_UPDATE_EXPERIMENT, { "PATCH /experiments/{E}", EXPERIMENT("'name':''"), 400, NULL } },
    { API_UPDATE_EXPERIMENT, { "PATCH /experiments/{X}", EXPERIMENT("'name':'new'"), 404, NULL } },
    { API_DELETE_EXPERIMENTS, { "POST /experiments/delete", EXPERIMENT("'experiment_ids':['{E}']"), 204, NULL } },
    { API_DELETE_EXPERIMENTS, { "POST /experiments/delete", EXPERIMENT("'experiment_ids':'{E}'"), 400, NULL } },
    { API_PUSH_EXPERIMENT_EVENTS,
      { "POST /experiments/{E}/events", EVENTS("'spans':[" SPAN("s", "") "]"), 202, NULL } },
    { API_PUSH_EXPERIMENT_EVENTS, { "POST /experiments/{E}/events", EVENTS("'spans':[{}]"), 400, NULL } },
    { API_PUSH_EXPERIMENT_EVENTS, { "POST /experiments/{X}/events", EVENTS(""), 404, NULL } },
    { API_LIST_EXPERIMENT_EVENTS, { EVENTS_OF("{E}"), NULL, 200, "/data/id '{E}'" } },
    { API_LIST_EXPERIMENT_EVENTS, { EVENTS_OF("{E}") "?page[limit]=0", NULL, 400, NULL } },
    { API_LIST_EXPERIMENT_EVENTS, { EVENTS_OF("{X}"), NULL, 404, NULL } },
    { API_LIST_QUEUES, { "GET /annotation-queues", NULL, 200, NULL } },
    { API_LIST_QUEUES, { "GET /annotation-queues?projectId={P}&queueIds={Q}", NULL, 400, NULL } },
    { API_CREATE_QUEUE, { "POST /annotation-queues", QUEUE("'name':'new','project_id':'{P}'"), 201, NULL } },
    { API_CREATE_QUEUE, { "POST /annotation-queues", QUEUE("'name':'new','project_id':'{X}'"), 400, NULL } },
    { API_UPDATE_QUEUE, { "PATCH /annotation-queues/{Q}", QUEUE("'name':'new'"), 200, NULL } },
    { API_UPDATE_QUEUE, { "PATCH /annotation-queues/{Q}", QUEUE("'name':7"), 400, NULL } },
    { API_UPDATE_QUEUE, { "PATCH /annotation-queues/{X}", QUEUE("'name':'new'"), 404, NULL } },
    { API_DELETE_QUEUE, { "DELETE /annotation-queues/{Q}", NULL, 204, NULL } },
    { API_DELETE_QUEUE, { "DELETE /annotation-queues/{X}", NULL, 404, NULL } },
    { API_ADD_INTERACTIONS, { "POST /annotation-queues/{Q}/interactions", ADD_ONE, 201, NULL } },
    { API_ADD_INTERACTIONS, { "POST /annotation-queues/{Q}/interactions", REMOVE_ONE, 400, NULL } },
    { API_ADD_INTERACTIONS, { "POST /annotation-queues/{X}/interactions", ADD_ONE, 404, NULL } },
    { API_DELETE_INTERACTIONS, { "POST /annotation-queues/{Q}/interactions/delete", REMOVE_ONE, 204, NULL } },
    { API_DELETE_INTERACTIONS, { "POST /annotation-queues/{Q}/interactions/delete", ADD_ONE, 400, NULL } },
    { API_DELETE_INTERACTIONS, { "POST /annotation-queues/{X}/interactions/delete", REMOVE_ONE, 404, NULL } },
    { API_GET_ANNOTATED_INTERACTIONS, { "GET /annotation-queues/{Q}/annotated-interactions", NULL, 200, NULL } },
    { API_GET_ANNOTATED_INTERACTIONS, { "GET /annotation-queues/{X}/annotated-interactions", NULL, 404, NULL } },
    { API_EXPORT_DATASET, { "GET /{P}/datasets/{S}/export?format=csv", NULL, 200, NULL } },
    { API_EXPORT_DATASET, { "GET /{P}/datasets/{S}/export?format=xml", NULL, 400, NULL } },
    { API_EXPORT_DATASET, { "GET /{P}/datasets/{X}/export", NULL, 404, NULL } },
    { API_GET_LABEL_SCHEMA, { "GET /annotation-queues/{Q}/label-schema", NULL, 200, NULL } },
    { API_GET_LABEL_SCHEMA, { "GET /annotation-queues/{X}/label-schema", NULL, 404, NULL } },
    { API_PUT_LABEL_SCHEMA, { "PUT /annotation-queues/{Q}/label-schema", LABELS, 200, NULL } },
    { API_PUT_LABEL_SCHEMA, { "PUT /annotation-queues/{Q}/label-schema", QUEUE(""), 400, NULL } },
    { API_PUT_LABEL_SCHEMA, { "PUT /annotation-queues/{X}/label-schema", LABELS, 404, NULL } },
    { API_UPSERT_ANNOTATIONS, { "POST /annotation-queues/{Q}/annotations", SAY, 200, "/data/attributes/errors/0 *" } },
    { API_UPSERT_ANNOTATIONS, { "POST /annotation-queues/{Q}/annotations", FORGET, 400, NULL } },
    { API_UPSERT_ANNOTATIONS, { "POST /annotation-queues/{X}/annotations", SAY, 404, NULL } },
    { API_DELETE_ANNOTATIONS, { "POST /annotation-queues/{Q}/annotations/delete", FORGET, 200, NULL } },
    { API_DELETE_ANNOTATIONS, { "POST /annotation-queues/{Q}/annotations/delete", SAY, 400, NULL } },
    { API_DELETE_ANNOTATIONS, { "POST /annotation-queues/{X}/annotations/delete", FORGET, 404, NULL } },
    { API_LIST_ANNOTATED_BY_CONTENT,
      { "GET /annotated-interactions?contentIds=t-1", NULL, 200, "/data/attributes/total_count 2" } },
    { API_LIST_ANNOTATED_BY_CONTENT, { "GET /annotated-interactions", NULL, 400, AT_PARAMETER("contentIds") } },
    { API_GET_CURRENT_USER, { "GET /api/v2/current_user", NULL, 200, "/data/type 'users'" } },
    { API_GET_USER, { "GET /api/v2/users/{W}", NULL, 200, "/data/id '{W}'" } },
    { API_GET_USER, { "GET /api/v2/users/{X}", NULL, 404, NULL } },
    { API_LIST_SPANS, { "GET /spans/events", NULL, 200, "/data []; /meta/status 'done'; /meta/page {}" } },
    { API_LIST_SPANS, { "GET /spans/events?filter[from]=soon", NULL, 400, AT_PARAMETER("filter[from]") } },
    { API_SEARCH_SPANS, { "POST /spans/events/search", TRACE_SPANS(""), 200, "/data []" } },
    { API_SEARCH_SPANS,
      { "POST /spans/events/search", TRACE_SPANS("'filter':{'from':'soon'}"), 400,
        AT_POINTER("/data/attributes/filter/from") } },
    { API_GET_ANNOTATED_INTERACTION,
      { "GET /annotation-queues/{Q}/annotated-interactions/{I}", NULL, 200, "/data/attributes/events []" } },
    { API_GET_ANNOTATED_INTERACTION,
      { "GET /annotation-queues/{Q}/annotated-interactions/{I}?limit=0", NULL, 400, AT_PARAMETER("limit") } },
    { API_GET_ANNOTATED_INTERACTION, { "GET /annotation-queues/{R}/annotated-interactions/{I}", NULL, 404, NULL } },
    { API_BATCH_UPDATE_RECORDS, { "POST /{P}/datasets/{S}/batch_update", DATASET(""), 200, NULL } },
    { API_BATCH_UPDATE_RECORDS,
      { "POST /{P}/datasets/{S}/batch_update", DATASET("'insert_records':[{}]"), 400, NULL } },
    { API_BATCH_UPDATE_RECORDS, { "POST /{P}/datasets/{X}/batch_update", DATASET(""), 404, NULL } },
    { API_CLONE_DATASET, { "POST /{P}/datasets/{S}/clone", DATASET("'name':'copy'"), 200, NULL } },
    { API_CLONE_DATASET, { "POST /{P}/datasets/{S}/clone", DATASET(""), 400, NULL } },
    { API_CLONE_DATASET, { "POST /{P}/datasets/{X}/clone", DATASET("'name':'copy'"), 404, NULL } },
    { API_LIST_DATASET_VERSIONS, { "GET /{P}/datasets/{S}/versions", NULL, 200, NULL } },
    { API_LIST_DATASET_VERSIONS, { "GET /{P}/datasets/{X}/versions", NULL, 404, NULL } },
    { API_RESTORE_DATASET, { "POST /{P}/datasets/{S}/restore", DATASET("'dataset_version':0"), 200, NULL } },
    { API_RESTORE_DATASET, { "POST /{P}/datasets/{S}/restore", DATASET(""), 400, NULL } },
    { API_RESTORE_DATASET, { "POST /{P}/datasets/{X}/restore", DATASET("'dataset_version':0"), 404, NULL } },
    { API_IMPORT_SPANS,
      { "POST /spans/import", TRACE_SPANS("'spans':[" TRACE_SPAN("s", "t", "1", "") "]"), 202, NULL } },
    { API_IMPORT_SPANS, { "POST /spans/import", TRACE_SPANS("'spans':[{}]"), 400, NULL } },
    { API_LIST_CLAIMS, { "GET " CLAIMS("{Q}"), NULL, 200, "/data/attributes/claims []" } },
    { API_LIST_CLAIMS, { "GET " CLAIMS("{X}"), NULL, 404, NULL } },
    { API_CLAIM_INTERACTIONS, { "POST " CLAIMS("{Q}"), CLAIM, 200, "/data/attributes/claims/0/claimed_by '{W}'" } },
    { API_CLAIM_INTERACTIONS, { "POST " CLAIMS("{Q}"), REMOVE_ONE, 400, NULL } },
    { API_CLAIM_INTERACTIONS, { "POST " CLAIMS("{X}"), CLAIM, 404, NULL } },
    { API_RELEASE_INTERACTIONS, { "POST " CLAIMS("{Q}") "/delete", CLAIM, 204, NULL } },
    { API_RELEASE_INTERACTIONS, { "POST " CLAIMS("{Q}") "/delete", REMOVE_ONE, 400, NULL } },
    { API_RELEASE_INTERACTIONS, { "POST " CLAIMS("{X}") "/delete", CLAIM, 404, NULL } },
};

/* Documented, but never sent: the operation takes nothing that could be wrong. */
static const struct {
    enum api_operation_id operation;
    int status;
} impossible[] = { { API_GET_ANNOTATED_INTERACTIONS, 400 } };

/* Statuses that come before anything is looked at: every operation can answer them. */
static const int common_statuses[] = { 401, 403, 429 };

START_TEST(an_operation_answers_as_documented)
{
    const struct case_of_status *const row = &cases_of_status[_i];
    world_open_filled();
    step_run(api_operations[row->operation].name, &row->step);
    world_close();
}
END_TEST

static bool is_offered(enum api_operation_id operation)
{
    for (size_t i = 0; i < ARRAY_LENGTH(cases_of_status); i++)
        if (cases_of_status[i].operation == operation)
            return true;
    return false;
}

static bool is_shown(enum api_operation_id operation, int status)
{
    for (size_t i = 0; i < ARRAY_LENGTH(common_statuses); i++)
        if (common_statuses[i] == status)
            return true;
    for (size_t i = 0; i < ARRAY_LENGTH(impossible); i++)
        if (impossible[i].operation == operation && impossible[i].status == status)
            return true;
    for (size_t i = 0; i < ARRAY_LENGTH(cases_of_status); i++)
        if (cases_of_status[i].operation == operation && cases_of_status[i].step.status == status)
            return true;
    return false;
}

START_TEST(every_documented_status_is_shown)
{
    size_t offered = 0;
    for (enum api_operation_id i = 0; i < API_OPERATION_COUNT; i++) {
        if (!is_offered(i))
            continue;
        offered++;
        int statuses[OPENAPI_STATUSES_MAX];
        const size_t count = openapi_statuses(api_operations[i].name, statuses);
        ck_assert_uint_gt(count, 0);
        for (size_t j = 0; j < count; j++)
            ck_assert_msg(is_shown(i, statuses[j]), "%s: %d", api_operations[i].name, statuses[j]);
    }
    /* The reference's come first. */
    enum { REFERENCE_OPERATIONS = 24 };
    ck_assert_int_eq(API_LIST_EXPERIMENT_EVENTS, REFERENCE_OPERATIONS);
    ck_assert_uint_eq(offered, API_OPERATION_COUNT);
}
END_TEST

/* The request of the operation's first row, with the status and what else is expected there. */
static void ask_each(int status, const char *expect)
{
    for (size_t i = 0; i < ARRAY_LENGTH(cases_of_status); i++) {
        struct step step = cases_of_status[i].step;
        step.status = status;
        step.expect = expect;
        step_run("before all else", &step);
    }
}

START_TEST(requests_without_keys_are_401_and_with_others_403)
{
    static const char letters[] = "POSZVQRIEWX";
    world_open_with(&(struct server_options){ .address = "127.0.0.1", .api_key = "api-1", .app_key = "app-1" });
    for (size_t i = 0; letters[i] != '\0'; i++)
        story_know(letters[i], SLICE("00000000-0000-4000-8000-000000000000"));
    ask_each(401, "/errors/0/source/header 'DD-API-KEY'");
    world_headers = "DD-API-KEY: api-1\r\nDD-APPLICATION-KEY: app-2\r\n";
    ask_each(403, "/errors/0/source/header 'DD-APPLICATION-KEY'");
    world_close();
}
END_TEST

/* With one request a second, of three in a row at least one is too much, unless they take two seconds. */
START_TEST(requests_over_the_limit_are_429)
{
    world_open_with(&(struct server_options){ .embedded = true, .rate_limit = 1 });
    for (size_t i = 0; i < ARRAY_LENGTH(cases_of_status); i++) {
        if (i > 0 && cases_of_status[i].operation == cases_of_status[i - 1].operation)
            continue;
        bool was_limited = false;
        for (int attempt = 0; attempt < 30 && !was_limited; attempt++) {
            story_know('P', SLICE("x"));
            story_know('O', SLICE("x"));
            story_know('S', SLICE("x"));
            story_know('Z', SLICE("x"));
            story_know('E', SLICE("x"));
            story_know('Q', SLICE("x"));
            story_know('I', SLICE("x"));
            story_know('W', SLICE("x"));
            struct http_reply reply = story_ask(cases_of_status[i].step.request, "{}");
            was_limited = reply.status == 429;
            if (was_limited) {
                ck_assert_str_eq(reply.body, "{\"errors\":[\"Too many requests\"]}");
                ck_assert_str_eq(http_header(&reply, "X-RateLimit-Limit"), "1");
                ck_assert_str_eq(http_header(&reply, "X-RateLimit-Period"), "1");
                ck_assert_str_eq(http_header(&reply, "X-RateLimit-Remaining"), "0");
                ck_assert_str_eq(http_header(&reply, "X-RateLimit-Reset"), "1");
            }
            http_reply_free(&reply);
        }
        ck_assert_msg(was_limited, "%s", api_operations[cases_of_status[i].operation].name);
    }
    world_close();
}
END_TEST

Suite *statuses_suite(void)
{
    TCase *const cases = tcase_create("statuses");
    tcase_add_loop_test(cases, an_operation_answers_as_documented, 0, ARRAY_LENGTH(cases_of_status));
    tcase_add_test(cases, every_documented_status_is_shown);
    tcase_add_test(cases, requests_without_keys_are_401_and_with_others_403);
    tcase_add_test(cases, requests_over_the_limit_are_429);
    Suite *const suite = suite_create("contract: statuses");
    suite_add_tcase(suite, cases);
    return suite;
}
