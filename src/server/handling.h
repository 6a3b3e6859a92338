/* A request in the hands of its handler, apart from HTTP: what was asked, the store's session, what comes of it; and
 * what handlers have in common. */
#ifndef ANNOTTY_SERVER_HANDLING_H
#define ANNOTTY_SERVER_HANDLING_H

#include "etag.h"

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
    const char *person;     /* id of who asks, by the keys; NULL: the store's owner */
    const char *known_tags; /* If-None-Match, or NULL */
    struct slice list;      /* what the body says of the list it asks for: a cursor is good for no other */

    struct workspace_session *session; /* begun by the handler; what it leaves open is ended after it */
    struct error error;                /* why the store failed: filled by its functions, told by refuse_store */

    /* What comes of it; `problem` when the handler returns false. */
    int status;
    struct buf answer;         /* empty: no body */
    struct body_stream stream; /* used instead when `read` is set; the receiver closes it */
    struct api_problem problem;
    char tag[ETAG_SIZE]; /* of the answer to a read; empty: none */
    bool is_known;       /* whoever asks has the answer already: 304 */
};

/* Each returns false when the handling is over because the request is refused, or its answer is known. */
bool begin_read(struct handling *handling);
/* For an answer that depends on when it is asked: it has no name. */
bool begin_moment(struct handling *handling);
/* For an answer that depends on this queue alone: also what is stored elsewhere leaves it known. */
bool begin_queue(struct handling *handling, int64_t queue);
bool begin_write(struct handling *handling);
bool commit_write(struct handling *handling);
/* Id of who asks. */
const char *asking_person(const struct handling *handling);
/* What the path's values name, each one below the one before (D10); *row is the last. */
bool find_by_path(struct handling *handling, struct workspace_row *row);
/* The same where the path may have no values: then the seq is 0, else that of what the last one names. */
bool find_parent(struct handling *handling, int64_t *parent);
/* Deletes the operation's resources with these ids below `parent` (0: nothing), commits, and answers 204. */
bool delete_ids(struct handling *handling, int64_t parent, struct json_value ids);

/* An item of a list in the body. */
struct request_item {
    size_t number;            /* in the list, from 0 on */
    struct api_record record; /* only what a request may say (D17) */
    struct arena *arena;      /* emptied after the item: there can be hundreds of thousands in a request */
};
typedef bool (*item_visit)(struct handling *handling, const struct request_item *item, void *data);
/* Calls `visit` for each item of the list until it returns false. */
bool each_item(struct handling *handling, const struct api_resource *resource, struct json_value list, item_visit visit,
               void *data);

/* Refusals: fill `problem` and return false. */
bool refuse_store(struct handling *handling);
bool refuse_member(struct handling *handling, const char *member, const char *why);
bool refuse_parameter(struct handling *handling, const char *parameter, const char *why);

#endif
