/* What is in the workspace besides the API's resources: people, and notes about the store itself. */
#include "workspace_tables.h"

#include <annotty/base/random.h>

#include <stdio.h>

bool workspace_add_person(struct workspace_session *session, const struct workspace_person *person,
                          char id[static UUID_SIZE], struct error *error)
{
    struct sqlite3_stmt *const statement = db_statement(
        session->db, "INSERT INTO person (id, sample, name, handle, email) VALUES (?1, ?2, ?3, ?4, ?5)", error);
    if (statement == NULL)
        return false;
    random_uuid(id);
    db_bind_text(statement, 1, slice_of(id));
    db_bind_int64(statement, 2, session->is_sample);
    db_bind_text(statement, 3, slice_of(person->name));
    db_bind_text(statement, 4, slice_of(person->handle));
    db_bind_text(statement, 5, slice_of(person->email));
    return db_finish(session->db, statement, error);
}

/* *id is empty when nobody has the handle. */
static bool find_handle(struct workspace_session *session, const char *handle, char id[static UUID_SIZE],
                        struct error *error)
{
    struct sqlite3_stmt *const statement =
        db_statement(session->db, "SELECT id FROM person WHERE handle = ?1 AND sample = 0 ORDER BY seq LIMIT 1", error);
    if (statement == NULL)
        return false;
    db_bind_text(statement, 1, slice_of(handle));
    const enum db_step step = db_step(session->db, statement, error);
    id[0] = '\0';
    if (step == DB_ROW) {
        snprintf(id, UUID_SIZE, "%.*s", SLICE_ARGS(db_column_text(statement, 0)));
        db_reset(statement);
    }
    return step != DB_FAILED;
}

static bool change_person(struct workspace_session *session, const struct workspace_person *person, const char *id,
                          struct error *error)
{
    struct sqlite3_stmt *const statement = db_statement(
        session->db, "UPDATE person SET name = ?2, email = CASE ?3 WHEN '' THEN email ELSE ?3 END WHERE id = ?1",
        error);
    if (statement == NULL)
        return false;
    db_bind_text(statement, 1, slice_of(id));
    db_bind_text(statement, 2, slice_of(person->name));
    db_bind_text(statement, 3, slice_of(person->email));
    return db_finish(session->db, statement, error);
}

bool workspace_put_person(struct workspace_session *session, const struct workspace_person *person,
                          char id[static UUID_SIZE], struct error *error)
{
    if (!find_handle(session, person->handle, id, error))
        return false;
    return id[0] == '\0' ? workspace_add_person(session, person, id, error) : change_person(session, person, id, error);
}

bool workspace_get_note(struct workspace_session *session, const char *name, struct buf *value, struct error *error)
{
    struct sqlite3_stmt *const statement = db_statement(session->db, "SELECT value FROM note WHERE name = ?1", error);
    if (statement == NULL)
        return false;
    db_bind_text(statement, 1, slice_of(name));
    const enum db_step step = db_step(session->db, statement, error);
    if (step == DB_ROW) {
        buf_append_slice(value, db_column_text(statement, 0));
        db_reset(statement);
    }
    return step != DB_FAILED;
}

bool workspace_set_note(struct workspace_session *session, const char *name, const char *value, struct error *error)
{
    struct sqlite3_stmt *const statement =
        db_statement(session->db, "INSERT OR REPLACE INTO note (name, value) VALUES (?1, ?2)", error);
    if (statement == NULL)
        return false;
    db_bind_text(statement, 1, slice_of(name));
    db_bind_text(statement, 2, slice_of(value));
    return db_finish(session->db, statement, error);
}
