/* An experiment's events: pages that end by number or by size, and what a deleted experiment leaves. */
#include <annotty/store/workspace.h>

#include <annotty/base/mem.h>

#include "fixture.h"
#include "suites.h"

#include <annotty/api/check.h>

#include <limits.h>
#include <stdio.h>

static struct workspace_row project, experiment;

static void setup(void)
{
    struct json_value values[API_FIELDS_MAX] = { 0 };
    fixture_setup();
    begin();
    project = add_project("project", NULL);
    values[field(API_EXPERIMENT, "project_id")] = project.record.id;
    set(values, API_EXPERIMENT, "dataset_id", "\"d\"");
    set(values, API_EXPERIMENT, "name", "\"run\"");
    experiment = insert(API_EXPERIMENT, 0, values);
}

static void put(enum api_resource_id resource, const char *format, int number)
{
    struct json_value object;
    struct api_record event;
    char text[512];
    snprintf(text, sizeof(text), format, number, number);
    ck_assert(json_check(slice_of(text), &object, NULL));
    api_item_read(&api_resources[resource], object, &event);
    ck_assert_msg(workspace_put_event(session, experiment.seq, &event, &arena, &error), "%s", error.message);
}

static void put_spans(int count)
{
    for (int i = 0; i < count; i++)
        put(API_SPAN,
            "{\"span_id\":\"s%d\",\"trace_id\":\"t%d\",\"name\":\"n\",\"start_ns\":1,\"duration\":2,\"status\":\"ok\"}",
            i);
}

static void put_metrics(const char *span, int count)
{
    const char *const format = arena_printf(
        &arena, "{\"span_id\":\"%s\",\"label\":\"l%%d\",\"metric_type\":\"score\",\"timestamp_ms\":%%d}", span);
    for (int i = 0; i < count; i++)
        put(API_METRIC, format, i);
}

typedef bool (*reading)(struct workspace_session *, int64_t, struct workspace_page *, struct buf *, struct error *);

/* How many pages it takes, and how many items are on all of them. */
static int count_pages(reading read, size_t limit, size_t enough, int *items)
{
    int pages = 0;
    struct workspace_page page = { .limit = limit, .enough = enough };
    for (*items = 0; !page.is_over; pages++) {
        struct buf out = buf_with_limit(BUF_LIMIT_BODY);
        struct json_value array, element;
        size_t at = 0;
        buf_append_char(&out, '[');
        const size_t before = (size_t)*items;
        ck_assert_msg(read(session, experiment.seq, &page, &out, &error), "%s", error.message);
        buf_append_char(&out, ']');
        ck_assert(json_check(buf_slice(&out), &array, NULL));
        while (json_next_element(array, &at, &element))
            ++*items;
        ck_assert(page.is_over || (size_t)*items > before);
        ck_assert_uint_le((size_t)*items - before, limit);
        buf_free(&out);
    }
    return pages;
}

static const struct {
    int spans;
    size_t limit, enough;
    int pages;
} pages[] = {
    { 0, 5, INT_MAX, 1 },   { 1, 5, INT_MAX, 1 }, { 5, 5, INT_MAX, 1 }, { 6, 5, INT_MAX, 2 },
    { 11, 1, INT_MAX, 11 }, { 4, 5, 1, 4 },       { 1, 5, 1, 1 },       { 20, 5, 200, 10 },
};

START_TEST(spans_come_once_each)
{
    int items = 0;
    put_spans(pages[_i].spans);
    ck_assert_int_eq(count_pages(workspace_read_spans, pages[_i].limit, pages[_i].enough, &items), pages[_i].pages);
    ck_assert_int_eq(items, pages[_i].spans);
}
END_TEST

START_TEST(metrics_of_no_span_come_by_themselves)
{
    int items = 0;
    put_spans(2);
    put_metrics("s1", 3);
    put_metrics("", 4);
    put_metrics("later", 1);
    ck_assert_int_eq(count_pages(workspace_read_summary, 2, INT_MAX, &items), 3);
    ck_assert_int_eq(items, 5);
    ck_assert_int_eq(count_pages(workspace_read_summary, 100, 1, &items), 5);
}
END_TEST

START_TEST(an_experiment_goes_in_batches)
{
    bool more = false;
    put_spans(2500);
    put_metrics("s1", 1700);
    delete_rows(API_EXPERIMENT, 0, arena_printf(&arena, "[%.*s]", SLICE_ARGS(experiment.record.id.raw)));
    ck_assert_int_eq(count_rows("span"), 500);
    commit();
    ck_assert(workspace_sweep(workspace, &more, &error) && more);
    ck_assert(workspace_sweep(workspace, &more, &error) && !more);
    read_again();
    ck_assert_int_eq(count_rows("span") + count_rows("metric"), 0);
}
END_TEST

START_TEST(a_project_takes_its_experiments_along)
{
    put_spans(3);
    put_metrics("s1", 3);
    delete_rows(API_PROJECT, 0, arena_printf(&arena, "[%.*s]", SLICE_ARGS(project.record.id.raw)));
    ck_assert_int_eq(count_rows("experiment") + count_rows("span") + count_rows("metric"), 0);
}
END_TEST

Suite *workspace_events_suite(void)
{
    TCase *const cases = tcase_create("workspace_events");
    tcase_add_checked_fixture(cases, setup, fixture_teardown);
    tcase_add_loop_test(cases, spans_come_once_each, 0, ARRAY_LENGTH(pages));
    tcase_add_test(cases, metrics_of_no_span_come_by_themselves);
    tcase_add_test(cases, an_experiment_goes_in_batches);
    tcase_add_test(cases, a_project_takes_its_experiments_along);
    Suite *const suite = suite_create("workspace_events");
    suite_add_tcase(suite, cases);
    return suite;
}
