/* Experiment events: what is pushed comes back, to the very characters. */
#include "story.h"
#include "suites.h"

#include <annotty/base/mem.h>

#include <stdio.h>

#define PUSH         "POST /experiments/{E}/events"
#define READ         "GET /api/v2/llm-obs/v3/experiments/{E}/events"
#define SPANS        "/data/attributes/spans"
#define SUMMARY      "/data/attributes/summary_metrics"
#define FREE_VALUE   "{'b':[9007199254740993,-0,0.10,1e400,{'b':1,'a':2,'b':3}],'\\u0000':'\\ud83d\\ude00'}"
#define NOT_THERE    "/errors/0/meta/code 'unknown_resource'"
#define BAD(pointer) AT_POINTER("/data/attributes/" pointer)

static const struct story stories[] = {
    { "section 7 of the extensions: what is pushed is read, metrics with their span",
      { { PUSH,
          EVENTS("'spans':[" SPAN("s1", ",'tags':['a:1'],'meta':{'input':{'q':'2+2'},'output':'4',"
                                        "'expected_output':{'a':'4'},'error':{'message':'m','stack':'t','type':'E'}"
                                        "}") "],'metrics':[" METRIC("s1", "exact", "1",
                                                                    ",'boolean_value':true,'assessment':'pass','"
                                                                    "reasoning':'why',"
                                                                    "'metadata':{'n':1e400},'tags':['x']") "]"),
          202, NULL },
        { READ, NULL, 200,
          "/data/id '{E}'; /data/type 'experiment_events'; " SPANS "/0/span_id 's1'; " SPANS "/0/trace_id 't'; " SPANS
          "/0/name 'answer'; " SPANS "/0/start_ns 1705314600000000001; " SPANS "/0/duration 9007199254740993; " SPANS
          "/0/status 'ok'; " SPANS "/0/tags ['a:1']; " SPANS "/0/project_id 'p'; " SPANS
          "/0/meta {'input':{'q':'2+2'},'output':'4','expected_output':{'a':'4'},"
          "'error':{'message':'m','stack':'t','type':'E'}}; " SUMMARY " []; /meta {}; " SPANS "/1 -" },
        { READ, NULL, 200,
          SPANS "/0/eval_metrics/0/label 'exact'; " SPANS "/0/eval_metrics/0/boolean_value true; " SPANS
                "/0/eval_metrics/0/timestamp_ms 1; " SPANS "/0/eval_metrics/0/assessment 'pass'; " SPANS
                "/0/eval_metrics/0/metadata {'n':1e400}; " SPANS "/0/eval_metrics/0/score_value -; " SPANS
                "/0/eval_metrics/0/span_id 's1'; " SPANS "/0/eval_metrics/1 -" } } },
    { "section 8: free values keep their characters",
      { { PUSH,
          EVENTS("'spans':[" SPAN(
              "s", ",'meta':{'input':" FREE_VALUE
                   ",'output':[1.0,null],'expected_output':{}}") "],'metrics':[" METRIC("s", "j", "2",
                                                                                        ",'json_value':" FREE_VALUE
                                                                                        ",'score_value':0.10") "]"),
          202, NULL },
        { READ, NULL, 200,
          SPANS "/0/meta/input " FREE_VALUE "; " SPANS "/0/meta/output [1.0,null]; " SPANS
                "/0/eval_metrics/0/json_value " FREE_VALUE "; " SPANS "/0/eval_metrics/0/score_value 0.10" } } },
    { "D24 a span that comes again replaces the one before, at its place",
      { { PUSH, EVENTS("'spans':[" SPAN("s1", ",'tags':['a']") "," SPAN("s2", "") "]"), 202, NULL },
        { PUSH, EVENTS("'spans':[" SPAN("s1", ",'status':'error'") "]"), 202, NULL },
        { READ, NULL, 200,
          SPANS "/0/span_id 's1'; " SPANS "/0/status 'error'; " SPANS "/0/tags -; " SPANS "/1/span_id 's2'; " SPANS
                "/2 -" } } },
    { "D24 a metric is known by span, label, type and time",
      { { PUSH,
          EVENTS("'spans':[" SPAN("s", "") "],'metrics':[" METRIC("s", "l", "1", ",'boolean_value':true") "," METRIC(
              "s", "l", "1", ",'boolean_value':false") "," METRIC("s", "l", "2", "") "," METRIC("s", "m", "1", "") "]"),
          202, NULL },
        { READ, NULL, 200,
          SPANS "/0/eval_metrics/0/boolean_value false; " SPANS "/0/eval_metrics/1/timestamp_ms 2; " SPANS
                "/0/eval_metrics/2/label 'm'; " SPANS "/0/eval_metrics/3 -" },
        { PUSH, EVENTS("'metrics':[" METRIC("s", "l", "1", ",'metric_type':'score','score_value':1e400") "]"), 202,
          NULL },
        { READ, NULL, 200,
          SPANS "/0/eval_metrics/3/score_value 1e400; " SPANS "/0/eval_metrics/0/boolean_value false" } } },
    { "D24 a metric may come before its span, or be of the whole experiment",
      { { PUSH, EVENTS("'metrics':[" METRIC("late", "l", "1", "") "," METRIC("", "all", "1", "") "]"), 202, NULL },
        { READ, NULL, 200,
          SPANS " []; " SUMMARY "/0/span_id 'late'; " SUMMARY "/1/label 'all'; " SUMMARY "/1/span_id ''" },
        { PUSH, EVENTS("'spans':[" SPAN("late", "") "]"), 202, NULL },
        { READ, NULL, 200, SPANS "/0/eval_metrics/0/label 'l'; " SUMMARY "/0/label 'all'; " SUMMARY "/1 -" } } },
    { "D24 a value of another type is stored as sent, and nothing is a no-op",
      { { PUSH, EVENTS(""), 202, NULL },
        { PUSH, EVENTS("'spans':[],'metrics':[]"), 202, NULL },
        { PUSH, EVENTS("'metrics':[" METRIC("s", "l", "1", ",'categorical_value':'c'") "]"), 202, NULL },
        { READ, NULL, 200,
          SUMMARY "/0/metric_type 'boolean'; " SUMMARY "/0/categorical_value 'c'; " SUMMARY "/0/boolean_value -" } } },
    { "D24 one bad item refuses all",
      { { PUSH, EVENTS("'spans':[" SPAN("s1", "") "," SPAN("s2", ",'status':'fine'") "]"), 400, BAD("spans/1/status") },
        { PUSH, EVENTS("'spans':[" SPAN("s1", "") "],'metrics':[{}]"), 400, BAD("metrics/0/span_id") },
        { PUSH, EVENTS("'spans':[" SPAN("s1", ",'meta':{'expected_output':'text'}") "]"), 400,
          BAD("spans/0/meta/expected_output") },
        { PUSH, EVENTS("'spans':[" SPAN("", "") "]"), 400, BAD("spans/0/span_id") },
        { PUSH, EVENTS("'spans':[7]"), 400, BAD("spans/0") },
        { PUSH, EVENTS("'spans':{}"), 400, BAD("spans") },
        { PUSH, EVENTS("'metrics':[" METRIC("s", "l", "1", ",'metric_type':'other'") "]"), 400,
          BAD("metrics/0/metric_type") },
        { READ, NULL, 200, SPANS " []; " SUMMARY " []" } } },
    { "D25 integers are read from their text",
      { { PUSH, EVENTS("'spans':[" SPAN("s", ",'start_ns':9223372036854775807,'duration':0") "]"), 202, NULL },
        { READ, NULL, 200, SPANS "/0/start_ns 9223372036854775807; " SPANS "/0/duration 0" },
        { PUSH, EVENTS("'spans':[" SPAN("s", ",'start_ns':9223372036854775808") "]"), 400, BAD("spans/0/start_ns") },
        { PUSH, EVENTS("'spans':[" SPAN("s", ",'start_ns':1.0") "]"), 400, BAD("spans/0/start_ns") },
        { PUSH, EVENTS("'spans':[" SPAN("s", ",'duration':1e3") "]"), 400, BAD("spans/0/duration") },
        { PUSH, EVENTS("'spans':[" SPAN("s", ",'duration':-1") "]"), 400, BAD("spans/0/duration") },
        { PUSH, EVENTS("'metrics':[" METRIC("s", "l", "'1'", "") "]"), 400, BAD("metrics/0/timestamp_ms") } } },
    { "pages of spans, with the experiment's own metrics on the first",
      { { PUSH,
          EVENTS("'spans':[" SPAN("s1", "") "," SPAN("s2", "") "," SPAN("s3", "") "],'metrics':[" METRIC(
              "", "all", "1", "") "," METRIC("s3", "l", "1", "") "]"),
          202, NULL },
        { READ "?page[limit]=2", NULL, 200,
          SUMMARY "/0/label 'all'; " SUMMARY "/1 -; " SPANS "/0/span_id 's1'; " SPANS "/1/span_id 's2'; " SPANS
                  "/2 -; C=/meta/after" },
        { PUSH, EVENTS("'spans':[" SPAN("s4", "") "," SPAN("s1", "") "]"), 202, NULL },
        { READ "?page[limit]=2&page[cursor]={C}", NULL, 200,
          SUMMARY " []; " SPANS "/0/span_id 's3'; " SPANS "/0/eval_metrics/0/label 'l'; " SPANS
                  "/1/span_id 's4'; " SPANS "/2 -; /meta {}" },
        { READ "?page[limit]=0", NULL, 400, AT_PARAMETER("page[limit]") },
        { READ "?page[cursor]=x", NULL, 400, AT_PARAMETER("page[cursor]") } } },
    { "events are of one experiment, and go with it",
      { { "POST /experiments", EXPERIMENT("'name':'other','project_id':'{P}','dataset_id':'{S}'"), 201, "F=/data/id" },
        { PUSH, EVENTS("'spans':[" SPAN("s", "") "," SPAN("r", "") "],'metrics':[" METRIC("s", "l", "1", "") "]"), 202,
          NULL },
        { "POST /experiments/{F}/events", EVENTS("'spans':[" SPAN("s", "") "]"), 202, NULL },
        { READ "?page[limit]=1", NULL, 200, "C=/meta/after" },
        { "GET /api/v2/llm-obs/v3/experiments/{F}/events", NULL, 200, SPANS "/0/eval_metrics []; " SPANS "/1 -" },
        { "GET /api/v2/llm-obs/v3/experiments/{F}/events?page[cursor]={C}", NULL, 400, AT_PARAMETER("page[cursor]") },
        { "POST /experiments/delete", EXPERIMENT("'experiment_ids':['{E}']"), 204, NULL },
        { READ, NULL, 404, NOT_THERE },
        { PUSH, EVENTS("'spans':[" SPAN("s", "") "]"), 404, NOT_THERE },
        { "GET /api/v2/llm-obs/v3/experiments/{F}/events", NULL, 200, SPANS "/0/span_id 's'" } } },
    { "ids that nothing has, and paths beside",
      { { "POST /experiments/{X}/events", EVENTS(""), 404, NOT_THERE },
        { "GET /api/v2/llm-obs/v3/experiments/{X}/events", NULL, 404, NOT_THERE },
        { "GET /experiments/{E}/events", NULL, 405, NULL },
        { "POST /api/v2/llm-obs/v3/experiments/{E}/events", EVENTS(""), 405, NULL },
        { "GET /api/v2/llm-obs/v2/experiments/{E}/events", NULL, 404, "/errors/0/meta/code 'unknown_endpoint'" } } },
};

