/* Who means harm: requests that two readers understand differently, paths that lead elsewhere, SQL wherever text goes,
 * depth, and crowds that say nothing. Always an answer or an end of the connection, never what was asked, and the next
 * honest request is served. */
#include "story.h"
#include "suites.h"

#include <annotty/api/tables.h>
#include <annotty/base/arena.h>
#include <annotty/base/mem.h>

#include <stdio.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <unistd.h>

#define PATH BASE "/projects"
#define POST "POST " PATH " HTTP/1.1\r\nHost: x\r\n"
#define GET  "GET " PATH " HTTP/1.1\r\n"
#define BODY "{\"data\":{\"type\":\"projects\",\"attributes\":{\"name\":\"outer\"}}}"
#define SMUGGLED                                                                                                       \
    "POST " PATH " HTTP/1.1\r\nHost: x\r\nContent-Length: 61\r\n\r\n"                                                  \
    "{\"data\":{\"type\":\"projects\",\"attributes\":{\"name\":\"smuggled\"}}}"

/* ALL stands for the length of what follows the head, OWN for that of the body before the smuggled request. */
static const struct shape {
    const char *name, *bytes;
    bool may_pass; /* readers agree on what it means: also a good answer will do */
} shapes[] = {
    { "a length twice", POST "Content-Length: OWN\r\nContent-Length: OWN\r\n\r\n" BODY, false },
    { "two lengths", POST "Content-Length: OWN\r\nContent-Length: ALL\r\n\r\n" BODY SMUGGLED, false },
    { "two lengths, the longer first", POST "Content-Length: ALL\r\nContent-Length: OWN\r\n\r\n" BODY SMUGGLED, false },
    { "a list of lengths", POST "Content-Length: OWN, OWN\r\n\r\n" BODY, false },
    { "a signed length", POST "Content-Length: +OWN\r\n\r\n" BODY, false },
    { "a negative length", POST "Content-Length: -1\r\n\r\n" BODY, false },
    { "a hexadecimal length", POST "Content-Length: 0x10\r\n\r\n" BODY, false },
    { "a length and a word", POST "Content-Length: OWN x\r\n\r\n" BODY, false },
    { "no number", POST "Content-Length: many\r\n\r\n" BODY, false },
    { "length and chunks", POST "Content-Length: ALL\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n" SMUGGLED, false },
    { "chunks and length", POST "Transfer-Encoding: chunked\r\nContent-Length: ALL\r\n\r\n0\r\n\r\n" SMUGGLED, false },
    { "another coding", POST "Transfer-Encoding: xchunked\r\n\r\n0\r\n\r\n" SMUGGLED, false },
    { "two codings", POST "Transfer-Encoding: chunked, identity\r\n\r\n0\r\n\r\n" SMUGGLED, false },
    { "two codings apart", POST "Transfer-Encoding: identity\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n" SMUGGLED,
      false },
    { "a blank behind the name", POST "Transfer-Encoding : chunked\r\nContent-Length: ALL\r\n\r\n0\r\n\r\n" SMUGGLED,
      false },
    { "a size that is none", POST "Transfer-Encoding: chunked\r\n\r\nzz\r\n" SMUGGLED, false },
    { "a size beyond all numbers", POST "Transfer-Encoding: chunked\r\n\r\nffffffffffffffffff\r\n" SMUGGLED, false },
    { "a negative size", POST "Transfer-Encoding: chunked\r\n\r\n-1\r\n" SMUGGLED, false },
    { "a size with 0x", POST "Transfer-Encoding: chunked\r\n\r\n0x1\r\n{\r\n0\r\n\r\n" SMUGGLED, false },
    { "more than its size", POST "Transfer-Encoding: chunked\r\n\r\n1\r\n{{{0\r\n\r\n" SMUGGLED, false },
    { "two hosts", GET "Host: x\r\nHost: y\r\n\r\n", false },
    { "no host", GET "\r\n", false },
    { "two keys", GET "Host: x\r\nDD-API-KEY: a\r\nDD-API-KEY: b\r\n\r\n", false },
    { "no colon", GET "Host: x\r\nX-A\r\n\r\n", false },
    { "HTTP/0.9", "GET " PATH "\r\n\r\n", false },
    { "HTTP/2", "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n", false },
    { "HTTP/11", "GET " PATH " HTTP/11.1\r\nHost: x\r\n\r\n", false },
    { "a method in small letters", "get " PATH " HTTP/1.1\r\nHost: x\r\n\r\n", false },
    { "a tunnel", "CONNECT evil.example:443 HTTP/1.1\r\nHost: x\r\n\r\n", false },
    { "an echo", "TRACE " PATH " HTTP/1.1\r\nHost: x\r\n\r\n", false },
    { "everything", "OPTIONS * HTTP/1.1\r\nHost: x\r\n\r\n", false },
    { "a carriage return alone", "GET " PATH " HTTP/1.1\rHost: x\r\r", false },
    { "a blank in the path", "GET " PATH " and more HTTP/1.1\r\nHost: x\r\n\r\n", false },
    { "bytes", "\x01\x02\xff\xfe\x80 / \x7f\r\n\r\n", false },
    { "nothing but lines", "\r\n\r\n\r\n\r\n\r\n\r\n", false },
    { "a folded line", POST "X-A: b\r\n Content-Length: ALL\r\nContent-Length: OWN\r\n\r\n" BODY, true },
    { "lines without a carriage return", "GET " PATH " HTTP/1.1\nHost: x\n\n", true },
    { "a whole URL of another host", "GET http://evil.example" PATH " HTTP/1.1\r\nHost: x\r\n\r\n", true },
    { "another protocol", GET "Host: x\r\nConnection: Upgrade\r\nUpgrade: h2c\r\n\r\n", true },
    { "an extension of a chunk", POST "Transfer-Encoding: chunked\r\n\r\n2;a=b\r\n{}\r\n0\r\n\r\n", true },
};

