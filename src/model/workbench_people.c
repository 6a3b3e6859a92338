/* Names of people: asked for behind the screen, one after the other, and never spoken of when they aren't to be had. */
#include "workbench_private.h"

#include <annotty/base/mem.h>

#include <stdlib.h>

void workbench_ask_name(struct workbench *workbench)
{
    struct slice id;
    if (!workbench->started || workbench->people_errand != 0 || !people_ask(workbench->people, &id))
        return;
    struct api_call call = api_call_new(API_GET_USER);
    api_call_parameter(&call, "person_id", id);
    free(workbench->people_id);
    workbench->people_id = xstrndup(id.at, id.length);
    workbench->people_errand =
        workbench_send(workbench, (struct errand){ .kind = ERRAND_READ, .call = call, .in_background = true });
}

bool workbench_name_done(struct workbench *workbench, uint64_t errand, struct slice body)
{
    if (errand == 0 || errand != workbench->people_errand)
        return false;
    const struct slice id = slice_of(workbench->people_id);
    if (!people_read_answer(workbench->people, id, body))
        people_put(workbench->people, id, people_name(workbench->people, id));
    workbench->people_errand = 0;
    return true;
}

/* 404 may mean the person or the operation: the others are asked for all the same. */
bool workbench_name_failed(struct workbench *workbench, uint64_t errand, const struct error *error)
{
    enum { NOT_FOUND = 404 };
    if (errand == 0 || errand != workbench->people_errand)
        return false;
    const struct slice id = slice_of(workbench->people_id);
    if (error->http_status == NOT_FOUND)
        people_put(workbench->people, id, people_name(workbench->people, id));
    else
        people_give_up(workbench->people, !error_is_passing(error->kind));
    workbench->people_errand = 0;
    return true;
}
