#include "handling.h"

#include <stdlib.h>

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

/* Names the answer, and ends the handling when it is known. */
static bool name_answer(struct handling *handling, int64_t queue)
{
    int64_t stamp = 0;
    if (handling->operation->method != API_GET)
        return true;
    if (!workspace_stamp(handling->session, queue, &stamp, &handling->error))
        return refuse_store(handling);
    etag_write(stamp, handling->person, handling->tag);
    handling->is_known = etag_is_known(handling->known_tags, handling->tag);
    return !handling->is_known;
}

bool begin_moment(struct handling *handling)
{
    handling->session = workspace_read(handling->workspace, &handling->error);
    return handling->session != NULL || refuse_store(handling);
}

bool begin_read(struct handling *handling)
{
    return begin_moment(handling) && name_answer(handling, 0);
}

bool begin_queue(struct handling *handling, int64_t queue)
{
    return name_answer(handling, queue);
}

bool begin_write(struct handling *handling)
{
    handling->session = workspace_write(handling->workspace, &handling->error);
    if (handling->session == NULL)
        return refuse_store(handling);
    workspace_set_author(handling->session, handling->person);
    return true;
}

const char *asking_person(const struct handling *handling)
{
    return handling->person != NULL ? handling->person : workspace_owner(handling->workspace);
}

bool commit_write(struct handling *handling)
{
    return workspace_commit(&handling->session, &handling->error) || refuse_store(handling);
}

/* The resource whose id "{NOUN_id}" stands for. */
static const struct api_resource *resource_of_parameter(struct slice parameter)
{
    for (size_t i = 0; i < API_RESOURCE_COUNT; i++) {
        const struct slice noun = slice_of(api_resources[i].noun);
        if (noun.length > 0 && slice_starts_with(slice_from(parameter, 1), noun) &&
            slice_is(slice_from(parameter, 1 + noun.length), "_id}"))
            return &api_resources[i];
    }
    abort(); /* the operation's path is wrong */
}

static bool find_below(struct handling *handling, const struct api_resource *resource, int64_t parent, struct slice id,
                       struct workspace_row *row)
{
    const struct workspace_question question = {
        .resource = resource,
        .parent = parent,
        .filters = { { .field = "id", .values = &id, .count = 1 } },
        .filter_count = 1,
    };
    const enum workspace_found found =
        workspace_find(handling->session, &question, handling->arena, row, &handling->error);
    if (found == WORKSPACE_MISSING)
        return refuse_missing(handling, resource, id);
    return found == WORKSPACE_FOUND || refuse_store(handling);
}

bool find_by_path(struct handling *handling, struct workspace_row *row)
{
    struct slice path = slice_of(handling->operation->path);
    struct slice segment;
    *row = (struct workspace_row){ 0 };
    for (size_t i = 0; slice_cut(&path, '/', &segment);) {
        if (segment.length == 0 || segment.at[0] != '{')
            continue;
        const struct api_resource *const resource = resource_of_parameter(segment);
        if (!find_below(handling, resource, row->seq, handling->path_values[i++], row))
            return false;
    }
    return true;
}

bool find_parent(struct handling *handling, int64_t *parent)
{
    struct workspace_row row;
    const bool found = find_by_path(handling, &row);
    *parent = row.seq;
    return found;
}

/* Items */

static void take_item(const struct handling *handling, const struct api_resource *resource, struct json_value object,
                      struct api_record *item)
{
    api_item_read(resource, object, item);
    for (size_t i = 0; i < resource->field_count; i++)
        if ((resource->fields[i].flags & handling->operation->body_use) == 0)
            item->values[i] = (struct json_value){ .kind = JSON_ABSENT };
}

bool each_item(struct handling *handling, const struct api_resource *resource, struct json_value list, item_visit visit,
               void *data)
{
    struct arena arena = ARENA_EMPTY;
    struct request_item item = { .arena = &arena };
    struct json_value object;
    bool goes_on = true;
    for (size_t at = 0; goes_on && json_next_element(list, &at, &object); item.number++) {
        take_item(handling, resource, object, &item.record);
        goes_on = visit(handling, &item, data);
        arena_reset(&arena);
    }
    arena_free(&arena);
    return goes_on;
}

bool delete_ids(struct handling *handling, int64_t parent, struct json_value ids)
{
    if (!workspace_delete(handling->session, handling->operation->resource, parent, ids, &handling->error))
        return refuse_store(handling);
    handling->status = 204;
    return commit_write(handling);
}
