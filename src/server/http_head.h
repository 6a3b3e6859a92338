/* From a request's headers as libmicrohttpd has them to struct request_head, and whether they say one thing only: what
 * two readers can understand differently (two lengths, a length beside chunks, two hosts) is how requests are smuggled
 * past the one in front. */
#ifndef ANNOTTY_SERVER_HTTP_HEAD_H
#define ANNOTTY_SERVER_HTTP_HEAD_H

#include "http_library.h"
#include "request.h"

/* The texts live as long as the connection's request. */
struct request_head http_head_read(const struct http_library *library, struct MHD_Connection *connection,
                                   const char *method, const char *version);

#endif
