/* The pairs of keys that let people in, as digests only; and whether anything was stored since somebody last asked. */
#include "workspace_tables.h"

#include <annotty/base/mem.h>

bool workspace_add_key(struct workspace_session *session, const struct workspace_key *key, struct error *error)
{
    struct sqlite3_stmt *const statement = db_statement(
        session->db,
        "INSERT INTO key_pair (id, person_id, api_digest, app_digest, created_at) VALUES (?1, ?2, ?3, ?4, ?5)", error);
    if (statement == NULL)
        return false;
    const char *const texts[] = { key->id, key->person, key->api_digest, key->app_digest, key->created_at };
    for (int i = 0; i < (int)ARRAY_LENGTH(texts); i++)
        db_bind_text(statement, i + 1, slice_of(texts[i]));
    return db_finish(session->db, statement, error);
}

bool workspace_remove_key(struct workspace_session *session, const char *id, bool *removed, struct error *error)
{
    struct sqlite3_stmt *const statement = db_statement(session->db, "DELETE FROM key_pair WHERE id = ?1", error);
    if (statement == NULL)
        return false;
    db_bind_text(statement, 1, slice_of(id));
    if (!db_finish(session->db, statement, error))
        return false;
    *removed = db_changes(session->db) > 0;
    return true;
}

bool workspace_each_key(struct workspace_session *session, struct arena *arena, workspace_key_visit visit, void *data,
                        struct error *error)
{
    struct sqlite3_stmt *const statement =
        db_statement(session->db,
                     "SELECT k.id, k.person_id, k.api_digest, k.app_digest, k.created_at, p.name, p.handle, p.email"
                     " FROM key_pair k JOIN person p ON p.id = k.person_id ORDER BY k.created_at, k.id",
                     error);
    if (statement == NULL)
        return false;
    for (;;) {
        const enum db_step step = db_step(session->db, statement, error);
        if (step != DB_ROW)
            return step == DB_END;
        const char *texts[8];
        for (int i = 0; i < (int)ARRAY_LENGTH(texts); i++)
            texts[i] = arena_copy(arena, db_column_text(statement, i));
        const struct workspace_key key = {
            .id = texts[0],
            .person = texts[1],
            .api_digest = texts[2],
            .app_digest = texts[3],
            .created_at = texts[4],
            .owner = { .name = texts[5], .handle = texts[6], .email = texts[7] },
        };
        visit(&key, data);
    }
}

bool workspace_version(struct workspace *workspace, int64_t *version, struct error *error)
{
    pthread_mutex_lock(&workspace->watching);
    if (workspace->watcher == NULL)
        workspace->watcher = db_open(&workspace_schema, workspace->path, error);
    struct sqlite3_stmt *const statement =
        workspace->watcher != NULL ? db_statement(workspace->watcher, "PRAGMA data_version", error) : NULL;
    const bool known = statement != NULL && db_step(workspace->watcher, statement, error) == DB_ROW;
    if (known) {
        *version = db_column_int64(statement, 0);
        db_reset(statement);
    }
    pthread_mutex_unlock(&workspace->watching);
    return known;
}
