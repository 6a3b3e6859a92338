/* Whose keys a request came with. Other people are shown like any resource (handle_show). */
#include "handlers.h"

bool handle_current_user(struct handling *handling)
{
    struct workspace_row row;
    if (!begin_read(handling))
        return false;
    const enum workspace_found found =
        workspace_find_id(handling->session, handling->operation->resource, slice_of(asking_person(handling)),
                          handling->arena, &row, &handling->error);
    if (found == WORKSPACE_MISSING)
        return api_problem_set(&handling->problem, handling->arena, 403, "nobody is known to have these keys");
    return found == WORKSPACE_FOUND ? answer_one(handling, 200, &row) : refuse_store(handling);
}
