#include "../../../src/server/host.h"

#include "suites.h"

#include <annotty/base/mem.h>

static const struct {
    const char *host;
    bool is_loopback;
} hosts[] = {
    { "localhost", true },
    { "LocalHost:8126", true },
    { "127.0.0.1", true },
    { "127.0.0.1:1", true },
    { "127.255.255.255:65535", true },
    { "[::1]", true },
    { "[::1]:8126", true },
    { NULL, false },
    { "", false },
    { ":80", false },
    { "::1", false },
    { "[::1", false },
    { "[::1]x", false },
    { "[::1]x:80", false },
    { "[::2]", false },
    { "localhost:", false },
    { "localhost:0", false },
    { "localhost:65536", false },
    { "localhost:80:80", false },
    { "localhost:8126@evil.example", false },
    { "localhost.", false },
    { " localhost", false },
    { "evil.example", false },
    { "localhost.evil.example", false },
    { "127.0.0.1.evil.example", false },
    { "127.1", false },
    { "2130706433", false },
    { "0.0.0.0", false },
    { "128.0.0.1", false },
    { "a.very.long.name.that.goes.on.and.on.and.on.and.on.and.on.and.on.and.on.example", false },
};

START_TEST(only_this_machines_names_are_its_own)
{
    ck_assert_msg(host_is_loopback(hosts[_i].host) == hosts[_i].is_loopback, "%s", hosts[_i].host);
}
END_TEST

Suite *host_suite(void)
{
    TCase *const cases = tcase_create("host");
    tcase_add_loop_test(cases, only_this_machines_names_are_its_own, 0, ARRAY_LENGTH(hosts));
    Suite *const suite = suite_create("host");
    suite_add_tcase(suite, cases);
    return suite;
}
