#include <annotty/base/error.h>

#include <check.h>
#include <errno.h>
#include <string.h>

START_TEST(an_error_says_what_and_where)
{
    struct error error = { .http_status = 500, .system_errno = 3 };
    ck_assert(!error_set(&error, ERROR_INPUT, "theme:3", "no such role %s", "x"));
    ck_assert_int_eq(error.kind, ERROR_INPUT);
    ck_assert_str_eq(error.where, "theme:3");
    ck_assert_str_eq(error.message, "no such role x");
    ck_assert_int_eq(error.http_status, 0);
    ck_assert_int_eq(error.system_errno, 0);
    ck_assert(!error_set(&error, ERROR_API, NULL, "plain"));
    ck_assert_str_eq(error.where, "");
    error_clear(&error);
    ck_assert_int_eq(error.kind, ERROR_NONE);
    ck_assert_str_eq(error.message, "");
}
END_TEST

START_TEST(a_system_error_brings_its_reason)
{
    struct error error;
    ck_assert(!error_set_errno(&error, ERROR_STORE, "/x", ENOENT, "cannot open %s", "/x"));
    ck_assert_str_eq(error.message, "cannot open /x: No such file or directory");
    ck_assert_int_eq(error.system_errno, ENOENT);
}
END_TEST

START_TEST(nobody_has_to_ask)
{
    ck_assert(!error_set(NULL, ERROR_API, NULL, "nothing"));
    ck_assert(!error_set_errno(NULL, ERROR_API, NULL, ENOENT, "nothing"));
    error_clear(NULL);
}
END_TEST

START_TEST(long_texts_are_cut)
{
    char text[2000];
    memset(text, 'x', sizeof(text) - 1);
    text[sizeof(text) - 1] = '\0';
    struct error error;
    error_set_errno(&error, ERROR_STORE, text, ENOSPC, "%s", text);
    ck_assert_uint_eq(strlen(error.message), sizeof(error.message) - 1);
    ck_assert_uint_eq(strlen(error.where), sizeof(error.where) - 1);
}
END_TEST

START_TEST(each_kind_has_a_word_of_its_own)
{
    for (int kind = 0; kind < ERROR_KIND_COUNT; kind++) {
        ck_assert_ptr_nonnull(error_kind_name((enum error_kind)kind));
        ck_assert_int_eq(error_exit_status((enum error_kind)kind) == 0, kind == ERROR_NONE);
        for (int other = 0; other < kind; other++)
            ck_assert_str_ne(error_kind_name((enum error_kind)kind), error_kind_name((enum error_kind)other));
    }
    ck_assert(error_is_passing(ERROR_REACH));
    ck_assert(!error_is_passing(ERROR_AUTH));
}
END_TEST

Suite *error_suite(void)
{
    Suite *suite = suite_create("error");
    TCase *tests = tcase_create("error");
    tcase_add_test(tests, an_error_says_what_and_where);
    tcase_add_test(tests, a_system_error_brings_its_reason);
    tcase_add_test(tests, nobody_has_to_ask);
    tcase_add_test(tests, long_texts_are_cut);
    tcase_add_test(tests, each_kind_has_a_word_of_its_own);
    suite_add_tcase(suite, tests);
    return suite;
}
