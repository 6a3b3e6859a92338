/* The 4 record operations: records of a dataset in versions. */
#include "story.h"
#include "suites.h"

#include <annotty/base/mem.h>

#include <stdlib.h>

#define NOT_THERE      "/errors/0/meta/code 'unknown_resource'"
#define OF_S(method)   method " /{P}/datasets/{S}/records"
#define OF_Z(method)   method " /{O}/datasets/{Z}/records"
#define VERSION_OF_Z   "GET /{O}/datasets?filter[id]={Z}"
#define IS_VERSION(n)  "/data/0/attributes/current_version " #n
#define NAMES(version) OF_Z("GET") "?filter[version]=" #version

static const struct story stories[] = {
    { "a record as it is appended",
      { { OF_S("POST"), RECORDS("'records':[{'input':{'q':1},'expected_output':[2],'metadata':{'m':0.10}}]"), 201,
          "/data/0/records/0/input {'q':1}; /data/0/records/0/expected_output [2]; "
          "/data/0/records/0/metadata {'m':0.10}; /data/0/records/0/dataset_id '{S}'; "
          "/data/0/records/0/created_at *; /data/0/records/0/updated_at *; /data/0/records/1 -; /data/1 -; /meta -; "
          "A=/data/0/records/0/id" },
        { OF_S("GET"), NULL, 200,
          "/data/0/id '{A}'; /data/0/dataset_id '{S}'; /data/0/input {'q':1}; /data/0/expected_output [2]; "
          "/data/0/metadata {'m':0.10}; /data/0/type -; /data/1 -; /meta {}" } } },
    { "D16, D23 what is left open is filled in, and null is a value",
      { { OF_S("POST"), RECORDS("'records':[{'input':null},{'input':[[]],'expected_output':null,'metadata':null}]"),
          201,
          "/data/0/records/0/input null; /data/0/records/0/expected_output null; /data/0/records/0/metadata {}; "
          "/data/0/records/1/metadata {}; /data/0/records/1/input [[]]" },
        { OF_S("POST"), RECORDS("'records':[{'expected_output':1}]"), 400,
          AT_POINTER("/data/attributes/records/0/input") },
        { OF_S("POST"), RECORDS("'records':[{'input':1},{'input':1,'metadata':[]}]"), 400,
          AT_POINTER("/data/attributes/records/1/metadata") },
        { OF_S("POST"), RECORDS("'records':[1]"), 400, AT_POINTER("/data/attributes/records/0") },
        { OF_S("POST"), RECORDS("'records':{}"), 400, AT_POINTER("/data/attributes/records") },
        { OF_S("POST"), RECORDS("'records':[{'input':1}],'deduplicate':'no'"), 400,
          AT_POINTER("/data/attributes/deduplicate") } } },
    { "D16 null in an update means set to that",
      { { OF_S("POST"), RECORDS("'records':[{'input':1,'expected_output':2,'metadata':{'a':1}}]"), 201,
          "A=/data/0/records/0/id" },
        { OF_S("PATCH"), RECORDS("'records':[{'id':'{A}','metadata':null}]"), 200,
          "/data/0/records/0/metadata {}; /data/0/records/0/expected_output 2" },
        { OF_S("PATCH"), RECORDS("'records':[{'id':'{A}','expected_output':null}]"), 200,
          "/data/0/records/0/expected_output null; /data/0/records/0/input 1" },
        { OF_S("PATCH"), RECORDS("'records':[{'id':'{A}','input':null}]"), 200, "/data/0/records/0/input null" },
        { OF_S("GET") "?filter[version]=2", NULL, 200, "/data/0/expected_output null; /data/0/input 1" },
        { OF_S("GET") "?filter[version]=3", NULL, 200, "/data/0/input null" } } },
    { "D17 only the server gives ids and dates",
      { { OF_S("POST"), RECORDS("'records':[{'input':1,'id':'mine','dataset_id':7,'created_at':1,'x':{}}]"), 201,
          "/data/0/records/0/dataset_id '{S}'; /data/0/records/0/x -; A=/data/0/records/0/id" },
        { OF_S("PATCH"), RECORDS("'records':[{'id':'mine'}]"), 404, NULL },
        { OF_S("PATCH"), RECORDS("'records':[{'id':'{A}','dataset_id':'{Z}','created_at':'x'}]"), 200,
          "/data/0/records/0/dataset_id '{S}'" } } },
    { "D19 a change makes one version, whatever its size",
      { { VERSION_OF_Z, NULL, 200, IS_VERSION(1) },
        { OF_Z("POST"), RECORDS("'records':[{'input':3},{'input':4},{'input':5}]"), 201, "A=/data/0/records/2/id" },
        { VERSION_OF_Z, NULL, 200, IS_VERSION(2) },
        { OF_Z("PATCH"), RECORDS("'records':[{'id':'{V}','input':1},{'id':'{Y}','expected_output':2}]"), 200, NULL },
        { VERSION_OF_Z, NULL, 200, IS_VERSION(3) },
        { OF_Z("POST") "/delete", RECORDS("'record_ids':['{V}','{A}']"), 204, NULL },
        { VERSION_OF_Z, NULL, 200, IS_VERSION(4) } } },
    { "D15, D19 what changes nothing, or metadata only, makes none",
      { { OF_Z("POST"), RECORDS("'records':[{'input':'one'},{'input':'two'}]"), 200, "/data/0/records []" },
        { OF_Z("PATCH"), RECORDS("'records':[{'id':'{V}'}]"), 200, "U=/data/0/records/0/updated_at" },
        { OF_Z("PATCH"), RECORDS("'records':[{'id':'{V}','input':'one','expected_output':null,'metadata':{}}]"), 200,
          "/data/0/records/0/updated_at '{U}'" },
        { OF_Z("PATCH"), RECORDS("'records':[{'id':'{V}','metadata':{'a':1}}]"), 200,
          "/data/0/records/0/metadata {'a':1}; /data/0/records/0/input 'one'" },
        { OF_Z("POST") "/delete", RECORDS("'record_ids':['{X}']"), 204, NULL },
        { VERSION_OF_Z, NULL, 200, IS_VERSION(1) } } },
    { "D20 older versions show what was then",
      { { OF_Z("PATCH"), RECORDS("'records':[{'id':'{V}','input':'ONE'}]"), 200, NULL },
        { OF_Z("POST") "/delete", RECORDS("'record_ids':['{Y}']"), 204, NULL },
        { OF_Z("POST"), RECORDS("'records':[{'input':'three'}]"), 201, "A=/data/0/records/0/id" },
        { OF_Z("PATCH"), RECORDS("'records':[{'id':'{V}','expected_output':1e400}]"), 200, NULL },
        { NAMES(0), NULL, 200, "/data []; /meta {}" },
        { NAMES(1), NULL, 200, "/data/0/id '{Y}'; /data/1/id '{V}'; /data/1/input 'one'; /data/2 -" },
        { NAMES(2), NULL, 200, "/data/0/input 'two'; /data/1/input 'ONE'; /data/1/expected_output null; /data/2 -" },
        { NAMES(3), NULL, 200, "/data/0/id '{V}'; /data/0/input 'ONE'; /data/1 -" },
        { NAMES(4), NULL, 200, "/data/0/id '{A}'; /data/1/input 'ONE'; /data/1/expected_output null; /data/2 -" },
        { NAMES(5), NULL, 200, "/data/1/expected_output 1e400; /data/2 -" },
        { OF_Z("GET"), NULL, 200, "/data/0/id '{A}'; /data/1/expected_output 1e400; /data/2 -" } } },
    { "D19 metadata show in every version that has that state of the record",
      { { OF_Z("PATCH"), RECORDS("'records':[{'id':'{V}','metadata':{'a':1}}]"), 200, NULL },
        { OF_Z("POST"), RECORDS("'records':[{'input':'three'}]"), 201, NULL },
        { OF_Z("PATCH"), RECORDS("'records':[{'id':'{V}','input':'ONE','metadata':{'a':2}}]"), 200, NULL },
        { OF_Z("PATCH"), RECORDS("'records':[{'id':'{V}','metadata':{'a':3}}]"), 200, NULL },
        { NAMES(1), NULL, 200, "/data/1/metadata {'a':1}" },
        { NAMES(2), NULL, 200, "/data/2/metadata {'a':1}" },
        { NAMES(3), NULL, 200, "/data/2/metadata {'a':3}" } } },
    { "D9 versions that there are not",
      { { NAMES(2), NULL, 404, AT_PARAMETER("filter[version]") },
        { OF_Z("GET") "?filter[version]=99999999999999999999", NULL, 404, AT_PARAMETER("filter[version]") },
        { OF_Z("GET") "?filter[version]=-1", NULL, 400, AT_PARAMETER("filter[version]") },
        { OF_Z("GET") "?filter[version]=1.0", NULL, 400, AT_PARAMETER("filter[version]") },
        { OF_Z("GET") "?filter[version]=one", NULL, 400, AT_PARAMETER("filter[version]") },
        { OF_Z("GET") "?filter[version]=", NULL, 200, "/data/1 *" },
        { OF_Z("GET") "?filter[version]=1&filter[version]=1", NULL, 400, AT_PARAMETER("filter[version]") } } },
    { "D21 duplicates are dropped, the first one stays",
      { { OF_S("POST"),
          RECORDS("'records':[{'input':{'a':1,'b':[2,3]},'expected_output':1},"
                  "{'input':{'b':[2, 3],'\\u0061':1},'expected_output':2},{'input':{'a':1,'b':[3,2]}}]"),
          201, "/data/0/records/0/expected_output 1; /data/0/records/1/input {'a':1,'b':[3,2]}; /data/0/records/2 -" },
        { OF_S("POST"), RECORDS("'records':[{'input':1},{'input':1.0},{'input':'1'},{'input':1}]"), 201,
          "/data/0/records/2/input '1'; /data/0/records/3 -" },
        { OF_S("POST"), RECORDS("'records':[{'input':1,'metadata':{'new':1}}]"), 200, "/data [{'records':[]}]" },
        { OF_S("POST"), RECORDS("'records':[{'input':1},{'input':1}],'deduplicate':false"), 201,
          "/data/0/records/1 *" },
        { OF_S("POST"), RECORDS("'records':[{'input':1}],'deduplicate':null"), 200, NULL },
        { OF_S("POST"), RECORDS("'records':[{'input':1}],'deduplicate':true"), 200, NULL } } },
    { "D21 duplicates are looked for in the current version of the dataset only",
      { { OF_S("POST"), RECORDS("'records':[{'input':'one'}]"), 201, "A=/data/0/records/0/id" },
        { OF_S("POST") "/delete", RECORDS("'record_ids':['{A}']"), 204, NULL },
        { OF_S("POST"), RECORDS("'records':[{'input':'one'}]"), 201, "A=/data/0/records/0/id" },
        { OF_S("PATCH"), RECORDS("'records':[{'id':'{A}','input':'two'}]"), 200, NULL },
        { OF_S("POST"), RECORDS("'records':[{'input':'two'}]"), 200, NULL },
        { OF_S("POST"), RECORDS("'records':[{'input':'one'}]"), 201, NULL } } },
    { "D22 an update answers all records in the order of the request",
      { { OF_Z("PATCH"), RECORDS("'records':[{'id':'{Y}'},{'id':'{V}','input':null}]"), 200,
          "/data/0/records/0/id '{Y}'; /data/0/records/0/input 'two'; /data/0/records/1/id '{V}'; "
          "/data/0/records/1/input null; /data/0/records/2 -; /data/1 -; /meta -" } } },
    { "D22 an id that is unknown, or twice, refuses all",
      { { OF_Z("PATCH"), RECORDS("'records':[{'id':'{V}','input':1},{'id':'{X}','input':1}]"), 404,
          AT_POINTER("/data/attributes/records/1/id") "; " NOT_THERE },
        { OF_Z("PATCH"), RECORDS("'records':[{'id':'{V}','input':1},{'id':'{Y}'},{'id':'{V}'}]"), 400,
          AT_POINTER("/data/attributes/records/2/id") },
        { OF_Z("PATCH"), RECORDS("'records':[{'id':null}]"), 400, AT_POINTER("/data/attributes/records/0/id") },
        { OF_Z("PATCH"), RECORDS("'records':[{'id':''}]"), 400, AT_POINTER("/data/attributes/records/0/id") },
        { OF_S("PATCH"), RECORDS("'records':[{'id':'{V}'}]"), 404, AT_POINTER("/data/attributes/records/0/id") },
        { OF_Z("GET"), NULL, 200, "/data/1/id '{V}'; /data/1/input 'one'" },
        { VERSION_OF_Z, NULL, 200, IS_VERSION(1) },
        { OF_Z("POST") "/delete", RECORDS("'record_ids':['{V}']"), 204, NULL },
        { OF_Z("PATCH"), RECORDS("'records':[{'id':'{V}'}]"), 404, AT_POINTER("/data/attributes/records/0/id") } } },
    { "D28 unknown ids, and those of other datasets, are skipped",
      { { OF_S("POST"), RECORDS("'records':[{'input':1}]"), 201, "A=/data/0/records/0/id" },
        { OF_Z("POST") "/delete", RECORDS("'record_ids':['{A}','{X}','','\\u0000','{V}','{V}']"), 204, NULL },
        { OF_Z("GET"), NULL, 200, "/data/0/id '{Y}'; /data/1 -" },
        { OF_S("GET"), NULL, 200, "/data/0/id '{A}'" },
        { OF_Z("POST") "/delete", RECORDS("'record_ids':['{V}']"), 204, NULL },
        { VERSION_OF_Z, NULL, 200, IS_VERSION(2) } } },
    { "D29 empty lists",
      { { OF_Z("POST"), RECORDS("'records':[]"), 400, AT_POINTER("/data/attributes/records") },
        { OF_Z("POST"), RECORDS(""), 400, AT_POINTER("/data/attributes/records") },
        { OF_Z("PATCH"), RECORDS("'records':[]"), 400, AT_POINTER("/data/attributes/records") },
        { OF_Z("POST") "/delete", RECORDS("'record_ids':[]"), 400, AT_POINTER("/data/attributes/record_ids") },
        { OF_Z("POST") "/delete", RECORDS("'record_ids':[1]"), 400, AT_POINTER("/data/attributes/record_ids/0") } } },
    { "D10 records are found through their own dataset's project only",
      { { "GET /{P}/datasets/{Z}/records", NULL, 404, NOT_THERE },
        { "GET /{X}/datasets/{Z}/records", NULL, 404, NOT_THERE },
        { "GET /{O}/datasets/{X}/records?filter[version]=7", NULL, 404, NOT_THERE },
        { "POST /{P}/datasets/{Z}/records", RECORDS("'records':[{'input':1}]"), 404, NOT_THERE },
        { "PATCH /{P}/datasets/{Z}/records", RECORDS("'records':[{'id':'{V}'}]"), 404, NOT_THERE },
        { "POST /{P}/datasets/{Z}/records/delete", RECORDS("'record_ids':['{V}']"), 404, NOT_THERE } } },
    { "D27 a dataset takes its records along",
      { { "POST /{O}/datasets/delete", DATASET("'dataset_ids':['{Z}']"), 204, NULL },
        { OF_Z("GET"), NULL, 404, NOT_THERE },
        { OF_Z("PATCH"), RECORDS("'records':[{'id':'{V}'}]"), 404, NOT_THERE },
        { OF_S("PATCH"), RECORDS("'records':[{'id':'{V}'}]"), 404, NULL },
        { "POST /projects/delete", PROJECT("'project_ids':['{P}']"), 204, NULL },
        { OF_S("GET"), NULL, 404, NOT_THERE } } },
    { "D2 a cursor holds the version",
      { { OF_Z("POST"), RECORDS("'records':[{'input':3},{'input':4}]"), 201,
          "A=/data/0/records/0/id; B=/data/0/records/1/id" },
        { OF_Z("GET") "?page[limit]=2", NULL, 200, "/data/0/id '{B}'; /data/1/id '{A}'; /data/2 -; C=/meta/after" },
        { OF_Z("POST"), RECORDS("'records':[{'input':5}]"), 201, NULL },
        { OF_Z("POST") "/delete", RECORDS("'record_ids':['{A}','{Y}']"), 204, NULL },
        { OF_Z("PATCH"), RECORDS("'records':[{'id':'{V}','input':'new'}]"), 200, NULL },
        { OF_Z("GET") "?page[cursor]={C}&page[limit]=1", NULL, 200, "/data/0/id '{Y}'; /data/1 -; D=/meta/after" },
        { OF_Z("GET") "?page[cursor]={D}&page[limit]=1", NULL, 200,
          "/data/0/id '{V}'; /data/0/input 'one'; /data/1 -; /meta {}" },
        { OF_Z("GET") "?page[cursor]={C}&filter[version]=2", NULL, 400, AT_PARAMETER("page[cursor]") },
        { OF_Z("GET") "?page[limit]=3&filter[version]=2", NULL, 200, "/data/2/id '{Y}'; E=/meta/after" },
        { OF_Z("GET") "?page[cursor]={E}&filter[version]=2", NULL, 200, "/data/0/input 'one'; /data/1 -; /meta {}" },
        { OF_Z("GET") "?page[cursor]={E}", NULL, 400, AT_PARAMETER("page[cursor]") },
        { OF_S("GET") "?page[cursor]={C}", NULL, 400, AT_PARAMETER("page[cursor]") } } },
    { "D1 limits of a page",
      { { OF_Z("GET") "?page[limit]=1", NULL, 200, "/data/0/id '{Y}'; /data/1 -; /meta/after *" },
        { OF_Z("GET") "?page[limit]=2", NULL, 200, "/data/1/id '{V}'; /meta {}" },
        { OF_Z("GET") "?page[limit]=9999999", NULL, 200, "/data/1/id '{V}'; /meta {}" },
        { OF_Z("GET") "?page[limit]=0", NULL, 400, AT_PARAMETER("page[limit]") } } },
    { "D33 the body comes before what the path names",
      { { "POST /{X}/datasets/{Z}/records", RECORDS("'records':[]"), 400, NULL },
        { "GET /{X}/datasets/{Z}/records?page[limit]=0", NULL, 400, NULL },
        { OF_Z("PATCH"), DATASET("'records':[{'id':'{V}'}]"), 400, AT_POINTER("/data/type") } } },
    { "D44 the literal path wins",
      { { "GET /{O}/datasets/{Z}/records/delete", NULL, 405, NULL },
        { "DELETE /{O}/datasets/{Z}/records", NULL, 405, NULL },
        { "GET /{O}/datasets/{Z}/records/{V}", NULL, 404, "/errors/0/meta/code 'unknown_endpoint'" } } },
};

