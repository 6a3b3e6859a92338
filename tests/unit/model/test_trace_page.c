/* Traces as people read them: what stands in which row, what is folded, what is painted. */
#include "pages.h"

#include <annotty/base/mem.h>

#include <check.h>
#include <stdio.h>

static struct arena arena;
static struct trace *trace;
static struct trace_page *page;

static void open_page(const char *events, const char *blocks, struct trace_page_options options)
{
    text_set_charset(TEXT_ASCII);
    trace = trace_new(slice_of(events), slice_of(blocks));
    page = trace_page_new(trace, &options);
}

static void close_page(void)
{
    trace_page_free(&page);
    trace_free(&trace);
    arena_free(&arena);
    text_set_charset(TEXT_UTF8);
}

static const char *shown(int width)
{
    return page_rows(page, &(struct trace_frame){ .width = width }, &arena);
}

#define SHOWS(part)     ck_assert_msg(strstr(shown(60), (part)) != NULL, "no \"%s\" in\n%s", (part), shown(60))
#define SHOWS_NOT(part) ck_assert_msg(strstr(shown(60), (part)) == NULL, "a \"%s\" in\n%s", (part), shown(60))

static const struct {
    const char *input, *output, *shows;
} sides[] = {
    /* Messages. */
    { "{\"messages\":[{\"role\":\"user\",\"content\":\"Hi there\"}]}", "null", "  - > user\n    Hi there\n" },
    { "null", "{\"messages\":[{\"role\":\"assistant\",\"content\":\"Hello\"}]}", "  - < assistant\n    Hello\n" },
    { "{\"messages\":[{\"role\":\"system\",\"content\":\"Be kind\"}]}", "null", "  - # system\n    Be kind\n" },
    { "{\"messages\":[{\"role\":\"critic\",\"content\":\"Hm\"}]}", "null", "  - - critic\n    Hm\n" },
    { "{\"messages\":[{\"content\":[{\"type\":\"text\",\"text\":\"part\"},{\"type\":\"image\"}]}]}", "null",
      "  - - message\n    part\n    {\"type\":\"image\"}\n" },
    { "{\"messages\":[7,null]}", "null", "  - - message\n" },
    { "\"plain\"", "null", "  - input\n    plain\n" },
    { "{\"value\":\"in\"}", "{\"value\":\"out\"}", "  - input\n    in\n  - output\n    out\n" },
    { "{\"q\":\"2+2\"}", "null", "  - input\n    {\"q\":\"2+2\"}\n" },
    /* Numbers and escapes as they came. */
    { "{\"value\":\"{\\\"a\\\": 9007199254740993, \\\"b\\\": 1.50}\"}", "null",
      "    {\"a\": 9007199254740993, \"b\": 1.50}\n" },
    /* Calls and results. */
    { "null",
      "{\"messages\":[{\"role\":\"assistant\",\"tool_calls\":[{\"name\":\"weather\",\"tool_id\":\"c1\",\"arguments\":{"
      "\"city\":"
      "\"Oslo\"}}]},{\"role\":\"tool\",\"tool_results\":[{\"tool_id\":\"c1\",\"result\":\"4 degrees\"}]}]}",
      "    - f weather  c1\n      {\"city\":\"Oslo\"}\n      - = result\n        4 degrees\n  - = tool\n    the result "
      "of "
      "call c1 stands above\n" },
    { "null",
      "{\"messages\":[{\"role\":\"assistant\",\"tool_calls\":[{\"id\":\"c2\",\"function\":{\"name\":\"add\","
      "\"arguments\":\"{"
      "\\\"x\\\":1}\"}}]},{\"role\":\"tool\",\"tool_call_id\":\"c2\",\"content\":\"2\"}]}",
      "    - f add  c2\n      {\"x\":1}\n      - = result\n        2\n  - = tool\n    stands below its call, above\n" },
    { "null",
      "{\"messages\":[{\"role\":\"tool\",\"tool_results\":[{\"name\":\"n\",\"tool_id\":\"zz\",\"result\":\"r\"}]}]}",
      "  - = tool\n    - = result  n\n      r\n" },
    /* Documents. */
    { "null",
      "{\"documents\":[{\"name\":\"a.md\",\"score\":0.8731,\"text\":\"Text\"},{\"id\":\"d2\",\"text\":\"Two\"},{}]}",
      "  - a.md  score 0.8731\n    Text\n  - d2\n    Two\n  - document 3\n    {}\n" },
    /* Markdown. */
    { "\"# Title\\n\\n- **one** and `two`\\n> said\\n---\"", "null",
      "    Title\n    \n    - one and two\n    > said\n    ---\n" },
    { "\"snake_case__name 2*3*4 a * b\"", "null", "    snake_case__name 2*3*4 a * b\n" },
    { "\"```c\\nint **a;\\n\\tb\\n```\\n**c**\"", "null", "    ```c\n    int **a;\n        b\n    ```\n    c\n" },
    { "\"|a|b|\\n|-|-|\\n|long cell|2|\\nafter\"", "null", "    a         | b\n    long cell | 2\n    after\n" },
    { "\"a | b\\nno table\"", "null", "    a | b\n    no table\n" },
    { "\"- a list's text that is longer than what a row of sixty columns holds\"", "null",
      "    - a list's text that is longer than what a row of sixty\n      columns holds\n" },
};

