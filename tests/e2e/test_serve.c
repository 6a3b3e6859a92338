/* `annotty serve` and `annotty key` as a team uses them: the program itself, over sockets. */
#include "shell.h"

#include "../contract/http_client.h"
#include "../unit/certificate.h"

#include <check.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <unistd.h>

enum { OUTPUT_MAX = 1024 * 1024 };

#define PROJECTS "/api/v2/llm-obs/v1/projects"

static struct program server;
static char url[256];
static char api_key[64], app_key[64];

/* Starts a server and takes the one line it prints. */
static void serve(const char *words)
{
    char line[512];
    server = program_start(words);
    if (!program_line(&server, line, sizeof(line))) {
        home_read("server-err", &errors);
        ck_abort_msg("no server: %s", buf_text(&errors));
    }
    ck_assert_int_eq(sscanf(line, "listening on %255s", url), 1);
}

/* It has printed nothing else, and ends well. */
static void end_server(int signal)
{
    char line[64];
    if (signal != 0)
        ck_assert_int_eq(kill(server.process, signal), 0);
    ck_assert(!program_line(&server, line, sizeof(line)));
    ck_assert_int_eq(program_end(&server, 0), 0);
}

static void read_pair(const char *text)
{
    const char *const begin = strstr(text, "DD_API_KEY=");
    ck_assert_ptr_nonnull(begin);
    ck_assert_int_eq(sscanf(begin, "DD_API_KEY=%63s DD_APP_KEY=%63s", api_key, app_key), 2);
}

static void read_key_file(void)
{
    struct buf text = buf_with_limit(OUTPUT_MAX);
    home_read("d/keys", &text);
    read_pair(buf_text(&text));
    buf_free(&text);
}

/* Runs a command as a client of the server with the keys in hand. */
static int run_client(const char *words)
{
    char line[1024];
    snprintf(line, sizeof(line), "DD_API_KEY=%s|DD_APP_KEY=%s|%s|--url|%s", api_key, app_key, words, url);
    return run(line);
}

static int ask(const char *method, const char *target, const char *api, const char *app)
{
    char headers[256] = "";
    struct buf request = buf_with_limit(OUTPUT_MAX);
    struct http_reply reply;
    if (api != NULL)
        snprintf(headers, sizeof(headers), "DD-API-KEY: %s\r\nDD-APPLICATION-KEY: %s\r\n", api, app);
    http_write_request(&request, method, target, headers, NULL);
    const int connection = http_connect(url);
    http_send(connection, buf_slice(&request));
    ck_assert(http_receive(connection, &reply));
    const int status = reply.status;
    http_reply_free(&reply);
    close(connection);
    buf_free(&request);
    return status;
}

START_TEST(a_first_start_says_where_it_listens_and_where_the_keys_are)
{
    serve("serve|--listen|127.0.0.1:0|--data|d");
    ck_assert_int_eq(strncmp(url, "http://127.0.0.1:", 17), 0);
    home_read("server-err", &errors);
    ck_assert_ptr_nonnull(strstr(buf_text(&errors), "d/keys"));
    read_key_file();
    ck_assert_ptr_null(strstr(buf_text(&errors), api_key));
    ck_assert_int_eq(ask("GET", "/healthz", NULL, NULL), 200);
    ck_assert_int_eq(ask("POST", "/healthz", NULL, NULL), 405);
    ck_assert_int_eq(ask("GET", PROJECTS, NULL, NULL), 401);
    ck_assert_int_eq(ask("GET", PROJECTS, "wrong", app_key), 403);
    ck_assert_int_eq(ask("GET", PROJECTS, api_key, app_key), 200);
    ck_assert_int_eq(run_client("queue|list"), 0);
    ck_assert_ptr_nonnull(strstr(buf_text(&output), "Refund answers"));
    end_server(SIGTERM);
    serve("serve|--listen|127.0.0.1:0|--data|d");
    buf_clear(&errors);
    home_read("server-err", &errors);
    ck_assert_str_eq(buf_text(&errors), "");
    ck_assert_int_eq(ask("GET", PROJECTS, api_key, app_key), 200);
    end_server(SIGINT);
}
END_TEST

