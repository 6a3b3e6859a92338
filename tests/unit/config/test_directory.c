#include "world.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

START_TEST(directories_are_made_private_below_home)
{
    struct config *config = world_load();
    const char *data = NULL, *cache = NULL;
    struct error error = { 0 };
    ck_assert_msg(config_data_dir(config, &data, &error), "%s", error.message);
    ck_assert_msg(config_cache_dir(config, &cache, &error), "%s", error.message);
    const char *const made[] = { ".local", ".local/share", ".local/share/annotty", ".cache/annotty" };
    for (size_t i = 0; i < 4; i++) {
        char *path = scratch_file(&world_home, made[i]);
        struct stat status;
        ck_assert_int_eq(stat(path, &status), 0);
        ck_assert_uint_eq(status.st_mode, S_IFDIR | 0700);
        if (i == 2)
            ck_assert_str_eq(data, path);
        if (i == 3)
            ck_assert_str_eq(cache, path);
        free(path);
    }
    ck_assert(config_data_dir(config, &data, &error));
    config_free(&config);
}
END_TEST

START_TEST(finding_makes_nothing)
{
    char *data_home = scratch_file(&world_home, "d"), *below = scratch_file(&world_home, "d/annotty");
    setenv("XDG_DATA_HOME", data_home, 1);
    struct config *config = world_load();
    char *found = config_find_dir(config, CONFIG_DATA);
    ck_assert_str_eq(found, below);
    ck_assert_int_ne(access(data_home, F_OK), 0);
    free(found);
    ck_assert(config_set(config, SLICE("cache"), SLICE("/some/where"), "flag", NULL));
    found = config_find_dir(config, CONFIG_CACHE);
    ck_assert_str_eq(found, "/some/where");
    free(found);
    config_free(&config);
    free(data_home);
    free(below);
}
END_TEST

START_TEST(the_setting_and_the_platform_choose)
{
    char *data_home = scratch_file(&world_home, "d"), *chosen = scratch_file(&world_home, "e/f/");
    char *below = scratch_file(&world_home, "d/annotty");
    setenv("XDG_DATA_HOME", data_home, 1);
    struct config *config = world_load();
    const char *path = NULL;
    ck_assert(config_data_dir(config, &path, NULL));
    ck_assert_str_eq(path, below);
    const char *again = NULL;
    ck_assert(config_data_dir(config, &again, NULL));
    ck_assert_ptr_eq(again, path); /* who asked first still has it */
    ck_assert(config_set(config, SLICE("data"), slice_of(chosen), "flag", NULL));
    ck_assert(config_data_dir(config, &path, NULL));
    ck_assert_str_eq(path, chosen);
    ck_assert_int_eq(access(chosen, W_OK), 0);
    config_free(&config);
    free(data_home);
    free(chosen);
    free(below);
}
END_TEST

static const char *const bad_homes[] = { "", "relative", "/nonexistent/home", "/dev/null" };

START_TEST(without_a_home_the_way_out_is_told)
{
    setenv("HOME", bad_homes[_i], 1);
    struct config *config = world_load();
    const char *path = NULL;
    struct error error = { 0 };
    ck_assert(!config_data_dir(config, &path, &error));
    ck_assert_int_eq(error.kind, ERROR_STORE);
    ck_assert_str_eq(error.message, "no place for the data directory: set HOME, or use --data DIR");
    ck_assert(!config_cache_dir(config, &path, &error));
    ck_assert_str_eq(error.message, "no place for the cache directory: set HOME, or use --cache DIR");
    config_free(&config);
}
END_TEST

START_TEST(a_file_in_the_way_is_named)
{
    char *file = scratch_file(&world_home, "file"), *below = scratch_file(&world_home, "file/data");
    fclose(fopen(file, "w"));
    struct config *config = world_load();
    const char *path = NULL;
    struct error error = { 0 };
    const char *const wanted[] = { file, below };
    for (size_t i = 0; i < 2; i++) {
        ck_assert(config_set(config, SLICE("data"), slice_of(wanted[i]), "flag", NULL));
        ck_assert(!config_data_dir(config, &path, &error));
        ck_assert_int_eq(error.system_errno, ENOTDIR);
        ck_assert_str_eq(error.where, wanted[i]);
    }
    ck_assert_ptr_null(path);
    config_free(&config);
    free(file);
    free(below);
}
END_TEST

Suite *directory_suite(void)
{
    Suite *suite = suite_create("directory");
    TCase *tests = tcase_create("directory");
    tcase_add_checked_fixture(tests, world_set_up, world_tear_down);
    tcase_add_test(tests, directories_are_made_private_below_home);
    tcase_add_test(tests, the_setting_and_the_platform_choose);
    tcase_add_test(tests, finding_makes_nothing);
    tcase_add_loop_test(tests, without_a_home_the_way_out_is_told, 0, 4);
    tcase_add_test(tests, a_file_in_the_way_is_named);
    suite_add_tcase(suite, tests);
    return suite;
}
