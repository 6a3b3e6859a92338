/* What goes into the journal and what comes of it: steps kept, changes moving on, steps taken back; and what is said of
 * them, when. "Saved" is only said of what the server has. */
#include "workbench_private.h"

#include <annotty/api/batch.h>
#include <annotty/base/mem.h>
#include <annotty/base/text.h>

#include <stdlib.h>

/* Items of so many calls, a thousand each at most, are looked at in a turn, so that no key waits for those of a large
 * step.
 */
enum { TASKS_MAX = 200, SECOND_MS = 1000, READ_AT_ONCE = 1 };

/* --- Tasks ---------------------------------------------------------------------------------------------------------
 */

static void free_typed(struct task *task)
{
    form_free(&task->form);
    free(task->form_about);
    free(task->ids);
    task->form_about = task->ids = NULL;
}

static void free_calls(struct task *task)
{
    for (size_t i = 0; i < task->call_count; i++)
        api_call_free(&task->calls[i]);
    free(task->calls);
    free(task->before);
    task->calls = NULL;
    task->before = NULL;
    task->call_count = 0;
}

void task_free(struct task *task)
{
    free_typed(task);
    free_calls(task);
    step_free(&task->step);
    free(task->name);
    free(task->about);
    *task = (struct task){ 0 };
}

static struct task *task_of_step(const struct workbench *workbench, int64_t step)
{
    for (size_t i = workbench->task_count; i-- > 0;)
        if (workbench->tasks[i].step.id == step && step != 0)
            return &workbench->tasks[i];
    return NULL;
}

static struct task *task_of_errand(const struct workbench *workbench, uint64_t errand)
{
    for (size_t i = workbench->task_count; i-- > 0;)
        if (workbench->tasks[i].errand == errand && errand != 0)
            return &workbench->tasks[i];
    return NULL;
}

static struct task *add_task(struct workbench *workbench, struct task task)
{
    for (size_t i = 0; i < workbench->task_count && workbench->task_count >= TASKS_MAX; i++) {
        if (!workbench->tasks[i].has_ended)
            continue;
        task_free(&workbench->tasks[i]);
        workbench->task_count--;
        memmove(&workbench->tasks[i], &workbench->tasks[i + 1],
                (workbench->task_count - i) * sizeof(*workbench->tasks));
    }
    workbench->tasks =
        xgrow(workbench->tasks, &workbench->task_capacity, workbench->task_count + 1, sizeof(*workbench->tasks));
    task.began_ms = workbench->now_ms;
    workbench->tasks[workbench->task_count++] = task;
    return &workbench->tasks[workbench->task_count - 1];
}

const char *workbench_step_title(const struct workbench *workbench, int64_t step, uint64_t errand)
{
    const struct task *task = step != 0 ? task_of_step(workbench, step) : task_of_errand(workbench, errand);
    return task != NULL && task->step.title != NULL ? task->step.title : "a change";
}

static size_t ended_items(const struct step *step)
{
    return step->made_count + step->there_count + step->failed_count;
}

const struct task *workbench_running_task(const struct workbench *workbench, size_t *count)
{
    const struct task *found = NULL;
    *count = 0;
    for (size_t i = 0; i < workbench->task_count; i++) {
        const struct task *task = &workbench->tasks[i];
        if (task->has_ended || task->step.item_count <= BATCH_ITEMS_MAX)
            continue;
        ++*count;
        if (found == NULL || (found->step.paused && !task->step.paused))
            found = task;
    }
    return found;
}

const struct pending_change *workbench_next_held(const struct workbench *workbench)
{
    const struct pending *pending = workbench->pending;
    const struct pending_change *next = NULL;
    for (size_t i = 0; i < pending->count; i++)
        if (pending->changes[i]->change.state == CHANGE_HELD &&
            (next == NULL || pending->changes[i]->hold_until_ms < next->hold_until_ms))
            next = pending->changes[i];
    return next;
}

/* --- Into the journal --------------------------------------------------------------------------------------------- */

/* Whether it names what the journal hasn't given a number yet. */
static bool must_wait(const struct task *task)
{
    for (size_t i = 0; i < task->call_count; i++)
        for (size_t at = 0; at < task->calls[i].count; at++) {
            const char *text = task->calls[i].arguments[at].text;
            if (pending_is_name(slice_of(*text == '"' ? text + 1 : text)))
                return true;
        }
    return false;
}

