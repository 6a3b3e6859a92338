/* Changes that the server doesn't have yet, as they are seen: the sign beside a row, the reason in its detail, the line
 * of what is under way, and a conflict with both versions side by side. */
#include "view.h"

#include <annotty/base/mem.h>
#include <annotty/model/columns.h>

#include <stdio.h>
#include <string.h>

enum { SECOND_MS = 1000, BAR_CELLS = 20 };

static long long seconds_left(const struct view *view, const struct pending_change *change)
{
    const int64_t left_ms = change->hold_until_ms - view->workbench->now_ms;
    return left_ms > 0 ? (left_ms + SECOND_MS - 1) / SECOND_MS : 0;
}

enum role view_state_role(enum change_state state)
{
    return change_states[state].needs_person ? ROLE_BAD : ROLE_WARNING;
}

struct text view_state_sign(const struct pending_change *change)
{
    const struct change_state_row *row = &change_states[change->change.state];
    return text_sign(row->sign, row->ascii);
}

/* What stands at the end of a row: how long what goes away stays; in --plain the state as a word. */
struct text view_state_words(const struct view *view, const struct pending_change *change)
{
    const char *word = change_states[change->change.state].name;
    if (change->change.state == CHANGE_HELD)
        return text_printf(view->arena, " gone in %lld s ", seconds_left(view, change));
    if (view->look->plain)
        return text_printf(view->arena, " %s ", word);
    return TEXT_EMPTY;
}

/* --- In the detail ------------------------------------------------------------------------------------------------ */

void view_put_change(const struct view *view, struct page *page, const struct pending_change *change, int width)
{
    const struct change *known = &change->change;
    const struct change_state_row *row = &change_states[known->state];
    const enum role role = view_state_role(known->state);
    const char *title = workbench_step_title(view->workbench, known->step, change->errand);
    page_line(page);
    page_put(page, view_state_sign(change), role);
    page_put(page, text_own(" "), role);
    page_flow(page, slice_of(arena_printf(view->arena, "%s: %s", title, row->name)), width, 2, role);
    page_wrap(page, slice_of(known->reason != NULL ? known->reason : row->help), width, 2, ROLE_TEXT);
    if (known->state == CHANGE_HELD || known->state == CHANGE_WAITING)
        page_wrap(page, SLICE("u takes it back."), width, 2, ROLE_MUTED);
    else if (row->needs_person)
        page_wrap(page, SLICE("! shows what can be done: send again, edit, drop."), width, 2, ROLE_MUTED);
    page_line(page);
}

/* --- What is under way -------------------------------------------------------------------------------------------- */

static size_t ended_items(const struct step *step)
{
    return step->made_count + step->there_count + step->failed_count;
}

static struct text progress(const struct view *view, const struct task *task, size_t count)
{
    const struct step *step = &task->step;
    const size_t ended = ended_items(step);
    const int64_t took_ms = view->workbench->now_ms - task->began_ms;
    const size_t rate = took_ms > 0 ? (ended - task->began_count) * SECOND_MS / (size_t)took_ms : 0;
    const size_t full = ended < step->item_count ? ended * BAR_CELLS / step->item_count : BAR_CELLS;
    char bar[BAR_CELLS + 1], done[TEXT_COUNT_SIZE], all[TEXT_COUNT_SIZE], speed[TEXT_COUNT_SIZE];
    memset(bar, '.', BAR_CELLS);
    memset(bar, '#', full);
    bar[BAR_CELLS] = '\0';
    const char *verb = task->operation != NULL && task->operation->can_vanish ? "removing"
                       : task->operation != NULL                              ? "adding"
                                                                              : "sending";
    struct text text = text_printf(view->arena, "%s [%s] %s of %s", verb, bar, text_count(ended, done),
                                   text_count(step->item_count, all));
    if (step->paused)
        text = text_join(view->arena, text, text_own("  paused  :resume  :cancel"));
    else if (rate > 0)
        text = text_join(view->arena, text,
                         text_printf(view->arena, "  %s/s  %zu s left  Ctrl-C pauses  :cancel", text_count(rate, speed),
                                     (step->item_count - ended) / rate));
    else
        text = text_join(view->arena, text, text_own("  Ctrl-C pauses  :cancel"));
    if (count > 1)
        text = text_join(view->arena, text, text_printf(view->arena, "  +%zu more: L", count - 1));
    return text;
}

bool view_under_way(const struct view *view, struct rect area)
{
    const struct workbench *workbench = view->workbench;
    const struct pending_change *held = workbench_next_held(workbench);
    size_t count = 0;
    const struct task *task = workbench_running_task(workbench, &count);
    struct text text = TEXT_EMPTY;
    if (workbench->leaves_when_sent)
        text = text_printf(view->arena, "leaving when %zu changes are sent; Esc stays",
                           pending_count(workbench->pending).waiting);
    else if (held != NULL && seconds_left(view, held) > 0)
        text = text_join(view->arena,
                         view_clean(view, slice_of(workbench_step_title(workbench, held->change.step, held->errand))),
                         text_printf(view->arena, " in %lld s: u takes it back for good", seconds_left(view, held)));
    else if (task != NULL)
        text = progress(view, task, count);
    if (text.cells == 0)
        return false;
    view_put(view, area, area.row, area.column + 1, text_cut(view->arena, text, area.width - 1),
             held != NULL ? ROLE_WARNING : ROLE_INFO);
    return true;
}

