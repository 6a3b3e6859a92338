#include <annotty/base/library.h>

#include <annotty/base/mem.h>

#include <check.h>

START_TEST(the_first_library_that_is_there_is_loaded)
{
    static const char *const names[] = { "libannotty-nothing.so.1", "libc.so.6", "libSystem.B.dylib", "libc.so", NULL };
    int (*compare)(const char *, const char *) = NULL;
    void *const library = library_open(names);
    ck_assert_ptr_nonnull(library);
    ck_assert(library_take(library, "strcmp", &compare));
    ck_assert_int_eq(compare("a", "a"), 0);
}
END_TEST

START_TEST(what_is_missing_is_told)
{
    static const char *const names[] = { "libannotty-nothing.so.1", NULL };
    static const char *const some[] = { "libc.so.6", "libSystem.B.dylib", "libc.so", NULL };
    void (*function)(void) = NULL;
    ck_assert_ptr_null(library_open(names));
    ck_assert(!library_take(library_open(some), "annotty_nothing", &function));
    ck_assert(function == NULL);
}
END_TEST

Suite *library_suite(void)
{
    TCase *const cases = tcase_create("library");
    tcase_add_test(cases, the_first_library_that_is_there_is_loaded);
    tcase_add_test(cases, what_is_missing_is_told);
    Suite *const suite = suite_create("library");
    suite_add_tcase(suite, cases);
    return suite;
}
