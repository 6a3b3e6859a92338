#include "../scratch.h"

#include <annotty/base/buf.h>
#include <annotty/base/mem.h>
#include <annotty/ui/theme.h>

#include <check.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>

static struct scratch scratch;
static struct buf problems;

static void note(const char *problem, void *data)
{
    buf_printf(data, "%s\n", problem);
}

static void start(void)
{
    scratch = scratch_new();
    problems = buf_with_limit(BUF_LIMIT_LINE);
    setenv("XDG_CONFIG_HOME", scratch.path, 1);
    setenv("ANNOTTY_THEMES", scratch.path, 1);
}

static void end(void)
{
    buf_free(&problems);
    scratch_remove(&scratch);
}

static void write_theme(const char *name, const char *text)
{
    char *path = scratch_file(&scratch, name);
    FILE *file = fopen(path, "w");
    ck_assert_ptr_nonnull(file);
    ck_assert_int_ge(fputs(text, file), 0);
    ck_assert_int_eq(fclose(file), 0);
    free(path);
}

/* The person's directory, which is looked in before $ANNOTTY_THEMES. */
static void make_own_directory(void)
{
    char *annotty = scratch_file(&scratch, "annotty");
    char *themes = scratch_file(&scratch, "annotty/themes");
    ck_assert_int_eq(mkdir(annotty, 0700), 0);
    ck_assert_int_eq(mkdir(themes, 0700), 0);
    free(annotty);
    free(themes);
}

static struct theme load(const char *name, enum theme_depth depth)
{
    struct theme theme;
    struct error error = { 0 };
    ck_assert_msg(theme_load(&theme, name, depth, note, &problems, &error), "%s", error.message);
    return theme;
}

static void assert_look(const struct theme_look *look, int32_t foreground, int32_t background, unsigned attributes)
{
    ck_assert_int_eq(look->foreground, foreground);
    ck_assert_int_eq(look->background, background);
    ck_assert_uint_eq(look->attributes, attributes);
}

enum { NONE = THEME_COLOR_DEFAULT };

static const struct {
    const char *value;
    struct theme_look look;
} looks[] = {
    { "red", { 1, NONE, 0 } },
    { "on red", { NONE, 1, 0 } },
    { "black on #87afff bold", { 0, THEME_RGB | 0x87afff, THEME_BOLD } },
    { "bold 208 on default", { 208, NONE, THEME_BOLD } },
    { "gray\ton  bright-white", { 8, 15, 0 } },
    { "#ABCDEF", { THEME_RGB | 0xabcdef, NONE, 0 } },
    { "plain", { NONE, NONE, 0 } },
    { "dim italic underline reverse", { NONE, NONE, THEME_DIM | THEME_ITALIC | THEME_UNDERLINE | THEME_REVERSE } },
};

START_TEST(looks_are_read)
{
    char *text = xasprintf("[roles]\nmarked = %s\n", looks[_i].value);
    write_theme("mine", text);
    free(text);
    const struct theme theme = load("mine", THEME_DIRECT);
    const struct theme_look *look = &looks[_i].look;
    assert_look(&theme.looks[ROLE_MARKED], look->foreground, look->background, look->attributes);
    ck_assert_str_eq(buf_text(&problems), "");
}
END_TEST

