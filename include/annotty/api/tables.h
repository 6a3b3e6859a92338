/* The one description of the API: every resource, field and operation as a row.
 *
 * From these rows come the server's routes, validation and storage columns, the client's encoding and decoding, the
 * command line's nouns, verbs and flags, the workbench's forms and columns, the completions and the manual. Adding
 * a field or an operation is adding a row in resources.c or operations.c; code that repeats what a row says is a
 * defect. Section numbers are those of docs/api.md's source, the API contract; D numbers are its decisions. */
#ifndef ANNOTTY_API_TABLES_H
#define ANNOTTY_API_TABLES_H

#include <annotty/base/slice.h>

#include <stdint.h>

#define API_BASE_PATH "/api/v2/llm-obs/v1"

/* Section 4: the types of members. */
enum api_type {
    API_STRING,
    API_DATE_TIME, /* RFC 3339 text (D42) */
    API_INT64,     /* integer literal (D25) */
    API_DOUBLE,    /* number, kept as text */
    API_BOOLEAN,
    API_ENUM,    /* one of field->choices */
    API_OBJECT,  /* free-form object, kept as text (section 8) */
    API_ANY,     /* any JSON value, kept as text (section 8, D23); with field->of: a list of such objects */
    API_STRINGS, /* array of strings */
    API_RECORD,  /* one object of field->of */
    API_RECORDS, /* array of objects of field->of */
};

/* Where a member occurs and what it must be. C create/append/add, U update, R response (section 4). */
enum api_field_flag {
    API_C_REQUIRED = 1 << 0,
    API_C_OPTIONAL = 1 << 1,
    API_U_REQUIRED = 1 << 2,
    API_U_OPTIONAL = 1 << 3,
    API_R_REQUIRED = 1 << 4, /* always sent by our server, and expected */
    API_R_OPTIONAL = 1 << 5, /* sent by our server where known, or by newer servers (extensions) */
    API_NOT_EMPTY = 1 << 6,  /* string or list with at least one character or item (D26, D29) */
    API_NAME = 1 << 7,       /* a name by the rule of D11 */
    API_REFERENCE = 1 << 8,  /* the id of another resource (D14) */
    API_NOT_NEGATIVE = 1 << 9,
    API_PERSON = 1 << 10,     /* a user's id: shown as a name where one is known */
    API_HIDDEN = 1 << 11,     /* no column of its own on a screen unless asked for */
    API_REPEATS = 1 << 12,    /* few distinct values over many rows: worth sharing in memory */
    API_LONG = 1 << 13,       /* prose: a form gives it several lines */
    API_COMPUTED = 1 << 14,   /* in answers of one operation only, never stored (already_existed, can_annotate) */
    API_RENEWED = 1 << 15,    /* the server makes it anew with every change (updated_at, modified_by) */
    API_UNIQUE = 1 << 16,     /* no other resource of its kind and parent has the same (D11) */
    API_SCOPE = 1 << 17,      /* names (API_UNIQUE) are unique among those with the same value here */
    API_UNASKED = 1 << 18,    /* forms leave it out; flags and requests may say it */
    API_VERSIONED = 1 << 19,  /* a change of it makes a new version of what the resource is part of (D19) */
    API_FEW_DIGITS = 1 << 20, /* a number for which a narrow column is enough */
};
#define API_IN_CREATE   (API_C_REQUIRED | API_C_OPTIONAL)
#define API_IN_UPDATE   (API_U_REQUIRED | API_U_OPTIONAL)
#define API_IN_RESPONSE (API_R_REQUIRED | API_R_OPTIONAL)

struct api_resource;

struct api_field {
    const char *name;  /* the member's name on the wire */
    const char *title; /* for a column head or a form label */
    enum api_type type;
    unsigned flags;                /* enum api_field_flag */
    const char *fill;              /* JSON text the server fills in when absent or null (D16); NULL: nothing */
    const char *const *choices;    /* API_ENUM: NULL-terminated */
    const struct api_resource *of; /* API_RECORD, API_RECORDS, API_ANY; API_REFERENCE: what is referred to */
    const char *help;              /* one sentence, for forms, flags and the manual */
    const char *flag;              /* on the command line, where the name is taken there; NULL: the name */
    const char *unless;            /* the member with which this one isn't required after all; NULL: none */
};

