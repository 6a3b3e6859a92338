/* Where themes are: a path, the person's directory, $ANNOTTY_THEMES, the installed ones, the ones compiled in. */
#ifndef ANNOTTY_SRC_UI_THEME_FIND_H
#define ANNOTTY_SRC_UI_THEME_FIND_H

#include <annotty/base/buf.h>
#include <annotty/ui/theme.h>

struct theme_source {
    struct buf text;
    char *file; /* what to call it in messages */
};

/* False: nothing to free. A file that is there but can't be read is an error, not a reason to look further. */
bool theme_find(const char *name, struct theme_source *source, struct error *error);
void theme_source_free(struct theme_source *source);

/* The themes of themes/, compiled in, "default" first. Made by tools/embed.py. Ends with a NULL name. */
struct theme_text {
    const char *name, *text;
};
extern const struct theme_text theme_texts[];

#endif
