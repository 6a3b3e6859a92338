/* The 4 dataset operations: what they have in common is tested with projects, here is what lies below a project. */
#include "story.h"
#include "suites.h"

#include <annotty/base/mem.h>

#define NOT_THERE "/errors/0/meta/code 'unknown_resource'"

static const struct story stories[] = {
    { "a dataset as it is made",
      { { "POST /{P}/datasets",
          DATASET("'name':'n','description':'d','metadata':{'b':1e400,'a':[-0,9007199254740993]}"), 201,
          "/data/type 'datasets'; /data/attributes/name 'n'; /data/attributes/description 'd'; "
          "/data/attributes/metadata {'b':1e400,'a':[-0,9007199254740993]}; /data/attributes/current_version 0; "
          "/data/attributes/created_at *; /data/attributes/updated_at *; /data/attributes/project_id -; A=/data/id" },
        { "GET /{P}/datasets?filter[id]={A}", NULL, 200,
          "/data/0/attributes/metadata {'b':1e400,'a':[-0,9007199254740993]}; /data/1 -; /meta {}" } } },
    { "D16 null and absent attributes are filled in",
      { { "POST /{P}/datasets", DATASET("'name':'a','description':null,'metadata':null"), 201,
          "/data/attributes/description ''; /data/attributes/metadata {}" },
        { "PATCH /{P}/datasets/{S}", DATASET("'metadata':null"), 200,
          "/data/attributes/metadata {}; /data/attributes/description 'what'" },
        { "PATCH /{P}/datasets/{S}", DATASET("'name':null"), 400, AT_POINTER("/data/attributes/name") } } },
    { "D11 names are unique in their project",
      { { "POST /{O}/datasets", DATASET("'name':'other'"), 201, "A=/data/id" },
        { "POST /{P}/datasets", DATASET("'name':'other'"), 201, "B=/data/id" },
        { "GET /{O}/datasets?filter[name]=other", NULL, 200, "/data/0/id '{A}'; /data/1 -" },
        { "GET /{P}/datasets?filter[name]=other", NULL, 200, "/data/0/id '{B}'; /data/1 -" } } },
    { "D12 a name in use gives the existing one, untouched",
      { { "POST /{P}/datasets", DATASET("'name':'set','description':'new','metadata':{'x':1}"), 200,
          "/data/id '{S}'; /data/attributes/description 'what'; /data/attributes/metadata {'n':0.10}" },
        { "GET /{P}/datasets", NULL, 200, "/data/0/id '{S}'; /data/1 -" } } },
    { "D13 a rename to a name in use in the project",
      { { "POST /{P}/datasets", DATASET("'name':'two'"), 201, "A=/data/id" },
        { "PATCH /{P}/datasets/{A}", DATASET("'name':'set'"), 400, AT_POINTER("/data/attributes/name") },
        { "PATCH /{O}/datasets/{Z}", DATASET("'name':'two'"), 200, "/data/attributes/name 'two'" },
        { "PATCH /{P}/datasets/{S}", DATASET("'name':'set'"), 200, "/data/attributes/name 'set'" } } },
    { "D15 an update of nothing changes nothing",
      { { "GET /{P}/datasets", NULL, 200, "U=/data/0/attributes/updated_at" },
        { "PATCH /{P}/datasets/{S}", DATASET(""), 200, "/data/attributes/updated_at '{U}'" },
        { "PATCH /{P}/datasets/{S}", DATASET("'metadata':{'n':0.10},'description':'what'"), 200,
          "/data/attributes/updated_at '{U}'; /data/attributes/current_version 0" } } },
    { "D17 only the server says which version is the current one",
      { { "POST /{P}/datasets", DATASET("'name':'a','current_version':7"), 201, "/data/attributes/current_version 0" },
        { "PATCH /{P}/datasets/{S}", DATASET("'current_version':7"), 200, "/data/attributes/current_version 0" } } },
    { "D10 a dataset is found through its own project only",
      { { "PATCH /{O}/datasets/{S}", DATASET("'name':'n'"), 404, NOT_THERE },
        { "PATCH /{X}/datasets/{S}", DATASET("'name':'n'"), 404, NOT_THERE },
        { "PATCH /{P}/datasets/{X}", DATASET("'name':'n'"), 404, NOT_THERE },
        { "GET /{X}/datasets", NULL, 404, NOT_THERE },
        { "POST /{X}/datasets", DATASET("'name':'n'"), 404, NOT_THERE },
        { "POST /{X}/datasets/delete", DATASET("'dataset_ids':['{S}']"), 404, NOT_THERE },
        { "GET /{P}/datasets?filter[id]={Z}", NULL, 200, "/data []" } } },
    { "D4, D2 pages of a project's datasets",
      { { "POST /{P}/datasets", DATASET("'name':'a'"), 201, "A=/data/id" },
        { "POST /{O}/datasets", DATASET("'name':'b'"), 201, NULL },
        { "POST /{P}/datasets", DATASET("'name':'c'"), 201, "C=/data/id" },
        { "GET /{P}/datasets?page[limit]=1", NULL, 200, "/data/0/id '{C}'; /data/1 -; N=/meta/after" },
        { "POST /{P}/datasets/delete", DATASET("'dataset_ids':['{C}']"), 204, NULL },
        { "POST /{P}/datasets", DATASET("'name':'d'"), 201, NULL },
        { "GET /{P}/datasets?page[cursor]={N}", NULL, 200, "/data/0/id '{A}'; /data/1/id '{S}'; /data/2 -; /meta {}" },
        { "GET /{O}/datasets?page[cursor]={N}", NULL, 400, AT_PARAMETER("page[cursor]") },
        { "GET /{P}/datasets?page[cursor]={N}&filter[name]=a", NULL, 400, AT_PARAMETER("page[cursor]") } } },
    { "D5 filters are exact and must all hold",
      { { "GET /{P}/datasets?filter[name]=set&filter[id]={S}", NULL, 200, "/data/0/id '{S}'; /data/1 -" },
        { "GET /{P}/datasets?filter[name]=Set", NULL, 200, "/data []; /meta {}" },
        { "GET /{P}/datasets?filter[name]=a&filter[name]=b", NULL, 400, AT_PARAMETER("filter[name]") },
        { "GET /{P}/datasets?filter[id]={X}&filter[id]={S}", NULL, 200, "/data/0/id '{S}'; /data/1 -" } } },
    { "D28 unknown ids, and those of other projects, are skipped",
      { { "POST /{P}/datasets/delete", DATASET("'dataset_ids':['{X}','{Z}','','\\u0000','{S}','{S}']"), 204, NULL },
        { "GET /{P}/datasets", NULL, 200, "/data []" },
        { "GET /{O}/datasets", NULL, 200, "/data/0/id '{Z}'; /data/1 -" } } },
    { "D29 a delete of nothing",
      { { "POST /{P}/datasets/delete", DATASET("'dataset_ids':[]"), 400, AT_POINTER("/data/attributes/dataset_ids") },
        { "POST /{P}/datasets/delete", DATASET("'dataset_ids':['{S}',null]"), 400,
          AT_POINTER("/data/attributes/dataset_ids/1") },
        { "GET /{P}/datasets", NULL, 200, "/data/0/id '{S}'" } } },
    { "D27 a project takes its datasets along",
      { { "POST /projects/delete", PROJECT("'project_ids':['{P}']"), 204, NULL },
        { "GET /{P}/datasets", NULL, 404, NOT_THERE },
        { "GET /{O}/datasets", NULL, 200, "/data/0/id '{Z}'; /data/1 -" } } },
    { "D44 literal segments are no projects",
      { { "GET /projects/datasets", NULL, 405, NULL },
        { "GET /annotation-queues/datasets", NULL, 405, NULL },
        { "PATCH /{P}/datasets/delete", DATASET("'name':'n'"), 405, NULL } } },
};

START_TEST(datasets_keep_the_contract)
{
    world_open_filled();
    story_run(&stories[_i]);
    world_close();
}
END_TEST

Suite *datasets_suite(void)
{
    TCase *const cases = tcase_create("datasets");
    tcase_add_loop_test(cases, datasets_keep_the_contract, 0, ARRAY_LENGTH(stories));
    Suite *const suite = suite_create("contract: datasets");
    suite_add_tcase(suite, cases);
    return suite;
}
