/* A damaged journal: put aside under another name, and what of it can be read taken over into a new one. Rows are read
 * from both ends, because a damaged page stops a walk, whichever side it comes from. */
#include "journal_private.h"

#include <annotty/base/clock.h>
#include <annotty/base/mem.h>

#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>

#include <sqlite3.h>

static const char *const tables[] = { "step", "change", "alias", "revision", "draft" };

/* What makes a whole of the rows that were read; none keeps back the others. */
static const char *const repairs[] = {
    /* A change without its step still has to be sent. */
    "INSERT INTO step (id, kind, of, title, session, made_at_ms)"
    " SELECT step, 'do', 0, 'taken over from a damaged journal', '', min(made_at_ms) FROM change"
    " WHERE step NOT IN (SELECT id FROM step) GROUP BY step",
    "INSERT INTO revision SELECT coalesce(max(revision), 0) FROM change",
    "DELETE FROM revision WHERE last < (SELECT max(last) FROM revision)",
    "DELETE FROM revision WHERE rowid > (SELECT min(rowid) FROM revision)",
    "COMMIT",
};

static bool move(const char *from, const char *to, const char *suffix)
{
    char *old = xasprintf("%s%s", from, suffix);
    char *new = xasprintf("%s%s", to, suffix);
    const bool moved = rename(old, new) == 0 || (errno == ENOENT && *suffix != '\0');
    free(old);
    free(new);
    return moved;
}

/* The columns that both files have, as SQL. */
static char *columns_of(sqlite3 *source, const char *table)
{
    struct buf names = buf_with_limit(BUF_LIMIT_LINE);
    sqlite3_stmt *statement = NULL;
    if (sqlite3_prepare_v2(source, "SELECT name FROM pragma_table_info(?)", -1, &statement, NULL) == SQLITE_OK)
        sqlite3_bind_text(statement, 1, table, -1, SQLITE_STATIC);
    while (statement != NULL && sqlite3_step(statement) == SQLITE_ROW)
        buf_printf(&names, "%s%s", names.length > 0 ? ", " : "", (const char *)sqlite3_column_text(statement, 0));
    sqlite3_finalize(statement);
    return buf_take(&names);
}

static sqlite3_stmt *prepare_insert(sqlite3 *target, const char *table, const char *columns, int count)
{
    struct buf sql = buf_with_limit(BUF_LIMIT_LINE);
    sqlite3_stmt *statement = NULL;
    buf_printf(&sql, "INSERT OR IGNORE INTO %s (%s) VALUES (", table, columns);
    for (int i = 0; i < count; i++)
        buf_append_text(&sql, i == 0 ? "?" : ", ?");
    buf_append_text(&sql, ")");
    sqlite3_prepare_v2(target, buf_text(&sql), -1, &statement, NULL);
    buf_free(&sql);
    return statement;
}

/* Copies rows until the table ends or can't be read further. */
static void copy_rows(sqlite3 *source, sqlite3 *target, const char *table, const char *order)
{
    sqlite3_stmt *reading = NULL, *writing = NULL;
    char *columns = columns_of(source, table);
    char *sql =
        columns != NULL ? xasprintf("SELECT %s FROM %s NOT INDEXED ORDER BY 1 %s", columns, table, order) : NULL;
    if (sql != NULL && sqlite3_prepare_v2(source, sql, -1, &reading, NULL) == SQLITE_OK)
        writing = prepare_insert(target, table, columns, sqlite3_column_count(reading));
    while (writing != NULL && sqlite3_step(reading) == SQLITE_ROW) {
        for (int i = 0; i < sqlite3_column_count(reading); i++)
            sqlite3_bind_value(writing, i + 1, sqlite3_column_value(reading, i));
        sqlite3_step(writing);
        sqlite3_reset(writing);
    }
    sqlite3_finalize(reading);
    sqlite3_finalize(writing);
    free(columns);
    free(sql);
}

static void take_over(const char *from, const char *to)
{
    sqlite3 *source = NULL, *target = NULL;
    if (sqlite3_open_v2(from, &source, SQLITE_OPEN_READWRITE, NULL) == SQLITE_OK &&
        sqlite3_open_v2(to, &target, SQLITE_OPEN_READWRITE, NULL) == SQLITE_OK) {
        sqlite3_exec(target, "PRAGMA synchronous = FULL; DELETE FROM revision; BEGIN IMMEDIATE", NULL, NULL, NULL);
        for (size_t i = 0; i < ARRAY_LENGTH(tables); i++) {
            copy_rows(source, target, tables[i], "ASC");
            copy_rows(source, target, tables[i], "DESC");
        }
        for (size_t i = 0; i < ARRAY_LENGTH(repairs); i++)
            sqlite3_exec(target, repairs[i], NULL, NULL, NULL);
    }
    sqlite3_close(source);
    sqlite3_close(target);
}

char *journal_salvage(const char *path, struct error *error)
{
    char *aside = xasprintf("%s.damaged-%" PRId64, path, clock_wall_ms());
    struct db *made = NULL;
    if (move(path, aside, "-wal") && move(path, aside, "-shm") && move(path, aside, ""))
        made = db_open(&journal_schema, path, error);
    else
        error_set_errno(error, ERROR_STORE, path, errno, "%s is damaged and can't be put aside", path);
    if (made == NULL) {
        free(aside);
        return NULL;
    }
    db_close(&made);
    take_over(aside, path);
    return aside;
}
