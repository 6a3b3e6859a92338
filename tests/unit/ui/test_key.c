#include <annotty/base/mem.h>
#include <annotty/ui/key.h>

#include <check.h>

static const struct {
    const char *name;
    struct key_input input;
} rows[] = {
    { "j", { .key = 'j' } },
    { "J", { .key = 'J' } },
    { "-", { .key = '-' } },
    { "/", { .key = '/' } },
    { "ä", { .key = 0xe4 } },
    { "日", { .key = 0x65e5 } },
    { "space", { .key = ' ' } },
    { "ctrl-space", { .key = 0 } },
    { "ctrl-a", { .key = 1 } },
    { "ctrl-d", { .key = 4 } },
    { "ctrl-z", { .key = 26 } },
    { "ctrl-\\", { .key = 28 } },
    { "ctrl-]", { .key = 29 } },
    { "ctrl-_", { .key = 31 } },
    { "alt-x", { .key = 'x', .alt = true } },
    { "alt-X", { .key = 'X', .alt = true } },
    { "alt--", { .key = '-', .alt = true } },
    { "alt-ctrl-x", { .key = 24, .alt = true } },
    { "alt-space", { .key = ' ', .alt = true } },
    { "alt-ctrl-space", { .key = 0, .alt = true } },
    { "alt-page-down", { .key = KEY_NAME_PAGE_DOWN, .alt = true } },
    { "up", { .key = KEY_NAME_UP } },
    { "down", { .key = KEY_NAME_DOWN } },
    { "page-up", { .key = KEY_NAME_PAGE_UP } },
    { "enter", { .key = KEY_NAME_ENTER } },
    { "escape", { .key = KEY_NAME_ESCAPE } },
    { "shift-tab", { .key = KEY_NAME_BACK_TAB } },
    { "backspace", { .key = KEY_NAME_BACKSPACE } },
    { "f1", { .key = KEY_NAME_F1 } },
    { "f11", { .key = KEY_NAME_F1 + 10 } },
    { "f12", { .key = KEY_NAME_F12 } },
    { "paste", { .key = KEY_NAME_PASTE } },
    { "click", { .key = KEY_NAME_CLICK } },
    { "wheel-up", { .key = KEY_NAME_WHEEL_UP } },
    { "hangup", { .key = KEY_NAME_HANGUP } },
    { "quit", { .key = KEY_NAME_QUIT } },
};

START_TEST(names_go_both_ways)
{
    char text[KEY_TEXT_SIZE];
    ck_assert_str_eq(key_describe(&rows[_i].input, text), rows[_i].name);
    struct key_input input = { .key = KEY_NAME_NONE };
    ck_assert(key_parse(slice_of(rows[_i].name), &input));
    ck_assert_uint_eq(input.key, rows[_i].input.key);
    ck_assert_int_eq(input.alt, rows[_i].input.alt);
}
END_TEST

START_TEST(every_named_key_has_a_name_that_is_known)
{
    for (uint32_t key = KEY_NAME_NONE + 1; key <= KEY_NAME_QUIT; key++) {
        char text[KEY_TEXT_SIZE];
        struct key_input input = { .key = KEY_NAME_NONE };
        key_describe(&(struct key_input){ .key = key }, text);
        ck_assert_msg(key_parse(slice_of(text), &input), "%s", text);
        ck_assert_uint_eq(input.key, key);
    }
}
END_TEST

static const char *const unknown[] = {
    "",     "jj",    "ctrl-",   "ctrl-D", "ctrl-1", "ctrl-aa", "ctrl-i",   "ctrl-m",     "ctrl-h", "ctrl-[",
    "alt-", "alt-[", "alt-O",   "alt-P",  "alt-]",  "alt-^",   "alt-_",    "alt-alt-x",  "Space",  " ",
    "f0",   "f13",   "page_up", "\t",     "\x7f",   "\xff",    "\xc2\x85", "ctrl-alt-x", "esc",    "none",
};

START_TEST(other_names_are_refused)
{
    struct key_input input = { .key = 'u' };
    ck_assert_msg(!key_parse(slice_of(unknown[_i]), &input), "%s", unknown[_i]);
    ck_assert_uint_eq(input.key, 'u');
}
END_TEST

Suite *key_suite(void)
{
    Suite *suite = suite_create("key");
    TCase *tests = tcase_create("key");
    tcase_add_loop_test(tests, names_go_both_ways, 0, (int)ARRAY_LENGTH(rows));
    tcase_add_test(tests, every_named_key_has_a_name_that_is_known);
    tcase_add_loop_test(tests, other_names_are_refused, 0, (int)ARRAY_LENGTH(unknown));
    suite_add_tcase(suite, tests);
    return suite;
}
