/* The wire: methods, headers, sizes, content types, connections that stay, requests that are no good. */
#include "story.h"
#include "suites.h"

#include <annotty/base/clock.h>
#include <annotty/base/mem.h>

#include <errno.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <unistd.h>

static struct http_reply send_text(const char *text)
{
    const int connection = http_connect(server_url(world_server));
    http_send(connection, slice_of(text));
    struct http_reply reply;
    ck_assert(http_receive(connection, &reply));
    close(connection);
    return reply;
}

/* D36 */
static const struct {
    const char *method, *path, *allow;
} methods[] = {
    { "PUT", "/projects", "GET, POST" },
    { "PATCH", "/annotation-queues", "GET, POST" },
    { "GET", "/projects/delete", "POST" },
    { "POST", "/annotation-queues/x", "PATCH, DELETE" },
    { "DELETE", "/annotation-queues/x/interactions", "POST" },
    { "POST", "/annotation-queues/x/annotated-interactions", "GET" },
};

START_TEST(a_wrong_method_is_told_the_right_ones)
{
    char request[256];
    world_open();
    snprintf(request, sizeof(request), "%s %s", methods[_i].method, methods[_i].path);
    struct http_reply reply = story_ask(request, NULL);
    ck_assert_int_eq(reply.status, 405);
    ck_assert_str_eq(http_header(&reply, "Allow"), methods[_i].allow);
    http_reply_free(&reply);
    world_close();
}
END_TEST

START_TEST(a_head_request_has_no_body)
{
    world_open();
    const int connection = http_connect(server_url(world_server));
    http_send(connection, SLICE("HEAD " BASE "/projects HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n"));
    char text[2048];
    size_t length = 0;
    for (ssize_t got = 1; got > 0 && length < sizeof(text) - 1; length += (size_t)(got > 0 ? got : 0))
        got = read(connection, text + length, sizeof(text) - 1 - length);
    text[length] = '\0';
    close(connection);
    ck_assert_int_eq(strncmp(text, "HTTP/1.1 405", 12), 0);
    ck_assert_str_eq(strstr(text, "\r\n\r\n"), "\r\n\r\n");
    world_close();
}
END_TEST

/* D38 */
static const struct {
    const char *header;
    int status;
} types[] = {
    { NULL, 201 },
    { "Content-Type: application/json\r\n", 201 },
    { "Content-Type: Application/JSON; charset=utf-8\r\n", 201 },
    { "Content-Type: application/vnd.api+json\r\n", 201 },
    { "Content-Type: text/plain\r\n", 415 },
    { "Content-Type: application/x-www-form-urlencoded\r\n", 415 },
    { "Content-Type: application/jsonx\r\n", 415 },
    { "Content-Type: \r\n", 201 },
};

START_TEST(bodies_are_json)
{
    world_open();
    world_headers = types[_i].header;
    step_run("D38", &(struct step){ "POST /projects", PROJECT("'name':'a'"), types[_i].status, NULL });
    step_run("no body, no type to mind", &(struct step){ "GET /projects", NULL, 200, NULL });
    world_close();
}
END_TEST

START_TEST(answers_say_what_they_are)
{
    world_open_filled();
    struct http_reply reply = story_ask("GET /projects", NULL);
    ck_assert_str_eq(http_header(&reply, "Content-Type"), "application/json");
    ck_assert_ptr_nonnull(http_header(&reply, "Content-Length"));
    ck_assert_ptr_null(http_header(&reply, "X-RateLimit-Limit"));
    http_reply_free(&reply);
    reply = story_ask("DELETE /annotation-queues/{Q}", NULL);
    ck_assert_int_eq(reply.status, 204);
    ck_assert_ptr_null(http_header(&reply, "Content-Type"));
    http_reply_free(&reply);
    world_close();
}
END_TEST

/* D45 */
START_TEST(a_connection_takes_many_requests)
{
    enum { REQUESTS = 50 };
    world_open();
    const int connection = http_connect(server_url(world_server));
    for (int i = 0; i < REQUESTS; i++) {
        struct http_reply reply;
        http_send(connection, i % 2 == 0 ? SLICE("GET " BASE "/projects HTTP/1.1\r\nHost: x\r\n\r\n")
                                         : SLICE("POST " BASE "/projects HTTP/1.1\r\nHost: x\r\n"
                                                 "Content-Length: 2\r\n\r\n{}"));
        ck_assert(http_receive(connection, &reply));
        ck_assert_int_eq(reply.status, i % 2 == 0 ? 200 : 400);
        http_reply_free(&reply);
    }
    close(connection);
    world_close();
}
END_TEST

