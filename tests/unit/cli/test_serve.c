#include "../../../src/cli/serve.h"

#include <annotty/base/mem.h>

#include <check.h>

static const struct {
    const char *text, *address, *unix_path;
    uint16_t port;
} places[] = {
    { "127.0.0.1:8126", "127.0.0.1", NULL, 8126 },
    { "0.0.0.0:0", "0.0.0.0", NULL, 0 },
    { "localhost:65535", "localhost", NULL, 65535 },
    { "[::1]:80", "::1", NULL, 80 },
    { "[fe80::1%eth0]:80", "fe80::1%eth0", NULL, 80 },
    { "unix:/run/annotty/socket", NULL, "/run/annotty/socket", 0 },
    { "unix:socket", NULL, "socket", 0 },
};

START_TEST(a_place_is_an_address_or_a_path)
{
    char host[SERVE_HOST_SIZE];
    struct server_options options = { 0 };
    struct error error = { 0 };
    ck_assert_msg(serve_read_place(places[_i].text, &options, host, &error), "%s", error.message);
    ck_assert_pstr_eq(options.address, places[_i].address);
    ck_assert_pstr_eq(options.unix_path, places[_i].unix_path);
    ck_assert_uint_eq(options.port, places[_i].port);
}
END_TEST

static const char *const nowhere[] = {
    "",
    ":",
    ":80",
    "localhost",
    "localhost:",
    "localhost:x",
    "localhost:-1",
    "localhost:65536",
    "localhost:80x",
    "::1:80",
    "[::1]",
    "[]:80",
    "[::1:80",
    "unix:",
    "8126",
};

START_TEST(what_is_no_place_is_named)
{
    char host[SERVE_HOST_SIZE];
    struct server_options options = { 0 };
    struct error error = { 0 };
    ck_assert(!serve_read_place(nowhere[_i], &options, host, &error));
    ck_assert_int_eq(error.kind, ERROR_USAGE);
    ck_assert_msg(strstr(error.message, "such as 127.0.0.1:8126") != NULL, "%s", error.message);
}
END_TEST

START_TEST(a_name_that_is_too_long_is_no_place)
{
    char text[SERVE_HOST_SIZE + 8];
    char host[SERVE_HOST_SIZE];
    struct server_options options = { 0 };
    memset(text, 'a', sizeof(text));
    memcpy(text + SERVE_HOST_SIZE, ":80", 4);
    ck_assert(!serve_read_place(text, &options, host, NULL));
    memcpy(text + SERVE_HOST_SIZE - 1, ":80", 4);
    ck_assert(serve_read_place(text, &options, host, NULL));
}
END_TEST

Suite *serve_suite(void)
{
    Suite *suite = suite_create("serve");
    TCase *tests = tcase_create("serve");
    tcase_add_loop_test(tests, a_place_is_an_address_or_a_path, 0, ARRAY_LENGTH(places));
    tcase_add_loop_test(tests, what_is_no_place_is_named, 0, ARRAY_LENGTH(nowhere));
    tcase_add_test(tests, a_name_that_is_too_long_is_no_place);
    suite_add_tcase(suite, tests);
    return suite;
}
