#include "http_library.h"

#include <annotty/base/library.h>

#include <pthread.h>

static struct http_library functions;
static struct error failure;
static pthread_once_t once = PTHREAD_ONCE_INIT;

static bool take(void *library, const char *name, void *function)
{
    return library_take(library, name, function) ||
           error_set(&failure, ERROR_STORE, "libmicrohttpd",
                     "libmicrohttpd has no %s: install a newer one (0.9.72 or later)", name);
}

static void load(void)
{
    static const char *const names[] = { "libmicrohttpd.so.12", "libmicrohttpd.12.dylib", "libmicrohttpd.so", NULL };
    void *const library = library_open(names);
    if (library == NULL) {
        error_set(&failure, ERROR_STORE, "libmicrohttpd", "the local server needs libmicrohttpd, install it");
        return;
    }
#define TAKE(name) take(library, "MHD_" #name, &functions.name) &&
    (void)(HTTP_LIBRARY_FUNCTIONS(TAKE) true);
#undef TAKE
}

const struct http_library *http_library_load(struct error *error)
{
    pthread_once(&once, load);
    if (failure.kind == ERROR_NONE)
        return &functions;
    if (error != NULL)
        *error = failure;
    return NULL;
}
