#include "../../../src/cli/catalog.h"
#include "../../../src/cli/man.h"

#include "run.h"

#include <annotty/base/mem.h>
#include <annotty/model/query.h>
#include <annotty/model/workbench.h>
#include <annotty/ui/role.h>
#include <annotty/ui/theme.h>

#include <stdio.h>
#include <stdlib.h>

static char *manual; /* as it reads: without escapes, on one line */

static const struct {
    const char *escape, *reads;
} escapes[] = { { "\\-", "-" }, { "\\(aq", "'" }, { "\\e", "\\" }, { "\\fB", "" },
                { "\\fI", "" }, { "\\fR", "" },   { "\\&", "" },   { "\n", " " } };

static void setup(void)
{
    struct buf roff = buf_with_limit(BUF_LIMIT_BODY), text = buf_with_limit(BUF_LIMIT_BODY);
    man_write(&roff);
    for (const char *at = buf_text(&roff); *at != '\0';) {
        size_t i = 0;
        while (i < ARRAY_LENGTH(escapes) && !slice_starts_with(slice_of(at), slice_of(escapes[i].escape)))
            i++;
        if (i < ARRAY_LENGTH(escapes))
            buf_append_text(&text, escapes[i].reads);
        else
            buf_append_char(&text, *at);
        at += i < ARRAY_LENGTH(escapes) ? strlen(escapes[i].escape) : 1;
    }
    manual = buf_take(&text);
    buf_free(&roff);
}

static void teardown(void)
{
    free(manual);
}

static void assert_has(const char *text)
{
    ck_assert_msg(strstr(manual, text) != NULL, "%s is not in the manual", text);
}

START_TEST(every_command_with_its_flags)
{
    struct catalog_flag flags[CATALOG_FLAGS_MAX];
    for (size_t number = 0; number < catalog_count(); number++) {
        const struct catalog_entry entry = catalog_entry(number);
        struct buf usage = buf_with_limit(BUF_LIMIT_LINE);
        catalog_append_name(&entry, &usage);
        catalog_append_arguments(&entry, &usage);
        assert_has(buf_text(&usage));
        assert_has(entry.help);
        const size_t count = catalog_flags(&entry, flags);
        for (size_t i = 0; i < count; i++) {
            buf_clear(&usage);
            catalog_append_flag(&flags[i], &usage);
            assert_has(flags[i].help);
            assert_has(buf_text(&usage));
        }
        buf_free(&usage);
    }
}
END_TEST

START_TEST(every_setting)
{
    for (size_t i = 0; i < CONFIG_KEY_COUNT; i++) {
        assert_has(config_rows[i].name);
        assert_has(config_rows[i].variable);
        assert_has(config_rows[i].other_variable != NULL ? config_rows[i].other_variable : "");
        assert_has(config_rows[i].help);
    }
}
END_TEST

static void assert_has_keys(const char *keys)
{
    struct slice rest = slice_of(keys), key;
    char label[KEY_LABEL_SIZE];
    while (slice_cut(&rest, ' ', &key))
        if (key.length > 0)
            assert_has(key_label(key, label));
}

START_TEST(every_key)
{
    for (size_t i = 0; i < action_count; i++) {
        assert_has_keys(actions[i].keys);
        assert_has(actions[i].help);
        assert_has(actions[i].name != NULL ? actions[i].name : "");
    }
    for (size_t i = 0; i < text_key_count; i++) {
        assert_has_keys(text_keys[i].keys);
        assert_has(text_keys[i].help);
    }
}
END_TEST

START_TEST(every_exit_status)
{
    for (int kind = 0; kind < ERROR_KIND_COUNT; kind++) {
        bool found = error_exit_status((enum error_kind)kind) == EXIT_PARTLY_DONE;
        for (size_t i = 0; i < exit_status_count; i++)
            found = found || exit_status_rows[i].status == error_exit_status((enum error_kind)kind);
        ck_assert(found);
    }
    for (size_t i = 0; i < exit_status_count; i++) {
        char line[256];
        snprintf(line, sizeof(line), "%d %s", exit_status_rows[i].status, exit_status_rows[i].meaning);
        assert_has(line);
    }
}
END_TEST

static void assert_has_part(const char *pattern, const char *help, void *data)
{
    (void)data;
    assert_has(pattern);
    assert_has(help);
}

START_TEST(every_role_theme_and_filter)
{
    for (size_t i = 0; i < ROLE_COUNT; i++) {
        assert_has(role_rows[i].name);
        assert_has(role_rows[i].help);
    }
    for (size_t i = 0; theme_shipped(i) != NULL; i++)
        assert_has(theme_shipped(i));
    ck_assert_str_eq(theme_shipped(0), "default");
    query_each_part(assert_has_part, NULL);
}
END_TEST

/* A word of ours at the start of a line must not be a request. */
START_TEST(lines_are_text_or_known_requests)
{
    static const char *const requests[] = { ".TH", ".SH", ".SS", ".TP", ".RS", ".RE",
                                            ".PP", ".IP", ".B ", ".nh", ".br", ".\\\"" };
    struct buf roff = buf_with_limit(BUF_LIMIT_BODY);
    man_write(&roff);
    struct slice rest = buf_slice(&roff), line;
    while (slice_cut(&rest, '\n', &line)) {
        bool known = line.length == 0 || (line.at[0] != '.' && line.at[0] != '\'');
        for (size_t i = 0; i < ARRAY_LENGTH(requests); i++)
            known = known || slice_starts_with(line, slice_of(requests[i]));
        ck_assert_msg(known, "%.*s", SLICE_ARGS(line));
        for (size_t i = 0; i < line.length; i++)
            ck_assert_msg(line.at[i] >= ' ' && line.at[i] <= '~', "%.*s", SLICE_ARGS(line));
    }
    buf_free(&roff);
}
END_TEST

Suite *man_suite(void)
{
    TCase *const cases = tcase_create("man");
    tcase_add_checked_fixture(cases, setup, teardown);
    tcase_add_test(cases, every_command_with_its_flags);
    tcase_add_test(cases, every_setting);
    tcase_add_test(cases, every_key);
    tcase_add_test(cases, every_exit_status);
    tcase_add_test(cases, every_role_theme_and_filter);
    tcase_add_test(cases, lines_are_text_or_known_requests);
    Suite *const suite = suite_create("man");
    suite_add_tcase(suite, cases);
    return suite;
}
