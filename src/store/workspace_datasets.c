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

bool workspace_each_version(struct workspace_session *session, struct slice dataset_id, int64_t current,
                            workspace_version_visit visit, void *data, struct error *error)
{
    struct sqlite3_stmt *const statement =
        db_statement(session->db,
                     "WITH RECURSIVE version (number) AS"
                     "  (SELECT ?2 UNION ALL SELECT number - 1 FROM version WHERE number > 0),"
                     " used (number, last) AS"
                     "  (SELECT CAST(dataset_version AS INTEGER), max(created_at) FROM experiment"
                     "    WHERE dataset_id = ?1 GROUP BY 1)"
                     " SELECT v.number, coalesce(u.last, '') FROM version v LEFT JOIN used u ON u.number = v.number"
                     " ORDER BY v.number DESC",
                     error);
    if (statement == NULL)
        return false;
    db_bind_text(statement, 1, dataset_id);
    db_bind_int64(statement, 2, current);
    for (;;) {
        const enum db_step step = db_step(session->db, statement, error);
        if (step != DB_ROW)
            return step == DB_END;
        visit(db_column_int64(statement, 0), db_column_text(statement, 1), data);
    }
}
