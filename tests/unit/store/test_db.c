/* Opening SQLite files of every state, migrations, statements, transactions. */
#include <annotty/store/db.h>

#include <annotty/base/mem.h>

#include "../run.h"
#include "../scratch.h"
#include "suites.h"

#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

static const char *const one_migration[] = { "CREATE TABLE word (text TEXT NOT NULL)", NULL };
static const char *const two_migrations[] = {
    "CREATE TABLE word (text TEXT NOT NULL)",
    "ALTER TABLE word ADD COLUMN language TEXT NOT NULL DEFAULT 'en'",
    NULL,
};
static const char *const bad_migration[] = { "CREATE TABLE word (text TEXT)", "CREATE TABLE word (again TEXT)", NULL };

static const struct db_schema first = { .name = "dictionary", .application_id = 77, .migrations = one_migration };
static const struct db_schema second = { .name = "dictionary", .application_id = 77, .migrations = two_migrations };
static const struct db_schema broken = { .name = "dictionary", .application_id = 77, .migrations = bad_migration };
static const struct db_schema foreign = { .name = "atlas", .application_id = 78, .migrations = one_migration };
static const struct db_schema disposable = {
    .name = "page cache", .application_id = 79, .migrations = one_migration, .disposable = true
};

static struct scratch scratch;
static char *path;

static void setup(void)
{
    scratch = scratch_new();
    path = scratch_file(&scratch, "words.db");
}

static void teardown(void)
{
    free(path);
    scratch_remove(&scratch);
}

static struct db *open_or_fail(const struct db_schema *schema)
{
    struct error error = { 0 };
    struct db *const db = db_open(schema, path, &error);
    ck_assert_msg(db != NULL, "%s", error.message);
    return db;
}

static void run(struct db *db, const char *sql)
{
    struct error error = { 0 };
    ck_assert_msg(db_run(db, sql, &error), "%s", error.message);
}

static int64_t number(struct db *db, const char *sql)
{
    struct error error = { 0 };
    struct sqlite3_stmt *const statement = db_statement(db, sql, &error);
    ck_assert_msg(statement != NULL && db_step(db, statement, &error) == DB_ROW, "%s", error.message);
    const int64_t result = db_column_int64(statement, 0);
    db_reset(statement);
    return result;
}

static void write_file(const char *content, size_t length)
{
    FILE *const file = fopen(path, "wb");
    ck_assert_ptr_nonnull(file);
    ck_assert_uint_eq(fwrite(content, 1, length, file), length);
    ck_assert_int_eq(fclose(file), 0);
}

START_TEST(a_new_file_is_private_durable_and_stamped)
{
    struct db *db = open_or_fail(&second);
    struct stat status;
    ck_assert_int_eq(stat(path, &status), 0);
    ck_assert_uint_eq(status.st_mode & 0777, 0600);
    ck_assert_int_eq(number(db, "PRAGMA application_id"), 77);
    ck_assert_int_eq(number(db, "PRAGMA user_version"), 2);
    ck_assert_int_eq(number(db, "PRAGMA synchronous"), 2);
    ck_assert_int_eq(number(db, "PRAGMA foreign_keys"), 1);
    ck_assert_int_eq(number(db, "SELECT count(*) FROM pragma_journal_mode WHERE journal_mode = 'wal'"), 1);
    db_close(&db);
    ck_assert_ptr_null(db);
    db_close(&db);
}
END_TEST

START_TEST(an_older_file_is_migrated_and_keeps_its_rows)
{
    struct db *db = open_or_fail(&first);
    run(db, "INSERT INTO word VALUES ('queue')");
    db_close(&db);
    db = open_or_fail(&second);
    ck_assert_int_eq(number(db, "SELECT count(*) FROM word WHERE text = 'queue' AND language = 'en'"), 1);
    db_close(&db);
}
END_TEST

START_TEST(a_failing_migration_leaves_the_version_before)
{
    struct error error = { 0 };
    struct db *db = open_or_fail(&first);
    db_close(&db);
    ck_assert_ptr_null(db_open(&broken, path, &error));
    ck_assert_int_eq(error.kind, ERROR_STORE);
    db = open_or_fail(&first);
    ck_assert_int_eq(number(db, "PRAGMA user_version"), 1);
    db_close(&db);
}
END_TEST

