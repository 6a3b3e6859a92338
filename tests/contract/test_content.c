/* Sessions and display blocks as interactions, and interactions by what they are about: extensions, section 5. */
#include "story.h"
#include "suites.h"

#include <annotty/base/mem.h>

#define ADD          "POST /annotation-queues/{Q}/interactions"
#define READ         "GET /annotation-queues/{Q}/annotated-interactions"
#define FIND         "GET /annotated-interactions?contentIds="
#define ONE(item)    INTERACTIONS("'interactions':[" item "]")
#define SHOW(blocks) ONE("{'type':'display_block','display_block':[" blocks "]}")
#define ADDED        "/data/attributes/interactions"
#define FOUND        "/data/attributes/annotated_interactions"
#define TOTAL        "/data/attributes/total_count"
#define AT_BLOCK(at) AT_POINTER("/data/attributes/interactions/0/display_block" at)
#define BLOCK(rest)  "{'type':" rest "}"
#define EVERY_KIND                                                                                                     \
    "{'type':'markdown','content':'# a'},{'type':'header','content':'b','level':'lg'},{'type':'text','content':''},"   \
    "{'type':'json','content':null},{'type':'image','url':'https://a.example/b','alt':'c'},"                           \
    "{'type':'widget','tileDef':{},'height':3},{'type':'llmobs_trace','traceId':'t','interactionType':'trace',"        \
    "'timeFrame':{'start':1,'end':2}},{'type':'frontend','code':'<b>'}"

