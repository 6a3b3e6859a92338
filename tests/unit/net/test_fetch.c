/* The fetch thread against a server that does what servers do on bad days. */
#include <annotty/net/fetch.h>

#include "fetching.h"

#include <annotty/base/clock.h>
#include <annotty/base/mem.h>

#include <check.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

/* What the server does, and how the call must end. */
static const struct conversation {
    const char *name;
    enum api_operation_id operation;
    struct bad_answer answers[4];
    enum error_kind kind; /* ERROR_NONE: finished well */
    const char *says;     /* in the message */
    size_t requests;      /* that reached the server */
    bool unknown;
} conversations[] = {
    { "a list", API_LIST_PROJECTS, { { .bytes = LIST("") } }, ERROR_NONE, NULL, 1, false },
    { "a create", API_CREATE_QUEUE, { { .bytes = ONE } }, ERROR_NONE, NULL, 1, false },
    { "503, then good",
      API_LIST_PROJECTS,
      { { .bytes = CLOSED("503 Busy", "") }, { .bytes = LIST("") } },
      ERROR_NONE,
      NULL,
      2,
      false },
    { "reset before the answer, then good",
      API_LIST_PROJECTS,
      { { .reset = true }, { .bytes = LIST("") } },
      ERROR_NONE,
      NULL,
      2,
      false },
    { "cut off in the body, then good",
      API_LIST_PROJECTS,
      { { .bytes = HEAD("200 OK", "500") "{\"data\":[" }, { .bytes = LIST("") } },
      ERROR_NONE,
      NULL,
      2,
      false },
    { "reset in the body, then good",
      API_LIST_PROJECTS,
      { { .bytes = HEAD("200 OK", "500") "{\"data\":[", .reset = true }, { .bytes = LIST("") } },
      ERROR_NONE,
      NULL,
      2,
      false },
    { "429 with a reset",
      API_LIST_PROJECTS,
      { { .bytes = LIMITED("X-RateLimit-Reset: 0\r\n") }, { .bytes = LIST("") } },
      ERROR_NONE,
      NULL,
      2,
      false },
    { "429 with retry-after",
      API_CREATE_QUEUE,
      { { .bytes = LIMITED("Retry-After: 0\r\n") }, { .bytes = ONE } },
      ERROR_NONE,
      NULL,
      2,
      false },
    { "429 for ever",
      API_LIST_PROJECTS,
      { { .bytes = LIMITED("X-RateLimit-Reset: 0\r\n") } },
      ERROR_RATE,
      "Too many requests",
      5,
      false },
    { "a delete lost, then 404",
      API_DELETE_QUEUE,
      { { .reset = true }, { .bytes = GONE } },
      ERROR_NONE,
      NULL,
      2,
      false },
    { "a delete of nothing", API_DELETE_QUEUE, { { .bytes = GONE } }, ERROR_API, "no such queue", 1, false },
    { "a create lost", API_CREATE_QUEUE, { { .reset = true } }, ERROR_REACH, "127.0.0.1", 1, true },
    { "a create and 500", API_CREATE_QUEUE, { { .bytes = CLOSED("500 Oops", "") } }, ERROR_SERVER, "500", 1, true },
    { "HTML",
      API_LIST_PROJECTS,
      { { .bytes = HTML("200 OK") } },
      ERROR_PROTOCOL,
      "text/html instead of JSON",
      1,
      false },
    { "HTML for a create", API_CREATE_QUEUE, { { .bytes = HTML("200 OK") } }, ERROR_PROTOCOL, "text/html", 1, true },
    { "an HTML error",
      API_LIST_PROJECTS,
      { { .bytes = HTML("403 Forbidden") } },
      ERROR_AUTH,
      "403 Forbidden",
      1,
      false },
    { "an empty list answer",
      API_LIST_PROJECTS,
      { { .bytes = CLOSED("200 OK", "") } },
      ERROR_PROTOCOL,
      "cut off",
      1,
      false },
    { "truncated JSON",
      API_LIST_PROJECTS,
      { { .bytes = CLOSED("200 OK", "{\"data\":[{\"id\":") } },
      ERROR_PROTOCOL,
      "cut off",
      1,
      false },
    { "another shape",
      API_LIST_PROJECTS,
      { { .bytes = CLOSED("200 OK", "{\"data\":{}}") } },
      ERROR_PROTOCOL,
      "no list",
      1,
      false },
    { "invalid UTF-8",
      API_LIST_PROJECTS,
      { { .bytes = CLOSED("200 OK", "{\"data\":[\"\xff\"]}") } },
      ERROR_PROTOCOL,
      "UTF-8",
      1,
      false },
    { "401",
      API_LIST_PROJECTS,
      { { .bytes = CLOSED("401 No", "{\"errors\":[{\"source\":{\"header\":\"DD-API-KEY\"}}]}") } },
      ERROR_AUTH,
      "DD-API-KEY",
      1,
      false },
    { "a redirect",
      API_LIST_PROJECTS,
      { { .bytes = "HTTP/1.1 302 Found\r\nLocation: http://evil.example/\r\n"
                   "Content-Length: 0\r\n\r\n" } },
      ERROR_PROTOCOL,
      "evil.example",
      1,
      false },
    { "no HTTP", API_CREATE_QUEUE, { { .bytes = "SSH-2.0-OpenSSH_9.2\r\n" } }, ERROR_PROTOCOL, "127.0.0.1", 1, true },
    { "a hanging server", API_CREATE_QUEUE, { { .hang = true } }, ERROR_REACH, "took too long", 1, true },
};

