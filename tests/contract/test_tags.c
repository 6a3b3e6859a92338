/* ETag and If-None-Match on every read. */
#include "story.h"
#include "suites.h"

#include <annotty/base/mem.h>

#include <stdio.h>
#include <stdlib.h>

static const char *const reads[] = {
    "GET /projects",
    "GET /projects?filter[name]=first&page[limit]=1",
    "GET /{P}/datasets",
    "GET /experiments?filter[project_id]={P}",
    "GET /annotation-queues",
    "GET /annotation-queues?projectId={P}",
    "GET /annotation-queues/{Q}/annotated-interactions",
    "GET /api/v2/current_user",
};

static char tag[256];

/* Asks with the tag in hand, unless it is empty, and keeps the answer's. */
static struct http_reply ask(const char *request)
{
    char headers[512];
    snprintf(headers, sizeof(headers), "If-None-Match: %s\r\n", tag);
    world_headers = tag[0] != '\0' ? headers : NULL;
    struct http_reply reply = story_ask(request, NULL);
    world_headers = NULL;
    const char *const given = http_header(&reply, "ETag");
    snprintf(tag, sizeof(tag), "%s", given != NULL ? given : "");
    return reply;
}

static int status_of(const char *request)
{
    struct http_reply reply = ask(request);
    const int status = reply.status;
    http_reply_free(&reply);
    return status;
}

static void read_known(const char *request)
{
    tag[0] = '\0';
    ck_assert_int_eq(status_of(request), 200);
    ck_assert_msg(tag[0] == '"', "%s has no tag", request);
    struct http_reply reply = ask(request);
    ck_assert_int_eq(reply.status, 304);
    ck_assert_uint_eq(reply.length, 0);
    ck_assert_str_eq(http_header(&reply, "Cache-Control"), "private, no-cache");
    ck_assert_ptr_null(http_header(&reply, "Content-Type"));
    http_reply_free(&reply);
    ck_assert_int_eq(status_of(request), 304);
}

START_TEST(what_is_known_is_not_sent_again)
{
    world_open_filled();
    for (size_t i = 0; i < ARRAY_LENGTH(reads); i++)
        read_known(reads[i]);
    world_close();
}
END_TEST

START_TEST(a_write_makes_a_difference)
{
    char content[64];
    world_open_filled();
    for (size_t i = 0; i < ARRAY_LENGTH(reads); i++) {
        read_known(reads[i]);
        snprintf(content, sizeof(content), "'interactions':[{'type':'trace','content_id':'more-%zu'}]", i);
        char *const body = xasprintf("{'data':{'type':'interactions','attributes':{%s}}}", content);
        step_run("a write", &(struct step){ "POST /annotation-queues/{Q}/interactions", body, 201, NULL });
        free(body);
        ck_assert_int_eq(status_of(reads[i]), 200);
        ck_assert_int_eq(status_of(reads[i]), 304);
    }
    world_close();
}
END_TEST

#define ANNOTATED "GET /annotation-queues/{Q}/annotated-interactions"

/* The long answers: what others do elsewhere costs nobody another read. */
START_TEST(a_queues_interactions_stay_known_while_others_change)
{
    static const struct step elsewhere[] = {
        { "POST /projects", PROJECT("'name':'more'"), 201, NULL },
        { "POST /annotation-queues", QUEUE("'name':'more','project_id':'{P}'"), 201, NULL },
        { "POST /annotation-queues/{R}/interactions", INTERACTIONS("'interactions':[" TRACE("t-9") "]"), 201, NULL },
    };
    world_open_filled();
    tag[0] = '\0';
    ck_assert_int_eq(status_of(ANNOTATED), 200);
    for (size_t i = 0; i < ARRAY_LENGTH(elsewhere); i++) {
        step_run("elsewhere", &elsewhere[i]);
        ck_assert_int_eq(status_of(ANNOTATED), 304);
    }
    step_run("here", &(struct step){ "POST /annotation-queues/{Q}/interactions/delete",
                                     INTERACTIONS("'interaction_ids':['{I}']"), 204, NULL });
    ck_assert_int_eq(status_of(ANNOTATED), 200);
    step_run("gone", &(struct step){ "DELETE /annotation-queues/{Q}", NULL, 204, NULL });
    ck_assert_int_eq(status_of(ANNOTATED), 404);
    world_close();
}
END_TEST

START_TEST(a_tag_outlives_the_server)
{
    world_open_filled();
    tag[0] = '\0';
    ck_assert_int_eq(status_of(ANNOTATED), 200);
    world_stop();
    world_open();
    ck_assert_int_eq(status_of(ANNOTATED), 304);
    world_close();
}
END_TEST

static const struct step untagged[] = {
    { "GET /projects?page[limit]=0", NULL, 400, NULL },
    { "GET /annotation-queues/nobody/annotated-interactions", NULL, 404, NULL },
    { "GET /nothing", NULL, 404, NULL },
    { "POST /projects", PROJECT("'name':'x'"), 201, NULL },
};

START_TEST(refusals_and_writes_have_no_tag)
{
    world_open();
    struct http_reply reply =
        story_ask(untagged[_i].request, untagged[_i].body != NULL ? story_text(untagged[_i].body) : NULL);
    ck_assert_int_eq(reply.status, untagged[_i].status);
    ck_assert_ptr_null(http_header(&reply, "ETag"));
    http_reply_free(&reply);
    world_close();
}
END_TEST

Suite *tags_suite(void)
{
    TCase *const cases = tcase_create("tags");
    tcase_add_test(cases, what_is_known_is_not_sent_again);
    tcase_add_test(cases, a_write_makes_a_difference);
    tcase_add_test(cases, a_queues_interactions_stay_known_while_others_change);
    tcase_add_test(cases, a_tag_outlives_the_server);
    tcase_add_loop_test(cases, refusals_and_writes_have_no_tag, 0, ARRAY_LENGTH(untagged));
    tcase_set_timeout(cases, 60);
    Suite *const suite = suite_create("contract: tags");
    suite_add_tcase(suite, cases);
    return suite;
}
