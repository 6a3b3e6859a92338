/* The suites of this program's test files. */
#ifndef ANNOTTY_TESTS_UNIT_SERVER_SUITES_H
#define ANNOTTY_TESTS_UNIT_SERVER_SUITES_H

#include "../run.h"

Suite *access_suite(void);
Suite *cursor_suite(void);
Suite *digest_suite(void);
Suite *etag_suite(void);
Suite *host_suite(void);
Suite *http_suite(void);
Suite *kept_suite(void);
Suite *key_file_suite(void);
Suite *keyring_suite(void);
Suite *keys_suite(void);
Suite *listen_suite(void);
Suite *pace_suite(void);
Suite *rate_suite(void);
Suite *request_suite(void);
Suite *reviewers_suite(void);
Suite *sample_suite(void);
Suite *span_query_suite(void);
Suite *span_time_suite(void);
Suite *sweep_suite(void);
Suite *tls_suite(void);

#endif
