#include "run.h"

Suite *action_suite(void);
Suite *activity_suite(void);
Suite *agreement_suite(void);
Suite *answers_suite(void);
Suite *columns_suite(void);
Suite *form_suite(void);
Suite *intake_suite(void);
Suite *line_suite(void);
Suite *list_suite(void);
Suite *list_random_suite(void);
Suite *people_suite(void);
Suite *query_suite(void);
Suite *results_suite(void);
Suite *reader_suite(void);
Suite *trace_suite(void);
Suite *trace_page_suite(void);
Suite *workbench_activity_suite(void);
Suite *workbench_ahead_suite(void);
Suite *workbench_bulk_suite(void);
Suite *workbench_drafts_suite(void);
Suite *workbench_keys_suite(void);
Suite *workbench_load_suite(void);
Suite *workbench_people_suite(void);
Suite *workbench_random_suite(void);
Suite *workbench_review_suite(void);
Suite *workbench_trace_suite(void);
Suite *workbench_write_suite(void);

const unit_suite unit_suites[] = { action_suite,
                                   agreement_suite, answers_suite,
                                   columns_suite,
                                   form_suite,
                                   intake_suite,
                                   line_suite,
                                   list_suite,
                                   list_random_suite,
                                   people_suite,
                                   query_suite,
                                   results_suite,
                                   reader_suite,
                                   trace_suite,
                                   trace_page_suite,
                                   workbench_ahead_suite,
                                   workbench_bulk_suite,
                                   workbench_keys_suite,
                                   workbench_load_suite,
                                   workbench_people_suite,
                                   workbench_random_suite,
                                   workbench_review_suite,
                                   workbench_trace_suite,
                                   workbench_write_suite,
                                   activity_suite,
                                   workbench_activity_suite,
                                   workbench_drafts_suite,
                                   NULL };
