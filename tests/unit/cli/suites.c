#include "run.h"

Suite *arguments_suite(void);
Suite *command_suite(void);
Suite *connection_suite(void);
Suite *names_suite(void);
Suite *output_suite(void);
Suite *progress_suite(void);
Suite *serve_suite(void);
Suite *source_suite(void);

const unit_suite unit_suites[] = { arguments_suite, command_suite, connection_suite, names_suite, output_suite,
                                   progress_suite,  serve_suite,   source_suite,     NULL };
