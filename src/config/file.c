/* config.ini: settings at its top are put in force, those of profiles are kept until one is chosen. */
#include "private.h"

#include <annotty/base/mem.h>
#include <annotty/config/inifile.h>

#include <errno.h>
#include <stdlib.h>

#define PROFILE_PREFIX "profile "

/* A file being read. */
struct loading {
    struct config *config;
    bool open_to_others; /* keys in it are ignored */
};

static const char *base_name(const char *path)
{
    const char *slash = strrchr(path, '/');
    return slash != NULL ? slash + 1 : path;
}

static void put_line(struct config *config, enum config_key key, const char *value, int line, enum config_layer layer)
{
    struct error error = { 0 };
    char *origin = xasprintf("%s:%d", base_name(config->file), line);
    if (!config_put(config, key, slice_of(value), layer, origin, &error))
        config_add_problem(config, "%s:%d: %s", config->file, line, error.message);
    free(origin);
}

void config_apply_profile_line(struct config *config, const struct profile_line *line)
{
    put_line(config, line->key, line->value, line->line, LAYER_PROFILE);
}

static void keep_for_profile(struct config *config, const char *profile, enum config_key key, const char *value,
                             int line)
{
    config->profile_lines = xgrow(config->profile_lines, &config->profile_line_capacity, config->profile_line_count + 1,
                                  sizeof(*config->profile_lines));
    config->profile_lines[config->profile_line_count++] =
        (struct profile_line){ .profile = xstrdup(profile), .value = xstrdup(value), .key = key, .line = line };
}

static void take_setting(const char *section, const char *name, const char *value, int line, void *data)
{
    const struct loading *loading = data;
    struct config *config = loading->config;
    const bool in_profile = slice_starts_with(slice_of(section), SLICE(PROFILE_PREFIX));
    const enum config_key key = config_key_named(slice_of(name));
    if (!in_profile && section[0] != '\0')
        config_add_problem(config, "%s:%d: no section is called [%s]: write [profile NAME]", config->file, line,
                           section);
    else if (key == CONFIG_KEY_COUNT)
        config_add_problem(config, "%s:%d: no setting is called %s", config->file, line, name);
    else if (config_rows[key].type == CONFIG_SECRET && loading->open_to_others)
        config_add_problem(config, "%s:%d: %s is ignored because others can read the file: chmod 600 %s", config->file,
                           line, config_rows[key].name, config->file);
    else if (in_profile && key == CONFIG_PROFILE)
        config_add_problem(config, "%s:%d: a profile can't choose a profile", config->file, line);
    else if (in_profile)
        keep_for_profile(config, section + strlen(PROFILE_PREFIX), key, value, line);
    else
        put_line(config, key, value, line, LAYER_FILE);
}

static void take_problem(int line, const char *problem, void *data)
{
    const struct loading *loading = data;
    config_add_problem(loading->config, "%s:%d: %s", loading->config->file, line, problem);
}

static char *find_file(bool *asked_for)
{
    const char *path = getenv("ANNOTTY_CONFIG");
    *asked_for = path != NULL && path[0] != '\0';
    if (*asked_for)
        return xstrdup(path);
    char *directory = config_platform_dir("XDG_CONFIG_HOME", ".config");
    char *file = directory != NULL ? xasprintf("%s/config.ini", directory) : NULL;
    free(directory);
    return file;
}

void config_load_file(struct config *config)
{
    bool asked_for = false;
    config->file = find_file(&asked_for);
    if (config->file == NULL)
        return;
    struct buf text;
    unsigned mode = 0;
    struct error error = { 0 };
    if (!inifile_load(config->file, &text, &mode, &error)) {
        if (asked_for || error.system_errno != ENOENT)
            config_add_problem(config, "%s", error.message);
        return;
    }
    struct loading loading = { .config = config, .open_to_others = (mode & 077) != 0 };
    inifile_read(buf_slice(&text), take_setting, take_problem, &loading);
    if (text.capacity > 0)
        explicit_bzero(text.data, text.capacity);
    buf_free(&text);
}
