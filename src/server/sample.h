/* The sample workspace: what a newcomer sees in a new store. */
#ifndef ANNOTTY_SERVER_SAMPLE_H
#define ANNOTTY_SERVER_SAMPLE_H

#include <annotty/store/workspace.h>

/* Makes it when the store is empty and never had one; otherwise does nothing. All or nothing. */
bool sample_make(struct workspace *workspace, struct error *error);

#endif