static const struct story stories[] = {
    { "sessions are interactions like traces",
      { { ADD, ONE("{'type':'session','content_id':'s-1'}," TRACE("s-1")), 201,
          "A=" ADDED "/0/id; " ADDED "/0/type 'session'; " ADDED "/0/already_existed false; " ADDED
          "/1/already_existed false" },
        { ADD, ONE("{'type':'session','content_id':'s-1'}"), 201,
          ADDED "/0/id '{A}'; " ADDED "/0/already_existed true" },
        { ADD, ONE("{'type':'session'}"), 400, AT_POINTER("/data/attributes/interactions/0/content_id") } } },
    { "blocks are kept to the very characters, and are their own content",
      { { ADD, SHOW("{'type':'json','label':'request','content':{'tokens':9007199254740993}}"), 201,
          "A=" ADDED "/0/id; C=" ADDED "/0/content_id; " ADDED "/0/already_existed false" },
        { ADD, SHOW("{ 'content': {'tokens': 9007199254740993}, 'type': 'json', 'label': 'request' }"), 201,
          ADDED "/0/id '{A}'; " ADDED "/0/content_id '{C}'; " ADDED "/0/already_existed true" },
        { ADD, SHOW("{'type':'json','label':'request','content':{'tokens':9007199254740992}}"), 201,
          ADDED "/0/already_existed false" },
        { READ, NULL, 200,
          FOUND "/2/content_id '{C}'; " FOUND "/2/display_block "
                "[{'type':'json','label':'request','content':{'tokens':9007199254740993}}]; " FOUND
                "/0/display_block -" },
        { "GET /annotation-queues/{Q}/annotated-interactions/{A}", NULL, 200,
          "/data/attributes/interaction_type 'display_block'; /data/attributes/events []; "
          "/data/attributes/annotated_interaction/display_block/0/label 'request'" },
        { FIND "{C}", NULL, 200, TOTAL " 1; " FOUND "/0/id '{A}'" } } },
    { "every kind of block", { { ADD, SHOW(EVERY_KIND), 201, ADDED "/0/display_block/7/code '<b>'" } } },
    { "blocks that can't be refuse the whole request",
      { { ADD, SHOW(""), 400, AT_BLOCK("") },
        { ADD, SHOW("{'content':'a'}"), 400, AT_BLOCK("/0/type") },
        { ADD, SHOW(BLOCK("'song'")), 400, AT_BLOCK("/0/type") },
        { ADD, SHOW(BLOCK("'text','content':'a'") "," BLOCK("'image','alt':'b'")), 400, AT_BLOCK("/1/url") },
        { ADD, SHOW(BLOCK("'text','content':7")), 400, AT_BLOCK("/0/content") },
        { ADD, SHOW(BLOCK("'header','content':'a','level':'xs'")), 400, AT_BLOCK("/0/level") },
        { ADD, SHOW(BLOCK("'llmobs_trace'")), 400, AT_BLOCK("/0/traceId") },
        { ADD, SHOW(BLOCK("'widget'")), 400, AT_BLOCK("/0/tileDef") },
        { ADD, SHOW(BLOCK("'widget','tileDef':1,'height':0")), 400, AT_BLOCK("/0/height") },
        { ADD, SHOW(BLOCK("'text','content':'a','timeFrame':{'start':1}")), 400, AT_BLOCK("/0/timeFrame/end") },
        { ADD, SHOW(BLOCK("'frontend'")), 400, AT_BLOCK("/0/code") },
        { ADD, ONE("{'type':'display_block'}"), 400, AT_POINTER("/data/attributes/interactions/0/content_id") },
        { ADD, ONE("{'type':'trace','content_id':'a','display_block':[" BLOCK("'text','content':'a'") "]}"), 400,
          AT_BLOCK("") },
        { READ, NULL, 200, FOUND "/1 *; " FOUND "/2 -" } } },
    { "a block list needs its type", { { ADD, ONE("{'type':'display_block','content_id':'a'}"), 400, AT_BLOCK("") } } },
    { "by content id through all queues, with the queue's name",
      { { FIND "t-1", NULL, 200,
          "/data/type 'annotated_interactions_by_trace'; " TOTAL " 2; " FOUND "/0/id '{I}'; " FOUND
          "/0/queue_id '{Q}'; " FOUND "/0/queue_name 'q'; " FOUND "/0/can_annotate true; " FOUND
          "/0/annotations []; " FOUND "/1/id '{K}'; " FOUND "/1/queue_id '{R}'; " FOUND "/2 -" },
        { FIND "t-1&contentIds=t-2&contentIds=t-1", NULL, 200, TOTAL " 3; " FOUND "/1/id '{J}'; " FOUND "/3 -" },
        { FIND "t-1&contentIds=t-2&limit=1&offset=1", NULL, 200, TOTAL " 3; " FOUND "/0/id '{J}'; " FOUND "/1 -" },
        { FIND "t-1&offset=7", NULL, 200, TOTAL " 2; " FOUND " []" },
        { FIND "nothing", NULL, 200, TOTAL " 0; " FOUND " []" },
        { "DELETE /annotation-queues/{R}", NULL, 204, NULL },
        { FIND "t-1", NULL, 200, TOTAL " 1; " FOUND "/0/id '{I}'" } } },
    { "how by content id can't be asked",
      { { "GET /annotated-interactions", NULL, 400, AT_PARAMETER("contentIds") },
        { FIND "", NULL, 400, AT_PARAMETER("contentIds") },
        { FIND "a&limit=0", NULL, 400, AT_PARAMETER("limit") },
        { FIND "a&offset=-1", NULL, 400, AT_PARAMETER("offset") },
        { FIND "a&offset=4294967296", NULL, 400, AT_PARAMETER("offset") },
        { FIND "a&limit=x", NULL, 400, AT_PARAMETER("limit") } } },
};

START_TEST(contents_keep_the_contract)
{
    world_open_filled();
    story_run(&stories[_i]);
    world_close();
}
END_TEST

Suite *content_suite(void)
{
    TCase *const cases = tcase_create("content");
    tcase_add_loop_test(cases, contents_keep_the_contract, 0, ARRAY_LENGTH(stories));
    Suite *const suite = suite_create("contract: content");
    suite_add_tcase(suite, cases);
    return suite;
}
