#include "../../../src/server/sweep.h"

#include "../store/fixture.h"
#include "suites.h"

#include <annotty/base/clock.h>

#include <sched.h>

enum { SIZE = 4500, PATIENCE_MS = 20000 };

static struct sweep sweep;
static pthread_t thread;
static struct workspace_row project;

static void *run(void *data)
{
    (void)data;
    sweep_run(&sweep, workspace);
    return NULL;
}

static void start(void)
{
    sweep_init(&sweep);
    ck_assert_int_eq(pthread_create(&thread, NULL, run, NULL), 0);
}

static void stop(void)
{
    sweep_end(&sweep);
    pthread_join(thread, NULL);
    sweep_destroy(&sweep);
}

/* Adds a queue and deletes it, so that some of it is left. */
static void leave_remains(void)
{
    begin();
    const struct workspace_row queue = add_queue(&project, "queue");
    for (int i = 0; i < SIZE; i++)
        add_interaction(&queue, arena_printf(&arena, "content-%d", i));
    delete_rows(API_QUEUE, 0, arena_printf(&arena, "[%.*s]", SLICE_ARGS(queue.record.id.raw)));
    ck_assert_int_gt(count_rows("interaction"), 0);
    commit();
}

static void setup(void)
{
    fixture_setup();
    begin();
    project = add_project("project", NULL);
    commit();
}

static void wait_until_swept(void)
{
    const int64_t deadline_ms = clock_monotonic_ms() + PATIENCE_MS;
    for (read_again(); count_rows("interaction") > 0; read_again()) {
        ck_assert_msg(clock_monotonic_ms() < deadline_ms, "%lld are left", (long long)count_rows("interaction"));
        sched_yield();
    }
    workspace_end(&session);
}

START_TEST(what_an_earlier_server_left_is_swept)
{
    leave_remains();
    start();
    wait_until_swept();
    stop();
}
END_TEST

START_TEST(who_is_woken_sweeps)
{
    start();
    for (int i = 0; i < 2; i++) {
        leave_remains();
        sweep_wake(&sweep);
        wait_until_swept();
    }
    stop();
}
END_TEST

START_TEST(an_end_comes_at_once)
{
    leave_remains();
    sweep_init(&sweep);
    sweep_end(&sweep);
    sweep_run(&sweep, workspace); /* returns */
    read_again();
    ck_assert_int_gt(count_rows("interaction"), 0);
    sweep_destroy(&sweep);
}
END_TEST

/* Whether it failed before or not: who is woken tries again. */
START_TEST(a_failure_is_not_the_end)
{
    const char *const path = arena_printf(&arena, "%s/workspace.db", scratch.path);
    leave_remains();
    run_sql(path, "CREATE TRIGGER refuse BEFORE DELETE ON interaction BEGIN SELECT RAISE(ABORT, 'stays here'); END");
    start();
    run_sql(path, "DROP TRIGGER refuse");
    sweep_wake(&sweep);
    wait_until_swept();
    stop();
}
END_TEST

Suite *sweep_suite(void)
{
    TCase *const cases = tcase_create("sweep");
    tcase_add_checked_fixture(cases, setup, fixture_teardown);
    tcase_add_test(cases, what_an_earlier_server_left_is_swept);
    tcase_add_test(cases, who_is_woken_sweeps);
    tcase_add_test(cases, an_end_comes_at_once);
    tcase_add_test(cases, a_failure_is_not_the_end);
    tcase_set_timeout(cases, 60);
    Suite *const suite = suite_create("sweep");
    suite_add_tcase(suite, cases);
    return suite;
}
