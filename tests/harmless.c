#include "harmless.h"

#include <annotty/base/utf8.h>

static const struct range {
    uint32_t first, last;
} harmful[] = {
    { 0x0000, 0x001f },    /* C0 */
    { 0x007f, 0x009f },    /* delete and C1 */
    { 0x00ad, 0x00ad },    /* soft hyphen */
    { 0x034f, 0x034f },    /* grapheme joiner */
    { 0x061c, 0x061c },    /* Arabic letter mark: bidi */
    { 0x115f, 0x1160 },    /* Hangul fillers */
    { 0x17b4, 0x17b5 },    /* Khmer vowels without a shape */
    { 0x180b, 0x180f },    /* Mongolian selectors */
    { 0x200b, 0x200f },    /* zero width, and bidi marks */
    { 0x2028, 0x202e },    /* line ends, bidi embeddings and overrides */
    { 0x2060, 0x206f },    /* invisible operators, bidi isolates */
    { 0x3164, 0x3164 },    /* Hangul filler */
    { 0xd800, 0xf8ff },    /* surrogates, private use */
    { 0xfe00, 0xfe0f },    /* variation selectors */
    { 0xfeff, 0xfeff },    /* byte order mark */
    { 0xffa0, 0xffa0 },    /* Hangul filler */
    { 0xfff0, 0xfffb },    /* interlinear annotations */
    { 0xfffe, 0xffff },    /* never characters */
    { 0x1bca0, 0x1bca3 },  /* shorthand controls */
    { 0x1d173, 0x1d17a },  /* musical controls */
    { 0xe0000, 0x10ffff }, /* tags, selectors, private use */
};

static const struct range of_emoji[] = { { 0x200d, 0x200d }, { 0xfe0e, 0xfe0f }, { 0xe0020, 0xe007f } };

static bool is_in(uint32_t code, const struct range *ranges, size_t count)
{
    for (size_t i = 0; i < count; i++)
        if (code >= ranges[i].first && code <= ranges[i].last)
            return true;
    return false;
}

bool harmless_code(uint32_t code, bool emoji)
{
    if (emoji && is_in(code, of_emoji, sizeof(of_emoji) / sizeof(*of_emoji)))
        return true;
    return !is_in(code, harmful, sizeof(harmful) / sizeof(*harmful));
}

size_t harmless_length(struct slice text, bool emoji)
{
    size_t at = 0;
    while (at < text.length) {
        uint32_t code = 0;
        if (text.at[at] >= ' ' && text.at[at] <= '~') {
            at++;
            continue;
        }
        const size_t length = utf8_decode(slice_from(text, at), &code);
        if (length == 0 || !harmless_code(code, emoji))
            return at;
        at += length;
    }
    return at;
}
