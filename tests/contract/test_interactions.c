/* Interactions of a queue, and what was said about them. */
#include "story.h"
#include "suites.h"

#include <annotty/base/mem.h>
#include <annotty/json/json.h>

#include <stdio.h>
#include <stdlib.h>

#define ADD       "POST /annotation-queues/{Q}/interactions"
#define REMOVE    "POST /annotation-queues/{Q}/interactions/delete"
#define READ      "GET /annotation-queues/{Q}/annotated-interactions"
#define ADDED     "/data/attributes/interactions"
#define ANNOTATED "/data/attributes/annotated_interactions"

static const struct story stories[] = {
    { "D26 what is there already is told apart, in the order of the request",
      { { ADD,
          INTERACTIONS("'interactions':[" TRACE("new") ",{'type':'experiment_trace','content_id':'t-2'}," TRACE(
              "t-2") "," TRACE("new") "]"),
          201,
          "/data/id '{Q}'; /data/type 'interactions'; " ADDED "/0/already_existed false; A=" ADDED "/0/id; " ADDED
          "/1/already_existed true; " ADDED "/1/id '{J}'; " ADDED "/2/already_existed false; " ADDED
          "/2/type 'trace'; " ADDED "/3/already_existed true; " ADDED "/4 -" },
        { ADD, INTERACTIONS("'interactions':[" TRACE("\\u006eew") "]"), 201,
          ADDED "/0/id '{A}'; " ADDED "/0/already_existed true; " ADDED "/0/content_id 'new'" } } },
    { "section 11 of the extensions: when, and whether you may annotate",
      { { ADD, INTERACTIONS("'interactions':[" TRACE("new") "]"), 201,
          ADDED "/0/created_at *; " ADDED "/0/modified_at *; " ADDED "/0/can_annotate -" },
        { READ, NULL, 200,
          ANNOTATED "/0/can_annotate true; " ANNOTATED "/0/created_at *; " ANNOTATED "/0/modified_at *; " ANNOTATED
                    "/0/already_existed -" } } },
    { "D26 the same content in another queue is another interaction",
      { { ADD, INTERACTIONS("'interactions':[" TRACE("t-1") "]"), 201, ADDED "/0/id '{I}'" },
        { "POST /annotation-queues/{R}/interactions", INTERACTIONS("'interactions':[" TRACE("t-1") "]"), 201,
          ADDED "/0/id '{K}'" } } },
    { "D26 and D29: what an interaction must be",
      { { ADD, INTERACTIONS("'interactions':[]"), 400, AT_POINTER("/data/attributes/interactions") },
        { ADD, INTERACTIONS("'interactions':[7]"), 400, AT_POINTER("/data/attributes/interactions/0") },
        { ADD, INTERACTIONS("'interactions':[" TRACE("a") "," TRACE("") "]"), 400,
          AT_POINTER("/data/attributes/interactions/1/content_id") },
        { ADD, INTERACTIONS("'interactions':[{'type':'trace'}]"), 400,
          AT_POINTER("/data/attributes/interactions/0/content_id") },
        { ADD, INTERACTIONS("'interactions':[{'content_id':'a'}]"), 400,
          AT_POINTER("/data/attributes/interactions/0/type") },
        { ADD, INTERACTIONS("'interactions':[{'type':'span','content_id':'a'}]"), 400,
          AT_POINTER("/data/attributes/interactions/0/type") },
        { ADD, INTERACTIONS("'interactions':{}"), 400, AT_POINTER("/data/attributes/interactions") },
        { ADD, INTERACTIONS(""), 400, AT_POINTER("/data/attributes/interactions") },
        { READ, NULL, 200, ANNOTATED "/1 *; " ANNOTATED "/2 -" } } },
    { "D17 what only the server says is ignored when somebody else does",
      { { ADD,
          INTERACTIONS("'interactions':[{'type':'trace','content_id':'a','id':'mine','already_existed':true,'x':1,"
                       "'created_at':'then','annotations':[]}]"),
          201, ADDED "/0/already_existed false; " ADDED "/0/annotations -; " ADDED "/0/x -" } } },
    { "D4 interactions come in the order they were added",
      { { ADD, INTERACTIONS("'interactions':[" TRACE("c") "," TRACE("b") "]"), 201, NULL },
        { ADD, INTERACTIONS("'interactions':[" TRACE("t-1") "," TRACE("a") "]"), 201, NULL },
        { READ, NULL, 200,
          "/data/id '{Q}'; /data/type 'annotated_interactions'; " ANNOTATED "/0/id '{I}'; " ANNOTATED
          "/1/type 'experiment_trace'; " ANNOTATED "/2/content_id 'c'; " ANNOTATED "/3/content_id 'b'; " ANNOTATED
          "/4/content_id 'a'; " ANNOTATED "/5 -; " ANNOTATED "/0/annotations []" } } },
    { "D28 a delete skips what is not in the queue",
      { { REMOVE, INTERACTIONS("'interaction_ids':['{K}','{X}','{I}']"), 204, NULL },
        { READ, NULL, 200, ANNOTATED "/0/id '{J}'; " ANNOTATED "/1 -" },
        { "GET /annotation-queues/{R}/annotated-interactions", NULL, 200, ANNOTATED "/0/id '{K}'" },
        { REMOVE, INTERACTIONS("'interaction_ids':['{I}']"), 204, NULL },
        { ADD, INTERACTIONS("'interactions':[" TRACE("t-1") "]"), 201, ADDED "/0/already_existed false" } } },
    { "D29 a delete of nothing",
      { { REMOVE, INTERACTIONS("'interaction_ids':[]"), 400, AT_POINTER("/data/attributes/interaction_ids") },
        { REMOVE, INTERACTIONS(""), 400, AT_POINTER("/data/attributes/interaction_ids") },
        { REMOVE, INTERACTIONS("'interaction_ids':['{I}',null]"), 400,
          AT_POINTER("/data/attributes/interaction_ids/1") },
        { READ, NULL, 200, ANNOTATED "/1 *" } } },
    { "an empty queue",
      { { REMOVE, INTERACTIONS("'interaction_ids':['{I}','{J}']"), 204, NULL },
        { READ, NULL, 200, ANNOTATED " []; /data/id '{Q}'" } } },
    { "D10 a queue that nothing has",
      { { "GET /annotation-queues/{X}/annotated-interactions", NULL, 404, "/errors/0/meta/code 'unknown_resource'" },
        { "POST /annotation-queues/{X}/interactions", INTERACTIONS("'interactions':[" TRACE("a") "]"), 404,
          "/errors/0/meta/code 'unknown_resource'" } } },
    { "a queue's own dates are not those of its interactions",
      { { "GET /annotation-queues?queueIds={Q}", NULL, 200, "M=/data/0/attributes/modified_at" },
        { ADD, INTERACTIONS("'interactions':[" TRACE("a") "]"), 201, NULL },
        { "GET /annotation-queues?queueIds={Q}", NULL, 200, "/data/0/attributes/modified_at '{M}'" } } },
};

