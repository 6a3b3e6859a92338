/* Shared libraries that are loaded by the thread that needs them, and not at the start of the program. */
#ifndef ANNOTTY_BASE_LIBRARY_H
#define ANNOTTY_BASE_LIBRARY_H

#include <stdbool.h>

/* The first of these that can be loaded, for as long as the process lives; NULL when none can. NULL ends the names. */
void *library_open(const char *const *names);
/* Puts the address of the function into *function, a pointer to a function pointer; false when there is none. */
bool library_take(void *library, const char *name, void *function);

#endif