static struct arena arena;

static char *fill_lengths(const char *bytes)
{
    static const char *const names[] = { "ALL", "OWN" };
    const char *const end = strstr(bytes, "\r\n\r\n");
    struct buf filled = buf_with_limit(BUF_LIMIT_LINE);
    while (*bytes != '\0') {
        const char *const rest = end != NULL ? end + 4 : bytes;
        const char *const smuggled = strstr(rest, "POST ");
        const size_t lengths[] = { strlen(rest), smuggled != NULL ? (size_t)(smuggled - rest) : strlen(rest) };
        size_t found = 0;
        while (found < ARRAY_LENGTH(names) && strncmp(bytes, names[found], 3) != 0)
            found++;
        if (found < ARRAY_LENGTH(names))
            buf_printf(&filled, "%zu", lengths[found]);
        else
            buf_append_char(&filled, *bytes);
        bytes += found < ARRAY_LENGTH(names) ? 3 : 1;
    }
    return buf_take(&filled);
}

/* All that comes back until the server ends the connection. */
static struct buf converse(struct slice bytes)
{
    struct buf said = buf_with_limit(BUF_LIMIT_ANSWER);
    char piece[4096];
    const int connection = http_connect(server_url(world_server));
    http_send(connection, bytes);
    shutdown(connection, SHUT_WR);
    for (ssize_t got = recv(connection, piece, sizeof(piece), 0); got > 0;
         got = recv(connection, piece, sizeof(piece), 0))
        buf_append(&said, piece, (size_t)got);
    close(connection);
    return said;
}

static void assert_honest(void)
{
    step_run("an honest request", &(struct step){ "GET /projects?filter[name]=smuggled", NULL, 200, "/data/0 -" });
}

static void attack_with_shape(const struct shape *shape)
{
    char *const bytes = fill_lengths(shape->bytes);
    struct buf said = converse(slice_of(bytes));
    const bool is_refused = said.length == 0 || strncmp(buf_text(&said), "HTTP/1.1 4", 10) == 0 ||
                            strncmp(buf_text(&said), "HTTP/1.1 5", 10) == 0;
    ck_assert_msg(is_refused || shape->may_pass, "%s: %.40s", shape->name, buf_text(&said));
    assert_honest();
    buf_free(&said);
    free(bytes);
}

START_TEST(what_can_be_understood_in_two_ways_is_refused)
{
    world_open();
    for (size_t i = 0; i < ARRAY_LENGTH(shapes); i++)
        attack_with_shape(&shapes[i]);
    world_close();
}
END_TEST

START_TEST(a_nul_in_the_head_hides_nothing)
{
    world_open();
    struct buf said = converse(SLICE("GET " PATH "\0x HTTP/1.1\r\nHost: x\r\nX-A: a\0b\r\nX\0Y: z\r\n\r\n"));
    ck_assert(said.length == 0 || strncmp(buf_text(&said), "HTTP/1.1 4", 10) == 0);
    assert_honest();
    buf_free(&said);
    world_close();
}
END_TEST