/* What stands in the file, and what the refusal must say. Nothing of it may be touched. */
static const struct refusal {
    char content[120]; /* empty: a database made with `made_by` */
    const struct db_schema *made_by, *opened_by;
    const char *says;
} refusals[] = {
    { "", &second, &first, "newer annotty" },
    { "", &foreign, &first, "another program" },
    { "this has never been a database, but it is longer than the header of one: one hundred bytes and some more", NULL,
      &first, "damaged" },
    { "SQLite format 3\0 and then nonsense", NULL, &first, "damaged" },
};

/* One damaged bit of the header. */
START_TEST(a_version_that_cannot_be_is_a_damage)
{
    struct error error = { 0 };
    struct db_facts facts;
    struct db *db = open_or_fail(&first);
    run(db, "PRAGMA user_version = -2147483647");
    db_close(&db);
    ck_assert_ptr_null(db_open(&first, path, &error));
    ck_assert_msg(strstr(error.message, "damaged") != NULL, "%s", error.message);
    ck_assert(!db_inspect(&first, path, 1000, &facts, &error));
    ck_assert_int_eq(error.kind, ERROR_STORE);
}
END_TEST

START_TEST(a_file_that_is_not_ours_is_refused_and_left_alone)
{
    const struct refusal *const row = &refusals[_i];
    struct error error = { 0 };
    if (row->content[0] != '\0') {
        write_file(row->content, sizeof(row->content));
    } else {
        struct db *db = open_or_fail(row->made_by);
        run(db, "INSERT INTO word (text) VALUES ('kept')");
        db_close(&db);
    }
    ck_assert_ptr_null(db_open(row->opened_by, path, &error));
    ck_assert_int_eq(error.kind, ERROR_STORE);
    ck_assert_str_eq(error.where, path);
    ck_assert_ptr_nonnull(strstr(error.message, row->says));
    if (row->content[0] == '\0') {
        struct db *db = open_or_fail(row->made_by);
        ck_assert_int_eq(number(db, "SELECT count(*) FROM word"), 1);
        db_close(&db);
        return;
    }
    char after[120];
    FILE *const file = fopen(path, "rb");
    ck_assert_ptr_nonnull(file);
    ck_assert_uint_eq(fread(after, 1, sizeof(after), file), sizeof(after));
    fclose(file);
    ck_assert_mem_eq(after, row->content, sizeof(after));
}
END_TEST

START_TEST(a_disposable_file_is_made_anew)
{
    const struct refusal *const row = &refusals[_i];
    if (row->content[0] != '\0') {
        write_file(row->content, sizeof(row->content));
    } else {
        struct db *db = open_or_fail(row->made_by);
        db_close(&db);
    }
    struct db *db = open_or_fail(&disposable);
    ck_assert_int_eq(number(db, "SELECT count(*) FROM word"), 0);
    db_close(&db);
}
END_TEST

START_TEST(a_place_that_can_hold_no_file_says_so)
{
    struct error error = { 0 };
    char *const below_a_file = xasprintf("%s/words.db", path);
    write_file("", 0);
    ck_assert_ptr_null(db_open(&first, below_a_file, &error));
    ck_assert_int_eq(error.kind, ERROR_STORE);
    ck_assert_ptr_nonnull(strstr(error.message, "can't be opened"));
    ck_assert_ptr_null(db_open(&disposable, below_a_file, &error));
    ck_assert_ptr_null(db_open(&first, scratch.path, &error));
    free(below_a_file);
}
END_TEST

START_TEST(a_file_that_may_only_be_read_says_so)
{
    if (geteuid() == 0)
        return; /* the superuser may write anyway */
    struct error error = { 0 };
    struct db *db = open_or_fail(&first);
    db_close(&db);
    ck_assert_int_eq(chmod(path, 0400), 0);
    ck_assert_ptr_null(db_open(&first, path, &error));
    ck_assert_ptr_nonnull(strstr(error.message, "can't be written"));
}
END_TEST

START_TEST(damage_found_later_is_reported)
{
    struct db *db = open_or_fail(&first);
    run(db, "INSERT INTO word SELECT hex(randomblob(500)) FROM (WITH RECURSIVE n(i) AS "
            "(SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 400) SELECT i FROM n)");
    run(db, "PRAGMA wal_checkpoint(TRUNCATE)");
    db_close(&db);
    const int descriptor = open(path, O_WRONLY | O_CLOEXEC);
    for (off_t page = 2; page < 40; page++)
        ck_assert_int_eq(pwrite(descriptor, "\377\377\377\377\377\377\377\377", 8, page * 4096), 8);
    close(descriptor);
    db = open_or_fail(&first);
    struct error error = { 0 };
    struct sqlite3_stmt *const statement = db_statement(db, "SELECT text FROM word", &error);
    ck_assert(!db_finish(db, statement, &error));
    ck_assert_ptr_nonnull(strstr(error.message, "damaged"));
    db_close(&db);
}
END_TEST

