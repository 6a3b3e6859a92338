/* Short answers to reads, kept for whoever asks the same again: twenty people look at the same lists all day, and
 * between two changes the answers are the same. An answer holds for one version of the store (workspace_version) and
 * for one person; it is never given for another. */
#ifndef ANNOTTY_SERVER_KEPT_H
#define ANNOTTY_SERVER_KEPT_H

#include "etag.h"

#include <annotty/base/buf.h>

#include <pthread.h>

enum { KEPT_ANSWERS = 64, KEPT_BYTES_MAX = 64 * 1024 }; /* 4 MB at most */

struct kept_answer {
    char *key; /* NULL: none */
    uint32_t hash;
    int64_t version;
    uint64_t used; /* when it was last of use; the one longest ago gives way */
    char *bytes;
    size_t length;
    char tag[ETAG_SIZE];
};

struct kept {
    pthread_mutex_t lock;
    uint64_t now; /* counts uses */
    struct kept_answer answers[KEPT_ANSWERS];
};

void kept_init(struct kept *kept);
void kept_destroy(struct kept *kept);

/* Appends the answer and tells its tag; false when there is none of this version. `key` is who asks what. */
bool kept_find(struct kept *kept, struct slice key, int64_t version, struct buf *answer, char tag[static ETAG_SIZE]);
/* Copies what is short enough. `version` is as it was before the answer was made: when something was stored meanwhile,
 * the answer will not be found. */
void kept_put(struct kept *kept, struct slice key, int64_t version, struct slice answer, const char *tag);

#endif
