#include "digest.h"

#include "tls_library.h"

enum { DIGEST_BYTES = 32 };

bool digest_make(struct slice text, char digest[static DIGEST_SIZE], struct error *error)
{
    unsigned char bytes[DIGEST_BYTES];
    const struct tls_library *const library = tls_library_load(error);
    if (library == NULL)
        return false;
    const int code = library->hash_fast(GNUTLS_DIG_SHA256, text.at, text.length, bytes);
    if (code < 0)
        return error_set(error, ERROR_STORE, "gnutls", "GnuTLS can't make a digest: %s", library->strerror(code));
    /* Each request needs two of them: snprintf would take longer than the digest. */
    static const char digits[] = "0123456789abcdef";
    for (size_t i = 0; i < sizeof(bytes); i++) {
        digest[2 * i] = digits[bytes[i] >> 4];
        digest[2 * i + 1] = digits[bytes[i] & 15];
    }
    digest[2 * sizeof(bytes)] = '\0';
    return true;
}

/* `volatile` keeps the compiler from leaving the loop early. */
bool digest_equal(const char first[static DIGEST_SIZE], const char second[static DIGEST_SIZE])
{
    volatile unsigned char difference = 0;
    for (size_t i = 0; i < DIGEST_SIZE; i++)
        difference = (unsigned char)(difference | (first[i] ^ second[i]));
    return difference == 0;
}
