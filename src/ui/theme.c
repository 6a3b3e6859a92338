/* Themes read and resolved. In come a name and a depth; out comes a look for each role. The parents are read before the
 * theme, of a file's sections the one closest to the depth wins, and a role that nobody set takes its fallback's look
 * or else the one of the compiled-in default. */
#include "theme_color.h"
#include "theme_find.h"

#include <annotty/base/mem.h>
#include <annotty/config/inifile.h>

#include <stdio.h>
#include <stdlib.h>

enum { CHAIN_MAX = 8, QUOTED_MAX = 60 };

/* The sections with roles and the most colours they are for: a later row is closer to few colours. */
static const struct {
    const char *name;
    enum theme_depth most;
} sections[] = { { "roles", THEME_DIRECT },
                 { "roles.256", THEME_256 },
                 { "roles.16", THEME_16 },
                 { "roles.8", THEME_8 },
                 { "roles.mono", THEME_MONO } };

static const struct {
    const char *name;
    unsigned attribute;
} attributes[] = { { "bold", THEME_BOLD },           { "dim", THEME_DIM },         { "italic", THEME_ITALIC },
                   { "underline", THEME_UNDERLINE }, { "reverse", THEME_REVERSE }, { "plain", 0 } };

/* What the files of a theme and its parents add up to. */
struct result {
    enum theme_depth depth;
    struct theme_look looks[ROLE_COUNT];
    bool is_set[ROLE_COUNT];
    theme_problem problem;
    void *data;
};

/* One file being read, and the theme that named it as its parent. */
struct reading {
    const struct reading *child;
    struct result *result;
    const char *file;
    bool is_for_parent; /* the first pass: [theme] is heeded, the roles are not */
    char parent[INIFILE_LINE_MAX + 1];
    int parent_line;
    size_t section_of[ROLE_COUNT]; /* 1 + the row of the section that set it; 0: this file did not */
};

/* Problems are told in the second pass alone, each once. */
static void tell(int line, const char *problem, void *data)
{
    const struct reading *reading = data;
    if (reading->is_for_parent || reading->result->problem == NULL)
        return;
    char *text = xasprintf("%s:%d: %s", reading->file, line, problem);
    reading->result->problem(text, reading->result->data);
    free(text);
}

static void tell_about(struct reading *reading, int line, struct slice what, const char *problem)
{
    char *text = xasprintf("\"%.*s\" %s", (int)(what.length < QUOTED_MAX ? what.length : QUOTED_MAX), what.at, problem);
    tell(line, text, reading);
    free(text);
}

/* --- A look --- */

static bool take_attribute(struct slice word, unsigned *taken)
{
    for (size_t i = 0; i < ARRAY_LENGTH(attributes); i++)
        if (slice_is(word, attributes[i].name)) {
            *taken |= attributes[i].attribute;
            return true;
        }
    return false;
}

struct look_words {
    struct theme_look look;
    bool has_foreground, has_background, is_after_on;
};

/* What is wrong with the word, or NULL. */
static const char *take_word(struct look_words *words, struct slice word)
{
    int32_t color = 0;
    if (slice_is(word, "on")) {
        if (words->is_after_on || words->has_background)
            return "stands there twice; a look is FOREGROUND on BACKGROUND ATTRIBUTE...";
        words->is_after_on = true;
        return NULL;
    }
    if (!words->is_after_on && take_attribute(word, &words->look.attributes))
        return NULL;
    if (!theme_color_parse(word, &color))
        return words->is_after_on ? "is no colour after \"on\"; colours are names as in themes/default, 0-255, "
                                    "#rrggbb and default"
                                  : "is neither a colour (a name as in themes/default, 0-255, #rrggbb, default) nor "
                                    "on, bold, dim, italic, underline, reverse or plain";
    if (!words->is_after_on && words->has_foreground)
        return "is one colour too many; a look is FOREGROUND on BACKGROUND ATTRIBUTE...";
    *(words->is_after_on ? &words->look.background : &words->look.foreground) = color;
    *(words->is_after_on ? &words->has_background : &words->has_foreground) = true;
    words->is_after_on = false;
    return NULL;
}

/* "FOREGROUND on BACKGROUND ATTRIBUTE...", each of them optional. */
static bool read_look(struct reading *reading, const char *value, int line, struct theme_look *look)
{
    struct look_words words = { .look = { THEME_COLOR_DEFAULT, THEME_COLOR_DEFAULT, 0 } };
    struct slice word = { value, 0 };
    for (const char *at = value + strspn(value, " \t"); *at != '\0'; at += strspn(at, " \t")) {
        word = (struct slice){ at, strcspn(at, " \t") };
        const char *problem = take_word(&words, word);
        if (problem != NULL) {
            tell_about(reading, line, word, problem);
            return false;
        }
        at += word.length;
    }
    if (word.length == 0)
        tell_about(reading, line, word, "is no look; \"plain\" is one without colours and attributes");
    else if (words.is_after_on)
        tell_about(reading, line, word, "needs a colour after it");
    *look = words.look;
    return word.length > 0 && !words.is_after_on;
}

/* Two colours that become one on this terminal would hide the text. */
static struct theme_look look_for(struct theme_look look, enum theme_depth depth)
{
    const struct theme_look fitted = { theme_color_for(look.foreground, depth), theme_color_for(look.background, depth),
                                       look.attributes };
    if (fitted.foreground != fitted.background || look.foreground == look.background)
        return fitted;
    return (struct theme_look){ THEME_COLOR_DEFAULT, THEME_COLOR_DEFAULT, look.attributes };
}

