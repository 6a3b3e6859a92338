#include <annotty/base/utf8.h>

#include <utf8proc.h>

size_t utf8_encode(uint32_t code, char bytes[static UTF8_MAX])
{
    utf8proc_int32_t point = (utf8proc_int32_t)code;
    if (!utf8proc_codepoint_valid(point))
        point = 0xfffd;
    return (size_t)utf8proc_encode_char(point, (utf8proc_uint8_t *)bytes);
}

size_t utf8_decode(struct slice text, uint32_t *code)
{
    utf8proc_int32_t point = -1;
    const utf8proc_ssize_t length =
        utf8proc_iterate((const utf8proc_uint8_t *)text.at, (utf8proc_ssize_t)text.length, &point);
    if (length <= 0)
        return 0;
    *code = (uint32_t)point;
    return (size_t)length;
}

static bool is_ascii_word(const char *at)
{
    uint64_t word;
    memcpy(&word, at, sizeof(word));
    return (word & UINT64_C(0x8080808080808080)) == 0;
}

bool utf8_is_valid(struct slice text, size_t *bad_offset)
{
    size_t at = 0;
    while (at < text.length) {
        if (text.length - at >= sizeof(uint64_t) && is_ascii_word(text.at + at)) {
            at += sizeof(uint64_t);
            continue;
        }
        uint32_t code = 0;
        const size_t length = utf8_decode(slice_from(text, at), &code);
        if (length == 0) {
            *bad_offset = at;
            return false;
        }
        at += length;
    }
    return true;
}

bool utf8_has_control(struct slice text)
{
    while (text.length > 0) {
        uint32_t code = 0;
        const size_t length = utf8_decode(text, &code);
        if (length == 0 || code < 0x20 || (code >= 0x7f && code < 0xa0))
            return true;
        text = slice_from(text, length);
    }
    return false;
}