START_TEST(records_keep_the_contract)
{
    world_open_filled();
    story_run(&stories[_i]);
    world_close();
}
END_TEST

/* A request for more records than the writer should be held for. */
START_TEST(too_many_records_are_refused)
{
    enum { RECORDS = 100001 };
    static const struct {
        const char *request, *list, *item;
    } rows[] = {
        { OF_Z("POST"), "records", "{\"input\":1}" },
        { OF_Z("PATCH"), "records", "{\"id\":\"x\"}" },
        { OF_Z("POST") "/delete", "record_ids", "\"x\"" },
    };
    struct buf body = buf_with_limit(BUF_LIMIT_BODY);
    world_open_filled();
    buf_printf(&body, "{\"data\":{\"type\":\"records\",\"attributes\":{\"%s\":[", rows[_i].list);
    for (int i = 0; i < RECORDS; i++)
        buf_printf(&body, "%s%s", i > 0 ? "," : "", rows[_i].item);
    buf_append_text(&body, "]}}}");
    step_run("too many", &(struct step){ rows[_i].request, buf_text(&body), 413, NULL });
    step_run("too many", &(struct step){ VERSION_OF_Z, NULL, 200, IS_VERSION(1) });
    buf_free(&body);
    world_close();
}
END_TEST

/* A page ends when it is large, and says where the next one begins; an answer to an update can't. Moves 70 MB. */
START_TEST(large_records_are_bounded)
{
    enum { RECORDS = 3, LARGE = 22 * 1024 * 1024 };
    struct buf body = buf_with_limit(BUF_LIMIT_BODY);
    struct buf ids = buf_with_limit(BUF_LIMIT_LINE);
    world_open_filled();
    buf_append_text(&body,
                    "{\"data\":{\"type\":\"records\",\"attributes\":{\"deduplicate\":false,\"records\":[{\"input\":\"");
    memset(buf_reserve(&body, LARGE), 'x', LARGE);
    buf_wrote(&body, LARGE);
    buf_append_text(&body, "\"}]}}}");
    for (int i = 0; i < RECORDS; i++) {
        struct http_reply reply = story_ask(OF_S("POST"), buf_text(&body));
        ck_assert_int_eq(reply.status, 201);
        const char *const id = strstr(reply.body, "rec-");
        buf_printf(&ids, "%s{\"id\":\"%.*s\",\"metadata\":{\"a\":1}}", i > 0 ? "," : "", (int)strcspn(id, "\""), id);
        http_reply_free(&reply);
    }
    step_run("large", &(struct step){ OF_S("GET"), NULL, 200, "/data/0 *; /data/1 -; C=/meta/after" });
    step_run("large",
             &(struct step){ OF_S("GET") "?page[cursor]={C}", NULL, 200, "/data/0 *; /data/1 -; /meta/after *" });
    buf_clear(&body);
    buf_printf(&body, "{\"data\":{\"type\":\"records\",\"attributes\":{\"records\":[%s]}}}", buf_text(&ids));
    step_run("large", &(struct step){ OF_S("PATCH"), buf_text(&body), 413, NULL });
    step_run("large", &(struct step){ OF_S("GET"), NULL, 200, "/data/0/metadata {}" });
    buf_free(&body);
    buf_free(&ids);
    world_close();
}
END_TEST

Suite *records_suite(void)
{
    TCase *const cases = tcase_create("records");
    tcase_add_loop_test(cases, records_keep_the_contract, 0, ARRAY_LENGTH(stories));
    tcase_add_loop_test(cases, too_many_records_are_refused, 0, 3);
    if (getenv("ANNOTTY_STRESS") != NULL)
        tcase_add_test(cases, large_records_are_bounded);
    tcase_set_timeout(cases, 60);
    Suite *const suite = suite_create("contract: records");
    suite_add_tcase(suite, cases);
    return suite;
}
