#include "http_library.h"

#include <annotty/base/mem.h>

#include <dlfcn.h>
#include <pthread.h>
#include <string.h>

static struct http_library functions;
static struct error failure;
static pthread_once_t once = PTHREAD_ONCE_INIT;

static void *open_library(void)
{
    static const char *const names[] = { "libmicrohttpd.so.12", "libmicrohttpd.12.dylib", "libmicrohttpd.so" };
    for (size_t i = 0; i < ARRAY_LENGTH(names); i++) {
        void *const library = dlopen(names[i], RTLD_NOW | RTLD_LOCAL);
        if (library != NULL)
            return library;
    }
    return NULL;
}

/* POSIX lets an object pointer be a function's address, ISO C does not: hence the copy of its bytes. */
static bool take_function(void *library, const char *name, void *function)
{
    void *const address = dlsym(library, name);
    memcpy(function, &address, sizeof(address));
    return address != NULL || error_set(&failure, ERROR_STORE, "libmicrohttpd",
                                        "libmicrohttpd has no %s: install a newer one (0.9.72 or later)", name);
}

static void load(void)
{
    void *const library = open_library();
    if (library == NULL) {
        const char *const reason = dlerror();
        error_set(&failure, ERROR_STORE, "libmicrohttpd", "the local server needs libmicrohttpd, install it: %s",
                  reason != NULL ? reason : "not found");
        return;
    }
#define TAKE(name) take_function(library, "MHD_" #name, &functions.name) &&
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
