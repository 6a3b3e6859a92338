/* The frame around the panes: header, message line, footer, the lines between panes; and what stands over them. */
#include "view.h"

#include <annotty/base/clock.h>

#include <string.h>

int view_put(const struct view *view, struct rect area, int row, int column, struct text text, enum role role)
{
    return column + screen_put(view->screen, area, row, column, text, role);
}

int view_word(const struct view *view, struct rect area, int row, int column, const char *ascii, enum role role)
{
    return view_put(view, area, row, column, text_own(ascii), role);
}

struct text view_clean(const struct view *view, struct slice raw)
{
    return text_clean(view->arena, raw);
}

/* --- Header ------------------------------------------------------------------------------------------------------- */

static struct text age_of(const struct view *view, const struct listing *listing)
{
    char age[CLOCK_AGE_SIZE];
    clock_format_age(view->workbench->wall_ms - listing->fetched_at_ms, age);
    return text_printf(view->arena, "cached %s%s", age, strcmp(age, "now") == 0 ? "" : " ago");
}

/* What is known about the connection: one sign and a word. */
static struct text link_text(const struct view *view, enum role *role)
{
    const struct workbench *workbench = view->workbench;
    const bool cached = workbench->queues.from_cache || workbench->interactions.from_cache;
    *role = ROLE_WARNING;
    switch (workbench->link) {
    case LINK_LIMITED:
        return text_printf(view->arena, "%% rate limit %lld s",
                           (long long)(workbench->limited_until_ms - workbench->now_ms + 999) / 1000);
    case LINK_REFUSED:
        *role = ROLE_BAD;
        return text_own("! not allowed");
    case LINK_OFFLINE:
        *role = ROLE_BAD;
        return text_join(view->arena, text_own("! offline "), cached ? age_of(view, &workbench->queues) : text_own(""));
    case LINK_LIVE:
        if (workbench->queues.problem.kind != ERROR_NONE || workbench->interactions.problem.kind != ERROR_NONE) {
            *role = ROLE_BAD;
            return text_own("! failing");
        }
        if (!cached) {
            *role = ROLE_HEADER;
            return text_sign("✓ live", "+ live");
        }
        break;
    case LINK_UNKNOWN:
        break;
    }
    if (cached)
        return text_join(view->arena, text_own("~ "), age_of(view, &workbench->queues));
    return text_own("~ connecting");
}

void view_header(const struct view *view, struct rect area)
{
    const struct workbench *workbench = view->workbench;
    enum role link_role = ROLE_HEADER;
    enum role journal_role = ROLE_HEADER;
    const struct text link = link_text(view, &link_role);
    const struct text journal = view_journal_text(view, &journal_role);
    screen_fill(view->screen, area, ROLE_HEADER);
    int column = view_word(view, area, area.row, area.column + 1, "annotty", ROLE_HEADER_STRONG);
    const struct rect left = { area.row, area.column, 1, area.width - link.cells - journal.cells - 3 };
    const struct slice project = workbench->project_id != NULL
                                     ? listing_name(&workbench->projects, workbench->project_id)
                                     : SLICE("all projects");
    const struct slice parts[] = { slice_of(view->look->profile), slice_of(view->look->site), project };
    for (size_t i = 0; i < sizeof(parts) / sizeof(*parts); i++) {
        if (parts[i].length == 0)
            continue;
        column = view_word(view, left, area.row, column, "  ", ROLE_HEADER);
        column = view_put(view, left, area.row, column, view_clean(view, parts[i]), ROLE_HEADER);
    }
    const int right = area.column + area.width - link.cells - 1;
    view_put(view, area, area.row, right - journal.cells, journal, journal_role);
    view_put(view, area, area.row, right, link, link_role);
}

/* --- Message line and footer -------------------------------------------------------------------------------------- */

/* What a line has no room for grows upward over the panes: the end of an error is what to do about it. */
static void put_long_message(const struct view *view, struct rect last, int most, struct text sign, enum role role)
{
    struct page *page = page_new(view->arena);
    page_put(page, sign, role);
    page_flow(page, slice_of(view->workbench->message), last.width, sign.cells, role);
    const int height = page_lines(page) < most ? (int)page_lines(page) : most;
    const struct rect area = { last.row - height + 1, last.column, height, last.width };
    long long top = 0;
    screen_fill(view->screen, (struct rect){ area.row, 0, height, last.column + last.width }, ROLE_TEXT);
    page_draw(page, view, area, &top);
}

