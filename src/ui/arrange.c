/* Where the panes stand (wide: three, medium: two, narrow: one), told by numbers alone. */
#include <annotty/ui/look.h>

enum { WIDE = 120, MEDIUM = 80, QUEUES_LEAST = 28, STACKED_LEAST = 15 };

static struct rect slab(struct rect area, int from, int width)
{
    return (struct rect){ area.row, area.column + from, area.height, width };
}

/* Between two panes there is a line of one column. */
static void three(struct arrangement *arrangement, struct rect area)
{
    const int wished = area.width * 22 / 100;
    const int queues = wished > QUEUES_LEAST ? wished : QUEUES_LEAST;
    const int interactions = (area.width - queues - 2) / 2;
    arrangement->panes[PANE_QUEUES] = slab(area, 0, queues);
    arrangement->panes[PANE_INTERACTIONS] = slab(area, queues + 1, interactions);
    arrangement->panes[PANE_DETAIL] = slab(area, queues + interactions + 2, area.width - queues - interactions - 2);
}

static void two(struct arrangement *arrangement, struct rect area, enum pane focus)
{
    const enum pane left = focus == PANE_QUEUES ? PANE_QUEUES : PANE_INTERACTIONS;
    const int width = left == PANE_QUEUES ? area.width * 38 / 100 : area.width / 2;
    arrangement->panes[left] = slab(area, 0, width);
    arrangement->panes[left + 1] = slab(area, width + 1, area.width - width - 1);
}

/* One above the other: scrolling a list of the full width costs a tenth of the bytes, for slow links. */
static void stacked(struct arrangement *arrangement, struct rect area, enum pane focus)
{
    const enum pane upper = focus == PANE_QUEUES ? PANE_QUEUES : PANE_INTERACTIONS;
    const int height = area.height / 2;
    arrangement->panes[upper] = (struct rect){ area.row, area.column, height, area.width };
    arrangement->panes[upper + 1] = (struct rect){ area.row + height, area.column, area.height - height, area.width };
}

struct arrangement arrange(struct rect area, enum layout layout, enum pane focus, bool zoomed)
{
    struct arrangement arrangement = { 0 };
    const bool narrow = area.width < MEDIUM;
    if (zoomed || layout == LAYOUT_SINGLE || (layout == LAYOUT_AUTO && narrow) ||
        (layout == LAYOUT_STACKED && area.height < STACKED_LEAST) ||
        (layout == LAYOUT_PANES && area.width < MEDIUM / 2))
        arrangement.panes[focus] = area;
    else if (layout == LAYOUT_STACKED)
        stacked(&arrangement, area, focus);
    else if (area.width >= WIDE)
        three(&arrangement, area);
    else
        two(&arrangement, area, focus);
    arrangement.side_by_side = arrangement.panes[focus].width < area.width;
    return arrangement;
}
