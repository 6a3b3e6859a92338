#include <annotty/base/text.h>

#include <annotty/base/mem.h>

#include <check.h>

static struct arena arena;

static void free_arena(void)
{
    arena_free(&arena);
    text_set_charset(TEXT_UTF8);
}

static struct text clean(const char *raw)
{
    return text_clean(&arena, slice_of(raw));
}

static const struct {
    const char *raw;
    int cells;
    const char *cut, *left, *right;
} fits[] = {
    { "abc", 5, "abc", "abc  ", "  abc" },
    { "abc", 3, "abc", "abc", "abc" },
    { "abc", 2, "a…", "a…", "a…" },
    { "abc", 1, "…", "…", "…" },
    { "abc", 0, "", "", "" },
    { "abc", -4, "", "", "" },
    { "", 2, "", "  ", "  " },
    { "漢字", 4, "漢字", "漢字", "漢字" },
    { "漢字", 3, "漢…", "漢…", "漢…" },
    { "漢字", 2, "…", "… ", " …" }, /* half a character is left out */
    { "漢字", 5, "漢字", "漢字 ", " 漢字" },
    { "e\u0301e\u0301e\u0301", 2, "e\u0301…", "e\u0301…", "e\u0301…" },
};

START_TEST(text_is_cut_and_filled)
{
    const struct text text = clean(fits[_i].raw);
    const struct text cut = text_cut(&arena, text, fits[_i].cells);
    ck_assert_str_eq(cut.bytes, fits[_i].cut);
    ck_assert_int_le(cut.cells, fits[_i].cells > 0 ? fits[_i].cells : 0);
    const struct text left = text_fit(&arena, text, fits[_i].cells, TEXT_LEFT);
    ck_assert_str_eq(left.bytes, fits[_i].left);
    ck_assert_int_eq(left.cells, fits[_i].cells > 0 ? fits[_i].cells : 0);
    ck_assert_uint_eq(left.length, strlen(left.bytes));
    ck_assert_str_eq(text_fit(&arena, text, fits[_i].cells, TEXT_RIGHT).bytes, fits[_i].right);
}
END_TEST

START_TEST(the_ellipsis_has_an_ascii_form)
{
    text_set_charset(TEXT_ASCII);
    ck_assert_str_eq(text_cut(&arena, clean("abcdef"), 4).bytes, "abc>");
}
END_TEST

static const struct {
    const char *raw;
    int from;
    const char *rest;
    int cells;
} skips[] = {
    { "abc", 0, "abc", 3 },    { "abc", -1, "abc", 3 }, { "abc", 1, "bc", 2 },
    { "abc", 3, "", 0 },       { "abc", 9, "", 0 },     { "漢字x", 2, "字x", 3 },
    { "漢字x", 1, " 字x", 4 }, { "漢字x", 3, " x", 2 }, { "e\u0301b", 1, "b", 1 },
};

START_TEST(text_is_scrolled_sideways)
{
    const struct text rest = text_skip(&arena, clean(skips[_i].raw), skips[_i].from);
    ck_assert_str_eq(rest.bytes, skips[_i].rest);
    ck_assert_int_eq(rest.cells, skips[_i].cells);
}
END_TEST

static const struct {
    const char *raw;
    int cells;
    const char *lines; /* joined by "|" */
} wraps[] = {
    { "", 10, "" },
    { "one two three", 20, "one two three" },
    { "one two three", 13, "one two three" },
    { "one two three", 12, "one two|three" },
    { "one two three", 7, "one two|three" },
    { "one two three", 6, "one|two|three" },
    { "one two three", 2, "on|e|tw|o|th|re|e" },
    { "a\n\nb\n", 5, "a||b|" },
    { "a\r\nb", 5, "a|b" },
    { "abcdefgh", 3, "abc|def|gh" },
    { "\tx", 8, "    x" },
    { "ab\tx", 8, "ab  x" },
    { "  deep indent", 8, "  deep|indent" },
    { "漢字漢字", 5, "漢字|漢字" },
    { "漢字 漢字", 5, "漢字|漢字" },
    { "漢", 1, "␦" },
    { "x漢y", 1, "x|␦|y" },
    { "abc", 0, "a|b|c" },
    { "a\033[1mb", 4, "a␛[1|mb" },
    { "word     gap", 6, "word|gap" },
};

static bool join_lines(struct text line, void *data)
{
    struct buf *out = data;
    buf_printf(out, "%s%s", out->length > 0 || out->capacity > 0 ? "|" : "", line.bytes);
    return true;
}

static int widest_line;
static bool measure_line(struct text line, void *data)
{
    (void)data;
    if (line.cells > widest_line)
        widest_line = line.cells;
    const struct text again = text_clean(&arena, (struct slice){ line.bytes, line.length });
    ck_assert_int_eq(again.cells, line.cells);
    return true;
}

START_TEST(lines_break_at_blanks)
{
    struct buf out = buf_with_limit(BUF_LIMIT_LINE);
    text_wrap(&arena, slice_of(wraps[_i].raw), wraps[_i].cells, join_lines, &out);
    ck_assert_str_eq(buf_text(&out), wraps[_i].lines);
    buf_free(&out);
}
END_TEST

START_TEST(no_line_is_too_wide)
{
    const char *raw = "The 漢字 of\tthe e\u0301lan\n  and 👨‍👩‍👧 some\033[31m longlonglonglong words";
    for (int cells = 1; cells < 40; cells++) {
        widest_line = 0;
        text_wrap(&arena, slice_of(raw), cells, measure_line, NULL);
        ck_assert_int_le(widest_line, cells);
    }
}
END_TEST

static bool stop_after_two(struct text line, void *data)
{
    (void)line;
    int *count = data;
    return ++*count < 2;
}

START_TEST(wrapping_stops_when_told)
{
    int count = 0;
    text_wrap(&arena, SLICE("a b c d\ne\nf"), 1, stop_after_two, &count);
    ck_assert_int_eq(count, 2);
}
END_TEST

Suite *text_fit_suite(void)
{
    Suite *suite = suite_create("text_fit");
    TCase *tests = tcase_create("text_fit");
    tcase_add_checked_fixture(tests, NULL, free_arena);
    tcase_add_loop_test(tests, text_is_cut_and_filled, 0, ARRAY_LENGTH(fits));
    tcase_add_test(tests, the_ellipsis_has_an_ascii_form);
    tcase_add_loop_test(tests, text_is_scrolled_sideways, 0, ARRAY_LENGTH(skips));
    tcase_add_loop_test(tests, lines_break_at_blanks, 0, ARRAY_LENGTH(wraps));
    tcase_add_test(tests, no_line_is_too_wide);
    tcase_add_test(tests, wrapping_stops_when_told);
    suite_add_tcase(suite, tests);
    return suite;
}