START_TEST(a_body_may_come_in_chunks)
{
    static const char *const chunks[] = { "{\"data\":{\"type\":\"projects\",\"",
                                          "attributes\":{\"name\":\"in chunks\"}}", "}", "" };
    world_open();
    struct buf request = buf_with_limit(BUF_LIMIT_LINE);
    buf_append_text(&request, "POST " BASE "/projects HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n");
    for (size_t i = 0; i < ARRAY_LENGTH(chunks); i++)
        buf_printf(&request, "%zx\r\n%s\r\n", strlen(chunks[i]), chunks[i]);
    struct http_reply reply = send_text(buf_text(&request));
    ck_assert_msg(reply.status == 201, "%s", reply.body);
    http_reply_free(&reply);
    buf_free(&request);
    world_close();
}
END_TEST

/* D37 */
enum { MEBIBYTE = 1024 * 1024 };

/* A create whose whole body has `length` bytes; description takes the room. */
static char *long_body(size_t length)
{
    static const char begin[] = "{\"data\":{\"type\":\"projects\",\"attributes\":{\"name\":\"long\",\"description\":\"";
    static const char end[] = "\"}}}";
    char *const body = xmalloc(length + 1);
    memset(body, 'a', length);
    memcpy(body, begin, strlen(begin));
    memcpy(body + length - strlen(end), end, sizeof(end));
    return body;
}

START_TEST(a_body_has_32_mebibytes_at_most)
{
    static const struct {
        size_t length;
        int status;
    } rows[] = { { 32 * MEBIBYTE, 201 }, { 32 * MEBIBYTE + 1, 413 }, { 40 * MEBIBYTE, 413 } };
    world_open();
    for (size_t i = 0; i < ARRAY_LENGTH(rows); i++) {
        char *const body = long_body(rows[i].length);
        struct http_reply reply = story_ask("POST /projects", body);
        ck_assert_int_eq(reply.status, rows[i].status);
        if (reply.status == 413)
            ck_assert_ptr_nonnull(strstr(reply.body, "\"status\":\"413\""));
        http_reply_free(&reply);
        free(body);
    }
    world_close();
}
END_TEST

START_TEST(a_long_body_in_chunks_is_refused_too)
{
    world_open();
    const int connection = http_connect(server_url(world_server));
    http_send(connection, SLICE("POST " BASE "/projects HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n"));
    char *const chunk = xmalloc(MEBIBYTE + 16);
    memcpy(chunk, "100000\r\n", 8);
    memset(chunk + 8, ' ', MEBIBYTE);
    memcpy(chunk + 8 + MEBIBYTE, "\r\n", 2);
    for (int i = 0; i < 33; i++)
        http_send(connection, (struct slice){ .at = chunk, .length = MEBIBYTE + 10 });
    http_send(connection, SLICE("0\r\n\r\n"));
    struct http_reply reply;
    ck_assert(http_receive(connection, &reply));
    ck_assert_int_eq(reply.status, 413);
    http_reply_free(&reply);
    free(chunk);
    close(connection);
    world_close();
}
END_TEST

/* Who asks first needs not send what will be refused. */
static const struct {
    const char *path;
    size_t length;
    int status; /* 100: go on */
} expectations[] = {
    { "/projects", 100, 100 },
    { "/projects", (size_t)33 * MEBIBYTE, 413 },
    { "/nothing", 100, 404 },
};

START_TEST(an_expectation_is_answered_before_the_body)
{
    char request[256];
    world_open();
    snprintf(request, sizeof(request),
             "POST " BASE "%s HTTP/1.1\r\nHost: x\r\nExpect: 100-continue\r\nContent-Length: %zu\r\n\r\n",
             expectations[_i].path, expectations[_i].length);
    struct http_reply reply = send_text(request);
    ck_assert_int_eq(reply.status, expectations[_i].status);
    http_reply_free(&reply);
    world_close();
}
END_TEST

