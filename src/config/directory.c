/* Where files go, by the XDG base directory rules: a variable counts only when it is an absolute path. */
#include "private.h"

#include <annotty/base/mem.h>

#include <errno.h>
#include <stdlib.h>
#include <sys/stat.h>

static const char *absolute_path(const char *variable)
{
    const char *path = getenv(variable);
    return path != NULL && path[0] == '/' ? path : NULL;
}

/* A home directory that isn't there is not made: that would hide a mistake. */
static const char *home_dir(void)
{
    const char *home = absolute_path("HOME");
    struct stat status;
    return home != NULL && stat(home, &status) == 0 && S_ISDIR(status.st_mode) ? home : NULL;
}

char *config_platform_dir(const char *variable, const char *fallback)
{
    const char *base = absolute_path(variable);
    if (base != NULL)
        return xasprintf("%s/annotty", base);
    const char *home = home_dir();
    return home != NULL ? xasprintf("%s/%s/annotty", home, fallback) : NULL;
}

/* Makes one directory; one that is there already, and can be entered, is as good. */
static bool make_one(const char *path)
{
    struct stat status;
    if (mkdir(path, 0700) == 0)
        return true;
    const int reason = errno;
    if (stat(path, &status) == 0 && S_ISDIR(status.st_mode))
        return true;
    errno = reason == EEXIST ? ENOTDIR : reason;
    return false;
}

/* The path with what lacks above it; mostly all is there. */
static bool make_path(char *path)
{
    if (make_one(path))
        return true;
    for (char *slash = strchr(path + 1, '/'); slash != NULL; slash = strchr(slash + 1, '/')) {
        *slash = '\0';
        const bool made = make_one(path);
        *slash = '/';
        if (!made)
            return false;
    }
    return make_one(path);
}

/* Where the platform has a directory of that key. */
static const struct place {
    enum config_key key;
    const char *variable, *fallback;
} places[] = {
    { CONFIG_DATA, "XDG_DATA_HOME", ".local/share" },
    { CONFIG_CACHE, "XDG_CACHE_HOME", ".cache" },
};

char *config_find_dir(const struct config *config, enum config_key key)
{
    const char *wanted = config_text(config, key);
    const struct place *place = places;
    while (place->key != key)
        place++;
    return wanted != NULL ? xstrdup(wanted) : config_platform_dir(place->variable, place->fallback);
}

/* Makes it where it is missing; remembered in *kept, where it stays while it is the same: others hold it. */
static bool find_dir(struct config *config, enum config_key key, char **kept, struct error *error)
{
    const char *name = config_rows[key].name;
    char *path = config_find_dir(config, key);
    if (path == NULL)
        return error_set(error, ERROR_STORE, NULL, "no place for the %s directory: set HOME, or use --%s DIR", name,
                         name);
    if (!make_path(path)) {
        error_set_errno(error, ERROR_STORE, path, errno, "cannot make the %s directory %s (--%s DIR chooses another)",
                        name, path, name);
        free(path);
        return false;
    }
    const bool is_the_same = *kept != NULL && strcmp(*kept, path) == 0;
    free(is_the_same ? path : *kept);
    if (!is_the_same)
        *kept = path;
    return true;
}

bool config_data_dir(struct config *config, const char **path, struct error *error)
{
    if (!find_dir(config, CONFIG_DATA, &config->data_dir, error))
        return false;
    *path = config->data_dir;
    return true;
}

bool config_cache_dir(struct config *config, const char **path, struct error *error)
{
    if (!find_dir(config, CONFIG_CACHE, &config->cache_dir, error))
        return false;
    *path = config->cache_dir;
    return true;
}