/* --- Lines --- */

static enum role find_role(const char *name)
{
    int role = 0;
    while (role < ROLE_COUNT && strcmp(role_rows[role].name, name) != 0)
        role++;
    return (enum role)role;
}

static void take_role(struct reading *reading, size_t section, const char *name, const char *value, int line)
{
    struct result *result = reading->result;
    struct theme_look look;
    const enum role role = find_role(name);
    if (role == ROLE_COUNT) {
        tell_about(reading, line, slice_of(name), "is no role; themes/default lists them");
        return;
    }
    if (!read_look(reading, value, line, &look))
        return;
    /* Without its colours such a line says little: black on cyan would be as plain as ordinary text. */
    const bool needs_colors = look.foreground != THEME_COLOR_DEFAULT || look.background != THEME_COLOR_DEFAULT;
    const bool is_mono = result->depth == THEME_MONO && sections[section].most != THEME_MONO;
    if (result->depth > sections[section].most || reading->section_of[role] > section + 1 || (is_mono && needs_colors))
        return;
    reading->section_of[role] = section + 1;
    result->looks[role] = look_for(look, result->depth);
    result->is_set[role] = true;
}

static void take_theme(struct reading *reading, const char *name, const char *value, int line)
{
    if (strcmp(name, "parent") == 0) {
        snprintf(reading->parent, sizeof(reading->parent), "%s", value);
        reading->parent_line = line;
    } else if (strcmp(name, "name") != 0 && strcmp(name, "description") != 0) {
        tell_about(reading, line, slice_of(name), "is nothing [theme] has; it has name, description and parent");
    }
}

static void take_setting(const char *section, const char *name, const char *value, int line, void *data)
{
    struct reading *reading = data;
    if (strcmp(section, "theme") == 0) {
        take_theme(reading, name, value, line);
        return;
    }
    for (size_t i = 0; i < ARRAY_LENGTH(sections); i++)
        if (strcmp(section, sections[i].name) == 0) {
            if (!reading->is_for_parent)
                take_role(reading, i, name, value, line);
            return;
        }
    tell_about(reading, line, slice_of(section),
               "is no section; they are [theme], [roles], [roles.256], [roles.16], [roles.8] and [roles.mono]");
}

/* --- Files --- */

static bool read_theme(struct result *result, const char *name, const struct reading *child, struct error *error);

static bool is_in_circle(const struct reading *reading)
{
    const struct reading *earlier = reading->child;
    size_t count = 1;
    while (earlier != NULL && strcmp(earlier->file, reading->file) != 0) {
        earlier = earlier->child;
        count++;
    }
    return earlier != NULL || count > CHAIN_MAX;
}

/* A parent that can't be had is the fault of one line: the theme goes on without it. */
static void read_parent(struct reading *reading)
{
    struct error error = { 0 };
    if (*reading->parent != '\0' && !read_theme(reading->result, reading->parent, reading, &error)) {
        char *problem = xasprintf("can't be the parent: %s", error.message);
        reading->is_for_parent = false;
        tell_about(reading, reading->parent_line, slice_of(reading->parent), problem);
        free(problem);
    }
}

static bool read_theme(struct result *result, const char *name, const struct reading *child, struct error *error)
{
    struct theme_source source;
    if (!theme_find(name, &source, error))
        return false;
    struct reading reading = { .child = child, .result = result, .file = source.file, .is_for_parent = true };
    const bool good =
        !is_in_circle(&reading) ||
        error_set(error, ERROR_INPUT, name, "parents go round in a circle, or are more than %d", CHAIN_MAX);
    if (good) {
        inifile_read(buf_slice(&source.text), take_setting, tell, &reading);
        read_parent(&reading);
        reading.is_for_parent = false;
        inifile_read(buf_slice(&source.text), take_setting, tell, &reading);
    }
    theme_source_free(&source);
    return good;
}

static struct result read_last_resort(enum theme_depth depth)
{
    struct result result = { .depth = depth };
    struct reading reading = { .result = &result, .file = theme_texts[0].name };
    inifile_read(slice_of(theme_texts[0].text), take_setting, tell, &reading);
    return result;
}

/* Not as far as ordinary text: what only the default theme marks (the row under the cursor) must not vanish in it. */
static struct theme_look resolve(const struct result *result, const struct result *last_resort, enum role role)
{
    enum role from = role;
    while (!result->is_set[from] && from != role_rows[from].fallback)
        from = role_rows[from].fallback;
    const bool is_usable = result->is_set[from] && (from != ROLE_TEXT || role == ROLE_TEXT);
    return is_usable ? result->looks[from] : last_resort->looks[role];
}

bool theme_load(struct theme *theme, const char *name, enum theme_depth depth, theme_problem problem, void *data,
                struct error *error)
{
    struct result result = { .depth = depth, .problem = problem, .data = data };
    if (!read_theme(&result, name, NULL, error))
        return false;
    const struct result last_resort = read_last_resort(depth);
    for (int role = 0; role < ROLE_COUNT; role++)
        theme->looks[role] = resolve(&result, &last_resort, (enum role)role);
    snprintf(theme->name, sizeof(theme->name), "%s", name);
    return true;
}
