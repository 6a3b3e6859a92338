#include "run.h"

Suite *arguments_suite(void);
Suite *catalog_suite(void);
Suite *chunk_suite(void);
Suite *command_suite(void);
Suite *completion_suite(void);
Suite *config_print_suite(void);
Suite *connection_suite(void);
Suite *doctor_suite(void);
Suite *help_suite(void);
Suite *import_suite(void);
Suite *leftovers_suite(void);
Suite *man_suite(void);
Suite *names_suite(void);
Suite *output_suite(void);
Suite *progress_suite(void);
Suite *results_suite(void);
Suite *sampling_suite(void);
Suite *serve_suite(void);
Suite *source_suite(void);
Suite *suggest_suite(void);

const unit_suite unit_suites[] = { arguments_suite,  catalog_suite,    chunk_suite,
                                   command_suite,    completion_suite, config_print_suite,
                                   connection_suite, doctor_suite,     help_suite,
                                   import_suite,     leftovers_suite,  man_suite,
                                   names_suite,      output_suite,     progress_suite,
                                   results_suite,    sampling_suite,   serve_suite,
                                   source_suite,     suggest_suite,    NULL };
