/* Actions that move: the cursor of a list, a page of text, the focus from pane to pane. */
#include "workbench_private.h"

#include <annotty/base/mem.h>

#include <limits.h>
#include <stdlib.h>

/* A key held down moves the cursor over many rows. The detail follows when it rests, so that a slow line carries only
 * the cursor meanwhile; a single step is followed at once. */
enum { FAST_MS = 120, REST_MS = 80 };

static void delay_detail(struct workbench *workbench, const struct list *list)
{
    const bool fast = workbench->now_ms - workbench->last_move_ms < FAST_MS;
    workbench->last_move_ms = workbench->now_ms;
    if (!fast)
        return;
    if (workbench->detail_due_ms == 0)
        workbench->detail_row = list_cursor_row(list);
    workbench->detail_due_ms = workbench->now_ms + REST_MS;
}

/* What keys move here: a menu's choice, a page of text, or a list's cursor. */
static void move(struct workbench *workbench, long long by)
{
    const enum place place = workbench_place(workbench);
    struct listing *listing = workbench_current(workbench);
    if (place == PLACE_MENU) {
        const long long last = (long long)workbench->choice_count - 1;
        const long long wanted = (long long)workbench->choice_at + by;
        const long long at = wanted > last ? last : wanted;
        workbench->choice_at = (size_t)(at < 0 ? 0 : at);
    } else if (place == PLACE_ENTRY) {
        workbench->entry_top += by;
    } else if (place == PLACE_HELP) {
        workbench->help_top += by;
    } else if (place == PLACE_CONFLICT) {
        workbench->conflict_top += by;
    } else if (place == PLACE_REVIEW || listing == NULL) {
        reader_move(workbench->reader, by);
    } else {
        if (listing == &workbench->interactions)
            delay_detail(workbench, listing->list);
        list_move(listing->list, by);
        workbench->detail_top = 0;
        if (listing == &workbench->queues)
            workbench_follow_cursor(workbench, false);
    }
}

static long long page(const struct workbench *workbench)
{
    const int rows = workbench->overlay_count > 0 ? workbench->overlay_rows : workbench->page_rows[workbench->focus];
    return rows > 1 ? rows - 1 : 1;
}

/* Far beyond any list or text; the views bring a text's top back to its end. */
enum { TO_THE_END = INT_MAX / 2 };

ACT(down)
{
    (void)argument;
    move(workbench, 1);
}

ACT(up)
{
    (void)argument;
    move(workbench, -1);
}

ACT(first)
{
    (void)argument;
    move(workbench, -TO_THE_END);
}

ACT(last)
{
    (void)argument;
    move(workbench, TO_THE_END);
}

ACT(half_down)
{
    (void)argument;
    move(workbench, (page(workbench) + 1) / 2);
}

ACT(half_up)
{
    (void)argument;
    move(workbench, -(page(workbench) + 1) / 2);
}

ACT(page_down)
{
    (void)argument;
    move(workbench, page(workbench));
}

ACT(page_up)
{
    (void)argument;
    move(workbench, -page(workbench));
}

static void focus(struct workbench *workbench, int pane)
{
    if (pane < 0 || pane >= PANE_COUNT)
        return;
    if (workbench->focus == PANE_QUEUES)
        workbench_follow_cursor(workbench, true);
    workbench->focus = (enum pane)pane;
    workbench->ranging = false;
}

void workbench_click(struct workbench *workbench, enum pane pane, size_t position)
{
    struct listing *listing = workbench_listing(workbench, pane);
    if (workbench->overlay_count > 0)
        return;
    focus(workbench, (int)pane);
    if (listing == NULL || position >= list_count(listing->list))
        return;
    list_move_to(listing->list, position);
    workbench->detail_top = 0;
    if (pane == PANE_QUEUES)
        workbench_follow_cursor(workbench, false);
}

ACT(left)
{
    (void)argument;
    focus(workbench, (int)workbench->focus - 1);
}

