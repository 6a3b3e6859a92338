#include "curl_library.h"

#include <annotty/base/library.h>

#include <pthread.h>

static struct curl_library library;
static struct error load_error;
static pthread_once_t once = PTHREAD_ONCE_INIT;

static const char *const names[] = { "libcurl.so.4", "libcurl-gnutls.so.4", "libcurl.4.dylib", NULL };

static bool take(void *handle, const char *name, void *function)
{
    return library_take(handle, name, function) ||
           error_set(&load_error, ERROR_STORE, names[0], "this libcurl lacks %s; install a newer one", name);
}

static void load(void)
{
    void *handle = library_open(names);
    if (handle == NULL) {
        error_set(&load_error, ERROR_STORE, names[0],
                  "libcurl is not installed; install it (Debian: apt install libcurl4)");
        return;
    }
#define CURL_TAKE(name)                                                                                                \
    if (!take(handle, #name, &library.name))                                                                           \
        return;
    CURL_FUNCTIONS(CURL_TAKE)
#undef CURL_TAKE
    if (library.curl_global_init(CURL_GLOBAL_DEFAULT) != CURLE_OK)
        error_set(&load_error, ERROR_STORE, names[0], "libcurl can't be initialised");
}

const struct curl_library *curl_library_load(struct error *error)
{
    pthread_once(&once, load);
    if (load_error.kind == ERROR_NONE)
        return &library;
    if (error != NULL)
        *error = load_error;
    return NULL;
}
