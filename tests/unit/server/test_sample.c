#include "../../../src/server/sample.h"

#include "../../../src/server/sample_data.h"
#include "../store/fixture.h"
#include "suites.h"

#include <annotty/api/check.h>
#include <annotty/base/clock.h>
#include <annotty/base/mem.h>

#include <stdlib.h>

enum { INTERACTIONS = 5880, DATASETS_AND_EXPERIMENT = 3 };

static void make_sample(void)
{
    ck_assert_msg(sample_make(workspace, &error), "%s", error.message);
}

static size_t remove_sample(void)
{
    size_t removed = 0;
    begin();
    ck_assert_msg(workspace_remove_sample(session, &removed, &error), "%s", error.message);
    commit();
    return removed;
}

static void assert_counts(int64_t projects, int64_t queues, int64_t interactions)
{
    read_again();
    ck_assert_int_eq(count_rows("project"), projects);
    ck_assert_int_eq(count_rows("queue"), queues);
    ck_assert_int_eq(count_rows("interaction"), interactions);
    workspace_end(&session);
}

/* The newest one, or the newest of that name. */
static struct workspace_row newest(enum api_resource_id resource, int64_t parent, const char *name)
{
    const struct slice wanted = slice_of(name);
    const struct workspace_question question = {
        .resource = &api_resources[resource],
        .parent = parent,
        .filters = { { .field = "name", .values = &wanted, .count = 1 } },
        .filter_count = name != NULL ? 1 : 0,
    };
    struct workspace_row row;
    ck_assert_int_eq(workspace_find(session, &question, &arena, &row, &error), WORKSPACE_FOUND);
    return row;
}

static void rename_queue(const char *name, const char *new_name)
{
    struct json_value values[API_FIELDS_MAX] = { 0 };
    begin();
    struct workspace_row row = newest(API_QUEUE, 0, name);
    values[field(API_QUEUE, "name")] = api_text_value(&arena, slice_of(new_name));
    ck_assert(workspace_update(session, values, &arena, &row, &error));
    commit();
}

START_TEST(an_empty_store_gets_a_sample)
{
    make_sample();
    assert_counts(SAMPLE_PROJECTS, SAMPLE_QUEUES, INTERACTIONS);
}
END_TEST

START_TEST(a_sample_is_made_once)
{
    make_sample();
    make_sample();
    assert_counts(SAMPLE_PROJECTS, SAMPLE_QUEUES, INTERACTIONS);
    reopen();
    make_sample();
    assert_counts(SAMPLE_PROJECTS, SAMPLE_QUEUES, INTERACTIONS);
}
END_TEST

START_TEST(a_store_in_use_gets_none)
{
    begin();
    add_project("mine", "");
    commit();
    make_sample();
    assert_counts(1, 0, 0);
}
END_TEST

START_TEST(a_removed_sample_is_not_made_again)
{
    make_sample();
    ck_assert_uint_eq(remove_sample(), INTERACTIONS + 6 + 2 + DATASETS_AND_EXPERIMENT);
    assert_counts(0, 0, 0);
    make_sample();
    reopen();
    make_sample();
    assert_counts(0, 0, 0);
    ck_assert_uint_eq(remove_sample(), 0);
}
END_TEST

static int64_t count_trace_spans(void)
{
    read_again();
    const int64_t count = count_rows("trace_span");
    workspace_end(&session);
    return count;
}

START_TEST(the_first_interactions_of_each_queue_can_be_read)
{
    make_sample();
    /* Two hundred of two queues, all of the three small ones. */
    enum { ASSISTANTS = 200 + 180 + 48, CODE_REVIEWS = 200, HANDBOOK = 12 };
    ck_assert_int_eq(count_trace_spans(), ASSISTANTS * 5 + CODE_REVIEWS * 2 + HANDBOOK * 2);
    remove_sample();
    ck_assert_int_eq(count_trace_spans(), 0);
}
END_TEST

START_TEST(a_queue_that_was_changed_stays)
{
    make_sample();
    rename_queue("Refund answers", "My refunds");
    ck_assert_uint_eq(remove_sample(), INTERACTIONS + 5 + 1 + DATASETS_AND_EXPERIMENT);
    assert_counts(1, 1, 0);
    read_again();
    newest(API_QUEUE, 0, "My refunds");
    newest(API_PROJECT, 0, "Support assistant");
}
END_TEST

START_TEST(what_was_added_to_a_queue_stays_with_it)
{
    make_sample();
    begin();
    const struct workspace_row queue = newest(API_QUEUE, 0, "Thumbs down");
    add_interaction(&queue, "mine");
    commit();
    ck_assert_uint_eq(remove_sample(), INTERACTIONS + 5 + 1 + DATASETS_AND_EXPERIMENT);
    assert_counts(1, 1, 1);
}
END_TEST

