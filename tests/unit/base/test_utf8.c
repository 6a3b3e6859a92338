#include <annotty/base/utf8.h>

#include <annotty/base/mem.h>

#include <check.h>

static const struct {
    const char *raw;
    bool valid;
    size_t bad_offset;
} validities[] = {
    { "", true, 0 },
    { "long enough ASCII", true, 0 },
    { "12345678é漢👍", true, 0 },
    { "1234567\xff", false, 7 },
    { "12345678\x80", false, 8 },
    { "é\xc3", false, 2 },
    { "\xed\xa0\x80", false, 0 },
    { "\xc0\x80", false, 0 },
    { "abcdefgh\xf5\x80\x80\x80", false, 8 },
    { "\xef\xbf\xbf\xf4\x8f\xbf\xbf", true, 0 },
};

START_TEST(invalid_bytes_are_located)
{
    size_t bad_offset = 999;
    ck_assert(utf8_is_valid(slice_of(validities[_i].raw), &bad_offset) == validities[_i].valid);
    ck_assert_uint_eq(bad_offset, validities[_i].valid ? 999 : validities[_i].bad_offset);
}
END_TEST

static const struct {
    uint32_t code;
    const char *bytes;
} codes[] = {
    { 'a', "a" },
    { 0xe9, "é" },
    { 0x6f22, "漢" },
    { 0x1f44d, "👍" },
    { 0xd800, "\xef\xbf\xbd" },
    { 0x110000, "\xef\xbf\xbd" },
    { UINT32_MAX, "\xef\xbf\xbd" },
};

START_TEST(code_points_are_encoded_and_decoded)
{
    char bytes[UTF8_MAX];
    const struct slice encoded = { bytes, utf8_encode(codes[_i].code, bytes) };
    ck_assert(slice_is(encoded, codes[_i].bytes));
    uint32_t code = 0;
    ck_assert_uint_eq(utf8_decode(encoded, &code), encoded.length);
    ck_assert_uint_eq(code, codes[_i].code < 0xd800 || codes[_i].code == 0x1f44d ? codes[_i].code : 0xfffd);
}
END_TEST

START_TEST(bytes_that_are_no_code_point_decode_to_nothing)
{
    uint32_t code = 0;
    ck_assert_uint_eq(utf8_decode(SLICE("\x80"), &code), 0);
    ck_assert_uint_eq(utf8_decode(SLICE("\xe2\x82"), &code), 0);
}
END_TEST

static const struct {
    const char *text;
    bool has_control;
} controls[] = {
    { "", false },    { "plain ~ é漢", false }, { "a\tb", true },      { "\n", true },
    { "\x7f", true }, { "\xc2\x9b", true },     { "\xc2\xa0", false }, { "a\xffz", true },
};

START_TEST(controls_are_found)
{
    ck_assert_int_eq(utf8_has_control(slice_of(controls[_i].text)), controls[_i].has_control);
    ck_assert(utf8_has_control((struct slice){ .at = "a\0b", .length = 3 }));
}
END_TEST

Suite *utf8_suite(void)
{
    Suite *suite = suite_create("utf8");
    TCase *tests = tcase_create("utf8");
    tcase_add_loop_test(tests, invalid_bytes_are_located, 0, ARRAY_LENGTH(validities));
    tcase_add_loop_test(tests, code_points_are_encoded_and_decoded, 0, ARRAY_LENGTH(codes));
    tcase_add_test(tests, bytes_that_are_no_code_point_decode_to_nothing);
    tcase_add_loop_test(tests, controls_are_found, 0, ARRAY_LENGTH(controls));
    suite_add_tcase(suite, tests);
    return suite;
}
