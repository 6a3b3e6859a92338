#include "run.h"

Suite *damage_suite(void);
Suite *limit_suite(void);
Suite *machine_suite(void);
Suite *proxy_suite(void);
Suite *reading_suite(void);
Suite *sending_suite(void);
Suite *soak_suite(void);
Suite *writing_suite(void);

const unit_suite unit_suites[] = { damage_suite,  limit_suite, machine_suite, proxy_suite, reading_suite,
                                   sending_suite, soak_suite,  writing_suite, NULL };
