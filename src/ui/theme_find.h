/* Where themes are: a path, the person's directory, $ANNOTTY_THEMES, the installed ones, the ones compiled in. */
#ifndef ANNOTTY_SRC_UI_THEME_FIND_H
#define ANNOTTY_SRC_UI_THEME_FIND_H

#include <annotty/base/buf.h>
#include <annotty/ui/theme.h>

/* The theme's text, for the caller to free, and what to call its file in messages. */
bool theme_find(const char *name, struct buf *text, char file[static 512], struct error *error);

/* The themes of themes/, compiled in. Made by tools/embed.py. Ends with a NULL name. */
struct theme_text {
    const char *name, *text;
};
extern const struct theme_text theme_texts[];

#endif
