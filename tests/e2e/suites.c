#include "run.h"

Suite *activity_suite(void);
Suite *annotations_suite(void);
Suite *bulk_suite(void);
Suite *cache_suite(void);
Suite *command_suite(void);
Suite *completion_suite(void);
Suite *doctor_suite(void);
Suite *hostile_suite(void);
Suite *import_suite(void);
Suite *journal_suite(void);
Suite *pty_suite(void);
Suite *reading_suite(void);
Suite *review_file_suite(void);
Suite *serve_suite(void);
Suite *story_suite(void);
Suite *workbench_suite(void);
Suite *writers_suite(void);

const unit_suite unit_suites[] = {
    activity_suite,    annotations_suite, bulk_suite,   cache_suite,     command_suite, completion_suite,
    doctor_suite,      hostile_suite,     import_suite, journal_suite,   pty_suite,     reading_suite,
    review_file_suite, serve_suite,       story_suite,  workbench_suite, writers_suite, NULL
};