START_TEST(what_a_span_says_is_told)
{
    open_page(events_of(sides[_i].input, sides[_i].output, &arena), "", (struct trace_page_options){ 0 });
    /* Rows end without blanks only where text ends. */
    ck_assert_msg(strstr(shown(60), sides[_i].shows) != NULL, "%s\nis not in\n%s", sides[_i].shows, shown(60));
    close_page();
}
END_TEST

START_TEST(json_over_several_lines_folds)
{
    open_page(events_of("{\"value\":\"{\\\"first\\\":{\\\"number\\\":1.0,\\\"text\\\":\\\"as long as it takes to need "
                        "lines of its own\\\"},\\\"lines\\\":\\\"one\\\\ntwo\\\"}\"}",
                        "null", &arena),
              "", (struct trace_page_options){ 0 });
    SHOWS("    {\n      \"first\": {\n        \"number\": 1.0,\n        \"text\": \"as long as");
    SHOWS("      \"lines\": \"\n        one\n        two\n    }\n");
    const uint32_t found = trace_page_find(page, SLICE("\"first\""), 0, true);
    const uint32_t section = trace_page_section(page, found);
    ck_assert_uint_eq(trace_section_head(page, section), found);
    trace_section_fold(page, section, true);
    SHOWS("      \"first\": { ... \n      },\n");
    SHOWS_NOT("number");
    close_page();
}
END_TEST

START_TEST(what_was_said_before_is_folded)
{
    open_page("[{\"span_id\":\"a\",\"start_ns\":1,\"input\":{\"messages\":[{\"role\":\"user\",\"content\":\"same\"}]},"
              "\"output\":{\"messages\":[{\"role\":\"assistant\",\"content\":\"yes\"}]}},"
              "{\"span_id\":\"b\",\"start_ns\":2,\"input\":{\"messages\":[{\"role\":\"user\",\"content\":\"same\"},"
              "{\"role\":\"assistant\",\"content\":\"yes\"},{\"role\":\"user\",\"content\":\"more\"}]}}]",
              "", (struct trace_page_options){ 0 });
    SHOWS("  + 2 messages as above\n  - > user\n    more\n");
    trace_page_fold_all(page, false);
    SHOWS("  - 2 messages as above\n    - > user\n      same\n");
    close_page();
}
END_TEST

START_TEST(the_same_said_twice_in_one_conversation_is_told_twice)
{
    open_page(
        events_of("{\"messages\":[{\"role\":\"user\",\"content\":\"ok\"},{\"role\":\"user\",\"content\":\"ok\"}]}",
                  "null", &arena),
        "", (struct trace_page_options){ 0 });
    SHOWS("  - > user\n    ok\n  - > user\n    ok\n");
    close_page();
}
END_TEST

