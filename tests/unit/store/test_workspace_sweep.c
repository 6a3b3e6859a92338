/* What large deletes leave behind: out of reach at once, away after some sweeps. */
#include <annotty/store/workspace.h>

#include <annotty/base/mem.h>

#include "fixture.h"
#include "suites.h"

enum { BATCH = 2000 }; /* SWEEP_BATCH */

static struct workspace_row project;

static struct workspace_row add_queue_of(int size)
{
    const struct workspace_row queue = add_queue(&project, "queue");
    for (int i = 0; i < size; i++) {
        const struct workspace_row interaction = add_interaction(&queue, arena_printf(&arena, "content-%d", i));
        if (i % 100 == 0)
            add_annotation(&interaction, "{}");
    }
    return queue;
}

static void setup(void)
{
    fixture_setup();
    begin();
    project = add_project("project", NULL);
}

static void delete_row(enum api_resource_id resource, const struct workspace_row *row)
{
    delete_rows(resource, 0, arena_printf(&arena, "[%.*s]", SLICE_ARGS(row->record.id.raw)));
}

/* How often it takes until there is no more. */
static int sweep_all(void)
{
    int times = 0;
    for (bool more = true; more; times++)
        ck_assert_msg(workspace_sweep(workspace, &more, &error), "%s", error.message);
    return times;
}

static const struct {
    int size, left, sweeps;
} sizes[] = {
    { 0, 0, 1 },
    { 1, 0, 1 },
    { BATCH, 0, 1 },
    { BATCH + 1, 1, 1 },
    { 2 * BATCH, BATCH, 2 },
    { 2 * BATCH + 300, BATCH + 300, 2 },
};

START_TEST(a_queue_goes_in_batches)
{
    const struct workspace_row queue = add_queue_of(sizes[_i].size);
    delete_row(API_QUEUE, &queue);
    ck_assert_int_eq(count_rows("queue"), 0);
    ck_assert_int_eq(count_rows("interaction"), sizes[_i].left);
    commit();
    ck_assert_int_eq(sweep_all(), sizes[_i].sweeps);
    read_again();
    ck_assert_int_eq(count_rows("interaction"), 0);
    ck_assert_int_eq(count_rows("annotation"), 0);
}
END_TEST

START_TEST(the_queues_of_a_project_go_together)
{
    for (int i = 0; i < 3; i++)
        add_queue_of(BATCH / 2);
    delete_row(API_PROJECT, &project);
    ck_assert_int_eq(count_rows("queue"), 0);
    ck_assert_int_eq(count_rows("interaction"), BATCH / 2);
    commit();
    ck_assert_int_eq(sweep_all(), 1);
    read_again();
    ck_assert_int_eq(count_rows("interaction"), 0);
}
END_TEST

START_TEST(other_queues_keep_theirs)
{
    const struct workspace_row before = add_queue_of(10);
    const struct workspace_row gone = add_queue_of(BATCH + 500);
    const struct workspace_row after = add_queue_of(20);
    delete_row(API_QUEUE, &gone);
    commit();
    sweep_all();
    read_again();
    ck_assert_int_eq(count_rows(arena_printf(&arena, "interaction WHERE queue_seq = %d", (int)before.seq)), 10);
    ck_assert_int_eq(count_rows(arena_printf(&arena, "interaction WHERE queue_seq = %d", (int)after.seq)), 20);
    ck_assert_int_eq(count_rows("interaction"), 30);
    ck_assert_int_eq(count_rows("annotation"), 2);
}
END_TEST

static void change_record(struct workspace_row *dataset, const struct workspace_row *record)
{
    struct workspace_row now;
    struct json_value values[API_FIELDS_MAX] = { 0 };
    struct workspace_change *change = workspace_change_new(session, dataset, 0, &arena, &error);
    set(values, API_RECORD_ITEM, "input", "\"new\"");
    ck_assert_int_eq(workspace_update_record(change, plain_id(record), values, &arena, &now, &error), WORKSPACE_FOUND);
    ck_assert(workspace_change_end(change, &error));
    workspace_change_free(&change);
}

