/* Spans: what is imported or pushed is found again, by every way of asking (extensions, sections 6 and 11). */
#include "story.h"
#include "suites.h"

#include <annotty/base/mem.h>

#include <stdio.h>

#define IMPORT  "POST /spans/import"
#define LIST    "GET /spans/events?filter[from]=0&sort=timestamp&"
#define SEARCH  "POST /spans/events/search"
#define ONE     "GET /annotation-queues/{Q}/annotated-interactions/"
#define ID(n)   "/data/" n "/attributes/span_id"
#define BAD(at) AT_POINTER("/data/attributes/" at)
#define EVENT   "/data/attributes/events"

/* Four spans in two traces, one of them of a session. */
#define A_SAYS ",'span_kind':'agent','ml_app':'desk','session_id':'S 1','tags':['env:test','team:a']"
#define B_IS   ",'span_kind':'llm','parent_id':'a','name':'ask','model_name':'small-1'"
#define B_HAS  ",'metrics':{'input_tokens':31},'metadata':{'temperature':0.10,'user':{'id':7}}"
#define B_SAYS ",'input':{'messages':[{'role':'user','content':'Weather in Oslo?'}]},'output':{'value':'4 deg'}"
#define C_SAYS ",'span_kind':'tool','status':'error','duration':1.5e3,'error':{'message':'No route'}"
#define A      TRACE_SPAN("a", "t-1", "1000000000000000", A_SAYS)
#define B      TRACE_SPAN("b", "t-1", "2000000000000000", B_IS B_HAS B_SAYS)
#define C      TRACE_SPAN("c", "t-1", "2000000000000000", C_SAYS)
#define D      TRACE_SPAN("d", "t-2", "3000000000000000", ",'tags':['env:live']")
#define FOUR   TRACE_SPANS("'spans':[" A "," B "," C "," D "]")