/* Each is line 2 of a file whose line 4 still applies; what is wrong, and what is allowed. */
static const struct {
    const char *text, *wrong, *allowed;
} bad_lines[] = {
    { "[roles]\nmarkd = red", "\"markd\"", "themes/default lists them" },
    { "[roles]\ngood = redd", "\"redd\"", "#rrggbb" },
    { "[roles]\ngood = red blink", "\"blink\"", "underline" },
    { "[roles]\ngood = 256", "\"256\"", "0-255" },
    { "[roles]\ngood = -1", "\"-1\"", "0-255" },
    { "[roles]\ngood = #12345", "\"#12345\"", "#rrggbb" },
    { "[roles]\ngood = #1234567", "\"#1234567\"", "#rrggbb" },
    { "[roles]\ngood = #12345g", "\"#12345g\"", "#rrggbb" },
    { "[roles]\ngood = red green", "\"green\"", "FOREGROUND on BACKGROUND" },
    { "[roles]\ngood = red on", "\"on\"", "needs a colour" },
    { "[roles]\ngood = red on bold", "\"bold\"", "colours are" },
    { "[roles]\ngood = on red on green", "\"on\"", "FOREGROUND on BACKGROUND" },
    { "[roles]\ngood =", "no look", "plain" },
    { "[roles.mono]\ngood = purple", "\"purple\"", "0-255" },
    { "[colors]\ngood = red", "\"colors\"", "[roles.mono]" },
    { "[theme]\nauthor = me", "\"author\"", "name, description and parent" },
    { "[theme]\nparent = nowhere", "\"nowhere\"", "there is no theme" },
    { "[theme]\nparent = .hidden", "\".hidden\"", "begin with" },
    { "[theme]\nparent = mine", "\"mine\"", "circle" },
    { "[roles]\nno sense", "name = value", "[section]" },
};

START_TEST(bad_lines_are_told_and_skipped)
{
    char *text = xasprintf("%s\n[roles]\nbad = magenta\n", bad_lines[_i].text);
    write_theme("mine", text);
    free(text);
    char *where = scratch_file(&scratch, "mine:2: ");
    const struct theme theme = load("mine", THEME_16);
    const char *told = buf_text(&problems);
    ck_assert_msg(strncmp(told, where, strlen(where)) == 0, "%s", told);
    ck_assert_msg(strstr(told, bad_lines[_i].wrong) != NULL, "%s", told);
    ck_assert_msg(strstr(told, bad_lines[_i].allowed) != NULL, "%s", told);
    ck_assert_msg(strchr(told, '\n') == told + strlen(told) - 1, "told more than once: %s", told);
    assert_look(&theme.looks[ROLE_BAD], 5, NONE, 0);
    free(where);
}
END_TEST

START_TEST(the_section_closest_to_the_depth_wins)
{
    static const struct {
        enum theme_depth depth;
        int32_t color;
    } rows[] = { { THEME_DIRECT, THEME_RGB | 0x010203 }, { THEME_256, 200 }, { THEME_16, 12 }, { THEME_8, 3 } };
    write_theme("mine", "[roles.8]\ngood = yellow\n[roles.16]\ngood = bright-blue\n[roles.256]\ngood = 200\n"
                        "[roles]\ngood = #010203\n");
    const struct theme theme = load("mine", rows[_i].depth);
    ck_assert_int_eq(theme.looks[ROLE_GOOD].foreground, rows[_i].color);
}
END_TEST

START_TEST(in_mono_lines_without_colors_count)
{
    write_theme("mine", "[roles]\nselected = black on cyan\nmarked = italic\n[roles.mono]\nmatch = dim\n");
    const struct theme theme = load("mine", THEME_MONO);
    assert_look(&theme.looks[ROLE_SELECTED], NONE, NONE, THEME_REVERSE);
    assert_look(&theme.looks[ROLE_MARKED], NONE, NONE, THEME_ITALIC);
    assert_look(&theme.looks[ROLE_MATCH], NONE, NONE, THEME_DIM);
}
END_TEST

START_TEST(colors_that_become_one_are_left_out)
{
    write_theme("mine", "[roles]\ngood = bright-red on red bold\nbad = gray\n");
    const struct theme theme = load("mine", THEME_8);
    assert_look(&theme.looks[ROLE_GOOD], NONE, NONE, THEME_BOLD);
    assert_look(&theme.looks[ROLE_BAD], NONE, NONE, 0);
}
END_TEST

START_TEST(unset_roles_take_their_fallback_or_the_default)
{
    write_theme("mine", "[roles]\ntext = white on blue\nmuted = green\nlabel = red\n");
    const struct theme theme = load("mine", THEME_16);
    const struct theme standard = load("default", THEME_16);
    assert_look(&theme.looks[ROLE_JSON_KEY], 1, NONE, 0);
    assert_look(&theme.looks[ROLE_BORDER_FOCUS], 2, NONE, 0);
    const struct theme_look *selected = &standard.looks[ROLE_SELECTED];
    assert_look(&theme.looks[ROLE_SELECTED], selected->foreground, selected->background, selected->attributes);
}
END_TEST