START_TEST(what_was_annotated_stays)
{
    make_sample();
    begin();
    const struct workspace_row queue = newest(API_QUEUE, 0, "Thumbs down");
    const struct workspace_row interaction = newest(API_INTERACTION, queue.seq, NULL);
    add_annotation(&interaction, "{\"mine\":true}");
    commit();
    ck_assert_uint_eq(remove_sample(), INTERACTIONS - 1 + 5 + 1 + DATASETS_AND_EXPERIMENT);
    assert_counts(1, 1, 1);
    read_again();
    ck_assert_int_eq(count_rows("annotation"), 1);
    ck_assert_int_eq(count_rows("person"), 2); /* the store's owner, and whose the queue is */
}
END_TEST

START_TEST(what_was_pushed_stays_with_its_experiment)
{
    struct json_value object;
    struct api_record metric;
    make_sample();
    begin();
    const struct workspace_row experiment = newest(API_EXPERIMENT, 0, "new-index");
    ck_assert(json_check(SLICE("{\"span_id\":\"answer-0001\",\"label\":\"mine\",\"metric_type\":\"boolean\","
                               "\"timestamp_ms\":1}"),
                         &object, NULL));
    api_item_read(&api_resources[API_METRIC], object, &metric);
    ck_assert(workspace_put_event(session, experiment.seq, &metric, &arena, &error));
    commit();
    ck_assert_uint_eq(remove_sample(), INTERACTIONS + 6 + 1 + 1);
    read_again();
    ck_assert_int_eq(count_rows("metric"), 1);
    ck_assert_int_eq(count_rows("span"), 0);
    newest(API_EXPERIMENT, 0, "new-index");
    newest(API_PROJECT, 0, "Engineering helpers");
}
END_TEST

/* The store refuses one row near the end: then nothing of the sample is there, and it can be made later. */
START_TEST(a_sample_is_made_whole_or_not_at_all)
{
    char *const path = scratch_file(&scratch, "workspace.db");
    run_sql(path, "CREATE TRIGGER refuse BEFORE INSERT ON queue WHEN NEW.name = 'Handbook retrieval, new index' "
                  "BEGIN SELECT RAISE(ABORT, 'no room'); END");
    ck_assert(!sample_make(workspace, &error));
    ck_assert_int_eq(error.kind, ERROR_STORE);
    ck_assert_msg(strstr(error.message, "no room") != NULL, "%s", error.message);
    assert_counts(0, 0, 0);
    run_sql(path, "DROP TRIGGER refuse");
    free(path);
    make_sample();
    assert_counts(SAMPLE_PROJECTS, SAMPLE_QUEUES, INTERACTIONS);
}
END_TEST

/* The screen is to show something of everything. */
static const struct {
    const char *what, *table;
    int64_t least;
} variety[] = {
    { "an empty queue", "queue WHERE seq NOT IN (SELECT queue_seq FROM interaction)", 1 },
    { "traces", "interaction WHERE type = 'trace'", 1000 },
    { "traces of experiments", "interaction WHERE type = 'experiment_trace'", 100 },
    { "interactions nobody has reviewed", "interaction WHERE seq NOT IN (SELECT interaction_seq FROM annotation)",
      500 },
    { "three who annotate",
      "(SELECT DISTINCT created_by FROM annotation WHERE created_by IN (SELECT id FROM person WHERE sample))", 3 },
    { "people who disagree",
      "annotation a JOIN annotation b USING (interaction_seq) WHERE json_extract(a.label_values, '$.quality') <> "
      "json_extract(b.label_values, '$.quality')",
      20 },
    { "plain labels", "annotation WHERE json_type(label_values, '$.quality') = 'text'", 500 },
    { "explained labels",
      "annotation WHERE json_extract(label_values, '$.quality.value') IN ('good', 'mixed', 'bad') AND "
      "json_extract(label_values, '$.quality.reasoning') <> ''",
      100 },
    { "explained labels that pass", "annotation WHERE json_extract(label_values, '$.correct.assessment') = 'pass'", 5 },
    { "explained labels that fail", "annotation WHERE json_extract(label_values, '$.correct.assessment') = 'fail'", 5 },
    { "explained numbers", "annotation WHERE json_type(label_values, '$.relevance.value') = 'integer'", 1 },
    { "records", "record r JOIN dataset d ON d.seq = r.dataset_seq AND d.current_version = 1", 12 },
    { "records in three versions", "record r JOIN dataset d ON d.seq = r.dataset_seq AND d.current_version = 3", 30 },
    { "records of the second version", "record WHERE version_made = 2", 5 },
    { "records as they were before", "record_state WHERE version_to = 3", 4 },
    { "spans of what a queue holds",
      "span s JOIN interaction i ON i.content_id = s.trace_id AND i.type = 'experiment_trace'", 12 },
    { "metrics that pass", "metric WHERE assessment = 'pass'", 3 },
    { "metrics that fail", "metric WHERE assessment = 'fail'", 1 },
    { "a metric of the whole experiment", "metric WHERE span_id = '' AND score_value BETWEEN '0.10' AND '0.99'", 1 },
    { "revised annotations", "annotation WHERE modified_at > created_at", 50 },
};

