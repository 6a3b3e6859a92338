/* The server and its store: what outlives it, what several share, what can't be opened, where it listens. */
#include "story.h"
#include "suites.h"

#include <annotty/base/mem.h>

#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

START_TEST(what_was_confirmed_is_there_after_a_restart)
{
    static const struct story after = { "after a restart",
                                        { { "GET /projects", NULL, 200, "/data/0/id '{O}'; /data/1/id '{P}'" },
                                          { "GET /annotation-queues/{Q}/annotated-interactions", NULL, 200,
                                            "/data/attributes/annotated_interactions/1/id '{J}'" } } };
    world_open_filled();
    world_stop();
    world_open();
    story_run(&after);
    world_close();
}
END_TEST

/* A server in a process of its own, which is killed while it serves. */
START_TEST(what_was_confirmed_is_there_after_a_kill)
{
    int pipes[2];
    char url[256] = "";
    world_open();
    world_stop();
    ck_assert_int_eq(pipe(pipes), 0);
    const pid_t child = fork();
    ck_assert_int_ge(child, 0);
    if (child == 0) {
        world_open();
        const struct slice own = slice_of(server_url(world_server));
        if (write(pipes[1], own.at, own.length) != (ssize_t)own.length)
            _exit(1);
        for (;;)
            pause();
    }
    ck_assert_int_gt(read(pipes[0], url, sizeof(url) - 1), 0);
    const struct slice body = SLICE("{\"data\":{\"type\":\"projects\",\"attributes\":{\"name\":\"kept\"}}}");
    struct buf request = buf_with_limit(BUF_LIMIT_LINE);
    http_write_request(&request, "POST", BASE "/projects", NULL, &body);
    const int connection = http_connect(url);
    http_send(connection, buf_slice(&request));
    struct http_reply reply;
    ck_assert(http_receive(connection, &reply));
    kill(child, SIGKILL);
    ck_assert_int_eq(waitpid(child, NULL, 0), child);
    ck_assert_int_eq(reply.status, 201);
    http_reply_free(&reply);
    buf_free(&request);
    close(connection);
    world_open();
    step_run("after a kill", &(struct step){ "GET /projects", NULL, 200, "/data/0/attributes/name 'kept'" });
    world_close();
    char *const directory = xstrndup(url + 5, (size_t)(strrchr(url, '/') - url - 5));
    unlink(url + 5);
    rmdir(directory);
    free(directory);
}
END_TEST

START_TEST(two_servers_share_a_store)
{
    struct error error = { 0 };
    world_open_filled();
    const struct server_options options = { .data_dir = world_dir, .embedded = true };
    struct server *const first = world_server;
    struct server *second = server_start(&options, &error);
    ck_assert_msg(second != NULL && server_ready(second, &error), "%s", error.message);
    ck_assert_str_ne(server_url(first), server_url(second));
    for (int i = 0; i < 20; i++) {
        char body[128];
        snprintf(body, sizeof(body), PROJECT("'name':'shared %d'"), i);
        world_server = i % 2 == 0 ? first : second;
        step_run("one writes", &(struct step){ "POST /projects", body, 201, "N=/data/id" });
        world_server = i % 2 == 0 ? second : first;
        step_run("the other reads", &(struct step){ "GET /projects?page[limit]=1", NULL, 200, "/data/0/id '{N}'" });
        step_run("the other writes", &(struct step){ "POST /projects", body, 200, "/data/id '{N}'" });
    }
    world_server = first;
    server_stop(&second);
    step_run("the first goes on", &(struct step){ "GET /projects", NULL, 200, "/data/21 *" });
    world_close();
}
END_TEST

START_TEST(the_sample_is_made_once_and_can_be_removed)
{
    struct error error = { 0 };
    size_t removed = 0;
    const struct server_options options = { .embedded = true, .sample = true };
    world_open_with(&options);
    step_run("made", &(struct step){ "GET /annotation-queues", NULL, 200, "/data/5 *; /data/6 -; Q=/data/0/id" });
    step_run("changed", &(struct step){ "PATCH /annotation-queues/{Q}", QUEUE("'name':'mine'"), 200, NULL });
    ck_assert_msg(server_sample_remove(world_dir, &removed, &error), "%s", error.message);
    ck_assert_uint_eq(removed, 5880 + 5 + 1 + 3);
    step_run("removed", &(struct step){ "GET /annotation-queues", NULL, 200, "/data/0/id '{Q}'; /data/1 -" });
    step_run("deleted", &(struct step){ "DELETE /annotation-queues/{Q}", NULL, 204, NULL });
    world_stop();
    world_open_with(&options);
    step_run("not made again", &(struct step){ "GET /annotation-queues", NULL, 200, "/data []" });
    ck_assert(server_sample_remove(world_dir, &removed, &error));
    ck_assert_uint_eq(removed, 1); /* the changed queue's project */
    world_close();
}
END_TEST

