/* What the files of this module share. */
#ifndef ANNOTTY_SRC_CONFIG_PRIVATE_H
#define ANNOTTY_SRC_CONFIG_PRIVATE_H

#include <annotty/config/config.h>

/* Where a value comes from; a later one wins. */
enum config_layer { LAYER_DEFAULT, LAYER_FILE, LAYER_PROFILE, LAYER_ENVIRONMENT, LAYER_FLAG };

struct config_value {
    char *text;   /* owned; checked and in its canonical form; NULL when not set */
    char *origin; /* owned */
    enum config_layer layer;
};

/* A line of a [profile NAME] section, kept until the profile is chosen. */
struct profile_line {
    char *profile; /* owned */
    char *value;   /* owned */
    enum config_key key;
    int line;
};

struct config {
    struct config_value values[CONFIG_KEY_COUNT];
    struct profile_line *profile_lines;
    size_t profile_line_count, profile_line_capacity;
    char **problems;
    size_t problem_count, problem_capacity;
    char *file; /* path of config.ini; NULL when there is no place for one */
    char *data_dir, *cache_dir;
};

/* The key called `name`, with '_' for '-' allowed; CONFIG_KEY_COUNT when there is none. */
enum config_key config_key_named(struct slice name);
/* Checks `raw` by the row and puts it in force, unless a stronger layer has set it. */
bool config_put(struct config *config, enum config_key key, struct slice raw, enum config_layer layer,
                const char *origin, struct error *error);
void config_add_problem(struct config *config, const char *format, ...) __attribute__((format(printf, 2, 3)));

/* file.c */
void config_load_file(struct config *config);
void config_apply_profile_line(struct config *config, const struct profile_line *line);

/* directory.c: $variable/annotty, else $HOME/fallback/annotty; NULL when neither can be used. The caller frees. */
char *config_platform_dir(const char *variable, const char *fallback);

/* value.c: the canonical form of `raw`, which the caller frees; NULL with an error that begins with `raw`'s setting. */
char *config_check_value(enum config_key key, struct slice raw, struct error *error);

#endif
