#include "tls.h"

#include "tls_library.h"

#include <annotty/base/buf.h>

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { PEM_MAX = 1024 * 1024 }; /* a chain of certificates takes some kilobytes */

void tls_free(struct tls *tls)
{
    if (tls->key != NULL)
        explicit_bzero(tls->key, strlen(tls->key));
    free(tls->certificate);
    free(tls->key);
    *tls = (struct tls){ 0 };
}

static char *read_pem(const char *path, struct error *error)
{
    struct buf text = buf_with_limit(PEM_MAX);
    FILE *const file = fopen(path, "re");
    bool is_read = file != NULL;
    while (is_read && feof(file) == 0) {
        char piece[4096];
        const size_t length = fread(piece, 1, sizeof(piece), file);
        is_read = ferror(file) == 0 && (buf_append(&text, piece, length) || length == 0);
        explicit_bzero(piece, sizeof(piece));
    }
    const int reason = text.failed ? EFBIG : errno;
    if (file != NULL)
        fclose(file);
    if (is_read && text.length > 0)
        return buf_take(&text);
    buf_free(&text);
    if (is_read)
        error_set(error, ERROR_USAGE, path, "%s is empty: a PEM file is wanted", path);
    else
        error_set_errno(error, ERROR_USAGE, path, reason, "%s can't be read", path);
    return NULL;
}

static bool check_pair(const struct tls *tls, const char *certificate_path, const char *key_path, struct error *error)
{
    const struct tls_library *const library = tls_library_load(error);
    gnutls_certificate_credentials_t credentials = NULL;
    if (library == NULL)
        return false;
    if (library->certificate_allocate_credentials(&credentials) < 0)
        return error_set(error, ERROR_STORE, "gnutls", "not enough memory for TLS");
    const gnutls_datum_t certificate = { (unsigned char *)tls->certificate, (unsigned)strlen(tls->certificate) };
    const gnutls_datum_t key = { (unsigned char *)tls->key, (unsigned)strlen(tls->key) };
    const int code = library->certificate_set_x509_key_mem(credentials, &certificate, &key, GNUTLS_X509_FMT_PEM);
    library->certificate_free_credentials(credentials);
    return code >= 0 ||
           error_set(error, ERROR_USAGE, certificate_path, "%s and %s are no certificate with its key in PEM: %s",
                     certificate_path, key_path, library->strerror(code));
}

bool tls_read(struct tls *tls, const char *certificate_path, const char *key_path, struct error *error)
{
    tls->certificate = read_pem(certificate_path, error);
    tls->key = tls->certificate != NULL ? read_pem(key_path, error) : NULL;
    if (tls->key != NULL && check_pair(tls, certificate_path, key_path, error))
        return true;
    tls_free(tls);
    return false;
}
