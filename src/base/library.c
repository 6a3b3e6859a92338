#include <annotty/base/library.h>

#include <dlfcn.h>
#include <stddef.h>
#include <string.h>

void *library_open(const char *const *names)
{
    for (; *names != NULL; names++) {
        void *const library = dlopen(*names, RTLD_NOW | RTLD_LOCAL);
        if (library != NULL)
            return library;
    }
    return NULL;
}

/* POSIX lets an object pointer be a function's address, ISO C does not: hence the copy of its bytes. */
bool library_take(void *library, const char *name, void *function)
{
    void *const address = dlsym(library, name);
    memcpy(function, &address, sizeof(address));
    return address != NULL;
}
