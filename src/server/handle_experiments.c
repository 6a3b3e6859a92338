/* Experiments, where they are more than their rows: what they refer to, and names that are made unique. */
#include "handlers.h"

#include "page.h"

#include <annotty/api/rule.h>

#include <inttypes.h>
#include <stdio.h>

/* Contract D8 */
bool handle_list_experiments(struct handling *handling)
{
    if (parameter_value(handling, "filter[project_id]").length == 0 &&
        parameter_value(handling, "filter[dataset_id]").length == 0)
        return refuse_parameter(handling, "filter[project_id]", "is needed, unless filter[dataset_id] is given");
    return handle_list(handling);
}

/* Creating */

static struct json_value *member(struct handling *handling, const char *name)
{
    return &handling->body.values[api_field_index(handling->operation->resource, slice_of(name))];
}

static struct slice text_of(struct handling *handling, const char *name)
{
    return api_plain_text(handling->arena, *member(handling, name));
}

static bool check_project(struct handling *handling)
{
    struct workspace_row row;
    const enum workspace_found found =
        workspace_find_id(handling->session, &api_resources[API_PROJECT], text_of(handling, "project_id"),
                          handling->arena, &row, &handling->error);
    if (found == WORKSPACE_MISSING)
        return refuse_member(handling, "project_id", "names no project");
    return found == WORKSPACE_FOUND || refuse_store(handling);
}

/* Contract D14: the dataset is of the project and has the version; without one it is the current version. */
static bool take_dataset(struct handling *handling)
{
    int64_t current = 0;
    int64_t wanted = 0;
    const enum workspace_found found =
        workspace_dataset_version(handling->session, text_of(handling, "project_id"), text_of(handling, "dataset_id"),
                                  &current, &handling->error);
    if (found == WORKSPACE_MISSING)
        return refuse_member(handling, "dataset_id", "names no dataset of the project");
    if (found == WORKSPACE_FAILED)
        return refuse_store(handling);
    struct json_value *const version = member(handling, "dataset_version");
    if (version->kind == JSON_ABSENT) {
        const char *const text = arena_printf(handling->arena, "%" PRId64, current);
        *version = (struct json_value){ .kind = JSON_NUMBER, .raw = slice_of(text) };
        return true;
    }
    return (json_int64(*version, &wanted) && wanted <= current) ||
           refuse_member(handling, "dataset_version", "is no version of the dataset");
}

static enum workspace_found find_name(struct handling *handling, struct slice name, struct workspace_row *row)
{
    const struct slice project = text_of(handling, "project_id");
    const struct workspace_question question = {
        .resource = handling->operation->resource,
        .filters = { { .field = "name", .values = &name, .count = 1 },
                     { .field = "project_id", .values = &project, .count = 1 } },
        .filter_count = 2,
    };
    return workspace_find(handling->session, &question, handling->arena, row, &handling->error);
}

static struct slice numbered(struct handling *handling, struct slice name, int64_t number)
{
    return slice_of(arena_printf(handling->arena, "%.*s-%" PRId64, SLICE_ARGS(name), number));
}

/* The number whose name is free while that of the number before it is taken: found by doubling and halving, because
 * there can be thousands of runs of one name. */
static bool find_free_number(struct handling *handling, struct slice name, int64_t *number)
{
    struct workspace_row row;
    int64_t taken = 1;
    int64_t free = 0;
    for (int64_t next = 2; free - taken != 1; next = free == 0 ? taken * 2 : taken + (free - taken) / 2) {
        const enum workspace_found found = find_name(handling, numbered(handling, name, next), &row);
        if (found == WORKSPACE_FAILED)
            return refuse_store(handling);
        if (found == WORKSPACE_FOUND)
            taken = next;
        else
            free = next;
    }
    *number = free;
    return true;
}

static bool make_name_unique(struct handling *handling)
{
    int64_t number = 0;
    const struct slice name = text_of(handling, "name");
    if (!find_free_number(handling, name, &number))
        return false;
    const struct slice unique = numbered(handling, name, number);
    if (unique.length > API_NAME_MAX)
        return refuse_member(handling, "name", "is in use, and too long to get a number");
    *member(handling, "name") = api_text_value(handling->arena, unique);
    return true;
}

/* Contract D12 */
bool handle_create_experiment(struct handling *handling)
{
    struct workspace_row row;
    if (!begin_write(handling) || !check_project(handling) || !take_dataset(handling))
        return false;
    const bool ensures_unique = !slice_is(member(handling, "ensure_unique")->raw, "false");
    const enum workspace_found namesake = find_name(handling, text_of(handling, "name"), &row);
    if (namesake == WORKSPACE_FAILED)
        return refuse_store(handling);
    if (namesake == WORKSPACE_FOUND && !ensures_unique)
        return answer_one(handling, 200, &row);
    if (namesake == WORKSPACE_FOUND && !make_name_unique(handling))
        return false;
    if (!workspace_insert(handling->session, handling->operation->resource, 0, handling->body.values, handling->arena,
                          &row, &handling->error))
        return refuse_store(handling);
    return commit_write(handling) && answer_one(handling, 201, &row);
}
