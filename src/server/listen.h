/* The socket a server listens on: a private Unix socket, a Unix socket at a path, or TCP. */
#ifndef ANNOTTY_SERVER_LISTEN_H
#define ANNOTTY_SERVER_LISTEN_H

#include <annotty/base/error.h>

#include <stdint.h>

struct listener {
    int descriptor;  /* listening already; -1: none */
    char *url;       /* base address for clients */
    char *path;      /* of a Unix socket, removed on close; NULL for TCP */
    char *directory; /* made for the socket alone, removed on close; NULL: none */
};

#define LISTENER_NONE ((struct listener){ .descriptor = -1 })

/* A new directory of mode 0700 under $XDG_RUNTIME_DIR, $TMPDIR or /tmp, the first that will do. */
bool listen_privately(struct listener *listener, struct error *error);
bool listen_unix(struct listener *listener, const char *path, struct error *error);

struct listen_place {
    const char *address;      /* a name or a number */
    uint16_t port;            /* 0 picks one */
    const char *scheme;       /* of the URL */
    const char *why_loopback; /* why it must be out of reach for other machines; NULL: it needn't be */
};
bool listen_tcp(struct listener *listener, const struct listen_place *place, struct error *error);
void listener_close(struct listener *listener);

/* Removes, beside a private listener's directory, what servers of this user left behind when they were killed. Slow
 * enough to be done beside the start. */
void listen_remove_stale(const struct listener *listener);

#endif
