#include "handlers.h"

static void end(struct workspace_session **session)
{
    if (session != NULL)
        workspace_end(session);
}

bool refuse_store(struct handling *handling, struct workspace_session **session, const struct error *error)
{
    end(session);
    return api_problem_set(&handling->problem, handling->arena, 503, "%s", error->message);
}

bool refuse_missing(struct handling *handling, struct workspace_session **session, const struct api_resource *resource,
                    struct slice id)
{
    end(session);
    api_problem_set(&handling->problem, handling->arena, 404, "there is no %s with the id %.*s", resource->noun,
                    SLICE_ARGS(id));
    handling->problem.code = "unknown_resource";
    return false;
}

bool refuse_member(struct handling *handling, struct workspace_session **session, const char *member, const char *why)
{
    end(session);
    api_problem_set(&handling->problem, handling->arena, 400, "%s %s", member, why);
    handling->problem.pointer = arena_printf(handling->arena, "/data/attributes/%s", member);
    return false;
}

bool refuse_parameter(struct handling *handling, struct workspace_session **session, const char *parameter,
                      const char *why)
{
    end(session);
    api_problem_set(&handling->problem, handling->arena, 400, "%s %s", parameter, why);
    handling->problem.parameter = parameter;
    return false;
}

bool find_by_path(struct handling *handling, struct workspace_session **session, const struct api_resource *resource,
                  struct workspace_row *row)
{
    struct error error;
    const struct slice id = handling->path_values[0];
    switch (workspace_find_id(*session, resource, id, handling->arena, row, &error)) {
    case WORKSPACE_FOUND:
        return true;
    case WORKSPACE_MISSING:
        return refuse_missing(handling, session, resource, id);
    default:
        return refuse_store(handling, session, &error);
    }
}
