/* Whose certificates are trusted: those of the system and, besides, those in a file of the person's. libcurl takes one
 * file in place of the system's, so that a team's own authority would shut out all others. */
#ifndef ANNOTTY_SRC_NET_AUTHORITIES_H
#define ANNOTTY_SRC_NET_AUTHORITIES_H

#include "curl_library.h"

#include <annotty/base/buf.h>

/* Both in one text, in PEM; empty when one of them can't be read, or when the system keeps no such file. */
struct buf authorities_read(const struct curl_library *curl, const char *file);

#endif
