#include "../../../src/server/reviewers.h"

#include "../store/fixture.h"
#include "suites.h"

#include <annotty/base/mem.h>

#include <stdio.h>

/* Ada owns the store and the queue; the person who asks is another, with this email. */
static const struct {
    const char *restricted, *reviewers, *email;
    bool is_owner;
    bool may;
} rows[] = {
    { "false", "[]", "", false, true },
    { "true", "[]", "", false, false },
    { "true", "[\"\"]", "", false, false },
    { "true", "[]", "bob@example.com", false, false },
    { "true", "[\"ann@example.com\",\"bob@example.com\"]", "bob@example.com", false, true },
    { "true", "[\"Bob@Example.com\"]", "bob@example.com", false, true },
    { "true", "[\"bob@example.com\"]", "bob@example.co", false, false },
    { "true", "[]", "", true, true },
};

START_TEST(reviewers_and_the_owner_may_annotate)
{
    char person[UUID_SIZE];
    struct json_value values[API_FIELDS_MAX] = { 0 };
    bool may = !rows[_i].may;
    begin();
    const struct workspace_row project = add_project("p", NULL);
    values[field(API_QUEUE, "project_id")] = project.record.id;
    set(values, API_QUEUE, "name", "\"q\"");
    set(values, API_QUEUE, "restrict_to_reviewers", rows[_i].restricted);
    set(values, API_QUEUE, "reviewer_emails", rows[_i].reviewers);
    const struct workspace_row queue = insert(API_QUEUE, 0, values);
    ck_assert(
        workspace_add_person(session, &(struct workspace_person){ "Bob", "bob", rows[_i].email }, person, &error));
    struct handling handling = { .workspace = workspace, .session = session, .arena = &arena };
    handling.person = rows[_i].is_owner ? NULL : person;
    ck_assert(may_annotate(&handling, &queue, &may));
    ck_assert_int_eq(may, rows[_i].may);
}
END_TEST

START_TEST(somebody_unknown_may_not)
{
    bool may = true;
    struct json_value values[API_FIELDS_MAX] = { 0 };
    begin();
    const struct workspace_row project = add_project("p", NULL);
    values[field(API_QUEUE, "project_id")] = project.record.id;
    set(values, API_QUEUE, "name", "\"q\"");
    set(values, API_QUEUE, "restrict_to_reviewers", "true");
    const struct workspace_row queue = insert(API_QUEUE, 0, values);
    struct handling handling = { .workspace = workspace, .session = session, .arena = &arena, .person = "nobody" };
    ck_assert(may_annotate(&handling, &queue, &may));
    ck_assert(!may);
}
END_TEST

Suite *reviewers_suite(void)
{
    TCase *const cases = tcase_create("reviewers");
    tcase_add_checked_fixture(cases, fixture_setup, fixture_teardown);
    tcase_add_loop_test(cases, reviewers_and_the_owner_may_annotate, 0, ARRAY_LENGTH(rows));
    tcase_add_test(cases, somebody_unknown_may_not);
    Suite *const suite = suite_create("reviewers");
    suite_add_tcase(suite, cases);
    return suite;
}
