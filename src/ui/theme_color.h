/* Colours as theme files name them, and the nearest ones of terminals that have fewer. */
#ifndef ANNOTTY_SRC_UI_THEME_COLOR_H
#define ANNOTTY_SRC_UI_THEME_COLOR_H

#include <annotty/base/slice.h>
#include <annotty/ui/theme.h>

/* "default", a name such as "bright-blue", 0-255 or #rrggbb. */
bool theme_color_parse(struct slice word, int32_t *color);
/* The colour that a terminal of this depth shows for it; THEME_COLOR_DEFAULT stays. */
int32_t theme_color_for(int32_t color, enum theme_depth depth);
/* Red, green and blue of a palette entry or an rgb value. */
uint32_t theme_color_rgb(int32_t color);

#endif
