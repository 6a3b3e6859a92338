/* A fresh home for each test; the working directory is in it. */
#ifndef ANNOTTY_TESTS_E2E_HOME_H
#define ANNOTTY_TESTS_E2E_HOME_H

#include <annotty/base/buf.h>

void home_make(void);
void home_remove(void);
const char *home_path(void);
/* Makes a file in it. */
void home_write(const char *name, const char *content);
/* Appends what a file in it, or elsewhere, holds. */
void home_read(const char *path, struct buf *into);

#endif
