/* Themes read and resolved: the parent first, then the sections that apply to the terminal's depth, then the roles that
 * nobody set. */
#include "theme_color.h"
#include "theme_find.h"

#include <annotty/base/mem.h>
#include <annotty/config/inifile.h>

#include <stdio.h>
#include <stdlib.h>

enum { PARENTS_MAX = 4 };

struct reading {
    struct theme *theme;
    enum theme_depth depth;
    bool is_set[ROLE_COUNT];
    bool has_parent; /* so that in mono its attributes stay where this theme has only colours */
    char parent[64];
    const char *file;
    bool is_first_pass; /* only [theme] is read, for the parent; problems are told in this pass */
    theme_problem problem;
    void *data;
};

static void tell(int line, const char *problem, void *data)
{
    const struct reading *reading = data;
    if (!reading->is_first_pass || reading->problem == NULL)
        return;
    char *text = xasprintf("%s:%d: %s", reading->file, line, problem);
    reading->problem(text, reading->data);
    free(text);
}

static void tell_about(const struct reading *reading, int line, const char *format, const char *what)
{
    char problem[400];
    snprintf(problem, sizeof(problem), format, what);
    tell(line, problem, (void *)reading);
}

/* --- A look --- */

static const struct {
    const char *name;
    unsigned attribute;
} attributes[] = { { "bold", THEME_BOLD },           { "dim", THEME_DIM },         { "italic", THEME_ITALIC },
                   { "underline", THEME_UNDERLINE }, { "reverse", THEME_REVERSE }, { "plain", 0 } };

static bool take_attribute(struct slice word, unsigned *taken)
{
    for (size_t i = 0; i < ARRAY_LENGTH(attributes); i++)
        if (slice_is(word, attributes[i].name)) {
            *taken |= attributes[i].attribute;
            return true;
        }
    return false;
}

/* "FOREGROUND on BACKGROUND ATTRIBUTE...", each of them optional. False with the word that is none of it. */
static bool read_look(const char *value, struct theme_look *look, char bad[static 64])
{
    struct slice rest = slice_of(value);
    struct slice word;
    bool after_on = false;
    *look = (struct theme_look){ THEME_COLOR_DEFAULT, THEME_COLOR_DEFAULT, 0 };
    while (slice_cut(&rest, ' ', &word)) {
        int32_t color = 0;
        if (word.length == 0 || take_attribute(word, &look->attributes))
            continue;
        if (slice_is(word, "on")) {
            after_on = true;
        } else if (theme_color_parse(word, &color)) {
            *(after_on ? &look->background : &look->foreground) = color;
            after_on = false;
        } else {
            snprintf(bad, 64, "%.*s", SLICE_ARGS(word));
            return false;
        }
    }
    return true;
}

/* --- Lines --- */

static bool section_applies(const struct reading *reading, const char *section)
{
    static const struct {
        const char *name;
        enum theme_depth most;
    } sections[] = {
        { "roles.256", THEME_256 }, { "roles.16", THEME_16 }, { "roles.8", THEME_8 }, { "roles.mono", THEME_MONO }
    };
    if (strcmp(section, "roles") == 0)
        return reading->depth != THEME_MONO || !reading->has_parent;
    for (size_t i = 0; i < ARRAY_LENGTH(sections); i++)
        if (strcmp(section, sections[i].name) == 0)
            return reading->depth <= sections[i].most;
    return false;
}

static bool is_section(const char *section)
{
    return strcmp(section, "roles") == 0 || strcmp(section, "roles.256") == 0 || strcmp(section, "roles.16") == 0 ||
           strcmp(section, "roles.8") == 0 || strcmp(section, "roles.mono") == 0;
}

static void take_role(struct reading *reading, const char *section, const char *name, const char *value, int line)
{
    struct theme_look look;
    char bad[64];
    enum role role = ROLE_TEXT;
    while (role < ROLE_COUNT && strcmp(role_rows[role].name, name) != 0)
        role++;
    if (role == ROLE_COUNT) {
        tell_about(reading, line, "\"%s\" is no role; themes/default lists them", name);
        return;
    }
    if (!read_look(value, &look, bad)) {
        tell_about(reading, line,
                   "\"%s\" is neither a colour (a name, 0-255, #rrggbb, default) nor on, bold, dim, italic, "
                   "underline, reverse or plain",
                   bad);
        return;
    }
    if (reading->is_first_pass || !section_applies(reading, section))
        return;
    look.foreground = theme_color_for(look.foreground, reading->depth);
    look.background = theme_color_for(look.background, reading->depth);
    reading->theme->looks[role] = look;
    reading->is_set[role] = true;
}

static void take_setting(const char *section, const char *name, const char *value, int line, void *data)
{
    struct reading *reading = data;
    if (is_section(section))
        take_role(reading, section, name, value, line);
    else if (strcmp(section, "theme") != 0)
        tell_about(reading, line,
                   "there is no section [%s]; [theme], [roles], [roles.256], [roles.16], [roles.8] and "
                   "[roles.mono] are",
                   section);
    else if (strcmp(name, "parent") == 0)
        snprintf(reading->parent, sizeof(reading->parent), "%s", value);
    else if (strcmp(name, "name") != 0 && strcmp(name, "description") != 0)
        tell_about(reading, line, "[theme] has no \"%s\"; it has name, description and parent", name);
}

/* --- The whole --- */

static bool read_theme(struct reading *reading, const char *name, int depth_left, struct error *error)
{
    struct buf text;
    char file[512];
    if (depth_left == 0)
        return error_set(error, ERROR_INPUT, name, "theme %s: its parents go round in a circle", name);
    if (!theme_find(name, &text, file, error))
        return false;
    const char *const outer = reading->file;
    reading->file = file;
    reading->is_first_pass = true;
    snprintf(reading->parent, sizeof(reading->parent), "%s", strcmp(name, "default") == 0 ? "" : "default");
    inifile_read(buf_slice(&text), take_setting, tell, reading);
    char parent[sizeof(reading->parent)];
    snprintf(parent, sizeof(parent), "%s", reading->parent);
    const bool has_parent = *parent != '\0';
    const bool good = !has_parent || read_theme(reading, parent, depth_left - 1, error);
    reading->file = file;
    reading->is_first_pass = false;
    reading->has_parent = has_parent;
    if (good)
        inifile_read(buf_slice(&text), take_setting, tell, reading);
    reading->file = outer;
    buf_free(&text);
    return good;
}

static void fill_in(struct reading *reading)
{
    for (int role = 0; role < ROLE_COUNT; role++) {
        enum role from = (enum role)role;
        while (!reading->is_set[from] && from != role_rows[from].fallback)
            from = role_rows[from].fallback;
        reading->theme->looks[role] = reading->is_set[from]
                                          ? reading->theme->looks[from]
                                          : (struct theme_look){ THEME_COLOR_DEFAULT, THEME_COLOR_DEFAULT, 0 };
    }
}

bool theme_load(struct theme *theme, const char *name, enum theme_depth depth, theme_problem problem, void *data,
                struct error *error)
{
    struct theme loaded = { 0 };
    struct reading reading = { .theme = &loaded, .depth = depth, .problem = problem, .data = data };
    if (!read_theme(&reading, name, PARENTS_MAX, error))
        return false;
    fill_in(&reading);
    snprintf(loaded.name, sizeof(loaded.name), "%s", name);
    *theme = loaded;
    return true;
}
