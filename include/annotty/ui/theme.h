/* Themes: INI files that give each role its colours and attributes. Compiled-in text of themes/default is the last
 * resort.
 *
 *   [theme]   name = dark     description = ...    parent = NAME or path: read first
 *   [roles]   selected = black on #87afff bold      (words: colour names, #rrggbb, 0-255, "default"; on; attributes
 *             bold dim italic underline reverse; "plain": nothing of it)
 *   [roles.256], [roles.16], [roles.8], [roles.mono]: what else to use with so few colours; absent: the nearest colour
 *
 * Of a file's sections the closest to the depth wins, wherever it stands. In mono, lines of the other sections count
 * when they name no colour. A role that the theme and its parents don't set looks as its fallback in role_rows does,
 * or else as in the compiled-in themes/default.
 */
#ifndef ANNOTTY_UI_THEME_H
#define ANNOTTY_UI_THEME_H

#include <annotty/base/error.h>
#include <annotty/ui/role.h>

#include <stddef.h>
#include <stdint.h>

enum theme_attribute {
    THEME_BOLD = 1,
    THEME_DIM = 2,
    THEME_ITALIC = 4,
    THEME_UNDERLINE = 8,
    THEME_REVERSE = 16,
};

enum { THEME_COLOR_DEFAULT = -1 };

struct theme_look {
    int32_t foreground, background; /* THEME_COLOR_DEFAULT, palette 0-255, or 0x1000000 | rgb */
    unsigned attributes;
};
#define THEME_RGB 0x1000000

/* How many colours the terminal has; decides which sections apply. */
enum theme_depth { THEME_MONO, THEME_8, THEME_16, THEME_256, THEME_DIRECT };

struct theme {
    char name[64];
    struct theme_look looks[ROLE_COUNT]; /* resolved for the depth */
};

/* Called for each bad line: "file:line: what is wrong". */
typedef void (*theme_problem)(const char *problem, void *data);

/* Finds `name` (a file path, or a name looked for in $XDG_CONFIG_HOME/annotty/themes, $ANNOTTY_THEMES, then the
 * installed themes, then what is compiled in) and resolves it for `depth`. Bad lines, a missing parent and parents in a
 * circle are reported and skipped. False when there is no such theme or it can't be read; *theme is untouched then.
 * Names and problems quote the file: clean them before they are shown. */
bool theme_load(struct theme *theme, const char *name, enum theme_depth depth, theme_problem problem, void *data,
                struct error *error);
/* The names theme_load finds, for completion: calls `each` for every one. */
void theme_each(void (*each)(const char *name, void *data), void *data);
/* Those that come along, in their order; NULL behind the last. */
const char *theme_shipped(size_t number);
/* Nearest palette entry of 16-255 for an rgb value, and of 0-15 / 0-7 for fewer colours. */
int theme_nearest(uint32_t rgb, enum theme_depth depth);

#endif
