/* Rows of the journal as changes and steps. A row that can't be understood any more (made by another version, or
 * damaged) stays where it is and is counted, never sent. */
#include "journal_private.h"

#include <annotty/api/call_text.h>
#include <annotty/base/mem.h>

#include <stdlib.h>

#define COLUMNS                                                                                                        \
    "id, step, operation, call, before, sum, lane, state, answer, reason, status, tries, made_at_ms, ended_at_ms,"     \
    " elapsed_ms, byte_count, hold_ms, items, made, there"

static bool find_state(struct slice name, enum change_state *state)
{
    for (int i = 0; i < CHANGE_STATE_COUNT; i++) {
        *state = (enum change_state)i;
        if (slice_is(name, change_states[i].name))
            return true;
    }
    return false;
}

/* False for a row that can't be understood. */
static bool read_change(struct sqlite3_stmt *statement, struct change *change)
{
    const struct slice name = db_column_text(statement, 2);
    const struct slice call = db_column_text(statement, 3);
    const struct api_operation *operation = api_operation_named(name);
    *change = (struct change){ .id = db_column_int64(statement, 0), .step = db_column_int64(statement, 1) };
    if (operation == NULL || !find_state(db_column_text(statement, 7), &change->state) ||
        db_column_int64(statement, 5) != journal_sum(name, call, db_column_text(statement, 4)) ||
        !api_call_read(operation, call, &change->call, NULL))
        return false;
    change->before = journal_column(statement, 4);
    change->lane = journal_column(statement, 6);
    change->answer = journal_column(statement, 8);
    change->reason = journal_column(statement, 9);
    change->status = (int)db_column_int64(statement, 10);
    change->tries = (int)db_column_int64(statement, 11);
    change->made_at_ms = db_column_int64(statement, 12);
    change->ended_at_ms = db_column_int64(statement, 13);
    change->elapsed_ms = db_column_int64(statement, 14);
    change->byte_count = db_column_int64(statement, 15);
    change->hold_ms = db_column_int64(statement, 16);
    change->item_count = (size_t)db_column_int64(statement, 17);
    change->made_count = (size_t)db_column_int64(statement, 18);
    change->there_count = (size_t)db_column_int64(statement, 19);
    return true;
}

static const char *const parts[] = {
    [JOURNAL_OPEN] = "SELECT " COLUMNS " FROM change WHERE is_open AND id > ? ORDER BY id",
    [JOURNAL_ALL] = "SELECT " COLUMNS " FROM change WHERE id > ? ORDER BY id",
    [JOURNAL_OF_STEP] = "SELECT " COLUMNS " FROM change WHERE step = ? ORDER BY id",
    [JOURNAL_SINCE] = "SELECT " COLUMNS " FROM change WHERE revision > ? ORDER BY id",
};

bool journal_each(struct journal *journal, enum journal_part part, int64_t number, change_reader reader, void *data,
                  struct error *error)
{
    struct sqlite3_stmt *statement = db_statement(journal->db, parts[part], error);
    if (statement == NULL)
        return false;
    db_bind_int64(statement, 1, number);
    enum db_step step = db_step(journal->db, statement, error);
    bool wanted = true;
    for (; wanted && step == DB_ROW; step = wanted ? db_step(journal->db, statement, error) : step) {
        struct change change;
        wanted = !read_change(statement, &change) || reader(&change, data);
        change_free(&change);
    }
    if (!wanted)
        db_reset(statement);
    return step != DB_FAILED;
}

bool journal_get(struct journal *journal, int64_t change, struct change *found, struct error *error)
{
    struct sqlite3_stmt *statement = db_statement(journal->db, "SELECT " COLUMNS " FROM change WHERE id = ?", error);
    *found = (struct change){ 0 };
    if (statement == NULL)
        return false;
    db_bind_int64(statement, 1, change);
    const enum db_step step = db_step(journal->db, statement, error);
    const bool understood = step == DB_ROW && read_change(statement, found);
    if (step == DB_ROW)
        db_reset(statement);
    if (step == DB_FAILED || understood)
        return understood;
    change_free(found);
    return error_set(error, ERROR_USAGE, NULL,
                     step == DB_END ? "the journal has no change %lld"
                                    : "change %lld of the journal can't be read any more",
                     (long long)change);
}

size_t journal_unreadable(struct journal *journal)
{
    struct sqlite3_stmt *statement =
        db_statement(journal->db, "SELECT " COLUMNS " FROM change WHERE is_open ORDER BY id", NULL);
    size_t count = 0;
    while (statement != NULL && db_step(journal->db, statement, NULL) == DB_ROW) {
        struct change change;
        count += !read_change(statement, &change);
        change_free(&change);
    }
    return count;
}

/* --- Steps -------------------------------------------------------------------------------------------------------- */

