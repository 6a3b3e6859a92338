/* Clients that are too slow, with a server that has little patience; everything else about HTTP is in the contract's
 * tests. */
#include "../../../src/server/http.h"

#include "../../../src/server/listen.h"
#include "../store/fixture.h"
#include "suites.h"

#include <annotty/base/mem.h>

#include <poll.h>
#include <pthread.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#define PROJECTS "/api/v2/llm-obs/v1/projects"

enum { OWN_PATIENCE_S = 20 };

static struct service service;
static struct listener listener;
static struct http *http;

static void start(void)
{
    char *const path = scratch_file(&scratch, "socket");
    listener = LISTENER_NONE;
    ck_assert_msg(listen_unix(&listener, path, &error), "%s", error.message);
    http = http_start(&service, listener.descriptor, 1, &error);
    ck_assert_msg(http != NULL, "%s", error.message);
    free(path);
}

static void setup(void)
{
    fixture_setup();
    service = (struct service){ .workspace = workspace,
                                .keys.need_none = true,
                                .bodies_max = 1024 * 1024,
                                .pace_limits = { .step_ms = 200, .bytes_per_s = 1024 * 1024 * 1024 } };
    rate_init(&service.rate, 0);
    kept_init(&service.kept);
    sweep_init(&service.sweep);
}

static void teardown(void)
{
    http_stop(&http);
    listener_close(&listener);
    rate_destroy(&service.rate);
    kept_destroy(&service.kept);
    sweep_destroy(&service.sweep);
    fixture_teardown();
}

static int connect_with(const char *text)
{
    const struct timeval own_patience = { .tv_sec = OWN_PATIENCE_S };
    struct sockaddr_un address = { .sun_family = AF_UNIX };
    memcpy(address.sun_path, listener.path, strlen(listener.path) + 1);
    const int connection = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
    setsockopt(connection, SOL_SOCKET, SO_RCVTIMEO, &own_patience, sizeof(own_patience));
    ck_assert_int_eq(connect(connection, (const struct sockaddr *)&address, sizeof(address)), 0);
    ck_assert_int_eq(send(connection, text, strlen(text), MSG_NOSIGNAL), (ssize_t)strlen(text));
    return connection;
}

static const char *const slow_requests[] = {
    "",
    "GET ",
    "GET " PROJECTS " HTTP/1.1\r\nHost: x\r\n",
    "POST " PROJECTS " HTTP/1.1\r\nHost: x\r\nContent-Length: 100\r\n\r\n{",
    "POST " PROJECTS " HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n1\r\n{\r\n",
};

START_TEST(who_does_not_finish_a_request_is_cut_off)
{
    char some[64];
    start();
    const int connection = connect_with(slow_requests[_i]);
    ck_assert_int_eq(recv(connection, some, sizeof(some), 0), 0);
    close(connection);
}
END_TEST

START_TEST(a_connection_that_rests_is_cut_off_too)
{
    char some[1024];
    start();
    const int connection = connect_with("GET " PROJECTS " HTTP/1.1\r\nHost: x\r\n\r\n");
    ck_assert_int_gt(recv(connection, some, sizeof(some), 0), 0);
    while (recv(connection, some, sizeof(some), 0) > 0)
        ;
    ck_assert_int_eq(recv(connection, some, sizeof(some), 0), 0);
    close(connection);
}
END_TEST

/* So large an answer that the sockets can't hold it, to a client that does not read. */
START_TEST(who_does_not_read_an_answer_is_cut_off)
{
    enum { DESCRIPTION = 256 * 1024, PROJECT_COUNT = 8 };
    char *const description = xcalloc(DESCRIPTION + 1, 1);
    memset(description, 'a', DESCRIPTION);
    begin();
    for (int i = 0; i < PROJECT_COUNT; i++)
        add_project(arena_printf(&arena, "project %d", i), description);
    commit();
    free(description);
    start();
    const int connection = connect_with("GET " PROJECTS " HTTP/1.1\r\nHost: x\r\n\r\n");
    struct pollfd end = { .fd = connection };
    ck_assert_int_eq(poll(&end, 1, OWN_PATIENCE_S * 1000), 1);
    ck_assert(end.revents & POLLHUP);
    close(connection);
}
END_TEST

static void *stop_http(void *data)
{
    (void)data;
    http_stop(&http);
    return NULL;
}

static void receive(int connection, char said[static 4096])
{
    const ssize_t length = recv(connection, said, 4095, 0);
    ck_assert_int_gt(length, 0);
    said[length] = '\0';
}

/* Half a request keeps the server up while another client asks on and on, until it is told to leave. */
START_TEST(a_server_that_ends_lets_its_clients_go)
{
    static const char request[] = "GET " PROJECTS " HTTP/1.1\r\nHost: x\r\n\r\n";
    char said[4096];
    pthread_t stopping;
    service.pace_limits.step_ms = OWN_PATIENCE_S * 1000;
    service.patience_ms = OWN_PATIENCE_S * 1000;
    start();
    const int half = connect_with("POST " PROJECTS " HTTP/1.1\r\nHost: x\r\nExpect: 100-continue\r\n"
                                  "Content-Length: 2\r\n\r\n");
    receive(half, said);
    ck_assert_int_eq(strncmp(said, "HTTP/1.1 100", 12), 0);
    const int whole = connect_with(request);
    receive(whole, said);
    ck_assert_ptr_null(strstr(said, "Connection: close"));
    ck_assert_int_eq(pthread_create(&stopping, NULL, stop_http, NULL), 0);
    while (strstr(said, "Connection: close") == NULL) {
        ck_assert_int_eq(send(whole, request, strlen(request), MSG_NOSIGNAL), (ssize_t)strlen(request));
        receive(whole, said);
    }
    ck_assert_int_eq(send(half, "{}", 2, MSG_NOSIGNAL), 2);
    receive(half, said);
    ck_assert_int_eq(strncmp(said, "HTTP/1.1 400", 12), 0);
    pthread_join(stopping, NULL);
    close(half);
    close(whole);
}
END_TEST

Suite *http_suite(void)
{
    TCase *const cases = tcase_create("http");
    tcase_add_checked_fixture(cases, setup, teardown);
    tcase_add_loop_test(cases, who_does_not_finish_a_request_is_cut_off, 0, ARRAY_LENGTH(slow_requests));
    tcase_add_test(cases, a_connection_that_rests_is_cut_off_too);
    tcase_add_test(cases, who_does_not_read_an_answer_is_cut_off);
    tcase_add_test(cases, a_server_that_ends_lets_its_clients_go);
    tcase_set_timeout(cases, 60);
    Suite *const suite = suite_create("http");
    suite_add_tcase(suite, cases);
    return suite;
}
