/* Claims: who reviews what just now. annotty's own. */
#include "story.h"
#include "suites.h"

#include <annotty/base/mem.h>
#include <annotty/json/json.h>

#include <stdio.h>

#define CLAIMS       "/annotation-queues/{Q}/claims"
#define CLAIM(more)  DOCUMENT("claims", more)
#define OURS         "/data/attributes/claims"
#define REFUSED      "/data/attributes/errors"
#define READ         "GET /annotation-queues/{Q}/annotated-interactions"
#define AT_MEMBER(m) AT_POINTER("/data/attributes/" m)

static const struct story stories[] = {
    { "what is claimed is listed until it is released",
      { { "POST " CLAIMS, CLAIM("'interaction_ids':['{J}','nope','{I}','{K}']"), 200,
          "/data/id '{Q}'; " OURS "/0/interaction_id '{J}'; " OURS "/0/claimed_by '{W}'; " OURS
          "/0/claimed_until *; " OURS "/1/interaction_id '{I}'; " OURS "/2 -; " REFUSED
          "/0/interaction_id 'nope'; " REFUSED "/0/error 'interaction not found'; " REFUSED
          "/1/interaction_id '{K}'; " REFUSED "/2 -" },
        { "GET " CLAIMS, NULL, 200, OURS "/0/interaction_id '{I}'; " OURS "/1/interaction_id '{J}'; " OURS "/2 -" },
        { "POST " CLAIMS, CLAIM("'interaction_ids':['{I}'],'seconds':3600"), 200,
          OURS "/0/interaction_id '{I}'; " REFUSED " -" },
        { "POST " CLAIMS "/delete", CLAIM("'interaction_ids':['{I}','nope']"), 204, NULL },
        { "GET " CLAIMS, NULL, 200, OURS "/0/interaction_id '{J}'; " OURS "/1 -" },
        { "GET /annotation-queues/{R}/claims", NULL, 200, OURS " []" } } },
    { "a claim goes with its interaction",
      { { "POST " CLAIMS, CLAIM("'interaction_ids':['{I}']"), 200, NULL },
        { "POST /annotation-queues/{Q}/interactions/delete", INTERACTIONS("'interaction_ids':['{I}']"), 204, NULL },
        { "GET " CLAIMS, NULL, 200, OURS " []" } } },
    { "how long a claim may last",
      { { "POST " CLAIMS, CLAIM("'interaction_ids':['{I}'],'seconds':0"), 400, AT_MEMBER("seconds") },
        { "POST " CLAIMS, CLAIM("'interaction_ids':['{I}'],'seconds':3601"), 400, AT_MEMBER("seconds") },
        { "POST " CLAIMS, CLAIM("'interaction_ids':['{I}'],'seconds':-1"), 400, AT_MEMBER("seconds") },
        { "POST " CLAIMS, CLAIM("'interaction_ids':[]"), 400, AT_MEMBER("interaction_ids") },
        { "POST " CLAIMS "/delete", CLAIM("'interaction_ids':[]"), 400, AT_MEMBER("interaction_ids") },
        { "GET " CLAIMS, NULL, 200, OURS " []" } } },
};

START_TEST(claims_keep_the_contract)
{
    world_open_filled();
    story_run(&stories[_i]);
    world_close();
}
END_TEST

/* A heartbeat must not make anybody read a long queue anew. */
START_TEST(a_claim_is_no_news_of_the_queue)
{
    char before[128];
    world_open_filled();
    struct http_reply reply = story_ask(READ, NULL);
    snprintf(before, sizeof(before), "%s", http_header(&reply, "ETag"));
    http_reply_free(&reply);
    step_run("claim", &(struct step){ "POST " CLAIMS, CLAIM("'interaction_ids':['{I}']"), 200, NULL });
    reply = story_ask(READ, NULL);
    ck_assert_str_eq(http_header(&reply, "ETag"), before);
    http_reply_free(&reply);
    world_close();
}
END_TEST

Suite *claims_suite(void)
{
    TCase *const cases = tcase_create("claims");
    tcase_add_loop_test(cases, claims_keep_the_contract, 0, ARRAY_LENGTH(stories));
    tcase_add_test(cases, a_claim_is_no_news_of_the_queue);
    Suite *const suite = suite_create("contract: claims");
    suite_add_tcase(suite, cases);
    return suite;
}
