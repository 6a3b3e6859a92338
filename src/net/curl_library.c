#include "curl_library.h"

#include <dlfcn.h>
#include <pthread.h>
#include <string.h>

static struct curl_library library;
static struct error load_error;
static pthread_once_t once = PTHREAD_ONCE_INIT;

static const char *const names[] = { "libcurl.so.4", "libcurl-gnutls.so.4", "libcurl.4.dylib" };

static void *open_library(void)
{
    for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++) {
        void *handle = dlopen(names[i], RTLD_NOW | RTLD_LOCAL);
        if (handle != NULL)
            return handle;
    }
    return NULL;
}

/* A function pointer can't be cast from dlsym's object pointer in C17; its bytes can be copied. */
static bool find(void *handle, const char *name, void *pointer)
{
    void *symbol = dlsym(handle, name);
    memcpy(pointer, &symbol, sizeof(symbol));
    return symbol != NULL ||
           error_set(&load_error, ERROR_STORE, names[0], "this libcurl lacks %s; install a newer one", name);
}

static void load(void)
{
    void *handle = open_library();
    if (handle == NULL) {
        error_set(&load_error, ERROR_STORE, names[0],
                  "libcurl is not installed; install it (Debian: apt install libcurl4)");
        return;
    }
#define CURL_FIND(name)                                                                                                \
    if (!find(handle, #name, &library.name))                                                                           \
        return;
    CURL_FUNCTIONS(CURL_FIND)
#undef CURL_FIND
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