/* Resources the workspace keeps and screens list, then the parts of requests. */
enum api_resource_id {
    API_PROJECT,
    API_DATASET,
    API_RECORD_ITEM,
    API_EXPERIMENT,
    API_QUEUE,
    API_INTERACTION,
    API_ANNOTATION,
    API_SPAN,
    API_SPAN_META,
    API_SPAN_ERROR,
    API_METRIC,
    API_METRIC_ERROR,
    API_PERSON_ITEM,
    API_TRACE_SPAN, /* a span as it is read, whoever made it */
    API_SPAN_FILTER,
    API_SPAN_PAGE,
    API_SPAN_OPTIONS,
    API_LABEL,           /* what reviewers of a queue are asked */
    API_LABEL_SCHEMA,    /* all of a queue's labels */
    API_QUEUE_LABELS,    /* a queue, as far as its labels go */
    API_LABEL_VALUE,     /* what is said of one label */
    API_ANNOTATION_ITEM, /* what one person says of one interaction, as it is written */
    API_CONTENT_BLOCK,   /* a part of what an interaction shows by itself */
    API_TIME_FRAME,
    API_DATASET_VERSION,
    API_RECORD_CHANGE, /* of a record that is there */
    API_CLAIM, /* who reviews an interaction just now */
    API_RESOURCE_COUNT
};

enum { API_FIELDS_MAX = 24 };

/* What must hold between an object's members, each of which is right in itself; they are by field position. False
 * with the member that is wrong, and in what way. */
struct json_value;
typedef bool (*api_members_rule)(const struct json_value *values, const char **member, const char **why);

struct api_resource {
    enum api_resource_id id;
    const char *type; /* `data.type` on the wire (section 2); NULL for parts and flat records */
    const char *noun; /* on the command line and in sentences: "queue" */
    const char *plural;
    const char *help;
    bool flat;             /* id stands beside the members, no attributes (records, interactions, annotations) */
    const char *id_member; /* of a flat one: the member that is its id; NULL: "id", where it has one */
    const struct api_field *fields; /* without the id of enveloped resources; with it for flat ones */
    size_t field_count;
    api_members_rule rule; /* of flat ones in requests; NULL: none */
};

extern const struct api_resource api_resources[API_RESOURCE_COUNT];

/* Section 2: what a body looks like. */
enum api_shape {
    API_SHAPE_NONE,        /* no body */
    API_SHAPE_ONE,         /* {"data": {"id", "type", "attributes"}} */
    API_SHAPE_LIST,        /* {"data": [resource...], "meta"} */
    API_SHAPE_FLAT_LIST,   /* {"data": [record...], "meta"}: list_records */
    API_SHAPE_FLAT_NESTED, /* {"data": [{"records": [...]}]}: append_records, update_records */
    API_SHAPE_TEXT,        /* no JSON: text of the media type that `answer_type` names */
    API_SHAPE_WRAPPED,     /* {"data": {"id", "type", "attributes": {MEMBER: [item...]}}}: section 2, fourth point */
};

enum api_method { API_GET, API_POST, API_PUT, API_PATCH, API_DELETE, API_METHOD_COUNT };
extern const char *const api_method_names[API_METHOD_COUNT];

/* What may be done when the outcome of a call is unknown (D40). */
enum api_retry {
    API_RETRY_FREELY, /* send again; after a repeated delete a 404 is success */
    API_RETRY_VERIFY, /* look whether it was applied before sending again, else ask (but see api_call_retry) */
};

/* How a list is cut into pages (section 2, extensions 6 and 11). */
enum api_paging {
    API_PAGING_NONE,
    API_PAGING_CURSOR,
    API_PAGING_SPANS,
    API_PAGING_SPANS_BODY,
    API_PAGING_EVENTS,
    API_PAGING_OFFSET,
    API_PAGING_COUNT
};

struct api_paging_row {
    const char *cursor, *limit; /* query parameters; of a body: members of `body_member` */
    const char *body_member;    /* the member of the body that says which page; NULL: the query does */
    const char *after;          /* JSON pointer of the next page's cursor in the answer; absent on the last page */
    bool counts;                /* a page begins after so many items, and `after` says how many there are in all */
};

extern const struct api_paging_row api_pagings[API_PAGING_COUNT];

enum api_parameter_flag {
    API_PARAMETER_REPEATS = 1 << 0,  /* may be given several times (D5) */
    API_PARAMETER_COMMAS = 1 << 1,   /* one value with commas, or repeated (D7) */
    API_PARAMETER_INTEGER = 1 << 2,  /* a whole number, not negative (D9) */
    API_PARAMETER_POSITIVE = 1 << 3, /* and not zero (D1) */
    API_PARAMETER_ALONE = 1 << 4,    /* not together with another filter (D7) */
    API_PARAMETER_KEYED = 1 << 5,    /* "name[KEY]" on the wire; its text is "KEY:value" */
};

struct api_parameter {
    const char *name; /* as on the wire, "filter[id]" */
    const char *flag; /* on the command line, "id" */
    unsigned flags;   /* enum api_parameter_flag */
    const char *help;
    const char *field; /* the member, or "id", whose value it asks for; NULL: it is no such filter */
};