START_TEST(statements_bind_and_give_back_exact_bytes)
{
    const struct slice rows[] = { SLICE(""), SLICE("caf\303\251"), SLICE("nul\0inside"), SLICE("1e400"), SLICE("007") };
    struct error error = { 0 };
    struct db *db = open_or_fail(&first);
    for (size_t i = 0; i < ARRAY_LENGTH(rows); i++) {
        struct sqlite3_stmt *const insert = db_statement(db, "INSERT INTO word VALUES (?1)", &error);
        db_bind_text(insert, 1, rows[i]);
        ck_assert(db_finish(db, insert, &error));
        ck_assert_int_eq(db_changes(db), 1);
        ck_assert_int_eq(db_last_row(db), (int64_t)i + 1);
    }
    struct sqlite3_stmt *const select = db_statement(db, "SELECT text FROM word ORDER BY rowid", &error);
    for (size_t i = 0; i < ARRAY_LENGTH(rows); i++) {
        ck_assert_int_eq(db_step(db, select, &error), DB_ROW);
        ck_assert(slice_equal(db_column_text(select, 0), rows[i]));
    }
    ck_assert_int_eq(db_step(db, select, &error), DB_END);
    ck_assert_ptr_eq(db_statement(db, "SELECT text FROM word ORDER BY rowid", &error), select);
    ck_assert_ptr_null(db_statement(db, "SELECT text FROM nowhere", &error));
    ck_assert_msg(strstr(error.message, "nowhere") != NULL, "%s", error.message);
    db_close(&db);
}
END_TEST

START_TEST(what_is_not_bound_again_is_null)
{
    struct error error = { 0 };
    struct db *db = open_or_fail(&first);
    struct sqlite3_stmt *statement = db_statement(db, "SELECT ?1, ?2", &error);
    db_bind_int64(statement, 1, INT64_MIN);
    ck_assert_int_eq(db_step(db, statement, &error), DB_ROW);
    ck_assert_int_eq(db_column_int64(statement, 0), INT64_MIN);
    db_reset(statement);
    statement = db_statement(db, "SELECT ?1, ?2", &error);
    ck_assert_int_eq(db_step(db, statement, &error), DB_ROW);
    ck_assert(db_column_is_null(statement, 0));
    ck_assert_uint_eq(db_column_text(statement, 1).length, 0);
    db_reset(statement);
    db_close(&db);
}
END_TEST

START_TEST(a_reader_sees_one_state_while_another_writes)
{
    struct error error = { 0 };
    struct db *writer = open_or_fail(&first);
    struct db *reader = open_or_fail(&first);
    ck_assert(db_begin_read(reader, &error));
    ck_assert_int_eq(number(reader, "SELECT count(*) FROM word"), 0);
    ck_assert(db_begin_write(writer, &error));
    run(writer, "INSERT INTO word VALUES ('new')");
    ck_assert(db_commit(writer, &error));
    ck_assert_int_eq(number(reader, "SELECT count(*) FROM word"), 0);
    ck_assert(db_commit(reader, &error));
    ck_assert_int_eq(number(reader, "SELECT count(*) FROM word"), 1);
    ck_assert(db_begin_write(writer, &error));
    run(writer, "DELETE FROM word");
    db_rollback(writer);
    db_rollback(writer);
    ck_assert_int_eq(number(reader, "SELECT count(*) FROM word"), 1);
    db_close(&writer);
    db_close(&reader);
}
END_TEST

/* Several annotty may be started at once on a new data directory. */
START_TEST(processes_that_open_a_new_file_at_once_all_succeed)
{
    enum { PROCESSES = 8 };
    pid_t children[PROCESSES];
    for (int i = 0; i < PROCESSES; i++) {
        children[i] = fork();
        ck_assert_int_ge(children[i], 0);
        if (children[i] != 0)
            continue;
        struct error error = { 0 };
        struct db *db = db_open(&second, path, &error);
        if (db == NULL || !db_run(db, "INSERT INTO word (text) VALUES ('mine')", &error)) {
            fprintf(stderr, "%s\n", error.message);
            _exit(1);
        }
        db_close(&db);
        _exit(0);
    }
    for (int i = 0; i < PROCESSES; i++) {
        int status = 0;
        ck_assert_int_eq(waitpid(children[i], &status, 0), children[i]);
        ck_assert_int_eq(status, 0);
    }
    struct db *db = open_or_fail(&second);
    ck_assert_int_eq(number(db, "SELECT count(*) FROM word"), PROCESSES);
    db_close(&db);
}
END_TEST