/* What makes a store unusable, and what is said then. */

static void write_store(const char *content, size_t length)
{
    char *const path = xasprintf("%s/workspace.db", world_dir);
    const int descriptor = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
    ck_assert_int_eq(write(descriptor, content, length), (ssize_t)length);
    close(descriptor);
    free(path);
}

static void damage(void)
{
    write_store("this is no database, though it is as long as the head of one needs to be, one hundred bytes at least",
                100);
}

/* Bytes 60 to 63 of SQLite's header are user_version, 68 to 71 application_id. */
static void make_newer(void)
{
    char *const path = xasprintf("%s/workspace.db", world_dir);
    const int descriptor = open(path, O_WRONLY | O_CLOEXEC);
    ck_assert_int_eq(pwrite(descriptor, "\0\0\3\347", 4, 60), 4);
    close(descriptor);
    free(path);
}

static void make_foreign(void)
{
    char *const path = xasprintf("%s/workspace.db", world_dir);
    const int descriptor = open(path, O_WRONLY | O_CLOEXEC);
    ck_assert_int_eq(pwrite(descriptor, "\1\2\3\4", 4, 68), 4);
    close(descriptor);
    free(path);
}

static void put_directory(void)
{
    char *const path = xasprintf("%s/workspace.db", world_dir);
    ck_assert_int_eq(unlink(path), 0);
    ck_assert_int_eq(mkdir(path, 0700), 0);
    free(path);
}

static const struct {
    void (*spoil)(void);
    const char *says;
} spoilt[] = {
    { damage, "damaged" },
    { make_newer, "newer annotty" },
    { make_foreign, "another program" },
    { put_directory, "can't be opened" },
};

START_TEST(a_store_that_cannot_be_opened_is_told_with_503)
{
    struct error error = { 0 };
    world_open_filled();
    world_stop();
    spoilt[_i].spoil();
    const struct server_options options = { .data_dir = world_dir, .embedded = true };
    world_server = server_start(&options, &error);
    ck_assert_ptr_nonnull(world_server);
    ck_assert(!server_ready(world_server, &error));
    ck_assert_int_eq(error.kind, ERROR_STORE);
    ck_assert_msg(strstr(error.message, spoilt[_i].says) != NULL, "%s", error.message);
    struct http_reply reply = story_ask("GET /projects", NULL);
    ck_assert_int_eq(reply.status, 503);
    ck_assert_msg(strstr(reply.body, spoilt[_i].says) != NULL, "%s", reply.body);
    http_reply_free(&reply);
    step_run("every request", &(struct step){ "POST /projects", PROJECT("'name':'a'"), 503, "/errors/0/detail *" });
    world_close();
}
END_TEST

START_TEST(a_damaged_store_is_left_as_it_is)
{
    struct error error = { 0 };
    char after[100] = "";
    world_open();
    world_stop();
    damage();
    const struct server_options options = { .data_dir = world_dir, .embedded = true };
    world_server = server_start(&options, &error);
    ck_assert(!server_ready(world_server, &error));
    world_stop();
    char *const path = xasprintf("%s/workspace.db", world_dir);
    const int descriptor = open(path, O_RDONLY | O_CLOEXEC);
    ck_assert_int_eq(read(descriptor, after, sizeof(after)), 100);
    ck_assert_int_eq(memcmp(after, "this is no database", 19), 0);
    close(descriptor);
    free(path);
    world_close();
}
END_TEST

/* Where it can't listen. */

START_TEST(a_port_in_use_is_told_at_once)
{
    struct error error = { 0 };
    world_open_with(&(struct server_options){ .address = "127.0.0.1", .any_key = true });
    const long port = strtol(strrchr(server_url(world_server), ':') + 1, NULL, 10);
    ck_assert_int_gt(port, 0);
    const struct server_options options = {
        .data_dir = world_dir, .address = "127.0.0.1", .port = (uint16_t)port, .any_key = true
    };
    ck_assert_ptr_null(server_start(&options, &error));
    ck_assert_int_eq(error.kind, ERROR_STORE);
    ck_assert_msg(strstr(error.message, "choose another") != NULL, "%s", error.message);
    world_close();
}
END_TEST

