/* Taking the sample away: what it made goes, what people made or changed stays. */
#include <annotty/store/workspace.h>

#include <annotty/base/mem.h>

#include "fixture.h"
#include "suites.h"

/* A sample of one project with the queues "untouched" and "used", one interaction in each, one annotation on each, and
 * a dataset with a record. */
static struct workspace_row project, untouched, used, interaction, dataset, record;
static const struct workspace_person maya = { "Maya", "maya", "" };

static void make_sample(void)
{
    char person[UUID_SIZE];
    begin();
    workspace_mark_sample(session);
    project = add_project("sample", NULL);
    untouched = add_queue(&project, "untouched");
    used = add_queue(&project, "used");
    const struct workspace_row other = add_interaction(&untouched, "one");
    interaction = add_interaction(&used, "two");
    add_annotation(&other, "{}");
    add_annotation(&interaction, "{}");
    dataset = add_dataset(&project, "set");
    record = add_record(&dataset, "1");
    ck_assert(workspace_add_person(session, &maya, person, &error));
    ck_assert(workspace_note_sample(session, &error));
    commit();
}

static void change_nothing(void)
{
}

static void add_to_queue(void)
{
    add_interaction(&used, "mine");
}

static void annotate(void)
{
    add_annotation(&interaction, "{\"mine\":true}");
}

static void rename_queue(void)
{
    struct json_value values[API_FIELDS_MAX] = { 0 };
    set(values, API_QUEUE, "name", "\"mine\"");
    ck_assert(workspace_update(session, values, &arena, &used, &error));
}

static void rename_to_the_same(void)
{
    struct json_value values[API_FIELDS_MAX] = { 0 };
    set(values, API_QUEUE, "name", "\"used\"");
    ck_assert(workspace_update(session, values, &arena, &used, &error));
}

static void add_own_queue(void)
{
    add_queue(&project, "mine");
}

static void append_record(void)
{
    add_record(&dataset, "2");
}

static void change_metadata(void)
{
    struct workspace_row now;
    struct json_value values[API_FIELDS_MAX] = { 0 };
    struct workspace_change *change = workspace_change_new(session, &dataset, 0, &arena, &error);
    set(values, API_RECORD_ITEM, "metadata", "{\"mine\":true}");
    ck_assert_int_eq(workspace_update_record(change, plain_id(&record), values, &arena, &now, &error), WORKSPACE_FOUND);
    ck_assert(workspace_change_end(change, &error));
    workspace_change_free(&change);
}

static void add_own_dataset(void)
{
    add_dataset(&project, "mine");
}

static void experiment(void)
{
    struct json_value values[API_FIELDS_MAX] = { 0 };
    set(values, API_EXPERIMENT, "name", "\"mine\"");
    values[field(API_EXPERIMENT, "project_id")] = project.record.id;
    values[field(API_EXPERIMENT, "dataset_id")] = dataset.record.id;
    insert(API_EXPERIMENT, 0, values);
}

static void add_own_project(void)
{
    add_project("mine", NULL);
}

/* What a person did, and what is left of each table afterwards. */
static const struct removal {
    const char *name;
    void (*change)(void);
    size_t removed;
    int projects, queues, interactions, annotations, datasets, records;
} removals[] = {
    { "nothing", change_nothing, 6, 0, 0, 0, 0, 0, 0 },
    { "an interaction of theirs", add_to_queue, 4, 1, 1, 1, 0, 0, 0 },
    { "an annotation of theirs", annotate, 3, 1, 1, 1, 1, 0, 0 },
    { "a rename", rename_queue, 4, 1, 1, 0, 0, 0, 0 },
    { "a rename that changed nothing", rename_to_the_same, 6, 0, 0, 0, 0, 0, 0 },
    { "a queue of theirs", add_own_queue, 5, 1, 1, 0, 0, 0, 0 },
    { "a record of theirs", append_record, 4, 1, 0, 0, 0, 1, 2 },
    { "other metadata of a record", change_metadata, 4, 1, 0, 0, 0, 1, 1 },
    { "a dataset of theirs", add_own_dataset, 5, 1, 0, 0, 0, 1, 0 },
    { "an experiment of theirs", experiment, 4, 1, 0, 0, 0, 1, 1 },
    { "a project of theirs", add_own_project, 6, 1, 0, 0, 0, 0, 0 },
};

START_TEST(what_people_made_or_changed_stays)
{
    const struct removal *const row = &removals[_i];
    make_sample();
    begin();
    row->change();
    size_t removed = 0;
    ck_assert_msg(workspace_remove_sample(session, &removed, &error), "%s: %s", row->name, error.message);
    ck_assert_msg(removed == row->removed, "%s: %zu removed", row->name, removed);
    ck_assert_msg(count_rows("project") == row->projects, "%s: projects", row->name);
    ck_assert_msg(count_rows("queue") == row->queues, "%s: queues", row->name);
    ck_assert_msg(count_rows("interaction") == row->interactions, "%s: interactions", row->name);
    ck_assert_msg(count_rows("annotation") == row->annotations, "%s: annotations", row->name);
    ck_assert_msg(count_rows("dataset") == row->datasets, "%s: datasets", row->name);
    ck_assert_msg(count_rows("record") == row->records, "%s: records", row->name);
    ck_assert_int_eq(count_rows("person"), 1); /* the owner */
    commit();
}
END_TEST

static bool wants_sample(void)
{
    bool wanted = false;
    ck_assert(workspace_wants_sample(session, &wanted, &error));
    return wanted;
}

START_TEST(a_sample_is_made_once)
{
    read_again();
    ck_assert(wants_sample());
    workspace_end(&session);
    make_sample();
    read_again();
    ck_assert(!wants_sample());
    workspace_end(&session);
    begin();
    size_t removed = 0;
    ck_assert(workspace_remove_sample(session, &removed, &error));
    commit();
    reopen();
    read_again();
    ck_assert(!wants_sample());
}
END_TEST

START_TEST(no_sample_is_put_beside_what_is_there)
{
    begin();
    add_project("mine", NULL);
    ck_assert(!wants_sample());
}
END_TEST

START_TEST(a_person_who_is_still_named_stays)
{
    char person[UUID_SIZE];
    begin();
    workspace_mark_sample(session);
    ck_assert(workspace_add_person(session, &maya, person, &error));
    project = add_project("sample", NULL);
    struct json_value values[API_FIELDS_MAX] = { 0 };
    set(values, API_QUEUE, "name", "\"q\"");
    values[field(API_QUEUE, "project_id")] = project.record.id;
    values[field(API_QUEUE, "created_by")] = api_text_value(&arena, slice_of(person));
    used = insert(API_QUEUE, 0, values);
    commit();
    begin();
    rename_queue();
    size_t removed = 0;
    ck_assert(workspace_remove_sample(session, &removed, &error));
    ck_assert_uint_eq(removed, 0);
    ck_assert_int_eq(count_rows("person"), 2);
}
END_TEST

Suite *workspace_sample_suite(void)
{
    TCase *const cases = tcase_create("workspace_sample");
    tcase_add_checked_fixture(cases, fixture_setup, fixture_teardown);
    tcase_add_loop_test(cases, what_people_made_or_changed_stays, 0, ARRAY_LENGTH(removals));
    tcase_add_test(cases, a_sample_is_made_once);
    tcase_add_test(cases, no_sample_is_put_beside_what_is_there);
    tcase_add_test(cases, a_person_who_is_still_named_stays);
    Suite *const suite = suite_create("workspace_sample");
    suite_add_tcase(suite, cases);
    return suite;
}