START_TEST(events_keep_the_contract)
{
    world_open_filled();
    story_run(&stories[_i]);
    world_close();
}
END_TEST

/* More than fit on a page: each span comes once, in the order they were pushed. */
START_TEST(many_spans_come_page_by_page)
{
    enum { COUNT = 12000, PAGE = 5000 };
    struct buf body = buf_with_limit(BUF_LIMIT_BODY);
    world_open_filled();
    buf_append_text(&body, "{'data':{'type':'events','attributes':{'spans':[");
    for (int i = 0; i < COUNT; i++)
        buf_printf(&body, "%s" SPAN("s%d", ""), i == 0 ? "" : ",", i);
    buf_append_text(&body, "],'metrics':[");
    for (int i = 0; i < COUNT; i++)
        buf_printf(&body, "%s" METRIC("s%d", "l", "1", ""), i == 0 ? "" : ",", i);
    buf_append_text(&body, "]}}}");
    step_run("many", &(struct step){ PUSH, buf_text(&body), 202, NULL });
    step_run("first", &(struct step){ READ, NULL, 200,
                                      SPANS "/0/span_id 's0'; " SPANS "/4999/span_id 's4999'; " SPANS
                                            "/5000 -; C=/meta/after" });
    step_run("second", &(struct step){ READ "?page[cursor]={C}", NULL, 200,
                                       SPANS "/0/span_id 's5000'; " SPANS "/5000 -; C=/meta/after" });
    step_run("third", &(struct step){ READ "?page[limit]=9999&page[cursor]={C}", NULL, 200,
                                      SPANS "/0/span_id 's10000'; " SPANS "/1999/span_id 's11999'; " SPANS
                                            "/1999/eval_metrics/0/span_id 's11999'; " SPANS "/2000 -; /meta {}" });
    buf_free(&body);
    world_close();
}
END_TEST

Suite *events_suite(void)
{
    TCase *const cases = tcase_create("events");
    tcase_add_loop_test(cases, events_keep_the_contract, 0, ARRAY_LENGTH(stories));
    tcase_add_test(cases, many_spans_come_page_by_page);
    tcase_set_timeout(cases, 60);
    Suite *const suite = suite_create("contract: events");
    suite_add_tcase(suite, cases);
    return suite;
}
