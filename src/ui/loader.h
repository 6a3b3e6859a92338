/* Reads a file the person named on a thread of its own, because a file may be on a disk that doesn't answer. */
#ifndef ANNOTTY_SRC_UI_LOADER_H
#define ANNOTTY_SRC_UI_LOADER_H

#include <annotty/base/buf.h>
#include <annotty/base/error.h>

struct loader;

struct loaded {
    uint64_t number;
    struct buf text; /* owned by whoever took it */
    struct error error;
};

struct loader *loader_new(void);
/* A read that is under way is left to itself. */
void loader_free(struct loader **loader);
/* Begins to read at most BUF_LIMIT_BODY bytes of `path` ("~/" is the home directory). */
void loader_start(struct loader *loader, uint64_t number, const char *path);
/* Readable when something was read; -1 when there is no such descriptor. */
int loader_wake_fd(const struct loader *loader);
bool loader_take(struct loader *loader, struct loaded *loaded);

#endif
