/* What the sample's interactions are about: traces that read like those of real assistants. */
#ifndef ANNOTTY_SERVER_SAMPLE_TRACE_H
#define ANNOTTY_SERVER_SAMPLE_TRACE_H

#include "sample_data.h"

#include <annotty/store/workspace.h>

/* So many interactions of a queue have one; the traces of all others are gone, as they are in real life. */
enum { SAMPLE_TRACES_MAX = 200 };

enum sample_story { SAMPLE_ASSISTANT, SAMPLE_CODE_REVIEW, SAMPLE_HANDBOOK, SAMPLE_STORIES };

struct sample_trace {
    enum sample_story story;
    const char *trace_id, *topic;
    enum sample_level level;
    int64_t started_ms;
    int number; /* in its queue */
};

bool sample_add_trace(struct workspace_session *session, const struct sample_trace *trace, struct arena *arena,
                      struct error *error);

#endif
