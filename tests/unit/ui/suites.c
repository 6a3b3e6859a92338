#include "run.h"

Suite *clipboard_suite(void);
Suite *input_suite(void);
Suite *key_suite(void);
Suite *role_suite(void);
Suite *screen_suite(void);
Suite *term_frame_suite(void);
Suite *terminal_suite(void);
Suite *theme_suite(void);
Suite *theme_shipped_suite(void);
Suite *view_suite(void);

const unit_suite unit_suites[] = { clipboard_suite, input_suite,  key_suite,
                                   role_suite,      screen_suite, term_frame_suite,
                                   terminal_suite,  theme_suite,  theme_shipped_suite,
                                   view_suite,      NULL };
