/* The suites of this program's test files. */
#ifndef ANNOTTY_TESTS_UNIT_STORE_SUITES_H
#define ANNOTTY_TESTS_UNIT_STORE_SUITES_H

#include "../run.h"

Suite *cache_suite(void);
Suite *db_suite(void);
Suite *journal_suite(void);
Suite *journal_drafts_suite(void);
Suite *workspace_suite(void);
Suite *workspace_annotated_suite(void);
Suite *workspace_claims_suite(void);
Suite *workspace_datasets_suite(void);
Suite *workspace_events_suite(void);
Suite *workspace_records_suite(void);
Suite *workspace_sample_suite(void);
Suite *workspace_spans_suite(void);
Suite *workspace_stamp_suite(void);
Suite *workspace_sweep_suite(void);

#endif
