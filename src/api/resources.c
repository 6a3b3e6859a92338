/* The resources of the API, a row for each member: contract section 4. See tables.h for what the rows drive. */
#include <annotty/api/tables.h>

#include <annotty/base/mem.h>

#define C_REQ API_C_REQUIRED
#define C_OPT API_C_OPTIONAL
#define U_REQ API_U_REQUIRED
#define U_OPT API_U_OPTIONAL
#define R_REQ API_R_REQUIRED
#define R_OPT API_R_OPTIONAL

#define CREATED(name_, help_)                                                                                          \
    {                                                                                                                  \
        .name = (name_), .title = "Created", .type = API_DATE_TIME, .flags = R_REQ, .help = (help_)                    \
    }
#define CHANGED(name_, help_)                                                                                          \
    {                                                                                                                  \
        .name = (name_), .title = "Changed", .type = API_DATE_TIME, .flags = R_REQ | API_HIDDEN | API_RENEWED,         \
        .help = (help_)                                                                                                \
    }
#define PERSON(name_, title_, flags_, help_)                                                                           \
    {                                                                                                                  \
        .name = (name_), .title = (title_), .type = API_STRING, .flags = R_REQ | API_PERSON | API_REPEATS | (flags_),  \
        .help = (help_)                                                                                                \
    }
#define DESCRIPTION(help_)                                                                                             \
    {                                                                                                                  \
        .name = "description", .title = "Description", .type = API_STRING, .flags = C_OPT | U_OPT | R_REQ | API_LONG,  \
        .fill = "\"\"", .help = (help_)                                                                                \
    }

static const struct api_field project_fields[] = {
    { .name = "name",
      .title = "Name",
      .type = API_STRING,
      .flags = C_REQ | U_OPT | R_REQ | API_NAME | API_UNIQUE,
      .help = "Name of the project; no other project has it." },
    DESCRIPTION("What the project is about."),
    CREATED("created_at", "When the project was created."),
    CHANGED("updated_at", "When the project was last changed."),
};

static const struct api_field dataset_fields[] = {
    { .name = "name",
      .title = "Name",
      .type = API_STRING,
      .flags = C_REQ | U_OPT | R_REQ | API_NAME | API_UNIQUE,
      .help = "Name of the dataset; no other dataset of the project has it." },
    DESCRIPTION("What the dataset is for."),
    { .name = "metadata",
      .title = "Metadata",
      .type = API_OBJECT,
      .flags = C_OPT | U_OPT | R_REQ | API_HIDDEN,
      .fill = "{}",
      .help = "Free-form JSON object." },
    { .name = "current_version",
      .title = "Version",
      .type = API_INT64,
      .flags = R_REQ,
      .fill = "0",
      .help = "Number of the dataset's current version." },
    CREATED("created_at", "When the dataset was created."),
    CHANGED("updated_at", "When the dataset was last changed."),
};

static const struct api_field record_fields[] = {
    { .name = "id",
      .title = "Id",
      .type = API_STRING,
      .flags = U_REQ | R_REQ | API_NOT_EMPTY,
      .help = "Id of the record." },
    { .name = "dataset_id",
      .title = "Dataset",
      .type = API_STRING,
      .flags = R_REQ | API_REPEATS | API_HIDDEN,
      .help = "Dataset that the record belongs to." },
    { .name = "input", .title = "Input", .type = API_ANY, .flags = C_REQ | U_OPT | R_REQ, .help = "Any JSON value." },
    { .name = "expected_output",
      .title = "Expected output",
      .type = API_ANY,
      .flags = C_OPT | U_OPT | R_REQ,
      .fill = "null",
      .help = "Any JSON value." },
    { .name = "metadata",
      .title = "Metadata",
      .type = API_OBJECT,
      .flags = C_OPT | U_OPT | R_REQ | API_HIDDEN,
      .fill = "{}",
      .help = "Free-form JSON object." },
    CREATED("created_at", "When the record was appended."),
    CHANGED("updated_at", "When the record was last changed."),
};

