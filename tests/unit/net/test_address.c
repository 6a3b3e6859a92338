#include "../../../src/net/address.h"

#include <check.h>

static const struct {
    const char *base, *prefix, *unix_path;
    bool local;
} good[] = {
    { "https://api.datadoghq.eu", "https://api.datadoghq.eu", NULL, false },
    { "https://api.datadoghq.eu/", "https://api.datadoghq.eu", NULL, false },
    { "http://127.0.0.1:8126", "http://127.0.0.1:8126", NULL, true },
    { "http://[::1]:8126", "http://[::1]:8126", NULL, true },
    { "http://localhost", "http://localhost", NULL, true },
    { "https://127.example.org", "https://127.example.org", NULL, true },
    { "unix:/run/a.sock", "http://localhost", "/run/a.sock", true },
};

START_TEST(takes_addresses)
{
    struct address address;
    struct error error;
    ck_assert_msg(address_parse(good[_i].base, &address, &error), "%s", error.message);
    ck_assert_str_eq(address.prefix, good[_i].prefix);
    if (good[_i].unix_path != NULL)
        ck_assert_str_eq(address.unix_path, good[_i].unix_path);
    else
        ck_assert_ptr_null(address.unix_path);
    ck_assert_int_eq(address.local, good[_i].local);
    address_free(&address);
}
END_TEST

static const struct {
    const char *base, *says;
} bad[] = {
    { "", "no server address" },
    { "api.datadoghq.eu", "write https://HOST" },
    { "ftp://host", "no server address" },
    { "https://", "names no host" },
    { "https:///path", "leave the path away" },
    { "https://user:secret@host", "names no host" },
    { "https://host/api/v2", "leave the path away" },
    { "https://host?x=1", "leave the path away" },
    { "https://ho st", "leave the path away" },
    { "https://host\r\nX: y", "leave the path away" },
    { "unix:relative.sock", "absolute path" },
    { "unix:/"
      "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"
      "aaaaaa",
      "too long" },
};

START_TEST(refuses_what_is_none)
{
    struct address address;
    struct error error;
    ck_assert(!address_parse(bad[_i].base, &address, &error));
    ck_assert_int_eq(error.kind, ERROR_USAGE);
    ck_assert_msg(strstr(error.message, bad[_i].says) != NULL, "%s: %s", bad[_i].base, error.message);
}
END_TEST

Suite *address_suite(void)
{
    Suite *suite = suite_create("address");
    TCase *tests = tcase_create("address");
    tcase_add_loop_test(tests, takes_addresses, 0, (int)(sizeof(good) / sizeof(good[0])));
    tcase_add_loop_test(tests, refuses_what_is_none, 0, (int)(sizeof(bad) / sizeof(bad[0])));
    suite_add_tcase(suite, tests);
    return suite;
}
