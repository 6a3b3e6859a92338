#include <annotty/json/json.h>

#include <check.h>

static struct json_value parse(const char *text)
{
    struct json_value value;
    struct error error;
    ck_assert_msg(json_check(slice_of(text), &value, &error), "%s: %s", text, error.message);
    return value;
}

static const char document[] = "{\"data\": {\"id\":\"q1\", \"n\": [10, {\"x\" : -0 }, \"]\"], \"a/b\": 1, \"m~n\": 2,"
                               " \"id\" : \"q2\", \"e\": {}, \"\\u0069t\": true}, \"s\":\"a\\\"}\"}";

static const struct {
    const char *pointer;
    const char *raw; /* NULL: absent */
} pointers[] = {
    { "/data/id", "\"q2\"" }, { "/data/n/0", "10" },  { "/data/n/1/x", "-0" }, { "/data/n/2", "\"]\"" },
    { "/data/n/3", NULL },    { "/data/a~1b", "1" },  { "/data/m~0n", "2" },   { "/data/e", "{}" },
    { "/data/it", "true" },   { "/s", "\"a\\\"}\"" }, { "/nothing", NULL },    { "/data/id/x", NULL },
    { "/data/n/-1", NULL },   { "/data/n/x", NULL },
};

START_TEST(finds_by_pointer)
{
    const struct json_value found = json_at(parse(document), pointers[_i].pointer);
    if (pointers[_i].raw == NULL)
        ck_assert_int_eq(found.kind, JSON_ABSENT);
    else
        ck_assert_msg(slice_is(found.raw, pointers[_i].raw), "%s: %.*s", pointers[_i].pointer, SLICE_ARGS(found.raw));
}
END_TEST

static const struct {
    const char *text, *plain;
    size_t length;
} strings[] = {
    { "\"\"", "", 0 },
    { "\"plain\"", "plain", 5 },
    { "\"\\\"\\\\\\/\\b\\f\\n\\r\\t\"", "\"\\/\b\f\n\r\t", 8 },
    { "\"a\\u0000b\"", "a\0b", 3 },
    { "\"\\u00e9\"", "\xc3\xa9", 2 },
    { "\"\\ud83d\\ude00\"", "\xf0\x9f\x98\x80", 4 },
    { "\"\\ud83dx\"", "\xef\xbf\xbdx", 4 },
    { "\"\\ude00\\ud83d\"", "\xef\xbf\xbd\xef\xbf\xbd", 6 },
    { "\"\\ud83d\\u0041\"",
      "\xef\xbf\xbd"
      "A",
      4 },
};

START_TEST(undoes_escapes)
{
    struct buf out = buf_with_limit(100);
    ck_assert(json_append_string(&out, parse(strings[_i].text)));
    ck_assert(slice_equal(buf_slice(&out), (struct slice){ .at = strings[_i].plain, .length = strings[_i].length }));
    buf_free(&out);
}
END_TEST

static const struct {
    const char *text;
    bool is_text;
} halves[] = {
    { "\"\"", true },
    { "\"\\ud83d\\ude00\"", true },
    { "\"\\ufffd\"", true },
    { "\"\\\\ud83d\"", true }, /* a backslash, then letters */
    { "\"\\\\\\\\\\n\\ue000\"", true },
    { "\"\\ud83d\"", false },
    { "\"\\ude00\"", false },
    { "\"a\\ud83d\\u0041\"", false },
    { "\"\\ud83d\\ud83d\\ude00\"", false },
    { "\"\\\\\\ud83d\"", false },
};

START_TEST(tells_half_a_surrogate_pair)
{
    ck_assert_int_eq(json_is_text(parse(halves[_i].text)), halves[_i].is_text);
}
END_TEST

static const struct {
    const char *text;
    bool fits;
    int64_t value;
} integers[] = {
    { "0", true, 0 },
    { "-7", true, -7 },
    { "1705314600000000001", true, 1705314600000000001 },
    { "9223372036854775807", true, INT64_MAX },
    { "-9223372036854775808", true, INT64_MIN },
    { "9223372036854775808", false, 0 },
    { "1.0", false, 0 },
    { "1e3", false, 0 },
    { "\"1\"", false, 0 },
};

START_TEST(reads_integers)
{
    int64_t value = 0;
    ck_assert_int_eq(json_int64(parse(integers[_i].text), &value), integers[_i].fits);
    if (integers[_i].fits)
        ck_assert_int_eq(value, integers[_i].value);
}
END_TEST

START_TEST(walks_nothing_in_scalars)
{
    size_t at = 0;
    struct slice key;
    struct json_value item;
    ck_assert(!json_next_member(parse("[1]"), &at, &key, &item));
    ck_assert(!json_next_element(parse("{\"a\":1}"), &at, &item));
    ck_assert(!json_next_element(parse("\"a\""), &at, &item));
}
END_TEST

Suite *read_suite(void)
{
    Suite *suite = suite_create("json read");
    TCase *tests = tcase_create("read");
    tcase_add_loop_test(tests, finds_by_pointer, 0, (int)(sizeof(pointers) / sizeof(pointers[0])));
    tcase_add_loop_test(tests, undoes_escapes, 0, (int)(sizeof(strings) / sizeof(strings[0])));
    tcase_add_loop_test(tests, tells_half_a_surrogate_pair, 0, (int)(sizeof(halves) / sizeof(halves[0])));
    tcase_add_loop_test(tests, reads_integers, 0, (int)(sizeof(integers) / sizeof(integers[0])));
    tcase_add_test(tests, walks_nothing_in_scalars);
    suite_add_tcase(suite, tests);
    return suite;
}