/* Alone, or with its project. */
START_TEST(a_dataset_goes_with_records_and_versions)
{
    struct workspace_row gone = add_dataset(&project, "gone");
    const struct workspace_row other_project = add_project("other", NULL);
    struct workspace_row stays = add_dataset(&other_project, "stays");
    for (int i = 0; i < 20; i++) {
        const struct workspace_row record = add_record(&gone, "1");
        change_record(&gone, &record);
    }
    const struct workspace_row other = add_record(&stays, "1");
    change_record(&stays, &other);
    if (_i == 0)
        delete_rows(API_DATASET, project.seq, arena_printf(&arena, "[%.*s]", SLICE_ARGS(gone.record.id.raw)));
    else
        delete_row(API_PROJECT, &project);
    ck_assert_int_eq(count_rows("dataset"), 1);
    ck_assert_int_eq(count_rows("record"), 1);
    ck_assert_int_eq(count_rows("record_state"), 1);
}
END_TEST

/* Large records go in small batches, and one that is larger than a batch goes too. */
START_TEST(records_count_by_their_size)
{
    enum { RECORDS = 8, KILOBYTES = 1500 };
    struct workspace_row gone = add_dataset(&project, "gone");
    struct buf input = buf_with_limit(BUF_LIMIT_BODY);
    buf_append_char(&input, '"');
    for (int i = 0; i < KILOBYTES * 64; i++)
        buf_append_text(&input, "sixteen letters.");
    buf_append_char(&input, '"');
    for (int i = 0; i < RECORDS; i++)
        add_record(&gone, buf_text(&input));
    buf_free(&input);
    delete_rows(API_DATASET, project.seq, arena_printf(&arena, "[%.*s]", SLICE_ARGS(gone.record.id.raw)));
    ck_assert_int_eq(count_rows("record"), RECORDS - 2); /* 2 MB and what reaches beyond */
    commit();
    ck_assert_int_eq(sweep_all(), RECORDS / 2);
    read_again();
    ck_assert_int_eq(count_rows("record"), 0);
}
END_TEST

START_TEST(a_removed_sample_does_not_count_what_was_deleted)
{
    size_t removed = 0;
    workspace_mark_sample(session);
    const struct workspace_row gone = add_queue_of(2 * BATCH);
    add_queue_of(5);
    delete_row(API_QUEUE, &gone);
    ck_assert(workspace_remove_sample(session, &removed, &error));
    ck_assert_uint_eq(removed, 5 + 1);
    ck_assert_int_eq(count_rows("interaction"), 0);
    commit();
}
END_TEST

START_TEST(a_sweep_that_fails_is_told)
{
    bool more = true;
    const struct workspace_row queue = add_queue_of(BATCH + 1);
    delete_row(API_QUEUE, &queue);
    commit();
    run_sql(arena_printf(&arena, "%s/workspace.db", scratch.path),
            "CREATE TRIGGER refuse BEFORE DELETE ON interaction BEGIN SELECT RAISE(ABORT, 'stays here'); END");
    ck_assert(!workspace_sweep(workspace, &more, &error));
    ck_assert_int_eq(error.kind, ERROR_STORE);
    ck_assert_ptr_nonnull(strstr(error.message, "stays here"));
    begin(); /* the writer is free again */
    commit();
}
END_TEST

Suite *workspace_sweep_suite(void)
{
    TCase *const cases = tcase_create("workspace_sweep");
    tcase_add_checked_fixture(cases, setup, fixture_teardown);
    tcase_add_loop_test(cases, a_queue_goes_in_batches, 0, ARRAY_LENGTH(sizes));
    tcase_add_test(cases, the_queues_of_a_project_go_together);
    tcase_add_test(cases, other_queues_keep_theirs);
    tcase_add_loop_test(cases, a_dataset_goes_with_records_and_versions, 0, 2);
    tcase_add_test(cases, records_count_by_their_size);
    tcase_add_test(cases, a_removed_sample_does_not_count_what_was_deleted);
    tcase_add_test(cases, a_sweep_that_fails_is_told);
    Suite *const suite = suite_create("workspace_sweep");
    suite_add_tcase(suite, cases);
    return suite;
}
