/* The workspace: sessions, rows of any resource, columns made from the resource rows. */
#include <annotty/store/workspace.h>

#include <annotty/base/clock.h>
#include <annotty/base/mem.h>

#include "../scratch.h"
#include "fixture.h"
#include "suites.h"

#include <signal.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <unistd.h>

START_TEST(a_row_comes_back_as_it_was_stored)
{
    begin();
    const struct workspace_row made = add_project("Support \xe2\x9c\x93", "tone & \"facts\"\n\\u0000: \\ud83d\\ude00");
    commit();
    read_again();
    const struct workspace_row found = find(API_PROJECT, plain_id(&made));
    ck_assert_int_eq(found.seq, made.seq);
    for (size_t i = 0; i < api_resources[API_PROJECT].field_count; i++)
        ck_assert(json_equal(found.record.values[i], made.record.values[i]));
    int64_t created_ms = 0;
    ck_assert(clock_parse_rfc3339(text_of(&found, "created_at"), &created_ms));
    ck_assert_int_le(llabs(created_ms - clock_wall_ms()), 60000);
}
END_TEST

START_TEST(what_is_left_out_or_null_is_filled_in)
{
    begin();
    const struct workspace_row project = add_project("p", NULL);
    struct json_value values[API_FIELDS_MAX] = { 0 };
    set(values, API_QUEUE, "name", "\"q\"");
    values[field(API_QUEUE, "project_id")] = project.record.id;
    set(values, API_QUEUE, "description", "null");
    const struct workspace_row queue = insert(API_QUEUE, 0, values);
    ck_assert(slice_is(text_of(&queue, "description"), ""));
    ck_assert(slice_equal(text_of(&queue, "created_by"), text_of(&queue, "owned_by")));
    ck_assert_uint_eq(text_of(&queue, "owned_by").length, UUID_SIZE - 1);
    ck_assert(slice_equal(text_of(&queue, "created_at"), text_of(&queue, "modified_at")));
}
END_TEST

START_TEST(what_an_author_makes_and_changes_bears_the_author)
{
    char ann[UUID_SIZE];
    begin();
    ck_assert(workspace_add_person(session, &(struct workspace_person){ "Ann", "ann", "ann@x.example" }, ann, &error));
    const struct workspace_row project = add_project("p", NULL);
    struct workspace_row owners = add_queue(&project, "the owner's");
    workspace_set_author(session, ann);
    const struct workspace_row anns = add_queue(&project, "Ann's");
    ck_assert(slice_is(text_of(&anns, "created_by"), ann));
    ck_assert(slice_is(text_of(&anns, "modified_by"), ann));
    ck_assert(slice_is(text_of(&anns, "owned_by"), ann));
    struct json_value other[API_FIELDS_MAX] = { 0 };
    set(other, API_QUEUE, "name", "\"changed\"");
    ck_assert(workspace_update(session, other, &arena, &owners, &error));
    ck_assert(!slice_is(text_of(&owners, "created_by"), ann));
    ck_assert(slice_is(text_of(&owners, "modified_by"), ann));
    workspace_set_author(session, NULL);
    const struct workspace_row last = add_queue(&project, "the owner's again");
    ck_assert(slice_equal(text_of(&last, "created_by"), text_of(&owners, "created_by")));
}
END_TEST

START_TEST(an_update_touches_only_what_differs)
{
    begin();
    struct workspace_row row = add_project("first", "text");
    set_past(&row, "updated_at");
    struct json_value same[API_FIELDS_MAX] = { 0 };
    set(same, API_PROJECT, "name", "\"\\u0066irst\"");
    ck_assert(workspace_update(session, same, &arena, &row, &error));
    ck_assert(slice_is(text_of(&row, "updated_at"), PAST));
    struct json_value other[API_FIELDS_MAX] = { 0 };
    set(other, API_PROJECT, "description", "null");
    ck_assert(workspace_update(session, other, &arena, &row, &error));
    ck_assert(slice_is(text_of(&row, "description"), ""));
    ck_assert(slice_is(text_of(&row, "name"), "first"));
    ck_assert(!slice_is(text_of(&row, "updated_at"), PAST));
    const struct workspace_row stored = find(API_PROJECT, plain_id(&row));
    ck_assert(slice_equal(text_of(&stored, "updated_at"), text_of(&row, "updated_at")));
    ck_assert(slice_is(text_of(&stored, "description"), ""));
}
END_TEST

