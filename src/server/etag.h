/* Entity tags: what an answer is known by, before it is made. Two answers to the same request with the same tag are the
 * same, byte for byte: the tag is made of the state of the store (workspace_stamp), who asks, and the program. */
#ifndef ANNOTTY_SERVER_ETAG_H
#define ANNOTTY_SERVER_ETAG_H

#include <stdbool.h>
#include <stdint.h>

enum { ETAG_SIZE = 64 };

/* `person` is an id, or NULL. */
void etag_write(int64_t stamp, const char *person, char tag[static ETAG_SIZE]);
/* Whether an If-None-Match header (NULL: none) names the tag. "*" names none: that there is some answer says nothing.
 */
bool etag_is_known(const char *header, const char *tag);

#endif
