#include "run.h"

Suite *command_suite(void);
Suite *config_suite(void);
Suite *directory_suite(void);
Suite *file_suite(void);
Suite *flags_suite(void);
Suite *inifile_suite(void);
Suite *rows_suite(void);
Suite *value_suite(void);

const unit_suite unit_suites[] = {
    command_suite, config_suite, directory_suite, file_suite, flags_suite, inifile_suite, rows_suite, value_suite, NULL,
};
