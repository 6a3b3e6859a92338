#include "run.h"

Suite *line_suite(void);
Suite *list_suite(void);
Suite *query_suite(void);

const unit_suite unit_suites[] = { line_suite, list_suite, query_suite, NULL };