START_TEST(a_long_system_prompt_is_folded_with_its_beginning)
{
    const char *prompt =
        arena_printf(&arena, "{\"messages\":[{\"role\":\"system\",\"content\":\"Be kind.\\n%0600d\"}]}", 7);
    open_page(events_of(prompt, "null", &arena), "", (struct trace_page_options){ 0 });
    SHOWS("  + # system  Be kind.\n");
    SHOWS_NOT("0000");
    close_page();
}
END_TEST

START_TEST(spans_are_a_tree_with_durations_and_tokens)
{
    open_page("[{\"span_id\":\"a\",\"name\":\"root\",\"span_kind\":\"agent\",\"duration\":2383000000,\"start_ns\":1},"
              "{\"span_id\":\"b\",\"parent_id\":\"a\",\"name\":\"chat\",\"span_kind\":\"llm\",\"model_name\":\"m1\","
              "\"duration\":83000000,\"start_ns\":2,\"metrics\":{\"input_tokens\":31,\"output_tokens\":12}},"
              "{\"span_id\":\"c\",\"parent_id\":\"b\",\"name\":\"tool\",\"duration\":1.5e6,\"status\":\"error\","
              "\"start_ns\":3,"
              "\"error\":{\"type\":\"E\",\"message\":\"broke\",\"stack\":\"at x\\nat y\"}}]",
              "", (struct trace_page_options){ 0 });
    SHOWS("- root  agent, 2.4 s\n");
    SHOWS("  - chat  llm, m1, 83 ms, 31 + 12 tokens\n");
    SHOWS("    - tool  span, 1.5 ms, failed\n      - ! E\n        broke\n        - stack\n          at x\n          at "
          "y\n");
    trace_page_fold_all(page, true);
    ck_assert_str_eq(shown(60), "+ root  agent, 2.4 s\n  + chat  llm, m1, 83 ms, 31 + 12 tokens\n    + tool  span, 1.5 "
                                "ms, failed\n");
    close_page();
}
END_TEST

static const char evaluated[] =
    "[{\"span_id\":\"a\",\"evaluation\":{\"helpful\":{\"value\":true,\"assessment\":\"pass\",\"reasoning\":\"To the "
    "point\"}},\"eval_metrics\":[{\"label\":\"exact\",\"score_value\":0.50,\"assessment\":\"fail\"}]}]";

START_TEST(evaluators_are_told)
{
    open_page(evaluated, "", (struct trace_page_options){ 0 });
    SHOWS("  - evaluators\n    helpful  true  pass\n    To the point\n    exact  0.50  fail\n");
    close_page();
}
END_TEST

START_TEST(evaluators_are_hidden_from_who_is_to_judge)
{
    open_page(evaluated, "", (struct trace_page_options){ .hides_evaluation = true });
    SHOWS("hidden until you have answered");
    SHOWS_NOT("helpful");
    SHOWS_NOT("0.50");
    SHOWS_NOT("exact");
    ck_assert_uint_eq(trace_page_find(page, SLICE("To the point"), 0, true), TRACE_NOWHERE);
    close_page();
}
END_TEST

static const struct {
    const char *block, *shows;
} blocks[] = {
    { "{\"type\":\"header\",\"content\":\"Ticket 1311\",\"level\":\"lg\"}", "Ticket 1311\n" },
    { "{\"type\":\"markdown\",\"content\":\"**b**\"}", "b\n" },
    { "{\"type\":\"text\",\"content\":\"**b**\"}", "**b**\n" },
    { "{\"type\":\"json\",\"label\":\"request\",\"content\":{\"tokens\":9007199254740993}}",
      "request\n{\"tokens\":9007199254740993}\n" },
    { "{\"type\":\"image\",\"url\":\"https://example.org/a.png\",\"alt\":\"A lamp\"}",
      "picture  A lamp\nhttps://example.org/a.png\n" },
    { "{\"type\":\"widget\",\"tileDef\":{}}", "chart (not shown)\n" },
    { "{\"type\":\"llmobs_trace\",\"traceId\":\"t-9\"}", "- trace  t-9\n" },
    { "{\"type\":\"hologram\",\"x\":1}", "{\"type\":\"hologram\",\"x\":1}\n" },
    { "5", "\n" },
};

