/* A request from its first line to its answer, apart from the HTTP library: the checks in the order of contract D33,
 * then the operation's handler. Used by one thread at a time; several requests run at once. */
#ifndef ANNOTTY_SERVER_REQUEST_H
#define ANNOTTY_SERVER_REQUEST_H

#include "handlers.h"
#include "kept.h"
#include "keys.h"
#include "pace.h"
#include "rate.h"
#include "sweep.h"
#include "tls.h"

/* What all requests share. */
struct service {
    struct workspace *workspace; /* NULL: it could not be opened, and every request is told `failure` */
    struct error failure;
    struct tls tls;
    struct keys keys;
    struct rate rate;
    struct kept kept;
    struct sweep sweep;
    struct pace_limits pace_limits; /* for slow clients */
    int patience_ms;                /* at the end, for what is in flight */
    size_t bodies_max;              /* bytes of request bodies held at once; who comes with more is told 503 */
    _Atomic size_t bodies_now;      /* bytes held */
    size_t streams_max;             /* streamed answers at once, each of which keeps a reader of the workspace */
    _Atomic size_t streams_now;
};

enum { SERVICE_BODIES_MAX = 256 * 1024 * 1024, SERVICE_STREAMS_MAX = 16 };

/* The head of a request; texts are NULL where there is none. */
struct request_head {
    const char *problem; /* why it can't be understood in one way only */
    const char *method;
    const char *host;
    const char *api_key, *app_key;
    const char *content_type, *content_length;
    const char *transfer_coding, *expectation;
    const char *known_tags; /* If-None-Match */
};

struct request {
    struct service *service;
    struct arena arena;
    bool has_head;      /* for the caller: request_take_head was called */
    bool is_health;     /* asks whether the server is well, and nothing of the API */
    const char *method; /* NULL until the head was taken */
    int64_t begun_ms;
    struct slice path, query; /* as sent, percent-encoded */
    struct buf body;          /* what was received, unless the request is refused already */
    uint64_t received;        /* bytes, also those that were not kept */
    size_t held;              /* bytes of the body that count in service->bodies_now */
    struct handling handling;
    bool is_streaming; /* the answer counts in service->streams_now */
    int status;        /* of the answer, once there is one */
    uint64_t sent;     /* bytes of its body; for the caller */
    struct api_problem problem;
    unsigned allowed; /* bits of enum api_method: with 405 */
    struct rate_state rate;
};

/* `target` is path and query, or a whole URL. */
struct request *request_new(struct service *service, const char *target);
void request_free(struct request **request);

/* False when the request is refused already; the body may still be received, and request_answer is called all the
 * same. */
bool request_take_head(struct request *request, const struct request_head *head);
/* False when somebody sends without end. */
bool request_take_body(struct request *request, struct slice bytes);

/* Returns the status; the body is in request->handling, `answer` or `stream`. */
int request_answer(struct request *request);

#endif
