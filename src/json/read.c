/* Reads checked JSON text without a tree: a value is a piece of the text, and finding a member is walking there. */
#include <annotty/json/json.h>

#include "scan.h"

#include <annotty/base/utf8.h>

size_t json_skip_string(struct slice text, size_t at)
{
    at++;
    for (;;) {
        at = json_skip_plain(text, at);
        if (at >= text.length)
            return text.length;
        if (text.at[at] == '"')
            return at + 1;
        at += 2;
    }
}

static size_t skip_nested(struct slice text, size_t at)
{
    unsigned depth = 0;
    while (at < text.length) {
        const char byte = text.at[at];
        if (byte == '"') {
            at = json_skip_string(text, at);
            continue;
        }
        at++;
        if (byte == '{' || byte == '[')
            depth++;
        else if ((byte == '}' || byte == ']') && --depth == 0)
            return at;
    }
    return at;
}

size_t json_skip_value(struct slice text, size_t at)
{
    const char first = text.at[at];
    if (first == '"')
        return json_skip_string(text, at);
    if (first == '{' || first == '[')
        return skip_nested(text, at);
    while (at < text.length && strchr(",]} \t\r\n", text.at[at]) == NULL)
        at++;
    return at;
}

/* The value at `*at`, which is moved behind it and behind a comma that follows. */
static struct json_value take_value(struct slice text, size_t *at)
{
    const size_t first = json_skip_blanks(text, *at);
    const size_t end = json_skip_value(text, first);
    const size_t next = json_skip_blanks(text, end);
    *at = next < text.length && text.at[next] == ',' ? next + 1 : next;
    return (struct json_value){ .kind = json_kind_of(text.at[first]),
                                .raw = { .at = text.at + first, .length = end - first } };
}

/* Moves *at to the next item of an object or array; false at its end. */
static bool reach_item(struct json_value parent, enum json_kind kind, size_t *at)
{
    if (parent.kind != kind)
        return false;
    *at = json_skip_blanks(parent.raw, *at == 0 ? 1 : *at);
    return *at + 1 < parent.raw.length;
}

bool json_next_member(struct json_value object, size_t *at, struct slice *key, struct json_value *member)
{
    if (!reach_item(object, JSON_OBJECT, at))
        return false;
    const size_t key_end = json_skip_string(object.raw, *at);
    *key = (struct slice){ .at = object.raw.at + *at + 1, .length = key_end - *at - 2 };
    *at = json_skip_blanks(object.raw, key_end) + 1;
    *member = take_value(object.raw, at);
    return true;
}

bool json_next_element(struct json_value array, size_t *at, struct json_value *element)
{
    if (!reach_item(array, JSON_ARRAY, at))
        return false;
    *element = take_value(array.raw, at);
    return true;
}

struct json_value json_member(struct json_value object, const char *key)
{
    struct json_value found = { 0 };
    size_t at = 0;
    struct slice name;
    struct json_value member;
    while (json_next_member(object, &at, &name, &member))
        if (json_key_is(name, key))
            found = member;
    return found;
}

/* The text of one pointer segment with ~1 and ~0 undone. */
static const char *plain_segment(struct slice segment, struct buf *plain)
{
    buf_clear(plain);
    for (size_t i = 0; i < segment.length; i++) {
        const bool escaped = segment.at[i] == '~' && i + 1 < segment.length;
        if (escaped)
            i++;
        buf_append_char(plain, !escaped ? segment.at[i] : segment.at[i] == '1' ? '/' : '~');
    }
    return buf_text(plain);
}

static struct json_value element_number(struct json_value array, struct slice digits)
{
    long long wanted = 0;
    struct json_value element = { 0 };
    if (!slice_to_int64(digits, &wanted) || wanted < 0)
        return element;
    size_t at = 0;
    for (long long i = 0; json_next_element(array, &at, &element); i++)
        if (i == wanted)
            return element;
    return (struct json_value){ 0 };
}

struct json_value json_at(struct json_value value, const char *pointer)
{
    struct slice rest = slice_of(pointer);
    if (rest.length == 0)
        return value;
    rest = slice_from(rest, 1);
    struct buf plain = buf_with_limit(BUF_LIMIT_LINE);
    struct slice segment;
    while (value.kind != JSON_ABSENT && slice_cut(&rest, '/', &segment)) {
        if (value.kind == JSON_ARRAY)
            value = element_number(value, segment);
        else
            value = json_member(value, plain_segment(segment, &plain));
    }
    buf_free(&plain);
    return value;
}