static const struct api_field experiment_fields[] = {
    { .name = "name",
      .title = "Name",
      .type = API_STRING,
      .flags = C_REQ | U_OPT | R_REQ | API_NAME | API_UNIQUE,
      .help = "Name of the experiment." },
    { .name = "project_id",
      .title = "Project",
      .type = API_STRING,
      .flags = C_REQ | R_REQ | API_REFERENCE | API_REPEATS | API_HIDDEN,
      .of = &api_resources[API_PROJECT],
      .help = "Project that the experiment belongs to." },
    { .name = "dataset_id",
      .title = "Dataset",
      .type = API_STRING,
      .flags = C_REQ | R_REQ | API_REFERENCE | API_REPEATS,
      .of = &api_resources[API_DATASET],
      .help = "Dataset that the experiment ran on." },
    { .name = "dataset_version",
      .title = "Version",
      .type = API_INT64,
      .flags = C_OPT | R_OPT | API_NOT_NEGATIVE,
      .help = "Version of the dataset; the current one when absent." },
    DESCRIPTION("What the experiment tries."),
    { .name = "config",
      .title = "Config",
      .type = API_OBJECT,
      .flags = C_OPT | R_REQ | API_HIDDEN,
      .fill = "{}",
      .help = "Free-form JSON object." },
    { .name = "metadata",
      .title = "Metadata",
      .type = API_OBJECT,
      .flags = C_OPT | R_REQ | API_HIDDEN,
      .fill = "{}",
      .help = "Free-form JSON object." },
    { .name = "ensure_unique",
      .title = "Unique name",
      .type = API_BOOLEAN,
      .flags = C_OPT,
      .fill = "true",
      .help = "Whether a name in use gets a number appended." },
    CREATED("created_at", "When the experiment was created."),
    CHANGED("updated_at", "When the experiment was last changed."),
};

static const struct api_field queue_fields[] = {
    { .name = "name",
      .title = "Name",
      .type = API_STRING,
      .flags = C_REQ | U_OPT | R_REQ | API_NAME,
      .help = "Name of the queue." },
    { .name = "project_id",
      .title = "Project",
      .type = API_STRING,
      .flags = C_REQ | R_REQ | API_REFERENCE | API_REPEATS | API_HIDDEN,
      .of = &api_resources[API_PROJECT],
      .help = "Project that the queue belongs to." },
    DESCRIPTION("What reviewers of the queue are asked to judge."),
    PERSON("owned_by", "Owner", 0, "Person who owns the queue."),
    CREATED("created_at", "When the queue was created."),
    PERSON("created_by", "Created by", API_HIDDEN, "Person who created the queue."),
    CHANGED("modified_at", "When the queue was last changed."),
    PERSON("modified_by", "Changed by", API_HIDDEN | API_RENEWED, "Person who last changed the queue."),
};

static const char *const interaction_types[] = { "trace", "experiment_trace", NULL };

static const struct api_field annotation_fields[] = {
    { .name = "id", .title = "Id", .type = API_STRING, .flags = R_REQ, .help = "Id of the annotation." },
    { .name = "interaction_id",
      .title = "Interaction",
      .type = API_STRING,
      .flags = R_REQ,
      .help = "Interaction that is annotated." },
    { .name = "label_values",
      .title = "Labels",
      .type = API_ANY,
      .flags = R_REQ | API_REPEATS,
      .fill = "{}",
      .help = "Each label with its value." },
    { .name = "created_at",
      .title = "Created",
      .type = API_DATE_TIME,
      .flags = R_REQ,
      .help = "When the annotation was made." },
    PERSON("created_by", "By", 0, "Person who made the annotation."),
    { .name = "modified_at",
      .title = "Changed",
      .type = API_DATE_TIME,
      .flags = R_REQ | API_RENEWED,
      .help = "When the annotation was last changed." },
    PERSON("modified_by", "Changed by", API_RENEWED, "Person who last changed the annotation."),
};

static const struct api_field interaction_fields[] = {
    { .name = "id",
      .title = "Id",
      .type = API_STRING,
      .flags = R_REQ | API_HIDDEN,
      .help = "Id of the interaction in its queue." },
    { .name = "content_id",
      .title = "Content",
      .type = API_STRING,
      .flags = C_REQ | R_REQ | API_NOT_EMPTY,
      .help = "Id of what is reviewed, such as a trace id." },
    { .name = "type",
      .title = "Type",
      .type = API_ENUM,
      .flags = C_REQ | R_REQ | API_REPEATS,
      .choices = interaction_types,
      .help = "Kind of what is reviewed." },
    { .name = "annotations",
      .title = "Annotations",
      .type = API_RECORDS,
      .flags = R_OPT | API_COMPUTED,
      .of = &api_resources[API_ANNOTATION],
      .help = "What reviewers said." },
    { .name = "already_existed",
      .title = "Already there",
      .type = API_BOOLEAN,
      .flags = R_OPT | API_COMPUTED | API_HIDDEN,
      .help = "Whether the interaction was in the queue before it was added." },
    { .name = "created_at",
      .title = "Added",
      .type = API_DATE_TIME,
      .flags = R_OPT | API_REPEATS,
      .help = "When the interaction was added to the queue." },
    { .name = "modified_at",
      .title = "Changed",
      .type = API_DATE_TIME,
      .flags = R_OPT | API_REPEATS | API_HIDDEN | API_RENEWED,
      .help = "When the interaction was last changed." },
};

