/* The local server: the API over a workspace. Embedded (Unix socket, no keys) by default. */
#ifndef ANNOTTY_SERVER_SERVER_H
#define ANNOTTY_SERVER_SERVER_H

#include <annotty/base/error.h>
#include <annotty/base/slice.h>

#include <stdint.h>

struct server;

struct server_options {
    const char *data_dir;                  /* workspace and key file; exists */
    bool embedded;                         /* listen on a private Unix socket, accept without keys (D30) */
    const char *unix_path;                 /* not embedded: listen there, or NULL */
    const char *address;                   /* not embedded: "127.0.0.1"; NULL with unix_path */
    uint16_t port;                         /* 0 picks one */
    const char *tls_certificate, *tls_key; /* PEM files; both or none */
    bool plain_http;                       /* also beyond this machine without TLS, where keys can be overheard */
    bool any_key;                          /* accept any non-empty pair; loopback only (D30) */
    const char *api_key, *app_key;         /* a pair to accept besides the store's; NULL: none. Never logged */
    bool sample;                           /* fill an empty store with the sample workspace */
    int rate_limit;                        /* requests per second for each key before 429; 0: none (D39) */
    unsigned threads;                      /* 0: a sensible number */
};

/* Binds the socket and returns; requests wait in its backlog. NULL: the options are wrong, the certificate is no good,
 * the address is in use, or there is no place for a socket. */
struct server *server_start(const struct server_options *options, struct error *error);
/* Lets the server's own thread open the store, make the sample, load the HTTP library and serve. When the store can't
 * be opened, every request is answered 503 with the reason; when HTTP can't be served at all, clients are refused.
 * server_ready tells both. Again: does nothing. */
void server_begin(struct server *server);
/* Finishes what is in flight, then ends; removes its socket. */
void server_stop(struct server **server);

/* "unix:/run/user/1000/annotty-server-x/socket" or "http://127.0.0.1:8126": the base address for clients. Owned by the
 * server. */
const char *server_url(const struct server *server);
/* Begins, and waits until requests are served from an open store; false with the reason when they can't be. */
bool server_ready(struct server *server, struct error *error);
/* After that: whether it has just made the owner's first pair of keys (see KEYRING_FILE). */
bool server_made_keys(const struct server *server);

/* Removes what the sample workspace made and nobody changed (see workspace_remove_sample), and keeps it from being made
 * again. Counts what went, without annotations, records and events. Servers may be running. */
bool server_sample_remove(const char *data_dir, size_t *removed, struct error *error);

#endif
