/* The operations of the API, a row for each: contract section 3. See tables.h for what the rows drive. */
#include <annotty/api/tables.h>

#include <annotty/base/mem.h>

const char *const api_method_names[API_METHOD_COUNT] = {
    [API_GET] = "GET", [API_POST] = "POST", [API_PATCH] = "PATCH", [API_DELETE] = "DELETE",
};

static const int ok[] = { 200, 0 };
static const int made[] = { 201, 0 };
static const int made_or_there[] = { 201, 200, 0 };
static const int no_content[] = { 204, 0 };
static const int accepted[] = { 202, 0 };
static const int errors_without_404[] = { 400, 401, 403, 429, 0 };
static const int errors_with_404[] = { 400, 401, 403, 404, 429, 0 };
static const int errors_without_400[] = { 401, 403, 404, 429, 0 };

/* Members of requests that aren't the members of one resource. */
#define IDS(name_, help_) \
    { .name = (name_), .title = "Ids", .type = API_STRINGS, .flags = API_C_REQUIRED | API_NOT_EMPTY, .help = (help_) }
#define ITEMS(name_, title_, resource_, flags_, help_) \
    { .name = (name_), .title = (title_), .type = API_RECORDS, .flags = (flags_), \
      .of = &api_resources[resource_], .help = (help_) }

static const struct api_field project_ids[] = { IDS("project_ids", "Ids of the projects.") };
static const struct api_field dataset_ids[] = { IDS("dataset_ids", "Ids of the datasets.") };
static const struct api_field record_ids[] = { IDS("record_ids", "Ids of the records.") };
static const struct api_field experiment_ids[] = { IDS("experiment_ids", "Ids of the experiments.") };
static const struct api_field interaction_ids[] = { IDS("interaction_ids", "Ids of the interactions in the queue.") };

static const struct api_field append_records[] = {
    ITEMS("records", "Records", API_RECORD_ITEM, API_C_REQUIRED | API_NOT_EMPTY, "Records to append."),
    { .name = "deduplicate", .title = "Skip duplicates", .type = API_BOOLEAN, .flags = API_C_OPTIONAL, .fill = "true",
      .help = "Whether records whose input is already there are left out." },
};
static const struct api_field update_records[] = {
    ITEMS("records", "Records", API_RECORD_ITEM, API_U_REQUIRED | API_NOT_EMPTY, "Records with the members to change."),
};
static const struct api_field events[] = {
    ITEMS("spans", "Spans", API_SPAN, API_C_OPTIONAL, "Spans of the experiment."),
    ITEMS("metrics", "Metrics", API_METRIC, API_C_OPTIONAL, "Judgements of spans."),
};
static const struct api_field add_interactions[] = {
    ITEMS("interactions", "Interactions", API_INTERACTION, API_C_REQUIRED | API_NOT_EMPTY, "What to put into the queue."),
};

#define PAGE_PARAMETERS \
    { .name = "page[cursor]", .flag = "cursor", .help = "Where the page before ended." }, \
    { .name = "page[limit]", .flag = "page-size", .flags = API_PARAMETER_INTEGER | API_PARAMETER_POSITIVE, \
      .help = "Most items a page." }
#define FILTER(name_, flag_, flags_, help_) { .name = (name_), .flag = (flag_), .flags = (flags_), .help = (help_) }

#define PARAMETERS(...) .parameters = { __VA_ARGS__ }
/* A body with members of its own; without this the members are the resource's, as `body_use` says. */
#define BODY(array_) .body = (array_), .body_count = ARRAY_LENGTH(array_)

