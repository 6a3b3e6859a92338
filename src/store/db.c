#include <annotty/store/db.h>

#include <annotty/base/mem.h>

#include <assert.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include <sqlite3.h>

struct db {
    sqlite3 *handle;
    char *path;
    const struct db_schema *schema;
    struct prepared {
        char *sql;
        sqlite3_stmt *statement;
    } * prepared; /* every statement asked for so far: some dozens */
    size_t prepared_count, prepared_capacity;
};

/* What SQLite's result codes mean for the person; a primary one stands for all of its kind that have no row of their
 * own before it. %s is the schema's name. */
static const struct trouble {
    int code;
    const char *format;
} troubles[] = {
    { SQLITE_CORRUPT, "the %s is damaged and was left as it is; move it away to start anew, or restore a copy" },
    { SQLITE_NOTADB,
      "the %s is damaged or no database and was left as it is; move it away to start anew, or restore a copy" },
    { SQLITE_FULL, "the disk is full: the %s can't grow; free some space and try again" },
    { SQLITE_IOERR_SHMSIZE, "the disk is full: there is no room to work on the %s; free some space and try again" },
    { SQLITE_READONLY, "the %s can't be written; make its file and directory writable, or choose another with --data" },
    { SQLITE_PERM, "no permission for the %s; make its file and directory yours, or choose another with --data" },
    { SQLITE_CANTOPEN,
      "the %s can't be opened; make sure its directory exists and is writable, or choose another with --data" },
    { SQLITE_BUSY, "another program keeps the %s busy; close it or try again" },
    { SQLITE_LOCKED, "another program keeps the %s busy; close it or try again" },
    { SQLITE_IOERR, "reading or writing the %s failed; check the disk" },
    { SQLITE_TOOBIG, "that is too big for the %s" },
    { SQLITE_NOMEM, "not enough memory for the %s" },
};

static bool fail_code(const struct db *db, int code, struct error *error)
{
    for (size_t i = 0; i < ARRAY_LENGTH(troubles); i++) {
        if (troubles[i].code != code && troubles[i].code != (code & 0xff))
            continue;
        char message[256];
        snprintf(message, sizeof(message), troubles[i].format, db->schema->name);
        return error_set(error, ERROR_STORE, db->path, "%s: %s (%s)", db->path, message, sqlite3_errstr(code));
    }
    return error_set(error, ERROR_STORE, db->path, "%s: the %s refused: %s", db->path, db->schema->name,
                     db->handle != NULL ? sqlite3_errmsg(db->handle) : sqlite3_errstr(code));
}

static bool fail(const struct db *db, struct error *error)
{
    return fail_code(db, sqlite3_extended_errcode(db->handle), error);
}

/* Running statements */

bool db_run(struct db *db, const char *sql, struct error *error)
{
    return sqlite3_exec(db->handle, sql, NULL, NULL, NULL) == SQLITE_OK || fail(db, error);
}

struct sqlite3_stmt *db_statement(struct db *db, const char *sql, struct error *error)
{
    for (size_t i = 0; i < db->prepared_count; i++) {
        sqlite3_stmt *const known = db->prepared[i].statement;
        if (strcmp(db->prepared[i].sql, sql) != 0)
            continue;
        assert(!sqlite3_stmt_busy(known));
        sqlite3_clear_bindings(known);
        return known;
    }
    sqlite3_stmt *statement = NULL;
    if (sqlite3_prepare_v3(db->handle, sql, -1, SQLITE_PREPARE_PERSISTENT, &statement, NULL) != SQLITE_OK) {
        fail(db, error);
        return NULL;
    }
    db->prepared = xgrow(db->prepared, &db->prepared_capacity, db->prepared_count + 1, sizeof(db->prepared[0]));
    db->prepared[db->prepared_count++] = (struct prepared){ .sql = xstrdup(sql), .statement = statement };
    return statement;
}

void db_bind_text(struct sqlite3_stmt *statement, int position, struct slice text)
{
    const int code = sqlite3_bind_text64(statement, position, text.at != NULL ? text.at : "", text.length,
                                         SQLITE_STATIC, SQLITE_UTF8);
    assert(code == SQLITE_OK);
    (void)code;
}

void db_bind_int64(struct sqlite3_stmt *statement, int position, int64_t number)
{
    const int code = sqlite3_bind_int64(statement, position, number);
    assert(code == SQLITE_OK);
    (void)code;
}

enum db_step db_step(struct db *db, struct sqlite3_stmt *statement, struct error *error)
{
    const int code = sqlite3_step(statement);
    if (code == SQLITE_ROW)
        return DB_ROW;
    if (code != SQLITE_DONE)
        fail(db, error);
    sqlite3_reset(statement);
    return code == SQLITE_DONE ? DB_END : DB_FAILED;
}

