/* The 4 experiment operations: what they have in common is tested with projects. */
#include "story.h"
#include "suites.h"

#include <annotty/base/mem.h>

#include <stdio.h>

#define NOT_THERE  "/errors/0/meta/code 'unknown_resource'"
#define ON_SET     "'project_id':'{P}','dataset_id':'{S}'"
#define OF_PROJECT "/experiments?filter[project_id]={P}"

static const struct story stories[] = {
    { "an experiment as it is made",
      { { "POST /experiments",
          EXPERIMENT("'name':'n'," ON_SET ",'description':'d','config':{'t':0.10,'n':1e400},'metadata':{'b':[-0]}"),
          201,
          "/data/type 'experiments'; /data/attributes/name 'n'; /data/attributes/project_id '{P}'; "
          "/data/attributes/dataset_id '{S}'; /data/attributes/config {'t':0.10,'n':1e400}; "
          "/data/attributes/metadata {'b':[-0]}; /data/attributes/dataset_version 0; "
          "/data/attributes/ensure_unique -; A=/data/id" },
        { "GET " OF_PROJECT "&filter[id]={A}", NULL, 200,
          "/data/0/attributes/config {'t':0.10,'n':1e400}; /data/0/attributes/dataset_version 0; /data/1 -; "
          "/meta {}" } } },
    { "D16 null and absent attributes are filled in",
      { { "POST /experiments", EXPERIMENT("'name':'n'," ON_SET ",'description':null,'config':null"), 201,
          "/data/attributes/description ''; /data/attributes/config {}; /data/attributes/metadata {}" },
        { "PATCH /experiments/{E}", EXPERIMENT("'description':null"), 200, "/data/attributes/description ''" },
        { "PATCH /experiments/{E}", EXPERIMENT("'name':null"), 400, AT_POINTER("/data/attributes/name") } } },
    { "D12 a name in use gets the next number",
      { { "POST /experiments", EXPERIMENT("'name':'run'," ON_SET), 201, "/data/attributes/name 'run-2'" },
        { "POST /experiments", EXPERIMENT("'name':'run','ensure_unique':true," ON_SET), 201,
          "/data/attributes/name 'run-3'; /data/attributes/description ''" },
        { "POST /experiments", EXPERIMENT("'name':'run'," ON_SET), 201, "/data/attributes/name 'run-4'" },
        { "POST /experiments", EXPERIMENT("'name':'run-2'," ON_SET), 201, "/data/attributes/name 'run-2-2'" },
        { "POST /experiments", EXPERIMENT("'name':'run','project_id':'{O}','dataset_id':'{Z}'"), 201,
          "/data/attributes/name 'run'" } } },
    { "D12 without ensure_unique the existing one comes, untouched",
      { { "POST /experiments", EXPERIMENT("'name':'run','ensure_unique':false,'description':'new'," ON_SET), 200,
          "/data/id '{E}'; /data/attributes/description 'tried'" },
        { "POST /experiments", EXPERIMENT("'name':'new','ensure_unique':false," ON_SET), 201,
          "/data/attributes/name 'new'" },
        { "GET " OF_PROJECT, NULL, 200, "/data/0/attributes/name 'new'; /data/1/id '{E}'; /data/2 -" } } },
    { "D13 a rename to a name in use in the project",
      { { "POST /experiments", EXPERIMENT("'name':'two'," ON_SET), 201, "A=/data/id" },
        { "PATCH /experiments/{A}", EXPERIMENT("'name':'run'"), 400, AT_POINTER("/data/attributes/name") },
        { "PATCH /experiments/{A}", EXPERIMENT("'name':'two','description':'more'"), 200,
          "/data/attributes/name 'two'; /data/attributes/description 'more'" },
        { "POST /experiments", EXPERIMENT("'name':'three','project_id':'{O}','dataset_id':'{Z}'"), 201, "B=/data/id" },
        { "PATCH /experiments/{B}", EXPERIMENT("'name':'run'"), 200, "/data/attributes/name 'run'" } } },
    { "D14 what it refers to must be there",
      { { "POST /experiments", EXPERIMENT("'name':'n','project_id':'{X}','dataset_id':'{S}'"), 400,
          AT_POINTER("/data/attributes/project_id") },
        { "POST /experiments", EXPERIMENT("'name':'n','project_id':'{P}','dataset_id':'{X}'"), 400,
          AT_POINTER("/data/attributes/dataset_id") },
        { "POST /experiments", EXPERIMENT("'name':'n','project_id':'{P}','dataset_id':'{Z}'"), 400,
          AT_POINTER("/data/attributes/dataset_id") },
        { "POST /experiments", EXPERIMENT("'name':'n','project_id':'{P}'"), 400,
          AT_POINTER("/data/attributes/dataset_id") },
        { "POST /experiments", EXPERIMENT("'name':'n','dataset_version':1," ON_SET), 400,
          AT_POINTER("/data/attributes/dataset_version") },
        { "POST /experiments", EXPERIMENT("'name':'n','dataset_version':-1," ON_SET), 400,
          AT_POINTER("/data/attributes/dataset_version") },
        { "POST /experiments", EXPERIMENT("'name':'n','dataset_version':1.0," ON_SET), 400,
          AT_POINTER("/data/attributes/dataset_version") },
        { "POST /experiments", EXPERIMENT("'name':'n','dataset_version':99999999999999999999," ON_SET), 400,
          AT_POINTER("/data/attributes/dataset_version") },
        { "POST /experiments", EXPERIMENT("'name':'n','dataset_version':0," ON_SET), 201,
          "/data/attributes/dataset_version 0" } } },
    { "D15 an update of nothing changes nothing",
      { { "GET " OF_PROJECT, NULL, 200, "U=/data/0/attributes/updated_at" },
        { "PATCH /experiments/{E}", EXPERIMENT(""), 200, "/data/attributes/updated_at '{U}'" },
        { "PATCH /experiments/{E}", EXPERIMENT("'description':'tried','config':{'x':1},'dataset_id':'{Z}'"), 200,
          "/data/attributes/updated_at '{U}'; /data/attributes/config {}; /data/attributes/dataset_id '{S}'" } } },
    { "D8 a list is one of a project or of a dataset",
      { { "GET /experiments", NULL, 400, AT_PARAMETER("filter[project_id]") },
        { "GET /experiments?filter[id]={E}", NULL, 400, AT_PARAMETER("filter[project_id]") },
        { "GET /experiments?filter[project_id]=&filter[dataset_id]=", NULL, 400, AT_PARAMETER("filter[project_id]") },
        { "GET /experiments?filter[dataset_id]={S}", NULL, 200, "/data/0/id '{E}'; /data/1 -" },
        { "GET " OF_PROJECT "&filter[dataset_id]={Z}", NULL, 200, "/data []" },
        { "GET " OF_PROJECT "&filter[dataset_id]={S}&filter[id]={X}&filter[id]={E}", NULL, 200,
          "/data/0/id '{E}'; /data/1 -" },
        { "GET /experiments?filter[project_id]={X}", NULL, 200, "/data []; /meta {}" },
        { "GET " OF_PROJECT "&filter[project_id]={O}", NULL, 400, AT_PARAMETER("filter[project_id]") } } },
    { "D2 pages of a project's experiments",
      { { "POST /experiments", EXPERIMENT("'name':'a'," ON_SET), 201, "A=/data/id" },
        { "POST /experiments", EXPERIMENT("'name':'b'," ON_SET), 201, "B=/data/id" },
        { "GET " OF_PROJECT "&page[limit]=2", NULL, 200, "/data/0/id '{B}'; /data/1/id '{A}'; C=/meta/after" },
        { "POST /experiments/delete", EXPERIMENT("'experiment_ids':['{A}']"), 204, NULL },
        { "GET " OF_PROJECT "&page[limit]=2&page[cursor]={C}", NULL, 200, "/data/0/id '{E}'; /data/1 -; /meta {}" },
        { "GET /experiments?filter[dataset_id]={S}&page[cursor]={C}", NULL, 400, AT_PARAMETER("page[cursor]") } } },
    { "D10 and D28 ids that nothing has",
      { { "PATCH /experiments/{X}", EXPERIMENT("'name':'n'"), 404, NOT_THERE },
        { "PATCH /experiments/{P}", EXPERIMENT("'name':'n'"), 404, NOT_THERE },
        { "POST /experiments/delete", EXPERIMENT("'experiment_ids':['{X}','{E}']"), 204, NULL },
        { "GET " OF_PROJECT, NULL, 200, "/data []" },
        { "POST /experiments/delete", EXPERIMENT("'experiment_ids':['{E}']"), 204, NULL },
        { "POST /experiments/delete", EXPERIMENT("'experiment_ids':[]"), 400,
          AT_POINTER("/data/attributes/experiment_ids") } } },
    { "D27 an experiment outlives its dataset, and not its project",
      { { "POST /{P}/datasets/delete", DATASET("'dataset_ids':['{S}']"), 204, NULL },
        { "GET " OF_PROJECT, NULL, 200, "/data/0/id '{E}'; /data/0/attributes/dataset_id '{S}'" },
        { "PATCH /experiments/{E}", EXPERIMENT("'name':'still'"), 200, "/data/attributes/name 'still'" },
        { "POST /projects/delete", PROJECT("'project_ids':['{P}']"), 204, NULL },
        { "GET /experiments?filter[dataset_id]={S}", NULL, 200, "/data []" },
        { "PATCH /experiments/{E}", EXPERIMENT("'name':'n'"), 404, NOT_THERE } } },
};

