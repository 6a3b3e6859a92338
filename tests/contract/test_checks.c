/* What a request must be before anything is looked up: paths, methods, JSON, types, names, and their order. */
#include "story.h"
#include "suites.h"

#include <annotty/base/mem.h>

#include <stdlib.h>
#include <string.h>

static const struct story stories[] = {
    { "D35 paths that nothing answers to",
      { { "GET /", NULL, 404, "/errors/0/meta/code 'unknown_endpoint'" },
        { "GET /nothing", NULL, 404, "/errors/0/meta/code 'unknown_endpoint'" },
        { "GET /projects/", NULL, 404, "/errors/0/meta/code 'unknown_endpoint'" },
        { "GET /projects/{P}/more", NULL, 404, "/errors/0/meta/code 'unknown_endpoint'" },
        { "GET /Projects", NULL, 404, "/errors/0/meta/code 'unknown_endpoint'" },
        { "GET /annotation-queues/{Q}/interactions/delete/more", NULL, 404, "/errors/0/meta/code 'unknown_endpoint'" },
        { "GET x", NULL, 404, "/errors/0/meta/code 'unknown_endpoint'" } } },
    { "D36 methods that a path does not have",
      { { "PATCH /projects", PROJECT(""), 405, NULL },
        { "GET /projects/{P}", NULL, 405, NULL },
        { "GET /projects/delete", NULL, 405, NULL },
        { "PUT /annotation-queues/{Q}", QUEUE(""), 405, NULL },
        { "GET /annotation-queues/{Q}", NULL, 405, NULL },
        { "GET /annotation-queues/{Q}/interactions", NULL, 405, NULL },
        { "DELETE /annotation-queues/{Q}/annotated-interactions", NULL, 405, NULL },
        { "OPTIONS /projects", NULL, 405, NULL },
        { "get /projects", NULL, 405, NULL } } },
    { "D18 the type of a document",
      { { "POST /projects", "{'data':{'type':'queues','attributes':{'name':'a'}}}", 400, AT_POINTER("/data/type") },
        { "POST /projects", "{'data':{'type':7,'attributes':{'name':'a'}}}", 400, AT_POINTER("/data/type") },
        { "POST /projects", "{'data':{'attributes':{'name':'a'}}}", 400, AT_POINTER("/data/type") },
        { "PATCH /annotation-queues/{Q}", "{'data':{'type':'Queues','attributes':{}}}", 400, AT_POINTER("/data/type") },
        { "POST /annotation-queues/{Q}/interactions",
          "{'data':{'type':'annotated_interactions','attributes':{'interactions':[" TRACE("a") "]}}}", 400,
          AT_POINTER("/data/type") } } },
    { "D32 what is missing is named by the pointer it would have",
      { { "POST /projects", "{}", 400, AT_POINTER("/data") },
        { "POST /projects", "{'data':[]}", 400, AT_POINTER("/data") },
        { "POST /projects", "{'data':{'type':'projects'}}", 400, AT_POINTER("/data/attributes") },
        { "POST /projects", "{'data':{'type':'projects','attributes':null}}", 400, AT_POINTER("/data/attributes") },
        { "POST /projects", PROJECT(""), 400, AT_POINTER("/data/attributes/name") },
        { "POST /projects", "[]", 400, AT_POINTER("") },
        { "POST /projects", "7", 400, AT_POINTER("") },
        { "POST /annotation-queues", QUEUE("'project_id':'{P}'"), 400, AT_POINTER("/data/attributes/name") } } },
    { "D34 values of another JSON type",
      { { "POST /projects", PROJECT("'name':7"), 400, AT_POINTER("/data/attributes/name") },
        { "POST /projects", PROJECT("'name':'a','description':{}"), 400, AT_POINTER("/data/attributes/description") },
        { "POST /projects/delete", PROJECT("'project_ids':'{P}'"), 400, AT_POINTER("/data/attributes/project_ids") },
        { "PATCH /projects/{P}", PROJECT("'name':['a']"), 400, AT_POINTER("/data/attributes/name") } } },
    { "D34 of repeated keys the last counts",
      { { "POST /projects",
          "{'data':7,'data':{'type':'x','attributes':{},'type':'projects','attributes':{'name':'a','name':'b'}}}", 201,
          "/data/attributes/name 'b'" } } },
    { "D34 what is no JSON",
      { { "POST /projects", "", 400, AT_POINTER("") },
        { "POST /projects", "{'data':", 400, AT_POINTER("") },
        { "POST /projects", PROJECT("'name':'a'") "x", 400, AT_POINTER("") },
        { "POST /projects", PROJECT("'name':'a',"), 400, AT_POINTER("") },
        { "POST /projects", PROJECT("'name':'a\xff'"), 400, AT_POINTER("") },
        { "POST /projects", PROJECT("'name':'a\xc0\xaf'"), 400, AT_POINTER("") },
        { "POST /projects", PROJECT("'name':'a\n'"), 400, AT_POINTER("") },
        { "POST /projects", PROJECT("'name':'a','x':01"), 400, AT_POINTER("") },
        { "POST /projects", "<html></html>", 400, AT_POINTER("") } } },
    { "D11 what a name may be",
      { { "POST /projects", PROJECT("'name':''"), 400, AT_POINTER("/data/attributes/name") },
        { "POST /projects", PROJECT("'name':' \\t '"), 400, AT_POINTER("/data/attributes/name") },
        { "POST /projects", PROJECT("'name':'\\u00a0\\u2003'"), 400, AT_POINTER("/data/attributes/name") },
        { "POST /projects", PROJECT("'name':'a\\u0000b'"), 400, AT_POINTER("/data/attributes/name") },
        { "POST /projects", PROJECT("'name':'a\\u001bb'"), 400, AT_POINTER("/data/attributes/name") },
        { "POST /projects", PROJECT("'name':'a\\u009bb'"), 400, AT_POINTER("/data/attributes/name") },
        { "PATCH /projects/{P}", PROJECT("'name':'a\\nb'"), 400, AT_POINTER("/data/attributes/name") },
        { "POST /annotation-queues", QUEUE("'project_id':'{P}','name':'a\\u007fb'"), 400,
          AT_POINTER("/data/attributes/name") },
        { "POST /projects", PROJECT("'name':' \xe2\x9c\x93 '"), 201, "/data/attributes/name ' \xe2\x9c\x93 '" } } },
    { "section 8: text that UTF-8 can't hold is refused, not changed",
      { { "POST /projects", PROJECT("'name':'a\\ud800'"), 400, AT_POINTER("/data/attributes/name") },
        { "POST /projects", PROJECT("'name':'a\\udc00\\ud800b'"), 400, AT_POINTER("/data/attributes/name") },
        { "PATCH /projects/{P}", PROJECT("'description':'\\udfff'"), 400, AT_POINTER("/data/attributes/description") },
        { "POST /annotation-queues/{Q}/interactions", INTERACTIONS("'interactions':[" TRACE("\\ud83d") "]"), 400,
          AT_POINTER("/data/attributes/interactions/0/content_id") },
        { "POST /projects", PROJECT("'name':'\\ud83d\\ude00'"), 201, "/data/attributes/name '\xf0\x9f\x98\x80'" },
        { "POST /projects", PROJECT("'name':'\\\\ud800'"), 201, NULL } } },
    { "D33 the first failing step answers",
      { { "PUT /nothing", "x", 404, "/errors/0/meta/code 'unknown_endpoint'" },
        { "PUT /projects", "x", 405, NULL },
        { "PATCH /projects/{X}", "x", 400, AT_POINTER("") },
        { "PATCH /projects/{X}", PROJECT("'name':''"), 400, AT_POINTER("/data/attributes/name") },
        { "PATCH /projects/{X}", PROJECT("'name':'first'"), 404, "/errors/0/meta/code 'unknown_resource'" },
        { "POST /annotation-queues", QUEUE("'name':'','project_id':'{X}'"), 400, AT_POINTER("/data/attributes/name") },
        { "POST /annotation-queues/{X}/interactions", INTERACTIONS("'interactions':[]"), 400,
          AT_POINTER("/data/attributes/interactions") },
        { "POST /annotation-queues/{X}/interactions/delete", INTERACTIONS("'interaction_ids':['{I}']"), 404, NULL },
        { "GET /projects?page[limit]=0", "x", 400, AT_PARAMETER("page[limit]") } } },
};