START_TEST(the_servers_own_pair_is_accepted)
{
    serve("DD_API_KEY=mine|DD_APP_KEY=too|serve|--listen|127.0.0.1:0|--data|d|--no-sample");
    ck_assert_int_eq(ask("GET", PROJECTS, "mine", "too"), 200);
    ck_assert_int_eq(ask("GET", PROJECTS, "mine", "three"), 403);
    ck_assert_int_ne(access("d/keys", F_OK), 0);
    end_server(SIGTERM);
}
END_TEST

START_TEST(people_come_and_go_while_it_runs)
{
    char id[64];
    char words[256];
    serve("serve|--listen|127.0.0.1:0|--data|d");
    ck_assert_int_eq(run("key|add|--data|d|--user|Ann Lee|--handle|ann|--email|ann@example.com"), 0);
    read_pair(buf_text(&output));
    ck_assert_ptr_null(strstr(buf_text(&errors), api_key));
    ck_assert_int_eq(ask("GET", "/api/v2/current_user", api_key, app_key), 200);
    ck_assert_int_eq(run("key|list|--data|d"), 0);
    ck_assert_ptr_null(strstr(buf_text(&output), api_key));
    ck_assert_int_eq(strncmp(buf_text(&output), "id\tcreated\thandle\tname\temail\n", 29), 0);
    const char *const line = strstr(buf_text(&output), "\tann\tAnn Lee\tann@example.com\n");
    ck_assert_msg(line != NULL, "%s", buf_text(&output));
    const char *const begin = memrchr(buf_text(&output), '\n', (size_t)(line - buf_text(&output)));
    ck_assert_int_eq(sscanf(begin, "%63s", id), 1);
    snprintf(words, sizeof(words), "key|revoke|%s|--data|d", id);
    ck_assert_int_eq(run(words), 0);
    ck_assert_int_eq(ask("GET", "/api/v2/current_user", api_key, app_key), 403);
    ck_assert_int_eq(run(words), 2);
    end_server(SIGTERM);
}
END_TEST

/* What was begun is finished: the rest of the request comes only after the signal. */
START_TEST(a_signal_lets_what_is_in_flight_finish)
{
    static const char body[] = "{\"data\":{\"type\":\"projects\",\"attributes\":{\"name\":\"late\"}}}";
    char head[512];
    struct http_reply reply;
    serve("serve|--listen|127.0.0.1:0|--data|d|--no-sample");
    read_key_file();
    snprintf(head, sizeof(head),
             "POST " PROJECTS " HTTP/1.1\r\nHost: x\r\nDD-API-KEY: %s\r\nDD-APPLICATION-KEY: %s\r\n"
             "Expect: 100-continue\r\nContent-Length: %zu\r\n\r\n",
             api_key, app_key, strlen(body));
    const int connection = http_connect(url);
    http_send(connection, slice_of(head));
    ck_assert(http_receive(connection, &reply));
    ck_assert_int_eq(reply.status, 100);
    http_reply_free(&reply);
    ck_assert_int_eq(kill(server.process, SIGTERM), 0);
    http_send(connection, slice_of(body));
    ck_assert(http_receive(connection, &reply));
    ck_assert_int_eq(reply.status, 201);
    http_reply_free(&reply);
    close(connection);
    end_server(0);
}
END_TEST

START_TEST(it_listens_on_a_unix_socket)
{
    struct stat status;
    char words[256];
    snprintf(words, sizeof(words), "serve|--listen|unix:%s/socket|--data|d", home_path());
    serve(words);
    ck_assert_int_eq(stat("socket", &status), 0);
    ck_assert_uint_eq(status.st_mode & 0777, 0600);
    ck_assert_int_eq(ask("GET", "/healthz", NULL, NULL), 200);
    ck_assert_int_eq(ask("GET", PROJECTS, NULL, NULL), 401);
    read_key_file();
    ck_assert_int_eq(run_client("queue|list"), 0);
    end_server(SIGTERM);
    ck_assert_int_ne(access("socket", F_OK), 0);
}
END_TEST

/* Bytes that are no handshake, to the port of a server with TLS: an end, and no harm. */
static void send_garbage(const char *bytes)
{
    char plain[256];
    char some[256];
    snprintf(plain, sizeof(plain), "http%s", url + strlen("https"));
    const int connection = http_connect(plain);
    http_send(connection, slice_of(bytes));
    shutdown(connection, SHUT_WR);
    while (recv(connection, some, sizeof(some), 0) > 0)
        continue;
    close(connection);
}

