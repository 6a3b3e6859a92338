/* A fetch thread, a server that does as it is told, a cache, and short words for what tests do with them. */
#ifndef ANNOTTY_TESTS_UNIT_NET_FETCHING_H
#define ANNOTTY_TESTS_UNIT_NET_FETCHING_H

#include "bad_server.h"

#include <annotty/net/fetch.h>

enum { PATIENCE_MS = 20000 };

extern struct fetch *fetch;
extern struct bad_server *server;
extern bool is_offline; /* the next start is told to send nothing */
extern size_t retries;  /* told by the last await_end */

void start(const struct bad_answer *answers, int timeout_s);
/* The same, with a journal at this path. */
void start_with_journal(const struct bad_answer *answers, int timeout_s, const char *journal);
void stop(void);

/* A directory for the cache of the next start; none before. */
void make_cache(void);
void remove_cache(void);

uint64_t send_call(enum api_operation_id operation, bool cached_first, bool all_pages);
/* The request's events until its end, which is left in *end. Returns the rows from the server. */
size_t await_end(uint64_t id, struct fetch_event *end, size_t *cached);

#define HEAD(status, length)                                                                                           \
    "HTTP/1.1 " status "\r\nContent-Type: application/json\r\nContent-Length: " length "\r\n\r\n"
#define CLOSED(status, body) "HTTP/1.1 " status "\r\nContent-Type: application/json\r\nConnection: close\r\n\r\n" body
#define HTML(status)                                                                                                   \
    "HTTP/1.1 " status "\r\nContent-Type: text/html\r\nConnection: close\r\n\r\n<html><body>hello</body></html>"
#define LIMITED(header)                                                                                                \
    "HTTP/1.1 429 Too Many Requests\r\n" header "Connection: close\r\n\r\n{\"errors\":[\"Too many requests\"]}"
#define LIST(after)                                                                                                    \
    CLOSED("200 OK", "{\"data\":[{\"id\":\"p1\",\"type\":\"projects\",\"attributes\":{\"name\":\"n\"}}]" after "}")
#define ONE  CLOSED("201 Created", "{\"data\":{\"id\":\"q\",\"type\":\"queues\",\"attributes\":{\"name\":\"n\"}}}")
#define GONE CLOSED("404 Not Found", "{\"errors\":[{\"detail\":\"no such queue\"}]}")

#endif
