/* A trace as its reader lays it out, in whatever area there is, below the lines that scroll with it. */
#include "view.h"

#include <annotty/base/clock.h>

static const enum role roles[TRACE_STYLE_COUNT] = {
    [TRACE_TEXT] = ROLE_TEXT,
    [TRACE_MUTED] = ROLE_MUTED,
    [TRACE_SPAN] = ROLE_SPAN,
    [TRACE_SYSTEM] = ROLE_FROM_SYSTEM,
    [TRACE_USER] = ROLE_FROM_USER,
    [TRACE_ASSISTANT] = ROLE_FROM_ASSISTANT,
    [TRACE_TOOL] = ROLE_FROM_TOOL,
    [TRACE_HEADING] = ROLE_HEADING,
    [TRACE_STRONG] = ROLE_STRONG,
    [TRACE_CODE] = ROLE_CODE,
    [TRACE_LABEL] = ROLE_LABEL,
    [TRACE_VALUE] = ROLE_VALUE,
    [TRACE_GOOD] = ROLE_GOOD,
    [TRACE_BAD] = ROLE_BAD,
    [TRACE_WARNING] = ROLE_WARNING,
    [TRACE_JSON_KEY] = ROLE_JSON_KEY,
    [TRACE_JSON_STRING] = ROLE_JSON_STRING,
    [TRACE_JSON_NUMBER] = ROLE_JSON_NUMBER,
    [TRACE_JSON_WORD] = ROLE_JSON_WORD,
    [TRACE_MATCH] = ROLE_MATCH,
};

static void put_gone(const struct view *view, struct page *page, int width)
{
    char when[CLOCK_RFC3339_SIZE];
    const struct reader_marks marks = reader_marks(view->workbench->reader);
    page_line(page);
    if (marks.fetched_at_ms == 0) {
        page_wrap(page, SLICE("Gone from the server; this was read before."), width, 0, ROLE_WARNING);
        return;
    }
    clock_format_local(marks.fetched_at_ms, when);
    page_wrap(page, slice_of(arena_printf(view->arena, "Gone from the server; this was read on %s.", when)), width, 0,
              ROLE_WARNING);
}

void page_trace_state(const struct view *view, struct page *page, int width)
{
    const struct error *problem = NULL;
    switch (workbench_trace_state(view->workbench, &problem)) {
    case TRACE_GONE:
        put_gone(view, page, width);
        break;
    case TRACE_LOADING:
        page_wrap(page, SLICE("Reading the trace..."), width, 0, ROLE_MUTED);
        break;
    case TRACE_EMPTY:
        page_wrap(page, SLICE("The server has nothing to show of it."), width, 0, ROLE_MUTED);
        break;
    case TRACE_LACKING:
        page_wrap(page, SLICE("This server can't show traces: only the id and the type are known."), width, 0,
                  ROLE_WARNING);
        break;
    case TRACE_FAILED:
        page_wrap(page, slice_of(arena_printf(view->arena, "The trace can't be read: %s", problem->message)), width, 0,
                  ROLE_BAD);
        page_wrap(page, SLICE("r tries again."), width, 0, ROLE_MUTED);
        break;
    case TRACE_HERE:
    case TRACE_NONE:
        return;
    }
    page_line(page);
}

static void put_row(const struct view *view, struct rect area, int row, const struct reader_row *reader_row)
{
    int column = area.column;
    for (size_t i = 0; i < reader_row->line.run_count; i++)
        column =
            view_put(view, area, row, column, reader_row->line.runs[i].text, roles[reader_row->line.runs[i].style]);
}

void view_trace(const struct view *view, struct rect area, struct reader *reader, const struct page *above,
                bool focused)
{
    int skipped = 0;
    const struct reader_row *rows = NULL;
    const long long lines = above != NULL ? page_lines(above) : 0;
    const size_t count = reader_rows(reader, area.width, area.height, (int)lines, &skipped, view->arena, &rows);
    const int left = (int)lines - skipped;
    const struct rect top_area = { area.row, area.column, left < area.height ? left : area.height, area.width };
    long long top = skipped;
    if (top_area.height > 0)
        page_draw(above, view, top_area, &top);
    if (focused)
        screen_cursor(view->screen, area.row, area.column, false);
    for (size_t i = 0; i < count; i++) {
        const int row = area.row + top_area.height + (int)i;
        put_row(view, area, row, &rows[i]);
        if (!focused || !rows[i].is_head_at)
            continue;
        screen_paint(view->screen, (struct rect){ row, area.column, 1, area.width }, ROLE_SELECTED_AWAY);
        screen_cursor(view->screen, row, area.column, false);
    }
}
