/* A theme's looks as curses draws them. */
#ifndef ANNOTTY_SRC_UI_TERM_COLORS_H
#define ANNOTTY_SRC_UI_TERM_COLORS_H

#include <annotty/ui/theme.h>

#include <curses.h>

struct term_look {
    attr_t attributes;
    int pair;
};

/* After newterm: starts colours if they are wanted and there are any. */
enum theme_depth term_colors_start(bool wanted);
void term_colors_apply(const struct theme *theme, enum theme_depth depth, struct term_look looks[static ROLE_COUNT]);

#endif