/* What waits, what needs the person, and who sends, for the header; empty when there is nothing to say. */
struct text view_journal_text(const struct view *view, enum role *role)
{
    const struct workbench *workbench = view->workbench;
    const struct pending_counts counts = pending_count(workbench->pending);
    char number[TEXT_COUNT_SIZE];
    struct text text = TEXT_EMPTY;
    *role = counts.needing > 0 ? ROLE_BAD : ROLE_WARNING;
    if (counts.needing > 0)
        text = text_printf(view->arena, "! %s failed: L  ", text_count(counts.needing, number));
    if (counts.waiting > 0)
        text = text_join(
            view->arena, text,
            text_printf(view->arena, "%s %s waiting  ", text_sign("↑", "^").bytes, text_count(counts.waiting, number)));
    if (!workbench->journal.sends && workbench->journal.sender_pid != 0)
        text = text_join(view->arena, text,
                         text_printf(view->arena, "annotty %lld sends  ", (long long)workbench->journal.sender_pid));
    return text;
}

/* --- A conflict --------------------------------------------------------------------------------------------------- */

enum { LEAST_COLUMN = 16, TITLE_CELLS = 14 };

static void put_versions(const struct view *view, struct page *page, const char *title, struct slice mine,
                         struct slice theirs, int width)
{
    page_line(page);
    page_put(page, text_own(title), ROLE_LABEL);
    const int half = (width - 2) / 2;
    const struct text left = view_clean(view, mine);
    const struct text right = view_clean(view, theirs);
    if (half >= LEAST_COLUMN && left.cells <= half && right.cells <= half) {
        page_line(page);
        page_put(page, text_fit(view->arena, left, half, TEXT_LEFT), ROLE_VALUE);
        page_put(page, text_own("  "), ROLE_TEXT);
        page_put(page, right, ROLE_WARNING);
        return;
    }
    page_wrap(page, slice_of(arena_printf(view->arena, "yours:  %.*s", SLICE_ARGS(mine))), width, 2, ROLE_VALUE);
    page_wrap(page, slice_of(arena_printf(view->arena, "theirs: %.*s", SLICE_ARGS(theirs))), width, 2, ROLE_WARNING);
}

static struct slice shown_value(const struct view *view, struct json_value value)
{
    if (value.kind == JSON_ABSENT || value.kind == JSON_NULL)
        return SLICE("(nothing)");
    return value.kind == JSON_STRING ? api_plain_text(view->arena, value) : value.raw;
}

static void put_differences(const struct view *view, struct page *page, const struct change *change, int width)
{
    const struct api_resource *resource = change->call.operation->resource;
    struct json_value object;
    struct api_record theirs = { .resource = resource };
    if (change->answer == NULL || !json_check(slice_of(change->answer), &object, NULL) ||
        !api_decode(resource, object, &theirs, NULL))
        page_wrap(page, SLICE("The server's version can't be read."), width, 0, ROLE_BAD);
    for (size_t i = 0; i < change->call.count; i++) {
        const struct api_argument *argument = &change->call.arguments[i];
        const int field = api_field_index(resource, slice_of(argument->name));
        struct json_value mine;
        if (field < 0 || !json_check(slice_of(argument->text), &mine, NULL))
            continue;
        put_versions(view, page, resource->fields[field].title, shown_value(view, mine),
                     shown_value(view, theirs.values[field]), width);
    }
}

void view_conflict(const struct view *view)
{
    enum { BOX_WIDTH = 100, BOX_ROWS = 16 };
    struct workbench *workbench = view->workbench;
    const struct pending_change *change = pending_find(workbench->pending, workbench->conflict);
    const struct rect screen = screen_area(view->screen);
    const int width = BOX_WIDTH < screen.width - 4 ? BOX_WIDTH : screen.width - 4;
    struct page *page = page_new(view->arena);
    if (change == NULL || change->change.state != CHANGE_CONFLICT) {
        page_wrap(page, SLICE("This is settled. Esc closes it."), width, 0, ROLE_TEXT);
    } else {
        page_wrap(page,
                  SLICE("Somebody else has changed it since you saw it. Nothing was overwritten. "
                        "m sends yours, t keeps theirs, e edits, Esc decides later."),
                  width, 0, ROLE_PROMPT);
        page_line(page);
        page_line(page);
        page_put(page, text_fit(view->arena, text_own("Yours"), (width - 2) / 2 + 2, TEXT_LEFT), ROLE_TITLE);
        page_put(page, text_own("Theirs"), ROLE_TITLE);
        put_differences(view, page, &change->change, width);
    }
    const long long lines = page_lines(page);
    const char *title = change != NULL ? workbench_step_title(workbench, change->change.step, change->errand) : "";
    const struct rect inside =
        view_box(view, lines < BOX_ROWS ? (int)lines : BOX_ROWS, width,
                 text_join(view->arena, text_own("Conflict: "), view_clean(view, slice_of(title))));
    workbench->overlay_rows = inside.height;
    page_draw(page, view, inside, &workbench->conflict_top);
    screen_cursor(view->screen, inside.row, inside.column, false);
}
