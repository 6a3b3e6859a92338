/* A journal looked at from outside: never made, taken over or sent. */
#include <annotty/store/journal.h>

#include "journal_private.h"

#include <sqlite3.h>

enum { BUSY_MS = 1000 };

static bool count_open(const char *path, struct journal_facts *facts)
{
    sqlite3 *handle = NULL;
    sqlite3_stmt *row = NULL;
    bool counted = sqlite3_open_v2(path, &handle, SQLITE_OPEN_READWRITE | SQLITE_OPEN_NOMUTEX, NULL) == SQLITE_OK;
    sqlite3_busy_timeout(handle, BUSY_MS);
    counted = counted &&
              sqlite3_prepare_v2(handle, "SELECT (SELECT count(*) FROM change WHERE is_open), (SELECT pid FROM sender)",
                                 -1, &row, NULL) == SQLITE_OK &&
              sqlite3_step(row) == SQLITE_ROW;
    if (counted) {
        facts->open_count = sqlite3_column_int64(row, 0);
        facts->sender_pid = sqlite3_column_int64(row, 1);
    }
    sqlite3_finalize(row);
    sqlite3_close(handle);
    return counted;
}

bool journal_inspect(const char *path, int64_t patience_ms, struct journal_facts *facts, struct error *error)
{
    struct db_facts file;
    *facts = (struct journal_facts){ 0 };
    if (!db_inspect(&journal_schema, path, patience_ms, &file, error))
        return false;
    return file.version == 0 || count_open(path, facts) ||
           error_set(error, ERROR_STORE, path, "%s: the journal can't be read", path);
}
