#include "fixture.h"
#include "suites.h"

#include <annotty/api/check.h>
#include <annotty/base/mem.h>

#include <stdio.h>

static void put(const char *trace, const char *span, int64_t start_ns, const char *more)
{
    struct json_value object;
    struct api_record record;
    const char *const json =
        arena_printf(&arena, "{\"trace_id\":\"%s\",\"span_id\":\"%s\",\"name\":\"n\",\"start_ns\":%lld%s}", trace, span,
                     (long long)start_ns, more);
    ck_assert(json_check(slice_of(json), &object, NULL));
    api_item_read(&api_resources[API_TRACE_SPAN], object, &record);
    ck_assert_msg(workspace_put_span(session, &record, &arena, &error), "%s", error.message);
}

/* Spans of an experiment that may be deleted. */
static struct workspace_row put_experiment(const char *trace, const char *span, int64_t start_ns)
{
    struct json_value values[API_FIELDS_MAX] = { 0 }, object;
    struct api_record record;
    const struct workspace_row project = add_project("P", "");
    const struct workspace_row dataset = add_dataset(&project, "D");
    set(values, API_EXPERIMENT, "name", "\"run\"");
    values[field(API_EXPERIMENT, "project_id")] = project.record.id;
    values[field(API_EXPERIMENT, "dataset_id")] = dataset.record.id;
    const struct workspace_row experiment = insert(API_EXPERIMENT, 0, values);
    const char *const json = arena_printf(&arena,
                                          "{\"trace_id\":\"%s\",\"span_id\":\"%s\",\"project_id\":\"p\",\"dataset_id\":"
                                          "\"d\",\"name\":\"n\",\"start_ns\":%lld,\"duration\":1,\"status\":\"ok\"}",
                                          trace, span, (long long)start_ns);
    ck_assert(json_check(slice_of(json), &object, NULL));
    api_item_read(&api_resources[API_SPAN], object, &record);
    ck_assert(workspace_put_event(session, experiment.seq, &record, &arena, &error));
    return experiment;
}

struct listing {
    char ids[256];
    size_t count, most;
    struct workspace_span_place last;
};

static bool note_span(const struct workspace_span *span, void *data)
{
    struct listing *const listing = data;
    struct json_value attributes;
    if (listing->count == listing->most)
        return false;
    ck_assert(json_check(span->attributes, &attributes, NULL));
    ck_assert(slice_equal(api_plain_text(&arena, json_member(attributes, "span_id")), span->span_id));
    listing->count++;
    listing->last = span->place;
    const size_t length = strlen(listing->ids);
    snprintf(listing->ids + length, sizeof(listing->ids) - length, "%s%.*s", length > 0 ? " " : "",
             SLICE_ARGS(span->span_id));
    return true;
}

static struct listing list(struct workspace_span_question question, size_t most)
{
    struct listing listing = { .most = most };
    ck_assert_msg(workspace_each_span(session, &question, note_span, &listing, &error), "%s", error.message);
    return listing;
}

static void fill(void)
{
    begin();
    put("t", "b", 200, "");
    put("t", "a", 100, ",\"session_id\":\"s\"");
    put("u", "c", 200, ",\"session_id\":\"s\"");
    put("u", "e", 300, "");
    put_experiment("t", "d", 200);
    commit();
    read_again();
}

static const struct {
    struct workspace_span_question question;
    const char *ids;
} questions[] = {
    { { .key = WORKSPACE_ANY_SPAN, .to_ns = 999 }, "a b d c e" },
    { { .key = WORKSPACE_ANY_SPAN, .to_ns = 999, .latest_first = true }, "e c d b a" },
    { { .key = WORKSPACE_ANY_SPAN, .from_ns = 200, .to_ns = 200 }, "b d c" },
    { { .key = WORKSPACE_ANY_SPAN, .from_ns = 301, .to_ns = 999 }, "" },
    { { .key = WORKSPACE_OF_TRACE, .value = { "t", 1 }, .to_ns = 999 }, "a b d" },
    { { .key = WORKSPACE_OF_TRACE, .value = { "u", 1 }, .from_ns = 250, .to_ns = 999 }, "e" },
    { { .key = WORKSPACE_OF_TRACE, .value = { "none", 4 }, .to_ns = 999 }, "" },
    { { .key = WORKSPACE_OF_SESSION, .value = { "s", 1 }, .to_ns = 999 }, "a c" },
    { { .key = WORKSPACE_WITH_ID, .value = { "d", 1 }, .to_ns = 999 }, "d" },
};