ACT(right)
{
    (void)argument;
    focus(workbench, (int)workbench->focus + 1);
}

ACT(next_pane)
{
    (void)argument;
    focus(workbench, ((int)workbench->focus + 1) % PANE_COUNT);
}

ACT(previous_pane)
{
    (void)argument;
    focus(workbench, ((int)workbench->focus + PANE_COUNT - 1) % PANE_COUNT);
}

ACT(open)
{
    if (workbench_place(workbench) == PLACE_PROJECTS) {
        char *id = workbench_cursor_id(&workbench->projects);
        workbench_close(workbench, PLACE_PROJECTS);
        if (id != NULL)
            workbench_open_project(workbench, id);
        free(id);
        return;
    }
    if (workbench_place(workbench) == PLACE_ACTIVITY)
        workbench_open_entry(workbench);
    else if (workbench_place(workbench) == PLACE_DETAIL)
        workbench_enter_part(workbench);
    else if (workbench->focus == PANE_INTERACTIONS && workbench_has_labels(workbench) &&
             list_count(workbench->interactions.list) > 0)
        workbench_review_this(workbench);
    else
        act_right(workbench, argument);
}

static bool clear_filter(struct workbench *workbench)
{
    struct listing *listing = workbench_current(workbench);
    if (listing == NULL || list_query(listing->list) == NULL)
        return false;
    list_filter(listing->list, NULL);
    return true;
}

/* One step out of whatever the person is in; false when there is nothing to step out of. */
static bool step_back(struct workbench *workbench)
{
    const enum place place = workbench_place(workbench);
    if (workbench->leaves_when_sent)
        workbench->leaves_when_sent = false;
    else if (place & (PLACE_HELP | PLACE_MENU | PLACE_ENTRY | PLACE_CONFLICT))
        workbench_close(workbench, place);
    else if (place == PLACE_REVIEW)
        workbench_close_review(workbench);
    else if (workbench->ranging)
        workbench->ranging = false;
    else if (clear_filter(workbench))
        return true;
    else if (place == PLACE_ACTIVITY && workbench_leave_page(workbench))
        return true;
    else if (workbench->overlay_count > 0)
        workbench_close(workbench, place);
    else if (workbench->focus == PANE_DETAIL && workbench_leave_link(workbench))
        return true;
    else if (workbench->raw)
        workbench->raw = false;
    else if (workbench->zoomed)
        workbench->zoomed = false;
    else if (workbench->focus != PANE_QUEUES)
        focus(workbench, (int)workbench->focus - 1);
    else
        return false;
    return true;
}

ACT(back)
{
    (void)argument;
    if (!step_back(workbench))
        workbench_say(workbench, MESSAGE_NEWS, "q quits");
}

/* Esc is for stepping back alone: who clears a filter doesn't mean to stop what is under way. */
ACT(stop)
{
    size_t count = 0;
    const struct task *task = workbench_running_task(workbench, &count);
    if (task != NULL && !task->step.paused && workbench->overlay_count == 0)
        act_pause_task(workbench, NULL);
    else
        act_back(workbench, argument);
}

ACT(leave)
{
    if (!step_back(workbench))
        act_quit(workbench, argument);
}

ACT(zoom)
{
    (void)argument;
    workbench->zoomed = !workbench->zoomed;
}

ACT(raw)
{
    (void)argument;
    workbench->raw = !workbench->raw;
    workbench->detail_top = 0;
    /* Where the detail has no room beside the list, asking for the JSON means going there. */
    if (workbench->raw && workbench->focus == PANE_INTERACTIONS)
        focus(workbench, PANE_DETAIL);
}

ACT(help)
{
    (void)argument;
    workbench->help_top = 0;
    workbench_open(workbench, PLACE_HELP);
}

ACT(redraw)
{
    (void)argument;
    workbench_send_text(workbench, ERRAND_REDRAW, NULL);
}

ACT(suspend)
{
    (void)argument;
    workbench_send_text(workbench, ERRAND_SUSPEND, NULL);
}
