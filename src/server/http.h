/* HTTP over a listening socket, by libmicrohttpd with a pool of threads: everything between bytes and struct request.
 */
#ifndef ANNOTTY_SERVER_HTTP_H
#define ANNOTTY_SERVER_HTTP_H

#include "request.h"

struct http;

/* Begins to serve. `service` outlives the result; the descriptor stays the caller's. The calling thread's signal mask
 * becomes the pool's. */
struct http *http_start(struct service *service, int descriptor, unsigned threads, struct error *error);
/* Takes no new connections, lets what is in flight finish (for the service's patience at most), then ends. */
void http_stop(struct http **http);

#endif
