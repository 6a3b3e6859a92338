/* A start that names a queue to review: it opens as soon as there is something in it, and what comes into the queue
 * meanwhile goes to the end of the review. */
#include "workbench_private.h"

void workbench_want_review(struct workbench *workbench, const char *queue_id)
{
    workbench_replace(&workbench->wanted_review, queue_id);
    workbench->wanted_is_open = false;
}

void workbench_look_again(struct workbench *workbench)
{
    /* What is being read may be too old already. */
    workbench->looks_again = workbench->queue_id != NULL && workbench->interactions.errand != 0;
    if (workbench->queue_id != NULL && !workbench->looks_again)
        workbench_read(workbench, &workbench->interactions);
}

/* Whose labels are one's own, and what to ask, which is in the list of queues where the server says it there; or that
 * neither is to be had. */
static bool knows_enough(const struct workbench *workbench)
{
    const bool asks_for_me =
        !workbench->asked_for_me || (workbench->people_errand != 0 && *workbench->people_id == '\0');
    const bool asks_for_labels = workbench->queues.errand != 0;
    return (people_me(workbench->people).length > 0 || !asks_for_me) &&
           (workbench_label_schema(workbench).length > 0 || !asks_for_labels);
}

void workbench_follow_wanted(struct workbench *workbench)
{
    const bool is_there = workbench->wanted_review != NULL && workbench->queue_id != NULL &&
                          strcmp(workbench->queue_id, workbench->wanted_review) == 0;
    if (!is_there)
        return;
    if (workbench->review != NULL && workbench->review->order == REVIEW_AS_LISTED &&
        !workbench->review->only_disagreement)
        review_take_new(workbench->review);
    if (workbench->looks_again && workbench->interactions.errand == 0)
        workbench_look_again(workbench);
    if (workbench->wanted_is_open || !knows_enough(workbench) || list_count(workbench->interactions.list) == 0)
        return;
    workbench->wanted_is_open = true;
    if (workbench->review == NULL)
        workbench_open_review(workbench, ROW_NONE, true);
}
