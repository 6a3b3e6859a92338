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

/* PLACE/name for the caller to free; NULL when nothing is there. */
static char *file_in_place(int number, const char *name)
{
    char *directory = place(number);
    if (directory == NULL)
        return NULL;
    char *file = xasprintf("%s/%s", directory, name);
    free(directory);
    if (access(file, F_OK) == 0)
        return file;
    free(file);
    return NULL;
}

static const struct theme_text *find_compiled_in(const char *name)
{
    for (const struct theme_text *theme = theme_texts; theme->name != NULL; theme++)
        if (strcmp(theme->name, name) == 0)
            return theme;
    return NULL;
}

/* Takes over `file`. */
static bool load(char *file, struct theme_source *source, struct error *error)
{
    *source = (struct theme_source){ .file = file };
    if (inifile_load(file, &source->text, NULL, error))
        return true;
    free(file);
    return false;
}

static void append_name(const char *name, void *data)
{
    buf_printf(data, " %s", name);
}

static bool set_missing(const char *name, struct error *error)
{
    struct buf places = buf_with_limit(BUF_LIMIT_LINE);
    struct buf names = buf_with_limit(BUF_LIMIT_LINE);
    for (int i = 0; i < PLACES; i++) {
        char *directory = place(i);
        if (directory != NULL)
            buf_printf(&places, "%s, ", directory);
        free(directory);
    }
    theme_each(append_name, &names);
    error_set(error, ERROR_INPUT, name,
              "there is no theme \"%s\"; looked in %sand what is built in; there are:%s; a path needs a \"/\"", name,
              buf_text(&places), buf_text(&names));
    buf_free(&places);
    buf_free(&names);
    return false;
}

bool theme_find(const char *name, struct theme_source *source, struct error *error)
{
    if (strchr(name, '/') != NULL)
        return load(xstrdup(name), source, error);
    if (*name == '\0' || *name == '.')
        return error_set(error, ERROR_INPUT, name,
                         "\"%s\" is no name of a theme: it must not be empty or begin with \".\"; a path needs a \"/\"",
                         name);
    for (int i = 0; i < PLACES; i++) {
        char *file = file_in_place(i, name);
        if (file != NULL)
            return load(file, source, error);
    }
    const struct theme_text *compiled_in = find_compiled_in(name);
    if (compiled_in == NULL)
        return set_missing(name, error);
    *source = (struct theme_source){ .text = buf_with_limit(BUF_LIMIT_BODY), .file = xasprintf("themes/%s", name) };
    buf_append_text(&source->text, compiled_in->text);
    return true;
}

void theme_source_free(struct theme_source *source)
{
    buf_free(&source->text);
    free(source->file);
}

const char *theme_shipped(size_t number)
{
    const struct theme_text *theme = theme_texts;
    while (theme->name != NULL && number-- > 0)
        theme++;
    return theme->name;
}

/* Whether theme_each has already told this name before it comes to this place. */
static bool is_told(const char *name, int before)
{
    bool told = find_compiled_in(name) != NULL;
    for (int i = 0; i < before && !told; i++) {
        char *file = file_in_place(i, name);
        told = file != NULL;
        free(file);
    }
    return told;
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
            if (entry->d_name[0] != '.' && !is_told(entry->d_name, i))
                each(entry->d_name, data);
        closedir(directory);
    }
}
