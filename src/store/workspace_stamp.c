/* Stamps: random numbers that tell states of the workspace apart, so that a client that has an answer already can be
 * told so. Each write that changes anything gives the workspace a new one; triggers copy it to the queues of which
 * something was changed, whoever changed it. Random rather than counted, so that no two states have the same one even
 * when a copy of the file is put back. */
#include "workspace_tables.h"

bool workspace_stamp_write(struct workspace_session *session, struct error *error)
{
    struct sqlite3_stmt *const statement =
        db_statement(session->db, "UPDATE stamp SET value = random() WHERE queue_seq = 0", error);
    if (statement == NULL || !db_finish(session->db, statement, error))
        return false;
    session->changes_at_begin = db_total_changes(session->db);
    return true;
}

bool workspace_is_unchanged(const struct workspace_session *session)
{
    return db_total_changes(session->db) == session->changes_at_begin;
}

bool workspace_stamp(struct workspace_session *session, int64_t queue, int64_t *stamp, struct error *error)
{
    struct sqlite3_stmt *const statement =
        db_statement(session->db, "SELECT value FROM stamp WHERE queue_seq = ?1", error);
    if (statement == NULL)
        return false;
    db_bind_int64(statement, 1, queue);
    const enum db_step step = db_step(session->db, statement, error);
    if (step == DB_ROW) {
        *stamp = db_column_int64(statement, 0);
        db_reset(statement);
    }
    return step == DB_ROW || (step == DB_END && error_set(error, ERROR_STORE, session->workspace->path,
                                                          "%s: the workspace lacks a stamp", session->workspace->path));
}
