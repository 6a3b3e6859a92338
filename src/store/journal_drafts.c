/* Drafts: text that was typed and not sent, in the journal's file because it is a person's work as much as a change is.
 */
#include "journal_private.h"

#include <annotty/base/clock.h>
#include <annotty/base/mem.h>

#include <stdlib.h>

static bool forget(struct journal *journal, const char *name, struct error *error)
{
    struct sqlite3_stmt *statement = db_statement(journal->db, "DELETE FROM draft WHERE name = ?", error);
    if (statement == NULL)
        return false;
    db_bind_text(statement, 1, slice_of(name));
    return db_finish(journal->db, statement, error);
}

bool journal_keep_draft(struct journal *journal, const char *name, struct slice text, struct error *error)
{
    if (text.length == 0)
        return forget(journal, name, error);
    struct sqlite3_stmt *statement =
        db_statement(journal->db, "INSERT OR REPLACE INTO draft (name, text, kept_at_ms) VALUES (?, ?, ?)", error);
    if (statement == NULL)
        return false;
    db_bind_text(statement, 1, slice_of(name));
    db_bind_text(statement, 2, text);
    db_bind_int64(statement, 3, clock_wall_ms());
    return db_finish(journal->db, statement, error);
}

bool journal_each_draft(struct journal *journal, draft_reader reader, void *data, struct error *error)
{
    struct sqlite3_stmt *statement =
        db_statement(journal->db, "SELECT name, text FROM draft ORDER BY kept_at_ms, name", error);
    if (statement == NULL)
        return false;
    enum db_step step = db_step(journal->db, statement, error);
    while (step == DB_ROW) {
        if (!reader(db_column_text(statement, 0), db_column_text(statement, 1), data)) {
            db_reset(statement);
            return true;
        }
        step = db_step(journal->db, statement, error);
    }
    return step == DB_END;
}
