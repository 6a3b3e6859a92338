/* Who may come in (D30): keys, key file, the private socket. */
#include "story.h"
#include "suites.h"

#include <annotty/base/mem.h>
#include <annotty/server/keyring.h>

#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#define API(key)      "DD-API-KEY: " key "\r\n"
#define APP(key)      "DD-APPLICATION-KEY: " key "\r\n"
#define ABOUT(header) "/errors/0/source/header '" header "'"

static const struct {
    const char *headers;
    int status, any_status; /* with keys configured, and with any_key */
    const char *expect;     /* of a refusal with keys configured */
} rows[] = {
    { NULL, 401, 401, ABOUT("DD-API-KEY") },
    { APP("app"), 401, 401, ABOUT("DD-API-KEY") },
    { API("") APP("app"), 401, 401, ABOUT("DD-API-KEY") },
    { API("api"), 401, 401, ABOUT("DD-APPLICATION-KEY") },
    { API("api") APP(""), 401, 401, ABOUT("DD-APPLICATION-KEY") },
    { API("wrong") APP("app"), 403, 200, ABOUT("DD-API-KEY") },
    { API("api") APP("wrong"), 403, 200, ABOUT("DD-APPLICATION-KEY") },
    { API("apiapi") APP("app"), 403, 200, ABOUT("DD-API-KEY") },
    { API("ap") APP("app"), 403, 200, ABOUT("DD-API-KEY") },
    { API("API") APP("app"), 403, 200, ABOUT("DD-API-KEY") },
    { API("api") APP("app"), 200, 200, NULL },
    { "dd-api-key: api\r\ndd-application-key: app\r\n", 200, 200, NULL },
};

START_TEST(pairs_of_keys)
{
    world_open_with(&(struct server_options){ .address = "127.0.0.1", .api_key = "api", .app_key = "app" });
    for (size_t i = 0; i < ARRAY_LENGTH(rows); i++) {
        world_headers = rows[i].headers;
        step_run("D30", &(struct step){ "GET /projects", NULL, rows[i].status, rows[i].expect });
    }
    world_close();
}
END_TEST

START_TEST(any_pair_of_keys)
{
    world_open_with(&(struct server_options){ .address = "127.0.0.1", .any_key = true });
    for (size_t i = 0; i < ARRAY_LENGTH(rows); i++) {
        world_headers = rows[i].headers;
        step_run("D30", &(struct step){ "GET /projects", NULL, rows[i].any_status, NULL });
    }
    world_close();
}
END_TEST

START_TEST(path_and_method_come_before_keys)
{
    static const struct story order = { "D33 path, method, keys, rate limit, size, JSON",
                                        { { "GET /nothing", NULL, 404, NULL },
                                          { "PUT /projects", NULL, 405, NULL },
                                          { "POST /projects", "x", 401, NULL } } };
    world_open_with(&(struct server_options){ .address = "127.0.0.1", .api_key = "api", .app_key = "app" });
    story_run(&order);
    world_close();
}
END_TEST

static char *read_key_file(void)
{
    static char text[512];
    char *const path = xasprintf("%s/%s", world_dir, KEYRING_FILE);
    FILE *const file = fopen(path, "r");
    ck_assert_ptr_nonnull(file);
    text[fread(text, 1, sizeof(text) - 1, file)] = '\0';
    fclose(file);
    free(path);
    return text;
}

static void use_key_file(char headers[static 256])
{
    char api[64];
    char app[64];
    ck_assert_int_eq(sscanf(read_key_file(), "DD_API_KEY=%63s DD_APP_KEY=%63s", api, app), 2);
    snprintf(headers, 256, API("%s") APP("%s"), api, app);
    world_headers = headers;
}

START_TEST(a_server_without_keys_makes_a_pair_and_keeps_it)
{
    char headers[256];
    char again[256];
    struct stat status;
    world_open_with(&(struct server_options){ .address = "127.0.0.1" });
    char *const path = xasprintf("%s/%s", world_dir, KEYRING_FILE);
    ck_assert_int_eq(stat(path, &status), 0);
    ck_assert_uint_eq(status.st_mode & 0777, 0600);
    step_run("D30", &(struct step){ "GET /projects", NULL, 401, NULL });
    use_key_file(headers);
    step_run("D30", &(struct step){ "GET /projects", NULL, 200, NULL });
    world_stop();
    world_open_with(&(struct server_options){ .address = "127.0.0.1" });
    use_key_file(again);
    ck_assert_str_eq(headers, again);
    step_run("D30", &(struct step){ "GET /projects", NULL, 200, NULL });
    world_stop();
    world_open_with(&(struct server_options){ .address = "127.0.0.1", .api_key = "api", .app_key = "app" });
    step_run("the store's pair besides", &(struct step){ "GET /projects", NULL, 200, NULL });
    world_headers = API("api") APP("app");
    step_run("the given pair", &(struct step){ "GET /projects", NULL, 200, NULL });
    free(path);
    world_close();
}
END_TEST

