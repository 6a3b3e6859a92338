#include "listen.h"

#include <annotty/base/mem.h>

#include <dirent.h>
#include <errno.h>
#include <netdb.h>
#include <netinet/in.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <time.h>
#include <unistd.h>

enum { BACKLOG = 128 };

static const char directory_prefix[] = "annotty-server-";
static const char socket_file[] = "socket";

void listener_close(struct listener *listener)
{
    if (listener->descriptor >= 0)
        close(listener->descriptor);
    if (listener->path != NULL)
        unlink(listener->path);
    if (listener->directory != NULL)
        rmdir(listener->directory);
    free(listener->url);
    free(listener->path);
    free(listener->directory);
    *listener = LISTENER_NONE;
}

/* Unix sockets */

static bool fill_address(const char *path, struct sockaddr_un *address)
{
    *address = (struct sockaddr_un){ .sun_family = AF_UNIX };
    const size_t length = strlen(path);
    if (length >= sizeof(address->sun_path))
        return false;
    memcpy(address->sun_path, path, length + 1);
    return true;
}

/* A socket whose server is gone refuses connections. */
static bool is_dead_socket(const char *path)
{
    struct stat status;
    struct sockaddr_un address;
    if (lstat(path, &status) != 0 || !S_ISSOCK(status.st_mode) || !fill_address(path, &address))
        return false;
    const int descriptor = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
    if (descriptor < 0)
        return false;
    const bool refused =
        connect(descriptor, (const struct sockaddr *)&address, sizeof(address)) != 0 && errno == ECONNREFUSED;
    close(descriptor);
    return refused;
}

bool listen_unix(struct listener *listener, const char *path, struct error *error)
{
    struct sockaddr_un address;
    if (!fill_address(path, &address))
        return error_set(error, ERROR_USAGE, path, "%s: the path is too long for a socket, at most %zu bytes are", path,
                         sizeof(address.sun_path) - 1);
    if (is_dead_socket(path))
        unlink(path);
    const int descriptor = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
    if (descriptor < 0)
        return error_set_errno(error, ERROR_STORE, path, errno, "can't make a socket");
    if (bind(descriptor, (const struct sockaddr *)&address, sizeof(address)) != 0) {
        error_set_errno(error, ERROR_STORE, path, errno, "%s: can't listen there, choose another path", path);
        close(descriptor);
        return false;
    }
    listener->descriptor = descriptor;
    listener->path = xstrdup(path);
    listener->url = xasprintf("unix:%s", path);
    if (chmod(path, 0600) == 0 && listen(descriptor, BACKLOG) == 0)
        return true;
    error_set_errno(error, ERROR_STORE, path, errno, "%s: can't listen there, choose another path", path);
    listener_close(listener);
    return false;
}

/* Where private directories go: the i-th place that may do, or NULL after the last. */
static const char *private_place(size_t i)
{
    static const char *const variables[] = { "XDG_RUNTIME_DIR", "TMPDIR" };
    if (i >= ARRAY_LENGTH(variables))
        return i == ARRAY_LENGTH(variables) ? "/tmp" : NULL;
    const char *const place = getenv(variables[i]);
    return place != NULL && place[0] == '/' ? place : "";
}

static bool listen_below(struct listener *listener, const char *place, struct error *error)
{
    char *const directory = xasprintf("%s/%sXXXXXX", place, directory_prefix);
    if (mkdtemp(directory) == NULL) {
        error_set_errno(error, ERROR_STORE, place, errno, "%s: can't make a directory for the server's socket", place);
        free(directory);
        return false;
    }
    char *const path = xasprintf("%s/%s", directory, socket_file);
    const bool listening = listen_unix(listener, path, error);
    free(path);
    if (!listening) {
        rmdir(directory);
        free(directory);
        return false;
    }
    listener->directory = directory;
    return true;
}

bool listen_privately(struct listener *listener, struct error *error)
{
    for (size_t i = 0; private_place(i) != NULL; i++)
        if (private_place(i)[0] != '\0' && listen_below(listener, private_place(i), error))
            return true;
    return false;
}

/* A directory that was just made may not have its listening socket yet. */
static bool is_stale_directory(const char *path)
{
    enum { YOUNG_S = 60 };
    struct stat status;
    return lstat(path, &status) == 0 && S_ISDIR(status.st_mode) && status.st_uid == geteuid() &&
           time(NULL) - status.st_mtime > YOUNG_S;
}

