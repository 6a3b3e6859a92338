#include "world.h"

#include <annotty/base/mem.h>

#include <stdlib.h>

static const char file_text[] = "site = top.example\n"
                                "theme = light\n"
                                "profile = work\n"
                                "[profile work]\n"
                                "site = work.example\n"
                                "timeout = 9\n"
                                "[profile home]\n"
                                "site = home.example\n";

/* Which of the places say something, and who wins. */
static const struct {
    const char *profile_flag, *variable, *flag;
    const char *site, *origin;
    long long timeout_s;
} places[] = {
    { NULL, NULL, NULL, "work.example", "config.ini:5", 9 },
    { "home", NULL, NULL, "home.example", "config.ini:8", 30 },
    { "home", "env.example", NULL, "env.example", "DD_SITE", 30 },
    { NULL, "env.example", "flag.example", "flag.example", "flag", 9 },
    { NULL, "", NULL, "work.example", "config.ini:5", 9 },
};

START_TEST(the_strongest_place_wins)
{
    world_write_config(file_text, 0644);
    if (places[_i].variable != NULL)
        setenv("DD_SITE", places[_i].variable, 1);
    struct config *config = world_load();
    if (places[_i].flag != NULL)
        ck_assert(config_set(config, SLICE("site"), slice_of(places[_i].flag), "flag", NULL));
    if (places[_i].profile_flag != NULL)
        ck_assert(config_set(config, SLICE("profile"), slice_of(places[_i].profile_flag), "flag", NULL));
    struct error error = { 0 };
    ck_assert_msg(config_settle(config, &error), "%s", error.message);
    ck_assert_str_eq(config_text(config, CONFIG_SITE), places[_i].site);
    ck_assert_str_eq(config_origin(config, CONFIG_SITE), places[_i].origin);
    ck_assert_int_eq(config_number(config, CONFIG_TIMEOUT_S), places[_i].timeout_s);
    ck_assert_str_eq(config_text(config, CONFIG_THEME), "light");
    config_free(&config);
}
END_TEST

START_TEST(the_top_of_the_file_counts_without_a_profile)
{
    world_write_config("site = top.example\n[profile work]\nsite = work.example\n", 0600);
    struct config *config = world_load();
    ck_assert(config_settle(config, NULL));
    ck_assert_str_eq(config_text(config, CONFIG_SITE), "top.example");
    ck_assert_str_eq(config_origin(config, CONFIG_SITE), "config.ini:1");
    config_free(&config);
}
END_TEST

START_TEST(an_unknown_profile_is_an_error)
{
    world_write_config(file_text, 0600);
    setenv("ANNOTTY_PROFILE", "play", 1);
    struct config *config = world_load();
    struct error error = { 0 };
    ck_assert(!config_settle(config, &error));
    ck_assert_int_eq(error.kind, ERROR_USAGE);
    ck_assert_ptr_nonnull(strstr(error.message, "no settings under [profile play]"));
    ck_assert_str_eq(error.where, "ANNOTTY_PROFILE");
    config_free(&config);
}
END_TEST

START_TEST(the_second_variable_counts_when_the_first_is_empty)
{
    setenv("DD_API_KEY", "", 1);
    setenv("DATADOG_API_KEY", "second", 1);
    setenv("DD_APP_KEY", "first", 1);
    setenv("DATADOG_APP_KEY", "second", 1);
    struct config *config = world_load();
    ck_assert_str_eq(config_text(config, CONFIG_API_KEY), "second");
    ck_assert_str_eq(config_origin(config, CONFIG_API_KEY), "DATADOG_API_KEY");
    ck_assert_str_eq(config_text(config, CONFIG_APP_KEY), "first");
    config_free(&config);
}
END_TEST

START_TEST(a_bad_variable_is_a_problem_and_changes_nothing)
{
    setenv("ANNOTTY_TIMEOUT", "soon", 1);
    struct config *config = config_load();
    ck_assert_str_eq(world_problem(config), "ANNOTTY_TIMEOUT: timeout is a number from 1 to 3600, not 'soon'");
    ck_assert_int_eq(config_number(config, CONFIG_TIMEOUT_S), 30);
    config_free(&config);
}
END_TEST

START_TEST(a_bad_key_is_never_shown)
{
    setenv("DD_API_KEY", "sesame\r\nX-Evil: 1", 1);
    setenv("DD_APP_KEY", "sesame with blanks", 1);
    struct config *config = config_load();
    ck_assert_uint_eq(config_problem_count(config), 2);
    for (size_t i = 0; i < 2; i++)
        ck_assert_ptr_null(strstr(config_problem(config, i), "sesame"));
    ck_assert_ptr_null(config_text(config, CONFIG_API_KEY));
    ck_assert_ptr_null(config_text(config, CONFIG_APP_KEY));
    config_free(&config);
}
END_TEST

Suite *config_suite(void)
{
    Suite *suite = suite_create("config");
    TCase *tests = tcase_create("config");
    tcase_add_checked_fixture(tests, world_set_up, world_tear_down);
    tcase_add_loop_test(tests, the_strongest_place_wins, 0, ARRAY_LENGTH(places));
    tcase_add_test(tests, the_top_of_the_file_counts_without_a_profile);
    tcase_add_test(tests, an_unknown_profile_is_an_error);
    tcase_add_test(tests, the_second_variable_counts_when_the_first_is_empty);
    tcase_add_test(tests, a_bad_variable_is_a_problem_and_changes_nothing);
    tcase_add_test(tests, a_bad_key_is_never_shown);
    suite_add_tcase(suite, tests);
    return suite;
}
