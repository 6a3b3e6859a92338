/* Each fault does what its row says, so that what survives it survives something. */
#include "fault.h"
#include "stage.h"

#include "../contract/http_client.h"

#include <annotty/base/clock.h>
#include <annotty/base/mem.h>
#include <annotty/json/json.h>

#include <check.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <unistd.h>

#define KEYS    "DD-API-KEY: a\r\nDD-APPLICATION-KEY: b\r\n"
#define PROJECT "{\"data\":{\"type\":\"projects\",\"attributes\":{\"name\":\"One\"}}}"

/* What a client sees of a create that has the fault, and what the server has of it. */
static const struct {
    const char *fault;
    int status; /* 0: not even a head */
    bool whole; /* the answer came to its end */
    bool applied;
    bool goes_on;     /* the connection takes another request */
    const char *says; /* in the head or the body */
    int least_ms;
} effects[] = {
    { "none", 201, true, true, true, "\"name\":\"One\"", 0 },
    { "delay", 201, true, true, true, "\"name\":\"One\"", 300 },
    { "delay-random", 201, true, true, true, "\"name\":\"One\"", 0 },
    { "throttle", 201, true, true, true, "\"name\":\"One\"", 100 },
    { "reset-request", 0, false, false, false, NULL, 0 },
    { "reset-before-body", 201, false, true, false, "201 Created", 0 },
    { "reset-in-body", 201, false, true, false, "{\"data\":", 0 },
    { "reset-after-body", 201, true, true, false, "\"name\":\"One\"", 0 },
    { "truncate", 201, false, true, false, "{\"data\":", 0 },
    { "lost", 0, false, true, false, NULL, 0 },
    { "lost-closed", 0, false, true, false, NULL, 0 },
    { "lost-502", 502, true, true, true, "the gateway lost it", 0 },
    { "429", 429, true, false, true, "slow down", 0 },
    { "429-retry-after", 429, true, false, true, "Retry-After: 1", 0 },
    { "429-reset-1", 429, true, false, true, "X-RateLimit-Reset: 1", 0 },
    { "429-reset-7", 429, true, false, true, "X-RateLimit-Reset: 7", 0 },
    { "500", 500, true, false, true, "oops", 0 },
    { "502", 502, true, false, true, "<h1>", 0 },
    { "503", 503, true, false, true, "busy", 0 },
    { "401", 401, true, false, true, "not accepted", 0 },
    { "html", 200, true, false, true, "text/html", 0 },
    { "html-lost", 200, true, true, true, "text/html", 0 },
    { "invalid-utf8", 201, true, true, true, "\xff", 0 },
    { "other-type", 201, true, true, true, "image/x-picture!", 0 },
};
enum { EFFECTS = sizeof(effects) / sizeof(effects[0]) };

static int client;

static bool ask(const char *method, const char *target, const char *body, struct http_reply *reply)
{
    struct buf request = buf_with_limit(BUF_LIMIT_BODY);
    const struct slice content = slice_of(body);
    http_write_request(&request, method, target, KEYS, body != NULL ? &content : NULL);
    http_send(client, buf_slice(&request));
    buf_free(&request);
    return http_receive(client, reply);
}

static void set_one(const char *fault)
{
    const struct proxy_rule rules[] = { { .fault = fault, .count = 1 }, { 0 } };
    proxy_set(proxy, rules, 1);
}

