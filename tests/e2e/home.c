#include "home.h"

#include <check.h>
#include <ftw.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

static char home[64];

void home_make(void)
{
    snprintf(home, sizeof(home), "/tmp/annotty-e2e-XXXXXX");
    ck_assert_ptr_nonnull(mkdtemp(home));
    ck_assert_int_eq(chdir(home), 0);
}

static int remove_entry(const char *path, const struct stat *status, int kind, struct FTW *place)
{
    (void)status, (void)kind, (void)place;
    return remove(path);
}

void home_remove(void)
{
    ck_assert_int_eq(chdir("/"), 0);
    nftw(home, remove_entry, 16, FTW_DEPTH | FTW_PHYS);
}

const char *home_path(void)
{
    return home;
}

void home_write(const char *name, const char *content)
{
    char path[128];
    snprintf(path, sizeof(path), "%s/%s", home, name);
    FILE *file = fopen(path, "w");
    ck_assert_ptr_nonnull(file);
    fputs(content, file);
    fclose(file);
}

void home_read(const char *path, struct buf *into)
{
    FILE *file = fopen(path, "r");
    ck_assert_msg(file != NULL, "%s", path);
    char bytes[4096];
    for (size_t got = fread(bytes, 1, sizeof(bytes), file); got > 0; got = fread(bytes, 1, sizeof(bytes), file))
        buf_append(into, bytes, got);
    fclose(file);
}