static uint32_t read_hex(const char *at)
{
    uint32_t code = 0;
    for (int i = 0; i < 4; i++)
        code = code << 4 | (uint32_t)json_hex_digit(at[i]);
    return code;
}

enum { HIGH_SURROGATE = 0xd800, LOW_SURROGATE = 0xdc00, SURROGATE_END = 0xe000, REPLACEMENT = 0xfffd };

static bool is_surrogate(uint32_t code)
{
    return code >= HIGH_SURROGATE && code < SURROGATE_END;
}

/* Reads \uXXXX at `at` (behind the backslash), with its low surrogate where one belongs to it; returns the length. A
 * half of a pair comes as it is. */
static size_t read_unicode_escape(struct slice inner, size_t at, uint32_t *code)
{
    *code = read_hex(inner.at + at + 1);
    if (!is_surrogate(*code))
        return 5;
    const bool pair =
        *code < LOW_SURROGATE && at + 11 <= inner.length && inner.at[at + 5] == '\\' && inner.at[at + 6] == 'u';
    const uint32_t low = pair ? read_hex(inner.at + at + 7) : 0;
    if (low < LOW_SURROGATE || low >= SURROGATE_END)
        return 5;
    *code = 0x10000 + ((*code - HIGH_SURROGATE) << 10) + (low - LOW_SURROGATE);
    return 11;
}

static char plain_escape(char escape)
{
    switch (escape) {
    case 'b':
        return '\b';
    case 'f':
        return '\f';
    case 'n':
        return '\n';
    case 'r':
        return '\r';
    case 't':
        return '\t';
    default:
        return escape;
    }
}

static void append_half_pair(struct buf *out, uint32_t code)
{
    buf_append_char(out, (char)(0xe0 | code >> 12));
    buf_append_char(out, (char)(0x80 | (code >> 6 & 0x3f)));
    buf_append_char(out, (char)(0x80 | (code & 0x3f)));
}

/* `inner` is the text between the quotes. */
static bool append_unescaped(struct buf *out, struct slice inner, bool keeps_half_pairs)
{
    size_t at = 0;
    while (at < inner.length) {
        const char *backslash = memchr(inner.at + at, '\\', inner.length - at);
        const size_t plain = backslash != NULL ? (size_t)(backslash - inner.at) - at : inner.length - at;
        buf_append(out, inner.at + at, plain);
        at += plain;
        if (backslash == NULL)
            break;
        at++;
        if (inner.at[at] != 'u') {
            buf_append_char(out, plain_escape(inner.at[at++]));
            continue;
        }
        uint32_t code = 0;
        at += read_unicode_escape(inner, at, &code);
        char bytes[UTF8_MAX];
        if (keeps_half_pairs && is_surrogate(code))
            append_half_pair(out, code);
        else
            buf_append(out, bytes, utf8_encode(is_surrogate(code) ? REPLACEMENT : code, bytes));
    }
    return !out->failed;
}

bool json_append_string(struct buf *out, struct json_value string)
{
    if (string.kind != JSON_STRING)
        return false;
    return append_unescaped(out, (struct slice){ .at = string.raw.at + 1, .length = string.raw.length - 2 }, false);
}

bool json_append_code_points(struct buf *out, struct slice inner)
{
    return append_unescaped(out, inner, true);
}

bool json_is_text(struct json_value string)
{
    const struct slice inner = { .at = string.raw.at + 1, .length = string.raw.length - 2 };
    for (size_t at = 0; at < inner.length; at++) {
        if (inner.at[at] != '\\')
            continue;
        at++;
        uint32_t code = 0;
        const size_t length = inner.at[at] == 'u' ? read_unicode_escape(inner, at, &code) : 1;
        if (is_surrogate(code))
            return false;
        at += length - 1;
    }
    return true;
}

bool json_key_is(struct slice raw_key, const char *name)
{
    if (memchr(raw_key.at, '\\', raw_key.length) == NULL)
        return slice_is(raw_key, name);
    struct buf plain = buf_with_limit(raw_key.length);
    append_unescaped(&plain, raw_key, false);
    const bool same = slice_is(buf_slice(&plain), name);
    buf_free(&plain);
    return same;
}

bool json_int64(struct json_value number, int64_t *value)
{
    long long whole = 0;
    if (number.kind != JSON_NUMBER || !slice_to_int64(number.raw, &whole))
        return false;
    *value = whole;
    return true;
}
