/* A call on its way: who waits for it, how often it was tried, and what has come of it. Lives in the fetch thread. */
#ifndef ANNOTTY_SRC_NET_JOB_H
#define ANNOTTY_SRC_NET_JOB_H

#include "feed.h"
#include "mailbox.h"
#include "retry.h"
#include "transfer.h"

#include <annotty/store/cache.h>

struct job_waiter {
    uint64_t request;
    void *tag;
};

/* What jobs share. */
struct job_world {
    struct mailbox *mailbox;
    struct cache *cache; /* or NULL */
    const char *site_name;
    struct transfer_site site;
    bool *accepted; /* the server took the keys, since it last refused a change with 403 */
};

struct job;

/* Takes the events of a job instead of those who wait; what the event holds stays the job's. */
typedef void (*job_taker)(void *data, struct job *job, struct fetch_event *event);

struct job {
    struct job *next;
    job_taker take; /* NULL: the waiters get the events */
    void *take_data;
    size_t sent_bytes; /* of the last try's body */
    const struct job_world *world;
    struct api_call call;
    char *key;    /* method and target: what identical reads share, and the cache's key */
    bool is_list; /* the answer is read as a stream of rows */
    bool all_pages, with_text;
    bool ahead;                    /* for the cache alone */
    size_t seen_bytes;             /* of an answer that is */
    int64_t held_at_ms;            /* all who wait have the list as it was fetched then; 0: they haven't */
    size_t rows_wanted, row_count; /* as in the request; so many have come */
    size_t rows_before;            /* which the request leaves out */
    enum fetch_priority priority;
    struct job_waiter *waiters;
    size_t waiter_count, waiter_capacity;

    struct transfer *transfer; /* while under way */
    char *known_tag;           /* what the server calls the list they have; NULL: not known */
    struct feed *feed;
    cache_draft draft;
    struct error problem;          /* what the feed objected to */
    bool rows_given;               /* of the network's answer: too late to join */
    bool closed;                   /* sent before a write ended: its answer may be older than what was written */
    int64_t byte_count;            /* of bodies, of ended tries */
    int tries;                     /* ended ones */
    bool sent_before;              /* an earlier try may have reached the server */
    int64_t begun_ms, ready_at_ms; /* monotonic */
    int64_t counted_from_ms;       /* the deadline is: not the waiting that a server asked for, and each page anew */
    char **cursors;                /* of the pages read, to see a loop (D3) */
    size_t cursor_count, cursor_capacity;
};

/* How a finished try leaves the job. */
struct job_result {
    bool over;       /* the last event was posted: the job can be freed */
    bool next_page;  /* again at once */
    int64_t wait_ms; /* else again after this */
    bool limited;    /* 429: nothing may be sent to the site before then */
    enum fetch_link_state link;
};

struct job *job_new(const struct job_world *world, struct fetch_request *request, uint64_t id);
void job_free(struct job **job);
void job_watch(struct job *job, job_taker take, void *data);
void job_join(struct job *job, uint64_t id, void *tag);
/* False when nobody waits any more. */
bool job_leave(struct job *job, uint64_t id);

/* Posts what the cache has; false when it has nothing. */
bool job_give_cached(struct job *job, bool only_beginning);
/* Posts the end of a job that asked only for the cache. */
void job_end_cached(struct job *job, bool found);
/* Makes the transfer of the next try. False when there can be none: the job has failed. */
bool job_start(struct job *job);
/* The transfer has ended with this result. */
struct job_result job_finish(struct job *job, CURLcode code, int timeout_s);
/* Ends the job badly. */
void job_fail(struct job *job, const struct error *error, int status, bool outcome_unknown);

#endif
