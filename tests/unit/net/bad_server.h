/* A server that does as it is told: answers each request with the next of a list of prepared answers, and keeps the
 * requests. It runs on a thread of the test and listens on loopback. */
#ifndef ANNOTTY_TESTS_UNIT_NET_BAD_SERVER_H
#define ANNOTTY_TESTS_UNIT_NET_BAD_SERVER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* What is done with one request. */
struct bad_answer {
    const char *bytes; /* sent as they are; NULL: nothing */
    bool wait;         /* first wait until bad_server_go */
    bool reset;        /* end with RST instead of FIN */
    bool hang;         /* keep the connection open and say nothing more */
};

struct bad_server;

/* The answers end with an all-zero one; further requests get the last again. */
struct bad_server *bad_server_start(const struct bad_answer *answers);
void bad_server_stop(struct bad_server **server);
uint16_t bad_server_port(const struct bad_server *server);
void bad_server_go(struct bad_server *server);
size_t bad_server_requests(struct bad_server *server);
/* The request as it came, head and body; "" when it hasn't. Valid until the stop. */
const char *bad_server_request(struct bad_server *server, size_t number);

#endif
