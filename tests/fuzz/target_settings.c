/* Files that a person writes: themes and settings. */
#include "fuzz.h"

#include <annotty/base/mem.h>
#include <annotty/config/config.h>
#include <annotty/ui/theme.h>

#include <stdlib.h>

static void check_problem(const char *problem, void *data)
{
    const char *const path = data;
    HOLDS(strlen(problem) > strlen(path) && strchr(problem, '\n') == NULL);
}

static void check_color(int32_t color, enum theme_depth depth)
{
    static const int32_t counts[] = { [THEME_MONO] = 0, [THEME_8] = 8, [THEME_16] = 16, [THEME_256] = 256 };
    const bool is_rgb = depth == THEME_DIRECT && color >= THEME_RGB && color <= THEME_RGB + 0xffffff;
    const int32_t count = depth == THEME_DIRECT ? 256 : counts[depth];
    HOLDS(color == THEME_COLOR_DEFAULT || (color >= 0 && color < count) || is_rgb);
}

/* The first byte is the depth. */
void fuzz_theme(struct slice input)
{
    const enum theme_depth depth = (enum theme_depth)(fuzz_byte(&input) % (THEME_DIRECT + 1));
    char *const path = xstrdup(fuzz_file(input, 0600));
    struct theme theme;
    struct error error = { 0 };
    setenv("XDG_CONFIG_HOME", "/nowhere", 1);
    const bool loaded = theme_load(&theme, path, depth, check_problem, path, &error);
    HOLDS(loaded == (error.kind == ERROR_NONE));
    for (int role = 0; loaded && role < ROLE_COUNT; role++) {
        check_color(theme.looks[role].foreground, depth);
        check_color(theme.looks[role].background, depth);
        HOLDS(theme.looks[role].attributes < 2 * THEME_REVERSE);
    }
    free(path);
}

/* Nothing of the person who runs this. */
static void clear_environment(const char *path)
{
    static bool cleared;
    setenv("ANNOTTY_CONFIG", path, 1);
    if (cleared)
        return;
    cleared = true;
    for (int key = 0; key < CONFIG_KEY_COUNT; key++) {
        unsetenv(config_rows[key].variable);
        if (config_rows[key].other_variable != NULL)
            unsetenv(config_rows[key].other_variable);
    }
    setenv("HOME", "/nowhere", 1);
}

static void check_number(const struct config_row *row, long long number)
{
    HOLDS(number >= row->minimum && number <= row->maximum);
}

/* What is in force can be set again, and stays the same. */
static void check_value(struct config *config, enum config_key key)
{
    const struct config_row *row = &config_rows[key];
    const char *const text = config_text(config, key);
    if (text == NULL)
        return;
    HOLDS(*text != '\0' && config_origin(config, key) != NULL);
    for (const char *at = text; *at != '\0'; at++)
        HOLDS((unsigned char)*at >= ' ');
    if (row->type == CONFIG_NUMBER)
        check_number(row, config_number(config, key));
    int columns = 0, rows = 0;
    if (row->type == CONFIG_EXTENT) {
        HOLDS(config_extent(config, key, &columns, &rows));
        check_number(row, columns);
        check_number(row, rows);
    }
    if (row->type == CONFIG_SECRET || row->no_flag)
        return;
    char *const before = xstrdup(text);
    HOLDS(config_set(config, slice_of(row->name), slice_of(before), "again", NULL));
    HOLDS(strcmp(config_text(config, key), before) == 0);
    free(before);
}

static void count_profile(const char *name, void *data)
{
    HOLDS(name != NULL);
    ++*(size_t *)data;
}

/* The first byte is the file's mode. */
void fuzz_config(struct slice input)
{
    const unsigned mode = fuzz_byte(&input) % 2 == 0 ? 0600 : 0644;
    clear_environment(fuzz_file(input, mode));
    struct config *config = config_load();
    struct error error = { 0 };
    size_t profiles = 0;
    HOLDS(config != NULL);
    config_each_profile(config, count_profile, &profiles);
    HOLDS(config_settle(config, &error) == (error.kind == ERROR_NONE));
    for (size_t i = 0; i < config_problem_count(config); i++)
        check_problem(config_problem(config, i), (void *)config_file(config));
    for (int key = 0; key < CONFIG_KEY_COUNT; key++)
        check_value(config, (enum config_key)key);
    HOLDS(mode == 0600 || (config_text(config, CONFIG_API_KEY) == NULL && config_text(config, CONFIG_APP_KEY) == NULL));
    config_free(&config);
}
