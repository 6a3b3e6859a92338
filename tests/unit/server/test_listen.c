#include "../../../src/server/listen.h"

#include "../scratch.h"
#include "suites.h"

#include <annotty/base/mem.h>

#include <errno.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <time.h>
#include <unistd.h>

static struct scratch scratch;
static struct listener listener;
static struct error error;
static char *path; /* where a socket goes */

/* All private places are in the scratch directory, but for /tmp at last. */
static void setup(void)
{
    scratch = scratch_new();
    listener = LISTENER_NONE;
    path = scratch_file(&scratch, "own.sock");
    char *const runtime = scratch_file(&scratch, "run");
    char *const temporary = scratch_file(&scratch, "tmp");
    ck_assert_int_eq(mkdir(runtime, 0700), 0);
    ck_assert_int_eq(mkdir(temporary, 0700), 0);
    setenv("XDG_RUNTIME_DIR", runtime, 1);
    setenv("TMPDIR", temporary, 1);
    free(runtime);
    free(temporary);
}

static void teardown(void)
{
    listener_close(&listener);
    free(path);
    scratch_remove(&scratch);
}

static mode_t mode_of(const char *file)
{
    struct stat status;
    ck_assert_int_eq(lstat(file, &status), 0);
    return status.st_mode & 07777;
}

static bool exists(const char *file)
{
    struct stat status;
    return lstat(file, &status) == 0;
}

static bool is_below(const char *file, const char *variable)
{
    const char *const place = getenv(variable);
    return place != NULL && strncmp(file, place, strlen(place)) == 0 && file[strlen(place)] == '/';
}