START_TEST(a_fault_does_what_its_row_says)
{
    struct http_reply reply;
    client = http_connect(proxy_url(proxy));
    set_one(effects[_i].fault);
    const int64_t began_ms = clock_monotonic_ms();
    const bool whole = ask("POST", API "/projects", PROJECT, &reply);
    const char *const name = effects[_i].fault;
    ck_assert_msg(whole == effects[_i].whole, "%s: %s", name, whole ? "whole" : "not whole");
    ck_assert_msg(reply.status == effects[_i].status, "%s: %d", name, reply.status);
    ck_assert_msg(effects[_i].says == NULL || strstr(reply.head, effects[_i].says) != NULL ||
                      strstr(reply.body, effects[_i].says) != NULL,
                  "%s: %s %s", name, reply.head, reply.body);
    ck_assert_msg(clock_monotonic_ms() - began_ms >= effects[_i].least_ms, "%s is too fast", name);
    http_reply_free(&reply);
    ck_assert_msg(stage_count(API "/projects", "\"name\":\"One\"") == (effects[_i].applied ? 1 : 0), "%s", name);
    const bool goes_on = ask("GET", API "/projects", NULL, &reply);
    ck_assert_msg(goes_on == effects[_i].goes_on, "%s: the connection %s", name, goes_on ? "goes on" : "is gone");
    http_reply_free(&reply);
    struct proxy_request first;
    ck_assert(proxy_at(proxy, 0, &first));
    ck_assert_str_eq(first.fault, name);
    ck_assert_str_eq(first.method, "POST");
    ck_assert_str_eq(first.target, API "/projects");
    ck_assert_int_ge(first.at_ms, began_ms);
    ck_assert_msg(first.status == effects[_i].status, "%s: %d in the record", name, first.status);
    close(client);
}
END_TEST

/* These say nothing more, and say it for ever: a client has to have enough by itself. */
static const struct {
    const char *fault, *says; /* NULL: nothing at all */
    bool applied;
} silences[] = {
    { "hang", NULL, false },
    { "hang-in-body", "HTTP/1.1 201 Created", true },
    { "lost-hang", NULL, true },
    { "delay-30s", NULL, false },
};

START_TEST(a_silence_is_one)
{
    char bytes[1024] = "";
    struct buf request = buf_with_limit(BUF_LIMIT_BODY);
    client = http_connect(proxy_url(proxy));
    const struct timeval patience = { .tv_usec = 300000 };
    setsockopt(client, SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof(patience));
    set_one(silences[_i].fault);
    http_write_request(&request, "POST", API "/projects", KEYS, &SLICE(PROJECT));
    http_send(client, buf_slice(&request));
    buf_free(&request);
    ssize_t length = 0;
    for (ssize_t got = 1; got > 0 && length<(ssize_t)sizeof(bytes) - 1; length += got> 0 ? got : 0) {
        got = recv(client, bytes + length, sizeof(bytes) - 1 - (size_t)length, 0);
        ck_assert_int_ne(got, 0); /* the connection stays */
    }
    ck_assert_msg((length > 0) == (silences[_i].says != NULL), "%s", bytes);
    ck_assert(silences[_i].says == NULL || strstr(bytes, silences[_i].says) != NULL);
    ck_assert_uint_eq(stage_count(API "/projects", "\"name\":\"One\""), silences[_i].applied ? 1 : 0);
    close(client);
}
END_TEST

START_TEST(every_fault_is_proven)
{
    static const char *const elsewhere[] = { "many", "cursor-stays" };
    for (size_t i = 0; i < fault_count; i++) {
        bool is_proven = false;
        for (size_t j = 0; j < EFFECTS; j++)
            is_proven = is_proven || strcmp(faults[i].name, effects[j].fault) == 0;
        for (size_t j = 0; j < ARRAY_LENGTH(silences); j++)
            is_proven = is_proven || strcmp(faults[i].name, silences[j].fault) == 0;
        for (size_t j = 0; j < ARRAY_LENGTH(elsewhere); j++)
            is_proven = is_proven || strcmp(faults[i].name, elsewhere[j]) == 0;
        ck_assert_msg(is_proven, "nothing shows that \"%s\" does what it says", faults[i].name);
    }
}
END_TEST

static size_t count_elements(const char *body, const char *pointer)
{
    struct json_value document;
    struct json_value element;
    size_t at = 0;
    size_t count = 0;
    ck_assert(json_check(slice_of(body), &document, NULL));
    const struct json_value array = json_at(document, pointer);
    while (json_next_element(array, &at, &element))
        count++;
    return count;
}

