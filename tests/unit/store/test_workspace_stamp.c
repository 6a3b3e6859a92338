/* Stamps: which writes give the workspace, and which queue, a new one. */
#include <annotty/store/workspace.h>

#include "fixture.h"
#include "suites.h"

#include <annotty/base/mem.h>

#include <stdio.h>

/* What the world of each test holds: two queues, one interaction with one annotation in the first. */
static struct workspace_row project, first, second, interaction;

static int64_t stamp_of(int64_t queue)
{
    int64_t stamp = 0;
    read_again();
    ck_assert_msg(workspace_stamp(session, queue, &stamp, &error), "%s", error.message);
    workspace_end(&session);
    return stamp;
}

static void setup(void)
{
    fixture_setup();
    begin();
    project = add_project("p", NULL);
    first = add_queue(&project, "first");
    second = add_queue(&project, "second");
    interaction = add_interaction(&first, "t-1");
    add_annotation(&interaction, "{}");
    commit();
}

/* Writes. Each says whether it changes the first queue. */

static void add_something_else(void)
{
    add_project("other", NULL);
}

static void add_to_second(void)
{
    add_interaction(&second, "t-2");
}

static void add_to_first(void)
{
    add_interaction(&first, "t-2");
}

static void annotate(void)
{
    add_annotation(&interaction, "{\"a\":1}");
}

static void change_queue(void)
{
    struct json_value values[API_FIELDS_MAX] = { 0 };
    set(values, API_QUEUE, "description", "\"new\"");
    ck_assert(workspace_update(session, values, &arena, &first, &error));
}

static void delete_interaction(void)
{
    char ids[64];
    snprintf(ids, sizeof(ids), "[\"%.*s\"]", SLICE_ARGS(plain_id(&interaction)));
    delete_rows(API_INTERACTION, first.seq, ids);
}

static void rename_person(void)
{
    char id[UUID_SIZE];
    ck_assert(workspace_put_person(session, &(struct workspace_person){ "Ann", "ann", "" }, id, &error));
    ck_assert(workspace_put_person(session, &(struct workspace_person){ "Ann Lee", "ann", "" }, id, &error));
}

static void store_nothing(void)
{
    delete_rows(API_PROJECT, 0, "[\"nobody\"]");
}

static const struct {
    void (*write)(void);
    bool changes_all, changes_first;
} writes[] = {
    { add_something_else, true, false }, { add_to_second, true, false },
    { add_to_first, true, true },        { annotate, true, true },
    { change_queue, true, true },        { delete_interaction, true, true },
    { rename_person, true, true },       { store_nothing, false, false },
};

START_TEST(a_write_changes_the_stamps_of_what_it_touches)
{
    const int64_t all = stamp_of(0);
    const int64_t queue = stamp_of(first.seq);
    begin();
    writes[_i].write();
    commit();
    ck_assert_int_eq(stamp_of(0) != all, writes[_i].changes_all);
    ck_assert_int_eq(stamp_of(first.seq) != queue, writes[_i].changes_first);
}
END_TEST

START_TEST(a_write_that_is_taken_back_changes_none)
{
    const int64_t all = stamp_of(0);
    begin();
    add_to_first();
    workspace_end(&session);
    ck_assert_int_eq(stamp_of(0), all);
}
END_TEST

START_TEST(a_stamp_stays_when_the_store_is_opened_again)
{
    const int64_t all = stamp_of(0);
    const int64_t queue = stamp_of(first.seq);
    reopen();
    ck_assert_int_eq(stamp_of(0), all);
    ck_assert_int_eq(stamp_of(first.seq), queue);
}
END_TEST

START_TEST(queues_have_stamps_of_their_own)
{
    begin();
    add_to_second();
    commit();
    ck_assert_int_ne(stamp_of(first.seq), stamp_of(second.seq));
    ck_assert_int_eq(stamp_of(second.seq), stamp_of(0));
}
END_TEST

START_TEST(what_has_no_stamp_is_told)
{
    int64_t stamp = 0;
    read_again();
    ck_assert(!workspace_stamp(session, 4711, &stamp, &error));
    ck_assert_int_eq(error.kind, ERROR_STORE);
}
END_TEST

Suite *workspace_stamp_suite(void)
{
    TCase *const cases = tcase_create("workspace_stamp");
    tcase_add_checked_fixture(cases, setup, fixture_teardown);
    tcase_add_loop_test(cases, a_write_changes_the_stamps_of_what_it_touches, 0, ARRAY_LENGTH(writes));
    tcase_add_test(cases, a_write_that_is_taken_back_changes_none);
    tcase_add_test(cases, a_stamp_stays_when_the_store_is_opened_again);
    tcase_add_test(cases, queues_have_stamps_of_their_own);
    tcase_add_test(cases, what_has_no_stamp_is_told);
    Suite *const suite = suite_create("workspace_stamp");
    suite_add_tcase(suite, cases);
    return suite;
}
