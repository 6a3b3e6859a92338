/* Writes JSON text straight into a buffer. Values that are passed on keep their own characters. */
#include <annotty/json/json.h>

#include "scan.h"

#include <annotty/base/utf8.h>

static const char hex_digits[] = "0123456789abcdef";

static void write_escape(struct buf *out, unsigned char byte)
{
    static const char short_form[] = {
        ['"'] = '"', ['\\'] = '\\', ['\b'] = 'b', ['\f'] = 'f', ['\n'] = 'n', ['\r'] = 'r', ['\t'] = 't'
    };
    const char letter = byte < sizeof(short_form) ? short_form[byte] : '\0';
    if (letter != '\0') {
        buf_append(out, (const char[]){ '\\', letter }, 2);
        return;
    }
    buf_append(out, (const char[]){ '\\', 'u', '0', '0', hex_digits[byte >> 4], hex_digits[byte & 15] }, 6);
}

static bool is_ascii_word(const char *at)
{
    uint64_t word;
    memcpy(&word, at, sizeof(word));
    return (word & UINT64_C(0x8080808080808080)) == 0;
}

static size_t skip_ascii(struct slice text, size_t at)
{
    while (text.length - at >= sizeof(uint64_t) && json_is_plain_word(text.at + at) && is_ascii_word(text.at + at))
        at += sizeof(uint64_t);
    while (at < text.length && json_is_plain(text.at[at]) && (unsigned char)text.at[at] < 0x80)
        at++;
    return at;
}

bool json_is_plain_text(struct slice text)
{
    return skip_ascii(text, 0) == text.length;
}

bool json_write_string(struct buf *out, struct slice text)
{
    buf_append_char(out, '"');
    size_t at = 0;
    while (at < text.length) {
        const size_t plain_end = skip_ascii(text, at);
        buf_append(out, text.at + at, plain_end - at);
        at = plain_end;
        if (at == text.length)
            break;
        if ((unsigned char)text.at[at] < 0x80) {
            write_escape(out, (unsigned char)text.at[at++]);
            continue;
        }
        uint32_t code = 0;
        const size_t length = utf8_decode(slice_from(text, at), &code);
        if (length > 0)
            buf_append(out, text.at + at, length);
        else
            buf_append_text(out, "\xef\xbf\xbd");
        at += length > 0 ? length : 1;
    }
    return buf_append_char(out, '"');
}

static void new_line(struct buf *out, int indent)
{
    buf_printf(out, "\n%*s", indent * 2, "");
}

/* True when the container has no items, and "{}" or "[]" was written. */
static bool write_empty(struct buf *out, struct json_value value)
{
    if (json_skip_blanks(value.raw, 1) + 1 < value.raw.length)
        return false;
    buf_append_text(out, value.kind == JSON_OBJECT ? "{}" : "[]");
    return true;
}

/* Depth is bounded by the check (JSON_DEPTH_MAX), so recursion is too. */
bool json_write_pretty(struct buf *out, struct json_value value, int indent)
{
    if (value.kind != JSON_OBJECT && value.kind != JSON_ARRAY)
        return buf_append_slice(out, value.raw);
    if (write_empty(out, value))
        return !out->failed;
    const bool object = value.kind == JSON_OBJECT;
    buf_append_char(out, object ? '{' : '[');
    size_t at = 0;
    struct slice key;
    struct json_value item;
    bool first = true;
    while (object ? json_next_member(value, &at, &key, &item) : json_next_element(value, &at, &item)) {
        if (!first)
            buf_append_char(out, ',');
        first = false;
        new_line(out, indent + 1);
        if (object) {
            buf_append_char(out, '"');
            buf_append_slice(out, key);
            buf_append_text(out, "\": ");
        }
        json_write_pretty(out, item, indent + 1);
    }
    new_line(out, indent);
    return buf_append_char(out, object ? '}' : ']');
}

bool json_write_pointer(struct buf *out, struct slice segment)
{
    buf_append_char(out, '/');
    for (size_t i = 0; i < segment.length; i++) {
        if (segment.at[i] == '~')
            buf_append_text(out, "~0");
        else if (segment.at[i] == '/')
            buf_append_text(out, "~1");
        else
            buf_append_char(out, segment.at[i]);
    }
    return !out->failed;
}
