/* A piece of somebody else's memory: not owned, not NUL-terminated. */
#ifndef ANNOTTY_BASE_SLICE_H
#define ANNOTTY_BASE_SLICE_H

#include <stdbool.h>
#include <stddef.h>
#include <string.h>

struct slice {
    const char *at;
    size_t length;
};

/* For printf("%.*s", SLICE_ARGS(s)) */
#define SLICE_ARGS(slice) (int)(slice).length, (slice).at
#define SLICE(literal)    ((struct slice){ .at = (literal), .length = sizeof(literal) - 1 })

static inline struct slice slice_of(const char *text)
{
    return (struct slice){ .at = text ? text : "", .length = text ? strlen(text) : 0 };
}

static inline bool slice_equal(struct slice a, struct slice b)
{
    return a.length == b.length && (a.length == 0 || memcmp(a.at, b.at, a.length) == 0);
}

static inline bool slice_is(struct slice slice, const char *text)
{
    return slice_equal(slice, slice_of(text));
}

static inline bool slice_starts_with(struct slice slice, struct slice prefix)
{
    return slice.length >= prefix.length && memcmp(slice.at, prefix.at, prefix.length) == 0;
}

static inline struct slice slice_from(struct slice slice, size_t offset)
{
    return (struct slice){ .at = slice.at + offset, .length = slice.length - offset };
}

/* Without the blanks (space, tab, CR, LF) at both ends. */
struct slice slice_trim(struct slice slice);
/* Cuts the part before the first `separator` off *rest; false when *rest is used up (at == NULL). */
bool slice_cut(struct slice *rest, char separator, struct slice *part);
/* Whole decimal integer with optional '-'; false when it isn't one or does not fit. */
bool slice_to_int64(struct slice slice, long long *value);

#endif
