/* One HTTP exchange of one call: what is sent, and what comes back piece by piece. Lives in the fetch thread. */
#ifndef ANNOTTY_SRC_NET_TRANSFER_H
#define ANNOTTY_SRC_NET_TRANSFER_H

#include "address.h"
#include "curl_library.h"

#include <annotty/api/call.h>

/* What every transfer to a server has in common. */
struct transfer_site {
    const struct curl_library *curl;
    const struct address *address;
    const char *api_key, *app_key; /* NULL: none */
    const char *ca_file;           /* more trusted certificates, or NULL */
    struct slice authorities;      /* these and the system's, where both could be read (authorities.h) */
    int timeout_s;
};

/* A piece of a good list answer came. False: stop the transfer. *full set: take no more until transfer_resume. */
typedef bool (*transfer_piece)(struct slice bytes, bool *full, void *data);

struct transfer {
    const struct transfer_site *site;
    CURL *easy;
    struct curl_slist *headers;
    char *body;   /* sent; owned */
    bool streams; /* a 2xx body goes to on_piece instead of `answer` */
    transfer_piece on_piece;
    void *data;
    bool paused;
    int64_t byte_count; /* of the body, as far as it has come */
    struct buf answer;  /* the body, where it is not streamed */
    char content_type[128];
    char location[256];
    char date[64];
    char reset[64], retry_after[64]; /* headers of a 429 */
    char tag[256];                   /* ETag: what the server calls its answer */
    char trouble[CURL_ERROR_SIZE];
};

/* Prepares the call; the body is copied, the site must outlive it. `known_tag` names the answer that is known already,
 * so that the server may say 304; NULL: none. NULL when the body is larger than BUF_LIMIT_BODY. */
struct transfer *transfer_new(const struct transfer_site *site, const struct api_call *call, const char *known_tag,
                              transfer_piece on_piece, void *data);
void transfer_free(struct transfer **transfer);
int transfer_status(const struct transfer *transfer); /* 0: none came */
void transfer_resume(struct transfer *transfer);
/* What curl's result means for the person; `host` is named. */
void transfer_error(const struct transfer *transfer, CURLcode code, struct error *error);
/* Whether the server can have seen the request at all. */
bool transfer_was_sent(const struct transfer *transfer, CURLcode code);

#endif
