#include "desk.h"

#include <annotty/base/mem.h>

#include <check.h>
#include <stdio.h>

/* Each from the three interactions a, b (annotated) and c, the focus on them. */
static const struct {
    const char *keys, *state, *message;
} scripts[] = {
    { "j", "[q1] q2 q3 | a [b] c | interactions", NULL },
    { "G", "[q1] q2 q3 | a b [c] | interactions", NULL },
    { "G g", "[q1] q2 q3 | [a] b c | interactions", NULL },
    { "h", "[q1] q2 q3 | [a] b c | queues", NULL },
    { "tab tab", "[q1] q2 q3 | [a] b c | queues", NULL },
    { "shift-tab", "[q1] q2 q3 | [a] b c | queues", NULL },
    { "l l l", "[q1] q2 q3 | [a] b c | detail", NULL },
    { "x", "[q1] q2 q3 | [a] b c | interactions", "x does nothing here" },
    { "x j", "[q1] q2 q3 | a [b] c | interactions", NULL },
    /* Marks. */
    { "space space", "[q1] q2 q3 | *a *b [c] | interactions", NULL },
    { "space k space", "[q1] q2 q3 | a [b] c | interactions", NULL },
    { "*", "[q1] q2 q3 | [*a] *b *c | interactions", "3 marked" },
    { "* -", "[q1] q2 q3 | [a] b c | interactions", NULL },
    { "V j j V", "[q1] q2 q3 | *a *b [*c] | interactions", "3 marked" },
    { "G V k space", "[q1] q2 q3 | a [*b] *c | interactions", "2 marked" },
    { "V j escape", "[q1] q2 q3 | a [b] c | interactions", NULL },
    { "V j h l V", "[q1] q2 q3 | a [b] c | interactions", "move to the other end" },
    { "V j - space", "[q1] q2 q3 | a *b [c] | interactions", NULL },
    /* Filter. */
    { "/ b", "[q1] q2 q3 | [b] | interactions filter", NULL },
    { "/ b enter", "[q1] q2 q3 | [b] | interactions", NULL },
    { "/ b enter * escape", "[q1] q2 q3 | a [*b] c | interactions", NULL },
    { "/ b escape", "[q1] q2 q3 | [a] b c | interactions", NULL },
    { "j j / b enter / z", "[q1] q2 q3 | | interactions filter", NULL },
    { "j j / b enter / z ctrl-c", "[q1] q2 q3 | [b] | interactions", NULL },
    { "/ z z enter", "[q1] q2 q3 | | interactions", NULL },
    { "/ z z enter q", "[q1] q2 q3 | [a] b c | interactions", NULL },
    { "n", "[q1] q2 q3 | [a] b c | interactions", "nothing was searched for yet" },
    { "/ b enter escape g n", "[q1] q2 q3 | a [b] c | interactions", NULL },
    { "/ b enter escape G N", "[q1] q2 q3 | a [b] c | interactions", NULL },
    { "/ b enter / backspace enter n", "[q1] q2 q3 | a [b] c | interactions", NULL },
    { "l / b enter", "[q1] q2 q3 | [a] b c | detail", "isn't in this trace" },
    { "l n", "[q1] q2 q3 | [a] b c | detail", "nothing was searched for yet" },
    /* Sort. */
    { "s", "[q1] q2 q3 | [a] b c | interactions menu", NULL },
    { "s c", "[q1] q2 q3 | [a] b c | interactions", "sorted by Content, ascending" },
    { "s c s c", "[q1] q2 q3 | c b [a] | interactions", "sorted by Content, descending" },
    { "s c s c s c", "[q1] q2 q3 | [a] b c | interactions", "ascending" },
    { "s enter s enter s o", "[q1] q2 q3 | [a] b c | interactions", "order of the server" },
    { "s escape", "[q1] q2 q3 | [a] b c | interactions", NULL },
    { "s q", "[q1] q2 q3 | [a] b c | interactions", NULL },
    { "s ! down up up enter", "[q1] q2 q3 | [a] b c | interactions", "sorted by Content" },
    /* Help, projects: back closes what is on top, and leaves the filter below. */
    { "/ b enter ? escape", "[q1] q2 q3 | [b] | interactions", NULL },
    { "/ b enter ? q", "[q1] q2 q3 | [b] | interactions", NULL },
    { "/ b enter s escape", "[q1] q2 q3 | [b] | interactions", NULL },
    { "/ b enter p", "[q1] q2 q3 | [b] | interactions projects", NULL },
    { "/ b enter p q", "[q1] q2 q3 | [b] | interactions", NULL },
    { "? ?", "[q1] q2 q3 | [a] b c | interactions help", "? does nothing here; Esc closes this" },
    { "s z", "[q1] q2 q3 | [a] b c | interactions menu", "z does nothing here; Esc closes this" },
    { "d ?", "[q1] q2 q3 | [a] b c | interactions confirm", "? does nothing here; y does it, n doesn't" },
    { "z = escape", "[q1] q2 q3 | [a] b c | detail", NULL },
    { "z = escape escape escape escape", "[q1] q2 q3 | [a] b c | queues", NULL },
    { "escape escape", "[q1] q2 q3 | [a] b c | queues", "q quits" },
};

