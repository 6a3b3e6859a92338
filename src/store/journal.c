/* The journal's file: opened, checked, and steps put into it. */
#include "journal_private.h"

#include <annotty/api/call_text.h>
#include <annotty/api/change_rows.h>
#include <annotty/base/clock.h>
#include <annotty/base/mem.h>
#include <annotty/base/siphash.h>

#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

static const char *const migrations[] = {
    "CREATE TABLE step (id INTEGER PRIMARY KEY AUTOINCREMENT, kind TEXT NOT NULL, of INTEGER NOT NULL,"
    " paused INTEGER NOT NULL DEFAULT 0, title TEXT NOT NULL, session TEXT NOT NULL, made_at_ms INTEGER NOT NULL);"
    "CREATE TABLE change (id INTEGER PRIMARY KEY AUTOINCREMENT, step INTEGER NOT NULL REFERENCES step,"
    " operation TEXT NOT NULL, call TEXT NOT NULL, before TEXT, sum INTEGER NOT NULL, lane TEXT NOT NULL,"
    " state TEXT NOT NULL, is_open INTEGER NOT NULL, answer TEXT, reason TEXT, status INTEGER NOT NULL DEFAULT 0,"
    " tries INTEGER NOT NULL DEFAULT 0, made_at_ms INTEGER NOT NULL, ended_at_ms INTEGER NOT NULL DEFAULT 0,"
    " elapsed_ms INTEGER NOT NULL DEFAULT 0, byte_count INTEGER NOT NULL DEFAULT 0,"
    " hold_ms INTEGER NOT NULL DEFAULT 0, revision INTEGER NOT NULL, items INTEGER NOT NULL DEFAULT 1,"
    " made INTEGER NOT NULL DEFAULT 0, there INTEGER NOT NULL DEFAULT 0);"
    "CREATE INDEX change_open ON change (id) WHERE is_open;"
    /* All that a step's sums need, so that they don't wade through long calls. */
    "CREATE INDEX change_step ON change (step, is_open, state, items, made, there);"
    "CREATE INDEX change_revision ON change (revision);"
    "CREATE TABLE alias (local TEXT PRIMARY KEY, real TEXT NOT NULL) WITHOUT ROWID;"
    "CREATE TABLE revision (last INTEGER NOT NULL); INSERT INTO revision VALUES (0);"
    "CREATE TABLE sender (pid INTEGER NOT NULL, beat_at_ms INTEGER NOT NULL); INSERT INTO sender VALUES (0, 0);",
    "CREATE TABLE draft (name TEXT PRIMARY KEY, text TEXT NOT NULL, kept_at_ms INTEGER NOT NULL) WITHOUT ROWID;",
    NULL,
};

const struct db_schema journal_schema = { .name = "journal", .application_id = 0x616e6e6a, .migrations = migrations };

int64_t journal_sum(struct slice operation, struct slice call, struct slice before)
{
    static const struct siphash_key key = { { 0x616e6e6f74747921, 0x6a6f75726e616c21 } };
    return (int64_t)(siphash(&key, operation) ^ siphash(&key, call) * 3 ^ siphash(&key, before) * 5);
}

void journal_bind(struct sqlite3_stmt *statement, int position, const char *text)
{
    if (text != NULL)
        db_bind_text(statement, position, slice_of(text));
}

char *journal_column(struct sqlite3_stmt *statement, int column)
{
    const struct slice text = db_column_text(statement, column);
    return db_column_is_null(statement, column) ? NULL : xstrndup(text.at, text.length);
}

/* --- The file ----------------------------------------------------------------------------------------------------- */

/* The part of a name that a person recognises: no more than a file's name can bear. */
static void append_readable(struct buf *out, const char *site_name)
{
    enum { READABLE_MAX = 40 };
    const char *at = strstr(site_name, "://");
    at = at != NULL ? at + strlen("://") : site_name;
    for (size_t i = 0; at[i] != '\0' && at[i] != '#' && i < READABLE_MAX; i++) {
        const bool plain = (at[i] >= 'a' && at[i] <= 'z') || (at[i] >= 'A' && at[i] <= 'Z') ||
                           (at[i] >= '0' && at[i] <= '9') || at[i] == '.' || at[i] == '-';
        buf_append_char(out, plain && !(i == 0 && at[i] == '.') ? at[i] : '_');
    }
}

