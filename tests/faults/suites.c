#include "run.h"

Suite *proxy_suite(void);
Suite *reading_suite(void);
Suite *writing_suite(void);

const unit_suite unit_suites[] = { proxy_suite, reading_suite, writing_suite, NULL };
