#include <annotty/model/intake.h>

#include "fixture.h"

#include <annotty/base/mem.h>

#include <check.h>
#include <stdio.h>
#include <stdlib.h>

/* Items are written "t:id@line" or "e:id@line" by their type, then the repeats as "+n", then problems as "!line". */
static char *outcome(const struct intake *intake)
{
    struct buf text = buf_with_limit(BUF_LIMIT_BODY);
    for (size_t i = 0; i < intake->count; i++)
        buf_printf(&text, "%c:%.*s@%zu ", intake->items[i].type[0], SLICE_ARGS(intake->items[i].content_id),
                   intake->items[i].line);
    if (intake->repeats > 0)
        buf_printf(&text, "+%zu ", intake->repeats);
    for (size_t i = 0; i < intake->problem_count; i++)
        buf_printf(&text, "!%zu ", intake->problems[i].line);
    if (text.length > 0)
        text.data[text.length - 1] = '\0';
    return buf_take(&text);
}

static const struct {
    const char *text, *outcome;
} texts[] = {
    { "", "" },
    { "\n\n  \n", "" },
    { "abc", "t:abc@1" },
    { "a\nb\nc", "t:a@1 t:b@2 t:c@3" },
    { "a\r\nb\r\n", "t:a@1 t:b@2" },
    { "  a\t\n\n\tb ", "t:a@1 t:b@3" },
    { "\xef\xbb\xbf"
      "a\nb",
      "t:a@1 t:b@2" },
    { "# a comment\na\n  # another", "t:a@2" },
    { "trace:a\nexperiment_trace:b\nexperiment_trace: c", "t:a@1 e:b@2 e:c@3" },
    { "a\nb\na\ntrace:a\nb", "t:a@1 t:b@2 +3" },
    { "a\nexperiment_trace:a", "t:a@1 e:a@2" }, /* known by type and id */
    { "a\nA", "t:a@1 t:A@2" },
    { "\"a\"\n'b'\n\"c\",\n\"d e\",", "t:a@1 t:b@2 t:c@3 t:d e@4" },
    { "\"\n'", "t:\"@1 t:'@2" },
    { "experiment_trace:\"a b\"", "e:a b@1" },
    { "\"#a\"\n\"session:7\"", "t:#a@1 t:session:7@2" },
    { "urn:x\nhttps://x/y\nsha256:00\n:a\na:b:c", "t:urn:x@1 t:https://x/y@2 t:sha256:00@3 t::a@4 t:a:b:c@5" },
    { "trace:session:7\ntrace:urn:x\nexperiment_trace:trace:x", "t:session:7@1 t:urn:x@2 e:trace:x@3" },
    { "Trace:a\nTRACE:a\nexperment_trace:a\nSession:a\ndisplay_block:a\n_:a", "!1 !2 !3 !4 !5 !6" },
    { "session:a", "s:a@1" },
    { "trace:\ntrace: \n\"\"\ntrace:\"\"", "!1 !2 !3 !4" },
    { "a b\na\tb\na,b\na,", "!1 !2 !3 !4" },
    { "a\xff\n\xc3\nok", "t:ok@3 !1 !2" },
    { "a\001b\n\033[31m\n\"a\tb\"\na\x7f\n\xc2\x9b", "!1 !2 !3 !4 !5" },
    { "a\rb", "!1" },
};

START_TEST(text_becomes_items_and_problems)
{
    struct intake *intake = intake_read(slice_of(texts[_i].text), NULL);
    char *found = outcome(intake);
    ck_assert_msg(strcmp(found, texts[_i].outcome) == 0, "\"%s\": %s, not %s", texts[_i].text, found,
                  texts[_i].outcome);
    free(found);
    intake_free(&intake);
    ck_assert_ptr_null(intake);
}
END_TEST

static const struct {
    const char *text, *what;
} problems[] = {
    { "trace:", "there is no id" },
    { "a b", "has a blank or comma in it: one id a line, or quotes around an id that has them" },
    { "ab\xff", "is not UTF-8 text (byte 3 of the id)" },
    { "a\001", "has a control character in it" },
    { "Session_of_all_the_things:x",
      "\"Session_of_all_the_t\" is no type (trace, experiment_trace, session); write trace: before it if it belongs to "
      "the id" },
};

