/* Where traces come from: one errand at a time, what is looked at before what comes next, other ways where a server
 * lacks the first, and what was read stays. */
#include "desk.h"
#include "fixture.h"

#include <annotty/base/mem.h>

#include <check.h>
#include <stdio.h>
#include <stdlib.h>

static struct desk *desk;

static void set_up(void)
{
    desk = desk_open();
    press(desk, "l");
    wait_ms(desk, 500);
}

static void tear_down(void)
{
    desk_free(desk);
}

/* The reads of traces that wait: "interaction a", "spans a"; empty: none does. */
static const char *asked(void)
{
    static char text[256];
    size_t used = 0;
    text[0] = '\0';
    waiting(desk, ERRAND_READ);
    for (size_t i = 0; i < desk->count; i++) {
        const struct errand *errand = &desk->waiting[i];
        if (errand->kind != ERRAND_READ || errand->call.operation->resource != &api_resources[API_TRACE_SPAN])
            continue;
        const bool is_spans = errand->call.operation->id == API_LIST_SPANS;
        const char *id = api_call_argument(&errand->call, is_spans ? "filter[trace_id]" : "interaction_id");
        used += (size_t)snprintf(text + used, sizeof(text) - used, "%s%s %s%s", used > 0 ? ", " : "",
                                 is_spans ? "spans" : "interaction", id != NULL ? id : "?",
                                 errand->in_background ? " ahead" : "");
    }
    return text;
}
/* A move, and the rest after which the detail follows it. */
static void go(const char *keys)
{
    press(desk, keys);
    wait_ms(desk, 500);
}

#define ASKS(expected) ck_assert_str_eq(asked(), (expected))

static uint64_t take_trace(void)
{
    const bool is_spans = strncmp(asked(), "spans", 5) == 0;
    return take_number(desk, ERRAND_READ, is_spans ? API_LIST_SPANS : API_GET_ANNOTATED_INTERACTION);
}

static void give(uint64_t number, const char *said, bool from_cache)
{
    struct rows *rows = rows_new(&api_resources[API_TRACE_SPAN]);
    char *json = xasprintf(
        "{\"id\":\"s\",\"type\":\"span\",\"attributes\":{\"span_id\":\"s\",\"trace_id\":\"t\",\"name\":\"%s\","
        "\"ml_app\":\"\",\"span_kind\":\"llm\",\"status\":\"ok\",\"start_ns\":1,\"duration\":1}}",
        said);
    if (*said != '\0')
        put_json(rows, json);
    workbench_rows(desk->workbench, number, rows, from_cache, true, true, 5000);
    if (!from_cache)
        workbench_done(desk->workbench, number, SLICE(""), false);
    rows_free(&rows);
    free(json);
}

static void refuse_trace(uint64_t number, int status)
{
    struct error error = { 0 };
    error_set(&error, ERROR_API, NULL, "no");
    error.http_status = status;
    workbench_failed(desk->workbench, number, &error);
}

/* The name of the span that is looked at, and how it stands with it. */
static const char *looked_at(void)
{
    static char text[256];
    static const char *const states[] = {
        [TRACE_NONE] = "none", [TRACE_LOADING] = "loading", [TRACE_HERE] = "here",    [TRACE_EMPTY] = "empty",
        [TRACE_GONE] = "gone", [TRACE_LACKING] = "lacking", [TRACE_FAILED] = "failed"
    };
    const struct error *problem = NULL;
    size_t count = 0;
    waiting(desk, ERRAND_READ);
    const struct trace *trace = reader_trace(desk->workbench->reader);
    const struct trace_span *spans = trace != NULL ? trace_spans(trace, &count) : NULL;
    const struct slice name = count > 0 ? spans[0].name : SLICE("-");
    snprintf(text, sizeof(text), "%.*s %s", SLICE_ARGS(name), states[workbench_trace_state(desk->workbench, &problem)]);
    return text;
}
#define LOOKS_AT(expected) ck_assert_str_eq(looked_at(), (expected))

START_TEST(what_is_looked_at_is_read_and_then_what_comes_next)
{
    ASKS("interaction a");
    LOOKS_AT("- loading");
    give(take_trace(), "alpha", false);
    LOOKS_AT("alpha here");
    ASKS("interaction b ahead, interaction c ahead");
    give(take_trace(), "gamma", false);
    ASKS("interaction b ahead");
    give(take_trace(), "beta", false);
    ASKS("");
    go("j");
    LOOKS_AT("beta here");
    go("k");
    LOOKS_AT("alpha here");
    ASKS("");
}
END_TEST