START_TEST(it_speaks_tls)
{
    home_write("certificate.pem", test_certificate);
    home_write("key.pem", test_private_key);
    serve("serve|--listen|localhost:0|--data|d|--tls-cert|certificate.pem|--tls-key|key.pem");
    ck_assert_int_eq(strncmp(url, "https://localhost:", 18), 0);
    read_key_file();
    ck_assert_int_eq(run_client("queue|list|--ca-file|certificate.pem"), 0);
    ck_assert_ptr_nonnull(strstr(buf_text(&output), "Refund answers"));
    ck_assert_int_eq(run_client("queue|list"), 3);
    ck_assert_ptr_nonnull(strstr(buf_text(&errors), "can't be trusted"));
    send_garbage("GET /healthz HTTP/1.1\r\nHost: x\r\n\r\n");
    send_garbage("\x16\x03\x01\xff\xff\x01\xff\xff\xff\x03\x03");
    send_garbage("\x80\x80\x01\x03\x01 and more, which is nothing at all");
    ck_assert_int_eq(run_client("queue|list|--ca-file|certificate.pem"), 0);
    end_server(SIGTERM);
}
END_TEST

/* One line for each request, with neither key nor query in it. */
START_TEST(the_log_tells_of_requests_and_of_no_secrets)
{
    serve("serve|--listen|127.0.0.1:0|--data|d|--log|log");
    read_key_file();
    ck_assert_int_eq(ask("GET", PROJECTS "?filter[name]=whisper", api_key, app_key), 200);
    ck_assert_int_eq(ask("GET", "/secret\x1b[2Jpath", api_key, "wrong"), 404);
    end_server(SIGTERM);
    struct buf log = buf_with_limit(OUTPUT_MAX);
    home_read("log", &log);
    ck_assert_ptr_nonnull(strstr(buf_text(&log), " 127.0.0.1 GET " PROJECTS " 200 "));
    ck_assert_ptr_nonnull(strstr(buf_text(&log), " 404 "));
    ck_assert_ptr_null(strstr(buf_text(&log), "whisper"));
    ck_assert_ptr_null(strstr(buf_text(&log), api_key));
    ck_assert_ptr_null(strstr(buf_text(&log), app_key));
    ck_assert_ptr_null(strchr(buf_text(&log), '\x1b'));
    buf_free(&log);
}
END_TEST

/* Periods are aligned to the clock, so a second request may fall into the next one; not each of many. */
START_TEST(a_rate_can_be_set)
{
    int refused = 0;
    serve("serve|--listen|127.0.0.1:0|--data|d|--no-sample|--rate-limit|1");
    read_key_file();
    for (int i = 0; i < 10; i++)
        refused += ask("GET", PROJECTS, api_key, app_key) == 429;
    ck_assert_int_ge(refused, 1);
    end_server(SIGTERM);
}
END_TEST

/* More connections than a server takes: those beyond wait, and come in when others leave. */
START_TEST(a_crowd_that_says_nothing_leaves_no_trace)
{
    enum { CROWD = 560 };
    int connections[CROWD];
    char words[256];
    snprintf(words, sizeof(words), "serve|--listen|unix:%s/socket|--data|d|--no-sample", home_path());
    serve(words);
    for (int i = 0; i < CROWD; i++)
        connections[i] = http_connect(url);
    for (int i = 0; i < CROWD; i++)
        close(connections[i]);
    ck_assert_int_eq(ask("GET", "/healthz", NULL, NULL), 200);
    end_server(SIGTERM);
}
END_TEST

