#include "run.h"

Suite *arguments_suite(void);
Suite *columns_suite(void);

const unit_suite unit_suites[] = { arguments_suite, columns_suite, NULL };
