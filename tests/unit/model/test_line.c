#include <annotty/model/line.h>

#include <annotty/base/mem.h>

#include <check.h>

/* A line is written as its text with "|" where the cursor is. */
static struct line line_at(bool many, const char *state)
{
    const struct slice whole = slice_of(state);
    struct line line = line_new(many, 1024);
    struct slice rest = whole;
    struct slice before = { 0 };
    ck_assert(slice_cut(&rest, '|', &before));
    line_set(&line, before);
    ck_assert(buf_append_slice(&line.text, rest));
    return line;
}

static void check_state(const struct line *line, const char *expected)
{
    struct buf state = buf_with_limit(BUF_LIMIT_LINE);
    const struct slice text = buf_slice(&line->text);
    buf_append(&state, text.at, line->cursor);
    buf_append_char(&state, '|');
    buf_append_slice(&state, slice_from(text, line->cursor));
    ck_assert_str_eq(buf_text(&state), expected);
    buf_free(&state);
}

static const struct {
    enum line_edit edit;
    const char *before, *after;
} edits[] = {
    { LINE_LEFT, "abc|", "ab|c" },
    { LINE_LEFT, "|abc", "|abc" },
    { LINE_LEFT, "ae\u0301|b", "a|e\u0301b" },
    { LINE_LEFT, "👩\u200d👩\u200d👧|", "|👩\u200d👩\u200d👧" },
    { LINE_LEFT, "a\xff|", "a|\xff" },
    { LINE_RIGHT, "|漢字", "漢|字" },
    { LINE_RIGHT, "a|", "a|" },
    { LINE_RIGHT, "a|\nb", "a\n|b" },
    { LINE_WORD_LEFT, "two words|", "two |words" },
    { LINE_WORD_LEFT, "two  |", "|two  " },
    { LINE_WORD_LEFT, "zwölf, elf, |", "zwölf, |elf, " },
    { LINE_WORD_LEFT, "|x", "|x" },
    { LINE_WORD_RIGHT, "|two words", "two| words" },
    { LINE_WORD_RIGHT, "two| words", "two words|" },
    { LINE_WORD_RIGHT, "two|, ", "two, |" },
    { LINE_START, "a\nbc|d", "a\n|bcd" },
    { LINE_START, "abc|", "|abc" },
    { LINE_END, "|a\nbcd", "a|\nbcd" },
    { LINE_END, "a\n|bcd", "a\nbcd|" },
    { LINE_UP, "one\ntwo t|hree", "one|\ntwo three" },
    { LINE_UP, "a漢c\nxy|z", "a漢|c\nxyz" },
    { LINE_UP, "on|e\ntwo", "on|e\ntwo" },
    { LINE_DOWN, "on|e\ntwo\n", "one\ntw|o\n" },
    { LINE_DOWN, "one|\nx", "one\nx|" },
    { LINE_DOWN, "one|\n", "one\n|" },
    { LINE_DOWN, "one\n\ntw|o", "one\n\ntw|o" },
    { LINE_DELETE_BACK, "abc|d", "ab|d" },
    { LINE_DELETE_BACK, "|abc", "|abc" },
    { LINE_DELETE_BACK, "ae\u0301|b", "a|b" },
    { LINE_DELETE_BACK, "a\n|b", "a|b" },
    { LINE_DELETE, "a|bc", "a|c" },
    { LINE_DELETE, "abc|", "abc|" },
    { LINE_DELETE, "|🇩🇪🇫🇷", "|🇫🇷" },
    { LINE_DELETE, "a|\n\u0301", "a\u0301|" }, /* what moved up joined the a */
    { LINE_DELETE_WORD_BACK, "one two|!", "one |!" },
    { LINE_DELETE_WORD_BACK, "one two. |", "one |" },
    { LINE_DELETE_WORD_BACK, "| one", "| one" },
    { LINE_DELETE_TO_START, "a\nbc|d", "a\n|d" },
    { LINE_DELETE_TO_START, "a\n|b", "a\n|b" },
    { LINE_DELETE_TO_END, "a|b\nc", "a|\nc" },
    { LINE_DELETE_TO_END, "ab|\nc", "ab|\nc" },
};

