/* Settings: one table of keys (rows.c). Each has a config.ini key, an environment variable and a flag, a default and
 * a sentence. The value in force and where it came from can be asked for; order: flag, environment, section
 * [profile NAME] of config.ini, config.ini, default. Keys (secrets) are settings too, but have no flag.
 * In names, '_' counts as '-'. An empty environment variable counts as unset. */
#ifndef ANNOTTY_CONFIG_CONFIG_H
#define ANNOTTY_CONFIG_CONFIG_H

#include <annotty/base/error.h>
#include <annotty/base/slice.h>

#include <stdint.h>

enum config_key {
    CONFIG_PROFILE,
    CONFIG_URL,     /* base address of a server: https://..., http://..., unix:PATH */
    CONFIG_SITE,    /* DD_SITE: datadoghq.eu gives https://api.datadoghq.eu (contract D46) */
    CONFIG_API_KEY, /* DD_API_KEY, never a flag */
    CONFIG_APP_KEY, /* DD_APP_KEY, never a flag */
    CONFIG_API_KEY_COMMAND,
    CONFIG_APP_KEY_COMMAND,
    CONFIG_DATA,  /* ANNOTTY_DATA: directory of the local workspace */
    CONFIG_CACHE, /* ANNOTTY_CACHE: directory of the page cache */
    CONFIG_CACHE_SIZE_MB,
    CONFIG_OFFLINE,
    CONFIG_SAMPLE, /* make the sample workspace in an empty store */
    CONFIG_THEME,
    CONFIG_SIZE, /* COLSxROWS: for the plain first screen and for tests */
    CONFIG_ESCAPE_DELAY_MS,
    CONFIG_LAYOUT,      /* auto, panes, stacked, single */
    CONFIG_SCROLL_JUMP, /* rows a list jumps at its edge where panes stand side by side; 0: half a page */
    CONFIG_HOLD,        /* seconds that a deletion is held */
    CONFIG_MOUSE,
    CONFIG_PLAIN,
    CONFIG_EMOJI,
    CONFIG_TIMEOUT_S,
    CONFIG_CA_FILE, /* more trusted certificates, PEM */
    CONFIG_LOG,
    CONFIG_KEY_COUNT
};

enum config_type {
    CONFIG_TEXT,
    CONFIG_NUMBER,
    CONFIG_SWITCH, /* yes, no; also on, off, true, false, 1, 0 */
    CONFIG_CHOICE,
    CONFIG_PATH,   /* ~/ in front is the home directory */
    CONFIG_EXTENT, /* COLSxROWS */
    CONFIG_SECRET,
};

struct config_row {
    const char *name;           /* in config.ini, and with "--" on the command line */
    const char *variable;       /* environment */
    const char *other_variable; /* a second name the ecosystem uses, or NULL */
    enum config_type type;
    const char *const *choices; /* CONFIG_CHOICE: NULL-terminated */
    long long minimum, maximum; /* CONFIG_NUMBER, CONFIG_EXTENT */
    const char *fallback;       /* default, or NULL: none */
    bool no_flag;
    const char *argument; /* "DIR" in help; NULL for switches */
    const char *help;
};
extern const struct config_row config_rows[CONFIG_KEY_COUNT];

struct config;

/* Reads defaults, $XDG_CONFIG_HOME/annotty/config.ini (or ANNOTTY_CONFIG), then the environment. Bad lines don't
 * stop it: each is a problem "file:line: what" (config_problem), and the value before it stays. Never NULL. */
struct config *config_load(void);
void config_free(struct config **config);

/* Takes the settings flags out of argv (--name VALUE, --name=VALUE, --switch, --no-switch), leaving the rest in order.
 * "--" ends. False for an unknown value; unknown flags are left for the caller. */
bool config_take_flags(struct config *config, int *argc, char **argv, struct error *error);
/* After the flags: applies the chosen profile. False when there is no such profile. */
bool config_settle(struct config *config, struct error *error);
/* Runs api-key-command and app-key-command with /bin/sh, where no key from an equal or stronger place is there, and
 * takes the first line each prints. For a server that needs keys only, and before the screen is set up: the command may
 * ask something. No key and no output is in the error. */
bool config_ask_keys(struct config *config, struct error *error);

/* Sets one by name, as `:set` does, above all other places; the origin becomes `origin`. Never a key. */
bool config_set(struct config *config, struct slice name, struct slice value, const char *origin, struct error *error);

const char *config_text(const struct config *config, enum config_key key); /* NULL when not set */
long long config_number(const struct config *config, enum config_key key);
bool config_switch(const struct config *config, enum config_key key);
bool config_extent(const struct config *config, enum config_key key, int *columns, int *rows); /* false when not set */
/* "flag", "DD_SITE", "config.ini:3", "default" ... */
const char *config_origin(const struct config *config, enum config_key key);
/* Calls `each` once for the name of every [profile NAME] of the file, in its order. */
void config_each_profile(const struct config *config, void (*each)(const char *name, void *data), void *data);
/* The file that was read or would be; NULL when there is no place for one. */
const char *config_file(const struct config *config);

size_t config_problem_count(const struct config *config);
const char *config_problem(const struct config *config, size_t number);

/* Directories by the platform's rules, created with mode 0700 when missing. The result is owned by the config. */
bool config_data_dir(struct config *config, const char **path, struct error *error);
bool config_cache_dir(struct config *config, const char **path, struct error *error);
/* Where that directory (CONFIG_DATA or CONFIG_CACHE) is or would be, without making it; NULL when there is no place.
 * The caller frees. */
char *config_find_dir(const struct config *config, enum config_key key);

#endif
