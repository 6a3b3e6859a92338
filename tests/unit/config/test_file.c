#include "world.h"

#include <annotty/base/mem.h>

#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>

static const struct {
    const char *text;
    const char *says; /* behind "FILE:" */
} bad_files[] = {
    { "thme = dark\n", "1: no setting is called thme" },
    { "\n[colours]\nsite = x\n", "3: no section is called [colours]: write [profile NAME]" },
    { "[profile]\nsite = x\n", "2: no section is called [profile]" },
    { "[profile a]\n\nprofile = b\n", "3: a profile can't choose a profile" },
    { "timeout = 0\n", "1: timeout is a number from 1 to 3600, not '0'" },
    { "layout =\n", "1: layout needs a value" },
    { "just words\n", "1: neither [section] nor name = value" },
};

START_TEST(bad_lines_are_told_by_number_and_skipped)
{
    world_write_config(bad_files[_i].text, 0600);
    struct config *config = config_load();
    char *start = xasprintf("%s:%s", config_file(config), bad_files[_i].says);
    ck_assert_msg(strncmp(world_problem(config), start, strlen(start)) == 0, "%s", world_problem(config));
    free(start);
    ck_assert_int_eq(config_number(config, CONFIG_TIMEOUT_S), 30);
    ck_assert_str_eq(config_text(config, CONFIG_LAYOUT), "auto");
    config_free(&config);
}
END_TEST

START_TEST(a_bad_profile_line_is_told_when_the_profile_is_chosen)
{
    world_write_config("[profile a]\nmouse = perhaps\nsite = a.example\n", 0600);
    struct config *config = world_load();
    ck_assert(config_set(config, SLICE("profile"), SLICE("a"), "flag", NULL));
    ck_assert(config_settle(config, NULL));
    ck_assert_ptr_nonnull(strstr(world_problem(config), ":2: mouse is yes or no"));
    ck_assert_str_eq(config_text(config, CONFIG_SITE), "a.example");
    config_free(&config);
}
END_TEST

static const struct {
    unsigned mode;
    bool counts;
} modes[] = { { 0600, true }, { 0400, true }, { 0640, false }, { 0604, false }, { 0620, false }, { 0644, false } };

START_TEST(keys_count_only_in_a_private_file)
{
    world_write_config("site = x.example\napi_key = sesame\n", modes[_i].mode);
    struct config *config = config_load();
    if (modes[_i].counts) {
        ck_assert_uint_eq(config_problem_count(config), 0);
        ck_assert_str_eq(config_text(config, CONFIG_API_KEY), "sesame");
        ck_assert_str_eq(config_origin(config, CONFIG_API_KEY), "config.ini:2");
    } else {
        ck_assert_ptr_nonnull(strstr(world_problem(config), ":2: api-key is ignored because others can read the file"));
        ck_assert_ptr_null(strstr(world_problem(config), "sesame"));
        ck_assert_ptr_null(config_text(config, CONFIG_API_KEY));
    }
    ck_assert_str_eq(config_text(config, CONFIG_SITE), "x.example");
    config_free(&config);
}
END_TEST

START_TEST(the_platform_says_where_the_file_is)
{
    unsetenv("ANNOTTY_CONFIG");
    struct config *config = world_load();
    char *path = scratch_file(&world_home, ".config/annotty/config.ini");
    ck_assert_str_eq(config_file(config), path);
    free(path);
    config_free(&config);
    setenv("XDG_CONFIG_HOME", "relative", 1);
    setenv("HOME", "relative", 1);
    config = world_load();
    ck_assert_ptr_null(config_file(config));
    config_free(&config);
    setenv("XDG_CONFIG_HOME", "/etc/xdg-of-nobody", 1);
    config = world_load();
    ck_assert_str_eq(config_file(config), "/etc/xdg-of-nobody/annotty/config.ini");
    config_free(&config);
}
END_TEST

START_TEST(a_file_that_was_asked_for_must_be_there)
{
    setenv("ANNOTTY_CONFIG", "/nonexistent/config.ini", 1);
    struct config *config = config_load();
    ck_assert_str_eq(world_problem(config), "cannot read /nonexistent/config.ini: No such file or directory");
    config_free(&config);
}
END_TEST

Suite *file_suite(void)
{
    Suite *suite = suite_create("file");
    TCase *tests = tcase_create("file");
    tcase_add_checked_fixture(tests, world_set_up, world_tear_down);
    tcase_add_loop_test(tests, bad_lines_are_told_by_number_and_skipped, 0, ARRAY_LENGTH(bad_files));
    tcase_add_test(tests, a_bad_profile_line_is_told_when_the_profile_is_chosen);
    tcase_add_loop_test(tests, keys_count_only_in_a_private_file, 0, ARRAY_LENGTH(modes));
    tcase_add_test(tests, the_platform_says_where_the_file_is);
    tcase_add_test(tests, a_file_that_was_asked_for_must_be_there);
    suite_add_tcase(suite, tests);
    return suite;
}
