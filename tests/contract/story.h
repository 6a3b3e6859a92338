/* Conversations with a server, as tables: what is asked, what must come back. Every answer is also held against
 * openapi.json, as far as that documents it.
 *
 * In texts, ' stands for ", and {P} for what is known as P: P and O are projects ("first", described as "about", and
 * "second"), S and Z datasets of P and O, both called "set", V and Y the records of Z with the inputs "one" and
 * "two", Q and R queues of P and O, I and J the interactions trace t-1 and experiment_trace t-2 in Q, K trace t-1 in
 * R, E an experiment of P on S ("run", "tried"), W the person who asks, X an id that nothing has. A step can name
 * more. */
#ifndef ANNOTTY_TESTS_CONTRACT_STORY_H
#define ANNOTTY_TESTS_CONTRACT_STORY_H

#include "http_client.h"

#include <annotty/server/server.h>

enum { STORY_STEPS_MAX = 14 };

struct step {
    /* "GET /projects?page[limit]=1": method, and target below the API's base path, or whole when it begins with /api/
     */
    const char *request;
    const char *body; /* NULL: none */
    int status;
    /* "POINTER VALUE; POINTER *; POINTER -; N=POINTER": has this value, is there, is not there, is known as N from now
     * on. NULL: nothing more is said. */
    const char *expect;
};

struct story {
    const char *name; /* begins with the contract's decision where there is one */
    struct step steps[STORY_STEPS_MAX];
};

#define DOCUMENT(type, attributes) "{'data':{'type':'" type "','attributes':{" attributes "}}}"
#define PROJECT(attributes)        DOCUMENT("projects", attributes)
#define DATASET(attributes)        DOCUMENT("datasets", attributes)
#define EXPERIMENT(attributes)     DOCUMENT("experiments", attributes)
#define EVENTS(attributes)         DOCUMENT("events", attributes)
/* Of repeated members the last counts, so `more` can change what is said before. */
#define SPAN(id, more)                                                                                                 \
    "{'span_id':'" id "','trace_id':'t','project_id':'p','dataset_id':'d','name':'answer',"                            \
    "'start_ns':1705314600000000001,'duration':9007199254740993,'status':'ok'" more "}"
#define METRIC(span, label, time, more)                                                                                \
    "{'span_id':'" span "','label':'" label "','metric_type':'boolean','timestamp_ms':" time more "}"
#define TRACE_SPANS(attributes) DOCUMENT("spans", attributes)
#define TRACE_SPAN(id, trace, start, more)                                                                             \
    "{'span_id':'" id "','trace_id':'" trace "','name':'chat','start_ns':" start more "}"
#define RECORDS(attributes)      DOCUMENT("records", attributes)
#define QUEUE(attributes)        DOCUMENT("queues", attributes)
#define INTERACTIONS(attributes) DOCUMENT("interactions", attributes)
#define TRACE(content_id)        "{'type':'trace','content_id':'" content_id "'}"
#define AT_POINTER(pointer)      "/errors/0/source/pointer '" pointer "'"
#define AT_PARAMETER(parameter)  "/errors/0/source/parameter '" parameter "'"
#define BASE                     "/api/v2/llm-obs/v1"

/* The world of a test: a scratch directory, and a server on it with the things above. */
extern char *world_dir;
extern struct server *world_server;
extern const char *world_headers; /* sent with every request, such as keys; NULL: none */

void world_open_with(const struct server_options *options); /* data_dir is the world's */
void world_open(void);                                      /* embedded */
void world_fill(void);                                      /* makes what the letters stand for */
void world_open_filled(void);
void world_stop(void); /* the server only */
void world_close(void);

void story_run(const struct story *story);
void step_run(const char *story, const struct step *step);

/* The pieces, for tests that say it with more than a table. The text lives until the world is closed. */
const char *story_text(const char *text); /* with {P} and ' put in */
void story_know(char name, struct slice value);
struct http_reply story_ask(const char *request, const char *body);

#endif