START_TEST(display_blocks_are_shown)
{
    open_page("[]", arena_printf(&arena, "[%s]", blocks[_i].block), (struct trace_page_options){ 0 });
    ck_assert_msg(strncmp(shown(60), blocks[_i].shows, strlen(blocks[_i].shows)) == 0, "%s", shown(60));
    close_page();
}
END_TEST

START_TEST(a_trace_in_a_display_block_is_a_link)
{
    open_page("[]", "[{\"type\":\"llmobs_trace\",\"traceId\":\"t-9\"}]", (struct trace_page_options){ 0 });
    ck_assert(slice_is(trace_section_link(page, trace_page_section(page, 0)), "t-9"));
    close_page();
}
END_TEST

START_TEST(raw_is_the_json_as_it_came)
{
    open_page("[{\"span_id\":\"a\",\"duration\":1.50}]", "",
              (struct trace_page_options){ .raw = true, .about = SLICE("{\"id\":\"i1\"}") });
    ck_assert_str_eq(shown(60), "Interaction\n{\"id\":\"i1\"}\n\nSpans\n[{\"span_id\":\"a\",\"duration\":1.50}]\n\n");
    close_page();
}
END_TEST

/* No width loses a character, breaks the frame or never ends. */
START_TEST(every_width_shows_everything)
{
    open_page(events_of("\"word \xe6\x97\xa5\xe6\x9c\xac\xe8\xaa\x9e longerword\\tand a tab "
                        "unbreakableunbreakableunbreakable\"",
                        "{\"documents\":[{\"text\":\"|a|b|\\n|-|-|\\n|cell cell|22|\"}]}", &arena),
              "", (struct trace_page_options){ 0 });
    text_set_charset(TEXT_UTF8);
    for (int width = 1; width < 90; width++) {
        const struct trace_frame frame = { .width = width };
        for (uint32_t at = 0; at < trace_page_count(page); at++) {
            size_t count = 0;
            const struct trace_line *lines = trace_page_lay(page, at, &frame, &arena, &count);
            ck_assert_uint_gt(count, 0);
            for (size_t i = 0; i < count && width >= 12; i++) {
                int cells = 0;
                for (size_t run = 0; run < lines[i].run_count; run++)
                    cells += lines[i].runs[run].text.cells;
                ck_assert_msg(cells <= width || lines[i].run_count > 3, "%d columns of %d", cells, width);
            }
        }
    }
    close_page();
}
END_TEST

START_TEST(lines_that_are_not_broken_are_seen_from_a_column_on)
{
    open_page("[]", "[{\"type\":\"text\",\"content\":\"0123456789\"}]", (struct trace_page_options){ 0 });
    ck_assert_str_eq(page_rows(page, &(struct trace_frame){ .width = 4, .pans = true }, &arena), "0123\n\n");
    ck_assert_str_eq(page_rows(page, &(struct trace_frame){ .width = 4, .pans = true, .from = 7 }, &arena), "789\n\n");
    ck_assert_str_eq(page_rows(page, &(struct trace_frame){ .width = 4, .pans = true, .from = 70 }, &arena), "\n\n");
    close_page();
}
END_TEST

