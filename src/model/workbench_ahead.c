/* What is read without being asked for: the queues beside the one under the cursor, into the cache, and after a failure
 * the lists of the screen again. Nobody waits for either, and neither is spoken of. */
#include "workbench_private.h"

#include <annotty/base/mem.h>

#include <stdlib.h>

enum { FRESH_MS = 60000, AGAIN_FIRST_MS = 2000, AGAIN_MAX_MS = 30000 };

/* --- Ahead -------------------------------------------------------------------------------------------------------- */

static struct ahead_queue *known(struct workbench *workbench, struct slice id)
{
    for (size_t i = 0; i < ARRAY_LENGTH(workbench->ahead); i++)
        if (workbench->ahead[i].id != NULL && slice_is(id, workbench->ahead[i].id))
            return &workbench->ahead[i];
    return NULL;
}

static bool is_fresh(struct workbench *workbench, struct slice id)
{
    const struct ahead_queue *queue = known(workbench, id);
    return slice_equal(id, slice_of(workbench->queue_id)) ||
           (queue != NULL && (queue->never || workbench->now_ms - queue->at_ms < FRESH_MS));
}

static void note(struct workbench *workbench, struct slice id)
{
    struct ahead_queue *queue = known(workbench, id);
    if (queue == NULL) {
        queue = &workbench->ahead[workbench->ahead_next++ % ARRAY_LENGTH(workbench->ahead)];
        free(queue->id);
        *queue = (struct ahead_queue){ .id = xstrndup(id.at, id.length) };
    }
    queue->at_ms = workbench->now_ms;
    workbench->ahead_now = queue;
}

/* The row beside the cursor whose queue isn't fresh; empty: none. */
static struct slice find_neighbour(struct workbench *workbench)
{
    static const int steps[] = { 1, -1 };
    const struct list *list = workbench->queues.list;
    const size_t cursor = list_cursor(list);
    for (size_t i = 0; i < ARRAY_LENGTH(steps); i++) {
        const size_t position = cursor + (size_t)steps[i];
        if (position >= list_count(list))
            continue;
        const struct slice id = rows_id(list_rows(list), list_at(list, position));
        if (!is_fresh(workbench, id) && !pending_is_local(id))
            return id;
    }
    return SLICE("");
}

static bool is_quiet(const struct workbench *workbench)
{
    return workbench->started && workbench->link == LINK_LIVE && workbench->ahead_errand == 0 &&
           workbench->queues.errand == 0 && workbench->interactions.errand == 0 && workbench->projects.errand == 0 &&
           workbench->preview_due_ms == 0;
}

void workbench_read_ahead(struct workbench *workbench)
{
    const struct slice id = is_quiet(workbench) ? find_neighbour(workbench) : SLICE("");
    if (id.length == 0)
        return;
    struct api_call call = api_call_new(API_GET_ANNOTATED_INTERACTIONS);
    api_call_parameter(&call, "queue_id", id);
    note(workbench, id);
    workbench->ahead_errand = workbench_send(
        workbench, (struct errand){ .kind = ERRAND_READ, .call = call, .in_background = true, .ahead = true });
}

void workbench_stop_ahead(struct workbench *workbench)
{
    if (workbench->ahead_errand == 0)
        return;
    workbench_send(workbench, (struct errand){ .kind = ERRAND_CANCEL });
    workbench->errands[workbench->errand_count - 1].number = workbench->ahead_errand;
    workbench->ahead_errand = 0;
    workbench->ahead_now->at_ms = 0;
}

bool workbench_ahead_done(struct workbench *workbench, uint64_t errand, const struct error *error)
{
    if (errand == 0 || errand != workbench->ahead_errand)
        return false;
    workbench->ahead_errand = 0;
    /* What is too large, or not to be had, is not tried again. */
    workbench->ahead_now->never = error != NULL && (error->kind == ERROR_CANCELLED || !error_is_passing(error->kind));
    return true;
}

void workbench_free_ahead(struct workbench *workbench)
{
    for (size_t i = 0; i < ARRAY_LENGTH(workbench->ahead); i++)
        free(workbench->ahead[i].id);
}

/* --- Again -------------------------------------------------------------------------------------------------------- */

void workbench_again_later(struct workbench *workbench, const struct error *error)
{
    if (!error_is_passing(error->kind) || !workbench->started)
        return;
    const int64_t wait_ms = workbench->again_wait_ms * 2;
    workbench->again_wait_ms = wait_ms < AGAIN_FIRST_MS ? AGAIN_FIRST_MS
                               : wait_ms < AGAIN_MAX_MS ? wait_ms
                                                        : AGAIN_MAX_MS;
    workbench->again_due_ms = workbench->now_ms + workbench->again_wait_ms;
}

void workbench_again_now(struct workbench *workbench)
{
    struct listing *const listings[] = { &workbench->queues, &workbench->interactions, &workbench->projects };
    if (workbench->again_due_ms == 0 || workbench->again_due_ms > workbench->now_ms)
        return;
    workbench->again_due_ms = 0;
    for (size_t i = 0; i < ARRAY_LENGTH(listings); i++) {
        if (listings[i]->problem.kind == ERROR_NONE || listings[i]->errand != 0)
            continue;
        listings[i]->by_itself = true;
        workbench_read(workbench, listings[i]);
    }
}
