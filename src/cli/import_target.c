#include "import_target.h"

#include "ask.h"

#include <annotty/api/rows.h>
#include <annotty/base/mem.h>

#include <stdlib.h>

static char *make_project(struct fetch *fetch, const char *name, struct error *error)
{
    struct api_call call = api_call_new(API_CREATE_PROJECT);
    if (api_call_member(&call, "name", slice_of(name), error))
        return ask_id(fetch, &call, error);
    api_call_free(&call);
    return NULL;
}

static bool is_meant(const struct rows *rows, uint32_t row, const struct import_target *target)
{
    const struct api_resource *const queue = &api_resources[API_QUEUE];
    const int name = api_field_index(queue, SLICE("name")), about = api_field_index(queue, SLICE("description"));
    return slice_is(rows_cell(rows, row, name), target->queue) &&
           (target->about == NULL || slice_is(rows_cell(rows, row, about), target->about));
}

/* Labels that people have given already stay what they are. */
static bool set_labels(struct fetch *fetch, const char *queue_id, const char *labels, struct error *error)
{
    struct api_call call = api_call_new(API_UPDATE_QUEUE);
    api_call_parameter(&call, "queue_id", slice_of(queue_id));
    if (api_call_member(&call, "annotation_schema", slice_of(labels), error))
        return ask_call(fetch, &call, NULL, error);
    api_call_free(&call);
    return false;
}

static bool has_labels(const struct rows *rows, uint32_t row)
{
    struct json_value schema;
    size_t at = 0;
    struct json_value label;
    const int field = api_field_index(rows_resource(rows), SLICE("annotation_schema"));
    return json_check(rows_cell(rows, row, field), &schema, NULL) &&
           json_next_element(json_member(schema, "label_schemas"), &at, &label);
}

/* *id stays NULL when there is none. */
static bool find_queue(struct fetch *fetch, const char *project_id, const struct import_target *target, char **id,
                       struct error *error)
{
    struct api_call call = api_call_new(API_LIST_QUEUES);
    api_call_parameter(&call, "projectId", slice_of(project_id));
    struct rows *rows = ask_rows(fetch, &call, error);
    if (rows == NULL)
        return false;
    bool good = true;
    for (uint32_t row = 0; row < rows_count(rows) && *id == NULL; row++) {
        if (!is_meant(rows, row, target))
            continue;
        *id = xstrndup(rows_id(rows, row).at, rows_id(rows, row).length);
        if (target->labels != NULL && !has_labels(rows, row))
            good = set_labels(fetch, *id, target->labels, error);
    }
    rows_free(&rows);
    return good;
}

static char *make_queue(struct fetch *fetch, const char *project_id, const struct import_target *target,
                        struct error *error)
{
    struct api_call call = api_call_new(API_CREATE_QUEUE);
    if (api_call_member(&call, "name", slice_of(target->queue), error) &&
        api_call_member(&call, "project_id", slice_of(project_id), error) &&
        (target->about == NULL || api_call_member(&call, "description", slice_of(target->about), error)) &&
        (target->labels == NULL || api_call_member(&call, "annotation_schema", slice_of(target->labels), error)))
        return ask_id(fetch, &call, error);
    api_call_free(&call);
    return NULL;
}

char *import_target_open(struct fetch *fetch, const struct import_target *target, struct error *error)
{
    char *id = NULL;
    char *const project = make_project(fetch, target->project != NULL ? target->project : IMPORT_PROJECT, error);
    const bool looked = project != NULL && find_queue(fetch, project, target, &id, error);
    if (looked && id == NULL)
        id = make_queue(fetch, project, target, error);
    free(project);
    if (looked)
        return id;
    free(id);
    return NULL;
}
