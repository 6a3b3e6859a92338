#include "../../../src/cli/help.h"

#include "run.h"

#include <annotty/api/batch.h>
#include <annotty/base/mem.h>

#include <stdio.h>

static struct buf out;

static void setup(void)
{
    out = buf_with_limit(BUF_LIMIT_BODY);
}

static void teardown(void)
{
    buf_free(&out);
}

static void assert_has(const char *text)
{
    ck_assert_msg(strstr(buf_text(&out), text) != NULL, "no %s in:\n%s", text, buf_text(&out));
}

static void assert_fits(size_t width)
{
    struct slice rest = buf_slice(&out), line;
    bool is_example = false;
    while (slice_cut(&rest, '\n', &line)) {
        /* A command line is never broken, so that it can be copied. */
        const bool is_usage = slice_starts_with(line, SLICE("usage:"));
        is_example = slice_starts_with(line, SLICE("Examples:")) || (is_example && line.length > 0);
        ck_assert_msg(is_example || is_usage || line.length <= width, "%.*s", SLICE_ARGS(line));
    }
}

START_TEST(the_whole_help_names_everything)
{
    struct catalog_flag settings[CATALOG_FLAGS_MAX];
    help_write(&out, 80);
    assert_fits(80);
    const size_t count = catalog_settings(settings);
    for (size_t i = 0; i < count; i++)
        assert_has(settings[i].name);
    const char *noun = catalog_noun(0);
    for (size_t i = 0; noun != NULL; noun = catalog_noun(++i))
        assert_has(noun);
}
END_TEST

START_TEST(a_noun_has_its_verbs)
{
    help_write_noun(&out, 80, "queue");
    assert_fits(80);
    assert_has("usage: annotty queue VERB");
    assert_has("An annotation queue is");
    assert_has("  create      Create an annotation queue.\n");
    assert_has("annotty queue update QUEUE_ID");
}
END_TEST

START_TEST(a_command_has_usage_flags_and_statuses)
{
    const struct catalog_entry entry = catalog_entry((size_t)_i);
    struct catalog_flag flags[CATALOG_FLAGS_MAX];
    help_write_entry(&out, 80, &entry);
    assert_fits(80);
    assert_has("usage: annotty ");
    const size_t count = catalog_flags(&entry, flags);
    for (size_t i = 0; i < count; i++) {
        char flag[CATALOG_NAME_SIZE + 4];
        snprintf(flag, sizeof(flag), "  --%s", flags[i].name);
        assert_has(flag);
    }
    if (entry.operation != NULL && api_operation_list(entry.operation, 0) != NULL)
        assert_has("...|@FILE|-  ");
    if (entry.operation != NULL)
        assert_has("\n  1  the server said no\n");
}
END_TEST

START_TEST(flags_are_aligned_and_go_on_below_themselves)
{
    struct catalog_entry entry;
    ck_assert(catalog_find(SLICE("queue"), SLICE("create"), &entry));
    help_write_entry(&out, 60, &entry);
    assert_fits(60);
    assert_has("\n  --name TEXT               Name of the queue. Required.\n");
    assert_has("\n  --csv                     Print CSV (RFC 4180), every\n"
               "                            value as the API says it.\n");
}
END_TEST

Suite *help_suite(void)
{
    TCase *const cases = tcase_create("help");
    tcase_add_checked_fixture(cases, setup, teardown);
    tcase_add_test(cases, the_whole_help_names_everything);
    tcase_add_test(cases, a_noun_has_its_verbs);
    tcase_add_loop_test(cases, a_command_has_usage_flags_and_statuses, 0, (int)catalog_count());
    tcase_add_test(cases, flags_are_aligned_and_go_on_below_themselves);
    Suite *const suite = suite_create("help");
    suite_add_tcase(suite, cases);
    return suite;
}
