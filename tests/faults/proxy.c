#include "proxy.h"

#include "../contract/http_client.h"
#include "fault.h"

#include <annotty/base/clock.h>
#include <annotty/base/mem.h>

#include <arpa/inet.h>
#include <check.h>
#include <fcntl.h>
#include <poll.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <strings.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

enum { RULES_MAX = 16, CONNECTIONS_MAX = 256, PATIENCE_MS = 30000, SLICES_PER_S = 10 };

struct proxy {
    char server[256], url[64];
    uint16_t port;
    pthread_t listening;
    pthread_mutex_t lock; /* guards what follows */
    pthread_cond_t changed;
    int listener;
    int guard;   /* keeps the port from others while nobody listens */
    int stop[2]; /* readable once everything is to end */
    bool down, stopping;
    int connections[CONNECTIONS_MAX]; /* -1: free */
    size_t connection_count;
    struct proxy_rule rules[RULES_MAX];
    unsigned matched[RULES_MAX], seed;
    struct proxy_request *requests;
    size_t request_count, request_capacity;
};

struct connection {
    struct proxy *proxy;
    int fd;
    size_t place;
};

/* --- Rules and record ------------------------------------------------------------------------------------------------
 */

static bool is_about(const char *method, const char *target, const char *wanted_method, const char *part)
{
    return (wanted_method == NULL || strcmp(method, wanted_method) == 0) &&
           (part == NULL || strstr(target, part) != NULL);
}

/* Under the lock. */
static const struct fault *choose(struct proxy *proxy, const char *method, const char *target)
{
    for (size_t i = 0; i < RULES_MAX && proxy->rules[i].fault != NULL; i++) {
        const struct proxy_rule *const rule = &proxy->rules[i];
        if (!is_about(method, target, rule->method, rule->path))
            continue;
        const unsigned number = proxy->matched[i]++;
        if (number < rule->skip || (rule->count > 0 && number >= rule->skip + rule->count))
            continue;
        if (rule->percent == 0 || (unsigned)rand_r(&proxy->seed) % 100 < rule->percent)
            return fault_named(rule->fault);
    }
    return fault_named("none");
}

/* What is to be done with a request, and its number in the record. */
struct decision {
    const struct fault *fault;
    int wait_ms;
    size_t number;
};

static struct decision note(struct proxy *proxy, const char *method, const char *target)
{
    pthread_mutex_lock(&proxy->lock);
    const struct fault *const fault = choose(proxy, method, target);
    const struct decision decision = {
        .fault = fault,
        .wait_ms = fault->wait_ms + (fault->random_ms > 0 ? rand_r(&proxy->seed) % fault->random_ms : 0),
        .number = proxy->request_count,
    };
    proxy->requests =
        xgrow(proxy->requests, &proxy->request_capacity, proxy->request_count + 1, sizeof(*proxy->requests));
    proxy->requests[proxy->request_count++] = (struct proxy_request){
        .at_ms = clock_monotonic_ms(), .method = xstrdup(method), .target = xstrdup(target), .fault = fault->name
    };
    pthread_cond_broadcast(&proxy->changed);
    pthread_mutex_unlock(&proxy->lock);
    return decision;
}

static void note_status(struct proxy *proxy, size_t number, int status)
{
    pthread_mutex_lock(&proxy->lock);
    if (number < proxy->request_count)
        proxy->requests[number].status = status;
    pthread_mutex_unlock(&proxy->lock);
}

/* --- One request
 * ------------------------------------------------------------------------------------------------------ */

struct answer {
    struct buf head, body; /* the head without its empty line */
};

static void answer_free(struct answer *answer)
{
    buf_free(&answer->head);
    buf_free(&answer->body);
}

/* True when the time passed; false when all is to end or the other side hung up. */
static bool pass_time(const struct connection *connection, int64_t wait_ms)
{
    struct pollfd fds[] = { { .fd = connection->fd, .events = POLLRDHUP },
                            { .fd = connection->proxy->stop[0], .events = POLLIN } };
    return poll(fds, 2, (int)wait_ms) == 0;
}

/* All that comes until the other side ends. */
static void receive_all(int fd, struct buf *into)
{
    for (;;) {
        char *const room = buf_reserve(into, 65536);
        const ssize_t got = room != NULL ? recv(fd, room, 65536, 0) : 0;
        if (got <= 0)
            return;
        buf_wrote(into, (size_t)got);
    }
}

/* Head lines that are about this connection are the proxy's to write. */
static bool is_hop(struct slice line)
{
    static const char *const names[] = { "connection:", "content-length:", "transfer-encoding:" };
    for (size_t i = 0; i < ARRAY_LENGTH(names); i++)
        if (line.length >= strlen(names[i]) && strncasecmp(line.at, names[i], strlen(names[i])) == 0)
            return true;
    return false;
}