START_TEST(survives)
{
    const struct conversation *talk = &conversations[_i];
    start(talk->answers, talk->answers[0].hang ? 1 : 10);
    struct fetch_event end;
    await_end(send_call(talk->operation, false, false), &end, NULL);
    ck_assert_msg((end.kind == FETCH_DONE) == (talk->kind == ERROR_NONE), "%s: %s", talk->name, end.error.message);
    ck_assert_msg(end.error.kind == talk->kind, "%s: %d %s", talk->name, (int)end.error.kind, end.error.message);
    ck_assert_msg(talk->says == NULL || strstr(end.error.message, talk->says) != NULL, "%s: %s", talk->name,
                  end.error.message);
    ck_assert_msg(strstr(end.error.message, "key-one") == NULL, "%s", end.error.message);
    ck_assert_msg(bad_server_requests(server) == talk->requests, "%s: %zu requests", talk->name,
                  bad_server_requests(server));
    ck_assert_msg(retries == talk->requests - 1, "%s: %zu retries told", talk->name, retries);
    ck_assert_msg(end.outcome_unknown == talk->unknown, "%s", talk->name);
    fetch_event_free(&end);
}
END_TEST

START_TEST(keys_go_in_headers_only)
{
    static const struct bad_answer answers[] = { { .bytes = ONE }, { 0 } };
    start(answers, 10);
    struct fetch_event end;
    await_end(send_call(API_CREATE_QUEUE, false, false), &end, NULL);
    fetch_event_free(&end);
    const char *request = bad_server_request(server, 0);
    ck_assert_ptr_nonnull(strstr(request, "POST /api/v2/llm-obs/v1/annotation-queues HTTP/1.1\r\n"));
    ck_assert_ptr_nonnull(strstr(request, "\r\nDD-API-KEY: key-one\r\n"));
    ck_assert_ptr_nonnull(strstr(request, "\r\nDD-APPLICATION-KEY: key-two\r\n"));
    ck_assert_ptr_nonnull(strstr(request, "\r\nContent-Type: application/json\r\n"));
    ck_assert_ptr_null(strstr(request, "Expect:"));
    ck_assert_ptr_nonnull(strstr(
        request, "\r\n\r\n{\"data\":{\"type\":\"queues\",\"attributes\":{\"name\":\"n\",\"project_id\":\"p\"}}}"));
}
END_TEST