static void make_file(const char *file)
{
    const int descriptor = open(file, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
    ck_assert_int_ge(descriptor, 0);
    close(descriptor);
}

static bool answers(const char *socket_path)
{
    struct sockaddr_un address = { .sun_family = AF_UNIX };
    ck_assert_uint_lt(strlen(socket_path), sizeof(address.sun_path));
    memcpy(address.sun_path, socket_path, strlen(socket_path) + 1);
    const int descriptor = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
    const bool connected = connect(descriptor, (const struct sockaddr *)&address, sizeof(address)) == 0;
    close(descriptor);
    return connected;
}

/* The server behind the socket is killed: nothing is removed. */
static void kill_listener(void)
{
    close(listener.descriptor);
    free(listener.url);
    free(listener.path);
    free(listener.directory);
    listener = LISTENER_NONE;
}

/* What the last call left behind when it refused. */
static void assert_refused(enum error_kind kind, const char *says)
{
    ck_assert_int_eq(error.kind, kind);
    ck_assert_msg(strstr(error.message, says) != NULL, "%s", error.message);
    ck_assert_int_eq(listener.descriptor, -1);
    ck_assert_ptr_null(listener.url);
    ck_assert_ptr_null(listener.path);
    ck_assert_ptr_null(listener.directory);
}

/* Private sockets */

START_TEST(a_private_socket_is_its_owners_only)
{
    umask(0);
    ck_assert_msg(listen_privately(&listener, &error), "%s", error.message);
    ck_assert(is_below(listener.directory, "XDG_RUNTIME_DIR"));
    ck_assert_uint_eq(mode_of(listener.directory), 0700);
    ck_assert_uint_eq(mode_of(listener.path), 0600);
    ck_assert_int_eq(strncmp(listener.url, "unix:", 5), 0);
    ck_assert_str_eq(listener.url + 5, listener.path);
    ck_assert(answers(listener.path));
}
END_TEST

START_TEST(closing_leaves_nothing)
{
    ck_assert(listen_privately(&listener, &error));
    char *const directory = xstrdup(listener.directory);
    listener_close(&listener);
    ck_assert_int_eq(listener.descriptor, -1);
    ck_assert(!exists(directory));
    listener_close(&listener);
    free(directory);
}
END_TEST

START_TEST(two_private_sockets_do_not_meet)
{
    struct listener other = LISTENER_NONE;
    ck_assert(listen_privately(&listener, &error));
    ck_assert(listen_privately(&other, &error));
    ck_assert_str_ne(listener.directory, other.directory);
    listener_close(&other);
    ck_assert(answers(listener.path));
}
END_TEST

static const char *const useless_places[] = { NULL, "", "run", "/dev/null", "/nonexistent/run" };

START_TEST(a_useless_place_is_passed_over)
{
    if (useless_places[_i] != NULL)
        setenv("XDG_RUNTIME_DIR", useless_places[_i], 1);
    else
        unsetenv("XDG_RUNTIME_DIR");
    ck_assert_msg(listen_privately(&listener, &error), "%s", error.message);
    ck_assert(is_below(listener.directory, "TMPDIR"));
}
END_TEST

START_TEST(the_last_place_is_tmp)
{
    setenv("XDG_RUNTIME_DIR", "/dev/null", 1);
    setenv("TMPDIR", "/dev/null", 1);
    ck_assert_msg(listen_privately(&listener, &error), "%s", error.message);
    ck_assert_int_eq(strncmp(listener.directory, "/tmp/", 5), 0);
}
END_TEST

START_TEST(a_place_with_too_long_a_name_is_passed_over_and_left_clean)
{
    char name[100];
    memset(name, 'x', sizeof(name) - 1);
    name[sizeof(name) - 1] = '\0';
    char *const place = scratch_file(&scratch, name);
    ck_assert_int_eq(mkdir(place, 0700), 0);
    setenv("XDG_RUNTIME_DIR", place, 1);
    ck_assert_msg(listen_privately(&listener, &error), "%s", error.message);
    ck_assert(is_below(listener.directory, "TMPDIR"));
    ck_assert_int_eq(rmdir(place), 0); /* empty */
    free(place);
}
END_TEST

/* Sockets at a path */

START_TEST(a_socket_at_a_path_is_its_owners_only)
{
    umask(0);
    ck_assert_msg(listen_unix(&listener, path, &error), "%s", error.message);
    ck_assert_uint_eq(mode_of(path), 0600);
    ck_assert_ptr_null(listener.directory);
    ck_assert(answers(path));
    listener_close(&listener);
    ck_assert(!exists(path));
}
END_TEST

START_TEST(a_path_that_is_too_long_is_told)
{
    char name[128];
    memset(name, 'x', sizeof(name) - 1);
    name[sizeof(name) - 1] = '\0';
    char *const long_path = scratch_file(&scratch, name);
    ck_assert(!listen_unix(&listener, long_path, &error));
    assert_refused(ERROR_USAGE, "the path is too long for a socket");
    free(long_path);
}
END_TEST

START_TEST(a_path_in_no_directory_is_told)
{
    char *const nowhere = scratch_file(&scratch, "missing/own.sock");
    ck_assert(!listen_unix(&listener, nowhere, &error));
    assert_refused(ERROR_STORE, "choose another path");
    ck_assert_int_eq(error.system_errno, ENOENT);
    free(nowhere);
}
END_TEST

/* Nothing is refused to root, who therefore becomes somebody to whom the 0700 directory is closed. */
START_TEST(a_directory_that_is_not_ours_is_told)
{
    enum { NOBODY = 65534 };
    const uid_t self = geteuid();
    ck_assert_int_eq(chmod(scratch.path, 0500), 0);
    ck_assert_int_eq(self == 0 ? seteuid(NOBODY) : 0, 0);
    const bool listening = listen_unix(&listener, path, &error);
    ck_assert_int_eq(seteuid(self), 0);
    ck_assert_int_eq(chmod(scratch.path, 0700), 0);
    ck_assert(!listening);
    assert_refused(ERROR_STORE, "choose another path");
    ck_assert_int_eq(error.system_errno, EACCES);
}
END_TEST

START_TEST(a_socket_in_use_is_not_disturbed)
{
    struct listener first = LISTENER_NONE;
    ck_assert(listen_unix(&first, path, &error));
    ck_assert(!listen_unix(&listener, path, &error));
    assert_refused(ERROR_STORE, "choose another path");
    ck_assert_int_eq(error.system_errno, EADDRINUSE);
    ck_assert(answers(path));
    listener_close(&first);
}
END_TEST

START_TEST(the_socket_of_a_killed_server_is_taken_over)
{
    ck_assert(listen_unix(&listener, path, &error));
    kill_listener();
    ck_assert(exists(path));
    ck_assert_msg(listen_unix(&listener, path, &error), "%s", error.message);
    ck_assert(answers(path));
}
END_TEST

START_TEST(a_file_at_the_path_stays)
{
    make_file(path);
    ck_assert(!listen_unix(&listener, path, &error));
    assert_refused(ERROR_STORE, "choose another path");
    ck_assert(exists(path));
}
END_TEST

START_TEST(a_link_to_a_dead_socket_stays)
{
    char *const link = scratch_file(&scratch, "link");
    ck_assert(listen_unix(&listener, path, &error));
    kill_listener();
    ck_assert_int_eq(symlink(path, link), 0);
    ck_assert(!listen_unix(&listener, link, &error));
    ck_assert(exists(link));
    ck_assert(exists(path));
    free(link);
}
END_TEST

/* What killed servers left */

/* As a server does that starts later. */
static void clean_up(void)
{
    struct listener later = LISTENER_NONE;
    ck_assert_msg(listen_privately(&later, &error), "%s", error.message);
    listen_remove_stale(&later);
    ck_assert(answers(later.path));
    listener_close(&later);
}

static void make_old(const char *directory)
{
    const struct timespec hour_ago = { .tv_sec = time(NULL) - 3600 };
    const struct timespec times[2] = { hour_ago, hour_ago };
    ck_assert_int_eq(utimensat(AT_FDCWD, directory, times, 0), 0);
}

static const struct {
    const char *what;
    bool is_alive, is_old, has_socket, has_file, stays;
} remains[] = {
    { "an old dead socket", false, true, true, false, false },
    { "an old directory without one", false, true, false, false, false },
    { "a young dead socket", false, false, true, false, true },
    { "an old socket that answers", true, true, true, false, true },
    { "an old directory with something else", false, true, true, true, true },
};

START_TEST(what_killed_servers_left_is_removed)
{
    ck_assert(listen_privately(&listener, &error));
    char *const directory = xstrdup(listener.directory);
    char *const file = xasprintf("%s/file", directory);
    if (!remains[_i].has_socket)
        ck_assert_int_eq(unlink(listener.path), 0);
    if (remains[_i].has_file)
        make_file(file);
    if (!remains[_i].is_alive)
        kill_listener();
    if (remains[_i].is_old)
        make_old(directory);
    clean_up();
    ck_assert_msg(exists(directory) == remains[_i].stays, "%s", remains[_i].what);
    ck_assert_int_eq(exists(file), remains[_i].has_file);
    if (remains[_i].is_alive)
        ck_assert(answers(listener.path));
    free(directory);
    free(file);
}
END_TEST

START_TEST(what_is_not_a_servers_stays)
{
    char *const directory = xasprintf("%s/other-server-x", getenv("XDG_RUNTIME_DIR"));
    char *const file = xasprintf("%s/annotty-server-x", getenv("XDG_RUNTIME_DIR"));
    ck_assert_int_eq(mkdir(directory, 0700), 0);
    make_file(file);
    make_old(directory);
    make_old(file);
    clean_up();
    ck_assert(exists(directory));
    ck_assert(exists(file));
    free(directory);
    free(file);
}
END_TEST

START_TEST(a_listener_at_a_path_leaves_its_neighbours_alone)
{
    ck_assert(listen_privately(&listener, &error));
    char *const directory = xstrdup(listener.directory);
    kill_listener();
    make_old(directory);
    ck_assert(listen_unix(&listener, path, &error));
    listen_remove_stale(&listener);
    ck_assert(exists(directory));
    free(directory);
}
END_TEST

/* TCP */

static bool listen_at(const char *address, uint16_t port, const char *why_loopback)
{
    const struct listen_place place = {
        .address = address, .port = port, .scheme = "http", .why_loopback = why_loopback
    };
    return listen_tcp(&listener, &place, &error);
}

static uint16_t port_of_url(void)
{
    return (uint16_t)strtoul(strrchr(listener.url, ':') + 1, NULL, 10);
}

START_TEST(a_port_is_picked_and_named)
{
    ck_assert_msg(listen_at("127.0.0.1", 0, "it is private"), "%s", error.message);
    ck_assert_int_eq(strncmp(listener.url, "http://127.0.0.1:", 17), 0);
    ck_assert_uint_gt(port_of_url(), 0);
    const struct sockaddr_in address = { .sin_family = AF_INET,
                                         .sin_port = htons(port_of_url()),
                                         .sin_addr.s_addr = htonl(INADDR_LOOPBACK) };
    const int descriptor = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    ck_assert_int_eq(connect(descriptor, (const struct sockaddr *)&address, sizeof(address)), 0);
    close(descriptor);
}
END_TEST

/* Machines without IPv6 say so. */
START_TEST(an_ipv6_address_is_bracketed)
{
    if (listen_at("::1", 0, "it is private"))
        ck_assert_int_eq(strncmp(listener.url, "http://[::1]:", 13), 0);
    else
        assert_refused(ERROR_STORE, "can't listen on ::1");
}
END_TEST

START_TEST(a_port_in_use_is_told)
{
    struct listener first = listener;
    ck_assert(listen_at("127.0.0.1", 0, "it is private"));
    const uint16_t port = port_of_url();
    first = listener;
    listener = LISTENER_NONE;
    ck_assert(!listen_at("127.0.0.1", port, NULL));
    assert_refused(ERROR_STORE, "choose another");
    ck_assert_int_eq(error.system_errno, EADDRINUSE);
    listener_close(&first);
}
END_TEST

static const struct {
    const char *address;
    const char *why_loopback;
    enum error_kind kind;
    const char *says;
} bad_addresses[] = {
    { "", NULL, ERROR_USAGE, "can't listen on" },
    { "127.0.0.1:80", NULL, ERROR_USAGE, "can't listen on" },
    { "192.0.2.1", NULL, ERROR_STORE, "choose another" }, /* an address kept for documents: no machine's own */
    { "0.0.0.0", "it is private", ERROR_USAGE, "other machines: it is private" },
};

START_TEST(a_bad_address_is_told)
{
    ck_assert(!listen_at(bad_addresses[_i].address, 0, bad_addresses[_i].why_loopback));
    assert_refused(bad_addresses[_i].kind, bad_addresses[_i].says);
}
END_TEST

Suite *listen_suite(void)
{
    TCase *const cases = tcase_create("listen");
    tcase_add_checked_fixture(cases, setup, teardown);
    tcase_add_test(cases, a_private_socket_is_its_owners_only);
    tcase_add_test(cases, closing_leaves_nothing);
    tcase_add_test(cases, two_private_sockets_do_not_meet);
    tcase_add_loop_test(cases, a_useless_place_is_passed_over, 0, ARRAY_LENGTH(useless_places));
    tcase_add_test(cases, the_last_place_is_tmp);
    tcase_add_test(cases, a_place_with_too_long_a_name_is_passed_over_and_left_clean);
    tcase_add_test(cases, a_socket_at_a_path_is_its_owners_only);
    tcase_add_test(cases, a_path_that_is_too_long_is_told);
    tcase_add_test(cases, a_path_in_no_directory_is_told);
    tcase_add_test(cases, a_directory_that_is_not_ours_is_told);
    tcase_add_test(cases, a_socket_in_use_is_not_disturbed);
    tcase_add_test(cases, the_socket_of_a_killed_server_is_taken_over);
    tcase_add_test(cases, a_file_at_the_path_stays);
    tcase_add_test(cases, a_link_to_a_dead_socket_stays);
    tcase_add_loop_test(cases, what_killed_servers_left_is_removed, 0, ARRAY_LENGTH(remains));
    tcase_add_test(cases, what_is_not_a_servers_stays);
    tcase_add_test(cases, a_listener_at_a_path_leaves_its_neighbours_alone);
    tcase_add_test(cases, a_port_is_picked_and_named);
    tcase_add_test(cases, an_ipv6_address_is_bracketed);
    tcase_add_test(cases, a_port_in_use_is_told);
    tcase_add_loop_test(cases, a_bad_address_is_told, 0, ARRAY_LENGTH(bad_addresses));
    Suite *const suite = suite_create("listen");
    suite_add_tcase(suite, cases);
    return suite;
}
