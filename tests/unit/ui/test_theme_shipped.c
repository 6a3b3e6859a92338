/* What every theme of themes/ must keep to, at every depth. */
#include "../../../src/ui/theme_color.h"
#include "../../../src/ui/theme_find.h"

#include <annotty/base/mem.h>

#include <check.h>
#include <math.h>
#include <stdlib.h>

static const char *const shipped[] = { "default", "dark", "high-contrast", "light", "mono" };
enum { DEPTHS = THEME_DIRECT + 1, CASES = (int)ARRAY_LENGTH(shipped) * DEPTHS };

static void fail_on_problem(const char *problem, void *data)
{
    (void)data;
    ck_abort_msg("%s", problem);
}

static struct theme load_case(int number)
{
    struct theme theme;
    struct error error = { 0 };
    ck_assert_msg(theme_load(&theme, shipped[number / DEPTHS], (enum theme_depth)(number % DEPTHS), fail_on_problem,
                             NULL, &error),
                  "%s", error.message);
    return theme;
}

START_TEST(each_sets_every_role)
{
    const struct theme_text *text = theme_texts;
    while (strcmp(text->name, shipped[_i]) != 0)
        text++;
    for (int role = 0; role < ROLE_COUNT; role++) {
        char *line = xasprintf("\n%s = ", role_rows[role].name);
        ck_assert_msg(strstr(text->text, line) != NULL, "%s does not set %s", shipped[_i], role_rows[role].name);
        free(line);
    }
}
END_TEST

START_TEST(colors_are_the_terminals)
{
    const struct theme theme = load_case(_i);
    static const int32_t colors[DEPTHS] = { 0, 8, 16, 256, THEME_RGB + 0x1000000 };
    for (int role = 0; role < ROLE_COUNT; role++) {
        ck_assert_int_lt(theme.looks[role].foreground, colors[_i % DEPTHS]);
        ck_assert_int_lt(theme.looks[role].background, colors[_i % DEPTHS]);
    }
}
END_TEST

static const enum role apart[][2] = {
    { ROLE_SELECTED, ROLE_TEXT },
    { ROLE_SELECTED_AWAY, ROLE_TEXT },
    { ROLE_SELECTED, ROLE_SELECTED_AWAY },
    { ROLE_MARKED, ROLE_TEXT },
    { ROLE_MATCH, ROLE_TEXT },
    { ROLE_MATCH, ROLE_MARKED },
    { ROLE_SELECTED, ROLE_MARKED },
    { ROLE_SELECTED_AWAY, ROLE_MARKED },
    { ROLE_SELECTED, ROLE_MATCH },
    { ROLE_SELECTED_AWAY, ROLE_MATCH },
    { ROLE_TITLE, ROLE_TITLE_FOCUS },
    { ROLE_INPUT, ROLE_TEXT },
    { ROLE_BAD, ROLE_GOOD },
    { ROLE_BAD, ROLE_TEXT },
};

static bool is_same(const struct theme_look *a, const struct theme_look *b)
{
    return a->foreground == b->foreground && a->background == b->background && a->attributes == b->attributes;
}

START_TEST(what_must_differ_differs)
{
    const struct theme theme = load_case(_i);
    for (size_t i = 0; i < ARRAY_LENGTH(apart); i++)
        ck_assert_msg(!is_same(&theme.looks[apart[i][0]], &theme.looks[apart[i][1]]), "%s, depth %d: %s is as %s",
                      theme.name, _i % DEPTHS, role_rows[apart[i][0]].name, role_rows[apart[i][1]].name);
}
END_TEST

static double luminance(uint32_t rgb)
{
    static const double weights[] = { 0.0722, 0.7152, 0.2126 };
    double sum = 0;
    for (int i = 0; i < 3; i++) {
        const double part = (double)(rgb >> (8 * i) & 0xff) / 255;
        sum += weights[i] * (part <= 0.03928 ? part / 12.92 : pow((part + 0.055) / 1.055, 2.4));
    }
    return sum;
}

static double contrast(uint32_t a, uint32_t b)
{
    const double one = luminance(a) + 0.05;
    const double other = luminance(b) + 0.05;
    return one > other ? one / other : other / one;
}

static double least_contrast(const char *name, enum role role)
{
    const bool is_quiet = role == ROLE_BORDER || role == ROLE_BORDER_FOCUS || role == ROLE_MUTED;
    return strcmp(name, "high-contrast") == 0 ? 7 : is_quiet ? 3 : 4.5;
}

START_TEST(contrast_is_enough)
{
    const struct theme theme = load_case(_i);
    for (int role = 0; role < ROLE_COUNT; role++) {
        const struct theme_look *look = &theme.looks[role];
        if (look->foreground == THEME_COLOR_DEFAULT || look->background == THEME_COLOR_DEFAULT)
            continue;
        const double ratio = contrast(theme_color_rgb(look->foreground), theme_color_rgb(look->background));
        ck_assert_msg(ratio >= least_contrast(theme.name, (enum role)role), "%s, depth %d: %s has %.2f", theme.name,
                      _i % DEPTHS, role_rows[role].name, ratio);
    }
}
END_TEST

START_TEST(default_is_readable_on_black_and_on_white)
{
    enum { RED = 1, GREEN = 2, MAGENTA = 5, CYAN = 6 };
    const struct theme theme = load_case(THEME_16);
    ck_assert_str_eq(theme.name, "default");
    for (int role = 0; role < ROLE_COUNT; role++) {
        const int32_t color = theme.looks[role].foreground;
        const bool is_safe =
            color == THEME_COLOR_DEFAULT || color == RED || color == GREEN || color == MAGENTA || color == CYAN;
        ck_assert_msg(is_safe || theme.looks[role].background != THEME_COLOR_DEFAULT, "%s", role_rows[role].name);
    }
}
END_TEST

START_TEST(mono_has_no_color)
{
    struct theme theme;
    ck_assert(theme_load(&theme, "mono", (enum theme_depth)_i, fail_on_problem, NULL, NULL));
    for (int role = 0; role < ROLE_COUNT; role++) {
        ck_assert_int_eq(theme.looks[role].foreground, THEME_COLOR_DEFAULT);
        ck_assert_int_eq(theme.looks[role].background, THEME_COLOR_DEFAULT);
    }
}
END_TEST

Suite *theme_shipped_suite(void)
{
    Suite *suite = suite_create("theme_shipped");
    TCase *tests = tcase_create("shipped");
    tcase_add_loop_test(tests, each_sets_every_role, 0, (int)ARRAY_LENGTH(shipped));
    tcase_add_loop_test(tests, colors_are_the_terminals, 0, CASES);
    tcase_add_loop_test(tests, what_must_differ_differs, 0, CASES);
    tcase_add_loop_test(tests, contrast_is_enough, 0, CASES);
    tcase_add_test(tests, default_is_readable_on_black_and_on_white);
    tcase_add_loop_test(tests, mono_has_no_color, 0, DEPTHS);
    suite_add_tcase(suite, tests);
    return suite;
}
