/* Reading: moving, folding and searching in a trace of numbered lines, and which traces are held. */
#include <annotty/base/mem.h>
#include <annotty/model/reader.h>

#include <check.h>
#include <stdio.h>
#include <stdlib.h>

static struct reader *reader;
static struct arena arena;

/* A span "NAME" with lines 0 to count - 1 as its input. */
static struct trace *numbered(const char *name, int count)
{
    struct buf events = buf_with_limit(BUF_LIMIT_BODY);
    buf_printf(&events, "[{\"span_id\":\"s\",\"name\":\"%s\",\"input\":\"", name);
    for (int i = 0; i < count; i++)
        buf_printf(&events, "%sline %d", i > 0 ? "\\n" : "", i);
    buf_append_text(&events, "\",\"tags\":[\"a:b\"]}]");
    struct trace *trace = trace_new(buf_slice(&events), SLICE(""));
    buf_free(&events);
    return trace;
}

static void set_up(void)
{
    text_set_charset(TEXT_ASCII);
    reader = reader_new((size_t)1024 * 1024);
    reader_keep(reader, SLICE("k"), numbered("n", 30), (struct reader_marks){ 0 });
    reader_open(reader, SLICE("k"));
}

static void tear_down(void)
{
    reader_free(&reader);
    arena_free(&arena);
    text_set_charset(TEXT_UTF8);
}

/* The first and last words of an area of four rows, "n line 0 ... line 1 (1 above)". */
static const char *shown(int lines_above)
{
    static char text[512];
    int skipped = 0;
    size_t used = 0;
    const struct reader_row *rows = NULL;
    const size_t count = reader_rows(reader, 40, 4, lines_above, &skipped, &arena, &rows);
    text[0] = '\0';
    for (size_t i = 0; i < count; i++)
        for (size_t run = 0; run < rows[i].line.run_count + 1; run++)
            used += (size_t)snprintf(text + used, sizeof(text) - used, "%s",
                                     run < rows[i].line.run_count ? rows[i].line.runs[run].text.bytes : "/");
    snprintf(text + used, sizeof(text) - used, "%d", lines_above - skipped);
    return text;
}

START_TEST(moves_stay_in_the_text)
{
    ck_assert_str_eq(shown(0), "- n  span/  - input/    line 0/    line 1/0");
    reader_move(reader, 1);
    ck_assert_str_eq(shown(0), "  - input/    line 0/    line 1/    line 2/0");
    reader_move(reader, -5);
    ck_assert_str_eq(shown(0), "- n  span/  - input/    line 0/    line 1/0");
    reader_move(reader, 1 << 30);
    ck_assert_str_eq(shown(0), "    line 28/    line 29/  + tags  [\"a:b\"]/  /0");
    reader_move(reader, 1);
    ck_assert_str_eq(shown(0), "    line 28/    line 29/  + tags  [\"a:b\"]/  /0");
    reader_move(reader, -(1 << 30));
    ck_assert_str_eq(shown(0), "- n  span/  - input/    line 0/    line 1/0");
}
END_TEST

START_TEST(what_stands_above_scrolls_along)
{
    ck_assert_str_eq(shown(2), "- n  span/  - input/2");
    reader_move(reader, 1);
    ck_assert_str_eq(shown(2), "- n  span/  - input/    line 0/1");
    reader_move(reader, 2);
    ck_assert_str_eq(shown(2), "  - input/    line 0/    line 1/    line 2/0");
    reader_move(reader, -2);
    ck_assert_str_eq(shown(2), "- n  span/  - input/    line 0/1");
    ck_assert_str_eq(shown(7), "6");
    reader_move(reader, 1 << 30);
    ck_assert_str_eq(shown(7), "    line 28/    line 29/  + tags  [\"a:b\"]/  /0");
}
END_TEST

START_TEST(jumps_go_from_head_to_head)
{
    shown(0);
    reader_jump(reader, true);
    reader_jump(reader, true);
    ck_assert_str_eq(shown(0), "  - input/    line 0/    line 1/    line 2/0");
    reader_jump(reader, true);
    ck_assert_str_eq(shown(0), "    line 28/    line 29/  + tags  [\"a:b\"]/  /0");
    reader_jump(reader, true);
    reader_jump(reader, false);
    ck_assert_str_eq(shown(0), "  - input/    line 0/    line 1/    line 2/0");
}
END_TEST

START_TEST(folds_hide_and_show)
{
    shown(0);
    reader_jump(reader, true);
    reader_jump(reader, true);
    ck_assert(reader_fold(reader));
    ck_assert_str_eq(shown(0), "- n  span/  + input  line 0/  + tags  [\"a:b\"]/  /0");
    ck_assert(reader_fold(reader));
    ck_assert_str_eq(shown(0), "- n  span/  - input/    line 0/    line 1/0");
    reader_move(reader, 10);
    shown(0);
    ck_assert(reader_fold_all(reader));
    ck_assert_str_eq(shown(0), "+ n  span  line 0/0");
    ck_assert(reader_fold_all(reader));
    ck_assert_str_eq(shown(0), "- n  span/  - input/    line 0/    line 1/0");
    reader_open(reader, SLICE("unknown"));
    ck_assert(!reader_fold(reader));
    ck_assert(!reader_fold_all(reader));
    ck_assert_str_eq(shown(1), "1");
}
END_TEST