START_TEST(matches_are_painted)
{
    size_t count = 0;
    open_page("[]", "[{\"type\":\"text\",\"content\":\"a Lamp and a lamp\"}]", (struct trace_page_options){ 0 });
    const struct trace_frame frame = { .width = 40, .match = SLICE("lamp") };
    const struct trace_line *lines = trace_page_lay(page, 0, &frame, &arena, &count);
    ck_assert_uint_eq(lines[0].run_count, 5);
    ck_assert_str_eq(lines[0].runs[2].text.bytes, "Lamp");
    ck_assert_int_eq(lines[0].runs[2].style, TRACE_MATCH);
    ck_assert_int_eq(lines[0].runs[3].style, TRACE_TEXT);
    ck_assert_str_eq(lines[0].runs[4].text.bytes, "lamp");
    close_page();
}
END_TEST

START_TEST(a_very_long_line_is_several_passages)
{
    struct buf text = buf_with_limit(BUF_LIMIT_BODY);
    buf_append_text(&text, "[{\"type\":\"text\",\"content\":\"");
    for (int i = 0; i < 100000; i++)
        buf_append_text(&text, "\xe6\x97\xa5");
    buf_append_text(&text, "\"}]");
    open_page("[]", buf_text(&text), (struct trace_page_options){ 0 });
    ck_assert_uint_gt(trace_page_count(page), 70);
    size_t length = 0;
    for (uint32_t at = 0; at < trace_page_count(page); at++) {
        const struct slice piece = trace_page_text(page, at);
        ck_assert_uint_eq(piece.length % 3, 0);
        length += piece.length;
    }
    ck_assert_uint_eq(length, 300000);
    buf_free(&text);
    close_page();
}
END_TEST

/* For a pager: all of it, and nothing that acts on a terminal. */
START_TEST(what_a_pager_gets_is_clean)
{
    struct buf out = buf_with_limit(BUF_LIMIT_BODY);
    open_page(events_of("\"\\u001b[31mred\\u0007 \\u009b2J \\u202eback\"", "null", &arena), "",
              (struct trace_page_options){ 0 });
    trace_page_fold_all(page, true);
    trace_page_write(page, &out);
    ck_assert_ptr_nonnull(strstr(buf_text(&out), "chat  llm\n"));
    ck_assert_ptr_nonnull(strstr(buf_text(&out), "[31mred"));
    for (size_t i = 0; i < out.length; i++)
        ck_assert_msg(out.data[i] == '\n' || (unsigned char)out.data[i] >= ' ', "byte %zu", i);
    ck_assert_ptr_null(strstr(buf_text(&out), "\xe2\x80\xae"));
    ck_assert_ptr_null(strstr(buf_text(&out), "\xc2\x9b"));
    buf_free(&out);
    close_page();
}
END_TEST

Suite *trace_page_suite(void)
{
    Suite *suite = suite_create("trace page");
    TCase *tests = tcase_create("rows");
    tcase_add_loop_test(tests, what_a_span_says_is_told, 0, ARRAY_LENGTH(sides));
    tcase_add_test(tests, json_over_several_lines_folds);
    tcase_add_test(tests, what_was_said_before_is_folded);
    tcase_add_test(tests, the_same_said_twice_in_one_conversation_is_told_twice);
    tcase_add_test(tests, a_long_system_prompt_is_folded_with_its_beginning);
    tcase_add_test(tests, spans_are_a_tree_with_durations_and_tokens);
    tcase_add_test(tests, evaluators_are_told);
    tcase_add_test(tests, evaluators_are_hidden_from_who_is_to_judge);
    tcase_add_loop_test(tests, display_blocks_are_shown, 0, ARRAY_LENGTH(blocks));
    tcase_add_test(tests, a_trace_in_a_display_block_is_a_link);
    tcase_add_test(tests, raw_is_the_json_as_it_came);
    tcase_add_test(tests, every_width_shows_everything);
    tcase_add_test(tests, lines_that_are_not_broken_are_seen_from_a_column_on);
    tcase_add_test(tests, matches_are_painted);
    tcase_add_test(tests, a_very_long_line_is_several_passages);
    tcase_add_test(tests, what_a_pager_gets_is_clean);
    suite_add_tcase(suite, tests);
    return suite;
}
