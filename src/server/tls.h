/* A server's certificate and its private key, read from files and held against each other. */
#ifndef ANNOTTY_SERVER_TLS_H
#define ANNOTTY_SERVER_TLS_H

#include <annotty/base/error.h>

struct tls {
    char *certificate, *key; /* PEM; NULL: no TLS */
};

/* False with the file's name when they can't be read, aren't PEM, or don't belong together. */
bool tls_read(struct tls *tls, const char *certificate_path, const char *key_path, struct error *error);
void tls_free(struct tls *tls);

#endif
