/* The sample workspace's dataset of refund questions, in three versions. */
#ifndef ANNOTTY_SERVER_SAMPLE_DATASET_H
#define ANNOTTY_SERVER_SAMPLE_DATASET_H

#include <annotty/store/workspace.h>

enum { SAMPLE_DATASET_VERSIONS = 3 };

bool sample_add_dataset(struct workspace_session *session, const struct workspace_row *project, int64_t now_ms,
                        struct error *error);

#endif