static void send(struct workbench *workbench, struct task *task)
{
    const struct errand errand = { .kind = ERRAND_KEEP,
                                   .number = task->errand,
                                   .calls = task->calls,
                                   .call_count = task->call_count,
                                   .before = task->before,
                                   .hold_ms = task->hold_ms,
                                   .text = xstrdup(task->step.title) };
    task->calls = NULL;
    task->before = NULL;
    task->call_count = 0;
    workbench_push(workbench, errand);
}

static void send_what_can_be(struct workbench *workbench)
{
    for (size_t i = 0; i < workbench->task_count; i++)
        if (workbench->tasks[i].call_count > 0 && !must_wait(&workbench->tasks[i]))
            send(workbench, &workbench->tasks[i]);
}

/* Its effect is on the screen at once, whatever the disk does. */
void workbench_keep(struct workbench *workbench, struct task task)
{
    task.errand = workbench->last_keep = ++workbench->last_errand;
    task.operation = task.calls[0].operation;
    struct task *kept = add_task(workbench, task);
    for (size_t i = 0; i < kept->call_count; i++) {
        const struct change change = { .state = kept->hold_ms > 0 ? CHANGE_HELD : CHANGE_WAITING,
                                       .call = api_call_copy(&kept->calls[i]),
                                       .before = kept->before != NULL ? xstrdup(kept->before) : NULL,
                                       .hold_ms = kept->hold_ms,
                                       .made_at_ms = workbench->wall_ms };
        struct pending_change *added =
            pending_add(workbench->pending, change, kept->errand, kept->call_count > 1, workbench->now_ms);
        if (kept->call_count == 1)
            pending_read_items(workbench->pending, added);
        overlay_add(workbench, added, true);
    }
    if (kept->hold_ms > 0)
        workbench_replace(&workbench->message, NULL);
    else if (!kept->is_quiet)
        workbench_say(workbench, MESSAGE_NEWS, "%s: keeping", kept->step.title);
    send_what_can_be(workbench);
}

bool workbench_mend(struct workbench *workbench, struct api_call *call)
{
    struct pending_change *change = pending_find(workbench->pending, workbench->form_change);
    workbench->form_change = 0;
    if (change == NULL || !pending_is_open(change) || change->change.state == CHANGE_SENDING ||
        change->change.call.operation != call->operation)
        return false;
    const struct list *list = workbench->interactions.list;
    const bool was_on = workbench_row_change(workbench, list_rows(list), list_cursor_row(list)) == change;
    struct errand errand = {
        .kind = ERRAND_MEND, .about = change->change.id, .calls = xmalloc(sizeof(*errand.calls)), .call_count = 1
    };
    errand.calls[0] = api_call_copy(call);
    if (change->effect == PENDING_ADD)
        overlay_take_back(workbench, change);
    pending_mend(workbench->pending, change, *call);
    pending_read_items(workbench->pending, change);
    overlay_add(workbench, change, true);
    if (was_on && change->item_count > 0)
        list_select(workbench->interactions.list, change->items[0].id);
    workbench_send(workbench, errand);
    workbench_say(workbench, MESSAGE_NEWS, "%s: sent again, as it is now",
                  workbench_step_title(workbench, change->change.step, 0));
    *call = (struct api_call){ 0 };
    return true;
}

static bool says_keeping(const struct workbench *workbench, const struct task *task)
{
    const size_t length = strlen(task->step.title);
    return workbench->message != NULL && strncmp(workbench->message, task->step.title, length) == 0 &&
           strcmp(workbench->message + length, ": keeping") == 0;
}

void workbench_kept(struct workbench *workbench, uint64_t errand, const struct step *step)
{
    workbench_label_kept(workbench, errand);
    struct task *task = task_of_errand(workbench, errand);
    if (task == NULL)
        return;
    if (says_keeping(workbench, task))
        workbench_say(workbench, MESSAGE_NEWS, "%s: kept; %s", task->step.title,
                      workbench->link == LINK_OFFLINE ? "it is sent when the server can be reached" : "sending");
    if (task->form != NULL)
        workbench_draft_is_kept(workbench, task->form->call.operation, task->form_about);
    if (task->ids != NULL)
        workbench_draft_is_kept(workbench, task->operation, task->about);
    free_typed(task);
    char *title = task->step.title;
    task->step = step_copy(step);
    free(task->step.title);
    task->step.title = title;
    const struct pending *pending = workbench->pending;
    for (size_t i = 0; i < pending->count; i++)
        if (pending->changes[i]->errand == errand)
            pending->changes[i]->change.step = step->id;
    workbench_undo_next(workbench);
}

