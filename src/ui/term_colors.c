/* Pairs for the looks' distinct colours. Without colours no colour function is called: curses doesn't bear it. */
#include "term_colors.h"

#include <annotty/base/mem.h>

static bool has_default_colors;

static const struct {
    unsigned ours;
    attr_t curses;
} attribute_rows[] = {
    { THEME_BOLD, A_BOLD },           { THEME_DIM, A_DIM },         { THEME_ITALIC, A_ITALIC },
    { THEME_UNDERLINE, A_UNDERLINE }, { THEME_REVERSE, A_REVERSE },
};

enum theme_depth term_colors_start(bool wanted)
{
    static const struct {
        int colors;
        enum theme_depth depth;
    } rows[] = { { THEME_RGB, THEME_DIRECT }, { 256, THEME_256 }, { 16, THEME_16 }, { 8, THEME_8 } };
    if (!wanted || !has_colors() || start_color() != OK)
        return THEME_MONO;
    has_default_colors = use_default_colors() == OK;
    for (size_t i = 0; i < ARRAY_LENGTH(rows); i++)
        if (COLORS >= rows[i].colors)
            return rows[i].depth;
    return THEME_MONO;
}

/* xterm's palette from 8 on, for terminals that only take red, green and blue. */
static int palette_rgb(int index)
{
    static const int bright[8] = { 0x7f7f7f, 0xff0000, 0x00ff00, 0xffff00, 0x5c5cff, 0xff00ff, 0x00ffff, 0xffffff };
    if (index < 16)
        return bright[index - 8];
    if (index >= 232)
        return (8 + 10 * (index - 232)) * 0x010101;
    const int steps[3] = { (index - 16) / 36, (index - 16) / 6 % 6, (index - 16) % 6 };
    int rgb = 0;
    for (int i = 0; i < 3; i++)
        rgb = rgb << 8 | (steps[i] == 0 ? 0 : 55 + 40 * steps[i]);
    return rgb;
}

static int direct_color(int32_t color)
{
    enum { ANSI = 8 };
    if (color < ANSI)
        return color;
    const int rgb = color < THEME_RGB ? palette_rgb(color) : color - THEME_RGB;
    return rgb < ANSI ? ANSI : rgb; /* 0-7 name the terminal's own colours even here; 8 is as black as they are */
}

static int curses_color(int32_t color, enum theme_depth depth, int without_default)
{
    const bool is_known = color >= 0 && (depth == THEME_DIRECT || color < COLORS);
    if (!is_known)
        return has_default_colors ? -1 : without_default;
    return depth == THEME_DIRECT ? direct_color(color) : color;
}

static int pair_for(const struct theme_look *look, enum theme_depth depth, int (*known)[2], int *count)
{
    const int foreground = curses_color(look->foreground, depth, COLOR_WHITE);
    const int background = curses_color(look->background, depth, COLOR_BLACK);
    if (look->foreground == THEME_COLOR_DEFAULT && look->background == THEME_COLOR_DEFAULT)
        return 0;
    for (int i = 0; i < *count; i++)
        if (known[i][0] == foreground && known[i][1] == background)
            return i + 1;
    if (*count + 1 >= COLOR_PAIRS || init_extended_pair(*count + 1, foreground, background) != OK)
        return 0;
    known[*count][0] = foreground;
    known[*count][1] = background;
    return ++*count;
}

void term_colors_apply(const struct theme *theme, enum theme_depth depth, struct term_look looks[static ROLE_COUNT])
{
    int known[ROLE_COUNT][2];
    int count = 0;
    if (depth != THEME_MONO)
        reset_color_pairs();
    for (int role = 0; role < ROLE_COUNT; role++) {
        const struct theme_look *look = &theme->looks[role];
        looks[role] = (struct term_look){ .attributes = A_NORMAL };
        for (size_t i = 0; i < ARRAY_LENGTH(attribute_rows); i++)
            if ((look->attributes & attribute_rows[i].ours) != 0)
                looks[role].attributes |= attribute_rows[i].curses;
        if (depth != THEME_MONO)
            looks[role].pair = pair_for(look, depth, known, &count);
    }
}