bool db_finish(struct db *db, struct sqlite3_stmt *statement, struct error *error)
{
    for (;;) {
        const enum db_step step = db_step(db, statement, error);
        if (step != DB_ROW)
            return step == DB_END;
    }
}

void db_reset(struct sqlite3_stmt *statement)
{
    sqlite3_reset(statement);
}

struct slice db_column_text(struct sqlite3_stmt *statement, int column)
{
    /* As a blob: SQLite would copy a text to end it with a NUL. */
    const char *const text = sqlite3_column_blob(statement, column);
    return (struct slice){ .at = text != NULL ? text : "", .length = (size_t)sqlite3_column_bytes(statement, column) };
}

int64_t db_column_int64(struct sqlite3_stmt *statement, int column)
{
    return sqlite3_column_int64(statement, column);
}

bool db_column_is_null(struct sqlite3_stmt *statement, int column)
{
    return sqlite3_column_type(statement, column) == SQLITE_NULL;
}

int64_t db_changes(const struct db *db)
{
    return sqlite3_changes64(db->handle);
}

int64_t db_total_changes(const struct db *db)
{
    return sqlite3_total_changes64(db->handle);
}

int64_t db_last_row(const struct db *db)
{
    return sqlite3_last_insert_rowid(db->handle);
}

/* Transactions */

bool db_begin_write(struct db *db, struct error *error)
{
    return db_run(db, "BEGIN IMMEDIATE", error);
}

bool db_begin_read(struct db *db, struct error *error)
{
    return db_run(db, "BEGIN", error);
}

bool db_commit(struct db *db, struct error *error)
{
    if (db_run(db, "COMMIT", error))
        return true;
    db_rollback(db);
    return false;
}

void db_rollback(struct db *db)
{
    /* A full disk or a failed write has rolled back already. */
    if (!sqlite3_get_autocommit(db->handle))
        sqlite3_exec(db->handle, "ROLLBACK", NULL, NULL, NULL);
}

/* Opening */

/* SQLite would make the file readable by everybody. An existing one is not opened here: closing a second descriptor
 * would drop the locks this process holds on it. */
static void make_private_file(const char *path)
{
    const int descriptor = open(path, O_CREAT | O_EXCL | O_RDWR | O_CLOEXEC, 0600);
    if (descriptor >= 0)
        close(descriptor);
}

static bool open_handle(struct db *db, struct error *error)
{
    make_private_file(db->path);
    const int code = sqlite3_open_v2(db->path, &db->handle, SQLITE_OPEN_READWRITE | SQLITE_OPEN_NOMUTEX, NULL);
    if (code != SQLITE_OK)
        return fail_code(db, code, error);
    sqlite3_extended_result_codes(db->handle, 1);
    sqlite3_busy_timeout(db->handle, DB_BUSY_TIMEOUT_MS);
    sqlite3_db_config(db->handle, SQLITE_DBCONFIG_DEFENSIVE, 1, NULL);
    sqlite3_db_config(db->handle, SQLITE_DBCONFIG_TRUSTED_SCHEMA, 0, NULL);
    /* SQLite falls back to reading where it may not write. */
    return sqlite3_db_readonly(db->handle, "main") == 0 || fail_code(db, SQLITE_READONLY, error);
}

static int64_t newest_version(const struct db_schema *schema)
{
    int64_t count = 0;
    while (schema->migrations[count] != NULL)
        count++;
    return count;
}

/* Before anything is changed: is the file empty or ours, and not from the future? Sets the *version it has. One
 * statement, so that another process that makes the file just now is seen before or after, never in between. */
static bool recognize(struct db *db, int64_t *version, struct error *error)
{
    struct sqlite3_stmt *const statement =
        db_statement(db,
                     "SELECT application_id, user_version, (SELECT count(*) FROM sqlite_master) "
                     "FROM pragma_application_id, pragma_user_version",
                     error);
    if (statement == NULL || db_step(db, statement, error) != DB_ROW)
        return false;
    const int64_t application_id = db_column_int64(statement, 0);
    const int64_t objects = db_column_int64(statement, 2);
    *version = db_column_int64(statement, 1);
    db_reset(statement);
    const bool is_empty = application_id == 0 && objects == 0;
    if (!is_empty && application_id != (int64_t)db->schema->application_id)
        return error_set(error, ERROR_STORE, db->path,
                         "%s is a database of another program and was left as it is; "
                         "move it away, or choose another place with --data",
                         db->path);
    if (*version < 0) /* no annotty made that */
        return fail_code(db, SQLITE_CORRUPT, error);
    if (*version > newest_version(db->schema))
        return error_set(error, ERROR_STORE, db->path,
                         "%s: the %s was made by a newer annotty (version %lld, this one "
                         "knows %lld); update annotty, or choose another place with --data",
                         db->path, db->schema->name, (long long)*version, (long long)newest_version(db->schema));
    return true;
}