START_TEST(a_question_has_its_spans_in_order)
{
    fill();
    ck_assert_str_eq(list(questions[_i].question, 99).ids, questions[_i].ids);
}
END_TEST

/* Spans that start at once are cut apart by their number, in both orders. */
START_TEST(pages_go_on_where_they_ended)
{
    fill();
    for (int latest_first = 0; latest_first < 2; latest_first++) {
        struct workspace_span_question question = { .to_ns = 999, .latest_first = latest_first != 0 };
        char together[256] = "";
        for (int page = 0; page < 5; page++) {
            const struct listing one = list(question, 1);
            ck_assert_uint_eq(one.count, 1);
            const size_t length = strlen(together);
            snprintf(together + length, sizeof(together) - length, "%s%s", page > 0 ? " " : "", one.ids);
            question.goes_on = true;
            question.after = one.last;
        }
        ck_assert_uint_eq(list(question, 1).count, 0);
        ck_assert_str_eq(together, latest_first ? "e c d b a" : "a b d c e");
    }
}
END_TEST

START_TEST(a_span_that_comes_again_takes_its_place)
{
    fill();
    workspace_end(&session);
    begin();
    put("t", "a", 400, "");
    commit();
    read_again();
    ck_assert_str_eq(list((struct workspace_span_question){ .to_ns = 999 }, 99).ids, "b d c e a");
    ck_assert_str_eq(
        list((struct workspace_span_question){ .key = WORKSPACE_OF_SESSION, .value = { "s", 1 }, .to_ns = 999 }, 99)
            .ids,
        "c");
}
END_TEST

START_TEST(spans_of_a_deleted_experiment_are_gone)
{
    begin();
    const struct workspace_row experiment = put_experiment("t", "d", 200);
    delete_rows(API_EXPERIMENT, 0, arena_printf(&arena, "[%.*s]", SLICE_ARGS(experiment.record.id.raw)));
    commit();
    read_again();
    ck_assert_uint_eq(list((struct workspace_span_question){ .to_ns = 999 }, 99).count, 0);
}
END_TEST

/* A store of a hundred thousand spans is not read through for one trace, nor sorted for one page. */
static const struct {
    const char *condition, *index;
} lookups[] = {
    { "1", "trace_span_by_start" },
    { "trace_id = 't'", "trace_span_by_key" },
    { "session_id = 's'", "trace_span_of_session" },
    { "span_id = 's'", "trace_span_by_id" },
};

START_TEST(spans_are_looked_up)
{
    read_again();
    const char *const plan = plan_of(
        arena_printf(&arena,
                     "SELECT seq FROM trace_span WHERE %s AND CAST(start_ns AS INTEGER) BETWEEN 1 AND 2"
                     " AND (CAST(start_ns AS INTEGER), seq * 2) > (1, 1) ORDER BY CAST(start_ns AS INTEGER), seq",
                     lookups[_i].condition));
    ck_assert_msg(strstr(plan, lookups[_i].index) != NULL, "%s", plan);
    ck_assert_msg(_i > 0 || strstr(plan, "TEMP B-TREE") == NULL, "%s", plan);
}
END_TEST

Suite *workspace_spans_suite(void)
{
    TCase *const cases = tcase_create("spans");
    tcase_add_checked_fixture(cases, fixture_setup, fixture_teardown);
    tcase_add_loop_test(cases, a_question_has_its_spans_in_order, 0, ARRAY_LENGTH(questions));
    tcase_add_test(cases, pages_go_on_where_they_ended);
    tcase_add_test(cases, a_span_that_comes_again_takes_its_place);
    tcase_add_test(cases, spans_of_a_deleted_experiment_are_gone);
    tcase_add_loop_test(cases, spans_are_looked_up, 0, ARRAY_LENGTH(lookups));
    Suite *const suite = suite_create("store: spans");
    suite_add_tcase(suite, cases);
    return suite;
}