/* Which of the projects a, b, c, d answers: filters by name, rows before, limit. */
static const struct question {
    const char *names[3];
    size_t before, limit; /* before: number of the project */
    const char *answer;
} questions[] = {
    { { NULL }, 0, 0, "dcba" },
    { { NULL }, 0, 2, "dc" },
    { { NULL }, 3, 0, "ba" },
    { { NULL }, 3, 1, "b" },
    { { NULL }, 1, 0, "" },
    { { "b" }, 0, 0, "b" },
    { { "B" }, 0, 0, "" },
    { { "a", "c", "a" }, 0, 0, "ca" },
    { { "a", "c", "x" }, 0, 1, "c" },
    { { "x", "y" }, 0, 0, "" },
};

static void add_letter(const struct workspace_row *row, void *data)
{
    const struct slice name = text_of(row, "name");
    ck_assert_uint_eq(name.length, 1);
    buf_append_slice(data, name);
}

START_TEST(questions_are_answered_newest_first)
{
    const struct question *const row = &questions[_i];
    begin();
    int64_t seqs[5] = { 0 };
    for (size_t i = 1; i <= 4; i++)
        seqs[i] = add_project((const char[]){ (char)('a' + i - 1), '\0' }, NULL).seq;
    struct slice names[3];
    struct workspace_question question = { .resource = &api_resources[API_PROJECT],
                                           .before = seqs[row->before],
                                           .limit = row->limit };
    for (size_t i = 0; i < 3 && row->names[i] != NULL; i++) {
        names[i] = slice_of(row->names[i]);
        question.filters[0] = (struct workspace_filter){ .field = "name", .values = names, .count = i + 1 };
        question.filter_count = 1;
    }
    struct buf letters = buf_with_limit(BUF_LIMIT_LINE);
    ck_assert(workspace_each(session, &question, &arena, add_letter, &letters, &error));
    ck_assert_str_eq(buf_text(&letters), row->answer);
    buf_free(&letters);
}
END_TEST

START_TEST(a_value_with_nul_is_not_cut_to_one_that_matches)
{
    begin();
    add_project("a", NULL);
    const struct slice names[] = { SLICE("a\0b"), SLICE("a\0c") };
    for (size_t count = 1; count <= 2; count++) {
        struct workspace_row row;
        const struct workspace_question question = {
            .resource = &api_resources[API_PROJECT],
            .filters = { { .field = "name", .values = names, .count = count } },
            .filter_count = 1,
        };
        ck_assert_int_eq(workspace_find(session, &question, &arena, &row, &error), WORKSPACE_MISSING);
    }
}
END_TEST

START_TEST(a_place_in_the_order_is_never_used_again)
{
    begin();
    const struct workspace_row gone = add_project("gone", NULL);
    delete_rows(API_PROJECT, 0, arena_printf(&arena, "[%.*s]", SLICE_ARGS(gone.record.id.raw)));
    ck_assert_int_gt(add_project("next", NULL).seq, gone.seq);
}
END_TEST