/* What could not be kept has not happened: the effect is taken back, the text stays. */
static void take_back_unkept(struct workbench *workbench, struct task *task, const struct error *error)
{
    struct pending *pending = workbench->pending;
    for (struct pending_change *change = pending_unnumbered(pending, task->errand); change != NULL;
         change = pending_unnumbered(pending, task->errand)) {
        struct change dropped = change->change;
        dropped.id = -1;
        dropped.state = CHANGE_DROPPED;
        dropped.answer = NULL;
        dropped.reason = NULL;
        pending_update(pending, change, &dropped, workbench->now_ms);
        overlay_take_back(workbench, change);
    }
    const bool has_text = task->form != NULL || task->ids != NULL;
    workbench_say(workbench, MESSAGE_BAD, "%s: not kept, so nothing was done: %s%s", task->step.title, error->message,
                  has_text ? " (your text is kept: the same key brings it back)" : "");
    if (task->form != NULL)
        workbench_draft_form(workbench, &task->form, task->form_about);
    if (task->ids != NULL)
        workbench_draft_ids(workbench, task->about, task->ids);
    workbench_review_unkept(workbench, task->errand);
    task->has_ended = true;
    free_typed(task);
    free_calls(task);
    workbench_follow_cursor(workbench, true);
}

bool workbench_keep_failed(struct workbench *workbench, uint64_t errand, const struct error *error)
{
    workbench_label_kept(workbench, errand);
    struct task *task = task_of_errand(workbench, errand);
    if (task != NULL && !task->has_ended)
        take_back_unkept(workbench, task, error);
    workbench_leave_when_kept(workbench);
    return task != NULL;
}

/* --- Changes ------------------------------------------------------------------------------------------------------ */

static void say_failure(struct workbench *workbench, const struct pending_change *change)
{
    struct task *task = task_of_step(workbench, change->change.step);
    const char *reason =
        change->change.reason != NULL ? change->change.reason : change_states[change->change.state].help;
    if (task == NULL || task->errand == 0 || task->has_failed)
        return;
    task->has_failed = true;
    if (change->change.state == CHANGE_CONFLICT)
        workbench_say(workbench, MESSAGE_WARNING, "%s: somebody else has changed it meanwhile; ! shows both",
                      task->step.title);
    else
        workbench_say(workbench, MESSAGE_BAD, "%s: %s (! shows what can be done)", task->step.title, reason);
}

/* A number for what had none: those who wait for it can go. */
static void take_number(struct workbench *workbench, struct pending_change *change, int64_t id)
{
    change->change.id = id;
    if (change->effect != PENDING_CREATE)
        return;
    char *local = change_local_id(id);
    char *name = xstrdup(change->row_id);
    workbench_rename(workbench, change->resource, name, local);
    free(name);
    free(local);
    send_what_can_be(workbench);
}

static struct pending_change *change_for(struct workbench *workbench, const struct change *change)
{
    struct pending_change *known = pending_find(workbench->pending, change->id);
    struct task *task = task_of_step(workbench, change->step);
    if (known != NULL)
        return known;
    known = task != NULL ? pending_unnumbered(workbench->pending, task->errand) : NULL;
    if (known != NULL) {
        take_number(workbench, known, change->id);
        return known;
    }
    if (!change_states[change->state].is_open)
        return NULL;
    const bool is_large = task != NULL && task->step.item_count > BATCH_ITEMS_MAX;
    known = pending_add(workbench->pending, change_copy(change), 0, is_large, workbench->now_ms);
    if (task != NULL && task->operation == NULL)
        task->operation = change->call.operation;
    overlay_add(workbench, known, workbench->undo_errand != 0);
    return known;
}

void workbench_change(struct workbench *workbench, const struct change *change, struct slice body)
{
    struct pending_change *known = change_for(workbench, change);
    if (known == NULL)
        return;
    const enum change_state before = known->change.state;
    const bool was_open = pending_is_open(known);
    pending_update(workbench->pending, known, change, workbench->now_ms);
    if (was_open && change->state == CHANGE_DONE)
        overlay_finish(workbench, known, body);
    else if (was_open && change->state == CHANGE_DROPPED)
        overlay_take_back(workbench, known);
    else if (!was_open && pending_is_open(known))
        overlay_add(workbench, known, false);
    else if (before != change->state && change_states[change->state].needs_person)
        say_failure(workbench, known);
    if (was_open && !pending_is_open(known) && known->resource != NULL && known->resource->id == API_QUEUE &&
        workbench->preview_due_ms == 0)
        workbench_follow_cursor(workbench, true);
    pending_prune(workbench->pending);
    workbench_leave_when_kept(workbench);
}

