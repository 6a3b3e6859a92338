/* What is written one call at a time: forms, a queue deleted, and the question before it. */
#include "workbench_private.h"

#include <annotty/api/inverse.h>
#include <annotty/base/mem.h>
#include <annotty/base/text.h>

#include <stdlib.h>

void workbench_ask(struct workbench *workbench, char *text, char *detail, void (*yes)(struct workbench *workbench))
{
    free(workbench->question.text);
    free(workbench->question.detail);
    workbench->question = (struct question){ .text = text, .detail = detail, .yes = yes };
    workbench_open(workbench, PLACE_CONFIRM);
}

/* "create queue", as in the operation's row. */
static const struct api_operation *operation_of(const struct form *form)
{
    return form->call.operation;
}

/* The name that a form gives, or that its resource has. */
static char *name_of(const struct workbench *workbench, const struct form *form)
{
    const struct listing *listing =
        operation_of(form)->resource->id == API_PROJECT ? &workbench->projects : &workbench->queues;
    for (size_t i = 0; i < form->count; i++)
        if (strcmp(form->fields[i].row->name, "name") == 0 && form->fields[i].line.text.length > 0)
            return xstrdup(buf_text(&form->fields[i].line.text));
    const struct slice name = listing_name(listing, workbench->form_about);
    return xstrndup(name.at, name.length);
}

void workbench_send_form(struct workbench *workbench)
{
    struct form *form = workbench->form;
    if (!form_check(form))
        return;
    if (form->is_update && !form_is_changed(form)) {
        workbench_say(workbench, MESSAGE_NEWS, "nothing was changed");
        workbench_leave_form(workbench);
        return;
    }
    workbench_store_typed(workbench);
    struct api_call call = form_call(form);
    const bool is_another_try = workbench->form_change != 0 && !form->is_update;
    if (workbench_mend(workbench, &call)) {
        workbench_close(workbench, PLACE_FORM);
        workbench_forget_draft(workbench, operation_of(form)->id, workbench->form_about);
        form_free(&workbench->form);
        return;
    }
    if (is_another_try) {
        api_call_free(&call);
        workbench_leave_form(workbench);
        workbench_say(workbench, MESSAGE_WARNING,
                      "it was sent meanwhile, as it was; your text is kept: c brings it back");
        return;
    }
    const bool makes_queue = !form->is_update && operation_of(form)->resource->id == API_QUEUE;
    struct task task = { .calls = xmalloc(sizeof(*task.calls)),
                         .call_count = 1,
                         .before = form->before != NULL ? xstrdup(form->before) : NULL,
                         .name = name_of(workbench, form),
                         .about = form->is_update ? xstrdup(workbench->form_about) : NULL,
                         .form = form,
                         .form_about = workbench->form_about };
    task.calls[0] = call;
    task.step.title = xasprintf("%s %s \"%s\"", operation_of(form)->verb, operation_of(form)->noun, task.name);
    workbench->form = NULL;
    workbench->form_about = NULL;
    workbench_close(workbench, PLACE_FORM);
    workbench_keep(workbench, task);
    if (makes_queue)
        workbench_follow_cursor(workbench, true);
}

/* --- Deleting a queue --------------------------------------------------------------------------------------------- */

static void delete_now(struct workbench *workbench)
{
    const struct slice name = listing_name(&workbench->queues, workbench->delete_id);
    struct task task = { .calls = xmalloc(sizeof(*task.calls)),
                         .call_count = 1,
                         .hold_ms = workbench->hold_ms,
                         .name = xstrndup(name.at, name.length),
                         .about = xstrdup(workbench->delete_id) };
    task.calls[0] = api_call_new(API_DELETE_QUEUE);
    api_call_parameter(&task.calls[0], "queue_id", slice_of(workbench->delete_id));
    task.step.title = xasprintf("delete queue \"%s\"", task.name);
    workbench_keep(workbench, task);
}

/* What is known about what goes with the queue, and for how long that can still be prevented. */
static char *loss(const struct workbench *workbench)
{
    const struct listing *listing = &workbench->interactions;
    const long long hold_s = workbench->hold_ms / 1000;
    const bool known = workbench->queue_id != NULL && strcmp(workbench->queue_id, workbench->delete_id) == 0 &&
                       listing->fetched_at_ms != 0 && !listing->refreshing;
    if (!known)
        return xasprintf("It can't be brought back, nor %s; u prevents it for %lld s.",
                         inverse_loss(&api_operations[API_DELETE_QUEUE]), hold_s);
    const struct rows *rows = list_rows(listing->list);
    size_t annotated = 0;
    for (uint32_t row = 0; row < rows_count(rows); row++)
        annotated += !rows_is_gone(rows, row) && count_annotated(rows, &row, 1) > 0;
    char total_text[TEXT_COUNT_SIZE], annotated_text[TEXT_COUNT_SIZE];
    return xasprintf(
        "Its %s interactions go with it, %s of them with annotations. It can't be brought back; u prevents "
        "it for %lld s.",
        text_count(list_total(listing->list), total_text), text_count(annotated, annotated_text), hold_s);
}

void workbench_delete_queue(struct workbench *workbench)
{
    const struct list *list = workbench->queues.list;
    const uint32_t row = list_cursor_row(list);
    if (row == ROW_NONE) {
        workbench_say(workbench, MESSAGE_NEWS, "there is no queue to delete");
        return;
    }
    if (list_mark_count(list) > 0) {
        workbench_say(workbench, MESSAGE_NEWS, "queues are deleted one at a time: clear the marks with - first");
        return;
    }
    const struct slice id = rows_id(list_rows(list), row);
    const struct pending_change *change = workbench_row_change(workbench, list_rows(list), row);
    if (change != NULL && change->effect == PENDING_DELETE) {
        workbench_say(workbench, MESSAGE_NEWS, "the queue is being deleted already; u takes that back");
        return;
    }
    free(workbench->delete_id);
    workbench->delete_id = xstrndup(id.at, id.length);
    const struct slice name = listing_name(&workbench->queues, workbench->delete_id);
    workbench_ask(workbench, xasprintf("Delete queue \"%.*s\"?", SLICE_ARGS(name)), loss(workbench), delete_now);
}
