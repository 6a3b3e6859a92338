#include "access.h"

#include <annotty/base/log.h>

#include <arpa/inet.h>
#include <inttypes.h>
#include <netinet/in.h>
#include <stdio.h>

enum { PATH_SHOWN = 1024 };

static void write_peer(const struct sockaddr *peer, char text[static INET6_ADDRSTRLEN])
{
    const char *written = NULL;
    if (peer != NULL && peer->sa_family == AF_INET)
        written = inet_ntop(AF_INET, &((const struct sockaddr_in *)peer)->sin_addr, text, INET6_ADDRSTRLEN);
    else if (peer != NULL && peer->sa_family == AF_INET6)
        written = inet_ntop(AF_INET6, &((const struct sockaddr_in6 *)peer)->sin6_addr, text, INET6_ADDRSTRLEN);
    if (written == NULL)
        snprintf(text, INET6_ADDRSTRLEN, "unix");
}

void access_log(const struct access *access)
{
    if (!log_is_open())
        return;
    char peer[INET6_ADDRSTRLEN];
    write_peer(access->peer, peer);
    struct slice path = access->path;
    path.length = path.length < PATH_SHOWN ? path.length : PATH_SHOWN;
    log_line("request", "%s %s %.*s %d %" PRIu64 " bytes %" PRId64 " ms%s", peer,
             access->method != NULL ? access->method : "-", SLICE_ARGS(path), access->status, access->bytes,
             access->duration_ms, access->is_broken ? ", broken off" : "");
}
