/* Versions of a dataset: listed, brought back, and the current one copied into a dataset of its own. */
#include "handlers.h"

#include "page.h"

#include <annotty/base/clock.h>

#include <inttypes.h>

int64_t current_version(const struct workspace_row *dataset)
{
    int64_t version = 0;
    json_int64(dataset->record.values[api_field_index(dataset->record.resource, SLICE("current_version"))], &version);
    return version;
}

bool take_version(struct handling *handling, const struct workspace_row *dataset, const char *parameter,
                  int64_t *version)
{
    const long long current = current_version(dataset);
    long long wanted = 0;
    const struct slice text = parameter_value(handling, parameter);
    if (text.length == 0)
        return true;
    if (slice_to_int64(text, &wanted) && wanted <= current) {
        *version = wanted;
        return true;
    }
    api_problem_set(&handling->problem, handling->arena, 404, "the dataset has no version %.*s; the newest is %lld",
                    SLICE_ARGS(text), current);
    handling->problem.parameter = parameter;
    handling->problem.code = "unknown_resource";
    return false;
}

/* Listing */

struct listing {
    struct handling *handling;
    struct json_value dataset_id;
    size_t count;
};

static void write_version(int64_t version, struct slice last_used, void *data)
{
    struct listing *const listing = data;
    struct arena *const arena = listing->handling->arena;
    const struct api_resource *const resource = listing->handling->operation->resource;
    const struct slice number = slice_of(arena_printf(arena, "%" PRId64, version));
    struct json_value values[API_FIELDS_MAX] = { 0 };
    values[api_field_index(resource, SLICE("dataset_id"))] = listing->dataset_id;
    values[api_field_index(resource, SLICE("version_number"))] = (struct json_value){ JSON_NUMBER, number };
    values[api_field_index(resource, SLICE("last_used"))] =
        last_used.length > 0 ? api_text_value(arena, last_used) : (struct json_value){ JSON_NULL, SLICE("null") };
    if (listing->count++ > 0)
        buf_append_char(&listing->handling->answer, ',');
    api_encode(&listing->handling->answer, resource, slice_of(arena_printf(arena, "v%.*s", SLICE_ARGS(number))),
               values);
}

bool handle_list_versions(struct handling *handling)
{
    struct workspace_row dataset;
    if (!begin_read(handling) || !find_by_path(handling, &dataset))
        return false;
    struct listing listing = { .handling = handling, .dataset_id = dataset.record.id };
    buf_append_text(&handling->answer, "{\"data\":[");
    if (!workspace_each_version(handling->session, api_plain_text(handling->arena, dataset.record.id),
                                current_version(&dataset), write_version, &listing, &handling->error))
        return refuse_store(handling);
    buf_append_text(&handling->answer, "]}");
    handling->status = 200;
    return true;
}

/* Changing */

static struct workspace_change *begin_change(struct handling *handling, struct workspace_row *dataset)
{
    struct workspace_change *const change =
        workspace_change_new(handling->session, dataset, clock_wall_ms(), handling->arena, &handling->error);
    if (change == NULL)
        refuse_store(handling);
    return change;
}

/* Ends the change, which went well so far or not. */
static bool end_change(struct handling *handling, struct workspace_change *change, bool good)
{
    good = (good && workspace_change_end(change, &handling->error)) || refuse_store(handling);
    workspace_change_free(&change);
    return good && commit_write(handling);
}

bool handle_restore_dataset(struct handling *handling)
{
    struct workspace_row dataset;
    int64_t version = 0;
    json_int64(handling->body.values[0], &version);
    if (!begin_write(handling) || !find_by_path(handling, &dataset))
        return false;
    if (version > current_version(&dataset))
        return refuse_member(handling, "dataset_version", "names no version of the dataset");
    handling->status = 200;
    if (version == current_version(&dataset))
        return true;
    const struct workspace_row then = dataset;
    struct workspace_change *const change = begin_change(handling, &dataset);
    return change != NULL &&
           end_change(handling, change,
                      workspace_restore_records(handling->session, change, &then, version, &handling->error));
}

/* Copying */

enum clone_member { CLONE_NAME, CLONE_DESCRIPTION };

/* Unlike a dataset that is created, a copy can't be one that is there: its records would be others. */
static bool check_name(struct handling *handling, const struct workspace_row *dataset)
{
    struct workspace_row namesake;
    const struct slice name = api_plain_text(handling->arena, handling->body.values[CLONE_NAME]);
    const struct workspace_question question = {
        .resource = dataset->record.resource,
        .parent = dataset->parent,
        .filters = { { .field = "name", .values = &name, .count = 1 } },
        .filter_count = 1,
    };
    const enum workspace_found found =
        workspace_find(handling->session, &question, handling->arena, &namesake, &handling->error);
    if (found == WORKSPACE_FOUND)
        return refuse_member(handling, "name", "is in use");
    return found == WORKSPACE_MISSING || refuse_store(handling);
}

static bool make_clone(struct handling *handling, const struct workspace_row *dataset, struct workspace_row *clone)
{
    const struct api_resource *const resource = dataset->record.resource;
    const int metadata = api_field_index(resource, SLICE("metadata"));
    struct json_value values[API_FIELDS_MAX] = { 0 };
    values[api_field_index(resource, SLICE("name"))] = handling->body.values[CLONE_NAME];
    values[api_field_index(resource, SLICE("description"))] = handling->body.values[CLONE_DESCRIPTION];
    values[metadata] = dataset->record.values[metadata];
    return workspace_insert(handling->session, resource, dataset->parent, values, handling->arena, clone,
                            &handling->error) ||
           refuse_store(handling);
}

bool handle_clone_dataset(struct handling *handling)
{
    struct workspace_row dataset;
    struct workspace_row clone;
    if (!begin_write(handling) || !find_by_path(handling, &dataset) || !check_name(handling, &dataset) ||
        !make_clone(handling, &dataset, &clone))
        return false;
    struct workspace_change *const change = begin_change(handling, &clone);
    return change != NULL &&
           end_change(handling, change, workspace_copy_records(change, dataset.seq, &handling->error)) &&
           answer_one(handling, 200, &clone);
}