START_TEST(keys_do_what_they_say)
{
    struct desk *desk = desk_open();
    press(desk, "l");
    press(desk, scripts[_i].keys);
    SHOWS(desk, scripts[_i].state);
    if (scripts[_i].message != NULL)
        SAYS(desk, scripts[_i].message);
    else
        ck_assert_ptr_null(desk->workbench->message);
    ck_assert_uint_eq(waiting(desk, ERRAND_QUIT), 0);
    desk_free(desk);
}
END_TEST

/* Typed after ":", the focus on the interactions. */
static const struct {
    const char *line, *state, *message;
} commands[] = {
    { "last", "[q1] q2 q3 | a b [c] | interactions", NULL },
    { "la", "[q1] q2 q3 | [a] b c | interactions", "may be several commands" },
    { "xyz", "[q1] q2 q3 | [a] b c | interactions", "is no command" },
    { "zoom in", "[q1] q2 q3 | [a] b c | interactions", "takes nothing" },
    { "", "[q1] q2 q3 | [a] b c | interactions", NULL },
    { "  filter   b ", "[q1] q2 q3 | [b] | interactions", NULL },
    { "filter", "[q1] q2 q3 | [a] b c | interactions filter", NULL },
    { "sort colour", "[q1] q2 q3 | [a] b c | interactions", "no column \"colour\"" },
    { "q cod", "q1 [q2] q3 | | interactions", NULL },
    { "q nowhere", "[q1] q2 q3 | [a] b c | interactions", "no queue here is called \"nowhere\"" },
    { "queue ONE", "[q1] q2 q3 | [a] b c | interactions", NULL },
    { "queue", "[q1] q2 q3 | [a] b c | queues filter", NULL },
    { "project shop", "| | interactions", NULL },
    { "project none", "[q1] q2 q3 | [a] b c | interactions", "no project is called" },
    { "delete", "[q1] q2 q3 | [a] b c | interactions", "delete does nothing here" },
    { "remove", "[q1] q2 q3 | [a] b c | interactions confirm", NULL },
    { "add x", "[q1] q2 q3 | [a] b c | interactions intake", NULL },
    { "set", "[q1] q2 q3 | [a] b c | interactions", "set NAME VALUE" },
    { "copy colour", "[q1] q2 q3 | [a] b c | interactions", "can't be copied" },
};

START_TEST(commands_do_what_they_say)
{
    struct desk *desk = desk_open();
    press(desk, "l :");
    type(desk, commands[_i].line);
    press(desk, "enter");
    SHOWS(desk, commands[_i].state);
    if (commands[_i].message != NULL)
        SAYS(desk, commands[_i].message);
    desk_free(desk);
}
END_TEST

/* In every place that takes commands; the ones that need another place say so. */
START_TEST(every_command_can_be_given_everywhere)
{
    static const char *const places[] = { "g", "l", "l l", "p" };
    for (size_t i = 0; i < ARRAY_LENGTH(places); i++) {
        struct desk *desk = desk_open();
        press(desk, places[i]);
        if (actions[_i].name != NULL)
            workbench_command(desk->workbench, actions[_i].name);
        ck_assert_uint_le(desk->workbench->overlay_count, 2);
        desk_free(desk);
    }
}
END_TEST

START_TEST(going_somewhere_by_name_ignores_filters)
{
    struct desk *desk = desk_open();
    press(desk, "p /");
    type(desk, "nothing");
    press(desk, "enter");
    workbench_command(desk->workbench, "project shop");
    ck_assert_str_eq(desk->workbench->project_id, "p1");
    answer(desk, API_LIST_QUEUES, "q1=Tone q2=Code");
    press(desk, "/");
    type(desk, "tone");
    press(desk, "enter");
    SHOWS(desk, "[q1] | | queues");
    workbench_command(desk->workbench, "queue code");
    SHOWS(desk, "q1 [q2] | | interactions");
    desk_free(desk);
}
END_TEST

START_TEST(a_filter_of_the_queues_opens_what_it_leaves)
{
    struct desk *desk = desk_open();
    press(desk, "/");
    type(desk, "code");
    SHOWS(desk, "[q2] | [a] b c | queues filter");
    press(desk, "escape");
    SHOWS(desk, "[q1] q2 q3 | [a] b c | queues");
    wait_ms(desk, 100);
    ck_assert_str_eq(desk->workbench->queue_id, "q1");
    workbench_command(desk->workbench, "filter code");
    wait_ms(desk, 100);
    ck_assert_str_eq(desk->workbench->queue_id, "q2");
    desk_free(desk);
}
END_TEST