/* --- Steps -------------------------------------------------------------------------------------------------------- */

static void say_added(struct workbench *workbench, const struct task *task)
{
    const struct step *step = &task->step;
    char added[TEXT_COUNT_SIZE], there[TEXT_COUNT_SIZE], failed[TEXT_COUNT_SIZE];
    text_count(step->made_count, added);
    text_count(step->there_count, there);
    if (step->failed_count > 0)
        workbench_say(workbench, MESSAGE_BAD, "added %s new to \"%s\"; %s already there; %s failed: L shows them",
                      added, task->name, there, text_count(step->failed_count, failed));
    else
        workbench_say(workbench, MESSAGE_GOOD, "added %s new to \"%s\"; %s already there", added, task->name,
                      step->there_count == 0 ? "none was" : there);
}

static void say_removed(struct workbench *workbench, const struct task *task)
{
    char removed[TEXT_COUNT_SIZE], failed[TEXT_COUNT_SIZE];
    text_count(task->step.made_count + task->step.there_count, removed);
    if (task->step.failed_count > 0)
        workbench_say(workbench, MESSAGE_BAD, "removed %s from \"%s\"; %s failed: L shows them", removed, task->name,
                      text_count(task->step.failed_count, failed));
    else
        workbench_say(workbench, MESSAGE_GOOD, "removed %s from \"%s\"", removed, task->name);
}

/* What one resource has become, by the verb of its operation. */
static const char *become(const struct api_operation *operation)
{
    return operation->can_vanish ? "deleted" : operation->body_use == API_IN_UPDATE ? "changed" : "created";
}

static void say_ended(struct workbench *workbench, const struct task *task)
{
    /* Of what was taken back, or failed as a whole, something else is said. */
    if (task->operation == NULL || task->step.made_count + task->step.there_count == 0)
        return;
    if (task->operation->id == API_ADD_INTERACTIONS)
        say_added(workbench, task);
    else if (task->operation->id == API_DELETE_INTERACTIONS)
        say_removed(workbench, task);
    else if (task->step.failed_count == 0)
        workbench_say(workbench, MESSAGE_GOOD, "%s \"%s\" %s", task->operation->noun, task->name,
                      become(task->operation));
}

static void end_task(struct workbench *workbench, struct task *task)
{
    task->has_ended = true;
    if (task->is_quiet)
        return;
    if (task->errand != 0)
        say_ended(workbench, task);
    else if (task->step.item_count > BATCH_ITEMS_MAX)
        workbench_say(workbench, task->step.failed_count > 0 ? MESSAGE_BAD : MESSAGE_GOOD, "%s: done%s",
                      task->step.title, task->step.failed_count > 0 ? ", with failures: L shows them" : "");
}

void workbench_step(struct workbench *workbench, const struct step *step)
{
    struct task *task = task_of_step(workbench, step->id);
    if (task == NULL && step->open_count == 0)
        return;
    if (task == NULL) {
        task = add_task(workbench, (struct task){ .step = step_copy(step) });
        task->began_count = ended_items(step);
        return;
    }
    const bool was_paused = task->step.paused;
    char *title = task->step.title;
    task->step = *step;
    task->step.title = title;
    if (was_paused && !step->paused) {
        task->began_ms = workbench->now_ms;
        task->began_count = ended_items(step);
    }
    /* What failed is open, but nothing more comes of it by itself. */
    const bool is_over = step->open_count == 0 || (step->item_count > 0 && ended_items(step) >= step->item_count);
    if (is_over && !task->has_ended)
        end_task(workbench, task);
    task->has_ended = is_over;
}

/* --- Taking back -------------------------------------------------------------------------------------------------- */

/* The cursor goes to what a step was about, where that is on the screen. */
static void go_to(struct workbench *workbench, const struct task *task)
{
    if (task->about == NULL || task->operation == NULL)
        return;
    struct listing *listing = task->operation->resource->id == API_PROJECT ? &workbench->projects : &workbench->queues;
    workbench_select_known(listing->list, task->about);
    if (listing == &workbench->queues)
        workbench_follow_cursor(workbench, true);
}

/* The step of a keep is known when the journal has it. */
static void take_back_first(struct workbench *workbench)
{
    const struct task *task = task_of_errand(workbench, workbench_first_take_back(workbench));
    if (task == NULL || (task->has_ended && task->step.id == 0)) {
        workbench_end_take_back(workbench);
        workbench_undo_next(workbench);
    } else if (task->step.id != 0) {
        workbench->undo_forward = false;
        workbench->undo_errand =
            workbench_send(workbench, (struct errand){ .kind = ERRAND_UNDO, .about = task->step.id });
    }
}