START_TEST(a_key_file_that_others_may_read_is_refused)
{
    struct error error = { 0 };
    world_open_with(&(struct server_options){ .address = "127.0.0.1" });
    world_stop();
    char *const path = xasprintf("%s/%s", world_dir, KEYRING_FILE);
    ck_assert_int_eq(chmod(path, 0644), 0);
    const struct server_options options = { .data_dir = world_dir, .address = "127.0.0.1" };
    world_server = server_start(&options, &error);
    ck_assert(!server_ready(world_server, &error));
    ck_assert_int_eq(error.kind, ERROR_STORE);
    ck_assert_ptr_nonnull(strstr(error.message, "chmod 600"));
    step_run("nobody is let in", &(struct step){ "GET /projects", NULL, 503, NULL });
    free(path);
    world_close();
}
END_TEST

/* What a command does to the keys counts with the next request, and what is made bears the person's id. */
START_TEST(keys_come_and_go_while_a_server_runs)
{
    static const struct workspace_person ann = { "Ann Lee", "ann", "ann@example.com" };
    static const struct story life = { "D31",
                                       { { "GET /api/v2/current_user", NULL, 200,
                                           "A=/data/id; /data/attributes/name 'Ann Lee'" },
                                         { "POST /projects", PROJECT("'name':'hers'"), 201, "P=/data/id" },
                                         { "POST /annotation-queues", QUEUE("'name':'q','project_id':'{P}'"), 201,
                                           "/data/attributes/created_by '{A}'; /data/attributes/owned_by '{A}'; "
                                           "/data/attributes/modified_by '{A}'" } } };
    struct error error = { 0 };
    struct keyring_pair pair;
    char headers[256];
    world_open_with(&(struct server_options){ .address = "127.0.0.1" });
    ck_assert_msg(keyring_add(world_dir, &ann, &pair, &error), "%s", error.message);
    snprintf(headers, sizeof(headers), API("%s") APP("%s"), pair.api, pair.app);
    world_headers = headers;
    story_run(&life);
    ck_assert_msg(keyring_revoke(world_dir, pair.id, &error), "%s", error.message);
    step_run("revoked", &(struct step){ "GET /projects", NULL, 403, NULL });
    world_close();
}
END_TEST

/* A page whose name leads here (DNS rebinding) names itself, not this machine. */
static const struct {
    const char *host;
    int status;
} hosts[] = {
    { "localhost", 200 },
    { "LOCALHOST:8126", 200 },
    { "127.0.0.1:1", 200 },
    { "127.9.9.9", 200 },
    { "[::1]:8126", 200 },
    { "evil.example", 403 },
    { "localhost.evil.example", 403 },
    { "127.0.0.1.evil.example:80", 403 },
    { "", 403 },
};

START_TEST(any_key_is_asked_under_this_machines_names_only)
{
    char request[512];
    world_open_with(&(struct server_options){ .address = "127.0.0.1", .any_key = true });
    for (size_t i = 0; i < ARRAY_LENGTH(hosts); i++) {
        struct http_reply reply;
        snprintf(request, sizeof(request), "GET " BASE "/projects HTTP/1.1\r\nHost: %s\r\n" API("a") APP("b") "\r\n",
                 hosts[i].host);
        const int connection = http_connect(server_url(world_server));
        http_send(connection, slice_of(request));
        ck_assert(http_receive(connection, &reply));
        ck_assert_msg(reply.status == hosts[i].status, "%s: %d", hosts[i].host, reply.status);
        http_reply_free(&reply);
        close(connection);
    }
    world_close();
}
END_TEST

START_TEST(any_key_is_for_this_machine_only)
{
    struct error error = { 0 };
    world_open();
    const struct server_options options = { .data_dir = world_dir, .address = "0.0.0.0", .any_key = true };
    ck_assert_ptr_null(server_start(&options, &error));
    ck_assert_int_eq(error.kind, ERROR_USAGE);
    world_close();
}
END_TEST

START_TEST(the_private_socket_is_nobody_elses)
{
    struct stat status;
    world_open();
    ck_assert_int_eq(strncmp(server_url(world_server), "unix:", 5), 0);
    char *const path = xstrdup(server_url(world_server) + 5);
    char *const directory = xstrdup(path);
    *strrchr(directory, '/') = '\0';
    ck_assert_int_eq(stat(directory, &status), 0);
    ck_assert_uint_eq(status.st_mode & 0777, 0700);
    step_run("no key is needed", &(struct step){ "GET /projects", NULL, 200, NULL });
    world_stop();
    ck_assert_int_ne(access(path, F_OK), 0);
    ck_assert_int_ne(access(directory, F_OK), 0);
    free(directory);
    free(path);
    world_close();
}
END_TEST

Suite *keys_suite(void)
{
    TCase *const cases = tcase_create("keys");
    tcase_add_test(cases, pairs_of_keys);
    tcase_add_test(cases, any_pair_of_keys);
    tcase_add_test(cases, path_and_method_come_before_keys);
    tcase_add_test(cases, a_server_without_keys_makes_a_pair_and_keeps_it);
    tcase_add_test(cases, a_key_file_that_others_may_read_is_refused);
    tcase_add_test(cases, keys_come_and_go_while_a_server_runs);
    tcase_add_test(cases, any_key_is_asked_under_this_machines_names_only);
    tcase_add_test(cases, any_key_is_for_this_machine_only);
    tcase_add_test(cases, the_private_socket_is_nobody_elses);
    Suite *const suite = suite_create("contract: keys");
    suite_add_tcase(suite, cases);
    return suite;
}
