/* Between the workbench and the outside: takes its errands to the fetch thread and to the disk, brings back what comes
 * of them. What concerns the screen is left to the loop. */
#ifndef ANNOTTY_SRC_UI_BRIDGE_H
#define ANNOTTY_SRC_UI_BRIDGE_H

#include "loader.h"

#include <annotty/model/workbench.h>
#include <annotty/net/fetch.h>

/* A request under way, so that it can be cancelled by its errand's number. */
struct bridge_request {
    uint64_t errand, request;
};

struct bridge {
    struct fetch *fetch;
    struct loader *loader;
    struct bridge_request *requests;
    size_t request_count, request_capacity;
};

struct bridge bridge_new(struct fetch *fetch);
void bridge_free(struct bridge *bridge);
/* Does an errand that isn't about the screen, and takes it; false for one that is, which stays the caller's. */
bool bridge_run(struct bridge *bridge, struct errand *errand);
/* Gives the workbench one event, which stays the caller's. */
void bridge_take(struct bridge *bridge, struct workbench *workbench, const struct fetch_event *event);
/* Gives the workbench what has come, but no more than keeps a frame short. True when anything came. */
bool bridge_deliver(struct bridge *bridge, struct workbench *workbench);

#endif