static const struct story stories[] = {
    { "section 6: what is imported is read to the very characters",
      { { IMPORT, FOUR, 202, NULL },
        { LIST "filter[trace_id]=t-1", NULL, 200,
          ID("0") " 'a'; " ID("1") " 'b'; " ID(
              "2") " 'c'; /data/3 -; /data/0/type 'span'; /data/0/id 't-1:a'; "
                   "/data/1/attributes/metadata {'temperature':0.10,'user':{'id':7}}; "
                   "/data/1/attributes/start_ns 2000000000000000; /data/2/attributes/duration 1.5e3; "
                   "/data/2/attributes/error/message 'No route'; /meta/status 'done'; /meta/page {}" },
        { LIST "filter[trace_id]=t-2", NULL, 200,
          "/data/0/attributes/span_kind 'task'; /data/0/attributes/ml_app ''; /data/0/attributes/status 'ok'; "
          "/data/0/attributes/duration 0; /data/0/attributes/input -" } } },
    { "section 6: a span that comes again replaces the one before",
      { { IMPORT, FOUR, 202, NULL },
        { IMPORT, TRACE_SPANS("'spans':[" TRACE_SPAN("a", "t-1", "5000000000000000", "") "]"), 202, NULL },
        { LIST "filter[trace_id]=t-1", NULL, 200,
          ID("0") " 'b'; " ID("2") " 'a'; /data/2/attributes/tags -; /data/3 -" } } },
    { "section 6: a bad span refuses all",
      { { IMPORT, TRACE_SPANS("'spans':[" TRACE_SPAN("a", "t", "1", "") "," TRACE_SPAN("b", "t", "1.5", "") "]"), 400,
          BAD("spans/1/start_ns") },
        { IMPORT, TRACE_SPANS("'spans':[" TRACE_SPAN("", "t", "1", "") "]"), 400, BAD("spans/0/span_id") },
        { IMPORT, TRACE_SPANS("'spans':[" TRACE_SPAN("a", "t", "1", ",'input':'text'") "]"), 400,
          BAD("spans/0/input") },
        { IMPORT, TRACE_SPANS("'spans':[]"), 400, BAD("spans") },
        { LIST, NULL, 200, "/data []" } } },
    { "section 6: filters of the query",
      { { IMPORT, FOUR, 202, NULL },
        { LIST "filter[span_id]=c", NULL, 200, ID("0") " 'c'; /data/1 -" },
        { LIST "filter[span_kind]=llm", NULL, 200, ID("0") " 'b'; /data/1 -" },
        { LIST "filter[span_name]=chat&filter[trace_id]=t-1", NULL, 200, ID("0") " 'a'; " ID("1") " 'c'; /data/2 -" },
        { LIST "filter[ml_app]=desk", NULL, 200, ID("0") " 'a'; /data/1 -" },
        { LIST "filter[tag][env]=test&filter[tag][team]=a", NULL, 200, ID("0") " 'a'; /data/1 -" },
        { LIST "filter[tag][env]=test&filter[tag][team]=b", NULL, 200, "/data []" },
        { LIST "filter[query]=trace_id:t-2&filter[span_id]=a", NULL, 200, ID("0") " 'd'; /data/1 -" },
        { LIST "filter[query]=%40session_id%3A%22S+1%22", NULL, 200, ID("0") " 'a'; /data/1 -" },
        { LIST "filter[query]=env:*+-env:test", NULL, 200, ID("0") " 'd'; /data/1 -" },
        { LIST "filter[query]=(oslo", NULL, 400, AT_PARAMETER("filter[query]") } } },
    { "section 6: the same, said by a document",
      { { IMPORT, FOUR, 202, NULL },
        { SEARCH, TRACE_SPANS("'filter':{'from':'0','span_kind':'llm'}"), 200, ID("0") " 'b'; /data/1 -" },
        { SEARCH, TRACE_SPANS("'filter':{'from':'0','tags':{'env':'test','team':'a'}}"), 200,
          ID("0") " 'a'; /data/1 -" },
        { SEARCH, TRACE_SPANS("'filter':{'from':'0','query':'@metrics.input_tokens:>30'}"), 200,
          ID("0") " 'b'; /data/1 -" },
        { SEARCH, TRACE_SPANS("'filter':{'from':'0','tags':{'env':1}}"), 400, BAD("filter/tags") },
        { SEARCH, TRACE_SPANS("'filter':{'from':'0','query':'a:'}"), 400, BAD("filter/query") },
        { SEARCH, TRACE_SPANS("'filter':[]"), 400, BAD("filter") },
        { SEARCH, TRACE_SPANS("'page':{'limit':0}"), 400, BAD("page/limit") },
        { SEARCH, TRACE_SPANS("'page':{'cursor':'x'}"), 400, BAD("page/cursor") },
        { SEARCH, TRACE_SPANS("'sort':'name'"), 400, BAD("sort") },
        { SEARCH, TRACE_SPANS("'options':{'time_offset':10000000000}"), 400, BAD("options/time_offset") } } },
    { "section 6: times",
      { { IMPORT, FOUR, 202, NULL },
        { "GET /spans/events", NULL, 200, "/data []" },
        { "GET /spans/events?filter[from]=now-100y", NULL, 200, ID("0") " 'd'; " ID("3") " 'a'; /data/4 -" },
        { LIST "filter[to]=1000000000", NULL, 200, ID("0") " 'a'; /data/1 -" },
        { LIST "filter[to]=1970-01-12T13:46:40Z&filter[query]=*", NULL, 200, ID("0") " 'a'; /data/1 -" },
        { "GET /spans/events?filter[from]=1970-02-01", NULL, 200, ID("0") " 'd'; /data/1 -" },
        { SEARCH, TRACE_SPANS("'filter':{'from':'0','to':'0'},'options':{'time_offset':999999}"), 200, "/data []" },
        { SEARCH, TRACE_SPANS("'filter':{'from':'-1000000000','to':'0'},'options':{'time_offset':1000000}"), 200,
          ID("0") " 'a'; /data/1 -" },
        { LIST "filter[to]=tomorrow", NULL, 400, AT_PARAMETER("filter[to]") } } },
    { "section 6: pages in both orders",
      { { IMPORT, FOUR, 202, NULL },
        { LIST "page[limit]=2", NULL, 200, ID("0") " 'a'; " ID("1") " 'b'; /data/2 -; C=/meta/page/after" },
        { LIST "page[limit]=2&page[cursor]={C}", NULL, 200, ID("0") " 'c'; " ID("1") " 'd'; /data/2 -; /meta/page {}" },
        { "GET /spans/events?filter[from]=0&page[limit]=3", NULL, 200,
          ID("0") " 'd'; " ID("1") " 'c'; " ID("2") " 'b'; C=/meta/page/after" },
        { "GET /spans/events?filter[from]=0&page[cursor]={C}", NULL, 200, ID("0") " 'a'; /data/1 -" },
        { LIST "page[cursor]={C}", NULL, 400, AT_PARAMETER("page[cursor]") },
        { SEARCH, TRACE_SPANS("'filter':{'from':'0'},'sort':'start_ns','page':{'limit':3}"), 200,
          ID("0") " 'a'; C=/meta/page/after" },
        { SEARCH, TRACE_SPANS("'filter':{'from':'0'},'sort':'start_ns','page':{'limit':3,'cursor':'{C}'}"), 200,
          ID("0") " 'd'; /data/1 -" },
        { SEARCH, TRACE_SPANS("'filter':{'from':'1'},'sort':'start_ns','page':{'cursor':'{C}'}"), 400,
          BAD("page/cursor") },
        { LIST "sort=name", NULL, 400, NULL } } },
    { "section 6: spans of experiments are read in the same shape",
      { { IMPORT, FOUR, 202, NULL },
        { "POST /experiments/{E}/events",
          EVENTS("'spans':[" SPAN(
              "s1",
              ",'trace_id':'t-1','start_ns':1500000000000000,'tags':['env:x'],"
              "'meta':{'input':{'q':1e400},'output':'4','expected_output':{'a':'4'},"
              "'error':{'message':'m'}}") "],'metrics':[" METRIC("s1", "exact", "1",
                                                                 ",'boolean_value':true,'assessment':'pass','reasoning'"
                                                                 ":'why'") "," METRIC("s1", "how", "1",
                                                                                      ",'metric_type':'categorical','"
                                                                                      "categorical_value':'well'") "]"),
          202, NULL },
        { LIST "filter[trace_id]=t-1", NULL, 200,
          ID("0") " 'a'; " ID("1") " 's1'; " ID(
              "2") " 'b'; /data/1/attributes/span_kind 'task'; "
                   "/data/1/attributes/ml_app ''; /data/1/attributes/input {'value':'{\\'q\\':1e400}'}; "
                   "/data/1/attributes/output {'value':'4'}; "
                   "/data/1/attributes/metadata {'expected_output':{'a':'4'}}; /data/1/attributes/error/message 'm'; "
                   "/data/1/attributes/evaluation/exact {'eval_metric_type':'boolean','value':true,"
                   "'assessment':'pass','reasoning':'why'}; /data/1/attributes/evaluation/how/value 'well'" },
        { LIST "filter[query]=env:x", NULL, 200, ID("0") " 's1'; /data/1 -" },
        { "POST /experiments/delete", EXPERIMENT("'experiment_ids':['{E}']"), 204, NULL },
        { LIST "filter[query]=env:x", NULL, 200, "/data []" } } },
    { "section 11: an interaction with the spans behind it, page by page",
      { { IMPORT, FOUR, 202, NULL },
        { ONE "{I}?limit=2", NULL, 200,
          "/data/attributes/annotated_interaction/id '{I}'; /data/attributes/annotated_interaction/can_annotate true; "
          "/data/attributes/annotated_interaction/annotations []; /data/attributes/interaction_type 'trace'; " EVENT
          "/0/attributes/span_id 'a'; " EVENT "/1/attributes/span_id 'b'; " EVENT
          "/2 -; C=/data/attributes/next_cursor" },
        { ONE "{I}?cursor={C}", NULL, 200,
          EVENT "/0/attributes/span_id 'c'; " EVENT "/1 -; /data/attributes/next_cursor -" },
        { ONE "{J}", NULL, 200, "/data/attributes/interaction_type 'experiment_trace'; " EVENT "/0/id 't-2:d'" },
        { ONE "{I}?cursor=x", NULL, 400, AT_PARAMETER("cursor") },
        { ONE "{X}", NULL, 404, "/errors/0/meta/code 'unknown_resource'" },
        { "GET /annotation-queues/{X}/annotated-interactions/{I}", NULL, 404, NULL } } },
};

