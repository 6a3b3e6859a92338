/* What the sanitizer knows about one grapheme cluster. Private to text*.c. */
#ifndef ANNOTTY_BASE_CLUSTER_H
#define ANNOTTY_BASE_CLUSTER_H

#include <annotty/base/slice.h>

enum { CLUSTER_BYTES_MAX = 64 };

/* A piece of raw text and the inert form in which it is shown. */
struct cluster {
    size_t raw_length; /* bytes of raw text it stands for, at least 1 */
    size_t length;     /* of bytes; 0 when nothing is shown */
    int cells;
    char bytes[CLUSTER_BYTES_MAX];
};

/* Reads the cluster at the front of `raw`, which is not empty. A line break (LF, CRLF) is one cluster. */
void cluster_read(struct slice raw, struct cluster *cluster);

/* Our own signs, in the charset in force. Widths are 1 in both forms where not said otherwise. */
enum sign {
    SIGN_HIDDEN,   /* something without a shape of its own: zero-width, bidi control, excess marks */
    SIGN_BAD,      /* something that has no agreed shape: invalid bytes, unassigned, private use, C1 */
    SIGN_BREAK,    /* a line break inside one line; 2 cells in ASCII */
    SIGN_ELLIPSIS, /* text goes on */
    SIGN_COUNT
};
const char *sign_text(enum sign sign);

/* Length of the run of printable ASCII at the front. */
size_t plain_length(struct slice raw);

#endif
