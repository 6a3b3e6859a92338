/* What may reach a terminal as text, told a second time and independently of the program: a code point that is shown,
 * and does nothing else. */
#ifndef ANNOTTY_TESTS_HARMLESS_H
#define ANNOTTY_TESTS_HARMLESS_H

#include <annotty/base/slice.h>

#include <stdint.h>

/* `emoji`: what joins and selects in emoji sequences is good too. */
bool harmless_code(uint32_t code, bool emoji);
/* The offset of the first byte that isn't part of harmless UTF-8; the length when there is none. */
size_t harmless_length(struct slice text, bool emoji);

#endif
