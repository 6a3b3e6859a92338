#include "tls_library.h"

#include <annotty/base/library.h>

#include <pthread.h>

static struct tls_library functions;
static struct error failure;
static pthread_once_t once = PTHREAD_ONCE_INIT;

static bool take(void *library, const char *name, void *function)
{
    return library_take(library, name, function) ||
           error_set(&failure, ERROR_STORE, "gnutls", "GnuTLS has no %s: install a newer one (3.7 or later)", name);
}

static void load(void)
{
    static const char *const names[] = { "libgnutls.so.30", "libgnutls.30.dylib", "libgnutls.so", NULL };
    void *const library = library_open(names);
    if (library == NULL) {
        error_set(&failure, ERROR_STORE, "gnutls", "a server with keys needs GnuTLS, install it");
        return;
    }
#define TAKE(name) take(library, "gnutls_" #name, &functions.name) &&
    (void)(TLS_LIBRARY_FUNCTIONS(TAKE) true);
#undef TAKE
}

const struct tls_library *tls_library_load(struct error *error)
{
    pthread_once(&once, load);
    if (failure.kind == ERROR_NONE)
        return &functions;
    if (error != NULL)
        *error = failure;
    return NULL;
}