static void remove_if_stale(const char *place, const char *name)
{
    char *const directory = xasprintf("%s/%s", place, name);
    char *const path = xasprintf("%s/%s", directory, socket_file);
    if (is_stale_directory(directory) && (is_dead_socket(path) || access(path, F_OK) != 0)) {
        unlink(path);
        rmdir(directory); /* keeps one that holds anything else */
    }
    free(path);
    free(directory);
}

/* The place is told by the listener and not by the environment, which another thread may be changing. */
void listen_remove_stale(const struct listener *listener)
{
    if (listener->directory == NULL)
        return;
    char *const place =
        xstrndup(listener->directory, (size_t)(strrchr(listener->directory, '/') - listener->directory));
    DIR *const entries = opendir(place);
    while (entries != NULL) {
        const struct dirent *const entry = readdir(entries);
        if (entry == NULL)
            break;
        if (strncmp(entry->d_name, directory_prefix, sizeof(directory_prefix) - 1) == 0)
            remove_if_stale(place, entry->d_name);
    }
    if (entries != NULL)
        closedir(entries);
    free(place);
}

/* TCP */

static int bind_first(const struct addrinfo *addresses)
{
    for (const struct addrinfo *at = addresses; at != NULL; at = at->ai_next) {
        const int descriptor = socket(at->ai_family, at->ai_socktype | SOCK_CLOEXEC, at->ai_protocol);
        if (descriptor < 0)
            continue;
        const int on = 1;
        setsockopt(descriptor, SOL_SOCKET, SO_REUSEADDR, &on, sizeof(on));
        if (bind(descriptor, at->ai_addr, at->ai_addrlen) == 0 && listen(descriptor, BACKLOG) == 0)
            return descriptor;
        const int reason = errno;
        close(descriptor);
        errno = reason;
    }
    return -1;
}

union socket_name {
    struct sockaddr any;
    struct sockaddr_in v4;
    struct sockaddr_in6 v6;
};

static uint16_t port_of(const union socket_name *name)
{
    return ntohs(name->any.sa_family == AF_INET6 ? name->v6.sin6_port : name->v4.sin_port);
}

static bool is_loopback(const union socket_name *name)
{
    if (name->any.sa_family == AF_INET6)
        return IN6_IS_ADDR_LOOPBACK(&name->v6.sin6_addr);
    return ntohl(name->v4.sin_addr.s_addr) >> 24 == IN_LOOPBACKNET;
}

/* Fills the listener's URL with the address as it was given and the port that it got. */
static bool describe(struct listener *listener, const struct listen_place *place, struct error *error)
{
    union socket_name name = { 0 };
    socklen_t size = sizeof(name);
    getsockname(listener->descriptor, &name.any, &size);
    if (place->why_loopback != NULL && !is_loopback(&name))
        return error_set(error, ERROR_USAGE, place->address, "%s can be reached from other machines: %s",
                         place->address, place->why_loopback);
    const bool has_colon = strchr(place->address, ':') != NULL;
    listener->url = xasprintf(has_colon ? "%s://[%s]:%u" : "%s://%s:%u", place->scheme, place->address, port_of(&name));
    return true;
}

bool listen_tcp(struct listener *listener, const struct listen_place *place, struct error *error)
{
    char service[8];
    snprintf(service, sizeof(service), "%u", place->port);
    const struct addrinfo hints = { .ai_socktype = SOCK_STREAM, .ai_flags = AI_PASSIVE | AI_NUMERICSERV };
    struct addrinfo *addresses = NULL;
    const int code = getaddrinfo(place->address, service, &hints, &addresses);
    if (code != 0)
        return error_set(error, ERROR_USAGE, place->address, "can't listen on %s: %s", place->address,
                         gai_strerror(code));
    listener->descriptor = bind_first(addresses);
    const int reason = errno;
    freeaddrinfo(addresses);
    if (listener->descriptor < 0)
        return error_set_errno(error, ERROR_STORE, place->address, reason, "can't listen on %s port %u, choose another",
                               place->address, place->port);
    if (describe(listener, place, error))
        return true;
    listener_close(listener);
    return false;
}