/* What is no request at all is answered by the HTTP library: with 4xx, and without harm. */
static const char *const nonsense[] = {
    "GET\r\n\r\n",
    "GET " BASE "/projects HTTP/9.9\r\n\r\n",
    "POST " BASE "/projects HTTP/1.1\r\nHost: x\r\nContent-Length: -1\r\n\r\n",
    "POST " BASE "/projects HTTP/1.1\r\nHost: x\r\nContent-Length: 99999999999999999999999\r\n\r\n",
    "\r\n\r\n\r\n\x16\x03\x01\x02\r\n\r\n",
};

START_TEST(nonsense_does_no_harm)
{
    world_open();
    const int connection = http_connect(server_url(world_server));
    http_send(connection, slice_of(nonsense[_i]));
    shutdown(connection, SHUT_WR);
    struct http_reply reply;
    if (http_receive(connection, &reply))
        ck_assert_msg(reply.status >= 400, "%d", reply.status);
    http_reply_free(&reply);
    close(connection);
    step_run("after nonsense", &(struct step){ "GET /projects", NULL, 200, NULL });
    world_close();
}
END_TEST

START_TEST(a_head_that_never_ends_is_refused)
{
    world_open();
    struct buf request = buf_with_limit(BUF_LIMIT_BODY);
    buf_append_text(&request, "GET " BASE "/projects HTTP/1.1\r\nHost: x\r\n");
    while (request.length < MEBIBYTE)
        buf_append_text(&request, "X-More: aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa\r\n");
    const int connection = http_connect(server_url(world_server));
    http_send(connection, buf_slice(&request));
    struct http_reply reply;
    if (http_receive(connection, &reply))
        ck_assert_msg(reply.status >= 400 && reply.status < 500, "%d", reply.status);
    http_reply_free(&reply);
    buf_free(&request);
    close(connection);
    step_run("afterwards", &(struct step){ "GET /projects", NULL, 200, NULL });
    world_close();
}
END_TEST

/* Clients that leave in the middle cost nothing that lasts. */
START_TEST(broken_connections_are_forgotten)
{
    enum { TIMES = 100 };
    world_open_with(&(struct server_options){ .embedded = true, .sample = true });
    static const struct story finding = { "the sample", { { "GET /annotation-queues", NULL, 200, "Q=/data/5/id" } } };
    story_run(&finding);
    char request[256];
    snprintf(request, sizeof(request), "GET %s HTTP/1.1\r\nHost: x\r\n\r\n",
             story_text(BASE "/annotation-queues/{Q}/annotated-interactions"));
    for (int i = 0; i < TIMES; i++) {
        const int connection = http_connect(server_url(world_server));
        http_send(connection, slice_of(request));
        char some[512];
        ck_assert_int_gt(read(connection, some, sizeof(some)), 0);
        close(connection);
    }
    step_run("afterwards", &(struct step){ "GET /annotation-queues/{Q}/annotated-interactions", NULL, 200, NULL });
    world_close();
}
END_TEST

/* How many connections of a crowd get an answer. */
enum { CROWD = 120 };

static int crowd(const char *request, bool stays)
{
    int connections[CROWD];
    int answered = 0;
    for (int i = 0; i < CROWD; i++) {
        connections[i] = http_connect(server_url(world_server));
        http_send(connections[i], slice_of(request));
    }
    for (int i = 0; i < CROWD; i++) {
        struct http_reply reply = { 0 };
        answered += stays && http_receive(connections[i], &reply);
        http_reply_free(&reply);
        close(connections[i]);
    }
    return answered;
}

/* An end that comes right behind half a request is seen: else such connections would fill the server. While the last
 * of them are still leaving, this address has used up its share: hence the tries. */
START_TEST(who_hangs_up_halfway_is_let_go)
{
    enum { PATIENCE_MS = 20000 };
    world_open_with(&(struct server_options){ .address = "127.0.0.1", .any_key = true });
    for (int i = 0; i < 20; i++)
        crowd("GET ", false);
    const int64_t deadline_ms = clock_monotonic_ms() + PATIENCE_MS;
    while (crowd("GET " BASE "/projects HTTP/1.1\r\nHost: x\r\n\r\n", true) < CROWD)
        ck_assert_msg(clock_monotonic_ms() < deadline_ms, "those who left still take room");
    world_close();
}
END_TEST