static const char *const statuses[] = { "ok", "error", NULL };
static const char *const metric_types[] = { "score", "categorical", "boolean", "json", NULL };
static const char *const assessments[] = { "pass", "fail", NULL };

static const struct api_field span_error_fields[] = {
    { .name = "message", .title = "Message", .type = API_STRING, .flags = C_OPT | R_OPT, .help = "What went wrong." },
    { .name = "stack",
      .title = "Stack",
      .type = API_STRING,
      .flags = C_OPT | R_OPT | API_LONG,
      .help = "Stack trace." },
    { .name = "type", .title = "Type", .type = API_STRING, .flags = C_OPT | R_OPT, .help = "Class of the error." },
};

static const struct api_field span_meta_fields[] = {
    { .name = "input", .title = "Input", .type = API_ANY, .flags = C_OPT | R_OPT, .help = "Any JSON value." },
    { .name = "output", .title = "Output", .type = API_ANY, .flags = C_OPT | R_OPT, .help = "Any JSON value." },
    { .name = "expected_output",
      .title = "Expected output",
      .type = API_OBJECT,
      .flags = C_OPT | R_OPT,
      .help = "Free-form JSON object." },
    { .name = "error",
      .title = "Error",
      .type = API_RECORD,
      .flags = C_OPT | R_OPT,
      .of = &api_resources[API_SPAN_ERROR],
      .help = "What went wrong." },
};

static const struct api_field span_fields[] = {
    { .name = "span_id",
      .title = "Span",
      .type = API_STRING,
      .flags = C_REQ | R_OPT | API_NOT_EMPTY,
      .help = "Id of the span." },
    { .name = "trace_id",
      .title = "Trace",
      .type = API_STRING,
      .flags = C_REQ | R_OPT | API_NOT_EMPTY,
      .help = "Id of the span's trace." },
    { .name = "project_id",
      .title = "Project",
      .type = API_STRING,
      .flags = C_REQ,
      .help = "Project of the experiment." },
    { .name = "dataset_id",
      .title = "Dataset",
      .type = API_STRING,
      .flags = C_REQ,
      .help = "Dataset of the experiment." },
    { .name = "name", .title = "Name", .type = API_STRING, .flags = C_REQ | R_OPT, .help = "Name of the operation." },
    { .name = "start_ns",
      .title = "Start",
      .type = API_INT64,
      .flags = C_REQ | R_OPT | API_NOT_NEGATIVE,
      .help = "Start, nanoseconds since the epoch." },
    { .name = "duration",
      .title = "Duration",
      .type = API_INT64,
      .flags = C_REQ | R_OPT | API_NOT_NEGATIVE,
      .help = "Duration in nanoseconds." },
    { .name = "status",
      .title = "Status",
      .type = API_ENUM,
      .flags = C_REQ | R_OPT,
      .choices = statuses,
      .help = "How it ended." },
    { .name = "tags", .title = "Tags", .type = API_STRINGS, .flags = C_OPT | R_OPT, .help = "Tags as key:value." },
    { .name = "meta",
      .title = "Meta",
      .type = API_RECORD,
      .flags = C_OPT | R_OPT,
      .of = &api_resources[API_SPAN_META],
      .help = "Input, output and error." },
};

static const struct api_field metric_error_fields[] = {
    { .name = "message", .title = "Message", .type = API_STRING, .flags = C_OPT | R_OPT, .help = "What went wrong." },
};

static const struct api_field metric_fields[] = {
    { .name = "span_id",
      .title = "Span",
      .type = API_STRING,
      .flags = C_REQ | R_OPT | API_NOT_EMPTY,
      .help = "Span that is measured." },
    { .name = "label",
      .title = "Label",
      .type = API_STRING,
      .flags = C_REQ | R_OPT | API_NOT_EMPTY,
      .help = "Name of the metric." },
    { .name = "metric_type",
      .title = "Type",
      .type = API_ENUM,
      .flags = C_REQ | R_OPT,
      .choices = metric_types,
      .help = "Which value member holds the value." },
    { .name = "timestamp_ms",
      .title = "Time",
      .type = API_INT64,
      .flags = C_REQ | R_OPT | API_NOT_NEGATIVE,
      .help = "Milliseconds since the epoch." },
    { .name = "score_value",
      .title = "Score",
      .type = API_DOUBLE,
      .flags = C_OPT | R_OPT,
      .help = "Value of a score." },
    { .name = "categorical_value",
      .title = "Category",
      .type = API_STRING,
      .flags = C_OPT | R_OPT,
      .help = "Value of a categorical metric." },
    { .name = "boolean_value",
      .title = "Boolean",
      .type = API_BOOLEAN,
      .flags = C_OPT | R_OPT,
      .help = "Value of a boolean metric." },
    { .name = "json_value",
      .title = "JSON",
      .type = API_OBJECT,
      .flags = C_OPT | R_OPT,
      .help = "Value of a JSON metric." },
    { .name = "assessment",
      .title = "Assessment",
      .type = API_ENUM,
      .flags = C_OPT | R_OPT,
      .choices = assessments,
      .help = "Pass or fail." },
    { .name = "reasoning",
      .title = "Reasoning",
      .type = API_STRING,
      .flags = C_OPT | R_OPT | API_LONG,
      .help = "Why." },
    { .name = "error",
      .title = "Error",
      .type = API_RECORD,
      .flags = C_OPT | R_OPT,
      .of = &api_resources[API_METRIC_ERROR],
      .help = "Why there is no value." },
    { .name = "metadata",
      .title = "Metadata",
      .type = API_OBJECT,
      .flags = C_OPT | R_OPT,
      .help = "Free-form JSON object." },
    { .name = "tags", .title = "Tags", .type = API_STRINGS, .flags = C_OPT | R_OPT, .help = "Tags as key:value." },
};

