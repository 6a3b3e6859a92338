/* Every unit test program: the suites of one layer. Each test file offers one function that makes its suite, and the
 * layer's suites.c lists them in unit_suites. */
#ifndef ANNOTTY_TESTS_UNIT_RUN_H
#define ANNOTTY_TESTS_UNIT_RUN_H

#include <check.h>

typedef Suite *(*unit_suite)(void);
/* Ends with NULL. Defined once in each program. */
extern const unit_suite unit_suites[];

#endif
