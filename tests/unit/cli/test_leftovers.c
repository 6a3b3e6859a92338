#include "../../../src/cli/leftovers.h"

#include "scratch.h"

#include <annotty/base/buf.h>

#include <check.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

static struct scratch scratch;
static struct leftovers leftovers;
static char *name;

static void setup(void)
{
    scratch = scratch_new();
    name = scratch_file(&scratch, "in");
}

static void teardown(void)
{
    leftovers_free(&leftovers);
    free(name);
    scratch_remove(&scratch);
}

static void assert_content(const char *path, const char *text)
{
    char found[128];
    FILE *file = fopen(path, "r");
    ck_assert_ptr_nonnull(file);
    found[fread(found, 1, sizeof(found) - 1, file)] = '\0';
    fclose(file);
    ck_assert_str_eq(found, text);
}

START_TEST(nothing_left_makes_no_file)
{
    leftovers = leftovers_new(name, ".failed", false);
    ck_assert_ptr_null(leftovers_end(&leftovers));
    ck_assert_int_ne(access(leftovers.name, F_OK), 0);
}
END_TEST

START_TEST(each_item_is_a_line_for_its_owner_only)
{
    struct stat status;
    leftovers = leftovers_new(name, ".failed", false);
    leftovers_add(&leftovers, SLICE("{\"a\":\r\n1}"));
    leftovers_add(&leftovers, SLICE("\"b\""));
    const char *path = leftovers_end(&leftovers);
    assert_content(path, "{\"a\":  1}\n\"b\"\n");
    ck_assert_str_eq(path + strlen(name), ".failed");
    ck_assert(stat(path, &status) == 0 && (status.st_mode & 0777) == 0600);
}
END_TEST

START_TEST(a_file_that_is_there_stays)
{
    for (int i = 0; i < 3; i++) {
        static const char *const endings[] = { ".failed", ".failed.2", ".failed.3" };
        leftovers = leftovers_new(name, ".failed", false);
        leftovers_add(&leftovers, i == 0 ? SLICE("1") : SLICE("2"));
        ck_assert_str_eq(leftovers_end(&leftovers) + strlen(name), endings[i]);
        leftovers_free(&leftovers);
    }
    char *first = scratch_file(&scratch, "in.failed");
    assert_content(first, "1\n");
    free(first);
}
END_TEST

START_TEST(a_name_that_was_given_must_be_free)
{
    struct error error;
    leftovers = leftovers_new(scratch.path, "", true);
    ck_assert(!leftovers_are_free(&leftovers, &error));
    ck_assert_int_eq(error.kind, ERROR_USAGE);
    leftovers_add(&leftovers, SLICE("1"));
    ck_assert_int_eq(leftovers.problem.kind, ERROR_STORE);
    ck_assert_ptr_null(leftovers_end(&leftovers));
}
END_TEST

START_TEST(what_is_discarded_is_gone)
{
    leftovers = leftovers_new(name, ".failed", false);
    leftovers_add(&leftovers, SLICE("1"));
    leftovers_discard(&leftovers);
    ck_assert_int_ne(access(leftovers.name, F_OK), 0);
    ck_assert_ptr_null(leftovers_end(&leftovers));
    ck_assert_uint_eq(leftovers.count, 1);
}
END_TEST

START_TEST(without_a_name_items_are_only_counted)
{
    leftovers = leftovers_new(NULL, ".failed", false);
    leftovers_add(&leftovers, SLICE("1"));
    ck_assert_uint_eq(leftovers.count, 1);
    ck_assert_ptr_null(leftovers_end(&leftovers));
    ck_assert(leftovers_are_free(&leftovers, NULL));
}
END_TEST

Suite *leftovers_suite(void)
{
    Suite *suite = suite_create("leftovers");
    TCase *tests = tcase_create("leftovers");
    tcase_add_checked_fixture(tests, setup, teardown);
    tcase_add_test(tests, nothing_left_makes_no_file);
    tcase_add_test(tests, each_item_is_a_line_for_its_owner_only);
    tcase_add_test(tests, a_file_that_is_there_stays);
    tcase_add_test(tests, a_name_that_was_given_must_be_free);
    tcase_add_test(tests, what_is_discarded_is_gone);
    tcase_add_test(tests, without_a_name_items_are_only_counted);
    suite_add_tcase(suite, tests);
    return suite;
}