START_TEST(experiments_keep_the_contract)
{
    world_open_filled();
    story_run(&stories[_i]);
    world_close();
}
END_TEST

/* The contract's numbers one after the other, however many there are; a gap is filled at some time. */
START_TEST(many_runs_of_a_name_are_numbered)
{
    enum { RUNS = 40 };
    static const struct step create = { "POST /experiments", EXPERIMENT("'name':'run'," ON_SET), 201, NULL };
    world_open_filled();
    for (int number = 2; number <= RUNS; number++) {
        char expected[64];
        struct step step = create;
        snprintf(expected, sizeof(expected), "/data/attributes/name 'run-%d'; N=/data/id", number);
        step.expect = expected;
        step_run("many runs", &step);
    }
    world_close();
}
END_TEST

/* A name of 512 bytes has no room for a number. */
START_TEST(a_number_must_fit_into_the_name)
{
    char body[1024];
    char name[513] = "";
    memset(name, 'x', sizeof(name) - 1);
    world_open_filled();
    snprintf(body, sizeof(body), EXPERIMENT("'name':'%s'," ON_SET), name);
    step_run("long", &(struct step){ "POST /experiments", body, 201, NULL });
    step_run("again", &(struct step){ "POST /experiments", body, 400, AT_POINTER("/data/attributes/name") });
    snprintf(body, sizeof(body), EXPERIMENT("'name':'%s','ensure_unique':false," ON_SET), name);
    step_run("the same", &(struct step){ "POST /experiments", body, 200, NULL });
    world_close();
}
END_TEST

Suite *experiments_suite(void)
{
    TCase *const cases = tcase_create("experiments");
    tcase_add_loop_test(cases, experiments_keep_the_contract, 0, ARRAY_LENGTH(stories));
    tcase_add_test(cases, many_runs_of_a_name_are_numbered);
    tcase_add_test(cases, a_number_must_fit_into_the_name);
    Suite *const suite = suite_create("contract: experiments");
    suite_add_tcase(suite, cases);
    return suite;
}
