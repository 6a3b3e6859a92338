/* Label schemas and annotations: extensions, sections 2 to 4. */
#include "story.h"
#include "suites.h"

#include <annotty/base/mem.h>

#define SCHEMA(labels)    "{'data':{'type':'queues','attributes':{'annotation_schema':{'label_schemas':[" labels "]}}}}"
#define SAY(items)        "{'data':{'type':'annotations','attributes':{'annotations':[" items "]}}}"
#define FORGET(ids)       "{'data':{'type':'annotations','attributes':{'annotation_ids':[" ids "]}}}"
#define ABOUT(id, values) "{'interaction_id':'" id "','label_values':[" values "]}"
#define LABELS            "/annotation-queues/{Q}/label-schema"
#define ANNOTATIONS       "/annotation-queues/{Q}/annotations"
#define ANNOTATED         "/annotation-queues/{Q}/annotated-interactions"
#define KEPT              "/data/attributes/annotation_schema/label_schemas"
#define AT_LABEL(path)    "/errors/0/source/pointer '" KEPT path "'"
#define SAID              "/data/attributes/annotations"
#define REFUSED           "/data/attributes/errors"
#define TWO                                                                                                            \
    "{'id':'l1','name':'quality','type':'categorical','values':['good','bad'],'is_required':true,"                     \
    "'has_assessment':true,'has_reasoning':true},{'id':'l2','name':'score','type':'score','min':1,'max':5,"            \
    "'is_integer':true}"
#define SET_TWO                                                                                                        \
    {                                                                                                                  \
        "PUT " LABELS, SCHEMA(TWO), 200, NULL                                                                          \
    }

