#include "../../../src/server/access.h"

#include "../scratch.h"
#include "suites.h"

#include <annotty/base/log.h>
#include <annotty/base/mem.h>

#include <arpa/inet.h>
#include <netinet/in.h>
#include <stdio.h>
#include <stdlib.h>

static struct scratch scratch;
static char *path;

static void setup(void)
{
    scratch = scratch_new();
    path = scratch_file(&scratch, "log");
    ck_assert(log_open(path, NULL));
}

static void teardown(void)
{
    log_close();
    free(path);
    scratch_remove(&scratch);
}

/* The log's text without the time in front, which ends with the first space. */
static const char *logged(void)
{
    static char text[4096];
    FILE *const file = fopen(path, "r");
    ck_assert_ptr_nonnull(file);
    text[fread(text, 1, sizeof(text) - 1, file)] = '\0';
    fclose(file);
    ck_assert_ptr_nonnull(strchr(text, ' '));
    return strchr(text, ' ') + 1;
}

START_TEST(a_request_is_one_line)
{
    struct sockaddr_in peer = { .sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK) };
    access_log(&(struct access){ .peer = (const struct sockaddr *)&peer,
                                 .method = "GET",
                                 .path = SLICE("/healthz"),
                                 .status = 200,
                                 .bytes = 33,
                                 .duration_ms = 2 });
    ck_assert_str_eq(logged(), "request: 127.0.0.1 GET /healthz 200 33 bytes 2 ms\n");
}
END_TEST

START_TEST(an_ipv6_peer_has_its_address)
{
    struct sockaddr_in6 peer = { .sin6_family = AF_INET6, .sin6_addr = in6addr_loopback };
    access_log(&(struct access){ .peer = (const struct sockaddr *)&peer, .method = "GET", .path = SLICE("/") });
    ck_assert_str_eq(logged(), "request: ::1 GET / 0 0 bytes 0 ms\n");
}
END_TEST

START_TEST(a_request_that_broke_off_says_so)
{
    access_log(&(struct access){ .path = SLICE("/x"), .is_broken = true });
    ck_assert_str_eq(logged(), "request: unix - /x 0 0 bytes 0 ms, broken off\n");
}
END_TEST

START_TEST(hostile_text_makes_no_lines_of_its_own)
{
    access_log(&(struct access){ .method = "GET\x1b[2J", .path = SLICE("/a\nb\x1b]0;x\x07") });
    const char *const text = logged();
    ck_assert_ptr_eq(strchr(text, '\n'), text + strlen(text) - 1);
    ck_assert_ptr_null(strpbrk(text, "\x1b\x07"));
}
END_TEST

START_TEST(a_long_path_is_cut)
{
    enum { LONG = 100000 };
    char *const long_path = xmalloc(LONG);
    memset(long_path, 'a', LONG);
    access_log(&(struct access){ .method = "GET", .path = { .at = long_path, .length = LONG } });
    ck_assert_uint_lt(strlen(logged()), 2048);
    free(long_path);
}
END_TEST

Suite *access_suite(void)
{
    TCase *const cases = tcase_create("access");
    tcase_add_checked_fixture(cases, setup, teardown);
    tcase_add_test(cases, a_request_is_one_line);
    tcase_add_test(cases, an_ipv6_peer_has_its_address);
    tcase_add_test(cases, a_request_that_broke_off_says_so);
    tcase_add_test(cases, hostile_text_makes_no_lines_of_its_own);
    tcase_add_test(cases, a_long_path_is_cut);
    Suite *const suite = suite_create("access");
    suite_add_tcase(suite, cases);
    return suite;
}