START_TEST(follows_pages_until_a_cursor_repeats)
{
    static const struct bad_answer answers[] = { { .bytes = LIST(",\"meta\":{\"after\":\"a\"}") },
                                                 { .bytes = LIST(",\"meta\":{\"after\":\"b\"}") },
                                                 { .bytes = LIST(",\"meta\":{\"after\":\"a\"}") },
                                                 { 0 } };
    start(answers, 10);
    struct fetch_event end;
    ck_assert_uint_eq(await_end(send_call(API_LIST_PROJECTS, false, true), &end, NULL), 3);
    ck_assert_int_eq(end.kind, FETCH_DONE);
    ck_assert_uint_eq(bad_server_requests(server), 3);
    ck_assert_ptr_nonnull(strstr(bad_server_request(server, 0), "?page%5Blimit%5D=100 "));
    ck_assert_ptr_nonnull(strstr(bad_server_request(server, 2), "page%5Bcursor%5D=b&"));
    fetch_event_free(&end);
}
END_TEST

START_TEST(identical_reads_are_joined)
{
    static const struct bad_answer answers[] = { { .bytes = LIST(""), .wait = true }, { 0 } };
    start(answers, 10);
    const uint64_t one = send_call(API_LIST_PROJECTS, false, false);
    const uint64_t two = send_call(API_LIST_PROJECTS, false, false);
    bad_server_go(server);
    size_t rows[2] = { 0 }, ended = 0;
    while (ended < 2) {
        struct fetch_event event;
        ck_assert(fetch_wait_event(fetch, &event, PATIENCE_MS));
        if (event.kind == FETCH_ROWS)
            rows[event.request == two] += rows_count(event.rows);
        ended += event.kind == FETCH_DONE;
        fetch_event_free(&event);
    }
    ck_assert_uint_eq(rows[0], 1);
    ck_assert_uint_eq(rows[1], 1);
    ck_assert_uint_ne(one, two);
    ck_assert_uint_eq(bad_server_requests(server), 1);
}
END_TEST

START_TEST(nothing_comes_of_what_was_cancelled)
{
    static const struct bad_answer answers[] = { { .bytes = LIST("") }, { 0 } };
    start(answers, 10);
    const uint64_t cancelled = send_call(API_LIST_QUEUES, false, false);
    fetch_cancel(fetch, cancelled);
    const uint64_t wanted = send_call(API_LIST_PROJECTS, false, false);
    for (bool over = false; !over;) {
        struct fetch_event event;
        ck_assert(fetch_wait_event(fetch, &event, PATIENCE_MS));
        ck_assert_uint_ne(event.request, cancelled);
        over = event.kind == FETCH_DONE && event.request == wanted;
        fetch_event_free(&event);
    }
}
END_TEST

START_TEST(nothing_is_sent_while_the_gate_is_closed)
{
    static const struct bad_answer answers[] = { { .bytes = LIMITED("X-RateLimit-Reset: 2\r\n") },
                                                 { .bytes = LIST("") },
                                                 { 0 } };
    start(answers, 10);
    struct fetch_event event;
    send_call(API_LIST_PROJECTS, false, false);
    ck_assert(fetch_wait_event(fetch, &event, PATIENCE_MS));
    ck_assert_int_eq(event.kind, FETCH_RETRY);
    ck_assert(fetch_wait_event(fetch, &event, PATIENCE_MS));
    ck_assert_int_eq(event.link, FETCH_LINK_LIMITED);
    send_call(API_LIST_QUEUES, false, false);
    ck_assert(!fetch_wait_event(fetch, &event, 500));
    ck_assert_uint_eq(bad_server_requests(server), 1);
    for (size_t ended = 0; ended < 2;) {
        ck_assert(fetch_wait_event(fetch, &event, PATIENCE_MS));
        ended += event.kind == FETCH_DONE;
        fetch_event_free(&event);
    }
    ck_assert_uint_eq(bad_server_requests(server), 3);
}
END_TEST