START_TEST(spans_keep_the_contract)
{
    world_open_filled();
    story_run(&stories[_i]);
    world_close();
}
END_TEST

/* Ten come without a limit, and never more than 5000. */
START_TEST(many_spans_come_page_by_page)
{
    enum { COUNT = 6000 };
    struct buf body = buf_with_limit(BUF_LIMIT_BODY);
    world_open_filled();
    buf_append_text(&body, "{'data':{'type':'spans','attributes':{'spans':[");
    for (int i = 0; i < COUNT; i++)
        buf_printf(&body, "%s" TRACE_SPAN("s%d", "t-1", "%d", ""), i == 0 ? "" : ",", i, i);
    buf_append_text(&body, "]}}}");
    step_run("many", &(struct step){ IMPORT, buf_text(&body), 202, NULL });
    step_run("ten", &(struct step){ LIST, NULL, 200, ID("9") " 's9'; /data/10 -" });
    step_run("ten behind", &(struct step){ ONE "{I}", NULL, 200, EVENT "/9/id 't-1:s9'; " EVENT "/10 -" });
    step_run("most", &(struct step){ LIST "page[limit]=9999", NULL, 200,
                                     ID("4999") " 's4999'; /data/5000 -; C=/meta/page/after" });
    step_run("rest", &(struct step){ LIST "page[limit]=9999&page[cursor]={C}", NULL, 200,
                                     ID("999") " 's5999'; /data/1000 -; /meta/page {}" });
    buf_free(&body);
    world_close();
}
END_TEST

Suite *spans_suite(void)
{
    TCase *const cases = tcase_create("spans");
    tcase_add_loop_test(cases, spans_keep_the_contract, 0, ARRAY_LENGTH(stories));
    tcase_add_test(cases, many_spans_come_page_by_page);
    tcase_set_timeout(cases, 60);
    Suite *const suite = suite_create("contract: spans");
    suite_add_tcase(suite, cases);
    return suite;
}
