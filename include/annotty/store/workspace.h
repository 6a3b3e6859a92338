/* The server's store behind a narrow door: the local workspace in SQLite (WAL, synchronous=FULL, foreign keys). Another
 * database can stand beside it by offering these functions. Columns are made from the resource rows: a field that is in a
 * response and not computed is a column, added to an existing database when the row is new.
 *
 * A workspace may be used from several threads: one write at a time, reads on snapshots of their own. Every write is one
 * transaction (D41) and is on the disk when it returns true. */
#ifndef ANNOTTY_STORE_WORKSPACE_H
#define ANNOTTY_STORE_WORKSPACE_H

#include <annotty/api/check.h>

struct workspace;

struct workspace_options {
    const char *dir; /* holds workspace.db; copied */
};

/* Opens or makes it. Failures (ERROR_STORE) say what to do: no permission, read-only, disk full, made by a newer
 * annotty, damaged (which is never overwritten). */
struct workspace *workspace_open(const struct workspace_options *options, struct error *error);
void workspace_close(struct workspace **workspace);

#endif
