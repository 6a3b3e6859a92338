#include "bad_server.h"

#include <annotty/base/mem.h>

#include <arpa/inet.h>
#include <poll.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <sys/socket.h>
#include <unistd.h>

enum { REQUESTS_MAX = 64, REQUEST_SIZE = 256 * 1024, PATIENCE_MS = 10000 };

struct bad_server {
    const struct bad_answer *answers;
    pthread_t thread;
    pthread_mutex_t lock;
    int listener, stop[2], go[2];
    uint16_t port;
    size_t count;
    char *requests[REQUESTS_MAX];
    int hanging[REQUESTS_MAX]; /* connections left open; -1 for none */
};

/* Waits for the descriptor; false when the server is to stop or nothing comes. */
static bool await(const struct bad_server *server, int fd)
{
    struct pollfd fds[] = { { .fd = fd, .events = POLLIN }, { .fd = server->stop[0], .events = POLLIN } };
    return poll(fds, 2, PATIENCE_MS) > 0 && (fds[0].revents != 0);
}

static bool is_whole(const char *request, size_t length)
{
    const char *end = strstr(request, "\r\n\r\n");
    if (end == NULL)
        return false;
    const char *field = strcasestr(request, "\r\ncontent-length:");
    const size_t body = field != NULL && field < end ? (size_t)strtoul(field + 17, NULL, 10) : 0;
    return length >= (size_t)(end + 4 - request) + body;
}

static bool read_request(struct bad_server *server, int connection)
{
    char *request = xcalloc(1, REQUEST_SIZE);
    size_t length = 0;
    while (!is_whole(request, length)) {
        const ssize_t got =
            await(server, connection) ? read(connection, request + length, REQUEST_SIZE - 1 - length) : 0;
        if (got <= 0) {
            free(request);
            return false;
        }
        length += (size_t)got;
    }
    pthread_mutex_lock(&server->lock);
    server->requests[server->count++] = request;
    pthread_mutex_unlock(&server->lock);
    return true;
}

static const struct bad_answer *answer_number(const struct bad_server *server, size_t number)
{
    const struct bad_answer *answer = server->answers;
    while (number-- > 0 && (answer[1].bytes != NULL || answer[1].reset || answer[1].hang))
        answer++;
    return answer;
}

static void say(int connection, const char *bytes)
{
    for (size_t length = strlen(bytes); length > 0;) {
        const ssize_t sent = send(connection, bytes, length, MSG_NOSIGNAL);
        if (sent <= 0)
            return;
        bytes += sent;
        length -= (size_t)sent;
    }
}

static void serve(struct bad_server *server, int connection)
{
    if (!read_request(server, connection)) {
        close(connection);
        return;
    }
    const struct bad_answer *answer = answer_number(server, server->count - 1);
    char byte;
    if (answer->wait && await(server, server->go[0]) && read(server->go[0], &byte, 1) < 0)
        perror("bad server");
    if (answer->bytes != NULL)
        say(connection, answer->bytes);
    if (answer->hang) {
        server->hanging[server->count - 1] = connection;
        return;
    }
    const struct linger at_once = { .l_onoff = 1 };
    if (answer->reset)
        setsockopt(connection, SOL_SOCKET, SO_LINGER, &at_once, sizeof(at_once));
    close(connection);
}

static void *run(void *data)
{
    struct bad_server *server = data;
    for (;;) {
        struct pollfd fds[] = { { .fd = server->listener, .events = POLLIN },
                                { .fd = server->stop[0], .events = POLLIN } };
        if (poll(fds, 2, -1) < 0 || fds[1].revents != 0 || server->count == REQUESTS_MAX)
            return NULL;
        const int connection = accept(server->listener, NULL, NULL);
        if (connection >= 0)
            serve(server, connection);
    }
}

struct bad_server *bad_server_start(const struct bad_answer *answers)
{
    struct bad_server *server = xcalloc(1, sizeof(*server));
    server->answers = answers;
    memset(server->hanging, 0xff, sizeof(server->hanging));
    struct sockaddr_in address = { .sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK) };
    socklen_t size = sizeof(address);
    server->listener = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    if (pipe(server->stop) != 0 || pipe(server->go) != 0 ||
        bind(server->listener, (struct sockaddr *)&address, size) != 0 || listen(server->listener, 16) != 0 ||
        getsockname(server->listener, (struct sockaddr *)&address, &size) != 0)
        abort();
    server->port = ntohs(address.sin_port);
    pthread_mutex_init(&server->lock, NULL);
    pthread_create(&server->thread, NULL, run, server);
    return server;
}

void bad_server_stop(struct bad_server **server)
{
    if (write((*server)->stop[1], "", 1) < 0)
        abort();
    pthread_join((*server)->thread, NULL);
    const int fds[] = { (*server)->listener, (*server)->stop[0], (*server)->stop[1], (*server)->go[0],
                        (*server)->go[1] };
    for (size_t i = 0; i < ARRAY_LENGTH(fds); i++)
        close(fds[i]);
    for (size_t i = 0; i < (*server)->count; i++) {
        free((*server)->requests[i]);
        if ((*server)->hanging[i] >= 0)
            close((*server)->hanging[i]);
    }
    pthread_mutex_destroy(&(*server)->lock);
    free(*server);
    *server = NULL;
}

uint16_t bad_server_port(const struct bad_server *server)
{
    return server->port;
}

void bad_server_go(struct bad_server *server)
{
    if (write(server->go[1], "", 1) < 0)
        abort();
}

size_t bad_server_requests(struct bad_server *server)
{
    pthread_mutex_lock(&server->lock);
    const size_t count = server->count;
    pthread_mutex_unlock(&server->lock);
    return count;
}

const char *bad_server_request(struct bad_server *server, size_t number)
{
    pthread_mutex_lock(&server->lock);
    const char *request = number < server->count ? server->requests[number] : "";
    pthread_mutex_unlock(&server->lock);
    return request;
}
