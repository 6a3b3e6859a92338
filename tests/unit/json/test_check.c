#include <annotty/json/json.h>

#include <check.h>
#include <stdio.h>

static const char *const sound[] = {
    "null",
    "true",
    "false",
    "0",
    "-0",
    "10",
    "0.10",
    "1e400",
    "-1.5E-3",
    "\"\"",
    "\"a\\u0000b\"",
    "\"\\ud83d\\ude00\"",
    "[]",
    "{}",
    " [1, 2 ,3] ",
    "{\"a\":{\"b\":[{}]},\"a\":1}",
    "\"\xc3\xa9\"",
    "\t[\n]\r\n",
    "9007199254740993",
};

static const struct {
    const char *text;
    size_t offset;
    const char *says;
} broken[] = {
    { "", 0, "ends where a value" },
    { "  ", 2, "ends where a value" },
    { "nul", 0, "not a JSON value" },
    { "[1,]", 3, "not a JSON value" },
    { "[1 2]", 3, "',' or ']'" },
    { "{\"a\" 1}", 5, "':'" },
    { "{\"a\":1,}", 7, "member's name" },
    { "{a:1}", 1, "member's name" },
    { "{\"a\":1 \"b\"", 7, "',' or '}'" },
    { "[1", 2, "ends inside" },
    { "\"abc", 4, "ends inside a string" },
    { "\"a\nb\"", 2, "control character" },
    { "\"\\x\"", 2, "unknown escape" },
    { "\"\\u12g4\"", 5, "four hexadecimal" },
    { "01", 2, "needless 0" },
    { "1.", 2, "digit" },
    { "1e", 2, "digit" },
    { "-", 1, "digit" },
    { "+1", 0, "not a JSON value" },
    { "1 2", 2, "follows" },
    { "[]]", 2, "follows" },
    { "'a'", 0, "not a JSON value" },
    { "\"\xff\"", 1, "not UTF-8" },
    { "\"\xed\xa0\x80\"", 1, "not UTF-8" },
};

START_TEST(takes_json)
{
    struct json_value value;
    struct error error;
    ck_assert_msg(json_check(slice_of(sound[_i]), &value, &error), "%s: %s", sound[_i], error.message);
    ck_assert(slice_equal(value.raw, slice_trim(slice_of(sound[_i]))));
}
END_TEST

START_TEST(refuses_what_is_not)
{
    struct json_value value;
    struct error error;
    ck_assert_msg(!json_check(slice_of(broken[_i].text), &value, &error), "%s", broken[_i].text);
    char offset[40];
    snprintf(offset, sizeof(offset), "at byte %zu:", broken[_i].offset);
    ck_assert_msg(strstr(error.message, offset) != NULL, "%s: %s", broken[_i].text, error.message);
    ck_assert_msg(strstr(error.message, broken[_i].says) != NULL, "%s: %s", broken[_i].text, error.message);
    ck_assert_int_eq(error.kind, ERROR_PROTOCOL);
}
END_TEST

static bool check_nested(size_t depth)
{
    struct buf text = buf_with_limit(4096);
    for (size_t i = 0; i < depth; i++)
        buf_append_char(&text, '[');
    for (size_t i = 0; i < depth; i++)
        buf_append_char(&text, ']');
    struct json_value value;
    const bool taken = json_check(buf_slice(&text), &value, NULL);
    buf_free(&text);
    return taken;
}

START_TEST(limits_depth)
{
    ck_assert(check_nested(JSON_DEPTH_MAX));
    ck_assert(!check_nested(JSON_DEPTH_MAX + 1));
}
END_TEST

Suite *check_suite(void)
{
    Suite *suite = suite_create("json check");
    TCase *tests = tcase_create("check");
    tcase_add_loop_test(tests, takes_json, 0, (int)(sizeof(sound) / sizeof(sound[0])));
    tcase_add_loop_test(tests, refuses_what_is_not, 0, (int)(sizeof(broken) / sizeof(broken[0])));
    tcase_add_test(tests, limits_depth);
    suite_add_tcase(suite, tests);
    return suite;
}
