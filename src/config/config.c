/* The values in force: each is put in with its layer, and a weaker layer never replaces a stronger one. */
#include "private.h"

#include <annotty/base/buf.h>
#include <annotty/base/mem.h>

#include <stdarg.h>
#include <stdlib.h>

enum config_key config_key_named(struct slice name)
{
    for (int key = 0; key < CONFIG_KEY_COUNT; key++) {
        const char *wanted = config_rows[key].name;
        size_t at = 0;
        while (at < name.length && wanted[at] != '\0' && wanted[at] == (name.at[at] == '_' ? '-' : name.at[at]))
            at++;
        if (at == name.length && wanted[at] == '\0')
            return (enum config_key)key;
    }
    return CONFIG_KEY_COUNT;
}

static void free_value(enum config_key key, struct config_value *value)
{
    if (value->text != NULL && config_rows[key].type == CONFIG_SECRET)
        explicit_bzero(value->text, strlen(value->text));
    free(value->text);
    free(value->origin);
}

bool config_put(struct config *config, enum config_key key, struct slice raw, enum config_layer layer,
                const char *origin, struct error *error)
{
    char *text = config_check_value(key, raw, error);
    if (text == NULL)
        return false;
    struct config_value new = { .text = text, .origin = xstrdup(origin), .layer = layer };
    struct config_value *value = &config->values[key];
    const bool wins = value->text == NULL || layer >= value->layer;
    if (wins) {
        const struct config_value old = *value;
        *value = new;
        new = old;
    }
    free_value(key, &new);
    return true;
}

void config_add_problem(struct config *config, const char *format, ...)
{
    struct buf problem = buf_with_limit(BUF_LIMIT_LINE);
    va_list arguments;
    va_start(arguments, format);
    buf_vprintf(&problem, format, arguments);
    va_end(arguments);
    config->problems =
        xgrow(config->problems, &config->problem_capacity, config->problem_count + 1, sizeof(*config->problems));
    config->problems[config->problem_count++] = buf_take(&problem);
}

static bool load_variable(struct config *config, enum config_key key, const char *name)
{
    const char *text = name != NULL ? getenv(name) : NULL;
    if (text == NULL || text[0] == '\0')
        return false;
    struct error error = { 0 };
    if (!config_put(config, key, slice_of(text), LAYER_ENVIRONMENT, name, &error))
        config_add_problem(config, "%s: %s", name, error.message);
    return true;
}

struct config *config_load(void)
{
    struct config *config = xcalloc(1, sizeof(*config));
    config_load_file(config);
    for (int key = 0; key < CONFIG_KEY_COUNT; key++) {
        const struct config_row *row = &config_rows[key];
        if (row->fallback != NULL)
            config_put(config, (enum config_key)key, slice_of(row->fallback), LAYER_DEFAULT, "default", NULL);
        if (!load_variable(config, (enum config_key)key, row->variable))
            load_variable(config, (enum config_key)key, row->other_variable);
    }
    return config;
}

void config_free(struct config **config)
{
    if (*config == NULL)
        return;
    struct config *old = *config;
    for (int key = 0; key < CONFIG_KEY_COUNT; key++)
        free_value((enum config_key)key, &old->values[key]);
    for (size_t i = 0; i < old->profile_line_count; i++) {
        explicit_bzero(old->profile_lines[i].value, strlen(old->profile_lines[i].value));
        free(old->profile_lines[i].profile);
        free(old->profile_lines[i].value);
    }
    for (size_t i = 0; i < old->problem_count; i++)
        free(old->problems[i]);
    free(old->profile_lines);
    free(old->problems);
    free(old->file);
    free(old->data_dir);
    free(old->cache_dir);
    free(old);
    *config = NULL;
}

bool config_settle(struct config *config, struct error *error)
{
    const char *profile = config_text(config, CONFIG_PROFILE);
    if (profile == NULL)
        return true;
    bool found = false;
    for (size_t i = 0; i < config->profile_line_count; i++) {
        const struct profile_line *line = &config->profile_lines[i];
        if (strcmp(line->profile, profile) != 0)
            continue;
        found = true;
        config_apply_profile_line(config, line);
    }
    if (found)
        return true;
    const char *file = config->file != NULL ? config->file : "config.ini";
    return error_set(error, ERROR_USAGE, config_origin(config, CONFIG_PROFILE),
                     "no such profile: %s has no settings under [profile %s]", file, profile);
}

bool config_set(struct config *config, struct slice name, struct slice value, const char *origin, struct error *error)
{
    const enum config_key key = config_key_named(name);
    if (key == CONFIG_KEY_COUNT)
        return error_set(error, ERROR_USAGE, NULL, "no setting is called %.*s", SLICE_ARGS(name));
    if (config_rows[key].type == CONFIG_SECRET)
        return error_set(error, ERROR_USAGE, NULL,
                         "%s is not typed here, where others could see it: use %s or %s-command", config_rows[key].name,
                         config_rows[key].variable, config_rows[key].name);
    return config_put(config, key, value, LAYER_FLAG, origin, error);
}

const char *config_text(const struct config *config, enum config_key key)
{
    return config->values[key].text;
}

long long config_number(const struct config *config, enum config_key key)
{
    long long number = 0;
    slice_to_int64(slice_of(config->values[key].text), &number);
    return number;
}

bool config_switch(const struct config *config, enum config_key key)
{
    return slice_is(slice_of(config->values[key].text), "yes");
}

bool config_extent(const struct config *config, enum config_key key, int *columns, int *rows)
{
    struct slice rest = slice_of(config->values[key].text), part;
    long long wide = 0, high = 0;
    if (!slice_cut(&rest, 'x', &part) || !slice_to_int64(part, &wide) || !slice_to_int64(rest, &high))
        return false;
    *columns = (int)wide;
    *rows = (int)high;
    return true;
}

const char *config_origin(const struct config *config, enum config_key key)
{
    const char *origin = config->values[key].origin;
    return origin != NULL ? origin : "default";
}

/* Whether the profile of that line has a line before it. */
static bool is_told(const struct config *config, size_t number)
{
    for (size_t i = 0; i < number; i++)
        if (strcmp(config->profile_lines[i].profile, config->profile_lines[number].profile) == 0)
            return true;
    return false;
}

void config_each_profile(const struct config *config, void (*each)(const char *name, void *data), void *data)
{
    for (size_t i = 0; i < config->profile_line_count; i++)
        if (!is_told(config, i))
            each(config->profile_lines[i].profile, data);
}

const char *config_file(const struct config *config)
{
    return config->file;
}

size_t config_problem_count(const struct config *config)
{
    return config->problem_count;
}

const char *config_problem(const struct config *config, size_t number)
{
    return number < config->problem_count ? config->problems[number] : NULL;
}
