#include "leftovers.h"

#include <annotty/base/mem.h>

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <unistd.h>

enum { NAMES_TRIED = 100, MODE = 0600 }; /* what goes in is as private as the input, which may be */

struct leftovers leftovers_new(const char *name, const char *ending, bool exact)
{
    return (struct leftovers){ .name = name != NULL ? xasprintf("%s%s", name, ending) : NULL, .exact = exact };
}

bool leftovers_are_free(const struct leftovers *leftovers, struct error *error)
{
    if (leftovers->name == NULL || !leftovers->exact || access(leftovers->name, F_OK) != 0)
        return true;
    return error_set(error, ERROR_USAGE, leftovers->name, "%s is there already; name another file for failures",
                     leftovers->name);
}

static FILE *make_file(const char *name)
{
    const int fd = open(name, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, MODE);
    return fd < 0 ? NULL : fdopen(fd, "w");
}

/* Where the name is taken, NAME.2, NAME.3 ... */
static void open_file(struct leftovers *leftovers)
{
    leftovers->file = make_file(leftovers->name);
    char *plain = xstrdup(leftovers->name);
    for (int i = 2; leftovers->file == NULL && errno == EEXIST && !leftovers->exact && i < NAMES_TRIED; i++) {
        free(leftovers->name);
        leftovers->name = xasprintf("%s.%d", plain, i);
        leftovers->file = make_file(leftovers->name);
    }
    free(plain);
    if (leftovers->file == NULL)
        error_set_errno(&leftovers->problem, ERROR_STORE, leftovers->name, errno, "can't make %s", leftovers->name);
}

void leftovers_add(struct leftovers *leftovers, struct slice json)
{
    leftovers->count++;
    if (leftovers->name == NULL || leftovers->problem.kind != ERROR_NONE)
        return;
    if (leftovers->file == NULL)
        open_file(leftovers);
    if (leftovers->file == NULL)
        return;
    /* A line break in JSON text stands between values only. */
    for (size_t i = 0; i < json.length; i++)
        putc(json.at[i] == '\n' || json.at[i] == '\r' ? ' ' : json.at[i], leftovers->file);
    putc('\n', leftovers->file);
}

const char *leftovers_end(struct leftovers *leftovers)
{
    if (leftovers->file == NULL)
        return NULL;
    const bool written = fflush(leftovers->file) == 0 && !ferror(leftovers->file);
    if (!written)
        error_set_errno(&leftovers->problem, ERROR_STORE, leftovers->name, errno, "can't write %s", leftovers->name);
    return written ? leftovers->name : NULL;
}

void leftovers_discard(struct leftovers *leftovers)
{
    if (leftovers->file == NULL)
        return;
    unlink(leftovers->name);
    fclose(leftovers->file);
    leftovers->file = NULL;
}

void leftovers_free(struct leftovers *leftovers)
{
    if (leftovers->file != NULL)
        fclose(leftovers->file);
    free(leftovers->name);
    *leftovers = (struct leftovers){ 0 };
}