START_TEST(problems_say_what_is_wrong)
{
    struct intake *intake = intake_read(slice_of(problems[_i].text), NULL);
    ck_assert_uint_eq(intake->count, 0);
    ck_assert_uint_eq(intake->problem_count, 1);
    ck_assert_str_eq(intake->problems[0].what, problems[_i].what);
    intake_free(&intake);
}
END_TEST

START_TEST(long_ids_and_zero_bytes_are_problems)
{
    char text[2 * 520];
    const int length = snprintf(text, sizeof(text), "%0512d\n%0513d\nx?y\n", 0, 0);
    *strchr(text, '?') = '\0';
    struct intake *intake = intake_read((struct slice){ .at = text, .length = (size_t)length }, NULL);
    ck_assert_uint_eq(intake->count, 1);
    ck_assert_uint_eq(intake->items[0].content_id.length, 512);
    ck_assert_uint_eq(intake->problem_count, 2);
    ck_assert_str_eq(intake->problems[0].what, "is longer than 512 bytes (513)");
    ck_assert_str_eq(intake->problems[1].what, "has a control character in it");
    ck_assert_uint_eq(intake->problems[1].line, 3);
    intake_free(&intake);
}
END_TEST

START_TEST(text_is_copied)
{
    char text[] = "abc\ndef";
    struct intake *intake = intake_read(slice_of(text), NULL);
    memset(text, 'x', sizeof(text) - 1);
    char *found = outcome(intake);
    ck_assert_str_eq(found, "t:abc@1 t:def@2");
    free(found);
    intake_free(&intake);
}
END_TEST

START_TEST(what_the_queue_has_is_counted)
{
    static const char *const queue[] = {
        "{\"id\":\"1\",\"content_id\":\"a\",\"type\":\"trace\"}",
        "{\"id\":\"2\",\"content_id\":\"b\",\"type\":\"trace\"}",
        "{\"id\":\"3\",\"content_id\":\"c\",\"type\":\"experiment_trace\"}",
        "{\"id\":\"4\",\"content_id\":\"d\",\"type\":\"session\"}",
        "{\"id\":\"5\",\"content_id\":\"e\",\"type\":\"trace\"}",
        NULL,
    };
    struct rows *rows = rows_from(API_INTERACTION, queue);
    rows_remove(rows, rows_find(rows, SLICE("5")));
    struct intake *intake = intake_read(SLICE("a\nexperiment_trace:b\nexperiment_trace:c\nd\ne\na\nnew"), rows);
    ck_assert_uint_eq(intake->count, 6);
    ck_assert_uint_eq(intake->there, 2);
    ck_assert_uint_eq(intake->repeats, 1);
    intake_free(&intake);
    rows_free(&rows);
}
END_TEST

static void free_calls(struct api_call *calls, size_t count)
{
    for (size_t i = 0; i < count; i++)
        api_call_free(&calls[i]);
    free(calls);
}

static void check_body(const struct api_call *call, const char *path, const char *expected)
{
    struct buf target = buf_with_limit(BUF_LIMIT_LINE);
    struct buf body = buf_with_limit(BUF_LIMIT_BODY);
    ck_assert(api_call_target(call, &target));
    ck_assert(api_call_body(call, &body));
    ck_assert_str_eq(buf_text(&target), path);
    ck_assert_str_eq(buf_text(&body), expected);
    ck_assert(api_call_complete(call, NULL));
    buf_free(&target);
    buf_free(&body);
}

START_TEST(calls_add_the_items)
{
    struct intake *intake = intake_read(SLICE("a\nexperiment_trace:\"b\\\"\nbad id\na"), NULL);
    struct api_call *calls = NULL;
    const size_t count = intake_calls(intake, SLICE("q 1"), &calls);
    ck_assert_uint_eq(count, 1);
    check_body(
        &calls[0], API_BASE_PATH "/annotation-queues/q%201/interactions",
        "{\"data\":{\"type\":\"interactions\",\"attributes\":{\"interactions\":["
        "{\"content_id\":\"a\",\"type\":\"trace\"},{\"content_id\":\"b\\\\\",\"type\":\"experiment_trace\"}]}}}");
    free_calls(calls, count);
    intake_free(&intake);
}
END_TEST

START_TEST(no_items_make_no_calls)
{
    struct intake *intake = intake_read(SLICE("# nothing"), NULL);
    struct api_call *calls = NULL;
    ck_assert_uint_eq(intake_calls(intake, SLICE("q"), &calls), 0);
    free(calls);
    intake_free(&intake);
}
END_TEST

