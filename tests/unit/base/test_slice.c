#include <annotty/base/slice.h>

#include <annotty/base/mem.h>

#include <check.h>
#include <limits.h>

static const struct {
    const char *text;
    bool fits;
    long long value;
} integers[] = {
    { "0", true, 0 },
    { "-0", true, 0 },
    { "007", true, 7 },
    { "42", true, 42 },
    { "-42", true, -42 },
    { "9223372036854775807", true, LLONG_MAX },
    { "-9223372036854775808", true, LLONG_MIN },
    { "9223372036854775808", false, 0 },
    { "-9223372036854775809", false, 0 },
    { "", false, 0 },
    { "-", false, 0 },
    { "+1", false, 0 },
    { "1 ", false, 0 },
    { "1.0", false, 0 },
    { "1e3", false, 0 },
    { "0x1", false, 0 },
    { "99999999999999999999999", false, 0 },
};

START_TEST(integers_are_exact)
{
    long long value = 0;
    ck_assert_msg(slice_to_int64(slice_of(integers[_i].text), &value) == integers[_i].fits, "%s", integers[_i].text);
    if (integers[_i].fits)
        ck_assert_int_eq(value, integers[_i].value);
}
END_TEST

static const struct {
    const char *text, *trimmed;
} trims[] = { { "", "" }, { "  ", "" }, { " a b\t", "a b" }, { "\r\na\n", "a" }, { "a", "a" } };

START_TEST(blanks_are_trimmed)
{
    ck_assert(slice_is(slice_trim(slice_of(trims[_i].text)), trims[_i].trimmed));
}
END_TEST

START_TEST(parts_are_cut_off_in_order)
{
    struct slice rest = SLICE("a,,bc,"), part;
    const char *const parts[] = { "a", "", "bc", "" };
    for (size_t i = 0; i < ARRAY_LENGTH(parts); i++) {
        ck_assert(slice_cut(&rest, ',', &part));
        ck_assert(slice_is(part, parts[i]));
    }
    ck_assert(!slice_cut(&rest, ',', &part));
    rest = SLICE("");
    ck_assert(slice_cut(&rest, ',', &part));
    ck_assert_uint_eq(part.length, 0);
    ck_assert(!slice_cut(&rest, ',', &part));
}
END_TEST

START_TEST(comparing)
{
    ck_assert(slice_equal((struct slice){ 0 }, SLICE("")));
    ck_assert(slice_equal(slice_of(NULL), SLICE("")));
    ck_assert(!slice_is(SLICE("abc"), "ab"));
    ck_assert(slice_starts_with(SLICE("abc"), SLICE("ab")));
    ck_assert(!slice_starts_with(SLICE("a"), SLICE("ab")));
    ck_assert(slice_is(slice_from(SLICE("abc"), 1), "bc"));
}
END_TEST

Suite *slice_suite(void)
{
    Suite *suite = suite_create("slice");
    TCase *tests = tcase_create("slice");
    tcase_add_loop_test(tests, integers_are_exact, 0, ARRAY_LENGTH(integers));
    tcase_add_loop_test(tests, blanks_are_trimmed, 0, ARRAY_LENGTH(trims));
    tcase_add_test(tests, parts_are_cut_off_in_order);
    tcase_add_test(tests, comparing);
    suite_add_tcase(suite, tests);
    return suite;
}