/* False when that isn't an answer. */
static bool answer_take_apart(struct answer *answer, struct slice bytes)
{
    const char *const end = bytes.length > 0 ? memmem(bytes.at, bytes.length, "\r\n\r\n", 4) : NULL;
    if (end == NULL)
        return false;
    struct slice head = { .at = bytes.at, .length = (size_t)(end - bytes.at) };
    struct slice line;
    while (slice_cut(&head, '\n', &line))
        if (!is_hop(line))
            buf_printf(&answer->head, "%.*s\r\n", SLICE_ARGS(slice_trim(line)));
    buf_append_slice(&answer->body, slice_from(bytes, (size_t)(end + 4 - bytes.at)));
    return true;
}

/* `?a=1&page[cursor]=x` without the cursor; the brackets may be escaped. */
static void drop_cursor(char *target)
{
    char *const query = strstr(target, "cursor");
    if (query == NULL)
        return;
    char *begin = query;
    while (*begin != '&' && *begin != '?')
        begin--;
    char *const end = strchr(query, '&');
    memmove(begin + 1, end != NULL ? end + 1 : "", end != NULL ? strlen(end + 1) + 1 : 1);
}

/* As HTTP/1.0 the server sends each answer in one piece and ends. */
static bool ask_server(const struct proxy *proxy, const struct fault *fault, const char *method, const char *target,
                       const struct http_reply *request, struct answer *answer)
{
    const int fd = http_try_connect(proxy->server);
    if (fd < 0)
        return false;
    struct buf bytes = buf_with_limit(BUF_LIMIT_ANSWER);
    char *const wanted = xstrdup(target);
    if (fault->without_cursor)
        drop_cursor(wanted);
    buf_printf(&bytes, "%s %s HTTP/1.0\r\n", method, wanted);
    buf_append_text(&bytes, strchr(request->head, '\n') + 1);
    buf_append(&bytes, request->body, request->length);
    http_send(fd, buf_slice(&bytes));
    buf_clear(&bytes);
    receive_all(fd, &bytes);
    close(fd);
    const bool answered = answer_take_apart(answer, buf_slice(&bytes));
    buf_free(&bytes);
    free(wanted);
    return answered;
}

static bool get_answer(const struct proxy *proxy, const struct fault *fault, const char *method, const char *target,
                       const struct http_reply *request, struct answer *answer)
{
    *answer = (struct answer){ .head = buf_with_limit(BUF_LIMIT_ANSWER), .body = buf_with_limit(BUF_LIMIT_ANSWER) };
    if (!fault->withheld && !ask_server(proxy, fault, method, target, request, answer))
        return false;
    if (fault->instead != NULL) {
        buf_clear(&answer->head);
        buf_clear(&answer->body);
        return answer_take_apart(answer, slice_of(fault->instead));
    }
    if (fault->edit != NULL)
        fault->edit(&answer->head, &answer->body);
    return true;
}

/* False when the other side or the test has enough. */
static bool send_slowly(const struct connection *connection, struct slice bytes, size_t bytes_per_s)
{
    const size_t piece = bytes_per_s > 0 ? bytes_per_s / SLICES_PER_S : bytes.length;
    while (bytes.length > 0) {
        const size_t length = bytes.length < piece ? bytes.length : piece;
        http_send(connection->fd, (struct slice){ .at = bytes.at, .length = length });
        bytes = slice_from(bytes, length);
        if (bytes.length > 0 && !pass_time(connection, 1000 / SLICES_PER_S))
            return false;
    }
    return true;
}

/* Sends as much as the fault lets through; returns the status that went out. */
static int send_answer(const struct connection *connection, const struct fault *fault, struct answer *answer)
{
    if (fault->cut == CUT_ALL)
        return 0;
    const int status = (int)strtol(buf_text(&answer->head) + strlen("HTTP/1.1 "), NULL, 10);
    if (status >= 200 && status != 204 && status != 304)
        buf_printf(&answer->head, "Content-Length: %zu\r\n", answer->body.length);
    buf_append_text(&answer->head, "\r\n");
    struct slice body = buf_slice(&answer->body);
    if (fault->cut == CUT_IN_BODY)
        body.length /= 2;
    if (fault->cut == CUT_AFTER_HEAD)
        body.length = 0;
    buf_append_slice(&answer->head, body);
    return send_slowly(connection, buf_slice(&answer->head), fault->bytes_per_s) ? status : 0;
}

/* True when another request may come on the connection. */
static bool end_as(const struct connection *connection, enum fault_ending ending)
{
    const struct linger at_once = { .l_onoff = 1 };
    if (ending == ENDING_RESET)
        setsockopt(connection->fd, SOL_SOCKET, SO_LINGER, &at_once, sizeof(at_once));
    if (ending == ENDING_SILENT)
        pass_time(connection, -1);
    return ending == ENDING_KEPT;
}