char *journal_path(const char *data_dir, const char *site_name)
{
    static const struct siphash_key key = { { 0x616e6e6f74747921, 0x736974652d6e616d } };
    struct buf path = buf_with_limit(BUF_LIMIT_LINE);
    buf_printf(&path, "%s/journal/", data_dir);
    append_readable(&path, site_name);
    buf_printf(&path, "-%016llx.db", (unsigned long long)siphash(&key, slice_of(site_name)));
    return buf_take(&path);
}

static void make_directory(const char *path)
{
    char *directory = xstrdup(path);
    char *end = strrchr(directory, '/');
    if (end != NULL) {
        *end = '\0';
        mkdir(directory, 0700);
    }
    free(directory);
}

/* Reads the whole file, which is small: what is open of it matters too much to be found damaged half way. */
static bool is_sound(struct db *db)
{
    struct sqlite3_stmt *statement = db_statement(db, "PRAGMA integrity_check(1)", NULL);
    const bool sound =
        statement != NULL && db_step(db, statement, NULL) == DB_ROW && slice_is(db_column_text(statement, 0), "ok");
    if (statement != NULL)
        db_reset(statement);
    return sound;
}

/* NULL with *damaged set when the file can't be trusted. */
static struct db *open_sound(const char *path, bool *damaged, struct error *error)
{
    struct error trouble = { 0 };
    struct db *db = db_open(&journal_schema, path, &trouble);
    if (db != NULL && is_sound(db))
        return db;
    *damaged = db != NULL || db_is_damaged(&journal_schema, path);
    db_close(&db);
    if (!*damaged)
        *error = trouble;
    return NULL;
}

static struct journal *journal_new(const char *path, struct db *db)
{
    struct journal *journal = xcalloc(1, sizeof(*journal));
    journal->db = db;
    journal->path = xstrdup(path);
    journal->lock_fd = journal->wake_fd = -1;
    random_uuid(journal->session);
    journal_open_wake(journal);
    return journal;
}

struct journal *journal_open(const char *path, char **aside, struct error *error)
{
    bool damaged = false;
    struct error own = { 0 };
    *aside = NULL;
    make_directory(path);
    struct db *db = open_sound(path, &damaged, &own);
    if (db == NULL && damaged) {
        *aside = journal_salvage(path, &own);
        db = *aside != NULL ? db_open(&journal_schema, path, &own) : NULL;
    }
    if (db != NULL)
        return journal_new(path, db);
    if (error != NULL)
        *error = own;
    return NULL;
}

void journal_close(struct journal **journal)
{
    if (*journal == NULL)
        return;
    journal_close_sender(*journal);
    db_close(&(*journal)->db);
    free((*journal)->path);
    free(*journal);
    *journal = NULL;
}

/* --- Adding ------------------------------------------------------------------------------------------------------- */

bool journal_next_revision(struct journal *journal, int64_t *revision, struct error *error)
{
    struct sqlite3_stmt *statement =
        db_statement(journal->db, "UPDATE revision SET last = last + 1 RETURNING last", error);
    if (statement == NULL || db_step(journal->db, statement, error) != DB_ROW)
        return false;
    *revision = db_column_int64(statement, 0);
    return db_finish(journal->db, statement, error);
}