/* --- Looking from outside ----------------------------------------------------------------------------------------- */

START_TEST(a_sound_file_is_known_and_left_alone)
{
    struct db_facts facts;
    struct error error = { 0 };
    struct db *db = open_or_fail(&first);
    run(db, "INSERT INTO word (text) VALUES ('one')");
    ck_assert_msg(db_inspect(&second, path, 1000, &facts, &error), "%s", error.message);
    ck_assert_int_eq(facts.version, 1);
    ck_assert_int_eq(facts.newest, 2);
    ck_assert(facts.whole);
    db_close(&db);
    ck_assert(db_inspect(&second, path, 1000, &facts, &error));
    ck_assert_int_eq(facts.version, 1);
}
END_TEST

static const struct {
    const struct db_schema *made_by, *looked_at_by;
    const char *says;
} strange_files[] = {
    { &second, &first, "newer annotty" },
    { &foreign, &first, "another program" },
    { NULL, &first, "can't be read" },
};

START_TEST(strange_files_are_told_apart)
{
    struct db_facts facts;
    struct error error = { 0 };
    struct db *db = strange_files[_i].made_by != NULL ? open_or_fail(strange_files[_i].made_by) : NULL;
    db_close(&db);
    ck_assert(!db_inspect(strange_files[_i].looked_at_by, path, 1000, &facts, &error));
    ck_assert_int_eq(error.kind, ERROR_STORE);
    ck_assert_msg(strstr(error.message, strange_files[_i].says) != NULL, "%s", error.message);
    ck_assert_int_eq(access(path, F_OK) == 0, strange_files[_i].made_by != NULL);
}
END_TEST

START_TEST(damage_is_found)
{
    struct db_facts facts;
    struct error error = { 0 };
    struct db *db = open_or_fail(&first);
    for (int i = 0; i < 200; i++)
        run(db, "INSERT INTO word (text) VALUES (hex(randomblob(500)))");
    db_close(&db);
    const int file = open(path, O_WRONLY);
    char noise[4096];
    memset(noise, 'x', sizeof(noise));
    ck_assert_int_eq(pwrite(file, noise, sizeof(noise), 3 * 4096), (ssize_t)sizeof(noise));
    close(file);
    ck_assert(!db_inspect(&first, path, 1000, &facts, &error));
    ck_assert_msg(strstr(error.message, "damaged") != NULL, "%s", error.message);
}
END_TEST

Suite *db_suite(void)
{
    TCase *const cases = tcase_create("db");
    tcase_add_checked_fixture(cases, setup, teardown);
    tcase_add_test(cases, a_new_file_is_private_durable_and_stamped);
    tcase_add_test(cases, an_older_file_is_migrated_and_keeps_its_rows);
    tcase_add_test(cases, a_failing_migration_leaves_the_version_before);
    tcase_add_test(cases, a_version_that_cannot_be_is_a_damage);
    tcase_add_loop_test(cases, a_file_that_is_not_ours_is_refused_and_left_alone, 0, ARRAY_LENGTH(refusals));
    tcase_add_loop_test(cases, a_disposable_file_is_made_anew, 0, ARRAY_LENGTH(refusals));
    tcase_add_test(cases, a_place_that_can_hold_no_file_says_so);
    tcase_add_test(cases, a_file_that_may_only_be_read_says_so);
    tcase_add_test(cases, damage_found_later_is_reported);
    tcase_add_test(cases, statements_bind_and_give_back_exact_bytes);
    tcase_add_test(cases, what_is_not_bound_again_is_null);
    tcase_add_test(cases, a_reader_sees_one_state_while_another_writes);
    tcase_add_test(cases, processes_that_open_a_new_file_at_once_all_succeed);
    tcase_add_test(cases, a_sound_file_is_known_and_left_alone);
    tcase_add_loop_test(cases, strange_files_are_told_apart, 0, ARRAY_LENGTH(strange_files));
    tcase_add_test(cases, damage_is_found);
    Suite *const suite = suite_create("db");
    suite_add_tcase(suite, cases);
    return suite;
}
