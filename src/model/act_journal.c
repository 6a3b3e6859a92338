/* Actions on what was done: taken back and done again; steps that are under way; conflicts; leaving with unsent work.
 */
#include "workbench_private.h"

#include <annotty/base/mem.h>
#include <annotty/base/text.h>

#include <stdio.h>
#include <stdlib.h>

/* One after the other: what is pressed before the answer is there is counted. */
static void undo(struct workbench *workbench, int by)
{
    workbench->undo_count += by;
    workbench_undo_next(workbench);
}

ACT(undo)
{
    (void)argument;
    if (workbench_has_overlay(workbench, PLACE_REVIEW) && workbench_review_undo(workbench))
        return;
    undo(workbench, 1);
}

ACT(redo)
{
    (void)argument;
    if (workbench_has_overlay(workbench, PLACE_REVIEW) && workbench_review_redo(workbench))
        return;
    undo(workbench, -1);
}

/* --- Steps under way ---------------------------------------------------------------------------------------------- */

/* The running step that an argument names by its number or a part of its title; without one the one whose bar is shown.
 * NULL, and that is said: there is none. */
static const struct task *wanted_task(struct workbench *workbench, const char *argument)
{
    size_t count = 0;
    const struct task *shown = workbench_running_task(workbench, &count);
    for (size_t i = workbench->task_count; argument != NULL && i-- > 0;) {
        const struct task *task = &workbench->tasks[i];
        char number[24];
        snprintf(number, sizeof(number), "%lld", (long long)task->step.id);
        if (!task->has_ended && task->step.id != 0 &&
            (strcmp(number, argument) == 0 || strstr(task->step.title, argument) != NULL))
            return task;
    }
    if (argument == NULL && shown != NULL && shown->step.id != 0)
        return shown;
    workbench_say(workbench, MESSAGE_NEWS,
                  argument != NULL ? "no step under way is called \"%s\""
                                   : "nothing large is "
                                     "under way%s",
                  argument != NULL ? argument : "");
    return NULL;
}

static void act_on_step(struct workbench *workbench, const char *argument, enum change_act act, const char *said)
{
    const struct task *task = wanted_task(workbench, argument);
    if (task == NULL)
        return;
    workbench_send(workbench, (struct errand){ .kind = ERRAND_ACT, .act = act, .about = task->step.id });
    workbench_say(workbench, MESSAGE_NEWS, "%s: %s", task->step.title, said);
}

ACT(pause_task)
{
    act_on_step(workbench, argument, CHANGE_ACT_PAUSE, "paused after the requests under way; :resume goes on");
}

ACT(resume_task)
{
    act_on_step(workbench, argument, CHANGE_ACT_RESUME, "going on");
}

ACT(cancel_task)
{
    act_on_step(workbench, argument, CHANGE_ACT_CANCEL, "no more of it is sent; u takes back what was");
}

/* --- What needs the person ---------------------------------------------------------------------------------------- */

void workbench_open_conflict(struct workbench *workbench, int64_t change)
{
    workbench->conflict = change;
    workbench->conflict_top = 0;
    workbench_open(workbench, PLACE_CONFLICT);
}

static const struct pending_change *first_needing(const struct workbench *workbench)
{
    const struct pending *pending = workbench->pending;
    for (size_t i = 0; i < pending->count; i++)
        if (change_states[pending->changes[i]->change.state].needs_person)
            return pending->changes[i];
    return NULL;
}

/* Shows what can be done about the change of the row under the cursor, or about the first that needs it. */
ACT(resolve)
{
    (void)argument;
    const struct rows *rows = NULL;
    const uint32_t row = workbench_pointed(workbench, &rows);
    const struct pending_change *change = workbench_row_change(workbench, rows, row);
    if (change == NULL || change->change.id == 0)
        change = first_needing(workbench);
    if (change == NULL)
        workbench_say(workbench, MESSAGE_NEWS, "nothing needs you; L shows what was done and sent");
    else if (change->change.state == CHANGE_CONFLICT)
        workbench_open_conflict(workbench, change->change.id);
    else
        workbench_show_change(workbench, change->change.id);
}

static void decide(struct workbench *workbench, enum change_act act, const char *said)
{
    workbench_close(workbench, PLACE_CONFLICT);
    workbench_send(workbench, (struct errand){ .kind = ERRAND_ACT, .act = act, .about = workbench->conflict });
    workbench_say(workbench, MESSAGE_NEWS, "%s", said);
}

ACT(mine)
{
    (void)argument;
    decide(workbench, CHANGE_ACT_RETRY, "your version is sent");
}

ACT(theirs)
{
    (void)argument;
    decide(workbench, CHANGE_ACT_DROP, "their version stays");
}

ACT(merge)
{
    (void)argument;
    workbench_close(workbench, PLACE_CONFLICT);
    workbench_edit_change(workbench, workbench->conflict);
}

/* --- Leaving ------------------------------------------------------------------------------------------------------ */

/* The end waits for the disk, though not for ever. */
void workbench_leave(struct workbench *workbench)
{
    enum { PATIENCE_MS = 5000 };
    workbench_store_typed(workbench);
    if (workbench->leave_by_ms == 0)
        workbench->leave_by_ms = workbench->now_ms + PATIENCE_MS;
    workbench_leave_when_kept(workbench);
}

void workbench_leave_when_kept(struct workbench *workbench)
{
    if (workbench->leave_by_ms == 0 ||
        (pending_count(workbench->pending).unkept > 0 && workbench->now_ms < workbench->leave_by_ms))
        return;
    workbench->leave_by_ms = 0;
    workbench_remember(workbench);
    workbench_send_text(workbench, ERRAND_QUIT, NULL);
}

static void open_leave_menu(struct workbench *workbench, size_t waiting)
{
    char count[TEXT_COUNT_SIZE];
    char *title = xasprintf("%s change%s not sent yet", text_count(waiting, count), waiting == 1 ? " is" : "s are");
    workbench_open_menu(workbench, title);
    workbench_add_choice(workbench, "Leave; the next start sends them", "quit now");
    workbench_add_choice(workbench, "Wait, and leave when all is sent", "quit wait");
    workbench_add_choice(workbench, "Stay", "quit not");
    free(title);
}

static void ask_about_drafts(struct workbench *workbench)
{
    const size_t drafts = workbench->draft_count;
    if (drafts == 0 || workbench->keeps_drafts) {
        workbench_leave(workbench);
        return;
    }
    workbench_ask(workbench,
                  xasprintf("%zu draft%s not sent. Quit all the same?", drafts, drafts == 1 ? " is" : "s are"),
                  xstrdup("What was typed there is lost."), workbench_leave);
}

ACT(quit)
{
    const struct pending_counts counts = pending_count(workbench->pending);
    const bool waits = argument != NULL && strcmp(argument, "wait") == 0;
    if (argument == NULL && counts.waiting > 0) {
        open_leave_menu(workbench, counts.waiting);
    } else if (waits && counts.waiting > 0) {
        workbench->leaves_when_sent = true;
        workbench->needing_before = counts.needing;
    } else if (argument == NULL || waits) {
        ask_about_drafts(workbench);
    } else if (strcmp(argument, "now") == 0) {
        workbench_leave(workbench);
    } else if (strcmp(argument, "not") == 0) {
        workbench->leaves_when_sent = false;
    } else {
        workbench_say(workbench, MESSAGE_BAD, "quit takes now, wait or nothing");
    }
}
