/* The sample workspace's dataset, and an experiment on it. */
#ifndef ANNOTTY_SERVER_SAMPLE_EXPERIMENT_H
#define ANNOTTY_SERVER_SAMPLE_EXPERIMENT_H

#include "sample_data.h"

#include <annotty/store/workspace.h>

/* A question of the dataset, and how the experiment did on it. */
struct sample_case {
    const char *trace_id, *topic;
    enum sample_level level;
    int64_t asked_ms;
};

bool sample_add_experiment(struct workspace_session *session, const struct sample_experiment *experiment,
                           const struct workspace_row *project, const struct sample_case *cases, size_t count,
                           struct error *error);

#endif
