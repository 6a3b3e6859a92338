/* UTF-8, one code point at a time. What text means and how wide it is: base/text.h. */
#ifndef ANNOTTY_BASE_UTF8_H
#define ANNOTTY_BASE_UTF8_H

#include <annotty/base/slice.h>

#include <stdint.h>

enum { UTF8_MAX = 4 };

/* The bytes of a code point; U+FFFD for what isn't one. Returns how many. */
size_t utf8_encode(uint32_t code, char bytes[static UTF8_MAX]);
/* The code point at the beginning of non-empty text; returns its length in bytes, or 0 when the bytes aren't UTF-8. */
size_t utf8_decode(struct slice text, uint32_t *code);
/* Whether all of it is UTF-8 (contract D34); *bad_offset is set when not. */
bool utf8_is_valid(struct slice text, size_t *bad_offset);
/* Whether there is a C0 or C1 control character or a byte that isn't UTF-8 in it (contract D11). */
bool utf8_has_control(struct slice text);

#endif