START_TEST(requests_in_a_row_are_answered_in_a_row)
{
    enum { IN_A_ROW = 20 };
    struct buf requests = buf_with_limit(BUF_LIMIT_LINE);
    world_open();
    for (int i = 0; i < IN_A_ROW; i++)
        buf_append_text(&requests, i % 2 == 0 ? GET "Host: x\r\n\r\n" : POST "Content-Length: 2\r\n\r\n{}");
    const int connection = http_connect(server_url(world_server));
    http_send(connection, buf_slice(&requests));
    for (int i = 0; i < IN_A_ROW; i++) {
        struct http_reply reply;
        ck_assert(http_receive(connection, &reply));
        ck_assert_int_eq(reply.status, i % 2 == 0 ? 200 : 400);
        http_reply_free(&reply);
    }
    close(connection);
    buf_free(&requests);
    world_close();
}
END_TEST

static const char *const paths[] = {
    "/../../../etc/passwd",
    "/api/../etc/passwd",
    BASE "/../../../../etc/passwd",
    BASE "/projects/../../../../../etc/passwd",
    BASE "/projects/..",
    BASE "/projects/.",
    BASE "//projects",
    BASE "/projects/",
    BASE "/projects//",
    BASE "/%2e%2e/%2e%2e/etc/passwd",
    BASE "/projects%2f..%2f..",
    BASE "/projects%00",
    BASE "/projects%00/../healthz",
    BASE "/..%5c..%5cetc%5cpasswd",
    BASE "/..%c0%af..%c0%afetc/passwd",
    BASE "/%",
    BASE "/%zz",
    BASE "/projects%",
    BASE "\\projects",
    BASE "/annotation-queues/../annotated-interactions",
    BASE "/annotation-queues/%2e%2e%2fprojects/annotated-interactions",
    BASE "/annotation-queues//annotated-interactions",
    "/healthz/",
    "/healthz/..",
    "//healthz",
    "/workspace.db",
    "/keys",
    "/",
};

static void attack_path(const char *path)
{
    struct buf request = buf_with_limit(BUF_LIMIT_LINE);
    buf_printf(&request, "GET %s HTTP/1.1\r\nHost: x\r\n\r\n", path);
    struct buf said = converse(buf_slice(&request));
    ck_assert_msg(strncmp(buf_text(&said), "HTTP/1.1 40", 11) == 0, "%s: %s", path, buf_text(&said));
    ck_assert_ptr_null(strstr(buf_text(&said), "root:"));
    buf_free(&request);
    buf_free(&said);
}

START_TEST(no_path_leads_elsewhere)
{
    world_open();
    for (size_t i = 0; i < ARRAY_LENGTH(paths); i++)
        attack_path(paths[i]);
    world_close();
}
END_TEST

/* Text that ends a statement, a string, a JSON text or a line, wherever a value goes. */
static const char *const hostile[] = {
    "'; DROP TABLE project; --",
    "' OR '1'='1",
    "\\\"); DELETE FROM queue; --",
    "x' UNION SELECT api_digest FROM key_pair --",
    "%",
    "_",
    "$.name",
    "\\\\u0000",
    "[\\\"a\\\"]",
    "\\ud83d\\ude00",
};

/* Percent-encodes everything but letters and digits. */
static void append_encoded(struct buf *out, const char *text)
{
    for (; *text != '\0'; text++)
        buf_printf(out, (*text >= '0' && *text <= '9') || (*text >= 'a' && *text <= 'z') ? "%c" : "%%%02X",
                   (unsigned char)*text);
}

static void append_target(struct buf *out, const struct api_operation *operation, const char *text)
{
    bool is_name = false;
    for (const char *at = operation->path; *at != '\0'; at++) {
        if (*at == '{')
            append_encoded(out, text);
        is_name = (is_name || *at == '{') && *at != '}';
        if (!is_name && *at != '}')
            buf_append_char(out, *at);
    }
    for (size_t i = 0; i < API_PARAMETERS_MAX && operation->parameters[i].name != NULL; i++) {
        buf_append_text(out, i == 0 ? "?" : "&");
        append_encoded(out, operation->parameters[i].name);
        buf_append_char(out, '=');
        append_encoded(out, text);
    }
}

/* Every member a string; where the row wants something else, that is refused, which will do. */
static void append_members(struct buf *out, const struct api_operation *operation, const char *text)
{
    size_t count = 0;
    const struct api_field *const fields = api_operation_body(operation, &count);
    for (size_t i = 0; i < count; i++) {
        const bool is_list = fields[i].type == API_STRINGS;
        buf_printf(out, "%s\"%s\":%s\"%s\"%s", i == 0 ? "" : ",", fields[i].name, is_list ? "[" : "", text,
                   is_list ? "]" : "");
    }
}