START_TEST(interactions_keep_the_contract)
{
    world_open_filled();
    story_run(&stories[_i]);
    world_close();
}
END_TEST

/* Annotations can only be read, so they are those of the sample workspace. */

static void open_sample(void)
{
    world_open_with(&(struct server_options){ .embedded = true, .sample = true });
}

START_TEST(annotations_are_what_people_said_oldest_first)
{
    static const struct story reading = {
        "the sample",
        { { "GET /annotation-queues", NULL, 200, "Q=/data/2/id; /data/5 *; /data/6 -" },
          { READ, NULL, 200, ANNOTATED "/179 *; " ANNOTATED "/180 -; " ANNOTATED "/0/annotations/0/label_values *" } }
    };
    open_sample();
    story_run(&reading);
    struct http_reply reply = story_ask(READ, NULL);
    struct json_value document;
    ck_assert(json_check(slice_of(reply.body), &document, NULL));
    size_t at = 0;
    size_t several = 0;
    struct json_value interaction;
    while (json_next_element(json_at(document, ANNOTATED), &at, &interaction)) {
        size_t inner = 0;
        size_t count = 0;
        char before[64] = "";
        struct json_value annotation;
        while (json_next_element(json_member(interaction, "annotations"), &inner, &annotation)) {
            const struct slice created = json_member(annotation, "created_at").raw;
            char text[64];
            snprintf(text, sizeof(text), "%.*s", SLICE_ARGS(created));
            ck_assert_str_ge(text, before);
            ck_assert_int_eq(json_member(annotation, "label_values").kind, JSON_OBJECT);
            ck_assert(json_equal(json_member(annotation, "interaction_id"), json_member(interaction, "id")));
            memcpy(before, text, sizeof(before));
            count++;
        }
        several += count > 1;
    }
    ck_assert_uint_gt(several, 50);
    http_reply_free(&reply);
    world_close();
}
END_TEST