static const struct {
    const char *words;
    int status;
    const char *says;
} mistakes[] = {
    { "serve|--listen|nowhere", 2, "--listen nowhere" },
    { "serve|--listen|127.0.0.1:", 2, "--listen 127.0.0.1:" },
    { "serve|--listen|127.0.0.1:65536", 2, "--listen" },
    { "serve|--listen|::1:80", 2, "--listen ::1:80" },
    { "serve|--listen|unix:", 2, "--listen unix:" },
    { "serve|--listen|name.invalid:0|--plain-http", 2, "can't listen on name.invalid" },
    { "serve|--listen|0.0.0.0:0", 2, "other machines" },
    { "serve|--listen|0.0.0.0:0|--any-key|--plain-http", 2, "accepts any key" },
    { "serve|--listen|unix:/nonexistent/socket", 6, "/nonexistent/socket" },
    { "serve|--tls-cert|certificate.pem", 2, "--tls-cert and --tls-key go together" },
    { "serve|--tls-cert|missing.pem|--tls-key|key.pem", 2, "missing.pem" },
    { "serve|--tls-cert|key.pem|--tls-key|key.pem", 2, "no certificate with its key" },
    { "serve|--tls-cert|empty|--tls-key|key.pem", 2, "empty is empty" },
    { "serve|--tls-cert|certificate.pem|--tls-key|key.pem|--listen|unix:socket", 2, "needs no TLS" },
    { "serve|--rate-limit|0", 2, "--rate-limit 0" },
    { "serve|--rate-limit|many", 2, "--rate-limit many" },
    { "serve|--data|empty", 6, "data directory" },
    { "serve|--data|d|--log|/nonexistent/log", 6, "/nonexistent/log" },
    { "serve|here", 2, "usage: annotty serve" },
    { "key|add", 2, "--user" },
    { "key|add|--user|", 2, "--user" },
    { "key|add|--user|a\nb", 2, "--user" },
    { "key|revoke", 2, "usage: annotty key revoke ID" },
    { "key|revoke|nobody|--data|d", 2, "no key with the id nobody" },
};

START_TEST(each_mistake_gets_one_line_and_a_status)
{
    home_write("certificate.pem", test_certificate);
    home_write("key.pem", test_private_key);
    home_write("empty", "");
    const int status = run(mistakes[_i].words);
    ck_assert_msg(status == mistakes[_i].status, "%s: status %d: %s", mistakes[_i].words, status, buf_text(&errors));
    ck_assert_msg(strstr(buf_text(&errors), mistakes[_i].says) != NULL, "%s: %s", mistakes[_i].words,
                  buf_text(&errors));
    ck_assert_ptr_eq(strchr(buf_text(&errors), '\n'), buf_text(&errors) + errors.length - 1);
    ck_assert_str_eq(buf_text(&output), "");
}
END_TEST

START_TEST(a_busy_port_is_told)
{
    char words[256];
    serve("serve|--listen|127.0.0.1:0|--data|d|--no-sample");
    snprintf(words, sizeof(words), "serve|--listen|%s|--data|other", url + strlen("http://"));
    ck_assert_int_eq(run(words), 6);
    ck_assert_ptr_nonnull(strstr(buf_text(&errors), "choose another"));
    end_server(SIGTERM);
}
END_TEST

START_TEST(any_key_is_for_this_machine)
{
    serve("serve|--listen|127.0.0.1:0|--data|d|--no-sample|--any-key");
    ck_assert_int_eq(ask("GET", PROJECTS, "anything", "at all"), 200);
    ck_assert_int_eq(ask("GET", PROJECTS, NULL, NULL), 401);
    ck_assert_int_ne(access("d/keys", F_OK), 0);
    end_server(SIGTERM);
}
END_TEST

Suite *serve_suite(void)
{
    Suite *suite = suite_create("serve");
    TCase *tests = tcase_create("serve");
    tcase_set_timeout(tests, 60);
    tcase_add_checked_fixture(tests, shell_open, shell_close);
    tcase_add_test(tests, a_first_start_says_where_it_listens_and_where_the_keys_are);
    tcase_add_test(tests, the_servers_own_pair_is_accepted);
    tcase_add_test(tests, people_come_and_go_while_it_runs);
    tcase_add_test(tests, a_signal_lets_what_is_in_flight_finish);
    tcase_add_test(tests, it_listens_on_a_unix_socket);
    tcase_add_test(tests, it_speaks_tls);
    tcase_add_test(tests, the_log_tells_of_requests_and_of_no_secrets);
    tcase_add_test(tests, a_rate_can_be_set);
    tcase_add_test(tests, a_busy_port_is_told);
    tcase_add_test(tests, any_key_is_for_this_machine);
    tcase_add_test(tests, a_crowd_that_says_nothing_leaves_no_trace);
    tcase_add_loop_test(tests, each_mistake_gets_one_line_and_a_status, 0,
                        (int)(sizeof(mistakes) / sizeof(mistakes[0])));
    suite_add_tcase(suite, tests);
    return suite;
}
