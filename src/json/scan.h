/* The smallest steps through JSON text, shared by the checker, the readers and the stream. */
#ifndef ANNOTTY_SRC_JSON_SCAN_H
#define ANNOTTY_SRC_JSON_SCAN_H

#include <annotty/json/json.h>

static inline size_t json_skip_blanks(struct slice text, size_t at)
{
    while (at < text.length &&
           (text.at[at] == ' ' || text.at[at] == '\n' || text.at[at] == '\t' || text.at[at] == '\r'))
        at++;
    return at;
}

/* Whether a byte of a string stands for itself: not a quote, a backslash or a control character. */
static inline bool json_is_plain(char byte)
{
    return byte != '"' && byte != '\\' && (unsigned char)byte >= 0x20;
}

/* The same for each of eight bytes. */
static inline bool json_is_plain_word(const char *at)
{
    const uint64_t ones = UINT64_C(0x0101010101010101);
    uint64_t word;
    memcpy(&word, at, sizeof(word));
    const uint64_t quote = word ^ (ones * '"');
    const uint64_t backslash = word ^ (ones * '\\');
    const uint64_t found =
        ((quote - ones) & ~quote) | ((backslash - ones) & ~backslash) | ((word - ones * 0x20) & ~word);
    return (found & (ones * 0x80)) == 0;
}

static inline size_t json_skip_plain(struct slice text, size_t at)
{
    while (text.length - at >= sizeof(uint64_t) && json_is_plain_word(text.at + at))
        at += sizeof(uint64_t);
    while (at < text.length && json_is_plain(text.at[at]))
        at++;
    return at;
}

static inline int json_hex_digit(char byte)
{
    if (byte >= '0' && byte <= '9')
        return byte - '0';
    const char lower = (char)(byte | 0x20);
    return lower >= 'a' && lower <= 'f' ? lower - 'a' + 10 : -1;
}

/* The kind of a checked value by its first character. */
static inline enum json_kind json_kind_of(char first)
{
    switch (first) {
    case '{':
        return JSON_OBJECT;
    case '[':
        return JSON_ARRAY;
    case '"':
        return JSON_STRING;
    case 't':
    case 'f':
        return JSON_BOOL;
    case 'n':
        return JSON_NULL;
    default:
        return JSON_NUMBER;
    }
}

/* Appends the code points between a string's quotes, halves of surrogate pairs too: these as the three bytes that
 * UTF-8 would have for them. */
bool json_append_code_points(struct buf *out, struct slice inner);
/* The offset behind the string that begins at `at` in checked text. */
size_t json_skip_string(struct slice text, size_t at);
/* The offset behind the value that begins at `at` in checked text. */
size_t json_skip_value(struct slice text, size_t at);

#endif
