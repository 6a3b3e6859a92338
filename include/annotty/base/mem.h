/* Memory that can't fail: small allocations end the program cleanly instead of returning NULL.
 * Whatever is sized by outside data uses struct buf or struct arena, which carry limits. */
#ifndef ANNOTTY_BASE_MEM_H
#define ANNOTTY_BASE_MEM_H

#include <stddef.h>

void *xmalloc(size_t size) __attribute__((malloc, returns_nonnull));
void *xcalloc(size_t count, size_t size) __attribute__((malloc, returns_nonnull));
void *xrealloc(void *memory, size_t size) __attribute__((returns_nonnull));
/* Grows an array to hold at least `needed` items; *capacity is updated; grows by half so that appends are cheap. */
void *xgrow(void *array, size_t *capacity, size_t needed, size_t item_size) __attribute__((returns_nonnull));
char *xstrdup(const char *text) __attribute__((malloc, returns_nonnull));
char *xstrndup(const char *text, size_t length) __attribute__((malloc, returns_nonnull));
char *xasprintf(const char *format, ...) __attribute__((format(printf, 1, 2), returns_nonnull));

/* Called once before the process ends for want of memory, so that the terminal can be restored. */
void mem_on_exhaustion(void (*restore)(void));

/* Gives the system back what was freed; after something large has gone. Takes a few milliseconds. */
void mem_give_back(void);

#define ARRAY_LENGTH(array) (sizeof(array) / sizeof((array)[0]))

#endif
