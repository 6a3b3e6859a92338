/* Texts of several lines, each of runs with a role: details, help, JSON. Made anew for each frame, in its arena. */
#include "view.h"

#include <annotty/base/mem.h>

struct run {
    struct run *next;
    struct text text;
    enum role role;
};

struct page_row {
    struct page_row *next;
    struct run *first, *last;
};

struct page {
    struct arena *arena;
    struct page_row *first, *last;
    long long count;
};

struct page *page_new(struct arena *arena)
{
    struct page *page = arena_alloc(arena, sizeof(*page));
    *page = (struct page){ .arena = arena };
    return page;
}

void page_line(struct page *page)
{
    struct page_row *row = arena_alloc(page->arena, sizeof(*row));
    *row = (struct page_row){ 0 };
    if (page->last != NULL)
        page->last->next = row;
    else
        page->first = row;
    page->last = row;
    page->count++;
}

void page_put(struct page *page, struct text text, enum role role)
{
    if (page->last == NULL)
        page_line(page);
    struct run *run = arena_alloc(page->arena, sizeof(*run));
    *run = (struct run){ .text = text, .role = role };
    if (page->last->last != NULL)
        page->last->last->next = run;
    else
        page->last->first = run;
    page->last->last = run;
}

struct wrapping {
    struct page *page;
    int indent;
    enum role role;
    bool is_flowing; /* the next line goes on with the page's last one */
};

static bool take_line(struct text line, void *data)
{
    struct wrapping *wrapping = data;
    struct page *page = wrapping->page;
    if (!wrapping->is_flowing) {
        page_line(page);
        page_put(page, text_fit(page->arena, TEXT_EMPTY, wrapping->indent, TEXT_LEFT), ROLE_TEXT);
    }
    wrapping->is_flowing = false;
    page_put(page, line, wrapping->role);
    return true;
}

static void wrap(struct page *page, struct slice raw, int cells, struct wrapping wrapping)
{
    const int width = cells - wrapping.indent;
    text_wrap(page->arena, raw, width > 1 ? width : 1, take_line, &wrapping);
}

void page_wrap(struct page *page, struct slice raw, int cells, int indent, enum role role)
{
    wrap(page, raw, cells, (struct wrapping){ .page = page, .indent = indent, .role = role });
}

void page_flow(struct page *page, struct slice raw, int cells, int indent, enum role role)
{
    wrap(page, raw, cells, (struct wrapping){ .page = page, .indent = indent, .role = role, .is_flowing = true });
}

long long page_lines(const struct page *page)
{
    return page->count;
}

void page_draw(const struct page *page, const struct view *view, struct rect area, long long *top)
{
    if (*top > page->count - area.height)
        *top = page->count - area.height;
    if (*top < 0)
        *top = 0;
    long long number = 0;
    for (const struct page_row *line = page->first; line != NULL && number < *top + area.height; line = line->next) {
        const int row = area.row + (int)(number - *top);
        if (number++ < *top)
            continue;
        int column = area.column;
        for (const struct run *run = line->first; run != NULL; run = run->next)
            column = view_put(view, area, row, column, run->text, run->role);
    }
}