void view_message(const struct view *view, struct rect area)
{
    static const enum role roles[] = { [MESSAGE_NEWS] = ROLE_INFO,
                                       [MESSAGE_GOOD] = ROLE_GOOD,
                                       [MESSAGE_WARNING] = ROLE_WARNING,
                                       [MESSAGE_BAD] = ROLE_BAD };
    const struct workbench *workbench = view->workbench;
    const enum place place = workbench_place(workbench);
    if (place & PLACE_LINES) {
        const char *prompt = place == PLACE_COMMAND ? ":" : "/";
        const int column = view_word(view, area, area.row, area.column, prompt, ROLE_PROMPT);
        view_line(view, (struct rect){ area.row, column, 1, area.width - column }, &workbench->line, true, ROLE_INPUT);
        return;
    }
    if (workbench->message == NULL) {
        view_under_way(view, area);
        return;
    }
    const enum role role = roles[workbench->message_kind];
    const struct text sign = text_own(workbench->message_kind == MESSAGE_BAD ? "! " : "");
    const struct text text = view_clean(view, slice_of(workbench->message));
    const struct rect inside = { area.row, area.column + 1, 1, area.width - 1 };
    const int most = workbench->overlay_count > 0 ? 1 : area.row / 4 + 1;
    if (most > 1 && sign.cells + text.cells > inside.width) {
        put_long_message(view, inside, most, sign, role);
        return;
    }
    const int column = view_put(view, inside, inside.row, inside.column, sign, role);
    view_put(view, inside, inside.row, column, text_cut(view->arena, text, inside.column + inside.width - column),
             role);
}

static void put_completions(const struct view *view, struct rect area)
{
    const struct workbench *workbench = view->workbench;
    int column = area.column + 1;
    for (size_t i = 0; i < workbench->completion_count && column < area.column + area.width; i++) {
        column =
            view_put(view, area, area.row, column, view_clean(view, slice_of(workbench->completions[i])), ROLE_FOOTER);
        column += 2;
    }
}

static int hint_cells(const struct action *action)
{
    char label[KEY_LABEL_SIZE];
    return (int)strlen(action_key_label(action, label)) + 1 + (int)strlen(action->hint) + 2;
}

static int put_hint(const struct view *view, struct rect area, int column, const struct action *action)
{
    char label[KEY_LABEL_SIZE];
    column =
        view_put(view, area, area.row, column, view_clean(view, slice_of(action_key_label(action, label))), ROLE_KEY);
    column = view_word(view, area, area.row, column + 1, action->hint, ROLE_FOOTER);
    return column + 2;
}

void view_footer(const struct view *view, struct rect area)
{
    const enum place place = workbench_place(view->workbench);
    screen_fill(view->screen, area, ROLE_FOOTER);
    if (place == PLACE_COMMAND && view->workbench->completion_count > 0) {
        put_completions(view, area);
        return;
    }
    const struct action *help = action_for_key("?", place);
    const int end = area.column + area.width - (help != NULL ? hint_cells(help) : 0);
    int column = area.column + 1;
    for (size_t i = 0; i < action_count; i++) {
        const struct action *action = &actions[i];
        if (!(action->where & place) || action->hint == NULL || action == help)
            continue;
        if (column + hint_cells(action) - 2 > end)
            break;
        column = put_hint(view, area, column, action);
    }
    if (help != NULL)
        put_hint(view, area, column, help);
}

/* --- The whole ---------------------------------------------------------------------------------------------------- */

struct rect view_box(const struct view *view, int height, int width, struct text title)
{
    const struct rect screen = screen_area(view->screen);
    const int rows = height + 2 < screen.height - 2 ? height + 2 : screen.height - 2 > 1 ? screen.height - 2 : 1;
    const int columns = width + 4 < screen.width ? width + 4 : screen.width;
    const struct rect box = { (screen.height - rows) / 2, (screen.width - columns) / 2, rows, columns };
    screen_fill(view->screen, box, ROLE_TEXT);
    const struct rect top = { box.row, box.column, 1, box.width };
    const struct rect bottom = { box.row + rows - 1, box.column, 1, box.width };
    screen_line(view->screen, top, SCREEN_HORIZONTAL, ROLE_BORDER_FOCUS);
    screen_line(view->screen, bottom, SCREEN_HORIZONTAL, ROLE_BORDER_FOCUS);
    if (!view->look->plain) {
        for (int row = box.row; row < box.row + rows; row++) {
            const bool first = row == box.row;
            const bool last = row == box.row + rows - 1;
            view_put(view, box, row, box.column,
                     first  ? text_sign("┌", "+")
                     : last ? text_sign("└", "+")
                            : text_sign("│", "|"),
                     ROLE_BORDER_FOCUS);
            view_put(view, box, row, box.column + columns - 1,
                     first  ? text_sign("┐", "+")
                     : last ? text_sign("┘", "+")
                            : text_sign("│", "|"),
                     ROLE_BORDER_FOCUS);
        }
    }
    const struct text heading = text_printf(view->arena, " %s ", title.bytes);
    view_put(view, top, box.row, box.column + 2, text_cut(view->arena, heading, columns - 4), ROLE_TITLE_FOCUS);
    return (struct rect){ box.row + 1, box.column + 2, rows - 2, columns - 4 };
}

