#include "run.h"

Suite *check_suite(void);
Suite *read_suite(void);
Suite *write_suite(void);
Suite *equal_suite(void);
Suite *stream_suite(void);

const unit_suite unit_suites[] = { check_suite, read_suite, write_suite, equal_suite, stream_suite, NULL };
