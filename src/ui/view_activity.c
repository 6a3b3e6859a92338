/* The Activity screen: the list of changes and requests, below it what is known of the one under the cursor, and that
 * one in full over both. */
#include "view.h"

#include <annotty/base/clock.h>

#include <inttypes.h>

enum { STRIP_LEAST = 14, STRIP_MOST = 9 }; /* rows of the screen from which on there is a strip; rows of it */

static struct text title_of(const struct view *view)
{
    const struct workbench *workbench = view->workbench;
    const struct activity_step *step = activity_step(workbench->activity, workbench->activity_step);
    switch (workbench->activity_page) {
    case ACTIVITY_STEP:
        return text_join(view->arena, text_own("Activity > "),
                         view_clean(view, slice_of(step != NULL ? step->step.title : NULL)));
    case ACTIVITY_MESSAGES:
        return text_own("Messages");
    default:
        return text_own("Activity");
    }
}

static void put_title(const struct view *view, struct rect line, struct text title, enum role role)
{
    screen_fill(view->screen, line, role);
    view_put(view, line, line.row, line.column + 1, text_cut(view->arena, title, line.width - 2), role);
}

/* --- One of them -------------------------------------------------------------------------------------------------- */

static enum role state_role(enum change_state state)
{
    if (change_states[state].needs_person)
        return ROLE_BAD;
    return change_states[state].is_open ? ROLE_WARNING : ROLE_VALUE;
}

static void put_time(const struct view *view, struct page *page, const char *title, int64_t wall_ms, int width)
{
    char text[CLOCK_RFC3339_SIZE];
    if (wall_ms == 0)
        return;
    clock_format_rfc3339(wall_ms, text);
    page_field(view, page, title, slice_of(text), width, ROLE_MUTED);
}

static void put_number(const struct view *view, struct page *page, const char *title, int64_t number, const char *unit,
                       int width)
{
    char text[TEXT_COUNT_SIZE];
    if (number > 0)
        page_field(view, page, title,
                   slice_of(arena_printf(view->arena, "%s%s", text_count((unsigned long long)number, text), unit)),
                   width, ROLE_VALUE);
}

static void put_json(const struct view *view, struct page *page, const char *title, struct slice json, int width)
{
    if (json.length == 0)
        return;
    page_line(page);
    page_line(page);
    page_put(page, text_own(title), ROLE_TITLE);
    page_json(view, page, json, width);
}

static void put_documents(const struct view *view, struct page *page, const struct change *change, int width)
{
    const bool is_conflict = change->state == CHANGE_CONFLICT;
    struct buf body = buf_with_limit(BUF_LIMIT_BODY);
    if (change->call.operation->request_type != NULL && api_call_body(&change->call, &body))
        put_json(view, page, "Body", buf_slice(&body), width);
    buf_free(&body);
    if (is_conflict)
        put_json(view, page, "What you saw", slice_of(change->before), width);
    put_json(view, page, is_conflict ? "What the server has" : "Answer", slice_of(change->answer), width);
}

static void put_change(const struct view *view, struct page *page, struct logged logged, bool is_whole, int width)
{
    const struct change *change = logged.change;
    const struct change_state_row *state = &change_states[change->state];
    const bool is_request = logged.kind == CHANGE_ROW_REQUEST;
    struct buf target = buf_with_limit(BUF_LIMIT_BODY);
    buf_printf(&target, "%s ", api_method_names[change->call.operation->method]);
    api_call_target(&change->call, &target);
    page_field(view, page, "State",
               slice_of(is_request ? state->name : arena_printf(view->arena, "%s: %s", state->name, state->help)),
               width, state_role(change->state));
    if (change->reason != NULL)
        page_field(view, page, "Reason", slice_of(change->reason), width, ROLE_BAD);
    page_field(view, page, "Request", slice_of(arena_copy(view->arena, buf_slice(&target))), width, ROLE_VALUE);
    put_number(view, page, "Status", change->status, "", width);
    put_number(view, page, "Tries", change->tries, "", width);
    put_number(view, page, "Took", change->elapsed_ms, " ms", width);
    put_number(view, page, "Size", change->byte_count, " bytes", width);
    put_number(view, page, "Held", change->state == CHANGE_HELD ? change->hold_ms : 0, " ms", width);
    put_time(view, page, is_request ? "Asked" : "Made", change->made_at_ms, width);
    put_time(view, page, "Ended", change->ended_at_ms, width);
    if (is_whole)
        put_documents(view, page, change, width);
    buf_free(&target);
}

