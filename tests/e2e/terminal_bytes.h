/* What the program may write to a terminal, as a grammar: harmless text, and the sequences that the terminal code makes
 * itself. Whatever is neither, came from outside. */
#ifndef ANNOTTY_TESTS_E2E_TERMINAL_BYTES_H
#define ANNOTTY_TESTS_E2E_TERMINAL_BYTES_H

#include <annotty/base/slice.h>

enum terminal_text { TERMINAL_UTF8, TERMINAL_EMOJI, TERMINAL_ASCII };

/* The offset of the first byte that may not be there; the length when there is none. */
size_t terminal_bytes_sound(struct slice bytes, enum terminal_text text);

#endif
