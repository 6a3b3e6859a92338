/* What the fetch thread and the calls that talk to it share. */
#ifndef ANNOTTY_SRC_NET_FETCH_PRIVATE_H
#define ANNOTTY_SRC_NET_FETCH_PRIVATE_H

#include "job.h"
#include "sender.h"

#include <pthread.h>
#include <stdatomic.h>

struct fetch {
    pthread_t thread;
    struct mailbox *mailbox;
    uint64_t last_id;  /* caller's side */
    atomic_bool rests; /* another process may send */

    /* Only the thread uses what follows. */
    struct address address;
    char *site_name, *cache_dir, *ca_file, *api_key, *app_key;
    int timeout_s;
    bool offline;
    int64_t cache_bytes;
    char *journal_path;
    struct job_world world;
    bool accepted; /* for the jobs */
    struct sender *sender;
    struct buf authorities;
    struct error curl_error; /* why there is no libcurl */
    CURLM *multi;
    struct job *jobs;
    int64_t gate_ms; /* monotonic: nothing is sent before */
    enum fetch_link_state link;
    bool quitting;
};

#endif
