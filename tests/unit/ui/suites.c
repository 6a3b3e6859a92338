#include "run.h"

Suite *screen_suite(void);

const unit_suite unit_suites[] = { screen_suite, NULL };
