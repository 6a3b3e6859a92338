/* The access log: one line a request, with nothing in it that could be a secret (no header, no query, no body). */
#ifndef ANNOTTY_SERVER_ACCESS_H
#define ANNOTTY_SERVER_ACCESS_H

#include <annotty/base/slice.h>

#include <stdint.h>
#include <sys/socket.h>

struct access {
    const struct sockaddr *peer; /* NULL: unknown */
    const char *method;          /* NULL: it broke off before */
    struct slice path;
    int status; /* 0: no answer */
    uint64_t bytes;
    int64_t duration_ms;
    bool is_broken; /* the connection ended before the answer did */
};

/* Nothing where there is no log. */
void access_log(const struct access *access);

#endif