START_TEST(one_item_becomes_many)
{
    struct http_reply reply;
    client = http_connect(proxy_url(proxy));
    set_one("none");
    ck_assert(ask("POST", API "/projects", PROJECT, &reply));
    http_reply_free(&reply);
    set_one("many");
    ck_assert(ask("GET", API "/projects", NULL, &reply));
    ck_assert_uint_eq(count_elements(reply.body, "/data"), FAULT_MANY);
    ck_assert_ptr_nonnull(strstr(reply.body, "\"id\":\"copy-199999\""));
    http_reply_free(&reply);
    close(client);
}
END_TEST

START_TEST(a_cursor_leads_back_to_where_it_came_from)
{
    struct http_reply reply;
    client = http_connect(proxy_url(proxy));
    const struct proxy_rule rules[] = { { .fault = "cursor-stays", .path = "/projects" }, { 0 } };
    proxy_set(proxy, rules, 1);
    static const char *const targets[] = { API "/projects", API "/projects?page%5Bcursor%5D=round",
                                           API "/projects?page[cursor]=round&page[limit]=3" };
    for (size_t i = 0; i < ARRAY_LENGTH(targets); i++) {
        ck_assert(ask("GET", targets[i], NULL, &reply));
        ck_assert_int_eq(reply.status, 200);
        ck_assert_ptr_nonnull(strstr(reply.body, "\"after\":\"round\""));
        http_reply_free(&reply);
    }
    close(client);
}
END_TEST

START_TEST(rules_choose_among_requests)
{
    static const struct proxy_rule rules[] = {
        { .fault = "503", .method = "GET", .path = "/projects", .skip = 1, .count = 2 },
        { .fault = "500", .method = "GET", .path = "/annotation-queues", .percent = 50 },
        { 0 },
    };
    static const int statuses[] = { 200, 503, 503, 200 };
    struct http_reply reply;
    int bad[2] = { 0, 0 };
    client = http_connect(proxy_url(proxy));
    proxy_set(proxy, rules, 1);
    for (size_t i = 0; i < ARRAY_LENGTH(statuses); i++) {
        ck_assert(ask("GET", API "/projects", NULL, &reply));
        ck_assert_int_eq(reply.status, statuses[i]);
        http_reply_free(&reply);
    }
    for (int round = 0; round < 2; round++) {
        proxy_set(proxy, rules, 7);
        for (int i = 0; i < 40; i++) {
            ck_assert(ask("GET", API "/annotation-queues", NULL, &reply));
            bad[round] += reply.status == 500;
            http_reply_free(&reply);
        }
    }
    ck_assert_int_eq(bad[0], bad[1]);
    ck_assert(bad[0] > 5 && bad[0] < 35);
    ck_assert_uint_eq(proxy_count(proxy, "GET", "/annotation-queues"), 80);
    ck_assert_uint_eq(proxy_count(proxy, NULL, NULL), 84);
    close(client);
}
END_TEST

START_TEST(it_goes_down_and_comes_back)
{
    struct http_reply reply;
    client = http_connect(proxy_url(proxy));
    proxy_set_down(proxy, true);
    ck_assert(!ask("GET", API "/projects", NULL, &reply));
    http_reply_free(&reply);
    close(client);
    ck_assert_int_eq(http_try_connect(proxy_url(proxy)), -1);
    proxy_set_down(proxy, false);
    client = http_connect(proxy_url(proxy));
    ck_assert(ask("GET", API "/projects", NULL, &reply));
    http_reply_free(&reply);
    close(client);
}
END_TEST

Suite *proxy_suite(void)
{
    Suite *const suite = suite_create("proxy");
    TCase *const cases = tcase_create("proxy");
    tcase_add_checked_fixture(cases, stage_open, stage_close);
    tcase_set_timeout(cases, 60);
    tcase_add_loop_test(cases, a_fault_does_what_its_row_says, 0, EFFECTS);
    tcase_add_loop_test(cases, a_silence_is_one, 0, (int)ARRAY_LENGTH(silences));
    tcase_add_test(cases, every_fault_is_proven);
    tcase_add_test(cases, one_item_becomes_many);
    tcase_add_test(cases, a_cursor_leads_back_to_where_it_came_from);
    tcase_add_test(cases, rules_choose_among_requests);
    tcase_add_test(cases, it_goes_down_and_comes_back);
    suite_add_tcase(suite, cases);
    return suite;
}
