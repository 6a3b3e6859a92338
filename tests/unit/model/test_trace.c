/* Spans into a tree: by parents and times, whatever form they come in, and whatever is wrong with them. */
#include <annotty/base/mem.h>
#include <annotty/model/trace.h>

#include <check.h>
#include <stdio.h>

/* The spans in the order of reading, each behind a dot for every level: "a .b ..c". */
static const char *order_of(const struct trace *trace)
{
    static char text[4096];
    size_t count = 0;
    size_t used = 0;
    const struct trace_span *spans = trace_spans(trace, &count);
    text[0] = '\0';
    for (size_t i = 0; i < count; i++)
        used += (size_t)snprintf(text + used, sizeof(text) - used, "%s%.*s%.*s", i > 0 ? " " : "", spans[i].depth,
                                 "..........", SLICE_ARGS(spans[i].id));
    return text;
}

static const struct {
    const char *events, *order;
} trees[] = {
    { "[]", "" },
    { "", "" },
    { "{}", "" },
    { "[{\"span_id\":\"a\"}]", "a" },
    { "[{\"id\":\"x\",\"attributes\":{\"span_id\":\"a\"}}]", "a" },
    { "[{\"id\":\"x\",\"attributes\":{\"name\":\"n\"}}]", "x" },
    { "[{\"span_id\":\"b\",\"parent_id\":\"a\",\"start_ns\":2},{\"span_id\":\"a\",\"start_ns\":1}]", "a .b" },
    { "[{\"span_id\":\"a\",\"parent_id\":\"undefined\"}]", "a" },
    { "[{\"span_id\":\"a\",\"parent_id\":\"gone\"}]", "a" },
    { "[{\"span_id\":\"a\",\"parent_id\":\"a\"}]", "a" },
    { "[{\"span_id\":\"a\",\"parent_id\":\"b\",\"start_ns\":1},{\"span_id\":\"b\",\"parent_id\":\"a\",\"start_ns\":2}]",
      "a .b" },
    { "[{\"span_id\":\"a\",\"parent_id\":\"c\",\"start_ns\":1},{\"span_id\":\"b\",\"parent_id\":\"a\",\"start_ns\":2},"
      "{\"span_id\":\"c\",\"parent_id\":\"b\",\"start_ns\":3},{\"span_id\":\"d\",\"parent_id\":\"c\",\"start_ns\":4}]",
      "a .b ..c ...d" },
    { "[{\"span_id\":\"r\",\"start_ns\":1},{\"span_id\":\"late\",\"parent_id\":\"r\",\"start_ns\":9},"
      "{\"span_id\":\"early\",\"parent_id\":\"r\",\"start_ns\":2},{\"span_id\":\"in\",\"parent_id\":\"early\","
      "\"start_ns\":3}]",
      "r .early ..in .late" },
    { "[{\"span_id\":\"a\",\"start_ns\":5},{\"span_id\":\"a\",\"start_ns\":6},{\"span_id\":\"b\",\"parent_id\":\"a\","
      "\"start_ns\":7}]",
      "a .b a" },
    { "[1,null,\"x\",{\"span_id\":\"a\"}]", "a" },
};

START_TEST(spans_stand_in_the_order_of_their_calls)
{
    struct trace *trace = trace_new(slice_of(trees[_i].events), SLICE(""));
    ck_assert_str_eq(order_of(trace), trees[_i].order);
    trace_free(&trace);
    ck_assert_ptr_null(trace);
}
END_TEST

START_TEST(milliseconds_are_told_from_nanoseconds)
{
    size_t count = 0;
    struct trace *trace = trace_new(
        SLICE("[{\"span_id\":\"a\",\"start_ns\":1755770400123},{\"span_id\":\"b\",\"start_ns\":1755770400123456789}]"),
        SLICE(""));
    const struct trace_span *spans = trace_spans(trace, &count);
    ck_assert_uint_eq(count, 2);
    ck_assert_int_eq(spans[0].start_ns, INT64_C(1755770400123000000));
    ck_assert_int_eq(spans[1].start_ns, INT64_C(1755770400123456789));
    ck_assert(spans[0].duration_ns < 0);
    trace_free(&trace);
}
END_TEST

