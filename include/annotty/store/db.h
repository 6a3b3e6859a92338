/* SQLite, opened and used one way by everything that keeps something: the workspace (server) and the page cache
 * (client). In: a schema of ours, SQL text. Out: rows, and errors that say what to do.
 *
 * A connection belongs to one thread at a time; its owner sees to that. Several connections, also of several
 * processes, may be open on a file: write-ahead logging lets readers go on while one writes, and a writer waits for
 * another (DB_BUSY_TIMEOUT_MS). */
#ifndef ANNOTTY_STORE_DB_H
#define ANNOTTY_STORE_DB_H

#include <annotty/base/error.h>
#include <annotty/base/slice.h>

#include <stdint.h>

struct db;
struct sqlite3_stmt;

enum { DB_BUSY_TIMEOUT_MS = 10000 };

struct db_schema {
    const char *name;              /* "workspace": for messages */
    uint32_t application_id;       /* in the file's header, so that no other file is taken for ours */
    const char *const *migrations; /* SQL: the i-th makes user_version i + 1 of i; NULL ends; only ever added to */
    bool disposable;               /* a damaged, foreign or newer file is replaced by an empty one; less syncing */
};

/* Opens or makes the file (mode 0600) and migrates it. NULL: ERROR_STORE, error->where is the path, and the file is as
 * it was: no permission, read-only, disk full, made by a newer annotty, damaged, not ours, busy. */
struct db *db_open(const struct db_schema *schema, const char *path, struct error *error);
void db_close(struct db **db);

/* What is known of a file, which stays as it is: for those who look after it. */
struct db_facts {
    int64_t version, newest; /* of the schema: the file's, and the one that this annotty makes of it */
    bool whole;              /* all of it was looked at in the time given */
};
/* False when it can't be read, isn't ours, is newer, or is damaged. Looks for damage for at most `patience_ms`. */
bool db_inspect(const struct db_schema *schema, const char *path, int64_t patience_ms, struct db_facts *facts,
                struct error *error);

/* Whether the file is ours and of a version that this annotty knows, but can't be trusted. */
bool db_is_damaged(const struct db_schema *schema, const char *path);

/* Transactions. A write waits for other writers here and then never again; a read sees one state throughout. */
bool db_begin_write(struct db *db, struct error *error);
bool db_begin_read(struct db *db, struct error *error);
bool db_commit(struct db *db, struct error *error); /* rolls back when it fails */
void db_rollback(struct db *db);

/* Fixed SQL without parameters or rows; may be several statements. */
bool db_run(struct db *db, const char *sql, struct error *error);

/* A prepared statement for the text, kept for the next time, with nothing bound. It belongs to the db and must not be
 * in use already. */
struct sqlite3_stmt *db_statement(struct db *db, const char *sql, struct error *error);

/* Positions count from 1. A text is not copied: it stays until the statement is reset. */
void db_bind_text(struct sqlite3_stmt *statement, int position, struct slice text);
void db_bind_int64(struct sqlite3_stmt *statement, int position, int64_t number);

/* DB_END and DB_FAILED reset the statement; after a DB_ROW that isn't followed by either, db_reset must, because an
 * open statement keeps its snapshot. */
enum db_step { DB_FAILED, DB_ROW, DB_END };
enum db_step db_step(struct db *db, struct sqlite3_stmt *statement, struct error *error);
/* Steps to the end; rows are dropped. */
bool db_finish(struct db *db, struct sqlite3_stmt *statement, struct error *error);
void db_reset(struct sqlite3_stmt *statement);

/* Columns count from 0. A text is valid until the next step or reset. */
struct slice db_column_text(struct sqlite3_stmt *statement, int column);
int64_t db_column_int64(struct sqlite3_stmt *statement, int column);
bool db_column_is_null(struct sqlite3_stmt *statement, int column);

/* Rows that the last statement inserted, changed or deleted itself (cascades not counted), and the last row number. */
int64_t db_changes(const struct db *db);
/* The same, of all statements on this connection, cascades and triggers counted. */
int64_t db_total_changes(const struct db *db);
int64_t db_last_row(const struct db *db);

#endif