START_TEST(a_sample_has_some_of_everything)
{
    make_sample();
    read_again();
    for (size_t i = 0; i < ARRAY_LENGTH(variety); i++)
        ck_assert_msg(count_rows(variety[i].table) >= variety[i].least, "too few: %s", variety[i].what);
}
END_TEST

static const char *const impossible[] = {
    "annotation WHERE NOT json_valid(label_values) OR json_type(label_values) <> 'object'",
    "annotation WHERE label_values LIKE '%@%'", /* a topic that was not put in */
    "annotation, json_each(label_values) WHERE type = 'object' AND (json_type(value, '$.value') IS NULL OR "
    "json_type(value, '$.reasoning') <> 'text' OR json_extract(value, '$.assessment') NOT IN ('pass', 'fail'))",
    "annotation, json_each(label_values) WHERE json_extract(label_values, '$.quality.value') = 'good' AND "
    "json_extract(label_values, '$.quality.assessment') <> 'pass'",
    "annotation WHERE modified_at < created_at",
    "annotation a JOIN interaction i ON i.seq = a.interaction_seq JOIN queue q ON q.seq = i.queue_seq "
    "WHERE a.created_at < q.created_at",
    "annotation a JOIN annotation b USING (interaction_seq, created_by) WHERE a.seq < b.seq",
    "annotation a JOIN annotation b USING (interaction_seq) WHERE a.seq < b.seq AND a.created_at > b.created_at",
    "queue WHERE project_id NOT IN (SELECT id FROM project)",
    "queue WHERE owned_by NOT IN (SELECT id FROM person)",
    "interaction WHERE content_id = ''",
    "record WHERE NOT json_valid(input) OR NOT json_valid(expected_output) OR NOT json_valid(metadata)",
    "record WHERE updated_at < created_at",
    "dataset WHERE updated_at < created_at",
};

START_TEST(a_sample_holds_nothing_impossible)
{
    make_sample();
    read_again();
    for (size_t i = 0; i < ARRAY_LENGTH(impossible); i++)
        ck_assert_msg(count_rows(impossible[i]) == 0, "there is: %s", impossible[i]);
}
END_TEST

START_TEST(nothing_in_a_sample_is_from_the_future)
{
    char now[CLOCK_RFC3339_SIZE];
    make_sample();
    read_again();
    clock_format_rfc3339(clock_wall_ms(), now);
    ck_assert_int_eq(count_rows(arena_printf(&arena, "annotation WHERE modified_at > '%s'", now)), 0);
    ck_assert_int_eq(count_rows(arena_printf(&arena, "queue WHERE modified_at > '%s'", now)), 0);
}
END_TEST

Suite *sample_suite(void)
{
    TCase *const cases = tcase_create("sample");
    tcase_add_checked_fixture(cases, fixture_setup, fixture_teardown);
    tcase_add_test(cases, an_empty_store_gets_a_sample);
    tcase_add_test(cases, a_sample_is_made_once);
    tcase_add_test(cases, a_store_in_use_gets_none);
    tcase_add_test(cases, a_removed_sample_is_not_made_again);
    tcase_add_test(cases, the_first_interactions_of_each_queue_can_be_read);
    tcase_add_test(cases, a_queue_that_was_changed_stays);
    tcase_add_test(cases, what_was_added_to_a_queue_stays_with_it);
    tcase_add_test(cases, what_was_annotated_stays);
    tcase_add_test(cases, what_was_pushed_stays_with_its_experiment);
    tcase_add_test(cases, a_sample_is_made_whole_or_not_at_all);
    tcase_add_test(cases, a_sample_has_some_of_everything);
    tcase_add_test(cases, a_sample_holds_nothing_impossible);
    tcase_add_test(cases, nothing_in_a_sample_is_from_the_future);
    tcase_set_timeout(cases, 60);
    Suite *const suite = suite_create("sample");
    suite_add_tcase(suite, cases);
    return suite;
}
