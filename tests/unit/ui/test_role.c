#include <annotty/base/mem.h>
#include <annotty/ui/role.h>

#include <check.h>
#include <stdlib.h>
#include <string.h>

START_TEST(rows_are_whole)
{
    const struct role_row *row = &role_rows[_i];
    ck_assert_msg(row->name != NULL && *row->name != '\0', "role %d has no name", _i);
    ck_assert_msg(row->help != NULL && *row->help != '\0', "%s has no help", row->name);
    ck_assert_uint_eq(strspn(row->name, "abcdefghijklmnopqrstuvwxyz-"), strlen(row->name));
    for (int other = 0; other < _i; other++)
        ck_assert_str_ne(role_rows[other].name, row->name);
}
END_TEST

START_TEST(fallbacks_end_at_text)
{
    int role = _i;
    for (int steps = 0; role != ROLE_TEXT; steps++) {
        ck_assert_msg(steps < ROLE_COUNT, "the fallbacks of %s go round in a circle", role_rows[_i].name);
        role = (int)role_rows[role].fallback;
    }
    ck_assert_int_eq(role_rows[ROLE_TEXT].fallback, ROLE_TEXT);
}
END_TEST

Suite *role_suite(void)
{
    Suite *suite = suite_create("role");
    TCase *tests = tcase_create("role");
    tcase_add_loop_test(tests, rows_are_whole, 0, ROLE_COUNT);
    tcase_add_loop_test(tests, fallbacks_end_at_text, 0, ROLE_COUNT);
    suite_add_tcase(suite, tests);
    return suite;
}
