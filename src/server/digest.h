/* SHA-256 of keys, as text: what the store keeps of them. */
#ifndef ANNOTTY_SERVER_DIGEST_H
#define ANNOTTY_SERVER_DIGEST_H

#include <annotty/base/error.h>
#include <annotty/base/slice.h>

enum { DIGEST_SIZE = 65 }; /* 64 hexadecimal digits */

/* False when the library for it can't be loaded; a first success lasts. */
bool digest_make(struct slice text, char digest[static DIGEST_SIZE], struct error *error);
/* In a time that says nothing about where they differ. */
bool digest_equal(const char first[static DIGEST_SIZE], const char second[static DIGEST_SIZE]);

#endif