static bool serve_request(struct connection *connection, const struct http_reply *request)
{
    struct proxy *const proxy = connection->proxy;
    char method[16];
    const size_t line = strcspn(request->head, "\r");
    char *const target = xstrndup(request->head, line);
    if (sscanf(request->head, "%15s %s", method, target) != 2) {
        free(target);
        return false;
    }
    const struct decision decision = note(proxy, method, target);
    const struct fault *const fault = decision.fault;
    struct answer answer = { 0 };
    bool goes_on = (decision.wait_ms == 0 || pass_time(connection, decision.wait_ms)) &&
                   get_answer(proxy, fault, method, target, request, &answer);
    if (goes_on) {
        note_status(proxy, decision.number, send_answer(connection, fault, &answer));
        goes_on = end_as(connection, fault->ending);
    }
    answer_free(&answer);
    free(target);
    return goes_on;
}

static void *serve_connection(void *data)
{
    struct connection *const connection = data;
    struct proxy *const proxy = connection->proxy;
    bool goes_on = true;
    while (goes_on) {
        struct http_reply request;
        goes_on = http_receive(connection->fd, &request) && serve_request(connection, &request);
        http_reply_free(&request);
    }
    pthread_mutex_lock(&proxy->lock);
    close(connection->fd);
    proxy->connections[connection->place] = -1;
    proxy->connection_count--;
    pthread_cond_broadcast(&proxy->changed);
    pthread_mutex_unlock(&proxy->lock);
    free(connection);
    return NULL;
}

/* --- Connections
 * ------------------------------------------------------------------------------------------------------ */

static void take_connection(struct proxy *proxy, int fd)
{
    struct connection *const connection = xcalloc(1, sizeof(*connection));
    *connection = (struct connection){ .proxy = proxy, .fd = fd };
    pthread_t thread;
    pthread_attr_t attributes;
    pthread_attr_init(&attributes);
    pthread_attr_setdetachstate(&attributes, PTHREAD_CREATE_DETACHED);
    pthread_mutex_lock(&proxy->lock);
    while (connection->place < CONNECTIONS_MAX && proxy->connections[connection->place] >= 0)
        connection->place++;
    const bool taken = connection->place < CONNECTIONS_MAX && !proxy->down &&
                       pthread_create(&thread, &attributes, serve_connection, connection) == 0;
    if (taken) {
        proxy->connections[connection->place] = fd;
        proxy->connection_count++;
    }
    pthread_mutex_unlock(&proxy->lock);
    pthread_attr_destroy(&attributes);
    if (!taken) {
        close(fd);
        free(connection);
    }
}

static void *listen_on(void *data)
{
    struct proxy *const proxy = data;
    for (;;) {
        pthread_mutex_lock(&proxy->lock);
        while (proxy->down && !proxy->stopping)
            pthread_cond_wait(&proxy->changed, &proxy->lock);
        const int listener = proxy->listener;
        const bool stopping = proxy->stopping;
        pthread_mutex_unlock(&proxy->lock);
        if (stopping)
            return NULL;
        struct pollfd fds[] = { { .fd = listener, .events = POLLIN }, { .fd = proxy->stop[0], .events = POLLIN } };
        if (poll(fds, 2, 50) <= 0 || fds[0].revents == 0)
            continue;
        const int fd = accept4(listener, NULL, NULL, SOCK_CLOEXEC);
        if (fd >= 0)
            take_connection(proxy, fd);
    }
}

/* A socket at the port; 0: any, and *port is set. */
static int bind_to(uint16_t *port)
{
    struct sockaddr_in address = { .sin_family = AF_INET,
                                   .sin_addr.s_addr = htonl(INADDR_LOOPBACK),
                                   .sin_port = htons(*port) };
    socklen_t size = sizeof(address);
    const int yes = 1;
    const int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
    ck_assert_int_eq(setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &yes, sizeof(yes)), 0);
    ck_assert_int_eq(bind(fd, (struct sockaddr *)&address, size), 0);
    ck_assert_int_eq(getsockname(fd, (struct sockaddr *)&address, &size), 0);
    *port = ntohs(address.sin_port);
    return fd;
}

static int listen_at(uint16_t *port)
{
    const int fd = bind_to(port);
    ck_assert_int_eq(listen(fd, 128), 0);
    return fd;
}

/* Under the lock: wakes every thread that reads, and waits until all are gone. */
static void break_connections(struct proxy *proxy)
{
    for (size_t i = 0; i < CONNECTIONS_MAX; i++)
        if (proxy->connections[i] >= 0)
            shutdown(proxy->connections[i], SHUT_RDWR);
    while (proxy->connection_count > 0)
        pthread_cond_wait(&proxy->changed, &proxy->lock);
}

