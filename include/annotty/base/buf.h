/* A byte buffer that grows up to a limit. Appending past the limit fails, frees the content and stays failed,
 * so a chain of appends needs one test at its end. What comes from outside never grows without a named limit. */
#ifndef ANNOTTY_BASE_BUF_H
#define ANNOTTY_BASE_BUF_H

#include <annotty/base/slice.h>

#include <stdarg.h>
#include <stdint.h>

struct buf {
    char *data;      /* NUL-terminated when length > 0; NULL before the first append */
    size_t length;   /* bytes, without the NUL */
    size_t capacity; /* allocated */
    size_t limit;    /* the most bytes it may hold */
    bool failed;     /* the limit was passed; content is gone */
};

enum { BUF_LIMIT_LINE = 64 * 1024 };                  /* a line of text, a path, a URL */
#define BUF_LIMIT_BODY   ((size_t)32 * 1024 * 1024)   /* a request body (contract D37) */
#define BUF_LIMIT_ANSWER ((size_t)1024 * 1024 * 1024) /* an answer held whole */

struct buf buf_with_limit(size_t limit);
void buf_free(struct buf *buf);
void buf_clear(struct buf *buf); /* empties, keeps the memory, forgets a failure */
bool buf_printf(struct buf *buf, const char *format, ...) __attribute__((format(printf, 2, 3)));
bool buf_vprintf(struct buf *buf, const char *format, va_list arguments) __attribute__((format(printf, 2, 0)));
/* Room for `length` more bytes to be written by the caller at the returned address, then counted by buf_wrote;
 * NULL when the limit is passed. */
char *buf_reserve(struct buf *buf, size_t length);
static inline void buf_wrote(struct buf *buf, size_t length);
static inline bool buf_append(struct buf *buf, const void *bytes, size_t length);
static inline bool buf_append_text(struct buf *buf, const char *text);
static inline bool buf_append_slice(struct buf *buf, struct slice slice);
static inline bool buf_append_char(struct buf *buf, char byte);
/* Never NULL: "" for an empty buffer. Valid until the next change. */
const char *buf_text(const struct buf *buf);
struct slice buf_slice(const struct buf *buf);
/* Moves the content out as a NUL-terminated string that the caller frees; the buffer is empty afterwards. */
char *buf_take(struct buf *buf);

/* Answers are written a few bytes at a time, so what does that is part of its callers. */

static inline void buf_wrote(struct buf *buf, size_t length)
{
    buf->length += length;
    buf->data[buf->length] = '\0';
}

static inline bool buf_append(struct buf *buf, const void *bytes, size_t length)
{
    const bool has_room = length < buf->capacity - buf->length;
    char *const end = has_room ? buf->data + buf->length : buf_reserve(buf, length);
    if (end == NULL)
        return false;
    if (length > 0)
        memcpy(end, bytes, length);
    buf_wrote(buf, length);
    return true;
}

static inline bool buf_append_text(struct buf *buf, const char *text)
{
    return buf_append(buf, text, strlen(text));
}

static inline bool buf_append_slice(struct buf *buf, struct slice slice)
{
    return buf_append(buf, slice.at, slice.length);
}

static inline bool buf_append_char(struct buf *buf, char byte)
{
    return buf_append(buf, &byte, 1);
}

#endif
