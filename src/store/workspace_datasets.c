/* What others ask about datasets. */
#include "workspace_tables.h"

enum workspace_found workspace_dataset_version(struct workspace_session *session, struct slice project_id,
                                               struct slice dataset_id, int64_t *version, struct error *error)
{
    struct sqlite3_stmt *const statement =
        db_statement(session->db,
                     "SELECT d.current_version FROM dataset d JOIN project p ON p.seq = d.project_seq"
                     " WHERE d.id = ?1 AND p.id = ?2",
                     error);
    if (statement == NULL)
        return WORKSPACE_FAILED;
    db_bind_text(statement, 1, dataset_id);
    db_bind_text(statement, 2, project_id);
    const enum db_step step = db_step(session->db, statement, error);
    if (step != DB_ROW)
        return step == DB_END ? WORKSPACE_MISSING : WORKSPACE_FAILED;
    *version = db_column_int64(statement, 0);
    db_reset(statement);
    return WORKSPACE_FOUND;
}
