/* A workspace to measure with: one queue with many annotated interactions. */
#ifndef ANNOTTY_TESTS_BENCH_DATA_H
#define ANNOTTY_TESTS_BENCH_DATA_H

#include <annotty/base/error.h>

#include <stddef.h>

enum { ANNOTATIONS_EACH = 2 };

/* Makes the workspace in the empty directory `dir`. */
bool data_make(const char *dir, size_t interactions, struct error *error);

#endif
