/* Who reviews which interaction just now, and until when. What has ended stays until the next claim replaces it. */
#include "workspace_tables.h"

static struct slice copy_of(struct sqlite3_stmt *statement, int column, struct arena *arena)
{
    const struct slice text = db_column_text(statement, column);
    return (struct slice){ arena_copy(arena, text), text.length };
}

bool workspace_make_claim(struct workspace_session *session, int64_t interaction, int64_t now_ms, struct arena *arena,
                          struct workspace_claim *claim, struct error *error)
{
    struct sqlite3_stmt *const make =
        db_statement(session->db,
                     "INSERT INTO claim VALUES (?1, ?2, ?3) ON CONFLICT (interaction_seq) DO UPDATE"
                     " SET person_id = ?2, until_ms = ?3 WHERE person_id = ?2 OR until_ms <= ?4",
                     error);
    if (make == NULL)
        return false;
    db_bind_int64(make, 1, interaction);
    db_bind_text(make, 2, claim->person);
    db_bind_int64(make, 3, claim->until_ms);
    db_bind_int64(make, 4, now_ms);
    struct sqlite3_stmt *const look =
        db_finish(session->db, make, error)
            ? db_statement(session->db, "SELECT person_id, until_ms FROM claim WHERE interaction_seq = ?1", error)
            : NULL;
    if (look == NULL)
        return false;
    db_bind_int64(look, 1, interaction);
    if (db_step(session->db, look, error) != DB_ROW)
        return false;
    claim->person = copy_of(look, 0, arena);
    claim->until_ms = db_column_int64(look, 1);
    db_reset(look);
    return true;
}

bool workspace_end_claims(struct workspace_session *session, int64_t queue, struct json_value ids, const char *person,
                          struct error *error)
{
    struct sqlite3_stmt *const statement =
        db_statement(session->db,
                     "DELETE FROM claim WHERE person_id = ?3 AND interaction_seq IN (SELECT seq FROM interaction"
                     " WHERE queue_seq = ?2 AND id IN (SELECT value FROM json_each(?1)))",
                     error);
    if (statement == NULL)
        return false;
    struct buf array = buf_with_limit(BUF_LIMIT_BODY * 2);
    workspace_write_ids(&array, ids);
    db_bind_text(statement, 1, buf_slice(&array));
    db_bind_int64(statement, 2, queue);
    db_bind_text(statement, 3, slice_of(person));
    const bool ended = db_finish(session->db, statement, error);
    buf_free(&array);
    return ended;
}

bool workspace_each_claim(struct workspace_session *session, int64_t queue, int64_t now_ms, struct arena *arena,
                          workspace_claim_visit visit, void *data, struct error *error)
{
    struct sqlite3_stmt *const statement =
        db_statement(session->db,
                     "SELECT i.id, c.person_id, c.until_ms FROM claim c JOIN interaction i ON i.seq = c.interaction_seq"
                     " WHERE i.queue_seq = ?1 AND c.until_ms > ?2 ORDER BY i.seq",
                     error);
    if (statement == NULL)
        return false;
    db_bind_int64(statement, 1, queue);
    db_bind_int64(statement, 2, now_ms);
    for (;;) {
        const enum db_step step = db_step(session->db, statement, error);
        if (step != DB_ROW)
            return step == DB_END;
        const struct workspace_claim claim = { .interaction_id = copy_of(statement, 0, arena),
                                               .person = copy_of(statement, 1, arena),
                                               .until_ms = db_column_int64(statement, 2) };
        visit(&claim, data);
    }
}
