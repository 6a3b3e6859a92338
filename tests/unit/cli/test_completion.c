/* What is in the scripts; what shells do with them is told in tests/e2e/test_completion.c. */
#include "../../../src/cli/completion.h"

#include "run.h"

#include <annotty/base/mem.h>

#include <stdio.h>

static const struct {
    void (*write)(struct buf *out);
    const char *flag, *behind; /* what stands around a flag's name */
    const char *says[6];
} scripts[] = {
    { completion_bash,
      "--",
      "",
      { "complete -F _annotty annotty\n", "'queue list') echo", "*:--theme) echo theme ;;",
        "*:--layout) echo choice auto panes stacked single ;;", "'serve '*:--tls-cert) echo file ;;", "--no-mouse" } },
    { completion_fish,
      " -l ",
      " ",
      { "complete -c annotty -n '__annotty_at --only queue' -a list -d 'List annotation queues.'\n",
        " -l layout -x -a 'auto panes stacked single' -d ", "-d 'Change a queue\\'s name or description.'",
        "complete -c annotty -n '__annotty_at serve' -l tls-cert -r -F", " -l no-mouse ", " -l version " } },
    { completion_zsh,
      "--",
      "",
      { "#compdef annotty\n", "':value:(auto panes stacked single)'", "'Change a queue'\\''s name or description.'",
        "unix\\:PATH", "('serve '*) flags=(", "'--no-mouse[" } },
};

START_TEST(a_script_has_all_commands_and_flags)
{
    struct buf out = buf_with_limit(BUF_LIMIT_BODY);
    struct catalog_flag flags[CATALOG_FLAGS_MAX];
    scripts[_i].write(&out);
    ck_assert(!out.failed);
    for (size_t i = 0; i < ARRAY_LENGTH(scripts[_i].says) && scripts[_i].says[i] != NULL; i++)
        ck_assert_msg(strstr(buf_text(&out), scripts[_i].says[i]) != NULL, "%s", scripts[_i].says[i]);
    for (size_t number = 0; number < catalog_count(); number++) {
        const struct catalog_entry entry = catalog_entry(number);
        ck_assert_ptr_nonnull(strstr(buf_text(&out), entry.noun));
        const size_t count = catalog_flags(&entry, flags);
        for (size_t i = 0; i < count; i++) {
            char flag[CATALOG_NAME_SIZE + 8];
            snprintf(flag, sizeof(flag), "%s%s%s", scripts[_i].flag, flags[i].name, scripts[_i].behind);
            ck_assert_msg(strstr(buf_text(&out), flag) != NULL, "%s", flag);
        }
    }
    buf_free(&out);
}
END_TEST

static const struct {
    const char *text, *special, *apostrophe, *quoted;
} quotes[] = {
    { "plain", ":", "'\\''", "'plain'" },
    { "it's", ":", "'\\''", "'it'\\''s'" },
    { "it's", "\\", "\\'", "'it\\'s'" },
    { "[a]: \\b", ":[]\\", "'\\''", "'\\[a\\]\\: \\\\b'" },
    { "", "", "", "''" },
};

START_TEST(texts_are_quoted)
{
    struct buf out = buf_with_limit(BUF_LIMIT_LINE);
    completion_append_quoted(&out, quotes[_i].text, quotes[_i].special, quotes[_i].apostrophe);
    ck_assert_str_eq(buf_text(&out), quotes[_i].quoted);
    buf_free(&out);
}
END_TEST

static void count_name(const char *name, void *data)
{
    int *counts = data;
    counts[0] += strcmp(name, "name") == 0;
    counts[1] += strcmp(name, "theme") == 0;
    counts[2] += strcmp(name, "json") == 0;
}

START_TEST(a_flag_with_a_value_is_named_once)
{
    int counts[3] = { 0 };
    completion_each_valued_flag(count_name, counts);
    ck_assert_int_eq(counts[0], 1);
    ck_assert_int_eq(counts[1], 1);
    ck_assert_int_eq(counts[2], 0);
}
END_TEST

Suite *completion_suite(void)
{
    TCase *const cases = tcase_create("completion");
    tcase_add_loop_test(cases, a_script_has_all_commands_and_flags, 0, ARRAY_LENGTH(scripts));
    tcase_add_loop_test(cases, texts_are_quoted, 0, ARRAY_LENGTH(quotes));
    tcase_add_test(cases, a_flag_with_a_value_is_named_once);
    Suite *const suite = suite_create("completion");
    suite_add_tcase(suite, cases);
    return suite;
}