START_TEST(no_page_is_read_beyond_what_is_wanted)
{
    static const struct bad_answer answers[] = { { .bytes = LIST(",\"meta\":{\"after\":\"c1\"}") }, { 0 } };
    start(answers, 10);
    struct fetch_request request = {
        .call = api_call_new(API_LIST_PROJECTS), .all_pages = true, .with_text = true, .rows_wanted = 1
    };
    const uint64_t id = fetch_send(fetch, &request);
    struct fetch_event event;
    do
        ck_assert(fetch_wait_event(fetch, &event, PATIENCE_MS));
    while (event.kind == FETCH_LINK);
    ck_assert_int_eq(event.kind, FETCH_ROWS);
    ck_assert_str_eq(event.body, "[{\"id\":\"p1\",\"type\":\"projects\",\"attributes\":{\"name\":\"n\"}}]");
    ck_assert_uint_eq(event.body_length, strlen(event.body));
    fetch_event_free(&event);
    await_end(id, &event, NULL);
    ck_assert_int_eq(event.kind, FETCH_DONE);
    ck_assert_uint_eq(bad_server_requests(server), 1);
    fetch_event_free(&event);
}
END_TEST

START_TEST(rows_come_while_the_answer_is_still_arriving)
{
    static const struct bad_answer answers[] = {
        { .bytes =
              HEAD("200 OK", "5000") "{\"data\":[{\"id\":\"p1\",\"attributes\":{}},{\"id\":\"p2\",\"attributes\":{}}",
          .hang = true },
        { 0 }
    };
    start(answers, 10);
    const uint64_t id = send_call(API_LIST_PROJECTS, false, false);
    struct fetch_event event;
    ck_assert(fetch_wait_event(fetch, &event, PATIENCE_MS));
    ck_assert_int_eq(event.kind, FETCH_ROWS);
    ck_assert(event.first && !event.last);
    ck_assert_uint_eq(rows_count(event.rows), 2);
    fetch_event_free(&event);
    fetch_cancel(fetch, id);
    ck_assert(!fetch_next_event(fetch, &event));
}
END_TEST

START_TEST(a_limit_is_told_and_kept)
{
    static const struct bad_answer answers[] = { { .bytes = LIMITED("X-RateLimit-Reset: 1\r\n") },
                                                 { .bytes = LIST("") },
                                                 { 0 } };
    start(answers, 10);
    const uint64_t id = send_call(API_LIST_PROJECTS, false, false);
    struct fetch_event event;
    ck_assert(fetch_wait_event(fetch, &event, PATIENCE_MS));
    ck_assert_int_eq(event.kind, FETCH_RETRY);
    ck_assert_int_eq(event.error.kind, ERROR_RATE);
    ck_assert(fetch_wait_event(fetch, &event, PATIENCE_MS));
    ck_assert_int_eq(event.kind, FETCH_LINK);
    ck_assert_int_eq(event.link, FETCH_LINK_LIMITED);
    ck_assert_int_gt(event.limited_until_ms, 0);
    await_end(id, &event, NULL);
    ck_assert_int_eq(event.kind, FETCH_DONE);
    ck_assert_int_ge(event.elapsed_ms, 1000);
    fetch_event_free(&event);
}
END_TEST

START_TEST(what_was_seen_is_there_without_a_server)
{
    static const struct bad_answer answers[] = { { .bytes = LIST("") }, { .reset = true }, { 0 } };
    make_cache();
    start(answers, 1);
    struct fetch_event end;
    size_t cached = 0;
    ck_assert_uint_eq(await_end(send_call(API_LIST_PROJECTS, true, false), &end, &cached), 1);
    ck_assert_uint_eq(cached, 0);
    fetch_remember(fetch, "queue", SLICE("q7"));
    stop();
    start(&answers[1], 1);
    await_end(send_call(API_LIST_PROJECTS, true, false), &end, &cached);
    ck_assert_uint_eq(cached, 1);
    ck_assert_int_eq(end.kind, FETCH_FAILED);
    fetch_recall(fetch, "queue", &cached);
    do {
        fetch_event_free(&end);
        ck_assert(fetch_wait_event(fetch, &end, PATIENCE_MS));
    } while (end.kind != FETCH_NOTE);
    ck_assert_str_eq(end.note, "q7");
    ck_assert_ptr_eq(end.tag, &cached);
    fetch_event_free(&end);
    stop();
    remove_cache();
}
END_TEST

