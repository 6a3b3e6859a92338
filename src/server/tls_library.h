/* GnuTLS, which libmicrohttpd uses for TLS anyway: loaded by servers that keep keys or speak TLS, and not before. */
#ifndef ANNOTTY_SERVER_TLS_LIBRARY_H
#define ANNOTTY_SERVER_TLS_LIBRARY_H

#include <annotty/base/error.h>

#include <gnutls/crypto.h>
#include <gnutls/gnutls.h>

#define TLS_LIBRARY_FUNCTIONS(F)                                                                                       \
    F(hash_fast)                                                                                                       \
    F(certificate_allocate_credentials)                                                                                \
    F(certificate_free_credentials)                                                                                    \
    F(certificate_set_x509_key_mem)                                                                                    \
    F(strerror)

/* library->hash_fast is gnutls_hash_fast, and so on. */
struct tls_library {
#define MEMBER(name) __typeof__(&gnutls_##name) name;
    TLS_LIBRARY_FUNCTIONS(MEMBER)
#undef MEMBER
};

/* Loaded once and kept until the process ends; NULL when it can't be (ERROR_STORE: something about this machine). */
const struct tls_library *tls_library_load(struct error *error);

#endif
