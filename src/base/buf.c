/* Growth by doubling, and the one place where a limit is checked (buf_reserve). */
#include <annotty/base/buf.h>

#include <annotty/base/mem.h>

#include <stdio.h>
#include <stdlib.h>

struct buf buf_with_limit(size_t limit)
{
    return (struct buf){ .limit = limit };
}

void buf_free(struct buf *buf)
{
    free(buf->data);
    *buf = buf_with_limit(buf->limit);
}

void buf_clear(struct buf *buf)
{
    buf->length = 0;
    buf->failed = false;
    if (buf->data != NULL)
        buf->data[0] = '\0';
}

char *buf_reserve(struct buf *buf, size_t length)
{
    if (buf->failed)
        return NULL;
    if (length > buf->limit || buf->length > buf->limit - length) {
        buf_free(buf);
        buf->failed = true;
        return NULL;
    }
    const size_t needed = buf->length + length + 1;
    if (needed > buf->capacity) {
        size_t grown = buf->capacity < 64 ? 64 : buf->capacity * 2;
        if (grown < needed)
            grown = needed;
        if (grown > buf->limit) /* so that what fits into the capacity keeps the limit */
            grown = buf->limit + 1;
        buf->data = xrealloc(buf->data, grown);
        buf->capacity = grown;
    }
    return buf->data + buf->length;
}

bool buf_vprintf(struct buf *buf, const char *format, va_list arguments)
{
    va_list again;
    va_copy(again, arguments);
    const int length = vsnprintf(NULL, 0, format, again);
    va_end(again);
    char *end = length < 0 ? NULL : buf_reserve(buf, (size_t)length);
    if (end == NULL)
        return false;
    vsnprintf(end, (size_t)length + 1, format, arguments);
    buf_wrote(buf, (size_t)length);
    return true;
}

bool buf_printf(struct buf *buf, const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    const bool done = buf_vprintf(buf, format, arguments);
    va_end(arguments);
    return done;
}

const char *buf_text(const struct buf *buf)
{
    return buf->data != NULL ? buf->data : "";
}

struct slice buf_slice(const struct buf *buf)
{
    return (struct slice){ .at = buf_text(buf), .length = buf->length };
}

char *buf_take(struct buf *buf)
{
    char *text = buf->data != NULL ? buf->data : xstrdup("");
    buf->data = NULL;
    *buf = buf_with_limit(buf->limit);
    return text;
}
