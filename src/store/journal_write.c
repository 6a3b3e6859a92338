/* How changes move on: states, counts, names that became ids, and what is forgotten. */
#include "journal_private.h"

#include <annotty/api/call_text.h>
#include <annotty/base/mem.h>
#include <annotty/json/json.h>

#include <stdlib.h>

static bool update_row(struct journal *journal, const struct change *change, struct slice call, int64_t revision,
                       struct error *error)
{
    const struct change_state_row *state = &change_states[change->state];
    const struct slice operation = slice_of(change->call.operation->name);
    struct sqlite3_stmt *statement =
        db_statement(journal->db,
                     "UPDATE change SET call = ?2, sum = ?3, state = ?4, is_open = ?5, answer = ?6, reason = ?7,"
                     " status = ?8, tries = ?9, ended_at_ms = ?10, elapsed_ms = ?11, byte_count = ?12, hold_ms = ?13,"
                     " revision = ?14, before = ?15, lane = ?16, items = ?17, made = ?18, there = ?19 WHERE id = ?1",
                     error);
    if (statement == NULL)
        return false;
    db_bind_int64(statement, 1, change->id);
    db_bind_text(statement, 2, call);
    db_bind_int64(statement, 3, journal_sum(operation, call, slice_of(change->before)));
    db_bind_text(statement, 4, slice_of(state->name));
    db_bind_int64(statement, 5, state->is_open);
    journal_bind(statement, 6, change->answer);
    journal_bind(statement, 7, change->reason);
    db_bind_int64(statement, 8, change->status);
    db_bind_int64(statement, 9, change->tries);
    db_bind_int64(statement, 10, change->ended_at_ms);
    db_bind_int64(statement, 11, change->elapsed_ms);
    db_bind_int64(statement, 12, change->byte_count);
    db_bind_int64(statement, 13, change->hold_ms);
    db_bind_int64(statement, 14, revision);
    journal_bind(statement, 15, change->before);
    db_bind_text(statement, 16, slice_of(change->lane));
    db_bind_int64(statement, 17, (int64_t)change->item_count);
    db_bind_int64(statement, 18, (int64_t)change->made_count);
    db_bind_int64(statement, 19, (int64_t)change->there_count);
    return db_finish(journal->db, statement, error);
}

static bool write_change(struct journal *journal, const struct change *change, struct error *error)
{
    struct buf call = buf_with_limit(BUF_LIMIT_BODY * 2);
    int64_t revision = 0;
    const bool good = api_call_write(&change->call, &call) && journal_next_revision(journal, &revision, error) &&
                      update_row(journal, change, buf_slice(&call), revision, error);
    buf_free(&call);
    return good;
}

static bool end_write(struct journal *journal, bool good, struct error *error)
{
    if (good && db_commit(journal->db, error))
        return true;
    db_rollback(journal->db);
    return false;
}

bool journal_update(struct journal *journal, const struct change *change, struct error *error)
{
    return db_begin_write(journal->db, error) && end_write(journal, write_change(journal, change, error), error);
}

static bool check_state(struct journal *journal, int64_t id, enum change_state state, struct error *error)
{
    struct sqlite3_stmt *statement =
        db_statement(journal->db, "SELECT 1 FROM change WHERE id = ? AND state = ?", error);
    if (statement == NULL)
        return false;
    db_bind_int64(statement, 1, id);
    db_bind_text(statement, 2, slice_of(change_states[state].name));
    const enum db_step step = db_step(journal->db, statement, error);
    db_reset(statement);
    if (step == DB_END)
        error_set(error, ERROR_CANCELLED, NULL, "change %lld is no longer %s", (long long)id,
                  change_states[state].name);
    return step == DB_ROW;
}

bool journal_move(struct journal *journal, const struct change *change, enum change_state from, struct error *error)
{
    return db_begin_write(journal->db, error) &&
           end_write(journal, check_state(journal, change->id, from, error) && write_change(journal, change, error),
                     error);
}

/* Runs a statement with up to four numbers. */
static bool run(struct journal *journal, const char *sql, const int64_t *numbers, int count, struct error *error)
{
    struct sqlite3_stmt *statement = db_statement(journal->db, sql, error);
    if (statement == NULL)
        return false;
    for (int i = 0; i < count; i++)
        db_bind_int64(statement, i + 1, numbers[i]);
    return db_finish(journal->db, statement, error);
}

bool journal_pause(struct journal *journal, int64_t step, bool paused, struct error *error)
{
    const int64_t numbers[] = { step, paused };
    return run(journal, "UPDATE step SET paused = ?2 WHERE id = ?1", numbers, 2, error);
}

bool journal_split(struct journal *journal, struct change *rest, struct change *failed, struct error *error)
{
    failed->step = rest->step;
    failed->made_at_ms = rest->made_at_ms;
    failed->state = CHANGE_FAILED;
    failed->item_count = 1;
    rest->item_count -= rest->item_count > 1 ? 1 : 0;
    return db_begin_write(journal->db, error) &&
           end_write(journal, write_change(journal, rest, error) && journal_insert(journal, failed, error), error);
}

/* --- Names -------------------------------------------------------------------------------------------------------- */

