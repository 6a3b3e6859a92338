#include "suites.h"

#include <stddef.h>

const unit_suite unit_suites[] = {
    access_suite,    cursor_suite,  digest_suite,     etag_suite,      host_suite,  http_suite, kept_suite,
    key_file_suite,  keyring_suite, keys_suite,       listen_suite,    pace_suite,  rate_suite, request_suite,
    reviewers_suite, sample_suite,  span_query_suite, span_time_suite, sweep_suite, tls_suite,  NULL,
};
