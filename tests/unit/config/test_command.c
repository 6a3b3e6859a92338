#include "world.h"

#include <annotty/base/mem.h>

#include <stdlib.h>

static const struct {
    const char *file, *variable, *profile;
    const char *key;  /* NULL: none */
    const char *says; /* NULL: no error */
} asks[] = {
    { "", NULL, NULL, NULL, NULL },
    { "api_key_command = echo sesame\n", NULL, NULL, "sesame", NULL },
    { "api_key_command = printf 'sesame\\nmore\\n'\n", NULL, NULL, "sesame", NULL },
    { "api_key_command = printf sesame\n", NULL, NULL, "sesame", NULL },
    { "api_key_command = echo wrong\n", "sesame", NULL, "sesame", NULL },
    { "api_key_command = echo wrong\napi_key = sesame\n", NULL, NULL, "sesame", NULL },
    { "api_key = wrong\n[profile a]\napi_key_command = echo sesame\n", NULL, "a", "sesame", NULL },
    { "api_key_command = echo wrong\n[profile a]\napi_key = sesame\n", NULL, "a", "sesame", NULL },
    { "api_key_command = true\n", NULL, NULL, NULL, "api-key-command printed nothing" },
    { "api_key_command = echo\n", NULL, NULL, NULL, "api-key needs a value" },
    { "api_key_command = echo sesame; exit 3\n", NULL, NULL, NULL, "api-key-command failed: run it by hand" },
    { "api_key_command = kill -9 $$\n", NULL, NULL, NULL, "api-key-command failed" },
    { "api_key_command = echo sesame open\n", NULL, NULL, NULL, "has a character that no key has" },
};

START_TEST(keys_are_asked_for_where_none_is_known)
{
    world_write_config(asks[_i].file, 0600);
    if (asks[_i].variable != NULL)
        setenv("DD_API_KEY", asks[_i].variable, 1);
    struct config *config = world_load();
    if (asks[_i].profile != NULL)
        ck_assert(config_set(config, SLICE("profile"), slice_of(asks[_i].profile), "flag", NULL));
    ck_assert(config_settle(config, NULL));
    struct error error = { 0 };
    ck_assert_int_eq(config_ask_keys(config, &error), asks[_i].says == NULL);
    ck_assert_pstr_eq(config_text(config, CONFIG_API_KEY), asks[_i].key);
    if (asks[_i].says != NULL) {
        ck_assert_msg(strstr(error.message, asks[_i].says) != NULL, "%s", error.message);
        ck_assert_ptr_null(strstr(error.message, "sesame"));
    }
    config_free(&config);
}
END_TEST

START_TEST(a_command_that_prints_much_ends_well)
{
    setenv("ANNOTTY_APP_KEY_COMMAND", "echo sesame; yes | head -c 300000", 1);
    struct config *config = world_load();
    struct error error = { 0 };
    ck_assert_msg(config_ask_keys(config, &error), "%s", error.message);
    ck_assert_str_eq(config_text(config, CONFIG_APP_KEY), "sesame");
    ck_assert_str_eq(config_origin(config, CONFIG_APP_KEY), "app-key-command");
    config_free(&config);
}
END_TEST

Suite *command_suite(void)
{
    Suite *suite = suite_create("command");
    TCase *tests = tcase_create("command");
    tcase_add_checked_fixture(tests, world_set_up, world_tear_down);
    tcase_add_loop_test(tests, keys_are_asked_for_where_none_is_known, 0, ARRAY_LENGTH(asks));
    tcase_add_test(tests, a_command_that_prints_much_ends_well);
    suite_add_tcase(suite, tests);
    return suite;
}