/* Changes that wait in the lane of the name now wait in that of the id: "queue:local:3" is "queue:ID". */
static bool move_lanes(struct journal *journal, struct slice local, struct slice real, struct error *error)
{
    struct sqlite3_stmt *statement = db_statement(journal->db,
                                                  "UPDATE change SET lane = substr(lane, 1, instr(lane, ':')) || ?2"
                                                  " WHERE is_open AND substr(lane, instr(lane, ':') + 1) = ?1",
                                                  error);
    if (statement == NULL)
        return false;
    db_bind_text(statement, 1, local);
    db_bind_text(statement, 2, real);
    return db_finish(journal->db, statement, error);
}

static bool put_alias(struct journal *journal, struct slice local, struct slice real, struct error *error)
{
    struct sqlite3_stmt *statement =
        db_statement(journal->db, "INSERT OR REPLACE INTO alias (local, real) VALUES (?, ?)", error);
    if (statement == NULL)
        return false;
    db_bind_text(statement, 1, local);
    db_bind_text(statement, 2, real);
    return db_finish(journal->db, statement, error);
}

bool journal_alias(struct journal *journal, struct slice local, struct slice real, struct error *error)
{
    return db_begin_write(journal->db, error) &&
           end_write(journal, put_alias(journal, local, real, error) && move_lanes(journal, local, real, error), error);
}

/* What a name means, followed to its end: an id that was made anew may have been made anew again. */
static bool follow_alias(struct journal *journal, struct slice name, struct buf *real, struct error *error)
{
    struct sqlite3_stmt *statement =
        db_statement(journal->db,
                     "WITH RECURSIVE chain (name, depth) AS (SELECT ?1, 0 UNION SELECT real, depth + 1 FROM alias"
                     " JOIN chain ON local = name WHERE depth < 100)"
                     " SELECT name FROM chain WHERE depth > 0 ORDER BY depth DESC LIMIT 1",
                     error);
    if (statement == NULL)
        return false;
    db_bind_text(statement, 1, name);
    buf_clear(real);
    const enum db_step step = db_step(journal->db, statement, error);
    if (step == DB_ROW)
        buf_append_slice(real, db_column_text(statement, 0));
    db_reset(statement);
    return step != DB_FAILED;
}

/* The change that would make it is still open; else it never will be. */
static int64_t open_maker(struct journal *journal, struct slice name)
{
    const int64_t id = change_of_local_id(name);
    struct change change;
    const bool found = journal_get(journal, id, &change, NULL);
    const bool open = found && change_states[change.state].is_open;
    change_free(&change);
    return open ? id : 0;
}

/* A parameter's text is the name itself; a member's is a JSON string, or a list of them. */
static bool resolve_text(struct journal *journal, char **text, bool is_json, int64_t *missing, struct error *error)
{
    struct json_value value = { .kind = JSON_ABSENT };
    struct buf name = buf_with_limit(BUF_LIMIT_LINE);
    struct buf real = buf_with_limit(BUF_LIMIT_LINE);
    struct buf json = buf_with_limit(BUF_LIMIT_LINE);
    enum { NAME_MAX_LENGTH = 256 };
    bool good = true;
    if (strlen(*text) < NAME_MAX_LENGTH &&
        (!is_json || (json_check(slice_of(*text), &value, NULL) && value.kind == JSON_STRING &&
                      json_append_string(&name, value)))) {
        if (!is_json)
            buf_append_text(&name, *text);
        good = follow_alias(journal, buf_slice(&name), &real, error);
        const struct slice meant = real.length > 0 ? buf_slice(&real) : buf_slice(&name);
        if (good && change_of_local_id(meant) != 0) {
            *missing = open_maker(journal, meant);
            good = false;
        } else if (good && real.length > 0) {
            free(*text);
            *text = is_json ? (json_write_string(&json, meant), buf_take(&json)) : buf_take(&real);
        }
    }
    buf_free(&name);
    buf_free(&real);
    buf_free(&json);
    return good;
}

bool journal_resolve(struct journal *journal, struct api_call *call, int64_t *missing, struct error *error)
{
    size_t count = 0;
    const struct api_field *body = api_operation_body(call->operation, &count);
    error_clear(error);
    *missing = 0;
    for (size_t i = 0; i < call->count; i++) {
        const bool is_json = body != NULL && api_field_named(body, count, slice_of(call->arguments[i].name)) != NULL;
        if (!resolve_text(journal, &call->arguments[i].text, is_json, missing, error))
            return false;
    }
    return true;
}

/* --- What is forgotten -------------------------------------------------------------------------------------------- */

bool journal_prune(struct journal *journal, int64_t now_ms, struct error *error)
{
    enum { STEPS_MAX = 1000 };
    const int64_t numbers[] = { now_ms - (int64_t)30 * 24 * 3600 * 1000, STEPS_MAX };
    static const char *const statements[] = {
        "CREATE TEMP TABLE IF NOT EXISTS old (id INTEGER PRIMARY KEY)",
        "DELETE FROM old",
        ("INSERT INTO old SELECT id FROM step WHERE id NOT IN (SELECT step FROM change WHERE is_open)"
         " AND (made_at_ms < ?1 OR id <= (SELECT coalesce(max(id), 0) - ?2 FROM step))"),
        "DELETE FROM change WHERE step IN (SELECT id FROM old)",
        "DELETE FROM step WHERE id IN (SELECT id FROM old)",
    };
    bool good = db_begin_write(journal->db, error);
    if (!good)
        return false;
    for (size_t i = 0; good && i < ARRAY_LENGTH(statements); i++)
        good = run(journal, statements[i], numbers, strstr(statements[i], "?2") != NULL ? 2 : 0, error);
    return end_write(journal, good, error);
}