static void put_step(const struct view *view, struct page *page, const struct step *step, int width)
{
    const enum change_state state = activity_step_state(view->workbench->activity, step->id);
    page_field(view, page, "Step", slice_of(step->title), width, ROLE_VALUE);
    page_field(view, page, "State", slice_of(step->paused ? "paused: p goes on" : change_states[state].help), width,
               state_role(state));
    put_number(view, page, "Items", (int64_t)step->item_count, "", width);
    put_number(view, page, "Made", (int64_t)step->made_count, "", width);
    put_number(view, page, "There already", (int64_t)step->there_count, "", width);
    put_number(view, page, "Failed", (int64_t)step->failed_count, "", width);
    put_number(view, page, "Requests left", (int64_t)step->open_count, "", width);
}

static struct page *page_of(const struct view *view, struct logged logged, bool is_whole, int width)
{
    struct page *page = page_new(view->arena);
    if (logged.change != NULL)
        put_change(view, page, logged, is_whole, width);
    else if (logged.step != NULL)
        put_step(view, page, logged.step, width);
    else if (logged.message != NULL)
        page_wrap(page, slice_of(logged.message->text), width, 0, ROLE_TEXT);
    return page;
}

/* "add interactions: Triage, 1,000 items" */
static struct text entry_title(const struct view *view)
{
    const struct list *list = view->workbench->log.list;
    const uint32_t row = list_cursor_row(list);
    if (row == ROW_NONE)
        return TEXT_EMPTY;
    const struct api_resource *resource = rows_resource(list_rows(list));
    if (resource == &message_resource)
        return text_own("Message");
    const struct slice what = rows_cell(list_rows(list), row, api_field_index(resource, SLICE("what")));
    const struct slice about = rows_cell(list_rows(list), row, api_field_index(resource, SLICE("about")));
    const struct text title = view_clean(view, what);
    if (about.length == 0)
        return title;
    return text_join(view->arena, text_join(view->arena, title, text_own(": ")), view_clean(view, about));
}

/* --- The screen --------------------------------------------------------------------------------------------------- */

static void draw_strip(const struct view *view, struct rect area)
{
    const struct logged logged = workbench_logged(view->workbench, list_cursor_row(view->workbench->log.list));
    const struct rect inside = { area.row + 1, area.column + 1, area.height - 1, area.width - 2 };
    long long top = 0;
    put_title(view, (struct rect){ area.row, area.column, 1, area.width }, entry_title(view), ROLE_TITLE);
    page_draw(page_of(view, logged, false, inside.width), view, inside, &top);
}

void view_activity(const struct view *view)
{
    struct workbench *workbench = view->workbench;
    const struct rect area = view_middle(view);
    const bool is_focused = (workbench_place(workbench) & (PLACE_ACTIVITY | PLACE_FILTER)) != 0;
    const int third = area.height / 3;
    const int strip = area.height < STRIP_LEAST ? 0 : third < STRIP_MOST ? third : STRIP_MOST;
    const struct rect list = { area.row + 1, area.column, area.height - strip - 1, area.width };
    screen_fill(view->screen, area, ROLE_TEXT);
    put_title(view, (struct rect){ area.row, area.column, 1, area.width },
              view_listing_title(view, &workbench->log, title_of(view)), ROLE_TITLE_FOCUS);
    workbench->overlay_rows = list.height - 1;
    if (list.height > 0)
        view_list(view, list, &workbench->log, is_focused, 1);
    if (strip > 0)
        draw_strip(view, (struct rect){ area.row + area.height - strip, area.column, strip, area.width });
}

void view_entry(const struct view *view)
{
    struct workbench *workbench = view->workbench;
    const struct rect area = view_middle(view);
    const struct rect inside = { area.row + 1, area.column + 1, area.height - 1, area.width - 2 };
    const struct logged logged = workbench_logged(workbench, list_cursor_row(workbench->log.list));
    screen_fill(view->screen, area, ROLE_TEXT);
    put_title(view, (struct rect){ area.row, area.column, 1, area.width }, entry_title(view), ROLE_TITLE_FOCUS);
    workbench->overlay_rows = inside.height;
    page_draw(page_of(view, logged, true, inside.width), view, inside, &workbench->entry_top);
    screen_cursor(view->screen, inside.row, inside.column, false);
}
