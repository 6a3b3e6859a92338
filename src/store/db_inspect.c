/* A file looked at from outside: never made, migrated or replaced. */
#include <annotty/store/db.h>

#include <annotty/base/clock.h>

#include <sqlite3.h>

enum { STEPS_A_LOOK = 10000, BUSY_MS = 1000 };

static int64_t newest_version(const struct db_schema *schema)
{
    int64_t count = 0;
    while (schema->migrations[count] != NULL)
        count++;
    return count;
}

/* The one row that a statement gives; false with SQLite's code. */
static bool read_row(sqlite3 *handle, const char *sql, sqlite3_stmt **row, int *code)
{
    *code = sqlite3_prepare_v2(handle, sql, -1, row, NULL);
    if (*code == SQLITE_OK)
        *code = sqlite3_step(*row);
    return *code == SQLITE_ROW;
}

static bool fail(const struct db_schema *schema, const char *path, int code, struct error *error)
{
    const int kind = code & 0xff;
    if (kind == SQLITE_CORRUPT || kind == SQLITE_NOTADB)
        return error_set(error, ERROR_STORE, path, "%s: the %s is damaged or no database", path, schema->name);
    return error_set(error, ERROR_STORE, path, "%s: the %s can't be read: %s", path, schema->name,
                     sqlite3_errstr(code));
}

static bool recognize(const struct db_schema *schema, const char *path, sqlite3 *handle, struct db_facts *facts,
                      struct error *error)
{
    sqlite3_stmt *row = NULL;
    int code = SQLITE_OK;
    const bool got = read_row(handle,
                              "SELECT application_id, user_version, (SELECT count(*) FROM sqlite_master)"
                              " FROM pragma_application_id, pragma_user_version",
                              &row, &code);
    const int64_t application_id = got ? sqlite3_column_int64(row, 0) : 0;
    const bool is_empty = got && application_id == 0 && sqlite3_column_int64(row, 2) == 0;
    facts->version = got ? sqlite3_column_int64(row, 1) : 0;
    sqlite3_finalize(row);
    if (!got)
        return fail(schema, path, code, error);
    if (!is_empty && application_id != (int64_t)schema->application_id)
        return error_set(error, ERROR_STORE, path, "%s is a database of another program", path);
    if (facts->version < 0)
        return fail(schema, path, SQLITE_CORRUPT, error);
    return facts->version <= facts->newest ||
           error_set(error, ERROR_STORE, path, "%s: the %s was made by a newer annotty (version %lld)", path,
                     schema->name, (long long)facts->version);
}

static int is_too_late(void *deadline_ms)
{
    return clock_monotonic_ms() >= *(const int64_t *)deadline_ms;
}

static bool check(const struct db_schema *schema, const char *path, sqlite3 *handle, int64_t patience_ms,
                  struct db_facts *facts, struct error *error)
{
    int64_t deadline_ms = clock_monotonic_ms() + patience_ms;
    sqlite3_stmt *row = NULL;
    int code = SQLITE_OK;
    sqlite3_progress_handler(handle, STEPS_A_LOOK, is_too_late, &deadline_ms);
    const bool got = read_row(handle, "PRAGMA quick_check(1)", &row, &code);
    const bool is_sound = got && slice_is(slice_of((const char *)sqlite3_column_text(row, 0)), "ok");
    sqlite3_finalize(row);
    facts->whole = got;
    if (code == SQLITE_INTERRUPT)
        return true;
    return got ? is_sound || fail(schema, path, SQLITE_CORRUPT, error) : fail(schema, path, code, error);
}

bool db_inspect(const struct db_schema *schema, const char *path, int64_t patience_ms, struct db_facts *facts,
                struct error *error)
{
    sqlite3 *handle = NULL;
    *facts = (struct db_facts){ .newest = newest_version(schema) };
    /* For writing, because only so can a log that a process left behind be read; nothing is written by us. */
    const int code = sqlite3_open_v2(path, &handle, SQLITE_OPEN_READWRITE | SQLITE_OPEN_NOMUTEX, NULL);
    sqlite3_busy_timeout(handle, BUSY_MS);
    const bool sound = code == SQLITE_OK ? recognize(schema, path, handle, facts, error) &&
                                               check(schema, path, handle, patience_ms, facts, error)
                                         : fail(schema, path, code, error);
    sqlite3_close(handle);
    return sound;
}

static bool is_damage(int code)
{
    return (code & 0xff) == SQLITE_CORRUPT || (code & 0xff) == SQLITE_NOTADB;
}

/* What can't be read at all has lost its mark; it stands where ours does. What has ours was given a version with it. */
bool db_is_damaged(const struct db_schema *schema, const char *path)
{
    sqlite3 *handle = NULL;
    sqlite3_stmt *row = NULL;
    int code = sqlite3_open_v2(path, &handle, SQLITE_OPEN_READWRITE | SQLITE_OPEN_NOMUTEX, NULL);
    sqlite3_busy_timeout(handle, BUSY_MS);
    const bool marked =
        code == SQLITE_OK &&
        read_row(handle, "SELECT application_id, user_version FROM pragma_application_id, pragma_user_version", &row,
                 &code);
    const bool ours = marked && sqlite3_column_int64(row, 0) == (int64_t)schema->application_id;
    bool damaged = ours ? sqlite3_column_int64(row, 1) < 1 : !marked && is_damage(code);
    sqlite3_finalize(row);
    row = NULL;
    if (ours && !damaged) {
        const bool got = read_row(handle, "PRAGMA quick_check(1)", &row, &code);
        damaged = got ? !slice_is(slice_of((const char *)sqlite3_column_text(row, 0)), "ok") : is_damage(code);
        sqlite3_finalize(row);
    }
    sqlite3_close(handle);
    return damaged;
}
