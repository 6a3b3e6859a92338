/* The person at this machine, to whom a store belongs that is made here (contract D31). */
#ifndef ANNOTTY_SERVER_OWNER_H
#define ANNOTTY_SERVER_OWNER_H

#include <annotty/store/workspace.h>

/* workspace_open, by whoever runs this process. */
struct workspace *owner_open_workspace(const char *data_dir, struct error *error);

#endif