#define FIELDS(array) .fields = (array), .field_count = ARRAY_LENGTH(array)

const struct api_resource api_resources[API_RESOURCE_COUNT] = {
    [API_PROJECT] = { .id = API_PROJECT,
                      .type = "projects",
                      .noun = "project",
                      .plural = "projects",
                      .help = "A project groups datasets, experiments and queues.",
                      FIELDS(project_fields) },
    [API_DATASET] = { .id = API_DATASET,
                      .type = "datasets",
                      .noun = "dataset",
                      .plural = "datasets",
                      .help = "A dataset is a versioned list of records.",
                      FIELDS(dataset_fields) },
    [API_RECORD_ITEM] = { .id = API_RECORD_ITEM,
                          .noun = "record",
                          .plural = "records",
                          .flat = true,
                          .help = "A record is an input with its expected output.",
                          FIELDS(record_fields) },
    [API_EXPERIMENT] = { .id = API_EXPERIMENT,
                         .type = "experiments",
                         .noun = "experiment",
                         .plural = "experiments",
                         .help = "An experiment is a run over a dataset.",
                         FIELDS(experiment_fields) },
    [API_QUEUE] = { .id = API_QUEUE,
                    .type = "queues",
                    .noun = "queue",
                    .plural = "queues",
                    .help = "An annotation queue is a list of interactions that people review.",
                    FIELDS(queue_fields) },
    [API_INTERACTION] = { .id = API_INTERACTION,
                          .noun = "interaction",
                          .plural = "interactions",
                          .flat = true,
                          .help = "An interaction is a trace that waits for review in a queue.",
                          FIELDS(interaction_fields) },
    [API_ANNOTATION] = { .id = API_ANNOTATION,
                         .noun = "annotation",
                         .plural = "annotations",
                         .flat = true,
                         .help = "An annotation is what one person said of an interaction.",
                         FIELDS(annotation_fields) },
    [API_SPAN] = { .id = API_SPAN,
                   .noun = "span",
                   .plural = "spans",
                   .flat = true,
                   .help = "A span is one step of a trace.",
                   FIELDS(span_fields) },
    [API_SPAN_META] = { .id = API_SPAN_META,
                        .noun = "meta",
                        .plural = "meta",
                        .flat = true,
                        .help = "What a span took and gave.",
                        FIELDS(span_meta_fields) },
    [API_SPAN_ERROR] = { .id = API_SPAN_ERROR,
                         .noun = "error",
                         .plural = "errors",
                         .flat = true,
                         .help = "Why a span failed.",
                         FIELDS(span_error_fields) },
    [API_METRIC] = { .id = API_METRIC,
                     .noun = "metric",
                     .plural = "metrics",
                     .flat = true,
                     .help = "A metric is a judgement of a span.",
                     FIELDS(metric_fields) },
    [API_METRIC_ERROR] = { .id = API_METRIC_ERROR,
                           .noun = "error",
                           .plural = "errors",
                           .flat = true,
                           .help = "Why a metric has no value.",
                           FIELDS(metric_error_fields) },
};

_Static_assert(ARRAY_LENGTH(metric_fields) <= API_FIELDS_MAX, "the widest resource fits into struct api_record");

int api_field_index(const struct api_resource *resource, struct slice name)
{
    const struct api_field *field = api_field_named(resource->fields, resource->field_count, name);
    return field == NULL ? -1 : (int)(field - resource->fields);
}

const struct api_field *api_field_named(const struct api_field *fields, size_t count, struct slice name)
{
    for (size_t i = 0; i < count; i++)
        if (slice_is(name, fields[i].name))
            return &fields[i];
    return NULL;
}