static void attack_operation(const struct api_operation *operation, const char *text)
{
    struct buf request = buf_with_limit(BUF_LIMIT_LINE);
    struct buf body = buf_with_limit(BUF_LIMIT_LINE);
    buf_printf(&request, "%s ", api_method_names[operation->method]);
    append_target(&request, operation, text);
    if (operation->request_type != NULL) {
        buf_printf(&body, "{\"data\":{\"type\":\"%s\",\"attributes\":{", operation->request_type);
        append_members(&body, operation, text);
        buf_append_text(&body, "}}}");
    }
    struct buf bytes = buf_with_limit(BUF_LIMIT_LINE);
    struct slice rest = buf_slice(&request);
    struct slice method;
    slice_cut(&rest, ' ', &method);
    const struct slice content = buf_slice(&body);
    http_write_request(&bytes, arena_copy(&arena, method), arena_printf(&arena, BASE "%.*s", SLICE_ARGS(rest)), NULL,
                       body.length > 0 ? &content : NULL);
    struct buf said = converse(buf_slice(&bytes));
    ck_assert_msg(said.length > 0 && strncmp(buf_text(&said), "HTTP/1.1 5", 10) != 0, "%s: %s", buf_text(&bytes),
                  buf_text(&said));
    ck_assert_ptr_null(strstr(buf_text(&said), "SQL"));
    buf_free(&said);
    buf_free(&bytes);
    buf_free(&body);
    buf_free(&request);
}

START_TEST(sql_is_text_in_every_place)
{
    world_open_filled();
    for (size_t i = 0; i < API_OPERATION_COUNT * ARRAY_LENGTH(hostile); i++)
        attack_operation(&api_operations[i % API_OPERATION_COUNT], hostile[i / API_OPERATION_COUNT]);
    step_run("all is there", &(struct step){ "GET /projects?filter[name]=first", NULL, 200, "/data/0/id '{P}'" });
    step_run("all is there", &(struct step){ "GET /annotation-queues/{Q}/annotated-interactions", NULL, 200,
                                             "/data/attributes/annotated_interactions/1/id '{J}'; "
                                             "/data/attributes/annotated_interactions/2 -" });
    arena_free(&arena);
    world_close();
}
END_TEST

/* A million levels take no stack. */
START_TEST(depth_is_refused)
{
    enum { DEPTH = 1000000 };
    static const char *const openings[] = { "[", "{\"a\":" };
    world_open();
    for (size_t i = 0; i < ARRAY_LENGTH(openings); i++) {
        const size_t length = strlen(openings[i]);
        char *const body = xcalloc(DEPTH * length + 1, 1);
        for (size_t j = 0; j < DEPTH; j++)
            memcpy(body + j * length, openings[i], length);
        struct http_reply reply = story_ask("POST /projects", body);
        ck_assert_int_eq(reply.status, 400);
        http_reply_free(&reply);
        free(body);
    }
    assert_honest();
    world_close();
}
END_TEST

/* Who sends half a head or half a body and then nothing keeps nobody waiting. */
START_TEST(the_slow_are_no_burden_to_others)
{
    enum { SLOW = 200 };
    static const char *const beginnings[] = { "GET ", GET "Host: x\r\nX-", POST "Content-Length: 100\r\n\r\n{",
                                              POST "Transfer-Encoding: chunked\r\n\r\n5\r\n{" };
    int connections[SLOW];
    world_open();
    for (size_t i = 0; i < SLOW; i++) {
        connections[i] = http_connect(server_url(world_server));
        http_send(connections[i], slice_of(beginnings[i % ARRAY_LENGTH(beginnings)]));
    }
    for (int i = 0; i < 20; i++)
        assert_honest();
    for (size_t i = 0; i < SLOW; i++)
        close(connections[i]);
    world_close();
}
END_TEST

Suite *attack_suite(void)
{
    TCase *const cases = tcase_create("attack");
    tcase_add_test(cases, what_can_be_understood_in_two_ways_is_refused);
    tcase_add_test(cases, a_nul_in_the_head_hides_nothing);
    tcase_add_test(cases, requests_in_a_row_are_answered_in_a_row);
    tcase_add_test(cases, no_path_leads_elsewhere);
    tcase_add_test(cases, sql_is_text_in_every_place);
    tcase_add_test(cases, depth_is_refused);
    tcase_add_test(cases, the_slow_are_no_burden_to_others);
    tcase_set_timeout(cases, 60);
    Suite *const suite = suite_create("contract: attack");
    suite_add_tcase(suite, cases);
    return suite;
}