static const struct story stories[] = {
    { "a queue without labels",
      { { "GET " LABELS, NULL, 200, "/data/type 'queues'; /data/id '{Q}'; " KEPT " []" },
        { "GET /annotation-queues/{X}/label-schema", NULL, 404, "/errors/0/meta/code 'unknown_resource'" } } },
    { "labels are kept, get ids, and stand in the queue",
      { { "PUT " LABELS, SCHEMA("{'name':'a','type':'text'}," TWO), 200, "A=" KEPT "/0/id; " KEPT "/1/id 'l1'" },
        { "GET " LABELS, NULL, 200, KEPT "/0/id '{A}'; " KEPT "/2/min 1; " KEPT "/1/values ['good','bad']" },
        { "GET /annotation-queues?queueIds={Q}", NULL, 200,
          "/data/0/attributes/annotation_schema/label_schemas/0/name 'a'" },
        { "PUT " LABELS, SCHEMA("{'name':'a','type':'text'}"), 200, KEPT "/0/id '{A}'; " KEPT "/1 -" },
        { "PUT " LABELS, SCHEMA("{'id':'{A}','name':'b','type':'text'}"), 200, KEPT "/0/id '{A}'; " KEPT "/1 -" },
        { "PATCH /annotation-queues/{Q}",
          "{'data':{'type':'queues','attributes':{'annotation_schema':{'label_schemas':[{'name':'c','type':'boolean'}]}"
          "}}}",
          200, "/data/attributes/annotation_schema/label_schemas/0/name 'c'; /data/attributes/name 'q'" },
        { "POST /annotation-queues",
          "{'data':{'type':'queues','attributes':{'name':'n','project_id':'{P}','annotation_schema':{'label_schemas':["
          "{'name':'c','type':'boolean'}]}}}}",
          201, "/data/attributes/annotation_schema/label_schemas/0/type 'boolean'" } } },
    { "labels that can't be",
      { { "PUT " LABELS, SCHEMA("{'name':'a b','type':'text'}"), 400, AT_LABEL("/0/name") },
        { "PUT " LABELS, SCHEMA("{'name':'','type':'text'}"), 400, AT_LABEL("/0/name") },
        { "PUT " LABELS, SCHEMA("{'type':'text'}"), 400, AT_LABEL("/0/name") },
        { "PUT " LABELS, SCHEMA("{'name':'a','type':'text'},{'name':'a','type':'text'}"), 400, AT_LABEL("/1/name") },
        { "PUT " LABELS, SCHEMA("{'id':'1','name':'a','type':'text'},{'id':'1','name':'b','type':'text'}"), 400,
          AT_LABEL("/1/id") },
        { "PUT " LABELS, SCHEMA("{'name':'a','type':'colour'}"), 400, AT_LABEL("/0/type") },
        { "PUT " LABELS, SCHEMA("{'name':'a','type':'categorical'}"), 400, AT_LABEL("/0/values") },
        { "PUT " LABELS, SCHEMA("{'name':'a','type':'categorical','values':['x','']}"), 400, AT_LABEL("/0/values") },
        { "PUT " LABELS, SCHEMA("{'name':'a','type':'categorical','values':['x','x']}"), 400, AT_LABEL("/0/values") },
        { "PUT " LABELS, SCHEMA("{'name':'a','type':'score','min':2,'max':1}"), 400, AT_LABEL("/0/min") },
        { "PUT " LABELS, SCHEMA("{'name':'a','type':'boolean','is_assessment':true}"), 400,
          AT_LABEL("/0/is_assessment") },
        { "PUT " LABELS, "{'data':{'type':'queues','attributes':{}}}", 400,
          AT_POINTER("/data/attributes/annotation_schema") },
        { "GET " LABELS, NULL, 200, KEPT " []" } } },
    { "one annotation a person and interaction",
      { SET_TWO,
        { "POST " ANNOTATIONS,
          SAY(ABOUT("{I}", "{'label_schema_id':'l1','value':'good','assessment':'pass','reasoning':'so'},"
                           "{'label_schema_id':'l2','value':4}")),
          200,
          "A=" SAID "/0/id; " SAID "/0/interaction_id '{I}'; " SAID "/0/label_values/0/name_when_saved 'quality'; " SAID
          "/0/label_values/0/type 'categorical'; " SAID "/0/label_values/1/value 4; " REFUSED " -" },
        { "GET " ANNOTATED, NULL, 200,
          "/data/attributes/annotated_interactions/0/annotations/0/label_values/quality/value 'good'; "
          "/data/attributes/annotated_interactions/0/annotations/0/label_values/quality/reasoning 'so'; "
          "/data/attributes/annotated_interactions/0/annotations/0/label_values/score 4" },
        { "POST " ANNOTATIONS, SAY(ABOUT("{I}", "{'label_schema_id':'l1','value':'bad'}")), 200, SAID "/0/id '{A}'" },
        { "GET " ANNOTATED, NULL, 200,
          "/data/attributes/annotated_interactions/0/annotations/0/label_values {'quality':'bad'}; "
          "/data/attributes/annotated_interactions/0/annotations/1 -" } } },
    { "what decides stands beside one's own",
      { SET_TWO,
        { "POST " ANNOTATIONS,
          SAY(ABOUT(
              "{I}",
              "{'label_schema_id':'l1','value':'bad'}") ",{'interaction_id':'{I}','is_adjudication':true,"
                                                        "'label_values':[{'label_schema_id':'l1','value':'good'}]}"),
          200, "A=" SAID "/0/id; B=" SAID "/1/id; " SAID "/1/is_adjudication true; " SAID "/0/is_adjudication -" },
        { "GET " ANNOTATED, NULL, 200,
          "/data/attributes/annotated_interactions/0/annotations/0/is_adjudication -; "
          "/data/attributes/annotated_interactions/0/annotations/1/is_adjudication true" },
        { "POST " ANNOTATIONS "/delete", FORGET("'{A}'"), 200, "/data/attributes/annotation_ids ['{A}']" },
        { "GET " ANNOTATED, NULL, 200, "/data/attributes/annotated_interactions/0/annotations/0/id '{B}'" } } },
    { "items in error don't stop the others",
      { SET_TWO,
        { "POST " ANNOTATIONS,
          SAY(ABOUT("nope", "{'label_schema_id':'l1','value':'good'}") "," ABOUT(
              "{I}",
              "{'label_schema_id':'l1','"
              "value':'ugly'}") "," ABOUT("{J}",
                                          "{'label_schema_id':'l1','value':'good'}") "," ABOUT("{J}",
                                                                                               "{'label_schema_id':'l1'"
                                                                                               ",'value':'bad'}")),
          200,
          SAID "/0/interaction_id '{J}'; " SAID "/1 -; " REFUSED "/0/interaction_id 'nope'; " REFUSED
               "/1/interaction_id '{I}'; " REFUSED "/2/interaction_id '{J}'; " REFUSED "/3 -" },
        { "GET " ANNOTATED, NULL, 200,
          "/data/attributes/annotated_interactions/1/annotations/0/label_values {'quality':'good'}" } } },
    { "values against their labels",
      { SET_TWO,
        { "POST " ANNOTATIONS, SAY(ABOUT("{I}", "{'label_schema_id':'l2','value':3}")), 200,
          REFUSED "/0/error 'quality is required'" },
        { "POST " ANNOTATIONS,
          SAY(ABOUT("{I}", "{'label_schema_id':'l1','value':'good'},{'label_schema_id':'l1','value':'bad'}")), 200,
          REFUSED "/0/error 'quality is given twice'" },
        { "POST " ANNOTATIONS, SAY(ABOUT("{I}", "{'label_schema_id':'l9','value':1}")), 200,
          REFUSED "/0/error 'l9 is the id of no label of the queue'" },
        { "POST " ANNOTATIONS,
          SAY(ABOUT("{I}", "{'label_schema_id':'l1','value':'good'},{'label_schema_id':'l2','value':6}")), 200,
          REFUSED "/0/error 'score must be a whole number from 1 to 5'" },
        { "POST " ANNOTATIONS,
          SAY(ABOUT("{I}", "{'label_schema_id':'l1','value':'good'},{'label_schema_id':'l2','value':2.5}")), 200,
          REFUSED "/0/error 'score must be a whole number from 1 to 5'" },
        { "POST " ANNOTATIONS,
          SAY(ABOUT("{I}",
                    "{'label_schema_id':'l1','value':'good'},{'label_schema_id':'l2','value':2,'reasoning':'x'}")),
          200, REFUSED "/0/error 'score takes no reasoning'" },
        { "POST " ANNOTATIONS, SAY(ABOUT("{I}", "{'label_schema_id':'l1','value':['good','bad']}")), 200,
          SAID "/0/label_values/0/value ['good','bad']; " REFUSED " -" },
        { "POST " ANNOTATIONS, SAY(ABOUT("{I}", "")), 400, AT_POINTER("/data/attributes/annotations/0/label_values") },
        { "POST " ANNOTATIONS, SAY(""), 400, AT_POINTER("/data/attributes/annotations") },
        { "POST " ANNOTATIONS, SAY(ABOUT("{I}", "{'label_schema_id':'l1','value':'good','assessment':'maybe'}")), 400,
          AT_POINTER("/data/attributes/annotations/0/label_values/0/assessment") } } },
    { "only the author deletes",
      { SET_TWO,
        { "POST " ANNOTATIONS, SAY(ABOUT("{I}", "{'label_schema_id':'l1','value':'good'}")), 200, "A=" SAID "/0/id" },
        { "POST " ANNOTATIONS "/delete", FORGET("'nope','{A}'"), 200,
          "/data/attributes/annotation_ids ['{A}']; " REFUSED "/0/annotation_id 'nope'; " REFUSED
          "/0/error 'annotation not found'" },
        { "POST " ANNOTATIONS "/delete", FORGET("'{A}'"), 200, "/data/attributes/annotation_ids []" },
        { "POST " ANNOTATIONS "/delete", FORGET(""), 400, AT_POINTER("/data/attributes/annotation_ids") },
        { "POST /annotation-queues/{X}/annotations/delete", FORGET("'{A}'"), 404, NULL } } },
    { "who is no reviewer is told so, item by item",
      { SET_TWO,
        { "PATCH /annotation-queues/{Q}", "{'data':{'type':'queues','attributes':{'restrict_to_reviewers':true}}}", 200,
          NULL },
        { "POST " ANNOTATIONS, SAY(ABOUT("{I}", "{'label_schema_id':'l1','value':'good'}")), 200,
          SAID "/0/interaction_id '{I}'" } } },
};

START_TEST(labels_keep_the_contract)
{
    world_open_filled();
    story_run(&stories[_i]);
    world_close();
}
END_TEST

Suite *labels_suite(void)
{
    TCase *const cases = tcase_create("labels");
    tcase_add_loop_test(cases, labels_keep_the_contract, 0, ARRAY_LENGTH(stories));
    Suite *const suite = suite_create("contract: labels");
    suite_add_tcase(suite, cases);
    return suite;
}