START_TEST(what_is_no_span_is_counted)
{
    struct trace *trace = trace_new(SLICE("[1,{\"span_id\":\"a\"},[]]"), SLICE("[{\"type\":\"text\"}]"));
    ck_assert_uint_eq(trace_left_out(trace), 2);
    ck_assert_int_eq(trace_blocks(trace).kind, JSON_ARRAY);
    ck_assert_uint_gt(trace_memory(trace), 20);
    trace_free(&trace);
}
END_TEST

START_TEST(no_more_spans_are_held_than_fit)
{
    size_t count = 0;
    struct buf events = buf_with_limit(BUF_LIMIT_BODY);
    buf_append_char(&events, '[');
    for (int i = 0; i < TRACE_SPANS_MAX + 7; i++)
        buf_printf(&events, "%s{\"span_id\":\"%d\",\"parent_id\":\"%d\",\"start_ns\":%d}", i > 0 ? "," : "", i, i - 1,
                   i);
    buf_append_char(&events, ']');
    struct trace *trace = trace_new(buf_slice(&events), SLICE(""));
    const struct trace_span *spans = trace_spans(trace, &count);
    ck_assert_uint_eq(count, TRACE_SPANS_MAX);
    ck_assert_int_eq(spans[count - 1].depth, TRACE_SPANS_MAX - 1);
    ck_assert_uint_eq(trace_left_out(trace), 7);
    trace_free(&trace);
    buf_free(&events);
}
END_TEST

static const struct {
    const char *metrics;
    double input, output;
} tokens[] = {
    { "{\"input_tokens\":3,\"output_tokens\":4.0}", 3, 4 },
    { "{\"prompt_tokens\":3,\"completion_tokens\":1e2}", 3, 100 },
    { "{\"input_tokens\":\"many\"}", -1, -1 },
    { "null", -1, -1 },
    { "[]", -1, -1 },
};

START_TEST(tokens_are_counted_where_they_are_told)
{
    char events[256];
    size_t count = 0;
    double input = 0;
    double output = 0;
    snprintf(events, sizeof(events), "[{\"span_id\":\"a\",\"metrics\":%s}]", tokens[_i].metrics);
    struct trace *trace = trace_new(slice_of(events), SLICE(""));
    trace_tokens(trace_spans(trace, &count), &input, &output);
    ck_assert_double_eq(input, tokens[_i].input);
    ck_assert_double_eq(output, tokens[_i].output);
    trace_free(&trace);
}
END_TEST

START_TEST(parts_of_pushed_events_are_found_below_meta)
{
    size_t count = 0;
    struct trace *trace = trace_new(
        SLICE("[{\"span_id\":\"a\",\"meta\":{\"input\":\"in\",\"kind\":\"task\"},\"output\":\"out\"}]"), SLICE(""));
    const struct trace_span *span = trace_spans(trace, &count);
    ck_assert(slice_is(trace_part(span, "input").raw, "\"in\""));
    ck_assert(slice_is(trace_part(span, "output").raw, "\"out\""));
    ck_assert_int_eq(trace_part(span, "error").kind, JSON_ABSENT);
    ck_assert(slice_is(span->kind, "task"));
    trace_free(&trace);
}
END_TEST

Suite *trace_suite(void)
{
    Suite *suite = suite_create("trace");
    TCase *tests = tcase_create("spans");
    tcase_add_loop_test(tests, spans_stand_in_the_order_of_their_calls, 0, ARRAY_LENGTH(trees));
    tcase_add_test(tests, milliseconds_are_told_from_nanoseconds);
    tcase_add_test(tests, what_is_no_span_is_counted);
    tcase_add_test(tests, no_more_spans_are_held_than_fit);
    tcase_add_loop_test(tests, tokens_are_counted_where_they_are_told, 0, ARRAY_LENGTH(tokens));
    tcase_add_test(tests, parts_of_pushed_events_are_found_below_meta);
    suite_add_tcase(suite, tests);
    return suite;
}
