#include "handling.h"

/* Refusals */

bool refuse_store(struct handling *handling)
{
    return api_problem_set(&handling->problem, handling->arena, 503, "%s", handling->error.message);
}

bool refuse_member(struct handling *handling, const char *member, const char *why)
{
    api_problem_set(&handling->problem, handling->arena, 400, "%s %s", member, why);
    handling->problem.pointer = arena_printf(handling->arena, "/data/attributes/%s", member);
    return false;
}

bool refuse_parameter(struct handling *handling, const char *parameter, const char *why)
{
    api_problem_set(&handling->problem, handling->arena, 400, "%s %s", parameter, why);
    handling->problem.parameter = parameter;
    return false;
}

static bool refuse_missing(struct handling *handling, const struct api_resource *resource, struct slice id)
{
    api_problem_set(&handling->problem, handling->arena, 404, "there is no %s with the id %.*s", resource->noun,
                    SLICE_ARGS(id));
    handling->problem.code = "unknown_resource";
    return false;
}

/* Sessions */

bool begin_read(struct handling *handling)
{
    handling->session = workspace_read(handling->workspace, &handling->error);
    return handling->session != NULL || refuse_store(handling);
}

bool begin_write(struct handling *handling)
{
    handling->session = workspace_write(handling->workspace, &handling->error);
    if (handling->session == NULL)
        return refuse_store(handling);
    workspace_set_author(handling->session, handling->person);
    return true;
}

bool commit_write(struct handling *handling)
{
    return workspace_commit(&handling->session, &handling->error) || refuse_store(handling);
}

bool find_by_path(struct handling *handling, const struct api_resource *resource, struct workspace_row *row)
{
    const struct slice id = handling->path_values[0];
    const enum workspace_found found =
        workspace_find_id(handling->session, resource, id, handling->arena, row, &handling->error);
    if (found == WORKSPACE_MISSING)
        return refuse_missing(handling, resource, id);
    return found == WORKSPACE_FOUND || refuse_store(handling);
}

bool delete_ids(struct handling *handling, int64_t parent, struct json_value ids)
{
    if (!workspace_delete(handling->session, handling->operation->resource, parent, ids, &handling->error))
        return refuse_store(handling);
    handling->status = 204;
    return commit_write(handling);
}
