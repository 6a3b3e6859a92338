#include <annotty/json/json.h>

#include <check.h>

static const struct {
    struct slice plain;
    const char *json;
} strings[] = {
    { { "", 0 }, "\"\"" },
    { { "a\"b\\c/d", 7 }, "\"a\\\"b\\\\c/d\"" },
    { { "\b\f\n\r\t\x01\x1f", 7 }, "\"\\b\\f\\n\\r\\t\\u0001\\u001f\"" },
    { { "a\0b", 3 }, "\"a\\u0000b\"" },
    { { "\xc3\xa9\xf0\x9f\x98\x80", 6 }, "\"\xc3\xa9\xf0\x9f\x98\x80\"" },
    { { "\xffx\xc3", 3 }, "\"\xef\xbf\xbdx\xef\xbf\xbd\"" },
};

START_TEST(writes_strings)
{
    struct buf out = buf_with_limit(200);
    ck_assert(json_write_string(&out, strings[_i].plain));
    ck_assert_str_eq(buf_text(&out), strings[_i].json);
    struct json_value value;
    ck_assert(json_check(buf_slice(&out), &value, NULL));
    buf_free(&out);
}
END_TEST

START_TEST(pretty_keeps_every_character)
{
    const char text[] = "{\"b\":[1e400,0.10,-0,{}],\"a\":{\"x\":\"\\u0041\"},\"a\":[ ]}";
    const char pretty[] = "{\n  \"b\": [\n    1e400,\n    0.10,\n    -0,\n    {}\n  ],\n  \"a\": {\n"
                          "    \"x\": \"\\u0041\"\n  },\n  \"a\": []\n}";
    struct json_value value;
    ck_assert(json_check(slice_of(text), &value, NULL));
    struct buf out = buf_with_limit(1000);
    ck_assert(json_write_pretty(&out, value, 0));
    ck_assert_str_eq(buf_text(&out), pretty);
    buf_free(&out);
}
END_TEST

START_TEST(pointer_segments_are_escaped)
{
    struct buf out = buf_with_limit(100);
    ck_assert(json_write_pointer(&out, SLICE("a/b~c")));
    ck_assert_str_eq(buf_text(&out), "/a~1b~0c");
    buf_free(&out);
}
END_TEST

START_TEST(fails_beyond_the_limit)
{
    struct buf out = buf_with_limit(4);
    ck_assert(!json_write_string(&out, SLICE("too long")));
    buf_free(&out);
}
END_TEST

Suite *write_suite(void)
{
    Suite *suite = suite_create("json write");
    TCase *tests = tcase_create("write");
    tcase_add_loop_test(tests, writes_strings, 0, (int)(sizeof(strings) / sizeof(strings[0])));
    tcase_add_test(tests, pretty_keeps_every_character);
    tcase_add_test(tests, pointer_segments_are_escaped);
    tcase_add_test(tests, fails_beyond_the_limit);
    suite_add_tcase(suite, tests);
    return suite;
}