START_TEST(parents_are_read_first)
{
    write_theme("old", "[roles]\ngood = red\nbad = red\nmarked = red\n[roles.16]\nbad = green\n");
    write_theme("middle", "[theme]\nparent = old\n[roles]\nmarked = cyan\n");
    write_theme("young", "[roles]\nbad = blue\n[theme]\nparent = middle\n");
    const struct theme theme = load("young", THEME_16);
    ck_assert_int_eq(theme.looks[ROLE_GOOD].foreground, 1);
    ck_assert_int_eq(theme.looks[ROLE_MARKED].foreground, 6);
    ck_assert_int_eq(theme.looks[ROLE_BAD].foreground, 4);
    ck_assert_str_eq(buf_text(&problems), "");
}
END_TEST

START_TEST(circles_are_told_where_they_close)
{
    write_theme("one", "[theme]\nparent = two\n[roles]\ngood = red\n");
    write_theme("two", "[theme]\n\nparent = one\n[roles]\nbad = blue\n");
    const struct theme theme = load("one", THEME_16);
    ck_assert_int_eq(theme.looks[ROLE_GOOD].foreground, 1);
    ck_assert_int_eq(theme.looks[ROLE_BAD].foreground, 4);
    ck_assert_msg(strstr(buf_text(&problems), "/two:3: ") != NULL, "%s", buf_text(&problems));
}
END_TEST

START_TEST(long_chains_end)
{
    for (int i = 0; i < 12; i++) {
        char name[16];
        char text[64];
        snprintf(name, sizeof(name), "t%d", i);
        snprintf(text, sizeof(text), "[theme]\nparent = t%d\n[roles]\ngood = %d\n", i + 1, i);
        write_theme(name, text);
    }
    ck_assert_int_eq(load("t0", THEME_256).looks[ROLE_GOOD].foreground, 0);
    ck_assert_msg(strstr(buf_text(&problems), "/t7:2: ") != NULL, "%s", buf_text(&problems));
}
END_TEST

START_TEST(the_persons_theme_wins)
{
    write_theme("dark", "[roles]\ngood = 3\n");
    ck_assert_int_eq(load("dark", THEME_16).looks[ROLE_GOOD].foreground, 3);
    unsetenv("ANNOTTY_THEMES");
    ck_assert_int_eq(load("dark", THEME_16).looks[ROLE_GOOD].foreground, 10);
    make_own_directory();
    write_theme("annotty/themes/dark", "[roles]\ngood = 4\n");
    setenv("ANNOTTY_THEMES", scratch.path, 1);
    ck_assert_int_eq(load("dark", THEME_16).looks[ROLE_GOOD].foreground, 4);
}
END_TEST

START_TEST(a_path_is_a_theme)
{
    write_theme("any.ini", "[roles]\ngood = 9\n");
    char *path = scratch_file(&scratch, "any.ini");
    const struct theme theme = load(path, THEME_16);
    ck_assert_int_eq(theme.looks[ROLE_GOOD].foreground, 9);
    free(path);
}
END_TEST

static const struct {
    const char *name, *message;
} missing[] = { { "nowhere", "there is no theme \"nowhere\"" },
                { "nowhere", "default dark high-contrast light mono" },
                { "", "empty" },
                { ".hidden", "begin with" },
                { "..", "begin with" },
                { "./nowhere/at-all", "cannot read ./nowhere/at-all" },
                { "/", "cannot read /" } };

START_TEST(what_is_no_theme_is_an_error)
{
    struct theme theme = { .name = "before" };
    struct error error = { 0 };
    ck_assert(!theme_load(&theme, missing[_i].name, THEME_16, note, &problems, &error));
    ck_assert_int_eq(error.kind, ERROR_INPUT);
    ck_assert_msg(strstr(error.message, missing[_i].message) != NULL, "%s", error.message);
    ck_assert_str_eq(theme.name, "before");
}
END_TEST