enum api_operation_id {
    API_LIST_PROJECTS,
    API_CREATE_PROJECT,
    API_UPDATE_PROJECT,
    API_DELETE_PROJECTS,
    API_LIST_DATASETS,
    API_CREATE_DATASET,
    API_UPDATE_DATASET,
    API_DELETE_DATASETS,
    API_LIST_RECORDS,
    API_APPEND_RECORDS,
    API_UPDATE_RECORDS,
    API_DELETE_RECORDS,
    API_LIST_EXPERIMENTS,
    API_CREATE_EXPERIMENT,
    API_UPDATE_EXPERIMENT,
    API_DELETE_EXPERIMENTS,
    API_PUSH_EXPERIMENT_EVENTS,
    API_LIST_QUEUES,
    API_CREATE_QUEUE,
    API_UPDATE_QUEUE,
    API_DELETE_QUEUE,
    API_ADD_INTERACTIONS,
    API_DELETE_INTERACTIONS,
    API_GET_ANNOTATED_INTERACTIONS,
    API_LIST_EXPERIMENT_EVENTS, /* from here on: beyond the reference (extensions) */
    API_GET_LABEL_SCHEMA,
    API_PUT_LABEL_SCHEMA,
    API_UPSERT_ANNOTATIONS,
    API_DELETE_ANNOTATIONS,
    API_LIST_ANNOTATED_BY_CONTENT,
    API_GET_CURRENT_USER,
    API_GET_USER,
    API_LIST_SPANS,
    API_SEARCH_SPANS,
    API_GET_ANNOTATED_INTERACTION,
    API_BATCH_UPDATE_RECORDS,
    API_CLONE_DATASET,
    API_LIST_DATASET_VERSIONS,
    API_EXPORT_DATASET,
    API_RESTORE_DATASET,
    API_IMPORT_SPANS, /* annotty's own, with those below */
    API_LIST_CLAIMS,
    API_CLAIM_INTERACTIONS,
    API_RELEASE_INTERACTIONS,
    API_OPERATION_COUNT
};

enum { API_PATH_PARAMETERS_MAX = 2, API_PARAMETERS_MAX = 14 };

struct api_operation {
    enum api_operation_id id;
    const char *name;        /* "list_queues": the contract's name, openapi.json's operationId */
    const char *noun, *verb; /* on the command line: annotty queue list */
    enum api_method method;
    const char *path; /* with {path_parameter}s; relative to API_BASE_PATH, unless it begins with "/api/" */
    struct api_parameter parameters[API_PARAMETERS_MAX]; /* query; name == NULL ends */

    const char *request_type;     /* data.type of the request body; NULL: no body */
    const struct api_field *body; /* the members of data.attributes; NULL: the resource's own (api_operation_body) */
    size_t body_count;
    unsigned body_use; /* API_IN_CREATE or API_IN_UPDATE: which flags of the members and of nested items apply */

    enum api_shape answer;
    const struct api_resource *resource; /* what the answer holds, and what the operation is about */
    const char *answer_type;             /* API_SHAPE_WRAPPED: data.type; _TEXT: the media type */
    const char *answer_member;           /* API_SHAPE_WRAPPED, _FLAT_NESTED: the member that holds the items */
    const char *answer_array;            /* JSON pointer of the items, for lists; NULL: the answer holds none */

    const int *success; /* documented statuses, the usual one first; 0 ends */
    const int *errors;  /* documented error statuses; 0 ends */
    enum api_paging paging;
    enum api_retry retry;
    const char *safe_member,
        *safe_value;         /* API_RETRY_VERIFY: a member of the body with which it is free all the same */
    bool outlives;           /* a list: what was read of it stays cached when the server has nothing of it any more */
    const char *item_errors; /* JSON pointer, in an answer that says 200, of the items it refuses; NULL: none */
    bool replaces;           /* what it says takes the place of what was said before: `before` undoes it */
    const struct api_operation *inverse; /* takes it back, once it was done; NULL: nothing does */
    const char *loss;                    /* what doesn't come back all the same, for the person to know before */
    const struct api_operation *look;    /* the list in which what it makes or changes can be seen */
    bool writes;
    bool can_vanish; /* a delete: after a repeat, 404 means done (D40) */
    const char *help;
};

extern const struct api_operation api_operations[API_OPERATION_COUNT];

/* By the contract's name, or by noun and verb; NULL when there is none. */
const struct api_operation *api_operation_named(struct slice name);
const struct api_operation *api_operation_for(struct slice noun, struct slice verb);

/* What goes before the operation's path: API_BASE_PATH, or nothing. */
const char *api_operation_base(const struct api_operation *operation);

/* The members that data.attributes of a request may have, filtered by body_use; NULL when it has no body. */
const struct api_field *api_operation_body(const struct api_operation *operation, size_t *count);

/* The field's position in its resource, or -1. */
int api_field_index(const struct api_resource *resource, struct slice name);
const struct api_field *api_field_named(const struct api_field *fields, size_t count, struct slice name);

#endif
