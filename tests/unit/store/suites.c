#include "suites.h"

#include <stddef.h>

const unit_suite unit_suites[] = {
    cache_suite,
    db_suite,
    journal_suite,
    journal_drafts_suite,
    workspace_suite,
    workspace_annotated_suite,
    workspace_claims_suite,
    workspace_datasets_suite,
    workspace_events_suite,
    workspace_records_suite,
    workspace_sample_suite,
    workspace_spans_suite,
    workspace_stamp_suite,
    workspace_sweep_suite,
    NULL,
};
