#include "world.h"

START_TEST(each_setting_is_complete)
{
    const struct config_row *row = &config_rows[_i];
    ck_assert_ptr_nonnull(row->name);
    ck_assert_ptr_nonnull(row->variable);
    ck_assert_ptr_nonnull(row->help);
    ck_assert_uint_eq(strspn(row->name, "abcdefghijklmnopqrstuvwxyz-"), strlen(row->name));
    ck_assert_int_eq(row->help[strlen(row->help) - 1], '.');
    ck_assert_int_eq(row->argument == NULL, row->type == CONFIG_SWITCH);
    ck_assert_int_eq(row->choices != NULL, row->type == CONFIG_CHOICE);
    ck_assert_int_eq(row->no_flag, row->type == CONFIG_SECRET);
    ck_assert_int_eq(row->maximum != 0, row->type == CONFIG_NUMBER || row->type == CONFIG_EXTENT);
    if (row->type == CONFIG_NUMBER || row->type == CONFIG_SWITCH || row->type == CONFIG_CHOICE)
        ck_assert_ptr_nonnull(row->fallback);
    for (int other = 0; other < _i; other++) {
        ck_assert_str_ne(row->name, config_rows[other].name);
        ck_assert_str_ne(row->variable, config_rows[other].variable);
    }
}
END_TEST

START_TEST(each_default_is_in_force_and_sound)
{
    struct config *config = world_load();
    const enum config_key key = (enum config_key)_i;
    ck_assert_pstr_eq(config_text(config, key), config_rows[key].fallback);
    ck_assert_str_eq(config_origin(config, key), "default");
    config_free(&config);
    ck_assert_ptr_null(config);
    config_free(&config);
}
END_TEST

Suite *rows_suite(void)
{
    Suite *suite = suite_create("rows");
    TCase *tests = tcase_create("rows");
    tcase_add_checked_fixture(tests, world_set_up, world_tear_down);
    tcase_add_loop_test(tests, each_setting_is_complete, 0, CONFIG_KEY_COUNT);
    tcase_add_loop_test(tests, each_default_is_in_force_and_sound, 0, CONFIG_KEY_COUNT);
    suite_add_tcase(suite, tests);
    return suite;
}
