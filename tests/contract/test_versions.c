/* Versions of datasets, copies, and changes of many kinds at once: extensions, section 7. */
#include "story.h"
#include "suites.h"

#include <annotty/base/mem.h>

#define Z(rest)         "/{O}/datasets/{Z}" rest
#define VERSION_OF_Z    "GET /{O}/datasets?filter[id]={Z}"
#define IS_VERSION(n)   "/data/0/attributes/current_version " #n
#define BATCH(members)  DATASET(members)
#define NOT_THERE       "/errors/0/meta/code 'unknown_resource'"
#define RESTORE(number) DATASET("'dataset_version':" #number)

static const struct story stories[] = {
    { "several kinds of changes make one version",
      { { "POST " Z("/batch_update"),
          BATCH("'insert_records':[{'input':'three','expected_output':3}],"
                "'update_records':[{'id':'{V}','expected_output':1}],'delete_records':['{Y}','{X}']"),
          200,
          "/data/0/records/0/input 'three'; /data/0/records/1/id '{V}'; /data/0/records/1/expected_output 1; "
          "/data/0/records/1/input 'one'; /data/0/records/2 -" },
        { VERSION_OF_Z, NULL, 200, IS_VERSION(2) },
        { "GET " Z("/records"), NULL, 200, "/data/0/input 'three'; /data/1/id '{V}'; /data/2 -" },
        { "GET " Z("/records") "?filter[version]=1", NULL, 200, "/data/0/id '{Y}'; /data/1/expected_output null" },
        { "POST " Z("/batch_update"), BATCH(""), 200, "/data/0/records []" },
        { VERSION_OF_Z, NULL, 200, IS_VERSION(2) } } },
    { "in place the version stays, and older ones are as they were",
      { { "PATCH " Z("/records"), RECORDS("'records':[{'id':'{Y}','input':'TWO'}]"), 200, NULL },
        { "POST " Z("/batch_update"),
          BATCH("'create_new_version':false,'insert_records':[{'input':'three'}],"
                "'update_records':[{'id':'{V}','input':'ONE'},{'id':'{Y}','input':'2'}]"),
          200, NULL },
        { VERSION_OF_Z, NULL, 200, IS_VERSION(2) },
        { "GET " Z("/records"), NULL, 200, "/data/0/input 'three'; /data/1/input '2'; /data/2/input 'ONE'; /data/3 -" },
        { "GET " Z("/records") "?filter[version]=1", NULL, 200, "/data/0/input 'two'; /data/1/input 'one'; /data/2 -" },
        { "POST " Z("/batch_update"), BATCH("'create_new_version':false,'delete_records':['{V}']"), 200, NULL },
        { "GET " Z("/records"), NULL, 200, "/data/1/input '2'; /data/2 -" },
        { "GET " Z("/records") "?filter[version]=1", NULL, 200, "/data/1/input 'one'; /data/2 -" } } },
    { "a batch that is refused changes nothing",
      { { "POST " Z("/batch_update"), BATCH("'insert_records':[{'input':1}],'update_records':[{'id':'{X}'}]"), 404,
          NOT_THERE "; /errors/0/source/pointer '/data/attributes/update_records/0/id'" },
        { "POST " Z("/batch_update"), BATCH("'update_records':[{'id':'{V}'},{'id':'{V}'}]"), 400,
          AT_POINTER("/data/attributes/update_records/1/id") },
        { "POST " Z("/batch_update"), BATCH("'insert_records':[{'metadata':{}}]"), 400,
          AT_POINTER("/data/attributes/insert_records/0/input") },
        { "POST " Z("/batch_update"), BATCH("'update_records':[{'input':1}]"), 400,
          AT_POINTER("/data/attributes/update_records/0/id") },
        { "POST " Z("/batch_update"), BATCH("'delete_records':[1]"), 400,
          AT_POINTER("/data/attributes/delete_records/0") },
        { "POST /{P}/datasets/{Z}/batch_update", BATCH(""), 404, NOT_THERE },
        { VERSION_OF_Z, NULL, 200, IS_VERSION(1) } } },
    { "versions, and when an experiment ran on them",
      { { "GET " Z("/versions"), NULL, 200,
          "/data/0/type 'dataset_version'; /data/0/id 'v1'; /data/0/attributes/version_number 1; "
          "/data/0/attributes/dataset_id '{Z}'; /data/0/attributes/last_used null; "
          "/data/1/attributes/version_number 0; /data/2 -" },
        { "POST /experiments", EXPERIMENT("'name':'n','project_id':'{O}','dataset_id':'{Z}'"), 201,
          "A=/data/attributes/created_at" },
        { "GET " Z("/versions"), NULL, 200, "/data/0/attributes/last_used '{A}'; /data/1/attributes/last_used null" },
        { "GET /{O}/datasets/{X}/versions", NULL, 404, NOT_THERE } } },
    { "an older version comes back as a new one",
      { { "PATCH " Z("/records"), RECORDS("'records':[{'id':'{V}','input':'ONE','metadata':{'a':1}}]"), 200, NULL },
        { "POST " Z("/records") "/delete", RECORDS("'record_ids':['{Y}']"), 204, NULL },
        { "POST " Z("/records"), RECORDS("'records':[{'input':'three'}]"), 201, NULL },
        { "POST " Z("/restore"), RESTORE(1), 200, NULL },
        { VERSION_OF_Z, NULL, 200, IS_VERSION(5) },
        { "GET " Z("/records"), NULL, 200,
          "/data/0/input 'two'; /data/1/input 'one'; /data/1/id '{V}'; /data/1/metadata {}; /data/2 -" },
        { "GET " Z("/records") "?filter[version]=4", NULL, 200,
          "/data/0/input 'three'; /data/1/input 'ONE'; /data/2 -" },
        { "POST " Z("/restore"), RESTORE(5), 200, NULL },
        { VERSION_OF_Z, NULL, 200, IS_VERSION(5) },
        { "POST " Z("/restore"), RESTORE(0), 200, NULL },
        { "GET " Z("/records"), NULL, 200, "/data []" },
        { "POST " Z("/restore"), RESTORE(7), 400, AT_POINTER("/data/attributes/dataset_version") },
        { "POST " Z("/restore"), RESTORE(-1), 400, AT_POINTER("/data/attributes/dataset_version") },
        { "POST /{O}/datasets/{X}/restore", RESTORE(0), 404, NOT_THERE } } },
    { "a copy goes its own way",
      { { "POST " Z("/clone"), DATASET("'name':'copy','description':'d'"), 200,
          "A=/data/id; /data/type 'datasets'; /data/attributes/name 'copy'; /data/attributes/description 'd'; "
          "/data/attributes/current_version 1" },
        { "GET /{O}/datasets/{A}/records", NULL, 200,
          "/data/0/input 'two'; /data/0/dataset_id '{A}'; /data/1/input 'one'; /data/2 -; B=/data/0/id" },
        { "POST /{O}/datasets/{A}/records", RECORDS("'records':[{'input':'one'}]"), 200, "/data/0/records []" },
        { "POST /{O}/datasets/{A}/records/delete", RECORDS("'record_ids':['{B}','{Y}']"), 204, NULL },
        { "GET /{O}/datasets/{A}/records", NULL, 200, "/data/0/input 'one'; /data/1 -" },
        { "GET " Z("/records"), NULL, 200, "/data/0/id '{Y}'; /data/1/id '{V}'; /data/2 -" },
        { "POST " Z("/clone"), DATASET("'name':'copy'"), 400, AT_POINTER("/data/attributes/name") },
        { "POST " Z("/clone"), DATASET("'name':''"), 400, AT_POINTER("/data/attributes/name") },
        { "POST " Z("/clone"), DATASET("'description':'d'"), 400, AT_POINTER("/data/attributes/name") },
        { "POST /{P}/datasets/{Z}/clone", DATASET("'name':'n'"), 404, NOT_THERE } } },
};

START_TEST(versions_keep_the_contract)
{
    world_open_filled();
    story_run(&stories[_i]);
    world_close();
}
END_TEST

Suite *versions_suite(void)
{
    TCase *const cases = tcase_create("versions");
    tcase_add_loop_test(cases, versions_keep_the_contract, 0, ARRAY_LENGTH(stories));
    Suite *const suite = suite_create("contract: versions");
    suite_add_tcase(suite, cases);
    return suite;
}