/* One address gets a part of the connections, so that something is left for others. */
START_TEST(one_address_has_its_share)
{
    enum { MANY = 200 };
    int connections[MANY];
    char byte;
    world_open_with(&(struct server_options){ .address = "127.0.0.1", .any_key = true });
    for (int i = 0; i < MANY; i++)
        connections[i] = http_connect(server_url(world_server));
    const ssize_t got = recv(connections[MANY - 1], &byte, 1, 0);
    ck_assert(got == 0 || (got < 0 && errno == ECONNRESET));
    http_send(connections[0], SLICE("GET " BASE "/projects HTTP/1.1\r\nHost: localhost\r\n\r\n"));
    struct http_reply reply;
    ck_assert(http_receive(connections[0], &reply));
    ck_assert_int_eq(reply.status, 401);
    http_reply_free(&reply);
    for (int i = 0; i < MANY; i++)
        close(connections[i]);
    world_close();
}
END_TEST

/* D41: what several add at once is there once. */
enum { WRITERS = 6, CONTENTS = 200 };

static void *add_contents(void *data)
{
    struct buf body = buf_with_limit(BUF_LIMIT_BODY);
    struct buf request = buf_with_limit(BUF_LIMIT_BODY);
    const int connection = http_connect(server_url(world_server));
    for (int i = 0; i < CONTENTS; i += 20) {
        buf_clear(&body);
        buf_clear(&request);
        buf_append_text(&body, "{\"data\":{\"type\":\"interactions\",\"attributes\":{\"interactions\":[");
        for (int j = i; j < i + 20; j++)
            buf_printf(&body, "%s{\"type\":\"trace\",\"content_id\":\"c-%d\"}", j == i ? "" : ",", j);
        buf_append_text(&body, "]}}}");
        const struct slice content = buf_slice(&body);
        http_write_request(&request, "POST", data, NULL, &content);
        http_send(connection, buf_slice(&request));
        struct http_reply reply;
        ck_assert(http_receive(connection, &reply));
        ck_assert_int_eq(reply.status, 201);
        http_reply_free(&reply);
    }
    close(connection);
    buf_free(&body);
    buf_free(&request);
    return NULL;
}

START_TEST(several_who_write_at_once_get_along)
{
    pthread_t threads[WRITERS];
    world_open_filled();
    char *const target = xstrdup(story_text(BASE "/annotation-queues/{Q}/interactions"));
    for (int i = 0; i < WRITERS; i++)
        ck_assert_int_eq(pthread_create(&threads[i], NULL, add_contents, target), 0);
    for (int i = 0; i < WRITERS; i++)
        pthread_join(threads[i], NULL);
    step_run("D41", &(struct step){ "GET /annotation-queues/{Q}/annotated-interactions", NULL, 200,
                                    "/data/attributes/annotated_interactions/201 *; "
                                    "/data/attributes/annotated_interactions/202 -" });
    free(target);
    world_close();
}
END_TEST

Suite *http_suite(void)
{
    TCase *const cases = tcase_create("http");
    tcase_add_loop_test(cases, a_wrong_method_is_told_the_right_ones, 0, ARRAY_LENGTH(methods));
    tcase_add_test(cases, a_head_request_has_no_body);
    tcase_add_loop_test(cases, bodies_are_json, 0, ARRAY_LENGTH(types));
    tcase_add_test(cases, answers_say_what_they_are);
    tcase_add_test(cases, a_connection_takes_many_requests);
    tcase_add_test(cases, a_body_may_come_in_chunks);
    tcase_add_test(cases, a_body_has_32_mebibytes_at_most);
    tcase_add_test(cases, a_long_body_in_chunks_is_refused_too);
    tcase_add_loop_test(cases, an_expectation_is_answered_before_the_body, 0, ARRAY_LENGTH(expectations));
    tcase_add_loop_test(cases, nonsense_does_no_harm, 0, ARRAY_LENGTH(nonsense));
    tcase_add_test(cases, a_head_that_never_ends_is_refused);
    tcase_add_test(cases, broken_connections_are_forgotten);
    tcase_add_test(cases, who_hangs_up_halfway_is_let_go);
    tcase_add_test(cases, one_address_has_its_share);
    tcase_add_test(cases, several_who_write_at_once_get_along);
    tcase_set_timeout(cases, 60);
    Suite *const suite = suite_create("contract: http");
    suite_add_tcase(suite, cases);
    return suite;
}
