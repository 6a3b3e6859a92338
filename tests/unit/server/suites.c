#include "suites.h"

#include <stddef.h>

const unit_suite unit_suites[] = {
    cursor_suite, http_suite,    keys_suite,   listen_suite, pace_suite,
    rate_suite,   request_suite, sample_suite, sweep_suite,  NULL,
};