START_TEST(a_delete_takes_along_what_belongs_to_it)
{
    begin();
    const struct workspace_row project = add_project("p", NULL);
    const struct workspace_row queue = add_queue(&project, "q");
    const struct workspace_row other = add_queue(&project, "other");
    const struct workspace_row interaction = add_interaction(&queue, "one");
    add_interaction(&queue, "two");
    add_annotation(&interaction, "{}");
    const char *const ids = arena_printf(&arena, "[\"unknown\",%.*s]", SLICE_ARGS(interaction.record.id.raw));
    delete_rows(API_INTERACTION, other.seq, ids); /* of another queue: unknown there */
    ck_assert_int_eq(count_rows("interaction"), 2);
    delete_rows(API_INTERACTION, queue.seq, ids);
    ck_assert_int_eq(count_rows("interaction"), 1);
    ck_assert_int_eq(count_rows("annotation"), 0);
    delete_rows(API_PROJECT, 0, arena_printf(&arena, "[%.*s]", SLICE_ARGS(project.record.id.raw)));
    ck_assert_int_eq(count_rows("queue"), 0);
    ck_assert_int_eq(count_rows("interaction"), 0);
}
END_TEST

START_TEST(ids_to_delete_are_read_as_json_strings)
{
    begin();
    const struct workspace_row kept = add_project("kept", NULL);
    const struct workspace_row gone = add_project("gone", NULL);
    const struct slice kept_id = plain_id(&kept);
    const struct slice gone_id = plain_id(&gone);
    delete_rows(API_PROJECT, 0,
                arena_printf(&arena, "[\"%.*s\\u0000\", \"\\u00%02x%.*s\"]", SLICE_ARGS(kept_id),
                             (unsigned)gone_id.at[0], SLICE_ARGS(slice_from(gone_id, 1))));
    ck_assert(slice_is(text_of(&kept, "name"), "kept"));
    ck_assert_int_eq(count_rows("project"), 1);
    find(API_PROJECT, kept_id);
}
END_TEST

START_TEST(a_write_that_is_not_committed_never_happened)
{
    begin();
    add_project("kept", NULL);
    commit();
    begin();
    add_project("dropped", NULL);
    workspace_end(&session);
    read_again();
    ck_assert_int_eq(count_rows("project"), 1);
}
END_TEST

START_TEST(a_read_keeps_its_snapshot)
{
    read_again();
    ck_assert_int_eq(count_rows("project"), 0);
    struct workspace_session *const reading = session;
    begin();
    add_project("new", NULL);
    commit();
    session = reading;
    ck_assert_int_eq(count_rows("project"), 0);
    read_again();
    ck_assert_int_eq(count_rows("project"), 1);
}
END_TEST

START_TEST(too_many_readers_are_refused_not_kept_waiting)
{
    enum { ENOUGH = 1000 };
    struct workspace_session *sessions[ENOUGH] = { 0 };
    size_t count = 0;
    while (count < ENOUGH) {
        sessions[count] = workspace_read(workspace, &error);
        if (sessions[count] == NULL)
            break;
        count++;
    }
    ck_assert_uint_gt(count, 8);
    ck_assert_uint_lt(count, ENOUGH);
    ck_assert_ptr_nonnull(strstr(error.message, "at once"));
    while (count > 0)
        workspace_end(&sessions[--count]);
    read_again();
}
END_TEST

START_TEST(the_owner_stays_the_same)
{
    begin();
    const struct workspace_row first = add_project("p", NULL);
    const struct workspace_row queue = add_queue(&first, "q");
    commit();
    reopen();
    begin();
    const struct workspace_row again = add_queue(&first, "again");
    ck_assert(slice_equal(text_of(&queue, "owned_by"), text_of(&again, "owned_by")));
    ck_assert_int_eq(count_rows("person"), 1);
}
END_TEST

/* What happens to a store made before a row was added to resources.c. */
START_TEST(a_missing_column_is_added_with_its_fill)
{
    begin();
    const struct workspace_row project = add_project("p", "lost");
    commit();
    workspace_close(&workspace);
    char *const path = scratch_file(&scratch, "workspace.db");
    run_sql(path, "ALTER TABLE project DROP COLUMN description; ALTER TABLE interaction DROP COLUMN created_at");
    free(path);
    reopen();
    read_again();
    const struct workspace_row found = find(API_PROJECT, plain_id(&project));
    ck_assert(slice_is(text_of(&found, "description"), ""));
    ck_assert(slice_is(text_of(&found, "name"), "p"));
}
END_TEST