static const struct {
    const char *typed, *line;
    size_t candidates;
} completions[] = {
    { "thema", "thema", 0 },
    { "the", "theme ", 0 },
    { "sor", "sort ", 0 },
    { "theme d", "theme dark", 1 },
    { "q t", "q Tone", 1 },
    { "queue e", "queue Empty", 1 },
    { "re", "re", 8 },
    { "sort cont", "sort content_id", 1 },
    { "sort se", "sort server", 1 },
    { "project s", "project Shop", 1 },
    { "zoom x", "zoom x", 0 },
    { "layout s", "layout s", 2 },
};

START_TEST(tab_completes_as_far_as_it_is_clear)
{
    static const char *const themes[] = { "dark", "light", NULL };
    struct desk *desk = desk_open();
    desk->workbench->theme_names = themes;
    press(desk, "l :");
    type(desk, completions[_i].typed);
    press(desk, "tab");
    ck_assert_str_eq(buf_text(&desk->workbench->line.text), completions[_i].line);
    if (completions[_i].line[strlen(completions[_i].line) - 1] != ' ')
        ck_assert_uint_eq(desk->workbench->completion_count, completions[_i].candidates);
    desk_free(desk);
}
END_TEST

START_TEST(completion_never_cuts_a_character)
{
    struct desk *desk = desk_open();
    press(desk, "r");
    answer(desk, API_LIST_QUEUES, "q1=caf\xC3\xA9 q2=caf\xC3\xA8");
    press(desk, ":");
    type(desk, "queue c");
    press(desk, "tab");
    ck_assert_str_eq(buf_text(&desk->workbench->line.text), "queue caf");
    desk_free(desk);
}
END_TEST

START_TEST(earlier_commands_come_back)
{
    struct desk *desk = desk_open();
    for (int i = 0; i < HISTORY_MAX + 2; i++) {
        char line[24];
        snprintf(line, sizeof(line), "set x %d", i);
        press(desk, ":");
        type(desk, line);
        press(desk, "enter");
    }
    ck_assert_uint_eq(desk->workbench->history_count, HISTORY_MAX);
    press(desk, ": up up");
    ck_assert_str_eq(buf_text(&desk->workbench->line.text), "set x 50");
    press(desk, "down");
    ck_assert_str_eq(buf_text(&desk->workbench->line.text), "set x 51");
    press(desk, "down down");
    ck_assert_str_eq(buf_text(&desk->workbench->line.text), "");
    press(desk, "escape");
    ck_assert_str_eq(take_text(desk, ERRAND_SET), "x 51");
    desk_free(desk);
}
END_TEST

START_TEST(copies_what_the_menu_offers)
{
    static const struct {
        const char *keys, *text;
    } rows[] = { { "y i", "q1" }, { "y n", "Tone" }, { "l y c", "a" }, { "l l j y i", "a" } };
    for (size_t i = 0; i < ARRAY_LENGTH(rows); i++) {
        struct desk *desk = desk_open();
        press(desk, rows[i].keys);
        ck_assert_str_eq(take_text(desk, ERRAND_COPY), rows[i].text);
        desk_free(desk);
    }
}
END_TEST

START_TEST(an_empty_menu_chooses_nothing)
{
    struct desk *desk = desk_open();
    workbench_command(desk->workbench, "theme");
    ck_assert_uint_eq(desk->workbench->choice_count, 0);
    press(desk, "down up down enter");
    ck_assert_uint_eq(desk->workbench->choice_at, 0);
    ck_assert_uint_eq(waiting(desk, ERRAND_SET), 0);
    desk_free(desk);
}
END_TEST

START_TEST(q_leaves_the_first_pane_for_good)
{
    struct desk *desk = desk_open();
    press(desk, "l q");
    ck_assert_uint_eq(waiting(desk, ERRAND_QUIT), 0);
    press(desk, "q");
    ck_assert_uint_eq(waiting(desk, ERRAND_QUIT), 1);
    desk_free(desk);
}
END_TEST

Suite *workbench_keys_suite(void)
{
    Suite *suite = suite_create("workbench_keys");
    TCase *tests = tcase_create("keys");
    tcase_add_loop_test(tests, keys_do_what_they_say, 0, ARRAY_LENGTH(scripts));
    tcase_add_loop_test(tests, commands_do_what_they_say, 0, ARRAY_LENGTH(commands));
    tcase_add_loop_test(tests, every_command_can_be_given_everywhere, 0, (int)action_count);
    tcase_add_test(tests, going_somewhere_by_name_ignores_filters);
    tcase_add_test(tests, a_filter_of_the_queues_opens_what_it_leaves);
    tcase_add_loop_test(tests, tab_completes_as_far_as_it_is_clear, 0, ARRAY_LENGTH(completions));
    tcase_add_test(tests, completion_never_cuts_a_character);
    tcase_add_test(tests, earlier_commands_come_back);
    tcase_add_test(tests, copies_what_the_menu_offers);
    tcase_add_test(tests, an_empty_menu_chooses_nothing);
    tcase_add_test(tests, q_leaves_the_first_pane_for_good);
    suite_add_tcase(suite, tests);
    return suite;
}