/* --- What a test does
 * ------------------------------------------------------------------------------------------------- */

struct proxy *proxy_start(const char *server)
{
    struct proxy *const proxy = xcalloc(1, sizeof(*proxy));
    snprintf(proxy->server, sizeof(proxy->server), "%s", server);
    memset(proxy->connections, 0xff, sizeof(proxy->connections));
    pthread_mutex_init(&proxy->lock, NULL);
    pthread_cond_init(&proxy->changed, NULL);
    ck_assert_int_eq(pipe2(proxy->stop, O_CLOEXEC), 0);
    proxy->guard = bind_to(&proxy->port);
    proxy->listener = listen_at(&proxy->port);
    snprintf(proxy->url, sizeof(proxy->url), "http://127.0.0.1:%u", proxy->port);
    ck_assert_int_eq(pthread_create(&proxy->listening, NULL, listen_on, proxy), 0);
    return proxy;
}

void proxy_stop(struct proxy **proxy)
{
    struct proxy *const it = *proxy;
    if (it == NULL)
        return;
    pthread_mutex_lock(&it->lock);
    it->stopping = true;
    it->down = true;
    (void)!write(it->stop[1], "", 1);
    pthread_cond_broadcast(&it->changed);
    break_connections(it);
    pthread_mutex_unlock(&it->lock);
    pthread_join(it->listening, NULL);
    proxy_forget(it);
    free(it->requests);
    if (it->listener >= 0)
        close(it->listener);
    close(it->guard);
    close(it->stop[0]);
    close(it->stop[1]);
    pthread_cond_destroy(&it->changed);
    pthread_mutex_destroy(&it->lock);
    free(it);
    *proxy = NULL;
}

const char *proxy_url(const struct proxy *proxy)
{
    return proxy->url;
}

void proxy_set(struct proxy *proxy, const struct proxy_rule *rules, unsigned seed)
{
    pthread_mutex_lock(&proxy->lock);
    memset(proxy->rules, 0, sizeof(proxy->rules));
    memset(proxy->matched, 0, sizeof(proxy->matched));
    proxy->seed = seed;
    for (size_t i = 0; rules != NULL && rules[i].fault != NULL; i++) {
        ck_assert_uint_lt(i, RULES_MAX - 1);
        ck_assert_ptr_nonnull(fault_named(rules[i].fault));
        proxy->rules[i] = rules[i];
    }
    pthread_mutex_unlock(&proxy->lock);
}

void proxy_set_down(struct proxy *proxy, bool down)
{
    pthread_mutex_lock(&proxy->lock);
    if (down && !proxy->down) {
        proxy->down = true;
        close(proxy->listener);
        proxy->listener = -1;
        break_connections(proxy);
    } else if (!down && proxy->down) {
        proxy->listener = listen_at(&proxy->port);
        proxy->down = false;
        pthread_cond_broadcast(&proxy->changed);
    }
    pthread_mutex_unlock(&proxy->lock);
}

/* Under the lock. */
static size_t count_about(const struct proxy *proxy, const char *method, const char *part)
{
    size_t count = 0;
    for (size_t i = 0; i < proxy->request_count; i++)
        count += is_about(proxy->requests[i].method, proxy->requests[i].target, method, part);
    return count;
}

size_t proxy_count(struct proxy *proxy, const char *method, const char *part)
{
    pthread_mutex_lock(&proxy->lock);
    const size_t count = count_about(proxy, method, part);
    pthread_mutex_unlock(&proxy->lock);
    return count;
}

bool proxy_await(struct proxy *proxy, const char *method, const char *part, size_t count)
{
    struct timespec end;
    clock_gettime(CLOCK_REALTIME, &end);
    end.tv_sec += PATIENCE_MS / 1000;
    pthread_mutex_lock(&proxy->lock);
    bool came = count_about(proxy, method, part) >= count;
    while (!came && pthread_cond_timedwait(&proxy->changed, &proxy->lock, &end) == 0)
        came = count_about(proxy, method, part) >= count;
    pthread_mutex_unlock(&proxy->lock);
    return came;
}

bool proxy_at(struct proxy *proxy, size_t number, struct proxy_request *request)
{
    pthread_mutex_lock(&proxy->lock);
    const bool is_there = number < proxy->request_count;
    if (is_there)
        *request = proxy->requests[number];
    pthread_mutex_unlock(&proxy->lock);
    return is_there;
}

void proxy_forget(struct proxy *proxy)
{
    pthread_mutex_lock(&proxy->lock);
    for (size_t i = 0; i < proxy->request_count; i++) {
        free((void *)(uintptr_t)proxy->requests[i].method);
        free((void *)(uintptr_t)proxy->requests[i].target);
    }
    proxy->request_count = 0;
    pthread_mutex_unlock(&proxy->lock);
}
