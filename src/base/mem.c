/* The only calls of malloc and its kin outside the libraries. */
#include <annotty/base/mem.h>

#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#if defined(__GLIBC__)
#include <malloc.h>
#endif
#include <string.h>

static void (*restore_terminal)(void);

void mem_on_exhaustion(void (*restore)(void))
{
    restore_terminal = restore;
}

static void *checked(void *memory)
{
    if (memory != NULL)
        return memory;
    if (restore_terminal != NULL)
        restore_terminal();
    fputs("annotty: out of memory\n", stderr);
    abort();
}

void *xmalloc(size_t size)
{
    return checked(malloc(size != 0 ? size : 1));
}

void *xcalloc(size_t count, size_t size)
{
    return checked(calloc(count != 0 ? count : 1, size != 0 ? size : 1));
}

void *xrealloc(void *memory, size_t size)
{
    return checked(realloc(memory, size != 0 ? size : 1));
}

void *xgrow(void *array, size_t *capacity, size_t needed, size_t item_size)
{
    if (array != NULL && needed <= *capacity)
        return array;
    size_t grown = *capacity < 8 ? 8 : *capacity + *capacity / 2;
    if (grown < needed)
        grown = needed;
    if (grown > SIZE_MAX / item_size)
        checked(NULL);
    *capacity = grown;
    return xrealloc(array, grown * item_size);
}

char *xstrdup(const char *text)
{
    return checked(strdup(text));
}

char *xstrndup(const char *text, size_t length)
{
    char *copy = xmalloc(length + 1);
    if (length > 0)
        memcpy(copy, text, length);
    copy[length] = '\0';
    return copy;
}

char *xasprintf(const char *format, ...)
{
    char *text = NULL;
    va_list arguments;
    va_start(arguments, format);
    const int length = vasprintf(&text, format, arguments);
    va_end(arguments);
    return checked(length < 0 ? NULL : text);
}

void mem_give_back(void)
{
#if defined(__GLIBC__)
    malloc_trim(0);
#endif
}