START_TEST(every_stored_field_of_every_resource_survives)
{
    static const enum api_resource_id resources[] = { API_PROJECT, API_QUEUE, API_INTERACTION };
    begin();
    const struct workspace_row project = add_project("p", NULL);
    const struct workspace_row queue = add_queue(&project, "q");
    const struct workspace_row rows[] = { project, queue, add_interaction(&queue, "one") };
    for (size_t i = 0; i < ARRAY_LENGTH(resources); i++) {
        const struct api_resource *const resource = &api_resources[resources[i]];
        for (size_t j = 0; j < resource->field_count; j++) {
            const struct api_field *const field = &resource->fields[j];
            const bool stored = (field->flags & API_IN_RESPONSE) && !(field->flags & API_COMPUTED);
            const bool can_lack = (field->flags & API_R_OPTIONAL) != 0 && field->fill == NULL;
            const bool is_there = rows[i].record.values[j].kind != JSON_ABSENT;
            ck_assert_msg(is_there == stored || (stored && can_lack), "%s.%s", resource->noun, field->name);
        }
    }
}
END_TEST

/* What got through workspace_commit is there after a kill. */
START_TEST(a_commit_survives_the_process)
{
    const pid_t child = fork();
    ck_assert_int_ge(child, 0);
    if (child == 0) {
        reopen();
        begin();
        add_project("committed", NULL);
        commit();
        begin();
        add_project("not committed", NULL);
        kill(getpid(), SIGKILL);
    }
    int status = 0;
    ck_assert_int_eq(waitpid(child, &status, 0), child);
    ck_assert(WIFSIGNALED(status));
    reopen();
    read_again();
    ck_assert_int_eq(count_rows("project"), 1);
}
END_TEST

START_TEST(a_store_that_cannot_be_opened_says_why)
{
    const struct workspace_options nowhere = { .dir = "/dev/null", .person_name = "A", .person_handle = "a" };
    ck_assert_ptr_null(workspace_open(&nowhere, &error));
    ck_assert_int_eq(error.kind, ERROR_STORE);
    ck_assert_ptr_nonnull(strstr(error.message, "/dev/null/workspace.db"));
}
END_TEST

Suite *workspace_suite(void)
{
    TCase *const cases = tcase_create("workspace");
    tcase_add_checked_fixture(cases, fixture_setup, fixture_teardown);
    tcase_add_test(cases, a_row_comes_back_as_it_was_stored);
    tcase_add_test(cases, what_is_left_out_or_null_is_filled_in);
    tcase_add_test(cases, what_an_author_makes_and_changes_bears_the_author);
    tcase_add_test(cases, an_update_touches_only_what_differs);
    tcase_add_loop_test(cases, questions_are_answered_newest_first, 0, ARRAY_LENGTH(questions));
    tcase_add_test(cases, a_value_with_nul_is_not_cut_to_one_that_matches);
    tcase_add_test(cases, a_place_in_the_order_is_never_used_again);
    tcase_add_test(cases, a_delete_takes_along_what_belongs_to_it);
    tcase_add_test(cases, ids_to_delete_are_read_as_json_strings);
    tcase_add_test(cases, a_write_that_is_not_committed_never_happened);
    tcase_add_test(cases, a_read_keeps_its_snapshot);
    tcase_add_test(cases, too_many_readers_are_refused_not_kept_waiting);
    tcase_add_test(cases, the_owner_stays_the_same);
    tcase_add_test(cases, a_missing_column_is_added_with_its_fill);
    tcase_add_test(cases, every_stored_field_of_every_resource_survives);
    tcase_add_test(cases, a_commit_survives_the_process);
    tcase_add_test(cases, a_store_that_cannot_be_opened_says_why);
    Suite *const suite = suite_create("workspace");
    suite_add_tcase(suite, cases);
    return suite;
}