#define SPANS(list) CLOSED("200 OK", "{\"data\":[" list "]}")
#define SPAN        "{\"id\":\"t:s\",\"type\":\"span\",\"attributes\":{\"span_id\":\"s\",\"trace_id\":\"t\"}}"

/* What was read of a trace stays when the server has nothing of it any more, and when it knows it no more. */
static const char *const nothing_of_it[] = { SPANS(""), GONE };

START_TEST(what_is_gone_from_the_server_stays_cached)
{
    const struct bad_answer answers[] = {
        { .bytes = SPANS(SPAN) }, { .bytes = nothing_of_it[_i] }, { .reset = true }, { 0 }
    };
    struct fetch_event end;
    size_t cached = 0;
    make_cache();
    start(answers, 1);
    ck_assert_uint_eq(await_end(send_call(API_LIST_SPANS, true, true), &end, &cached), 1);
    fetch_event_free(&end);
    ck_assert_uint_eq(await_end(send_call(API_LIST_SPANS, true, true), &end, &cached), 0);
    ck_assert_uint_eq(cached, 1);
    fetch_event_free(&end);
    cached = 0;
    await_end(send_call(API_LIST_SPANS, true, true), &end, &cached);
    ck_assert_uint_eq(cached, 1);
    fetch_event_free(&end);
    stop();
    remove_cache();
}
END_TEST

/* An answer of many rows, in parts, of which a peek gives the first. */
START_TEST(a_peek_gives_the_beginning)
{
    enum { ROWS = 3000 };
    struct buf answer = buf_with_limit(BUF_LIMIT_BODY);
    buf_append_text(&answer, CLOSED("200 OK", "{\"data\":["));
    for (int i = 0; i < ROWS; i++)
        buf_printf(&answer, "%s{\"id\":\"p%d\",\"type\":\"projects\",\"attributes\":{\"name\":\"n\"}}",
                   i > 0 ? "," : "", i);
    buf_append_text(&answer, "]}");
    const struct bad_answer answers[] = { { .bytes = buf_text(&answer) }, { 0 } };
    make_cache();
    start(answers, 1);
    struct fetch_event end;
    ck_assert_uint_eq(await_end(send_call(API_LIST_PROJECTS, false, false), &end, NULL), ROWS);
    fetch_event_free(&end);
    struct fetch_request peek = { .call = api_call_new(API_LIST_PROJECTS), .peek = true };
    const uint64_t id = fetch_send(fetch, &peek);
    size_t cached = 0;
    ck_assert_uint_eq(await_end(id, &end, &cached), 0);
    ck_assert_int_eq(end.kind, FETCH_DONE);
    ck_assert_int_eq(end.source, FETCH_FROM_CACHE);
    ck_assert_uint_gt(cached, 0);
    ck_assert_uint_lt(cached, ROWS);
    ck_assert_uint_eq(bad_server_requests(server), 1);
    fetch_event_free(&end);
    stop();
    remove_cache();
    buf_free(&answer);
}
END_TEST

static const struct {
    const char *base, *says;
    enum error_kind kind;
} unreachable[] = {
    { "http://127.0.0.1:1", "doesn't answer", ERROR_REACH },
    { "unix:/nonexistent/annotty.sock", "doesn't answer", ERROR_REACH },
    { "http://host.invalid", "can't be found", ERROR_REACH },
};

START_TEST(unreachable_servers_are_named)
{
    fetch =
        fetch_start(&(struct fetch_options){ .base = unreachable[_i].base, .site_name = "test", .timeout_s = 1 }, NULL);
    ck_assert_ptr_nonnull(fetch);
    struct fetch_event end;
    await_end(send_call(API_LIST_PROJECTS, false, false), &end, NULL);
    ck_assert_int_eq(end.error.kind, unreachable[_i].kind);
    ck_assert_msg(strstr(end.error.message, unreachable[_i].says) != NULL, "%s", end.error.message);
    fetch_event_free(&end);
}
END_TEST