/* Where there is room for nothing else, the panes come first, then the message, then the footer, then the header. */
struct frame {
    int header, message, footer; /* rows of each */
    struct rect panes;
};

static struct frame frame_of(struct rect area)
{
    struct frame frame = { .header = area.height >= 6, .message = area.height >= 3, .footer = area.height >= 4 };
    frame.panes =
        (struct rect){ frame.header, 0, area.height - frame.header - frame.message - frame.footer, area.width };
    return frame;
}

struct rect view_middle(const struct view *view)
{
    return frame_of(screen_area(view->screen)).panes;
}

static int jump_of(const struct look *look, const struct arrangement *arrangement)
{
    return arrangement->side_by_side ? look->scroll_jump : 1;
}

static bool holds(struct rect area, int row, int column)
{
    return row >= area.row && row < area.row + area.height && column >= area.column &&
           column < area.column + area.width;
}

void workbench_click_at(struct workbench *workbench, const struct screen *screen, const struct look *look, int row,
                        int column)
{
    const struct frame frame = frame_of(screen_area(screen));
    const struct arrangement arrangement = arrange(frame.panes, look->layout, workbench->focus, workbench->zoomed);
    for (int pane = 0; pane < PANE_COUNT; pane++) {
        if (!holds(arrangement.panes[pane], row, column))
            continue;
        struct listing *listing = workbench_listing(workbench, (enum pane)pane);
        const struct rect rows = listing != NULL ? view_list_rows(arrangement.panes[pane]) : (struct rect){ 0 };
        const size_t position =
            holds(rows, row, column)
                ? list_window(listing->list, rows.height, jump_of(look, &arrangement)) + (size_t)(row - rows.row)
                : SIZE_MAX;
        workbench_click(workbench, (enum pane)pane, position);
        return;
    }
}

static void draw_panes(const struct view *view, struct rect area)
{
    struct workbench *workbench = view->workbench;
    const struct arrangement arrangement = arrange(area, view->look->layout, workbench->focus, workbench->zoomed);
    for (int pane = 0; pane < PANE_COUNT; pane++) {
        const struct rect whole = arrangement.panes[pane];
        if (whole.height < 1 || whole.width < 1)
            continue;
        const bool focused = pane == (int)workbench->focus;
        const struct rect inside = { whole.row + 1, whole.column, whole.height - 1, whole.width };
        view_pane_title(view, (struct rect){ whole.row, whole.column, 1, whole.width }, (enum pane)pane, focused);
        if (pane == PANE_DETAIL)
            view_detail(view, inside, focused);
        else
            view_list(view, inside, workbench_listing(workbench, (enum pane)pane),
                      focused && workbench->overlay_count == 0, jump_of(view->look, &arrangement));
        if (whole.column > area.column && !view->look->plain)
            screen_line(view->screen, (struct rect){ whole.row, whole.column - 1, whole.height, 1 }, SCREEN_VERTICAL,
                        ROLE_BORDER);
    }
}

static void draw_overlay(const struct view *view, enum place place)
{
    static const struct {
        enum place place;
        void (*draw)(const struct view *view);
    } views[] = { { PLACE_FORM, view_form },
                  { PLACE_INTAKE, view_intake },
                  { PLACE_CONFIRM, view_confirm },
                  { PLACE_MENU, view_menu },
                  { PLACE_HELP, view_help },
                  { PLACE_PROJECTS, view_projects },
                  { PLACE_ACTIVITY, view_activity },
                  { PLACE_ENTRY, view_entry },
                  { PLACE_CONFLICT, view_conflict },
                  { PLACE_REVIEW, view_review },
                  { PLACE_REVIEW_TEXT, view_review_text } };
    for (size_t i = 0; i < sizeof(views) / sizeof(*views); i++)
        if (views[i].place == place)
            views[i].draw(view);
}

void workbench_draw(struct workbench *workbench, struct screen *screen, const struct look *look)
{
    struct arena arena = ARENA_EMPTY;
    const struct view view = { .workbench = workbench, .screen = screen, .arena = &arena, .look = look };
    const struct rect area = screen_area(screen);
    screen_clear(screen);
    const struct frame frame = frame_of(area);
    draw_panes(&view, frame.panes);
    if (frame.header)
        view_header(&view, (struct rect){ 0, 0, 1, area.width });
    for (size_t i = 0; i < workbench->overlay_count; i++)
        draw_overlay(&view, workbench->overlays[i]);
    if (frame.footer)
        view_footer(&view, (struct rect){ area.height - 1, 0, 1, area.width });
    if (frame.message)
        view_message(&view, (struct rect){ area.height - frame.footer - 1, 0, 1, area.width });
    arena_free(&arena);
}