START_TEST(searches_go_on_and_round)
{
    shown(0);
    ck_assert(reader_search(reader, SLICE("LINE 2"), true));
    ck_assert_str_eq(shown(0), "    line 1/    line 2/    line 3/    line 4/0");
    ck_assert(reader_search(reader, SLICE("LINE 2"), true));
    ck_assert_str_eq(shown(0), "    line 19/    line 20/    line 21/    line 22/0");
    ck_assert(reader_search(reader, SLICE("LINE 2"), false));
    ck_assert_str_eq(shown(0), "    line 1/    line 2/    line 3/    line 4/0");
    ck_assert(reader_search(reader, SLICE("LINE 2"), false));
    ck_assert_str_eq(shown(0), "    line 28/    line 29/  + tags  [\"a:b\"]/  /0");
    ck_assert(!reader_search(reader, SLICE("nowhere"), true));
    ck_assert(!reader_search(reader, SLICE(""), true));
    ck_assert(reader_search(reader, SLICE("a:b"), true));
    ck_assert_ptr_nonnull(strstr(shown(0), "    [\"a:b\"]/"));
}
END_TEST

START_TEST(the_same_said_again_leaves_the_place)
{
    shown(0);
    reader_move(reader, 5);
    reader_keep(reader, SLICE("k"), numbered("n", 30), (struct reader_marks){ .is_gone = true });
    ck_assert_str_eq(shown(0), "    line 3/    line 4/    line 5/    line 6/0");
    ck_assert(reader_marks(reader).is_gone);
    reader_keep(reader, SLICE("k"), numbered("n", 2), (struct reader_marks){ 0 });
    ck_assert_str_eq(shown(0), "    line 0/    line 1/  + tags  [\"a:b\"]/  /0");
    ck_assert(!reader_marks(reader).is_gone);
}
END_TEST

START_TEST(as_many_traces_are_held_as_fit)
{
    char key[16];
    struct reader *small = reader_new(20000);
    reader_open(small, SLICE("0"));
    for (int i = 0; i < 100; i++) {
        snprintf(key, sizeof(key), "%d", i);
        reader_keep(small, slice_of(key), numbered(key, 100), (struct reader_marks){ 0 });
    }
    ck_assert(reader_holds(small, SLICE("0")));
    ck_assert(reader_holds(small, SLICE("99")));
    ck_assert(reader_holds(small, SLICE("97")));
    ck_assert(!reader_holds(small, SLICE("50")));
    ck_assert_ptr_nonnull(reader_trace(small));
    reader_forget_all(small);
    ck_assert(!reader_holds(small, SLICE("0")));
    reader_free(&small);
    ck_assert_ptr_null(small);
}
END_TEST

START_TEST(lines_go_on_to_the_right_when_they_are_not_broken)
{
    int skipped = 0;
    const struct reader_row *rows = NULL;
    reader_keep(reader, SLICE("k"),
                trace_new(SLICE("[{\"span_id\":\"a\",\"input\":\"0123456789abcdefghij\"}]"), SLICE("")),
                (struct reader_marks){ 0 });
    ck_assert_uint_eq(reader_rows(reader, 12, 9, 0, &skipped, &arena, &rows), 5);
    ck_assert(!reader_toggle_wrap(reader));
    ck_assert_uint_eq(reader_rows(reader, 12, 9, 0, &skipped, &arena, &rows), 4);
    reader_pan(reader, 8);
    reader_rows(reader, 12, 9, 0, &skipped, &arena, &rows);
    ck_assert_str_eq(rows[2].line.runs[1].text.bytes, "89abcdefghij");
    reader_pan(reader, -100);
    reader_rows(reader, 12, 9, 0, &skipped, &arena, &rows);
    ck_assert_str_eq(rows[2].line.runs[1].text.bytes, "0123456789ab");
    ck_assert(reader_toggle_wrap(reader));
}
END_TEST

Suite *reader_suite(void)
{
    Suite *suite = suite_create("reader");
    TCase *tests = tcase_create("reading");
    tcase_add_checked_fixture(tests, set_up, tear_down);
    tcase_add_test(tests, moves_stay_in_the_text);
    tcase_add_test(tests, what_stands_above_scrolls_along);
    tcase_add_test(tests, jumps_go_from_head_to_head);
    tcase_add_test(tests, folds_hide_and_show);
    tcase_add_test(tests, searches_go_on_and_round);
    tcase_add_test(tests, the_same_said_again_leaves_the_place);
    tcase_add_test(tests, as_many_traces_are_held_as_fit);
    tcase_add_test(tests, lines_go_on_to_the_right_when_they_are_not_broken);
    suite_add_tcase(suite, tests);
    return suite;
}
