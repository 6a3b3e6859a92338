#include "host.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <stdint.h>
#include <stdio.h>
#include <strings.h>

/* Cuts ":PORT" off; false when what follows the name is anything else. */
static bool cut_port(struct slice host, struct slice *name)
{
    const char *const bracket = memchr(host.at, ']', host.length);
    const struct slice behind = bracket != NULL ? slice_from(host, (size_t)(bracket - host.at) + 1) : host;
    const char *const colon = memchr(behind.at, ':', behind.length);
    *name = host;
    if (colon == NULL)
        return bracket == NULL || behind.length == 0;
    name->length = (size_t)(colon - host.at);
    long long port = 0;
    return (bracket == NULL || colon == behind.at) && slice_to_int64(slice_from(host, name->length + 1), &port) &&
           port > 0 && port <= UINT16_MAX;
}

bool host_is_loopback(const char *host)
{
    enum { NAME_SIZE = 64 };
    char text[NAME_SIZE];
    struct in_addr address;
    struct slice name;
    if (host == NULL || !cut_port(slice_of(host), &name) || name.length >= NAME_SIZE)
        return false;
    snprintf(text, sizeof(text), "%.*s", SLICE_ARGS(name));
    if (strcasecmp(text, "localhost") == 0 || strcmp(text, "[::1]") == 0)
        return true;
    return inet_pton(AF_INET, text, &address) == 1 && ntohl(address.s_addr) >> 24 == IN_LOOPBACKNET;
}
