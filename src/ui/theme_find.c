#include "theme_find.h"

#include <annotty/base/mem.h>
#include <annotty/config/inifile.h>

#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

enum { PLACES = 3 };

/* The n-th directory to look in, for the caller to free; NULL when there is no such place. */
static char *place(int number)
{
    const char *config = getenv("XDG_CONFIG_HOME");
    const char *home = getenv("HOME");
    const char *own = getenv("ANNOTTY_THEMES");
    if (number == 0 && config != NULL && *config == '/')
        return xasprintf("%s/annotty/themes", config);
    if (number == 0 && home != NULL && *home != '\0')
        return xasprintf("%s/.config/annotty/themes", home);
    if (number == 1 && own != NULL && *own != '\0')
        return xstrdup(own);
    return number == 2 ? xstrdup(ANNOTTY_THEMES_DIR) : NULL;
}

static bool find_in_places(const char *name, struct buf *text, char file[static 512])
{
    for (int i = 0; i < PLACES; i++) {
        char *directory = place(i);
        if (directory == NULL)
            continue;
        snprintf(file, 512, "%s/%s", directory, name);
        free(directory);
        if (access(file, R_OK) == 0 && inifile_load(file, text, NULL, NULL))
            return true;
    }
    return false;
}

static bool find_compiled_in(const char *name, struct buf *text, char file[static 512])
{
    for (const struct theme_text *theme = theme_texts; theme->name != NULL; theme++) {
        if (strcmp(theme->name, name) != 0)
            continue;
        *text = buf_with_limit(BUF_LIMIT_BODY);
        snprintf(file, 512, "themes/%s", name);
        return buf_append_text(text, theme->text);
    }
    return false;
}

static void append_name(const char *name, void *data)
{
    buf_printf(data, " %s", name);
}

bool theme_find(const char *name, struct buf *text, char file[static 512], struct error *error)
{
    if (strchr(name, '/') != NULL) {
        snprintf(file, 512, "%s", name);
        return inifile_load(name, text, NULL, error);
    }
    const bool sound = *name != '\0' && *name != '.';
    if (sound && (find_in_places(name, text, file) || find_compiled_in(name, text, file)))
        return true;
    struct buf known = buf_with_limit(BUF_LIMIT_LINE);
    theme_each(append_name, &known);
    error_set(error, ERROR_INPUT, name, "there is no theme \"%s\"; there are:%s; or name a file by its path", name,
              buf_text(&known));
    buf_free(&known);
    return false;
}

static bool is_compiled_in(const char *name)
{
    for (const struct theme_text *theme = theme_texts; theme->name != NULL; theme++)
        if (strcmp(theme->name, name) == 0)
            return true;
    return false;
}

void theme_each(void (*each)(const char *name, void *data), void *data)
{
    for (const struct theme_text *theme = theme_texts; theme->name != NULL; theme++)
        each(theme->name, data);
    for (int i = 0; i < PLACES; i++) {
        char *path = place(i);
        DIR *directory = path != NULL ? opendir(path) : NULL;
        free(path);
        if (directory == NULL)
            continue;
        for (const struct dirent *entry = readdir(directory); entry != NULL; entry = readdir(directory))
            if (entry->d_name[0] != '.' && !is_compiled_in(entry->d_name))
                each(entry->d_name, data);
        closedir(directory);
    }
}