START_TEST(a_missing_theme_says_where_it_was_looked_for)
{
    struct theme theme;
    struct error error = { 0 };
    ck_assert(!theme_load(&theme, "nowhere", THEME_16, NULL, NULL, &error));
    char *first = scratch_file(&scratch, "annotty/themes");
    ck_assert_msg(strstr(error.message, first) != NULL, "%s", error.message);
    ck_assert_msg(strstr(error.message, scratch.path) != NULL, "%s", error.message);
    free(first);
}
END_TEST

/* A directory stands for a file that can't be read: permissions mean nothing to root. */
START_TEST(a_theme_that_cannot_be_read_is_not_passed_over)
{
    char *path = scratch_file(&scratch, "dark");
    struct theme theme;
    struct error error = { 0 };
    ck_assert_int_eq(mkdir(path, 0700), 0);
    ck_assert(!theme_load(&theme, "dark", THEME_16, note, &problems, &error));
    ck_assert_msg(strstr(error.message, path) != NULL, "%s", error.message);
    free(path);
}
END_TEST

START_TEST(names_are_told_once)
{
    struct buf names = buf_with_limit(BUF_LIMIT_LINE);
    make_own_directory();
    write_theme("annotty/themes/mine", "");
    write_theme("mine", "");
    write_theme("dark", "");
    write_theme(".hidden", "");
    theme_each(note, &names);
    ck_assert_msg(strstr(buf_text(&names), "default\n") == buf_text(&names), "%s", buf_text(&names));
    static const char *const twice[] = { "\nmine\n", "\ndark\n" };
    for (size_t i = 0; i < ARRAY_LENGTH(twice); i++) {
        const char *first = strstr(buf_text(&names), twice[i]);
        ck_assert_ptr_nonnull(first);
        ck_assert_ptr_null(strstr(first + 1, twice[i]));
    }
    ck_assert_ptr_null(strstr(buf_text(&names), "hidden"));
    buf_free(&names);
}
END_TEST

static const struct {
    uint32_t rgb;
    enum theme_depth depth;
    int color;
} nearest[] = { { 0x000000, THEME_256, 16 },  { 0xffffff, THEME_256, 231 }, { 0x87afff, THEME_256, 111 },
                { 0x808080, THEME_256, 244 }, { 0xff0000, THEME_16, 9 },    { 0x7f7f7f, THEME_16, 8 },
                { 0xff0000, THEME_8, 1 },     { 0xffffff, THEME_8, 7 },     { 0x050505, THEME_8, 0 } };

START_TEST(the_nearest_color_is_found)
{
    ck_assert_int_eq(theme_nearest(nearest[_i].rgb, nearest[_i].depth), nearest[_i].color);
}
END_TEST

Suite *theme_suite(void)
{
    Suite *suite = suite_create("theme");
    TCase *tests = tcase_create("theme");
    tcase_add_checked_fixture(tests, start, end);
    tcase_add_loop_test(tests, looks_are_read, 0, (int)ARRAY_LENGTH(looks));
    tcase_add_loop_test(tests, bad_lines_are_told_and_skipped, 0, (int)ARRAY_LENGTH(bad_lines));
    tcase_add_loop_test(tests, the_section_closest_to_the_depth_wins, 0, 4);
    tcase_add_test(tests, in_mono_lines_without_colors_count);
    tcase_add_test(tests, colors_that_become_one_are_left_out);
    tcase_add_test(tests, unset_roles_take_their_fallback_or_the_default);
    tcase_add_test(tests, parents_are_read_first);
    tcase_add_test(tests, circles_are_told_where_they_close);
    tcase_add_test(tests, long_chains_end);
    tcase_add_test(tests, the_persons_theme_wins);
    tcase_add_test(tests, a_path_is_a_theme);
    tcase_add_loop_test(tests, what_is_no_theme_is_an_error, 0, (int)ARRAY_LENGTH(missing));
    tcase_add_test(tests, a_missing_theme_says_where_it_was_looked_for);
    tcase_add_test(tests, a_theme_that_cannot_be_read_is_not_passed_over);
    tcase_add_test(tests, names_are_told_once);
    tcase_add_loop_test(tests, the_nearest_color_is_found, 0, (int)ARRAY_LENGTH(nearest));
    suite_add_tcase(suite, tests);
    return suite;
}
