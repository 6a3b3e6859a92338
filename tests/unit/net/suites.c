#include "run.h"

Suite *address_suite(void);
Suite *authorities_suite(void);
Suite *feed_suite(void);
Suite *fetch_suite(void);
Suite *fetch_known_suite(void);
Suite *retry_suite(void);
Suite *sender_suite(void);
Suite *sender_labels_suite(void);
Suite *sender_shared_suite(void);

const unit_suite unit_suites[] = { address_suite, authorities_suite,   feed_suite,
                                   fetch_suite,   fetch_known_suite,   retry_suite,
                                   sender_suite,  sender_labels_suite, sender_shared_suite,
                                   NULL };