START_TEST(an_address_that_is_none)
{
    struct error error = { 0 };
    world_open();
    const struct server_options options = { .data_dir = world_dir, .address = "256.1.1.1", .any_key = true };
    ck_assert_ptr_null(server_start(&options, &error));
    ck_assert_int_eq(error.kind, ERROR_USAGE);
    world_close();
}
END_TEST

START_TEST(a_unix_socket_at_a_path)
{
    struct error error = { 0 };
    world_open();
    world_stop();
    char *const path = xasprintf("%s/own.sock", world_dir);
    struct server_options options = { .unix_path = path, .any_key = true };
    world_open_with(&options);
    world_headers = "DD-API-KEY: a\r\nDD-APPLICATION-KEY: b\r\n";
    step_run("served there", &(struct step){ "GET /projects", NULL, 200, NULL });
    options.data_dir = world_dir;
    ck_assert_ptr_null(server_start(&options, &error)); /* somebody listens */
    step_run("not disturbed", &(struct step){ "GET /projects", NULL, 200, NULL });
    world_stop();
    ck_assert_int_ne(access(path, F_OK), 0);
    write_store("", 0);
    char *const file = xasprintf("%s/workspace.db", world_dir);
    options.unix_path = file;
    ck_assert_ptr_null(server_start(&options, &error)); /* a file is there, and stays */
    ck_assert_int_eq(access(file, F_OK), 0);
    free(file);
    free(path);
    world_close();
}
END_TEST

START_TEST(a_private_socket_finds_a_place)
{
    struct error error = { 0 };
    char long_path[200];
    world_open();
    world_stop(); /* while a server runs, nobody may change the environment */
    memset(long_path, 'x', sizeof(long_path));
    memcpy(long_path, "/tmp/", 5);
    long_path[sizeof(long_path) - 1] = '\0';
    static const char *const unusable[] = { "/dev/null", "relative", "", NULL };
    const struct server_options options = { .data_dir = world_dir, .embedded = true };
    for (size_t i = 0; i < ARRAY_LENGTH(unusable); i++) {
        setenv("XDG_RUNTIME_DIR", unusable[i] != NULL ? unusable[i] : long_path, 1);
        struct server *server = server_start(&options, &error);
        ck_assert_msg(server != NULL && server_ready(server, &error), "%s", error.message);
        server_stop(&server);
    }
    world_close();
}
END_TEST

START_TEST(a_server_that_never_began_leaves_nothing)
{
    struct error error = { 0 };
    world_open();
    world_stop();
    const struct server_options options = { .data_dir = world_dir, .embedded = true };
    struct server *server = server_start(&options, &error);
    ck_assert_msg(server != NULL, "%s", error.message);
    char *const path = xstrdup(server_url(server) + strlen("unix:"));
    ck_assert_int_eq(access(path, F_OK), 0);
    server_stop(&server);
    ck_assert_ptr_null(server);
    ck_assert_int_ne(access(path, F_OK), 0);
    free(path);
    world_close();
}
END_TEST

Suite *store_suite(void)
{
    TCase *const cases = tcase_create("store");
    tcase_add_test(cases, what_was_confirmed_is_there_after_a_restart);
    tcase_add_test(cases, what_was_confirmed_is_there_after_a_kill);
    tcase_add_test(cases, two_servers_share_a_store);
    tcase_add_test(cases, the_sample_is_made_once_and_can_be_removed);
    tcase_add_loop_test(cases, a_store_that_cannot_be_opened_is_told_with_503, 0, ARRAY_LENGTH(spoilt));
    tcase_add_test(cases, a_damaged_store_is_left_as_it_is);
    tcase_add_test(cases, a_port_in_use_is_told_at_once);
    tcase_add_test(cases, an_address_that_is_none);
    tcase_add_test(cases, a_unix_socket_at_a_path);
    tcase_add_test(cases, a_private_socket_finds_a_place);
    tcase_add_test(cases, a_server_that_never_began_leaves_nothing);
    tcase_set_timeout(cases, 60);
    Suite *const suite = suite_create("contract: store");
    suite_add_tcase(suite, cases);
    return suite;
}
