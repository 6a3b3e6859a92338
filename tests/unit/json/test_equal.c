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
    { "[1,2]", "[ 1, 2 ]", true },
    { "[1,2]", "[2,1]", false },
    { "[1]", "[1,1]", false },
    { "{\"a\":1,\"b\":[{}]}", "{\"b\":[{ }],\"a\":1}", true },
    { "{\"a\":1}", "{\"a\":1,\"b\":2}", false },
    { "{\"a\":1,\"b\":2}", "{\"a\":1,\"c\":2}", false },
    { "{\"\\u0061\":1}", "{\"a\":1}", true },
    { "{}", "[]", false },
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

Suite *equal_suite(void)
{
    Suite *suite = suite_create("json equal");
    TCase *tests = tcase_create("equal");
    tcase_add_loop_test(tests, compares_by_structure, 0, (int)(sizeof(pairs) / sizeof(pairs[0])));
    suite_add_tcase(suite, tests);
    return suite;
}
