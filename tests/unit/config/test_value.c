#include "world.h"

#include <annotty/base/mem.h>

#include <stdlib.h>

static const struct {
    const char *name, *raw;
    const char *text; /* NULL: refused */
    const char *says;
} values[] = {
    { "site", "datadoghq.eu", "datadoghq.eu", NULL },
    { "site", "", NULL, "site needs a value" },
    { "site", "a\nb", NULL, "site has a control character" },
    { "sample", "yes", "yes", NULL },
    { "sample", "on", "yes", NULL },
    { "sample", "true", "yes", NULL },
    { "sample", "1", "yes", NULL },
    { "sample", "no", "no", NULL },
    { "sample", "off", "no", NULL },
    { "sample", "false", "no", NULL },
    { "sample", "0", "no", NULL },
    { "sample", "maybe", NULL, "sample is yes or no" },
    { "timeout", "1", "1", NULL },
    { "timeout", "3600", "3600", NULL },
    { "timeout", "0", NULL, "timeout is a number from 1 to 3600, not '0'" },
    { "timeout", "3601", NULL, "from 1 to 3600" },
    { "timeout", "5s", NULL, "from 1 to 3600" },
    { "layout", "stacked", "stacked", NULL },
    { "layout", "wide", NULL, "layout is one of auto, panes, stacked, single" },
    { "size", "100x30", "100x30", NULL },
    { "size", "1x1000", "1x1000", NULL },
    { "size", "0x30", NULL, "COLSxROWS" },
    { "size", "100", NULL, "COLSxROWS" },
    { "size", "100x1001", NULL, "COLSxROWS" },
    { "size", "100x30x2", NULL, "COLSxROWS" },
    { "data", "/srv/annotty", "/srv/annotty", NULL },
    { "data", "relative", "relative", NULL },
    { "data", "~other/x", "~other/x", NULL },
    { "scroll_jump", "3", "3", NULL },
    { "scroll-jump-", "3", NULL, "no setting is called scroll-jump-" },
    { "scroll", "3", NULL, "no setting is called scroll" },
    { "api-key", "secret", NULL, "use DD_API_KEY or api-key-command" },
    { "app_key", "secret", NULL, "use DD_APP_KEY or app-key-command" },
};

START_TEST(values_are_checked_by_their_row)
{
    struct config *config = world_load();
    struct error error = { 0 };
    const bool taken = config_set(config, slice_of(values[_i].name), slice_of(values[_i].raw), "test", &error);
    ck_assert_int_eq(taken, values[_i].text != NULL);
    if (taken) {
        bool found = false;
        for (int key = 0; key < CONFIG_KEY_COUNT; key++)
            if (strcmp(config_origin(config, (enum config_key)key), "test") == 0) {
                ck_assert_str_eq(config_text(config, (enum config_key)key), values[_i].text);
                found = true;
            }
        ck_assert(found);
    } else {
        ck_assert_int_eq(error.kind, ERROR_USAGE);
        ck_assert_msg(strstr(error.message, values[_i].says) != NULL, "%s", error.message);
        ck_assert_ptr_null(strstr(error.message, "secret"));
    }
    config_free(&config);
}
END_TEST

START_TEST(values_are_read_by_type)
{
    struct config *config = world_load();
    int columns = 0, rows = 0;
    ck_assert_int_eq(config_number(config, CONFIG_TIMEOUT_S), 30);
    ck_assert(config_switch(config, CONFIG_SAMPLE));
    ck_assert(!config_switch(config, CONFIG_MOUSE));
    ck_assert(!config_switch(config, CONFIG_URL));
    ck_assert_int_eq(config_number(config, CONFIG_URL), 0);
    ck_assert(!config_extent(config, CONFIG_SIZE, &columns, &rows));
    ck_assert(config_set(config, SLICE("size"), SLICE("120x40"), "test", NULL));
    ck_assert(config_extent(config, CONFIG_SIZE, &columns, &rows));
    ck_assert_int_eq(columns, 120);
    ck_assert_int_eq(rows, 40);
    config_free(&config);
}
END_TEST

START_TEST(a_tilde_is_the_home_directory)
{
    struct config *config = world_load();
    ck_assert(config_set(config, SLICE("log"), SLICE("~/a/b.log"), "test", NULL));
    char *path = scratch_file(&world_home, "a/b.log");
    ck_assert_str_eq(config_text(config, CONFIG_LOG), path);
    free(path);
    unsetenv("HOME");
    struct error error = { 0 };
    ck_assert(!config_set(config, SLICE("log"), SLICE("~/x"), "test", &error));
    ck_assert_ptr_nonnull(strstr(error.message, "set HOME"));
    config_free(&config);
}
END_TEST

Suite *value_suite(void)
{
    Suite *suite = suite_create("value");
    TCase *tests = tcase_create("value");
    tcase_add_checked_fixture(tests, world_set_up, world_tear_down);
    tcase_add_loop_test(tests, values_are_checked_by_their_row, 0, ARRAY_LENGTH(values));
    tcase_add_test(tests, values_are_read_by_type);
    tcase_add_test(tests, a_tilde_is_the_home_directory);
    suite_add_tcase(suite, tests);
    return suite;
}
