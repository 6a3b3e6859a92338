/* A tiny HTTP/1.1 client that sends exactly what a test says, sound or not, and reads one reply at a time. */
#ifndef ANNOTTY_TESTS_CONTRACT_HTTP_CLIENT_H
#define ANNOTTY_TESTS_CONTRACT_HTTP_CLIENT_H

#include <annotty/base/buf.h>

struct http_reply {
    int status;
    char *head; /* status line and headers, with their line ends */
    char *body; /* NUL-terminated; empty when there is none */
    size_t length;
};

/* `url` as server_url gives it. Ends the test when there is no connection. */
int http_connect(const char *url);
int http_try_connect(const char *url); /* -1 when there is none */
void http_send(int connection, struct slice bytes);
/* False when the connection ended before a whole reply. A request can be read in the same way; its status
 * means nothing. */
bool http_receive(int connection, struct http_reply *reply);
void http_reply_free(struct http_reply *reply);

/* The header's value, or NULL; valid until the next call. */
const char *http_header(const struct http_reply *reply, const char *name);

/* A request with its Content-Length when there is a body; `headers` are whole lines, or NULL. */
void http_write_request(struct buf *out, const char *method, const char *target, const char *headers,
                        const struct slice *body);

#endif