START_TEST(requests_are_checked_as_the_contract_says)
{
    world_open_filled();
    story_run(&stories[_i]);
    world_close();
}
END_TEST

START_TEST(names_have_512_bytes_at_most)
{
    static const struct {
        size_t length;
        int status;
    } rows[] = { { 1, 201 }, { 512, 201 }, { 513, 400 } };
    world_open();
    for (size_t i = 0; i < ARRAY_LENGTH(rows); i++) {
        struct buf body = buf_with_limit(BUF_LIMIT_LINE);
        buf_append_text(&body, "{'data':{'type':'projects','attributes':{'name':'");
        while (rows[i].length > 1 && body.length < rows[i].length + 48)
            buf_append_text(&body, "\xc3\xa9");
        buf_append_text(&body, rows[i].length % 2 == 1 ? "a'}}}" : "'}}}");
        step_run("D11 length", &(struct step){ "POST /projects", buf_text(&body), rows[i].status, NULL });
        buf_free(&body);
    }
    world_close();
}
END_TEST

/* The document itself is three levels deep, and the value of "x" begins the fourth. */
START_TEST(documents_have_128_levels_at_most)
{
    static const struct {
        int levels, status;
    } rows[] = { { 125, 201 }, { 126, 400 }, { 100000, 400 } };
    world_open();
    for (size_t i = 0; i < ARRAY_LENGTH(rows); i++) {
        struct buf body = buf_with_limit(BUF_LIMIT_BODY);
        buf_append_text(&body, "{'data':{'type':'projects','attributes':{'name':'a','x':");
        for (int level = 0; level < rows[i].levels; level++)
            buf_append_char(&body, '[');
        for (int level = 0; level < rows[i].levels; level++)
            buf_append_char(&body, ']');
        buf_append_text(&body, "}}}");
        step_run("D34 depth", &(struct step){ "POST /projects", buf_text(&body), rows[i].status, NULL });
        buf_free(&body);
    }
    world_close();
}
END_TEST

START_TEST(a_syntax_error_is_told_with_its_byte_offset)
{
    world_open();
    struct http_reply reply = story_ask("POST /projects", "{\"data\": nothing}");
    ck_assert_int_eq(reply.status, 400);
    ck_assert_msg(strstr(reply.body, "10") != NULL || strstr(reply.body, "9") != NULL, "%s", reply.body);
    http_reply_free(&reply);
    world_close();
}
END_TEST

Suite *checks_suite(void)
{
    TCase *const cases = tcase_create("checks");
    tcase_add_loop_test(cases, requests_are_checked_as_the_contract_says, 0, ARRAY_LENGTH(stories));
    tcase_add_test(cases, names_have_512_bytes_at_most);
    tcase_add_test(cases, documents_have_128_levels_at_most);
    tcase_add_test(cases, a_syntax_error_is_told_with_its_byte_offset);
    Suite *const suite = suite_create("contract: checks");
    suite_add_tcase(suite, cases);
    return suite;
}
