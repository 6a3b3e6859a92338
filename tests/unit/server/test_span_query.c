#include "../../../src/server/span_query.h"

#include <annotty/base/mem.h>

#include "suites.h"

static const char span[] =
    "{\"span_id\":\"s\",\"name\":\"Ask model\",\"span_kind\":\"llm\",\"status\":\"ok\",\"duration\":1500,"
    "\"metadata\":{\"user\":{\"id\":7},\"a.b\":\"dotted\",\"flag\":true,\"list\":[\"x\",\"y\"]},"
    "\"metrics\":{\"input_tokens\":31.5},\"tags\":[\"env:test\",\"url:http://x\",\"lonely\"],"
    "\"input\":{\"messages\":[{\"role\":\"user\",\"content\":\"Weather in \\\"Oslo\\\"?\"}]},"
    "\"output\":{\"value\":\"4 degrees\"}}";

static const struct {
    const char *query;
    bool matches;
} queries[] = {
    { "", true },
    { "*", true },
    { "weather", true },
    { "WEATHER degrees", true },
    { "snow", false },
    { "\"in \\\"oslo\"", true },
    { "\"ask model\"", true },
    { "test", false },
    { "span_kind:llm", true },
    { "@span_kind:llm", true },
    { "kind:llm", true },
    { "@meta.span.kind:llm", true },
    { "span_kind:tool", false },
    { "span_kind:l*", true },
    { "span_kind:*l*m", true },
    { "span_kind:\"l*\"", false },
    { "name:\"Ask model\"", true },
    { "name:Ask\\ model", true },
    { "metadata.user.id:7", true },
    { "metadata.user.id:8", false },
    { "metadata.a.b:dotted", true },
    { "metadata.flag:true", true },
    { "metadata.list:y", true },
    { "metadata.none:*", false },
    { "duration:>1000", true },
    { "duration:>=1500", true },
    { "duration:>1500", false },
    { "duration:<1500", false },
    { "duration:<=1500", true },
    { "metrics.input_tokens:<31.6", true },
    { "status:>1", false },
    { "env:test", true },
    { "env:t*", true },
    { "env:live", false },
    { "url:http://x", true },
    { "lonely:*", false },
    { "-env:test", false },
    { "NOT env:live", true },
    { "-(env:live OR env:test)", false },
    { "env:live OR env:test", true },
    { "env:live OR kind:llm snow", false },
    { "(env:live OR kind:llm) degrees", true },
    { "kind:llm AND status:ok", true },
    { "kind:llm AND -status:ok", false },
    { "ORDER", false },
};

START_TEST(a_query_means_spans)
{
    char problem[SPAN_QUERY_PROBLEM_SIZE];
    struct arena arena = ARENA_EMPTY;
    const struct span_query *query = NULL;
    struct json_value value;
    ck_assert(json_check(slice_of(span), &value, NULL));
    ck_assert_msg(span_query_parse(slice_of(queries[_i].query), &arena, &query, problem), "%s: %s", queries[_i].query,
                  problem);
    ck_assert_msg(span_query_matches(query, value) == queries[_i].matches, "%s", queries[_i].query);
    arena_free(&arena);
}
END_TEST

static const struct {
    const char *query, *problem;
} mistakes[] = {
    { "(a", "bracket that is not closed" },
    { "a)", "bracket that was not opened" },
    { "\"a", "quote that is not closed" },
    { "name:", "without a value" },
    { ":a", "without a field" },
    { "@name", "without a value" },
    { "a OR", "ends where" },
    { "NOT", "ends where" },
    { "()", "ends where" },
    { "duration:>long", "no number" },
    { "((((((((((((((((((((((((((((((((((a))))))))))))))))))))))))))))))))))", "nested" },
};

START_TEST(a_mistake_is_told)
{
    char problem[SPAN_QUERY_PROBLEM_SIZE];
    struct arena arena = ARENA_EMPTY;
    const struct span_query *query = NULL;
    ck_assert_msg(!span_query_parse(slice_of(mistakes[_i].query), &arena, &query, problem), "%s", mistakes[_i].query);
    ck_assert_msg(strstr(problem, mistakes[_i].problem) != NULL, "%s: %s", mistakes[_i].query, problem);
    arena_free(&arena);
}
END_TEST

static const struct {
    const char *query, *value;
} lookups[] = {
    { "", "" },
    { "trace_id:t", "t" },
    { "@trace:t kind:llm", "t" },
    { "kind:llm (trace_id:t)", "t" },
    { "trace_id:t*", "" },
    { "trace_id:\"t*\"", "t*" },
    { "trace_id:t OR kind:llm", "" },
    { "-trace_id:t", "" },
    { "trace_id:>3", "" },
};

START_TEST(what_can_be_looked_up_is_known)
{
    char problem[SPAN_QUERY_PROBLEM_SIZE];
    struct arena arena = ARENA_EMPTY;
    const struct span_query *query = NULL;
    ck_assert(span_query_parse(slice_of(lookups[_i].query), &arena, &query, problem));
    ck_assert_msg(slice_is(span_query_value(query, "trace_id"), lookups[_i].value), "%s", lookups[_i].query);
    query = span_query_and_is(query, &arena, "span_id", SLICE("s*"));
    ck_assert(slice_is(span_query_value(query, "span_id"), "s*"));
    ck_assert(slice_is(span_query_value(query, "trace_id"), lookups[_i].value));
    arena_free(&arena);
}
END_TEST

Suite *span_query_suite(void)
{
    TCase *const cases = tcase_create("queries");
    tcase_add_loop_test(cases, a_query_means_spans, 0, ARRAY_LENGTH(queries));
    tcase_add_loop_test(cases, a_mistake_is_told, 0, ARRAY_LENGTH(mistakes));
    tcase_add_loop_test(cases, what_can_be_looked_up_is_known, 0, ARRAY_LENGTH(lookups));
    Suite *const suite = suite_create("server: span query");
    suite_add_tcase(suite, cases);
    return suite;
}