/* While another process makes the same file, SQLite answers "busy" to this one change without waiting. */
static bool switch_to_write_ahead(struct db *db, struct error *error)
{
    enum { PAUSE_MS = 10 };
    for (int waited_ms = 0; waited_ms < DB_BUSY_TIMEOUT_MS; waited_ms += PAUSE_MS) {
        if (db_run(db, "PRAGMA journal_mode = WAL", error))
            return true;
        if (sqlite3_errcode(db->handle) != SQLITE_BUSY)
            return false;
        sqlite3_sleep(PAUSE_MS);
    }
    return false;
}

/* A file can give space back only when it was made so: before anything is in it. Of any other this would write. */
static bool let_shrink(struct db *db, int64_t version, struct error *error)
{
    return version != 0 || !db->schema->disposable || db_run(db, "PRAGMA auto_vacuum = INCREMENTAL", error);
}

static bool configure(struct db *db, int64_t version, struct error *error)
{
    return let_shrink(db, version, error) && switch_to_write_ahead(db, error) &&
           db_run(db,
                  "PRAGMA foreign_keys = ON; PRAGMA cell_size_check = ON;"
                  "PRAGMA temp_store = MEMORY; PRAGMA journal_size_limit = 67108864;",
                  error) &&
           db_run(db, db->schema->disposable ? "PRAGMA synchronous = NORMAL" : "PRAGMA synchronous = FULL", error);
}

static bool apply_migrations(struct db *db, int64_t from, struct error *error)
{
    for (int64_t version = from; version < newest_version(db->schema); version++)
        if (!db_run(db, db->schema->migrations[version], error))
            return false;
    char stamp[96];
    snprintf(stamp, sizeof(stamp), "PRAGMA application_id = %lld; PRAGMA user_version = %lld",
             (long long)db->schema->application_id, (long long)newest_version(db->schema));
    return db_run(db, stamp, error);
}

static bool migrate(struct db *db, struct error *error)
{
    if (!db_begin_write(db, error))
        return false;
    /* Asked again: another process may have migrated while this one waited. */
    int64_t version = 0;
    if (recognize(db, &version, error) &&
        (version == newest_version(db->schema) || apply_migrations(db, version, error)))
        return db_commit(db, error);
    db_rollback(db);
    return false;
}

static bool prepare(struct db *db, struct error *error)
{
    int64_t version = 0;
    if (!open_handle(db, error) || !recognize(db, &version, error) || !configure(db, version, error))
        return false;
    return version == newest_version(db->schema) || migrate(db, error);
}

static struct db *open_once(const struct db_schema *schema, const char *path, bool *replaceable, struct error *error)
{
    struct db *db = xcalloc(1, sizeof(*db));
    db->path = xstrdup(path);
    db->schema = schema;
    if (prepare(db, error))
        return db;
    const int code = db->handle != NULL ? sqlite3_errcode(db->handle) : SQLITE_CANTOPEN;
    /* SQLITE_OK, ROW, DONE: the file can be read, but recognize() did not want it. */
    *replaceable = code == SQLITE_CORRUPT || code == SQLITE_NOTADB || code == SQLITE_OK || code == SQLITE_ROW ||
                   code == SQLITE_DONE;
    db_close(&db);
    return NULL;
}

static bool remove_files(const char *path)
{
    static const char *const suffixes[] = { "", "-wal", "-shm" };
    bool removed = true;
    for (size_t i = 0; i < ARRAY_LENGTH(suffixes); i++) {
        char *const file = xasprintf("%s%s", path, suffixes[i]);
        removed = (unlink(file) == 0 || errno == ENOENT) && removed;
        free(file);
    }
    return removed;
}

struct db *db_open(const struct db_schema *schema, const char *path, struct error *error)
{
    bool replaceable = false;
    struct db *const db = open_once(schema, path, &replaceable, error);
    if (db != NULL || !schema->disposable || !replaceable || !remove_files(path))
        return db;
    return open_once(schema, path, &replaceable, error);
}

void db_close(struct db **db)
{
    if (*db == NULL)
        return;
    for (size_t i = 0; i < (*db)->prepared_count; i++) {
        sqlite3_finalize((*db)->prepared[i].statement);
        free((*db)->prepared[i].sql);
    }
    const int code = sqlite3_close((*db)->handle);
    assert(code == SQLITE_OK);
    (void)code;
    free((*db)->prepared);
    free((*db)->path);
    free(*db);
    *db = NULL;
}
