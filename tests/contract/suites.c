#include "suites.h"

const unit_suite unit_suites[] = {
    statuses_suite,
    examples_suite,
    checks_suite,
    projects_suite,
    datasets_suite,
    records_suite,
    records_together_suite,
    queues_suite,
    interactions_suite,
    http_suite,
    keys_suite,
    store_suite,
    tags_suite,
    users_suite,
    events_suite,
    experiments_suite,
    values_suite,
    NULL,
};