const struct api_operation api_operations[API_OPERATION_COUNT] = {
    [API_LIST_PROJECTS] = { .id = API_LIST_PROJECTS, .name = "list_projects", .noun = "project", .verb = "list",
      .method = API_GET, .path = "/projects",
      PARAMETERS(FILTER("filter[id]", "id", 0, "Only the project with this id."),
                 FILTER("filter[name]", "name", 0, "Only the project with this name."),
                 PAGE_PARAMETERS),
      .answer = API_SHAPE_LIST, .answer_array = "/data", .resource = &api_resources[API_PROJECT],
      .success = ok, .errors = errors_without_404, .retry = API_RETRY_FREELY, .paging = API_PAGING_CURSOR,
      .help = "List projects, the newest first." },
    [API_CREATE_PROJECT] = { .id = API_CREATE_PROJECT, .name = "create_project", .noun = "project", .verb = "create",
      .method = API_POST, .path = "/projects",
      .request_type = "projects", .body_use = API_IN_CREATE,
      .answer = API_SHAPE_ONE, .resource = &api_resources[API_PROJECT],
      .success = made_or_there, .errors = errors_without_404, .retry = API_RETRY_FREELY, .writes = true,
      .help = "Create a project; a name in use gives the existing one." },
    [API_UPDATE_PROJECT] = { .id = API_UPDATE_PROJECT, .name = "update_project", .noun = "project", .verb = "update",
      .method = API_PATCH, .path = "/projects/{project_id}",
      .request_type = "projects", .body_use = API_IN_UPDATE,
      .answer = API_SHAPE_ONE, .resource = &api_resources[API_PROJECT],
      .success = ok, .errors = errors_with_404, .retry = API_RETRY_FREELY, .writes = true,
      .help = "Change a project's name or description." },
    [API_DELETE_PROJECTS] = { .id = API_DELETE_PROJECTS, .name = "delete_projects", .noun = "project", .verb = "delete",
      .method = API_POST, .path = "/projects/delete",
      .request_type = "projects", .body_use = API_IN_CREATE, BODY(project_ids),
      .answer = API_SHAPE_NONE, .resource = &api_resources[API_PROJECT],
      .success = no_content, .errors = errors_without_404, .retry = API_RETRY_FREELY, .writes = true, .can_vanish = true,
      .help = "Delete projects with their datasets, experiments and queues." },
    [API_LIST_DATASETS] = { .id = API_LIST_DATASETS, .name = "list_datasets", .noun = "dataset", .verb = "list",
      .method = API_GET, .path = "/{project_id}/datasets",
      PARAMETERS(FILTER("filter[name]", "name", 0, "Only the dataset with this name."),
                 FILTER("filter[id]", "id", 0, "Only the dataset with this id."),
                 PAGE_PARAMETERS),
      .answer = API_SHAPE_LIST, .answer_array = "/data", .resource = &api_resources[API_DATASET],
      .success = ok, .errors = errors_with_404, .retry = API_RETRY_FREELY, .paging = API_PAGING_CURSOR,
      .help = "List a project's datasets, the newest first." },
    [API_CREATE_DATASET] = { .id = API_CREATE_DATASET, .name = "create_dataset", .noun = "dataset", .verb = "create",
      .method = API_POST, .path = "/{project_id}/datasets",
      .request_type = "datasets", .body_use = API_IN_CREATE,
      .answer = API_SHAPE_ONE, .resource = &api_resources[API_DATASET],
      .success = made_or_there, .errors = errors_with_404, .retry = API_RETRY_FREELY, .writes = true,
      .help = "Create a dataset; a name in use gives the existing one." },
    [API_UPDATE_DATASET] = { .id = API_UPDATE_DATASET, .name = "update_dataset", .noun = "dataset", .verb = "update",
      .method = API_PATCH, .path = "/{project_id}/datasets/{dataset_id}",
      .request_type = "datasets", .body_use = API_IN_UPDATE,
      .answer = API_SHAPE_ONE, .resource = &api_resources[API_DATASET],
      .success = ok, .errors = errors_with_404, .retry = API_RETRY_FREELY, .writes = true,
      .help = "Change a dataset's name, description or metadata." },
    [API_DELETE_DATASETS] = { .id = API_DELETE_DATASETS, .name = "delete_datasets", .noun = "dataset", .verb = "delete",
      .method = API_POST, .path = "/{project_id}/datasets/delete",
      .request_type = "datasets", .body_use = API_IN_CREATE, BODY(dataset_ids),
      .answer = API_SHAPE_NONE, .resource = &api_resources[API_DATASET],
      .success = no_content, .errors = errors_with_404, .retry = API_RETRY_FREELY, .writes = true, .can_vanish = true,
      .help = "Delete datasets with their records and versions." },
    [API_LIST_RECORDS] = { .id = API_LIST_RECORDS, .name = "list_records", .noun = "record", .verb = "list",
      .method = API_GET, .path = "/{project_id}/datasets/{dataset_id}/records",
      PARAMETERS(FILTER("filter[version]", "version", API_PARAMETER_INTEGER, "Version to read; the current one when absent."),
                 PAGE_PARAMETERS),
      .answer = API_SHAPE_FLAT_LIST, .answer_array = "/data", .resource = &api_resources[API_RECORD_ITEM],
      .success = ok, .errors = errors_with_404, .retry = API_RETRY_FREELY, .paging = API_PAGING_CURSOR,
      .help = "List a dataset's records, the newest first." },
    [API_APPEND_RECORDS] = { .id = API_APPEND_RECORDS, .name = "append_records", .noun = "record", .verb = "append",
      .method = API_POST, .path = "/{project_id}/datasets/{dataset_id}/records",
      .request_type = "records", .body_use = API_IN_CREATE, BODY(append_records),
      .answer = API_SHAPE_FLAT_NESTED, .resource = &api_resources[API_RECORD_ITEM], .answer_member = "records", .answer_array = "/data/0/records",
      .success = made_or_there, .errors = errors_with_404, .retry = API_RETRY_VERIFY, .writes = true,
      .help = "Append records to a dataset." },
    [API_UPDATE_RECORDS] = { .id = API_UPDATE_RECORDS, .name = "update_records", .noun = "record", .verb = "update",
      .method = API_PATCH, .path = "/{project_id}/datasets/{dataset_id}/records",
      .request_type = "records", .body_use = API_IN_UPDATE, BODY(update_records),
      .answer = API_SHAPE_FLAT_NESTED, .resource = &api_resources[API_RECORD_ITEM], .answer_member = "records", .answer_array = "/data/0/records",
      .success = ok, .errors = errors_with_404, .retry = API_RETRY_FREELY, .writes = true,
      .help = "Change records of a dataset." },
    [API_DELETE_RECORDS] = { .id = API_DELETE_RECORDS, .name = "delete_records", .noun = "record", .verb = "delete",
      .method = API_POST, .path = "/{project_id}/datasets/{dataset_id}/records/delete",
      .request_type = "records", .body_use = API_IN_CREATE, BODY(record_ids),
      .answer = API_SHAPE_NONE, .resource = &api_resources[API_RECORD_ITEM],
      .success = no_content, .errors = errors_with_404, .retry = API_RETRY_FREELY, .writes = true, .can_vanish = true,
      .help = "Delete records from a dataset." },
    [API_LIST_EXPERIMENTS] = { .id = API_LIST_EXPERIMENTS, .name = "list_experiments", .noun = "experiment", .verb = "list",
      .method = API_GET, .path = "/experiments",
      PARAMETERS(FILTER("filter[project_id]", "project", 0, "Only experiments of this project."),
                 FILTER("filter[dataset_id]", "dataset", 0, "Only experiments on this dataset."),
                 FILTER("filter[id]", "id", API_PARAMETER_REPEATS, "Only the experiment with this id."),
                 PAGE_PARAMETERS),
      .answer = API_SHAPE_LIST, .answer_array = "/data", .resource = &api_resources[API_EXPERIMENT],
      .success = ok, .errors = errors_without_404, .retry = API_RETRY_FREELY, .paging = API_PAGING_CURSOR,
      .help = "List experiments of a project or dataset, the newest first." },
    [API_CREATE_EXPERIMENT] = { .id = API_CREATE_EXPERIMENT, .name = "create_experiment", .noun = "experiment", .verb = "create",
      .method = API_POST, .path = "/experiments",
      .request_type = "experiments", .body_use = API_IN_CREATE,
      .answer = API_SHAPE_ONE, .resource = &api_resources[API_EXPERIMENT],
      .success = made_or_there, .errors = errors_without_404, .retry = API_RETRY_VERIFY, .writes = true,
      .help = "Create an experiment." },
    [API_UPDATE_EXPERIMENT] = { .id = API_UPDATE_EXPERIMENT, .name = "update_experiment", .noun = "experiment", .verb = "update",
      .method = API_PATCH, .path = "/experiments/{experiment_id}",
      .request_type = "experiments", .body_use = API_IN_UPDATE,
      .answer = API_SHAPE_ONE, .resource = &api_resources[API_EXPERIMENT],
      .success = ok, .errors = errors_with_404, .retry = API_RETRY_FREELY, .writes = true,
      .help = "Change an experiment's name or description." },
    [API_DELETE_EXPERIMENTS] = { .id = API_DELETE_EXPERIMENTS, .name = "delete_experiments", .noun = "experiment", .verb = "delete",
      .method = API_POST, .path = "/experiments/delete",
      .request_type = "experiments", .body_use = API_IN_CREATE, BODY(experiment_ids),
      .answer = API_SHAPE_NONE, .resource = &api_resources[API_EXPERIMENT],
      .success = no_content, .errors = errors_without_404, .retry = API_RETRY_FREELY, .writes = true, .can_vanish = true,
      .help = "Delete experiments with their events." },
    [API_PUSH_EXPERIMENT_EVENTS] = { .id = API_PUSH_EXPERIMENT_EVENTS, .name = "push_experiment_events", .noun = "event", .verb = "push",
      .method = API_POST, .path = "/experiments/{experiment_id}/events",
      .request_type = "events", .body_use = API_IN_CREATE, BODY(events),
      .answer = API_SHAPE_NONE, .resource = &api_resources[API_SPAN],
      .success = accepted, .errors = errors_with_404, .retry = API_RETRY_FREELY, .writes = true,
      .help = "Push spans and metrics of an experiment." },
    [API_LIST_QUEUES] = { .id = API_LIST_QUEUES, .name = "list_queues", .noun = "queue", .verb = "list",
      .method = API_GET, .path = "/annotation-queues",
      PARAMETERS(FILTER("projectId", "project", 0, "Only queues of this project."),
                 FILTER("queueIds", "id", API_PARAMETER_COMMAS, "Only the queues with these ids.")),
      .answer = API_SHAPE_LIST, .answer_array = "/data", .resource = &api_resources[API_QUEUE],
      .success = ok, .errors = errors_without_404, .retry = API_RETRY_FREELY,
      .help = "List annotation queues." },
    [API_CREATE_QUEUE] = { .id = API_CREATE_QUEUE, .name = "create_queue", .noun = "queue", .verb = "create",
      .method = API_POST, .path = "/annotation-queues",
      .request_type = "queues", .body_use = API_IN_CREATE,
      .answer = API_SHAPE_ONE, .resource = &api_resources[API_QUEUE],
      .success = made, .errors = errors_without_404, .retry = API_RETRY_VERIFY, .writes = true,
      .help = "Create an annotation queue." },
    [API_UPDATE_QUEUE] = { .id = API_UPDATE_QUEUE, .name = "update_queue", .noun = "queue", .verb = "update",
      .method = API_PATCH, .path = "/annotation-queues/{queue_id}",
      .request_type = "queues", .body_use = API_IN_UPDATE,
      .answer = API_SHAPE_ONE, .resource = &api_resources[API_QUEUE],
      .success = ok, .errors = errors_with_404, .retry = API_RETRY_FREELY, .writes = true,
      .help = "Change a queue's name or description." },
    [API_DELETE_QUEUE] = { .id = API_DELETE_QUEUE, .name = "delete_queue", .noun = "queue", .verb = "delete",
      .method = API_DELETE, .path = "/annotation-queues/{queue_id}",
      .answer = API_SHAPE_NONE, .resource = &api_resources[API_QUEUE],
      .success = no_content, .errors = errors_without_400, .retry = API_RETRY_FREELY, .writes = true, .can_vanish = true,
      .help = "Delete a queue with its interactions and annotations." },
    [API_ADD_INTERACTIONS] = { .id = API_ADD_INTERACTIONS, .name = "add_interactions", .noun = "interaction", .verb = "add",
      .method = API_POST, .path = "/annotation-queues/{queue_id}/interactions",
      .request_type = "interactions", .body_use = API_IN_CREATE, BODY(add_interactions),
      .answer = API_SHAPE_WRAPPED, .resource = &api_resources[API_INTERACTION], .answer_type = "interactions", .answer_member = "interactions",
      .answer_array = "/data/attributes/interactions",
      .success = made, .errors = errors_with_404, .retry = API_RETRY_FREELY, .writes = true,
      .help = "Add interactions to a queue; ones already there are told apart." },
    [API_DELETE_INTERACTIONS] = { .id = API_DELETE_INTERACTIONS, .name = "delete_interactions", .noun = "interaction", .verb = "remove",
      .method = API_POST, .path = "/annotation-queues/{queue_id}/interactions/delete",
      .request_type = "interactions", .body_use = API_IN_CREATE, BODY(interaction_ids),
      .answer = API_SHAPE_NONE, .resource = &api_resources[API_INTERACTION],
      .success = no_content, .errors = errors_with_404, .retry = API_RETRY_FREELY, .writes = true, .can_vanish = true,
      .help = "Remove interactions from a queue with their annotations." },
    [API_GET_ANNOTATED_INTERACTIONS] = { .id = API_GET_ANNOTATED_INTERACTIONS, .name = "get_annotated_interactions", .noun = "interaction", .verb = "list",
      .method = API_GET, .path = "/annotation-queues/{queue_id}/annotated-interactions",
      .answer = API_SHAPE_WRAPPED, .resource = &api_resources[API_INTERACTION], .answer_type = "annotated_interactions", .answer_member = "annotated_interactions",
      .answer_array = "/data/attributes/annotated_interactions",
      .success = ok, .errors = errors_with_404, .retry = API_RETRY_FREELY,
      .help = "Read a queue's interactions with their annotations." },
};

const struct api_operation *api_operation_named(struct slice name)
{
    for (size_t i = 0; i < API_OPERATION_COUNT; i++)
        if (slice_is(name, api_operations[i].name))
            return &api_operations[i];
    return NULL;
}

const struct api_operation *api_operation_for(struct slice noun, struct slice verb)
{
    for (size_t i = 0; i < API_OPERATION_COUNT; i++)
        if (slice_is(noun, api_operations[i].noun) && slice_is(verb, api_operations[i].verb))
            return &api_operations[i];
    return NULL;
}

const struct api_field *api_operation_body(const struct api_operation *operation, size_t *count)
{
    if (operation->request_type == NULL) {
        *count = 0;
        return NULL;
    }
    *count = operation->body != NULL ? operation->body_count : operation->resource->field_count;
    return operation->body != NULL ? operation->body : operation->resource->fields;
}