void workbench_undo_next(struct workbench *workbench)
{
    if (workbench->undo_errand != 0 || workbench->take_back_due_ms != 0)
        return;
    if (workbench_first_take_back(workbench) != 0) {
        take_back_first(workbench);
        return;
    }
    if (workbench->undo_count == 0)
        return;
    workbench->undo_forward = workbench->undo_count < 0;
    workbench->undo_count += workbench->undo_forward ? 1 : -1;
    workbench->undo_errand =
        workbench_send(workbench, (struct errand){ .kind = workbench->undo_forward ? ERRAND_REDO : ERRAND_UNDO });
}

void workbench_undone(struct workbench *workbench, uint64_t errand, const struct step *step)
{
    const struct task *task = task_of_step(workbench, step->id);
    if (errand != workbench->undo_errand)
        return;
    struct slice title = slice_of(step->title);
    workbench->undo_errand = 0;
    if (workbench_first_take_back(workbench) != 0) {
        workbench_end_take_back(workbench);
        workbench_undo_next(workbench);
        return;
    }
    if (workbench->undo_forward && slice_starts_with(title, SLICE("undo: ")))
        title = slice_from(title, sizeof("undo: ") - 1);
    workbench_say(workbench, MESSAGE_GOOD, "%s: %.*s", workbench->undo_forward ? "done again" : "taken back",
                  SLICE_ARGS(title));
    if (task != NULL)
        go_to(workbench, task);
    workbench_undo_next(workbench);
}

bool workbench_undo_failed(struct workbench *workbench, uint64_t errand, const struct error *error)
{
    if (errand == 0 || errand != workbench->undo_errand)
        return false;
    workbench->undo_errand = 0;
    const struct task *task = task_of_errand(workbench, workbench_first_take_back(workbench));
    if (task != NULL && task->step.open_count > 0) {
        /* What may be with the server is taken back when that is known. */
        workbench_delay_take_back(workbench);
        return true;
    }
    if (workbench_first_take_back(workbench) != 0)
        workbench_end_take_back(workbench);
    workbench->undo_count = 0;
    workbench_say(workbench, MESSAGE_WARNING, "%s", error->message);
    workbench_undo_next(workbench);
    return true;
}

/* --- The whole ---------------------------------------------------------------------------------------------------- */

void workbench_journal(struct workbench *workbench, const struct journal_status *status)
{
    const bool is_new = status->trouble != NULL && (workbench->journal.trouble == NULL ||
                                                    strcmp(workbench->journal.trouble, status->trouble) != 0);
    workbench->journal.sends = status->sends;
    workbench->journal.sender_pid = status->sender_pid;
    workbench_replace(&workbench->journal.trouble, status->trouble);
    if (is_new)
        workbench_say(workbench, MESSAGE_BAD, "%s", status->trouble);
}

/* What is shown of the journal changes by the second while something is held or a task runs. */
int64_t workbench_journal_due_ms(const struct workbench *workbench)
{
    size_t count = 0;
    const struct pending_change *held = workbench_next_held(workbench);
    if (workbench->pending->unread_count > 0)
        return workbench->now_ms + 1;
    if (workbench->leave_by_ms != 0)
        return workbench->leave_by_ms;
    if (held != NULL && held->hold_until_ms > workbench->now_ms)
        return workbench->now_ms + (held->hold_until_ms - workbench->now_ms - 1) % SECOND_MS + 1;
    return workbench_running_task(workbench, &count) != NULL ? workbench->now_ms + SECOND_MS : INT64_MAX;
}

/* Who waits until all is sent is told when that can't be. */
static void leave_when_sent(struct workbench *workbench)
{
    const struct pending_counts counts = pending_count(workbench->pending);
    if (counts.waiting > 0 && counts.needing <= workbench->needing_before)
        return;
    workbench->leaves_when_sent = false;
    if (counts.needing <= workbench->needing_before)
        workbench_leave(workbench);
    else
        workbench_say(workbench, MESSAGE_BAD, "not left: a change failed, L shows it; :quit now leaves all the same");
}

void workbench_journal_tick(struct workbench *workbench)
{
    for (int i = 0; i < READ_AT_ONCE; i++) {
        struct pending_change *change = pending_read_next(workbench->pending);
        if (change == NULL)
            break;
        overlay_add(workbench, change, false);
    }
    if (workbench->leaves_when_sent)
        leave_when_sent(workbench);
    workbench_leave_when_kept(workbench);
}
