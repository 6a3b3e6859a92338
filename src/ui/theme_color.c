#include "theme_color.h"

#include <annotty/base/mem.h>

#include <ctype.h>

enum { GRAY = 8, CUBE_START = 16, GRAY_START = 232, PALETTE = 256 };

static const char *const names[] = { "black",        "red",           "green",       "yellow",         "blue",
                                     "magenta",      "cyan",          "white",       "gray",           "bright-red",
                                     "bright-green", "bright-yellow", "bright-blue", "bright-magenta", "bright-cyan",
                                     "bright-white" };

/* What xterm shows for the first sixteen; terminals differ, but not much. */
static const uint32_t first_sixteen[] = { 0x000000, 0xcd0000, 0x00cd00, 0xcdcd00, 0x0000ee, 0xcd00cd,
                                          0x00cdcd, 0xe5e5e5, 0x7f7f7f, 0xff0000, 0x00ff00, 0xffff00,
                                          0x5c5cff, 0xff00ff, 0x00ffff, 0xffffff };

static bool parse_hex(struct slice word, int32_t *color)
{
    uint32_t rgb = 0;
    if (word.length != sizeof("#rrggbb") - 1)
        return false;
    for (size_t i = 1; i < word.length; i++) {
        const unsigned char digit = (unsigned char)word.at[i];
        if (!isxdigit(digit))
            return false;
        rgb = rgb * 16 + (uint32_t)(isdigit(digit) ? digit - '0' : tolower(digit) - 'a' + 10);
    }
    *color = (int32_t)(THEME_RGB | rgb);
    return true;
}

bool theme_color_parse(struct slice word, int32_t *color)
{
    long long number = 0;
    if (slice_is(word, "default")) {
        *color = THEME_COLOR_DEFAULT;
        return true;
    }
    if (word.length > 0 && word.at[0] == '#')
        return parse_hex(word, color);
    for (size_t i = 0; i < ARRAY_LENGTH(names); i++)
        if (slice_is(word, names[i])) {
            *color = (int32_t)i;
            return true;
        }
    if (!slice_to_int64(word, &number) || number < 0 || number >= PALETTE)
        return false;
    *color = (int32_t)number;
    return true;
}

uint32_t theme_color_rgb(int32_t color)
{
    static const uint32_t steps[] = { 0, 95, 135, 175, 215, 255 };
    if (color >= THEME_RGB)
        return (uint32_t)color & 0xffffff;
    if (color < CUBE_START)
        return first_sixteen[color];
    if (color >= GRAY_START)
        return (uint32_t)(8 + 10 * (color - GRAY_START)) * 0x010101;
    const int cube = color - CUBE_START;
    return steps[cube / 36] << 16 | steps[cube / 6 % 6] << 8 | steps[cube % 6];
}

static unsigned distance(uint32_t a, uint32_t b)
{
    unsigned sum = 0;
    for (int shift = 0; shift <= 16; shift += 8) {
        const int by = (int)(a >> shift & 0xff) - (int)(b >> shift & 0xff);
        sum += (unsigned)(by * by);
    }
    return sum;
}

int theme_nearest(uint32_t rgb, enum theme_depth depth)
{
    const int from = depth == THEME_256 ? CUBE_START : 0;
    const int to = depth == THEME_256 ? PALETTE : depth == THEME_16 ? 16 : 8;
    int nearest = from;
    for (int i = from; i < to; i++)
        if (distance(rgb, theme_color_rgb(i)) < distance(rgb, theme_color_rgb(nearest)))
            nearest = i;
    return nearest;
}

int32_t theme_color_for(int32_t color, enum theme_depth depth)
{
    if (color == THEME_COLOR_DEFAULT || depth == THEME_MONO)
        return THEME_COLOR_DEFAULT;
    if (depth == THEME_DIRECT || (depth == THEME_256 && color < PALETTE) || (depth == THEME_16 && color < 16))
        return color;
    /* A bright colour of the sixteen is its plain one of the eight, but gray would be black, unseen on black. */
    if (depth == THEME_8 && color < CUBE_START)
        return color == GRAY ? THEME_COLOR_DEFAULT : color % 8;
    return theme_nearest(theme_color_rgb(color), depth);
}
