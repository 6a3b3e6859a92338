#include "world.h"

#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>

struct scratch world_home;
static char *config_path;

void world_set_up(void)
{
    world_home = scratch_new();
    config_path = scratch_file(&world_home, "config.ini");
    for (int key = 0; key < CONFIG_KEY_COUNT; key++) {
        unsetenv(config_rows[key].variable);
        if (config_rows[key].other_variable != NULL)
            unsetenv(config_rows[key].other_variable);
    }
    const char *const directories[] = { "XDG_CONFIG_HOME", "XDG_DATA_HOME", "XDG_CACHE_HOME" };
    for (int i = 0; i < 3; i++)
        unsetenv(directories[i]);
    setenv("HOME", world_home.path, 1);
    setenv("ANNOTTY_CONFIG", config_path, 1);
    world_write_config("", 0600);
}

void world_tear_down(void)
{
    free(config_path);
    scratch_remove(&world_home);
}

void world_write_config(const char *text, unsigned mode)
{
    FILE *file = fopen(config_path, "w");
    ck_assert_ptr_nonnull(file);
    ck_assert_int_ge(fputs(text, file), 0);
    fclose(file);
    ck_assert_int_eq(chmod(config_path, mode), 0);
}

struct config *world_load(void)
{
    struct config *config = config_load();
    ck_assert_msg(config_problem_count(config) == 0, "%s", config_problem(config, 0));
    return config;
}

const char *world_problem(const struct config *config)
{
    ck_assert_uint_eq(config_problem_count(config), 1);
    ck_assert_ptr_null(config_problem(config, 1));
    return config_problem(config, 0);
}
