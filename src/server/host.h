/* The Host header, for servers that let in whoever is on this machine: a page in a browser can make its own name lead
 * to 127.0.0.1 and so talk to them, but not under one of this machine's names. */
#ifndef ANNOTTY_SERVER_HOST_H
#define ANNOTTY_SERVER_HOST_H

#include <annotty/base/slice.h>

/* localhost, 127.0.0.0/8 or [::1], with or without a port. NULL is none of them. */
bool host_is_loopback(const char *host);

#endif
