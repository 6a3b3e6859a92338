#include <annotty/ui/screen.h>

#include <check.h>
#include <stdlib.h>

static struct arena arena;
static struct screen *screen;

static void set_up(void)
{
    screen = screen_memory_new(10, 3);
}

static void tear_down(void)
{
    screen_memory_free(&screen);
    arena_free(&arena);
}

static struct text clean(const char *raw)
{
    return text_clean(&arena, slice_of(raw));
}

START_TEST(text_stays_inside_its_clip)
{
    static const struct {
        struct rect clip;
        int row, column;
        const char *text, *expected;
        int taken;
    } rows[] = {
        { { 0, 0, 3, 10 }, 1, 0, "hello", "hello", 5 },
        { { 0, 0, 3, 10 }, 1, 8, "hello", "        he", 2 },
        { { 0, 0, 3, 4 }, 1, 0, "hello", "hell", 4 },
        { { 0, 2, 3, 4 }, 1, 0, "hello", "  llo", 5 },
        { { 0, 0, 3, 10 }, 1, -3, "hello", "lo", 5 },
        { { 0, 0, 3, 10 }, 3, 0, "hello", "", 0 },
        { { 0, 0, 3, 10 }, -1, 0, "hello", "", 0 },
        { { 2, 0, 1, 10 }, 1, 0, "hello", "", 0 },
        { { 0, 0, 3, 10 }, 1, 9, "日", "", 0 },
        { { 0, 0, 3, 10 }, 1, 8, "日本", "        日", 2 },
        { { 0, 0, 3, 10 }, 1, 0, "e\u0301x", "e\u0301x", 2 },
    };
    for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++) {
        screen_clear(screen);
        const int taken =
            screen_put(screen, rows[i].clip, rows[i].row, rows[i].column, clean(rows[i].text), ROLE_VALUE);
        ck_assert_str_eq(screen_memory_row(screen, 1, &arena), rows[i].expected);
        ck_assert_int_eq(taken, rows[i].taken);
    }
}
END_TEST

START_TEST(half_a_wide_character_becomes_blank)
{
    screen_put(screen, screen_area(screen), 0, 0, clean("日本語"), ROLE_TEXT);
    screen_put(screen, screen_area(screen), 0, 1, clean("x"), ROLE_TEXT);
    ck_assert_str_eq(screen_memory_row(screen, 0, &arena), " x本語");
    screen_put(screen, screen_area(screen), 0, 4, clean("y"), ROLE_TEXT);
    ck_assert_str_eq(screen_memory_row(screen, 0, &arena), " x本y");
    screen_put(screen, screen_area(screen), 0, 1, clean("ab"), ROLE_TEXT);
    ck_assert_str_eq(screen_memory_row(screen, 0, &arena), " ab y");
}
END_TEST

START_TEST(roles_are_kept_and_painted_over)
{
    screen_put(screen, screen_area(screen), 0, 0, clean("ab"), ROLE_PERSON);
    ck_assert_int_eq(screen_memory_role(screen, 0, 1), ROLE_PERSON);
    ck_assert_int_eq(screen_memory_role(screen, 0, 2), ROLE_TEXT);
    screen_paint(screen, (struct rect){ 0, 1, 9, 99 }, ROLE_SELECTED);
    ck_assert_int_eq(screen_memory_role(screen, 0, 0), ROLE_PERSON);
    ck_assert_int_eq(screen_memory_role(screen, 2, 9), ROLE_SELECTED);
    screen_fill(screen, (struct rect){ 0, 0, 1, 2 }, ROLE_HEADER);
    ck_assert_str_eq(screen_memory_row(screen, 0, &arena), "");
    ck_assert_int_eq(screen_memory_role(screen, 0, 0), ROLE_HEADER);
    screen_clear(screen);
    ck_assert_int_eq(screen_memory_role(screen, 0, 0), ROLE_TEXT);
}
END_TEST

START_TEST(lines_are_drawn_and_cut)
{
    screen_line(screen, (struct rect){ 0, 8, 1, 9 }, SCREEN_HORIZONTAL, ROLE_BORDER);
    screen_line(screen, (struct rect){ 1, 0, 9, 1 }, SCREEN_VERTICAL, ROLE_BORDER);
    ck_assert_str_eq(screen_memory_row(screen, 0, &arena), "        ──");
    ck_assert_str_eq(screen_memory_row(screen, 2, &arena), "│");
}
END_TEST

START_TEST(a_screen_of_no_size_takes_everything)
{
    struct screen *small = screen_memory_new(0, -5);
    screen_put(small, (struct rect){ -5, -5, 100, 100 }, 0, 0, clean("日x"), ROLE_TEXT);
    screen_cursor(small, 100, 100, true);
    screen_fill(small, (struct rect){ -5, -5, 100, 100 }, ROLE_TEXT);
    ck_assert_int_eq(screen_area(small).width, 1);
    screen_show(small);
    screen_memory_free(&small);
    screen_memory_free(&small);
}
END_TEST

Suite *screen_suite(void)
{
    Suite *suite = suite_create("screen");
    TCase *tests = tcase_create("screen");
    tcase_add_checked_fixture(tests, set_up, tear_down);
    tcase_add_test(tests, text_stays_inside_its_clip);
    tcase_add_test(tests, half_a_wide_character_becomes_blank);
    tcase_add_test(tests, roles_are_kept_and_painted_over);
    tcase_add_test(tests, lines_are_drawn_and_cut);
    tcase_add_test(tests, a_screen_of_no_size_takes_everything);
    suite_add_tcase(suite, tests);
    return suite;
}
