/* The fetch thread: all network work and the page cache, so that nothing a person looks at ever waits.
 *
 * The caller (one thread, the UI's or the command line's) sends requests and takes events; both calls only move a
 * pointer under a mutex and never wait for the network, the disk or curl. One libcurl multi handle runs all requests
 * at once; curl_multi_wakeup tells the thread of a new request, a byte in a pipe tells the caller of an event.
 * Ownership: fetch_send takes the request's call; fetch_next_event gives the event's rows and body to the caller.
 * Identical reads in flight are joined: one HTTP request, an event for each. Order: events of one request come in
 * order; different requests are independent. After fetch_cancel returns no event of that request is delivered any more.
 * libcurl is loaded by the thread itself, so that a start is not delayed by its 30 libraries. */
#ifndef ANNOTTY_NET_FETCH_H
#define ANNOTTY_NET_FETCH_H

#include <annotty/api/call.h>
#include <annotty/api/rows.h>

struct fetch;

enum { FETCH_PAGE_SIZE = 100 }; /* of paged lists, where the call doesn't say */

struct fetch_options {
    const char *base;      /* "https://api.datadoghq.eu", "http://127.0.0.1:8126", or "unix:PATH" (D46); copied */
    const char *site_name; /* cache key: base, or the data directory for the embedded server; copied */
    const char *api_key, *app_key; /* NULL for the embedded server; copied, wiped at the end; sent to base only (D45) */
    const char *cache_dir;         /* NULL: no cache; copied */
    const char *ca_file;           /* more trusted certificates, or NULL; copied */
    int timeout_s;                 /* deadline of a whole call with its retries; streams only while no byte comes */
};

enum fetch_priority { FETCH_VISIBLE, FETCH_PREFETCH };

struct fetch_request {
    struct api_call call; /* owned by the request */
    void *tag;            /* the caller's own mark, comes back with every event */
    enum fetch_priority priority;
    bool cached_first;  /* reads: first what the cache has, then the network's */
    int64_t held_at_ms; /* reads: the caller has the whole list as it was fetched then (fetched_at_ms); 0: it hasn't.
                         * When the server says that it is still so, only an empty last batch comes */
    bool peek;          /* reads: only what the cache has, of a long list its beginning; no network */
    bool all_pages;     /* paged lists: follow the cursors to the end (D3) */
    bool with_text;     /* lists: rows from the server bring the text of their elements in `body`, as a JSON array */
    size_t rows_wanted; /* lists: ask for no further page once so many have come; 0: all */
};

enum fetch_event_kind {
    FETCH_ROWS,   /* some rows of a list have come; more may follow */
    FETCH_DONE,   /* finished well: the last event of the request */
    FETCH_FAILED, /* finished badly: the last event; rows that came before stay good */
    FETCH_LINK,   /* state of the connection changed; belongs to no request (id 0) */
    FETCH_NOTE,   /* answer to fetch_recall */
    FETCH_RETRY,  /* a try of the request has failed, for the reason in error; another one follows */
};

enum fetch_source { FETCH_FROM_CACHE, FETCH_FROM_SERVER };

enum fetch_link_state {
    FETCH_LINK_UNKNOWN,
    FETCH_LINK_LIVE,
    FETCH_LINK_OFFLINE,
    FETCH_LINK_LIMITED,
    FETCH_LINK_REFUSED
};

struct fetch_event {
    enum fetch_event_kind kind;
    uint64_t request; /* what fetch_send returned */
    void *tag;
    enum fetch_source source;
    int64_t fetched_at_ms; /* wall clock: when the server said it */

    /* FETCH_ROWS: first is set on the first rows from a source, last on the last ones. */
    struct rows *rows; /* owned by the receiver */
    bool first, last;

    /* FETCH_DONE, FETCH_FAILED, FETCH_RETRY */
    int status; /* HTTP status, 0 when none */
    char *body; /* answers that aren't lists, and rows with_text: the text, owned by the receiver; else NULL */
    size_t body_length;
    bool outcome_unknown; /* FETCH_FAILED of a write: it may have been applied (D40) */
    int tries;
    int64_t elapsed_ms;
    int64_t server_ms; /* wall clock of the server when it answered, by its Date; 0: it didn't say */
    struct error error;

    /* FETCH_LINK */
    enum fetch_link_state link;
    int64_t limited_until_ms; /* monotonic: FETCH_LINK_LIMITED ends then (D39) */

    char *note; /* FETCH_NOTE: owned by the receiver; NULL when nothing is remembered */
};

/* Starts the thread. The options may go away afterwards. NULL with error: a base address that isn't one. */
struct fetch *fetch_start(const struct fetch_options *options, struct error *error);
/* Cancels everything, waits for the thread, drops events that weren't taken. */
void fetch_stop(struct fetch **fetch);

/* Takes the call out of *request. Returns the request's id, never 0. */
uint64_t fetch_send(struct fetch *fetch, struct fetch_request *request);
void fetch_cancel(struct fetch *fetch, uint64_t request);

/* Readable while events wait; for poll. */
int fetch_wake_fd(const struct fetch *fetch);
/* False when none waits. */
bool fetch_next_event(struct fetch *fetch, struct fetch_event *event);
/* Waits until an event is there or the time is up; for the command line. */
bool fetch_wait_event(struct fetch *fetch, struct fetch_event *event, int timeout_ms);
void fetch_event_free(struct fetch_event *event);

/* Small things the workbench remembers per site (what was selected), kept in the cache. `name` and `value` are copied.
 */
void fetch_remember(struct fetch *fetch, const char *name, struct slice value);
/* Answered by a FETCH_NOTE event with this tag. */
void fetch_recall(struct fetch *fetch, const char *name, void *tag);

#endif
