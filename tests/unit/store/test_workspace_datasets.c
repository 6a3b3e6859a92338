/* Datasets below projects, and what others ask about them. */
#include <annotty/store/workspace.h>

#include "fixture.h"
#include "suites.h"

static struct workspace_row mine, other, dataset;

static void setup(void)
{
    fixture_setup();
    begin();
    mine = add_project("mine", NULL);
    other = add_project("other", NULL);
    dataset = add_dataset(&mine, "set");
}

static enum workspace_found ask_version(struct slice project_id, struct slice dataset_id, int64_t *version)
{
    return workspace_dataset_version(session, project_id, dataset_id, version, &error);
}

START_TEST(the_version_is_told_through_the_own_project_only)
{
    int64_t version = 7;
    const struct slice id = plain_id(&dataset);
    ck_assert_int_eq(ask_version(plain_id(&other), id, &version), WORKSPACE_MISSING);
    ck_assert_int_eq(ask_version(SLICE("nothing"), id, &version), WORKSPACE_MISSING);
    ck_assert_int_eq(ask_version(plain_id(&mine), SLICE("nothing"), &version), WORKSPACE_MISSING);
    ck_assert_int_eq(version, 7);
    ck_assert_int_eq(ask_version(plain_id(&mine), id, &version), WORKSPACE_FOUND);
    ck_assert_int_eq(version, 0);
}
END_TEST

START_TEST(a_version_that_cannot_be_read_is_told)
{
    int64_t version = 0;
    commit();
    run_sql(arena_printf(&arena, "%s/workspace.db", scratch.path), "DROP TABLE dataset");
    begin();
    ck_assert_int_eq(ask_version(plain_id(&mine), plain_id(&dataset), &version), WORKSPACE_FAILED);
    ck_assert_int_eq(error.kind, ERROR_STORE);
}
END_TEST

START_TEST(rows_know_what_they_are_below)
{
    struct workspace_row row;
    const struct workspace_question question = { .resource = &api_resources[API_DATASET], .parent = mine.seq };
    ck_assert_int_eq(dataset.parent, mine.seq);
    ck_assert_int_eq(workspace_find(session, &question, &arena, &row, &error), WORKSPACE_FOUND);
    ck_assert_int_eq(row.seq, dataset.seq);
    ck_assert_int_eq(row.parent, mine.seq);
    const struct workspace_question elsewhere = { .resource = &api_resources[API_DATASET], .parent = other.seq };
    ck_assert_int_eq(workspace_find(session, &elsewhere, &arena, &row, &error), WORKSPACE_MISSING);
}
END_TEST

START_TEST(a_project_takes_its_datasets_along)
{
    add_dataset(&other, "set");
    delete_rows(API_PROJECT, 0, arena_printf(&arena, "[%.*s]", SLICE_ARGS(mine.record.id.raw)));
    ck_assert_int_eq(count_rows("dataset"), 1);
}
END_TEST

Suite *workspace_datasets_suite(void)
{
    TCase *const cases = tcase_create("workspace_datasets");
    tcase_add_checked_fixture(cases, setup, fixture_teardown);
    tcase_add_test(cases, the_version_is_told_through_the_own_project_only);
    tcase_add_test(cases, a_version_that_cannot_be_read_is_told);
    tcase_add_test(cases, rows_know_what_they_are_below);
    tcase_add_test(cases, a_project_takes_its_datasets_along);
    Suite *const suite = suite_create("workspace_datasets");
    suite_add_tcase(suite, cases);
    return suite;
}