/* More than is held in memory at once: measured first, then sent (D45). */
START_TEST(a_long_answer_has_its_length_and_is_whole)
{
    static const struct story finding = { "the sample", { { "GET /annotation-queues", NULL, 200, "Q=/data/4/id" } } };
    open_sample();
    story_run(&finding);
    struct http_reply reply = story_ask(READ, NULL);
    ck_assert_uint_gt(reply.length, 1024 * 1024);
    char length[32];
    snprintf(length, sizeof(length), "%zu", reply.length);
    ck_assert_str_eq(http_header(&reply, "Content-Length"), length);
    ck_assert_str_eq(http_header(&reply, "Content-Type"), "application/json");
    struct json_value document;
    ck_assert(json_check((struct slice){ reply.body, reply.length }, &document, NULL));
    ck_assert_int_eq(json_at(document, ANNOTATED "/4999").kind, JSON_OBJECT);
    ck_assert_int_eq(json_at(document, ANNOTATED "/5000").kind, JSON_ABSENT);
    http_reply_free(&reply);
    step_run("its schema", &(struct step){ READ, NULL, 200, NULL });
    world_close();
}
END_TEST

START_TEST(many_interactions_in_one_request)
{
    enum { MANY = 20000 };
    world_open_filled();
    struct buf body = buf_with_limit(BUF_LIMIT_BODY);
    buf_append_text(&body, "{'data':{'type':'interactions','attributes':{'interactions':[");
    for (int i = 0; i < MANY; i++)
        buf_printf(&body, "%s" TRACE("many-%d"), i == 0 ? "" : ",", i % (MANY / 2));
    buf_append_text(&body, "]}}}");
    step_run("many", &(struct step){ ADD, buf_text(&body), 201,
                                     ADDED "/9999/already_existed false; " ADDED "/10000/already_existed true; " ADDED
                                           "/19999 *; " ADDED "/20000 -" });
    buf_free(&body);
    step_run("many", &(struct step){ READ, NULL, 200, ANNOTATED "/10001 *; " ANNOTATED "/10002 -" });
    world_close();
}
END_TEST

Suite *interactions_suite(void)
{
    TCase *const cases = tcase_create("interactions");
    tcase_add_loop_test(cases, interactions_keep_the_contract, 0, ARRAY_LENGTH(stories));
    tcase_add_test(cases, annotations_are_what_people_said_oldest_first);
    tcase_add_test(cases, a_long_answer_has_its_length_and_is_whole);
    tcase_add_test(cases, many_interactions_in_one_request);
    tcase_set_timeout(cases, 60);
    Suite *const suite = suite_create("contract: interactions");
    suite_add_tcase(suite, cases);
    return suite;
}
