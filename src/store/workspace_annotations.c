/* Annotations by their ids: whose they are, and deleting them. */
#include "workspace_tables.h"

enum workspace_found workspace_find_annotation(struct workspace_session *session, int64_t queue, struct slice id,
                                               struct arena *arena, struct slice *author, struct error *error)
{
    struct sqlite3_stmt *const statement =
        db_statement(session->db,
                     "SELECT a.created_by FROM annotation a JOIN interaction i ON i.seq = a.interaction_seq"
                     " WHERE a.id = ?1 AND i.queue_seq = ?2",
                     error);
    if (statement == NULL)
        return WORKSPACE_FAILED;
    db_bind_text(statement, 1, id);
    db_bind_int64(statement, 2, queue);
    const enum db_step step = db_step(session->db, statement, error);
    if (step != DB_ROW)
        return step == DB_END ? WORKSPACE_MISSING : WORKSPACE_FAILED;
    const struct slice text = db_column_text(statement, 0);
    *author = (struct slice){ arena_copy(arena, text), text.length };
    db_reset(statement);
    return WORKSPACE_FOUND;
}

bool workspace_delete_annotations(struct workspace_session *session, struct json_value ids, struct error *error)
{
    struct sqlite3_stmt *const statement =
        db_statement(session->db, "DELETE FROM annotation WHERE id IN (SELECT value FROM json_each(?1))", error);
    if (statement == NULL)
        return false;
    db_bind_text(statement, 1, ids.raw);
    return db_finish(session->db, statement, error);
}