static bool insert_row(struct journal *journal, const struct change *change, struct slice call, int64_t revision,
                       struct error *error)
{
    const struct slice operation = slice_of(change->call.operation->name);
    struct sqlite3_stmt *statement =
        db_statement(journal->db,
                     "INSERT INTO change (step, operation, call, before, sum, lane, state, is_open, reason, made_at_ms,"
                     " hold_ms, revision, status, items) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
                     error);
    if (statement == NULL)
        return false;
    db_bind_int64(statement, 1, change->step);
    db_bind_text(statement, 2, operation);
    db_bind_text(statement, 3, call);
    journal_bind(statement, 4, change->before);
    db_bind_int64(statement, 5, journal_sum(operation, call, slice_of(change->before)));
    db_bind_text(statement, 6, slice_of(change->lane));
    db_bind_text(statement, 7, slice_of(change_states[change->state].name));
    db_bind_int64(statement, 8, change_states[change->state].is_open);
    journal_bind(statement, 9, change->reason);
    db_bind_int64(statement, 10, change->made_at_ms);
    db_bind_int64(statement, 11, change->hold_ms);
    db_bind_int64(statement, 12, revision);
    db_bind_int64(statement, 13, change->status);
    db_bind_int64(statement, 14, (int64_t)change->item_count);
    return db_finish(journal->db, statement, error);
}

/* A creation is ordered by what it makes, so its lane needs its number. */
static bool name_own_lane(struct journal *journal, struct change *change, struct error *error)
{
    struct sqlite3_stmt *statement =
        db_statement(journal->db, "UPDATE change SET lane = 'local:' || id WHERE id = ?", error);
    if (statement == NULL)
        return false;
    free(change->lane);
    change->lane = change_local_id(change->id);
    db_bind_int64(statement, 1, change->id);
    return db_finish(journal->db, statement, error);
}

static size_t items_of(const struct api_call *call)
{
    const size_t items = change_call_items(call);
    return items > 0 ? items : 1;
}

bool journal_insert(struct journal *journal, struct change *change, struct error *error)
{
    struct buf call = buf_with_limit(BUF_LIMIT_BODY * 2);
    int64_t revision = 0;
    free(change->lane);
    change->lane = change_lane(&change->call);
    change->item_count = items_of(&change->call);
    const bool good = (api_call_write(&change->call, &call) ||
                       error_set(error, ERROR_USAGE, NULL, "%s: it is too large to be kept; send fewer items at once",
                                 change->call.operation->name)) &&
                      journal_next_revision(journal, &revision, error) &&
                      insert_row(journal, change, buf_slice(&call), revision, error);
    buf_free(&call);
    if (!good)
        return false;
    change->id = db_last_row(journal->db);
    return *change->lane != '\0' || name_own_lane(journal, change, error);
}

static bool insert_step(struct journal *journal, struct step *step, struct error *error)
{
    struct sqlite3_stmt *statement = db_statement(
        journal->db, "INSERT INTO step (kind, of, title, session, made_at_ms) VALUES (?, ?, ?, ?, ?)", error);
    if (statement == NULL)
        return false;
    db_bind_text(statement, 1, slice_of(step_kind_names[step->kind]));
    db_bind_int64(statement, 2, step->of);
    db_bind_text(statement, 3, slice_of(step->title));
    db_bind_text(statement, 4, slice_of(journal->session));
    db_bind_int64(statement, 5, step->made_at_ms);
    if (!db_finish(journal->db, statement, error))
        return false;
    step->id = db_last_row(journal->db);
    return true;
}

bool journal_add(struct journal *journal, struct step *step, struct change *changes, size_t count, struct error *error)
{
    step->made_at_ms = clock_wall_ms();
    step->item_count = 0;
    if (!db_begin_write(journal->db, error))
        return false;
    bool good = insert_step(journal, step, error);
    for (size_t i = 0; good && i < count; i++) {
        changes[i].step = step->id;
        changes[i].made_at_ms = step->made_at_ms;
        changes[i].state = changes[i].hold_ms > 0 ? CHANGE_HELD : CHANGE_WAITING;
        good = journal_insert(journal, &changes[i], error);
        step->item_count += changes[i].item_count;
    }
    if (good && db_commit(journal->db, error)) {
        step->open_count = count;
        return true;
    }
    db_rollback(journal->db);
    return false;
}