static size_t count_items(const struct api_call *call, const char *member)
{
    struct json_value list;
    ck_assert(json_check(slice_of(api_call_argument(call, member)), &list, NULL));
    ck_assert_int_eq(list.kind, JSON_ARRAY);
    size_t count = 0;
    size_t at = 0;
    struct json_value item;
    while (json_next_element(list, &at, &item))
        count++;
    return count;
}

START_TEST(calls_are_split)
{
    enum { COUNT = 2500 };
    struct buf text = buf_with_limit(BUF_LIMIT_BODY);
    for (int i = 0; i < COUNT; i++)
        buf_printf(&text, "trace-%d\n", i);
    struct intake *intake = intake_read(buf_slice(&text), NULL);
    struct api_call *calls = NULL;
    const size_t count = intake_calls(intake, SLICE("q"), &calls);
    ck_assert_uint_eq(count, 3);
    ck_assert_uint_eq(count_items(&calls[0], "interactions"), 1000);
    ck_assert_uint_eq(count_items(&calls[1], "interactions"), 1000);
    ck_assert_uint_eq(count_items(&calls[2], "interactions"), 500);
    free_calls(calls, count);
    intake_free(&intake);
    buf_free(&text);
}
END_TEST

/* Ids are the server's own and may be long: 1000 of these would be a call of 10 MB. */
START_TEST(calls_stay_below_their_size)
{
    enum { COUNT = 1000, LENGTH = 10000 };
    struct rows *rows = rows_new(&api_resources[API_INTERACTION]);
    uint32_t chosen[COUNT];
    struct buf json = buf_with_limit(BUF_LIMIT_BODY);
    for (uint32_t i = 0; i < COUNT; i++) {
        buf_clear(&json);
        buf_printf(&json, "{\"id\":\"%0*u\"}", LENGTH, i);
        put_json(rows, buf_text(&json));
        chosen[i] = i;
    }
    struct api_call *calls = NULL;
    const size_t count = removal_calls(rows, chosen, COUNT, SLICE("q"), &calls);
    ck_assert_uint_eq(count, 3);
    size_t items = 0;
    for (size_t i = 0; i < count; i++) {
        items += count_items(&calls[i], "interaction_ids");
        buf_clear(&json);
        ck_assert(api_call_body(&calls[i], &json));
        ck_assert_uint_lt(json.length, 4 * 1024 * 1024);
    }
    ck_assert_uint_eq(items, COUNT);
    free_calls(calls, count);
    buf_free(&json);
    rows_free(&rows);
}
END_TEST

START_TEST(calls_remove_the_chosen)
{
    static const char *const queue[] = { "{\"id\":\"i1\"}", "{\"id\":\"i2\"}", "{\"id\":\"i\\\"3\"}", NULL };
    static const uint32_t chosen[] = { 2, 0 };
    struct rows *rows = rows_from(API_INTERACTION, queue);
    struct api_call *calls = NULL;
    const size_t count = removal_calls(rows, chosen, ARRAY_LENGTH(chosen), SLICE("q"), &calls);
    ck_assert_uint_eq(count, 1);
    check_body(&calls[0], API_BASE_PATH "/annotation-queues/q/interactions/delete",
               "{\"data\":{\"type\":\"interactions\",\"attributes\":{\"interaction_ids\":[\"i\\\"3\",\"i1\"]}}}");
    free_calls(calls, count);
    rows_free(&rows);
}
END_TEST

Suite *intake_suite(void)
{
    Suite *suite = suite_create("intake");
    TCase *tests = tcase_create("intake");
    tcase_add_loop_test(tests, text_becomes_items_and_problems, 0, ARRAY_LENGTH(texts));
    tcase_add_loop_test(tests, problems_say_what_is_wrong, 0, ARRAY_LENGTH(problems));
    tcase_add_test(tests, long_ids_and_zero_bytes_are_problems);
    tcase_add_test(tests, text_is_copied);
    tcase_add_test(tests, what_the_queue_has_is_counted);
    tcase_add_test(tests, calls_add_the_items);
    tcase_add_test(tests, no_items_make_no_calls);
    tcase_add_test(tests, calls_are_split);
    tcase_add_test(tests, calls_stay_below_their_size);
    tcase_add_test(tests, calls_remove_the_chosen);
    suite_add_tcase(suite, tests);
    return suite;
}
