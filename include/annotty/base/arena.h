/* Memory for many small things that die together. */
#ifndef ANNOTTY_BASE_ARENA_H
#define ANNOTTY_BASE_ARENA_H

#include <annotty/base/slice.h>

struct arena_block;

struct arena {
    struct arena_block *blocks; /* newest first */
    size_t used;                /* bytes handed out since the last reset */
};

#define ARENA_EMPTY ((struct arena){ 0 })

/* `size` bytes aligned for any type, not zeroed; never NULL. Valid until arena_reset or arena_free. */
void *arena_alloc(struct arena *arena, size_t size) __attribute__((returns_nonnull));
/* A NUL-terminated copy. */
char *arena_copy(struct arena *arena, struct slice slice) __attribute__((returns_nonnull));
char *arena_printf(struct arena *arena, const char *format, ...) __attribute__((format(printf, 2, 3), returns_nonnull));
/* Everything handed out becomes invalid; one block is kept for the next round. */
void arena_reset(struct arena *arena);
void arena_free(struct arena *arena);

#endif