START_TEST(edit_moves_or_deletes)
{
    struct line line = line_at(true, edits[_i].before);
    const bool changed = line_edit(&line, edits[_i].edit);
    check_state(&line, edits[_i].after);
    ck_assert_int_eq(changed, strcmp(edits[_i].before, edits[_i].after) != 0);
    line_free(&line);
}
END_TEST

static const struct {
    bool many;
    const char *before, *inserted, *after;
} insertions[] = {
    { false, "|", "abc", "abc|" },
    { false, "a|d", "bc", "abc|d" },
    { false, "a|", "", "a|" },
    { false, "|", "one\ntwo\r\nthree\rfour", "one two three four|" },
    { false, "|", "pasted line\r\n", "pasted line|" },
    { false, "a|", "\n", "a|" },
    { true, "|", "one\r\ntwo\rthree\n", "one\ntwo\nthree\n|" },
    { true, "a|", "\n\n", "a\n\n|" },
    { false, "e|x", "\u0301", "e\u0301|x" },
    { false, "|\u0301x", "e", "e\u0301|x" }, /* never between a base and its mark */
};

START_TEST(insert_puts_text_at_the_cursor)
{
    struct line line = line_at(insertions[_i].many, insertions[_i].before);
    ck_assert(line_insert(&line, slice_of(insertions[_i].inserted)));
    check_state(&line, insertions[_i].after);
    line_free(&line);
}
END_TEST

START_TEST(insert_takes_all_or_nothing)
{
    struct line line = line_new(false, 4);
    ck_assert(line_insert(&line, SLICE("abc")));
    line_edit(&line, LINE_LEFT);
    ck_assert(!line_insert(&line, SLICE("xy")));
    check_state(&line, "ab|c");
    ck_assert(line_insert(&line, SLICE("x")));
    check_state(&line, "abx|c");
    ck_assert(!line_insert_code_point(&line, 'y'));
    check_state(&line, "abx|c");
    line_free(&line);
}
END_TEST

START_TEST(code_points_become_utf8)
{
    struct line line = line_new(false, 64);
    const uint32_t points[] = { 'a', 0xe9, 0x6f22, 0x1f44d, 0xd800 };
    for (size_t i = 0; i < ARRAY_LENGTH(points); i++)
        ck_assert(line_insert_code_point(&line, points[i]));
    check_state(&line, "aé漢👍\ufffd|");
    line_free(&line);
}
END_TEST

START_TEST(set_replaces_and_cuts_at_a_cluster)
{
    struct line line = line_new(false, 5);
    line_set(&line, SLICE("abc"));
    check_state(&line, "abc|");
    line_set(&line, SLICE("漢字漢"));
    check_state(&line, "漢|");
    line_set(&line, SLICE("abcde"));
    check_state(&line, "abcde|");
    line_set(&line, SLICE(""));
    check_state(&line, "|");
    line_free(&line);
}
END_TEST

START_TEST(clear_empties)
{
    struct line line = line_at(true, "some|thing");
    line_clear(&line);
    check_state(&line, "|");
    ck_assert(line_insert(&line, SLICE("new")));
    check_state(&line, "new|");
    line_free(&line);
    ck_assert_uint_eq(line.cursor, 0);
}
END_TEST

Suite *line_suite(void)
{
    Suite *suite = suite_create("line");
    TCase *tests = tcase_create("line");
    tcase_add_loop_test(tests, edit_moves_or_deletes, 0, ARRAY_LENGTH(edits));
    tcase_add_loop_test(tests, insert_puts_text_at_the_cursor, 0, ARRAY_LENGTH(insertions));
    tcase_add_test(tests, insert_takes_all_or_nothing);
    tcase_add_test(tests, code_points_become_utf8);
    tcase_add_test(tests, set_replaces_and_cuts_at_a_cluster);
    tcase_add_test(tests, clear_empties);
    suite_add_tcase(suite, tests);
    return suite;
}