START_TEST(what_is_read_ahead_makes_way)
{
    take_trace();
    go("r");
    answer(desk, API_GET_ANNOTATED_INTERACTIONS, "a b c d e f");
    give(take_trace(), "alpha", false);
    ASKS("interaction b ahead, interaction c ahead");
    const size_t cancelled = waiting(desk, ERRAND_CANCEL);
    go("G");
    ASKS("interaction b ahead, interaction c ahead, interaction f");
    ck_assert_uint_eq(waiting(desk, ERRAND_CANCEL), cancelled + 2);
    LOOKS_AT("- loading");
}
END_TEST

START_TEST(what_is_read_ahead_already_is_waited_for)
{
    give(take_trace(), "alpha", false);
    ASKS("interaction b ahead, interaction c ahead");
    go("G");
    ASKS("interaction b ahead, interaction c ahead");
    ck_assert_uint_eq(waiting(desk, ERRAND_CANCEL), 0);
    give(take_trace(), "gamma", false);
    LOOKS_AT("gamma here");
}
END_TEST

START_TEST(the_queues_have_no_trace)
{
    press(desk, "h");
    LOOKS_AT("- none");
}
END_TEST

/* A 404 before any success means that the server doesn't know the operation. */
static const int lacking_statuses[] = { 404, 405, 501 };

START_TEST(a_server_that_lacks_interactions_is_asked_for_spans)
{
    refuse_trace(take_trace(), lacking_statuses[_i]);
    ASKS("spans a");
    give(take_trace(), "alpha", false);
    LOOKS_AT("alpha here");
    ASKS("spans b ahead, spans c ahead");
}
END_TEST

START_TEST(a_server_that_lacks_both_is_asked_no_more)
{
    refuse_trace(take_trace(), lacking_statuses[_i]);
    refuse_trace(take_trace(), lacking_statuses[_i]);
    ASKS("");
    LOOKS_AT("- lacking");
    press(desk, "r");
    ASKS("interaction a");
}
END_TEST

START_TEST(a_failure_is_told_and_not_repeated)
{
    refuse_trace(take_trace(), 500);
    LOOKS_AT("- failed");
    ASKS("interaction b ahead, interaction c ahead");
    refuse_trace(take_trace(), 500);
    refuse_trace(take_trace(), 500);
    ASKS("");
    go("j");
    ASKS("");
    go("k r");
    ASKS("interaction a");
}
END_TEST

START_TEST(nothing_to_show_is_told)
{
    give(take_trace(), "", false);
    LOOKS_AT("- empty");
    ASKS("interaction b ahead, interaction c ahead");
}
END_TEST

START_TEST(what_was_read_stays_when_the_server_has_nothing_any_more)
{
    const uint64_t number = take_trace();
    give(number, "alpha", true);
    LOOKS_AT("alpha here");
    ck_assert(reader_marks(desk->workbench->reader).from_cache);
    give(number, "", false);
    LOOKS_AT("alpha gone");
    ck_assert_int_eq(reader_marks(desk->workbench->reader).fetched_at_ms, 5000);
}
END_TEST

START_TEST(what_was_read_stays_when_the_server_does_not_know_it_any_more)
{
    const uint64_t number = take_trace();
    give(number, "alpha", true);
    refuse_trace(number, 404);
    LOOKS_AT("alpha gone");
}
END_TEST

START_TEST(the_servers_word_takes_the_place_of_the_caches)
{
    const uint64_t number = take_trace();
    give(number, "old", true);
    give(number, "new", false);
    LOOKS_AT("new here");
    ck_assert(!reader_marks(desk->workbench->reader).from_cache);
}
END_TEST

static const struct {
    const char *keys, *says;
} keys[] = {
    { "l t", NULL },
    { "l T", NULL },
    { "l w", "go on to the right" },
    { "l w w", "are broken" },
    { "l > <", NULL },
    { "l ] [", NULL },
    { "l / a l p h enter", NULL },
    { "l / z enter", "isn't in this trace" },
    { "l / a l p h escape n", "nothing was searched for yet" },
    { "l / a l p h enter n N", NULL },
    { "l enter", NULL },
};

