/* The suites of the contract's test program. */
#ifndef ANNOTTY_TESTS_CONTRACT_SUITES_H
#define ANNOTTY_TESTS_CONTRACT_SUITES_H

#include "../unit/run.h"

#include <stddef.h>

struct story;

Suite *attack_suite(void);
Suite *checks_suite(void);
Suite *claims_suite(void);
Suite *content_suite(void);
Suite *datasets_suite(void);
Suite *events_suite(void);
Suite *examples_suite(void);
Suite *experiments_suite(void);
Suite *http_suite(void);
Suite *interactions_suite(void);
Suite *keys_suite(void);
Suite *projects_suite(void);
Suite *labels_suite(void);
Suite *queues_suite(void);
Suite *records_suite(void);
Suite *records_together_suite(void);
Suite *spans_suite(void);
Suite *statuses_suite(void);
Suite *store_suite(void);
Suite *tags_suite(void);
Suite *users_suite(void);
Suite *values_suite(void);
Suite *versions_suite(void);

#endif
