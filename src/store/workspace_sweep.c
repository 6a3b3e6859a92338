/* Deleting a queue of 200,000 annotated interactions takes SQLite five seconds, most of them for taking random ids out
 * of indexes, and nobody else can write meanwhile. So a delete takes the queue and one batch of its interactions; the
 * others, which nothing can reach any more, are swept away batch by batch with pauses in which others write. The events
 * of an experiment and the records of a dataset go the same way. */
#include "workspace_tables.h"

#include <annotty/base/mem.h>

enum { SWEEP_BATCH = 2000 };

/* Jumps from owner to owner in the index instead of reading every row. What refers to a row goes with it. A row counts
 * as many as its weight says, which is returned; one goes at least. */
#define SWEEP(table, parent, owner, weight)                                                                            \
    "WITH RECURSIVE held (seq) AS ("                                                                                   \
    "  SELECT min(" parent ") FROM " table "  UNION ALL"                                                               \
    "  SELECT (SELECT min(i." parent ") FROM " table " i WHERE i." parent " > held.seq) FROM held"                     \
    "    WHERE held.seq IS NOT NULL)"                                                                                  \
    "DELETE FROM " table " WHERE seq IN (SELECT seq FROM ("                                                            \
    "  SELECT seq, sum(weight) OVER (ROWS UNBOUNDED PRECEDING) - weight AS before FROM ("                              \
    "    SELECT i.seq, " weight " AS weight FROM held CROSS JOIN " table " i ON i." parent " = held.seq"               \
    "      WHERE NOT EXISTS (SELECT 1 FROM " owner " o WHERE o.seq = held.seq) LIMIT ?1))"                             \
    "  WHERE before < ?1) RETURNING " weight

/* A record stands in more indexes, and can be megabytes. */
#define BY_SIZE "3 + size / 1024"

static const char *const sweeps[] = {
    SWEEP("interaction", "queue_seq", "queue", "1"),          SWEEP("span", "experiment_seq", "experiment", "1"),
    SWEEP("metric", "experiment_seq", "experiment", "1"),     SWEEP("record", "dataset_seq", "dataset", BY_SIZE),
    SWEEP("record_state", "dataset_seq", "dataset", BY_SIZE),
};

static bool sweep_table(struct workspace_session *session, const char *sql, int64_t *room, struct error *error)
{
    struct sqlite3_stmt *const statement = db_statement(session->db, sql, error);
    if (statement == NULL)
        return false;
    db_bind_int64(statement, 1, *room);
    for (;;) {
        const enum db_step step = db_step(session->db, statement, error);
        if (step != DB_ROW)
            return step == DB_END;
        *room -= db_column_int64(statement, 0);
    }
}

bool workspace_sweep_batch(struct workspace_session *session, bool *more, struct error *error)
{
    int64_t room = SWEEP_BATCH;
    for (size_t i = 0; i < ARRAY_LENGTH(sweeps) && room > 0; i++)
        if (!sweep_table(session, sweeps[i], &room, error))
            return false;
    *more = room <= 0;
    return true;
}

bool workspace_sweep(struct workspace *workspace, bool *more, struct error *error)
{
    struct workspace_session *session = workspace_write(workspace, error);
    if (session == NULL)
        return false;
    if (workspace_sweep_batch(session, more, error))
        return workspace_commit(&session, error);
    workspace_end(&session);
    return false;
}
