#include <annotty/store/journal.h>

#include "scratch.h"
#include "suites.h"

#include <check.h>
#include <stdlib.h>

static struct scratch scratch;
static char *path;
static struct journal *journal;
static struct buf found;

static void open_journal(void)
{
    char *aside = NULL;
    struct error error = { 0 };
    journal = journal_open(path, &aside, &error);
    ck_assert_msg(journal != NULL, "%s", error.message);
    ck_assert_ptr_null(aside);
}

static void setup(void)
{
    scratch = scratch_new();
    path = journal_path(scratch.path, "local");
    found = buf_with_limit(BUF_LIMIT_LINE);
    open_journal();
}

static void teardown(void)
{
    journal_close(&journal);
    buf_free(&found);
    free(path);
    scratch_remove(&scratch);
}

static bool note(struct slice name, struct slice text, void *data)
{
    (void)data;
    buf_printf(&found, "%.*s=%.*s;", SLICE_ARGS(name), SLICE_ARGS(text));
    return true;
}

static bool note_one(struct slice name, struct slice text, void *data)
{
    note(name, text, data);
    return false;
}

static const char *drafts(draft_reader reader)
{
    buf_clear(&found);
    ck_assert(journal_each_draft(journal, reader, NULL, NULL));
    return buf_text(&found);
}

START_TEST(a_draft_outlives_the_process)
{
    ck_assert_str_eq(drafts(note), "");
    ck_assert(journal_keep_draft(journal, "a", SLICE("half"), NULL));
    ck_assert(journal_keep_draft(journal, "a", SLICE("half a word"), NULL));
    ck_assert(journal_keep_draft(journal, "b", SLICE("other"), NULL));
    journal_close(&journal);
    open_journal();
    ck_assert_str_eq(drafts(note), "a=half a word;b=other;");
    ck_assert_str_eq(drafts(note_one), "a=half a word;");
    ck_assert_str_eq(drafts(note_one), "a=half a word;");
}
END_TEST

START_TEST(an_empty_one_is_forgotten)
{
    ck_assert(journal_keep_draft(journal, "a", SLICE("half"), NULL));
    ck_assert(journal_keep_draft(journal, "a", SLICE(""), NULL));
    ck_assert(journal_keep_draft(journal, "never", SLICE(""), NULL));
    ck_assert_str_eq(drafts(note), "");
}
END_TEST

START_TEST(two_processes_see_the_same)
{
    struct journal *first = journal;
    open_journal();
    ck_assert(journal_keep_draft(first, "a", SLICE("one"), NULL));
    ck_assert_str_eq(drafts(note), "a=one;");
    ck_assert(journal_keep_draft(journal, "a", SLICE("two"), NULL));
    struct journal *second = journal;
    journal = first;
    ck_assert_str_eq(drafts(note), "a=two;");
    journal_close(&second);
}
END_TEST

Suite *journal_drafts_suite(void)
{
    Suite *suite = suite_create("journal_drafts");
    TCase *tests = tcase_create("drafts");
    tcase_add_checked_fixture(tests, setup, teardown);
    tcase_add_test(tests, a_draft_outlives_the_process);
    tcase_add_test(tests, an_empty_one_is_forgotten);
    tcase_add_test(tests, two_processes_see_the_same);
    suite_add_tcase(suite, tests);
    return suite;
}
