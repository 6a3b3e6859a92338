#include "run.h"

Suite *arena_suite(void);
Suite *buf_suite(void);
Suite *clock_suite(void);
Suite *error_suite(void);
Suite *index_suite(void);
Suite *library_suite(void);
Suite *log_suite(void);
Suite *mem_suite(void);
Suite *random_suite(void);
Suite *siphash_suite(void);
Suite *slice_suite(void);
Suite *text_suite(void);
Suite *text_fit_suite(void);
Suite *text_search_suite(void);
Suite *utf8_suite(void);

const unit_suite unit_suites[] = {
    arena_suite,  buf_suite,     clock_suite, error_suite, index_suite,    library_suite,     log_suite,  mem_suite,
    random_suite, siphash_suite, slice_suite, text_suite,  text_fit_suite, text_search_suite, utf8_suite, NULL,
};
