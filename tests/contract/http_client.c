#include "http_client.h"

#include <annotty/base/mem.h>

#include <check.h>
#include <netdb.h>
#include <stdio.h>
#include <stdlib.h>
#include <strings.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

/* Nothing in these tests takes long: who waits this long is told so instead of hanging. */
enum { PATIENCE_S = 30 };

/* -1 when nobody is there. */
static int connect_to(int family, const struct sockaddr *address, socklen_t size)
{
    const int connection = socket(family, SOCK_STREAM | SOCK_CLOEXEC, 0);
    if (connection < 0 || connect(connection, address, size) == 0)
        return connection;
    close(connection);
    return -1;
}

static int connect_unix(const char *path)
{
    struct sockaddr_un address = { .sun_family = AF_UNIX };
    ck_assert_uint_lt(strlen(path), sizeof(address.sun_path));
    memcpy(address.sun_path, path, strlen(path) + 1);
    return connect_to(AF_UNIX, (const struct sockaddr *)&address, sizeof(address));
}

static int connect_tcp(const char *authority)
{
    char host[64];
    const char *const colon = strrchr(authority, ':');
    ck_assert_ptr_nonnull(colon);
    snprintf(host, sizeof(host), "%.*s", (int)(colon - authority), authority);
    const struct addrinfo hints = { .ai_socktype = SOCK_STREAM };
    struct addrinfo *addresses = NULL;
    ck_assert_int_eq(getaddrinfo(host, colon + 1, &hints, &addresses), 0);
    const int connection = connect_to(addresses->ai_family, addresses->ai_addr, addresses->ai_addrlen);
    freeaddrinfo(addresses);
    return connection;
}

int http_try_connect(const char *url)
{
    const struct timeval patience = { .tv_sec = PATIENCE_S };
    const int connection = strncmp(url, "unix:", 5) == 0 ? connect_unix(url + 5) : connect_tcp(url + strlen("http://"));
    setsockopt(connection, SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof(patience));
    setsockopt(connection, SOL_SOCKET, SO_SNDTIMEO, &patience, sizeof(patience));
    return connection;
}

int http_connect(const char *url)
{
    const int connection = http_try_connect(url);
    ck_assert_msg(connection >= 0, "nobody listens at %s", url);
    return connection;
}

void http_send(int connection, struct slice bytes)
{
    while (bytes.length > 0) {
        const ssize_t sent = send(connection, bytes.at, bytes.length, MSG_NOSIGNAL);
        if (sent <= 0)
            return; /* refused halfway: what was answered can still be read */
        bytes = slice_from(bytes, (size_t)sent);
    }
}

static bool receive_head(int connection, struct buf *head)
{
    char byte;
    while (head->length < 4 || memcmp(head->data + head->length - 4, "\r\n\r\n", 4) != 0)
        if (recv(connection, &byte, 1, 0) != 1 || !buf_append_char(head, byte))
            return false;
    return true;
}

static bool receive_body(int connection, size_t length, struct buf *body)
{
    while (body->length < length) {
        char *const room = buf_reserve(body, length - body->length);
        const ssize_t got = recv(connection, room, length - body->length, 0);
        if (got <= 0)
            return false;
        buf_wrote(body, (size_t)got);
    }
    return true;
}

bool http_receive(int connection, struct http_reply *reply)
{
    struct buf head = buf_with_limit(BUF_LIMIT_LINE);
    struct buf body = buf_with_limit(BUF_LIMIT_ANSWER);
    *reply = (struct http_reply){ 0 };
    bool whole = receive_head(connection, &head);
    if (whole) {
        reply->head = buf_take(&head);
        reply->status = (int)strtol(reply->head + strlen("HTTP/1.1 "), NULL, 10);
        const char *const length = http_header(reply, "Content-Length");
        whole = receive_body(connection, length != NULL ? strtoul(length, NULL, 10) : 0, &body);
    }
    buf_append_text(&body, "");
    reply->length = body.length;
    reply->body = buf_take(&body);
    buf_free(&head);
    return whole;
}

void http_reply_free(struct http_reply *reply)
{
    free(reply->head);
    free(reply->body);
    *reply = (struct http_reply){ 0 };
}

const char *http_header(const struct http_reply *reply, const char *name)
{
    static _Thread_local char value[1024];
    struct slice rest = slice_of(reply->head);
    struct slice line;
    while (slice_cut(&rest, '\n', &line)) {
        struct slice key;
        struct slice text = line;
        if (!slice_cut(&text, ':', &key) || key.length != strlen(name) || strncasecmp(key.at, name, key.length) != 0)
            continue;
        text = slice_trim(text);
        snprintf(value, sizeof(value), "%.*s", SLICE_ARGS(text));
        return value;
    }
    return NULL;
}

void http_write_request(struct buf *out, const char *method, const char *target, const char *headers,
                        const struct slice *body)
{
    buf_printf(out, "%s %s HTTP/1.1\r\nHost: localhost\r\n%s", method, target, headers != NULL ? headers : "");
    if (body != NULL)
        buf_printf(out, "Content-Length: %zu\r\n", body->length);
    buf_append_text(out, "\r\n");
    if (body != NULL)
        buf_append_slice(out, *body);
}
