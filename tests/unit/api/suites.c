#include "run.h"

Suite *answer_suite(void);
Suite *batch_suite(void);
Suite *call_suite(void);
Suite *change_rows_suite(void);
Suite *check_suite(void);
Suite *curl_suite(void);
Suite *inverse_suite(void);
Suite *label_notation_suite(void);
Suite *label_schema_suite(void);
Suite *labels_suite(void);
Suite *record_suite(void);
Suite *rows_suite(void);
Suite *tables_suite(void);

const unit_suite unit_suites[] = { answer_suite,       batch_suite,  call_suite,    check_suite, label_notation_suite,
                                   label_schema_suite, labels_suite, record_suite,  rows_suite,  tables_suite,
                                   change_rows_suite,  curl_suite,   inverse_suite, NULL };
