/* What the operations do, apart from HTTP: a checked request goes in, a status and a body come out. One row a handled
 * operation, in handlers.c; an operation without one is an unknown path. */
#ifndef ANNOTTY_SERVER_HANDLERS_H
#define ANNOTTY_SERVER_HANDLERS_H

#include <annotty/api/check.h>
#include <annotty/store/workspace.h>

/* A body too long to be held: its length is known before, and it is read piece by piece. */
struct body_stream {
    uint64_t length;
    /* Appends the next piece to `out`; false when there is none: the end, or a failure that was not foreseen. */
    bool (*read)(void *source, struct buf *out);
    void (*close)(void *source);
    void *source;
};

struct handling {
    struct workspace *workspace;
    const struct api_operation *operation;
    struct slice path_values[API_PATH_PARAMETERS_MAX];
    struct api_query query;
    struct api_body body;
    struct arena *arena;

    /* What comes of it; `problem` when the handler returns false. */
    int status;
    struct buf answer;         /* empty: no body */
    struct body_stream stream; /* used instead when `read` is set; the receiver closes it */
    struct api_problem problem;
};

typedef bool (*handler)(struct handling *handling);

/* NULL: the operation is not offered. */
handler handler_of(enum api_operation_id operation);

/* handle_resources.c: what projects and queues have in common, by their rows */
bool handle_list(struct handling *handling);
bool handle_create(struct handling *handling);
bool handle_update(struct handling *handling);
bool handle_delete_one(struct handling *handling);
bool handle_delete_many(struct handling *handling);

/* handle_interactions.c */
bool handle_add_interactions(struct handling *handling);
bool handle_delete_interactions(struct handling *handling);

/* handle_annotated.c */
bool handle_annotated_interactions(struct handling *handling);

/* problems.c: refusals that several handlers know. All fill `problem`, end the session (NULL: there
 * is none yet), and return false. */
bool refuse_store(struct handling *handling, struct workspace_session **session, const struct error *error);
bool refuse_missing(struct handling *handling, struct workspace_session **session, const struct api_resource *resource,
                    struct slice id);
bool refuse_member(struct handling *handling, struct workspace_session **session, const char *member, const char *why);
bool refuse_parameter(struct handling *handling, struct workspace_session **session, const char *parameter,
                      const char *why);

/* The resource that the path's first value names: found, or refused with 404. */
bool find_by_path(struct handling *handling, struct workspace_session **session, const struct api_resource *resource,
                  struct workspace_row *row);

#endif
