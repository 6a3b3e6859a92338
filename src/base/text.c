/* Cleaning: whole texts through cluster.c, with a short way for plain ASCII, which most text is. */
#include <annotty/base/text.h>

#include "cluster.h"

#include <annotty/base/utf8.h>

#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>

static enum text_charset charset_in_force = TEXT_UTF8;

void text_set_charset(enum text_charset charset)
{
    charset_in_force = charset;
}

enum text_charset text_charset(void)
{
    return charset_in_force;
}

static struct text plain_text(struct arena *arena, struct slice plain)
{
    return (struct text){ .bytes = arena_copy(arena, plain), .length = plain.length, .cells = (int)plain.length };
}

static struct text ellipsis(void)
{
    const char *sign = sign_text(SIGN_ELLIPSIS);
    return (struct text){ .bytes = sign, .length = strlen(sign), .cells = 1 };
}

/* Cleans what `raw` holds onto `out`; tabs and line breaks stay when `keep_lines`. */
static bool append_clean(struct buf *out, struct slice raw, bool keep_lines, int *cells)
{
    while (raw.length > 0) {
        const size_t plain = plain_length(raw);
        /* The last plain character may carry a mark that follows: it goes through cluster_read. */
        if (plain > 1 || plain == raw.length) {
            const size_t taken = plain == raw.length ? plain : plain - 1;
            buf_append(out, raw.at, taken);
            *cells += (int)taken;
            raw = slice_from(raw, taken);
            continue;
        }
        struct cluster cluster;
        cluster_read(raw, &cluster);
        const char last = raw.at[cluster.raw_length - 1];
        if (keep_lines && (last == '\n' || last == '\t')) {
            buf_append_char(out, last);
        } else {
            buf_append(out, cluster.bytes, cluster.length);
            *cells += cluster.cells;
        }
        raw = slice_from(raw, cluster.raw_length);
    }
    return !out->failed;
}

struct text text_clean(struct arena *arena, struct slice raw)
{
    const bool cut = raw.length > TEXT_LINE_MAX;
    if (cut)
        raw.length = TEXT_LINE_MAX;
    if (!cut && plain_length(raw) == raw.length)
        return plain_text(arena, raw);
    struct buf out = buf_with_limit(SIZE_MAX / 2); /* bounded: a raw byte becomes at most three */
    int cells = 0;
    append_clean(&out, raw, false, &cells);
    if (cut) {
        buf_append_text(&out, ellipsis().bytes);
        cells += ellipsis().cells;
    }
    const struct text text = { .bytes = arena_copy(arena, buf_slice(&out)), .length = out.length, .cells = cells };
    buf_free(&out);
    return text;
}

bool text_append_clean(struct buf *out, struct slice raw, bool keep_lines)
{
    int cells = 0;
    return append_clean(out, raw, keep_lines, &cells);
}

/* Appends each code point of `raw` as a JSON escape, above the first plane as two. A cluster may begin with the quote
 * of its string, which stays. */
static void append_escaped(struct buf *out, struct slice raw)
{
    enum { PLANE = 0x10000, HIGH = 0xd800, LOW = 0xdc00, HALF_BITS = 10, HALF_MASK = 0x3ff, REPLACEMENT = 0xfffd };
    while (raw.length > 0) {
        uint32_t code = REPLACEMENT;
        const size_t length = utf8_decode(raw, &code);
        if (plain_length(raw) > 0) {
            buf_append_char(out, raw.at[0]);
            raw = slice_from(raw, 1);
            continue;
        }
        raw = slice_from(raw, length > 0 ? length : 1);
        if (code >= PLANE) {
            buf_printf(out, "\\u%04x", HIGH + ((code - PLANE) >> HALF_BITS));
            code = LOW + ((code - PLANE) & HALF_MASK);
        }
        buf_printf(out, "\\u%04x", code);
    }
}

bool text_append_json(struct buf *out, struct slice json)
{
    while (json.length > 0) {
        const size_t plain = plain_length(json);
        struct cluster cluster = { .raw_length = plain > 1 ? plain - 1 : 1 };
        /* The last plain character may carry a mark that follows. */
        if (plain <= 1)
            cluster_read(json, &cluster);
        const struct slice raw = { .at = json.at, .length = cluster.raw_length };
        if (memchr("\t\n\r", json.at[0], 3) != NULL)
            buf_append_char(out, ' ');
        else if (plain > 1 || (cluster.length == raw.length && memcmp(cluster.bytes, raw.at, raw.length) == 0))
            buf_append_slice(out, raw);
        else
            append_escaped(out, raw);
        json = slice_from(json, raw.length);
    }
    return !out->failed;
}

struct text text_own(const char *utf8)
{
    struct text text = { .bytes = utf8 };
    const struct slice whole = slice_of(utf8);
    while (text.length < whole.length) {
        struct cluster cluster;
        cluster_read(slice_from(whole, text.length), &cluster);
        if (cluster.raw_length != cluster.length || memcmp(cluster.bytes, utf8 + text.length, cluster.length) != 0)
            return TEXT_EMPTY;
        text.length += cluster.length;
        text.cells += cluster.cells;
    }
    return text;
}

struct text text_sign(const char *utf8, const char *ascii)
{
    return text_own(charset_in_force == TEXT_ASCII ? ascii : utf8);
}

struct text text_printf(struct arena *arena, const char *format, ...)
{
    struct buf out = buf_with_limit(TEXT_LINE_MAX);
    va_list arguments;
    va_start(arguments, format);
    buf_vprintf(&out, format, arguments);
    va_end(arguments);
    const struct text text = text_clean(arena, buf_slice(&out));
    buf_free(&out);
    return text;
}

struct text text_join(struct arena *arena, struct text first, struct text second)
{
    char *bytes = arena_alloc(arena, first.length + second.length + 1);
    memcpy(bytes, first.bytes, first.length);
    memcpy(bytes + first.length, second.bytes, second.length);
    bytes[first.length + second.length] = '\0';
    return (struct text){ .bytes = bytes, .length = first.length + second.length, .cells = first.cells + second.cells };
}

const char *text_count(unsigned long long number, char text[static TEXT_COUNT_SIZE])
{
    char digits[TEXT_COUNT_SIZE];
    const int length = snprintf(digits, sizeof(digits), "%llu", number);
    int used = 0;
    for (int i = 0; i < length; i++) {
        if (i > 0 && (length - i) % 3 == 0)
            text[used++] = ',';
        text[used++] = digits[i];
    }
    text[used] = '\0';
    return text;
}
