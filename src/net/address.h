/* A server's base address: contract D46, and unix:PATH for a server on this machine. */
#ifndef ANNOTTY_SRC_NET_ADDRESS_H
#define ANNOTTY_SRC_NET_ADDRESS_H

#include <annotty/base/error.h>
#include <annotty/base/slice.h>

struct address {
    char *prefix;    /* what a path is appended to: "https://api.datadoghq.eu", "http://localhost"; owned */
    char *unix_path; /* connect here instead, or NULL; owned */
    bool local;      /* a unix path or a loopback host: no proxy stands between */
};

/* False with one line for the person when it is no such address. A path at the end is refused: the API's own path is
 * always appended. */
bool address_parse(const char *base, struct address *address, struct error *error);
void address_free(struct address *address);

#endif
