#include "address.h"

#include <annotty/base/mem.h>

#include <stdlib.h>
#include <sys/un.h>

static bool is_loopback(struct slice host)
{
    return slice_is(host, "localhost") || slice_is(host, "[::1]") || slice_starts_with(host, SLICE("127."));
}

static bool parse_unix(const char *path, struct address *address, struct error *error)
{
    if (*path != '/')
        return error_set(error, ERROR_USAGE, path, "\"unix:%s\" needs an absolute path, such as unix:/run/annotty.sock",
                         path);
    if (strlen(path) >= sizeof(((struct sockaddr_un *)0)->sun_path))
        return error_set(error, ERROR_USAGE, path, "the socket path %s is too long for the system", path);
    address->prefix = xstrdup("http://localhost");
    address->unix_path = xstrdup(path);
    address->local = true;
    return true;
}

/* The host without its port. */
static struct slice host_of(struct slice authority)
{
    if (authority.length > 0 && authority.at[0] == '[') {
        const char *end = memchr(authority.at, ']', authority.length);
        return end == NULL ? authority
                           : (struct slice){ .at = authority.at, .length = (size_t)(end - authority.at) + 1 };
    }
    struct slice host;
    slice_cut(&authority, ':', &host);
    return host;
}

bool address_parse(const char *base, struct address *address, struct error *error)
{
    *address = (struct address){ 0 };
    const struct slice whole = slice_of(base);
    if (slice_starts_with(whole, SLICE("unix:")))
        return parse_unix(base + 5, address, error);
    const bool https = slice_starts_with(whole, SLICE("https://"));
    if (!https && !slice_starts_with(whole, SLICE("http://")))
        return error_set(error, ERROR_USAGE, base,
                         "\"%s\" is no server address; write https://HOST, http://HOST:PORT or unix:PATH", base);
    struct slice authority = slice_from(whole, https ? 8 : 7);
    while (authority.length > 0 && authority.at[authority.length - 1] == '/')
        authority.length--;
    const struct slice host = host_of(authority);
    if (host.length == 0 || memchr(authority.at, '@', authority.length) != NULL)
        return error_set(error, ERROR_USAGE, base, "\"%s\" names no host; write https://HOST or http://HOST:PORT",
                         base);
    for (size_t i = 0; i < authority.length; i++)
        if (strchr("/?# \t\\\"<>", authority.at[i]) != NULL || (unsigned char)authority.at[i] < 0x20)
            return error_set(error, ERROR_USAGE, base,
                             "\"%s\" has more than a host; leave the path away, it is always /api/v2/llm-obs/v1", base);
    address->prefix = xstrndup(base, (size_t)(authority.at - base) + authority.length);
    address->local = is_loopback(host);
    return true;
}

void address_free(struct address *address)
{
    free(address->prefix);
    free(address->unix_path);
    *address = (struct address){ 0 };
}
