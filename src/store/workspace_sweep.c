/* Deleting a queue of 200,000 annotated interactions takes SQLite five seconds, most of them for taking random ids out
 * of indexes, and nobody else can write meanwhile. So a delete takes the queue and one batch of its interactions; the
 * others, which nothing can reach any more, are swept away batch by batch with pauses in which others write. */
#include "workspace_tables.h"

enum { SWEEP_BATCH = 2000 };

/* Jumps from queue to queue in the index instead of reading every interaction. Annotations go with theirs. */
static const char sweep_sql[] =
    "WITH RECURSIVE held (queue_seq) AS ("
    "  SELECT min(queue_seq) FROM interaction"
    "  UNION ALL"
    "  SELECT (SELECT min(i.queue_seq) FROM interaction i WHERE i.queue_seq > held.queue_seq) FROM held"
    "    WHERE held.queue_seq IS NOT NULL)"
    "DELETE FROM interaction WHERE seq IN ("
    "  SELECT i.seq FROM held CROSS JOIN interaction i ON i.queue_seq = held.queue_seq"
    "    WHERE NOT EXISTS (SELECT 1 FROM queue WHERE queue.seq = held.queue_seq) LIMIT ?1)";

bool workspace_sweep_batch(struct workspace_session *session, bool *more, struct error *error)
{
    struct sqlite3_stmt *const statement = db_statement(session->db, sweep_sql, error);
    if (statement == NULL)
        return false;
    db_bind_int64(statement, 1, SWEEP_BATCH);
    if (!db_finish(session->db, statement, error))
        return false;
    *more = db_changes(session->db) == SWEEP_BATCH;
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
