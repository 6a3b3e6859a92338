#include <annotty/model/workbench.h>

#include <annotty/base/mem.h>

#include <check.h>
#include <ctype.h>
#include <stdlib.h>

enum { HINT_LONGEST = 28 };

START_TEST(every_name_is_unique_and_its_whole_name_finds_it)
{
    const struct action *action = &actions[_i];
    struct error error;
    if (action->name != NULL)
        ck_assert_ptr_eq(action_named(slice_of(action->name), &error), action);
}
END_TEST

/* Some beginning that is shorter than the name, unless it is short anyway, another name begins with it all, or it ends
 * with a number, which nobody leaves out. */
START_TEST(every_name_can_be_shortened)
{
    const struct slice name = slice_of(actions[_i].name);
    if (name.length <= sizeof("undo") - 1 || isdigit((unsigned char)name.at[name.length - 1]))
        return;
    bool is_part = false;
    bool found = false;
    for (size_t i = 0; i < action_count; i++)
        is_part =
            is_part || ((int)i != _i && actions[i].name != NULL && slice_starts_with(slice_of(actions[i].name), name));
    for (size_t length = 1; length < name.length; length++)
        found = found || action_named((struct slice){ name.at, length }, NULL) == &actions[_i];
    ck_assert_msg(found || is_part, "%s has no beginning of its own", actions[_i].name);
}
END_TEST

START_TEST(every_row_is_complete)
{
    const struct action *action = &actions[_i];
    const size_t length = strlen(action->help);
    ck_assert_msg(length > 2 && action->help[length - 1] == '.', "\"%s\" is no sentence", action->help);
    ck_assert(action->run != NULL);
    ck_assert(action->where != 0);
    ck_assert(action->name != NULL || *action->keys != '\0');
    if (action->hint != NULL)
        ck_assert_msg(strlen(action->hint) <= HINT_LONGEST, "\"%s\" is too long for the footer", action->hint);
}
END_TEST

/* What people type is text first: only keys that write nothing are actions in a text. */
START_TEST(no_key_means_two_things_in_one_place)
{
    struct slice rest = slice_of(actions[_i].keys);
    struct slice key;
    while (slice_cut(&rest, ' ', &key)) {
        if (key.length == 0)
            continue;
        char *name = xstrndup(key.at, key.length);
        for (size_t i = 0; i < action_count; i++)
            ck_assert_msg((int)i == _i || (actions[i].where & actions[_i].where) == 0 ||
                              !key_is_one_of(actions[i].keys, name),
                          "%s: \"%s\" and \"%s\"", name, actions[i].help, actions[_i].help);
        if (actions[_i].where & PLACE_TEXTS)
            ck_assert_msg(key.length > 1, "%s would be taken out of the text", name);
        free(name);
    }
}
END_TEST

/* As the terminal's keys are called: single characters, these words, and ctrl- or alt- before them. */
static bool is_key(struct slice key)
{
    static const char words[] = "space up down left right home end page-up page-down insert delete backspace enter "
                                "tab shift-tab escape f1 wheel-up wheel-down";
    static const struct slice prefixes[] = { { "ctrl-", 5 }, { "alt-", 4 } };
    for (size_t i = 0; i < ARRAY_LENGTH(prefixes); i++)
        if (slice_starts_with(key, prefixes[i]))
            return is_key(slice_from(key, prefixes[i].length));
    char *name = xstrndup(key.at, key.length);
    const bool known = key.length == 1 || key_is_one_of(words, name);
    free(name);
    return known;
}

START_TEST(keys_are_names_that_exist)
{
    for (size_t i = 0; i < action_count + text_key_count; i++) {
        struct slice rest = slice_of(i < action_count ? actions[i].keys : text_keys[i - action_count].keys);
        struct slice key;
        while (slice_cut(&rest, ' ', &key))
            ck_assert_msg(key.length == 0 || is_key(key), "no key is called \"%.*s\"", SLICE_ARGS(key));
    }
}
END_TEST

START_TEST(text_keys_are_sentences_and_differ)
{
    for (size_t i = 0; i < text_key_count; i++) {
        struct slice rest = slice_of(text_keys[i].keys);
        struct slice key;
        ck_assert_int_eq(text_keys[i].help[strlen(text_keys[i].help) - 1], '.');
        while (slice_cut(&rest, ' ', &key)) {
            char *name = xstrndup(key.at, key.length);
            for (size_t other = 0; other < i; other++)
                ck_assert_msg(!key_is_one_of(text_keys[other].keys, name), "%s stands twice", name);
            free(name);
        }
    }
}
END_TEST

static const struct {
    const char *name, *found;
} names[] = { { "q", "quit" },    { "quit", "quit" }, { "queue", "queue" },
              { "mark", "mark" }, { "zo", "zoom" },   { "previous-m", "previous-match" },
              { "re", NULL },     { "", NULL },       { "nothing", NULL },
              { "Zoom", NULL } };

START_TEST(a_beginning_of_one_name_is_enough)
{
    struct error error = { 0 };
    const struct action *action = action_named(slice_of(names[_i].name), &error);
    if (names[_i].found != NULL) {
        ck_assert_ptr_nonnull(action);
        ck_assert_str_eq(action->name, names[_i].found);
    } else {
        ck_assert_ptr_null(action);
        ck_assert_int_eq(error.kind, ERROR_USAGE);
        ck_assert(strstr(error.message, "Tab") != NULL);
    }
}
END_TEST

static const struct {
    const char *key, *label;
} labels[] = { { "j", "j" },
               { "G", "G" },
               { "ctrl-d", "Ctrl-D" },
               { "alt-enter", "Alt-Enter" },
               { "escape", "Esc" },
               { "space", "Space" },
               { "page-down", "PgDn" },
               { "shift-tab", "Shift-Tab" },
               { "f1", "F1" },
               { "-", "-" },
               { "", "" } };

START_TEST(labels_are_as_people_write_them)
{
    char label[KEY_LABEL_SIZE];
    ck_assert_str_eq(key_label(slice_of(labels[_i].key), label), labels[_i].label);
}
END_TEST

Suite *action_suite(void)
{
    Suite *suite = suite_create("action");
    TCase *tests = tcase_create("rows");
    tcase_add_loop_test(tests, every_name_is_unique_and_its_whole_name_finds_it, 0, (int)action_count);
    tcase_add_loop_test(tests, every_name_can_be_shortened, 0, (int)action_count);
    tcase_add_loop_test(tests, every_row_is_complete, 0, (int)action_count);
    tcase_add_loop_test(tests, no_key_means_two_things_in_one_place, 0, (int)action_count);
    tcase_add_test(tests, keys_are_names_that_exist);
    tcase_add_test(tests, text_keys_are_sentences_and_differ);
    tcase_add_loop_test(tests, a_beginning_of_one_name_is_enough, 0, ARRAY_LENGTH(names));
    tcase_add_loop_test(tests, labels_are_as_people_write_them, 0, ARRAY_LENGTH(labels));
    suite_add_tcase(suite, tests);
    return suite;
}
