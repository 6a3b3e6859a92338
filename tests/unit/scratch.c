#include "scratch.h"

#include <check.h>
#include <ftw.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

struct scratch scratch_new(void)
{
    const char *const parent = getenv("TMPDIR");
    struct scratch scratch;
    snprintf(scratch.path, sizeof(scratch.path), "%s/annotty-test-XXXXXX", parent != NULL && *parent ? parent : "/tmp");
    ck_assert_ptr_nonnull(mkdtemp(scratch.path));
    return scratch;
}

static int remove_entry(const char *path, const struct stat *status, int kind, struct FTW *walk)
{
    (void)status;
    (void)kind;
    (void)walk;
    return remove(path);
}

void scratch_remove(struct scratch *scratch)
{
    ck_assert_int_eq(nftw(scratch->path, remove_entry, 16, FTW_DEPTH | FTW_PHYS), 0);
}

char *scratch_file(const struct scratch *scratch, const char *name)
{
    char *path = NULL;
    ck_assert_int_ge(asprintf(&path, "%s/%s", scratch->path, name), 0);
    return path;
}
