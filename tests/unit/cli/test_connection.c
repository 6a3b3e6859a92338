#include <annotty/cli/connection.h>

#include <check.h>
#include <stdlib.h>
#include <string.h>

/* Each differs from the one before it. */
static const struct {
    const char *base, *api_key, *app_key;
} servers[] = {
    { "https://one.test", NULL, NULL },        { "https://two.test", NULL, NULL },
    { "https://two.test", "first", "person" }, { "https://two.test", "second", "person" },
    { "https://two.test", "second", "other" }, { "https://two.test", "second", NULL },
};

START_TEST(other_keys_have_another_cache)
{
    for (size_t i = 1; i < sizeof(servers) / sizeof(*servers); i++) {
        char *before = connection_cache_name(servers[i - 1].base, servers[i - 1].api_key, servers[i - 1].app_key);
        char *name = connection_cache_name(servers[i].base, servers[i].api_key, servers[i].app_key);
        char *again = connection_cache_name(servers[i].base, servers[i].api_key, servers[i].app_key);
        ck_assert_str_ne(name, before);
        ck_assert_str_eq(name, again);
        ck_assert(servers[i].api_key == NULL || strstr(name, servers[i].api_key) == NULL);
        free(before);
        free(name);
        free(again);
    }
}
END_TEST

Suite *connection_suite(void)
{
    Suite *suite = suite_create("connection");
    TCase *tests = tcase_create("connection");
    tcase_add_test(tests, other_keys_have_another_cache);
    suite_add_tcase(suite, tests);
    return suite;
}
