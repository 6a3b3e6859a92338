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
#include <annotty/api/change.h>
#include <annotty/api/rows.h>

struct fetch;

enum { FETCH_PAGE_SIZE = 100 }; /* of paged lists, where the call doesn't say */

struct fetch_options {
    const char *base;      /* "https://api.datadoghq.eu", "http://127.0.0.1:8126", or "unix:PATH" (D46); copied */
    const char *site_name; /* cache key: base, or the data directory for the embedded server; copied */
    const char *api_key, *app_key; /* NULL for the embedded server; copied, wiped at the end; sent to base only (D45) */
    const char *cache_dir;         /* NULL: no cache; copied */
    const char *journal_path;      /* where changes are kept; NULL: fetch_keep fails; copied */
    int64_t cache_bytes;           /* how large the cache may become; 0: no limit */
    bool offline;                  /* nothing is sent: reads come from the cache, changes wait */
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
    bool ahead;         /* reads: only for the cache, before anybody asks; no rows come, and not much of it is read */
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
    /* Of the journal. */
    FETCH_KEPT,    /* answer to fetch_keep: the step is on the disk; `step` */
    FETCH_CHANGE,  /* a change is new, or has moved on; `change` */
    FETCH_STEP,    /* a step is new, or has moved on; `step` */
    FETCH_UNDONE,  /* answer to fetch_undo and fetch_redo: `step` is the one taken back or done again */
    FETCH_JOURNAL, /* `journal`: how it stands as a whole */
    FETCH_DRAFT,   /* `note`: a draft that was kept; NULL: that were all. With an error: one can't be kept */
};

/* How the journal stands. */
struct fetch_journal {
    size_t waiting; /* changes that will go by themselves: held, waiting, sending */
    size_t needing; /* changes that need the person: failed, asking, conflict */
    bool sends;     /* this process sends; else the one with sender_pid, 0: nobody */
    int64_t sender_pid;
    char *trouble; /* one line: damaged and put aside, disk full, ...; owned by the receiver; NULL: none */
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
    int64_t elapsed_ms, byte_count; /* of all tries and pages: how long, and what has come */
    int64_t server_ms;              /* wall clock of the server when it answered, by its Date; 0: it didn't say */
    struct error error;

    /* FETCH_LINK */
    enum fetch_link_state link;
    int64_t limited_until_ms; /* monotonic: FETCH_LINK_LIMITED ends then (D39) */

    struct change *change; /* FETCH_CHANGE: owned by the receiver */
    struct step *step;     /* FETCH_KEPT, FETCH_STEP, FETCH_UNDONE: owned by the receiver */
    struct fetch_journal journal;

    char *note; /* FETCH_NOTE, FETCH_DRAFT: owned by the receiver; NULL when nothing is remembered */
};

/* Starts the thread. The options may go away afterwards. NULL with error: a base address that isn't one. */
struct fetch *fetch_start(const struct fetch_options *options, struct error *error);
/* Cancels everything, waits for the thread, drops events that weren't taken. */
void fetch_stop(struct fetch **fetch);

/* Takes the call out of *request. Returns the request's id, never 0. */
uint64_t fetch_send(struct fetch *fetch, struct fetch_request *request);
void fetch_cancel(struct fetch *fetch, uint64_t request);

/* --- Changes ------------------------------------------------------------------------------------------------------ */

/* What a person does at once. */
struct fetch_step {
    char *title;            /* taken */
    struct api_call *calls; /* taken, with the array */
    size_t call_count;
    char *before;    /* of a single update: the resource as the person saw it, JSON; taken; or NULL */
    int64_t hold_ms; /* so long it can be taken back for good before it is sent */
    void *tag;
};
/* Opens the journal, which a start doesn't need before its first screen, and begins to send. What is open in it comes
 * as FETCH_STEP and FETCH_CHANGE, then FETCH_JOURNAL. */
void fetch_begin_journal(struct fetch *fetch);
/* Puts the step into the journal, from where it is sent whatever becomes of this process. Answered by FETCH_KEPT, or by
 * FETCH_FAILED when it couldn't be kept (then nothing is sent either); FETCH_CHANGE tells how each change goes on.
 * Returns the request's id. */
uint64_t fetch_keep(struct fetch *fetch, struct fetch_step *step);

enum fetch_act {
    FETCH_ACT_RETRY,   /* a change that failed or is asked about: send it (again) */
    FETCH_ACT_DROP,    /* a change that isn't sent: never send it */
    FETCH_ACT_GO,      /* a held one: now */
    FETCH_ACT_PAUSE,   /* a step */
    FETCH_ACT_RESUME,  /* a step */
    FETCH_ACT_CANCEL,  /* a step: drop what isn't sent of it */
    FETCH_ACT_APPLIED, /* a change that is asked about: the person has seen that it was applied */
};
/* `number`: the change or step; a conflict is decided by RETRY (mine) or DROP (theirs). What may be with the server
 * already (SENDING) isn't cancelled with its step, and is dropped only when no other process sends. */
void fetch_act(struct fetch *fetch, enum fetch_act act, int64_t number);
/* Another call (taken) in place of one that failed or is in conflict, then as FETCH_ACT_RETRY: what the person has
 * mended. Changes that need what it makes go on with it. */
void fetch_mend(struct fetch *fetch, int64_t change, struct api_call *call);
/* Takes back a step (0: the last one), or does the last one again that was taken back. Of what replaces all that was
 * said before, nothing is sent when something newer waits that does so too. Answered by FETCH_UNDONE, or FETCH_FAILED
 * with the reason (nothing to undo, no inverse). */
uint64_t fetch_undo(struct fetch *fetch, int64_t step, void *tag);
uint64_t fetch_redo(struct fetch *fetch, void *tag);
/* The whole journal as FETCH_STEP and FETCH_CHANGE, then FETCH_JOURNAL with this tag. */
void fetch_list_changes(struct fetch *fetch, void *tag);
/* Before the process stops for a while: what is under way is ended, then another annotty may send. Waits a little for
 * that, which is what the person has asked for. */
void fetch_rest(struct fetch *fetch, bool resting);

/* --- Events ------------------------------------------------------------------------------------------------------- */

/* Readable while events wait; for poll. */
int fetch_wake_fd(const struct fetch *fetch);
/* False when none waits. */
bool fetch_next_event(struct fetch *fetch, struct fetch_event *event);
/* Waits until an event is there or the time is up; for the command line. */
bool fetch_wait_event(struct fetch *fetch, struct fetch_event *event, int timeout_ms);
void fetch_event_free(struct fetch_event *event);

/* Keeps what was typed and not sent in the journal's file, by a name, and tells it as FETCH_DRAFT when the journal is
 * opened the next time. Copied; an empty text forgets it. */
void fetch_keep_draft(struct fetch *fetch, const char *name, struct slice text);

/* Small things the workbench remembers per site (what was selected), kept in the cache. `name` and `value` are copied.
 */
void fetch_remember(struct fetch *fetch, const char *name, struct slice value);
/* Answered by a FETCH_NOTE event with this tag. */
void fetch_recall(struct fetch *fetch, const char *name, void *tag);

#endif
