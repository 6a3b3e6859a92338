#include <annotty/json/json.h>

#include <check.h>

static const struct {
    const char *a, *b;
    bool equal;
} pairs[] = {
    { "1", "1", true },
    { "1", "1.0", false },
    { "0.10", "0.1", false },
    { "null", "false", false },
    { "\"a\"", "\"\\u0061\"", true },
    { "\"a\"", "\"b\"", false },
    { "\"\\ud83d\\ude00\"", "\"\xf0\x9f\x98\x80\"", true },
    { "\"\\ud800\"", "\"\\uD800\"", true },
    { "\"\\ud800\"", "\"\\ud801\"", false },
    { "\"\\ud800\"", "\"\\udc00\"", false },
    { "\"\\udc00\\ud800\"", "\"\\ud800\\udc00\"", false },
    { "\"\\ud800\"", "\"\\ufffd\"", false },
    { "\"\\u0000\"", "\"\"", false },
    { "{\"\\ud800\":1}", "{\"\\ufffd\":1}", false },
    { "{\"a\":1,\"a\":1}", "{\"a\":1}", false },
    { "[1,2]", "[ 1, 2 ]", true },
    { "[1,2]", "[2,1]", false },
    { "[1]", "[1,1]", false },
    { "{\"a\":1,\"b\":[{}]}", "{\"b\":[{ }],\"a\":1}", true },
    { "{\"a\":1}", "{\"a\":1,\"b\":2}", false },
    { "{\"a\":1,\"b\":2}", "{\"a\":1,\"c\":2}", false },
    { "{\"\\u0061\":1}", "{\"a\":1}", true },
    { "{}", "[]", false },
    { "{\"a\":1,\"a\":2}", "{\"a\":2,\"b\":3}", false },
    { "{\"a\":1,\"a\":2}", "{\"a\":2,\"a\":1}", false },
    { "{\"a\":1,\"b\":3,\"a\":2}", "{\"b\":3,\"a\":1,\"\\u0061\":2}", true },
    { "{\"\":1,\"ab\":2,\"a\":3}", "{\"a\":3,\"ab\":2,\"\":1}", true },
    { "\"a\"", "\"a\"", true },
    { "[[1,{\"x\":[]}]]", "[[1,{\"x\":[ ]}]]", true },
};

START_TEST(compares_by_structure)
{
    struct json_value a, b;
    ck_assert(json_check(slice_of(pairs[_i].a), &a, NULL));
    ck_assert(json_check(slice_of(pairs[_i].b), &b, NULL));
    ck_assert_msg(json_equal(a, b) == pairs[_i].equal, "%s and %s", pairs[_i].a, pairs[_i].b);
    ck_assert(json_equal(b, a) == pairs[_i].equal);
}
END_TEST

/* And others others: who stores many values with one hash would make each look for duplicates a long one. */
START_TEST(equal_values_have_equal_hashes)
{
    static const struct siphash_key key = { { 1, 2 } };
    struct json_value a, b;
    ck_assert(json_check(slice_of(pairs[_i].a), &a, NULL));
    ck_assert(json_check(slice_of(pairs[_i].b), &b, NULL));
    ck_assert_msg((json_hash(a, &key) == json_hash(b, &key)) == pairs[_i].equal, "%s and %s", pairs[_i].a, pairs[_i].b);
}
END_TEST

START_TEST(hashes_need_the_key)
{
    static const struct siphash_key key = { { 1, 2 } }, other = { { 1, 3 } };
    struct json_value value;
    ck_assert(json_check(SLICE("[\"a\",{\"b\":null}]"), &value, NULL));
    ck_assert(json_hash(value, &key) != json_hash(value, &other));
}
END_TEST

/* Many members in opposite order must not take the square of their number. */
START_TEST(large_objects_are_compared_quickly)
{
    enum { MEMBERS = 200000 };
    struct buf up = buf_with_limit(BUF_LIMIT_BODY), down = buf_with_limit(BUF_LIMIT_BODY);
    for (int i = 0; i < MEMBERS; i++) {
        buf_printf(&up, "%c\"k%d\":%d", i == 0 ? '{' : ',', i, i);
        buf_printf(&down, "%c\"k%d\":%d", i == 0 ? '{' : ',', MEMBERS - 1 - i, MEMBERS - 1 - i);
    }
    buf_append_char(&up, '}');
    buf_append_char(&down, '}');
    struct json_value a, b;
    ck_assert(json_check(buf_slice(&up), &a, NULL));
    ck_assert(json_check(buf_slice(&down), &b, NULL));
    static const struct siphash_key key = { { 1, 2 } };
    ck_assert(json_equal(a, b));
    ck_assert(json_hash(a, &key) == json_hash(b, &key));
    buf_free(&up);
    buf_free(&down);
}
END_TEST

Suite *equal_suite(void)
{
    Suite *suite = suite_create("json equal");
    TCase *tests = tcase_create("equal");
    tcase_add_loop_test(tests, compares_by_structure, 0, (int)(sizeof(pairs) / sizeof(pairs[0])));
    tcase_add_loop_test(tests, equal_values_have_equal_hashes, 0, (int)(sizeof(pairs) / sizeof(pairs[0])));
    tcase_add_test(tests, hashes_need_the_key);
    tcase_add_test(tests, large_objects_are_compared_quickly);
    suite_add_tcase(suite, tests);
    return suite;
}