START_TEST(https_to_a_plain_server_is_a_tls_error)
{
    static const struct bad_answer answers[] = { { .bytes = HTML("400 Bad Request") }, { 0 } };
    server = bad_server_start(answers);
    char base[64];
    snprintf(base, sizeof(base), "https://127.0.0.1:%u", bad_server_port(server));
    fetch = fetch_start(&(struct fetch_options){ .base = base, .site_name = "test", .timeout_s = 2 }, NULL);
    struct fetch_event end;
    /* The server waits for a request's end that never comes in a handshake: the deadline or the handshake ends it. */
    await_end(send_call(API_CREATE_QUEUE, false, false), &end, NULL);
    ck_assert_int_eq(end.kind, FETCH_FAILED);
    ck_assert(end.error.kind == ERROR_TLS || end.error.kind == ERROR_REACH);
    fetch_event_free(&end);
}
END_TEST

START_TEST(a_wrong_address_is_refused_at_once)
{
    struct error error;
    ck_assert_ptr_null(
        fetch_start(&(struct fetch_options){ .base = "nowhere", .site_name = "x", .timeout_s = 1 }, &error));
    ck_assert_int_eq(error.kind, ERROR_USAGE);
}
END_TEST

/* What was under way when it came is answered well, and the limit holds all the same. */
START_TEST(a_limit_is_told_for_as_long_as_it_lasts)
{
    static const struct bad_answer answers[] = { { .bytes = LIMITED("X-RateLimit-Reset: 1\r\n"), .wait = true },
                                                 { .bytes = LIST("") },
                                                 { 0 } };
    start(answers, 5);
    const uint64_t ids[] = { send_call(API_LIST_PROJECTS, false, false), send_call(API_LIST_QUEUES, false, false) };
    bad_server_go(server);
    int64_t until_ms = 0;
    for (size_t ended = 0; ended < ARRAY_LENGTH(ids);) {
        struct fetch_event event;
        ck_assert(fetch_wait_event(fetch, &event, PATIENCE_MS));
        ended += event.kind == FETCH_DONE;
        if (event.kind == FETCH_LINK && event.link == FETCH_LINK_LIMITED)
            until_ms = event.limited_until_ms;
        if (event.kind == FETCH_LINK && event.link == FETCH_LINK_LIVE)
            ck_assert_int_ge(clock_monotonic_ms(), until_ms);
        fetch_event_free(&event);
    }
    ck_assert_int_gt(until_ms, 0);
}
END_TEST

Suite *fetch_suite(void)
{
    Suite *suite = suite_create("fetch");
    TCase *tests = tcase_create("fetch");
    tcase_set_timeout(tests, 60);
    tcase_add_checked_fixture(tests, NULL, stop);
    tcase_add_loop_test(tests, survives, 0, (int)(sizeof(conversations) / sizeof(conversations[0])));
    tcase_add_test(tests, keys_go_in_headers_only);
    tcase_add_test(tests, follows_pages_until_a_cursor_repeats);
    tcase_add_test(tests, a_limit_is_told_for_as_long_as_it_lasts);
    tcase_add_test(tests, identical_reads_are_joined);
    tcase_add_test(tests, nothing_comes_of_what_was_cancelled);
    tcase_add_test(tests, nothing_is_sent_while_the_gate_is_closed);
    tcase_add_test(tests, no_page_is_read_beyond_what_is_wanted);
    tcase_add_test(tests, rows_come_while_the_answer_is_still_arriving);
    tcase_add_test(tests, a_limit_is_told_and_kept);
    tcase_add_test(tests, what_was_seen_is_there_without_a_server);
    tcase_add_loop_test(tests, what_is_gone_from_the_server_stays_cached, 0, 2);
    tcase_add_test(tests, a_peek_gives_the_beginning);
    tcase_add_loop_test(tests, unreachable_servers_are_named, 0, (int)(sizeof(unreachable) / sizeof(unreachable[0])));
    tcase_add_test(tests, https_to_a_plain_server_is_a_tls_error);
    tcase_add_test(tests, a_wrong_address_is_refused_at_once);
    suite_add_tcase(suite, tests);
    return suite;
}
