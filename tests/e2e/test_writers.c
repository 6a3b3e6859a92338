/* What `annotty serve` acknowledged is there, once and whole: under many writers at once, and after being killed in the
 * middle of their work. ANNOTTY_STRESS=1 takes minutes over it (./dev stress). */
#include "home.h"
#include "program.h"
#include "writers.h"

#include <annotty/base/buf.h>

#include <check.h>
#include <signal.h>
#include <sqlite3.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>
#include <unistd.h>

enum { WRITING_MS = 700, WRITING_LONG_MS = 30000, KILLS = 3, KILLS_LONG = 50, LEAST_MS = 50, PATIENCE_S = 1800 };

static struct program server;
static char url[256];

static bool is_long(void)
{
    const char *const stress = getenv("ANNOTTY_STRESS");
    return stress != NULL && *stress != '\0';
}

static void serve(void)
{
    char line[512];
    server = program_start("serve|--listen|unix:s|--data|d|--any-key|--no-sample");
    ck_assert(program_line(&server, line, sizeof(line)));
    ck_assert_int_eq(sscanf(line, "listening on %255s", url), 1);
}

static void wait_ms(long ms)
{
    const struct timespec time = { .tv_sec = ms / 1000, .tv_nsec = ms % 1000 * 1000000 };
    nanosleep(&time, NULL);
}

static void check_integrity(void)
{
    sqlite3 *db = NULL;
    sqlite3_stmt *statement = NULL;
    ck_assert_int_eq(sqlite3_open_v2("d/workspace.db", &db, SQLITE_OPEN_READONLY, NULL), SQLITE_OK);
    ck_assert_int_eq(sqlite3_prepare_v2(db, "PRAGMA integrity_check", -1, &statement, NULL), SQLITE_OK);
    ck_assert_int_eq(sqlite3_step(statement), SQLITE_ROW);
    ck_assert_str_eq((const char *)sqlite3_column_text(statement, 0), "ok");
    sqlite3_finalize(statement);
    sqlite3_close(db);
}

START_TEST(many_writers_lose_nothing)
{
    serve();
    struct writers *writers = writers_new(url);
    writers_begin(writers);
    wait_ms(is_long() ? WRITING_LONG_MS : WRITING_MS);
    const unsigned long acknowledged = writers_end(writers);
    ck_assert_uint_ge(acknowledged, WRITERS);
    writers_check(writers);
    ck_assert_int_eq(program_end(&server, SIGTERM), 0);
    check_integrity();
    serve();
    writers_check(writers);
    ck_assert_int_eq(program_end(&server, SIGTERM), 0);
    writers_free(&writers);
}
END_TEST

START_TEST(a_killed_server_keeps_what_it_acknowledged)
{
    serve();
    struct writers *writers = writers_new(url);
    unsigned long acknowledged = 0;
    srand(1);
    for (int i = 0; i < (is_long() ? KILLS_LONG : KILLS); i++) {
        writers_begin(writers);
        wait_ms(LEAST_MS + rand() % 200);
        ck_assert_int_eq(program_end(&server, SIGKILL), -SIGKILL);
        acknowledged += writers_end(writers);
        serve();
        writers_check(writers);
        check_integrity();
    }
    ck_assert_uint_gt(acknowledged, 0);
    ck_assert_int_eq(program_end(&server, SIGTERM), 0);
    writers_free(&writers);
}
END_TEST

Suite *writers_suite(void)
{
    Suite *const suite = suite_create("writers");
    TCase *const cases = tcase_create("writers");
    tcase_add_checked_fixture(cases, home_make, home_remove);
    tcase_set_timeout(cases, is_long() ? PATIENCE_S : 120);
    tcase_add_test(cases, many_writers_lose_nothing);
    tcase_add_test(cases, a_killed_server_keeps_what_it_acknowledged);
    suite_add_tcase(suite, cases);
    return suite;
}
