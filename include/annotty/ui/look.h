/* How the workbench is drawn: the part of the settings that views need, and the drawing of a whole frame. */
#ifndef ANNOTTY_UI_LOOK_H
#define ANNOTTY_UI_LOOK_H

#include <annotty/model/workbench.h>
#include <annotty/ui/screen.h>

enum layout { LAYOUT_AUTO, LAYOUT_PANES, LAYOUT_STACKED, LAYOUT_SINGLE };

struct look {
    enum layout layout;
    bool plain;                 /* no borders; states as words */
    int scroll_jump;            /* rows a list jumps at its edge where panes stand side by side; 0: half a page */
    const char *profile, *site; /* for the header; foreign */
};

/* Where each pane is drawn; of no height: it isn't. */
struct arrangement {
    struct rect panes[PANE_COUNT];
    bool side_by_side;
};
struct arrangement arrange(struct rect area, enum layout layout, enum pane focus, bool zoomed);

/* Draws everything on the screen. */
void workbench_draw(struct workbench *workbench, struct screen *screen, const struct look *look);

/* A click at a cell of the screen that was drawn so. */
void workbench_click_at(struct workbench *workbench, const struct screen *screen, const struct look *look, int row,
                        int column);

#endif
