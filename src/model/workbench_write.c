/* What the workbench writes, one call at a time: forms sent, a queue deleted, and the question before it. */
#include "workbench_private.h"

#include <annotty/api/answer.h>
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

static struct listing *listing_for(struct workbench *workbench, const struct api_resource *resource)
{
    return resource->id == API_PROJECT ? &workbench->projects : &workbench->queues;
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
    workbench->form_errand =
        workbench_send(workbench, (struct errand){ .kind = ERRAND_WRITE, .call = form_call(form) });
    workbench_form_was_sent(workbench);
    workbench_close(workbench, PLACE_FORM);
    workbench_say(workbench, MESSAGE_NEWS, "%s %s: sending", operation_of(form)->verb, operation_of(form)->noun);
}

static void form_done(struct workbench *workbench, struct slice body)
{
    struct form *form = workbench->form;
    const struct api_operation *operation = operation_of(form);
    struct listing *listing = listing_for(workbench, operation->resource);
    struct api_record record;
    struct error error = { 0 };
    workbench->form_errand = 0;
    if (!api_answer_one(operation, body, &record, &error)) {
        workbench_say_error(workbench, "it was done, but the answer can't be read", &error);
        workbench_read(workbench, listing);
    } else {
        const uint32_t row = list_put_one(listing->list, &record, true);
        const struct slice id = rows_id(list_rows(listing->list), row);
        char *name = xstrndup(id.at, id.length);
        workbench_say(workbench, MESSAGE_GOOD, "%s \"%.*s\" %s", operation->noun,
                      SLICE_ARGS(listing_name(listing, name)), form->is_update ? "changed" : "created");
        free(name);
        workbench_read_again(workbench, listing);
    }
    form_free(&workbench->form);
    workbench_replace(&workbench->form_about, NULL);
    if (listing == &workbench->queues)
        workbench_follow_cursor(workbench, true);
}

static void form_failed(struct workbench *workbench, const struct error *error, bool outcome_unknown)
{
    struct form *form = workbench->form;
    workbench->form_errand = 0;
    if (outcome_unknown && operation_of(form)->retry == API_RETRY_VERIFY) {
        workbench_say(workbench, MESSAGE_WARNING,
                      "the connection broke: the %s may have been made or not; look before "
                      "sending again (%s)",
                      operation_of(form)->noun, error->message);
        workbench_read(workbench, listing_for(workbench, operation_of(form)->resource));
    } else {
        workbench_say(workbench, MESSAGE_BAD, "%s %s: %.*s", operation_of(form)->verb, operation_of(form)->noun,
                      SLICE_ARGS(api_answer_detail(operation_of(form), error)));
    }
    form_object(form, error);
    /* A form must not jump in front of something else the person has begun meanwhile. */
    if (workbench_place(workbench) & (PLACE_PANES | PLACE_PROJECTS))
        workbench_open(workbench, PLACE_FORM);
    else
        workbench_keep_form(workbench);
}

/* --- Deleting a queue --------------------------------------------------------------------------------------------- */

static void delete_now(struct workbench *workbench)
{
    struct api_call call = api_call_new(API_DELETE_QUEUE);
    api_call_parameter(&call, "queue_id", slice_of(workbench->delete_id));
    workbench->delete_errand = workbench_send(workbench, (struct errand){ .kind = ERRAND_WRITE, .call = call });
    workbench_say(workbench, MESSAGE_NEWS, "deleting queue \"%.*s\"",
                  SLICE_ARGS(listing_name(&workbench->queues, workbench->delete_id)));
}

/* What is known about what goes with the queue. */
static char *loss(const struct workbench *workbench)
{
    const struct listing *listing = &workbench->interactions;
    const bool known = workbench->queue_id != NULL && strcmp(workbench->queue_id, workbench->delete_id) == 0 &&
                       listing->fetched_at_ms != 0 && !listing->refreshing;
    if (!known)
        return xstrdup("Its interactions and their annotations go with it. This can't be undone.");
    const struct rows *rows = list_rows(listing->list);
    size_t annotated = 0;
    for (uint32_t row = 0; row < rows_count(rows); row++)
        annotated += !rows_is_gone(rows, row) && count_annotated(rows, &row, 1) > 0;
    char total_text[TEXT_COUNT_SIZE], annotated_text[TEXT_COUNT_SIZE];
    return xasprintf("Its %s interactions go with it, %s of them with annotations. This can't be undone.",
                     text_count(list_total(listing->list), total_text), text_count(annotated, annotated_text));
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
    if (workbench->delete_errand != 0) {
        workbench_say(workbench, MESSAGE_NEWS, "the queue before is still being deleted");
        return;
    }
    const struct slice id = rows_id(list_rows(list), row);
    free(workbench->delete_id);
    workbench->delete_id = xstrndup(id.at, id.length);
    const struct slice name = listing_name(&workbench->queues, workbench->delete_id);
    workbench_ask(workbench, xasprintf("Delete queue \"%.*s\"?", SLICE_ARGS(name)), loss(workbench), delete_now);
}

static void delete_done(struct workbench *workbench)
{
    workbench->delete_errand = 0;
    struct list *list = workbench->queues.list;
    const uint32_t row = rows_find(list_rows(list), slice_of(workbench->delete_id));
    workbench_say(workbench, MESSAGE_GOOD, "queue \"%.*s\" deleted",
                  SLICE_ARGS(listing_name(&workbench->queues, workbench->delete_id)));
    if (row != ROW_NONE)
        list_remove(list, row);
    workbench_read_again(workbench, &workbench->queues);
    workbench_follow_cursor(workbench, true);
}

/* --- Outcomes ----------------------------------------------------------------------------------------------------- */

bool workbench_write_done(struct workbench *workbench, uint64_t errand, struct slice body)
{
    if (errand == workbench->form_errand && workbench->form != NULL)
        form_done(workbench, body);
    else if (errand == workbench->delete_errand)
        delete_done(workbench);
    else
        return false;
    return true;
}

bool workbench_write_failed(struct workbench *workbench, uint64_t errand, const struct error *error,
                            bool outcome_unknown)
{
    if (errand == workbench->form_errand && workbench->form != NULL) {
        form_failed(workbench, error, outcome_unknown);
        return true;
    }
    if (errand != workbench->delete_errand)
        return false;
    workbench->delete_errand = 0;
    workbench_say_error(workbench, outcome_unknown ? "the queue may be deleted or not" : "the queue was not deleted",
                        error);
    if (outcome_unknown)
        workbench_read(workbench, &workbench->queues);
    return true;
}