#define STEP_COLUMNS                                                                                                   \
    "id, kind, of, paused, title, made_at_ms, (SELECT coalesce(sum(items), 0) FROM change WHERE change.step = "        \
    "step.id),"                                                                                                        \
    " (SELECT coalesce(sum(made), 0) FROM change WHERE change.step = step.id),"                                        \
    " (SELECT coalesce(sum(there), 0) FROM change WHERE change.step = step.id),"                                       \
    " (SELECT coalesce(sum(items), 0) FROM change WHERE change.step = step.id AND state = 'failed'),"                  \
    " (SELECT count(*) FROM change WHERE change.step = step.id AND is_open)"

static struct step read_step(struct sqlite3_stmt *statement)
{
    struct step step = { .id = db_column_int64(statement, 0),
                         .of = db_column_int64(statement, 2),
                         .paused = db_column_int64(statement, 3) != 0,
                         .title = journal_column(statement, 4),
                         .made_at_ms = db_column_int64(statement, 5),
                         .item_count = (size_t)db_column_int64(statement, 6),
                         .made_count = (size_t)db_column_int64(statement, 7),
                         .there_count = (size_t)db_column_int64(statement, 8),
                         .failed_count = (size_t)db_column_int64(statement, 9),
                         .open_count = (size_t)db_column_int64(statement, 10) };
    for (int i = 0; i < STEP_KIND_COUNT; i++)
        if (slice_is(db_column_text(statement, 1), step_kind_names[i]))
            step.kind = (enum step_kind)i;
    return step;
}

bool journal_get_step(struct journal *journal, int64_t step, struct step *found, struct error *error)
{
    struct sqlite3_stmt *statement = db_statement(journal->db, "SELECT " STEP_COLUMNS " FROM step WHERE id = ?", error);
    *found = (struct step){ 0 };
    if (statement == NULL)
        return false;
    db_bind_int64(statement, 1, step);
    const enum db_step got = db_step(journal->db, statement, error);
    if (got != DB_ROW)
        return got == DB_END && error_set(error, ERROR_USAGE, NULL, "the journal has no step %lld", (long long)step);
    *found = read_step(statement);
    db_reset(statement);
    return true;
}

bool journal_each_step(struct journal *journal, step_reader reader, void *data, struct error *error)
{
    struct sqlite3_stmt *statement =
        db_statement(journal->db, "SELECT " STEP_COLUMNS " FROM step ORDER BY id DESC", error);
    if (statement == NULL)
        return false;
    enum db_step got = db_step(journal->db, statement, error);
    bool wanted = true;
    for (; wanted && got == DB_ROW; got = wanted ? db_step(journal->db, statement, error) : got) {
        struct step step = read_step(statement);
        wanted = reader(&step, data);
        step_free(&step);
    }
    if (!wanted)
        db_reset(statement);
    return got != DB_FAILED;
}

/* --- Numbers ------------------------------------------------------------------------------------------------------ */

static int64_t ask(struct journal *journal, const char *sql)
{
    struct sqlite3_stmt *statement = db_statement(journal->db, sql, NULL);
    if (statement == NULL)
        return 0;
    const int64_t number = db_step(journal->db, statement, NULL) == DB_ROW ? db_column_int64(statement, 0) : 0;
    db_reset(statement);
    return number;
}

int64_t journal_revision(struct journal *journal)
{
    return ask(journal, "SELECT last FROM revision");
}

bool journal_was_touched(struct journal *journal)
{
    const int64_t before = journal->data_version;
    journal->data_version = ask(journal, "PRAGMA data_version");
    return journal->data_version != before;
}

/* The newest step that `condition` holds for: of this session while there is one. */
static int64_t newest(struct journal *journal, const char *sql, int64_t below)
{
    struct sqlite3_stmt *statement = db_statement(journal->db, sql, NULL);
    if (statement == NULL)
        return 0;
    db_bind_text(statement, 1, slice_of(journal->session));
    if (below != 0)
        db_bind_int64(statement, 2, below);
    const int64_t step = db_step(journal->db, statement, NULL) == DB_ROW ? db_column_int64(statement, 0) : 0;
    db_reset(statement);
    return step;
}

int64_t journal_undoable(struct journal *journal, int64_t below)
{
    return newest(journal,
                  "SELECT id FROM step WHERE kind IN ('do', 'redo') AND id < ?2"
                  " AND id NOT IN (SELECT of FROM step WHERE kind = 'undo')"
                  " ORDER BY session = ?1 DESC, id DESC LIMIT 1",
                  below != 0 ? below : INT64_MAX);
}

/* What was done after an undo leaves nothing to be done again. */
int64_t journal_redoable(struct journal *journal)
{
    return newest(journal,
                  "SELECT id FROM step WHERE kind = 'undo' AND session = ?1"
                  " AND id NOT IN (SELECT of FROM step WHERE kind = 'redo')"
                  " AND id > (SELECT coalesce(max(id), 0) FROM step WHERE kind = 'do' AND session = ?1)"
                  " ORDER BY id DESC LIMIT 1",
                  0);
}