START_TEST(keys_of_reading_do_what_they_say)
{
    give(take_trace(), "alpha", false);
    press(desk, keys[_i].keys);
    if (keys[_i].says != NULL)
        SAYS(desk, keys[_i].says);
    else
        ck_assert_msg(desk->workbench->message == NULL, "says %s", desk->workbench->message);
    ck_assert_int_eq(workbench_place(desk->workbench), PLACE_DETAIL);
}
END_TEST

START_TEST(a_pager_gets_the_text)
{
    press(desk, "l e");
    SAYS(desk, "no trace here");
    give(take_trace(), "alpha", false);
    press(desk, "e");
    ck_assert_ptr_nonnull(strstr(take_text(desk, ERRAND_PAGE), "alpha  llm"));
}
END_TEST

START_TEST(parts_are_copied)
{
    give(take_trace(), "alpha", false);
    workbench_command(desk->workbench, "copy spans");
    ck_assert_ptr_nonnull(strstr(take_text(desk, ERRAND_COPY), "\"name\":\"alpha\""));
    workbench_command(desk->workbench, "copy trace");
    ck_assert_ptr_nonnull(strstr(take_text(desk, ERRAND_COPY), "alpha  llm"));
    workbench_command(desk->workbench, "copy part");
    ck_assert_ptr_nonnull(strstr(take_text(desk, ERRAND_COPY), "\"span_id\":\"s\""));
}
END_TEST

/* An interaction that is a display block, with a link to a trace. */
START_TEST(a_link_leads_to_a_trace_and_back)
{
    struct rows *rows = rows_new(&api_resources[API_INTERACTION]);
    put_json(rows, "{\"id\":\"block\",\"type\":\"display_block\",\"content_id\":\"x\",\"display_block\":[{\"type\":"
                   "\"llmobs_trace\",\"traceId\":\"t-9\"}],\"annotations\":[]}");
    take_trace();
    press(desk, "r");
    const uint64_t number = take_number(desk, ERRAND_READ, API_GET_ANNOTATED_INTERACTIONS);
    workbench_rows(desk->workbench, number, rows, false, true, true, 5000);
    workbench_done(desk->workbench, number, SLICE(""), false);
    rows_free(&rows);
    take_trace();
    go("l");
    LOOKS_AT("- here");
    ASKS("");
    press(desk, "enter");
    ASKS("spans t-9");
    give(take_trace(), "linked", false);
    LOOKS_AT("linked here");
    press(desk, "escape");
    LOOKS_AT("- here");
    press(desk, "enter");
    LOOKS_AT("linked here");
}
END_TEST

Suite *workbench_trace_suite(void)
{
    Suite *suite = suite_create("workbench trace");
    TCase *tests = tcase_create("where traces come from");
    tcase_add_checked_fixture(tests, set_up, tear_down);
    tcase_add_test(tests, what_is_looked_at_is_read_and_then_what_comes_next);
    tcase_add_test(tests, what_is_read_ahead_makes_way);
    tcase_add_test(tests, what_is_read_ahead_already_is_waited_for);
    tcase_add_test(tests, the_queues_have_no_trace);
    tcase_add_loop_test(tests, a_server_that_lacks_interactions_is_asked_for_spans, 0, ARRAY_LENGTH(lacking_statuses));
    tcase_add_loop_test(tests, a_server_that_lacks_both_is_asked_no_more, 0, ARRAY_LENGTH(lacking_statuses));
    tcase_add_test(tests, a_failure_is_told_and_not_repeated);
    tcase_add_test(tests, nothing_to_show_is_told);
    tcase_add_test(tests, what_was_read_stays_when_the_server_has_nothing_any_more);
    tcase_add_test(tests, what_was_read_stays_when_the_server_does_not_know_it_any_more);
    tcase_add_test(tests, the_servers_word_takes_the_place_of_the_caches);
    tcase_add_loop_test(tests, keys_of_reading_do_what_they_say, 0, ARRAY_LENGTH(keys));
    tcase_add_test(tests, a_link_leads_to_a_trace_and_back);
    tcase_add_test(tests, a_pager_gets_the_text);
    tcase_add_test(tests, parts_are_copied);
    suite_add_tcase(suite, tests);
    return suite;
}
