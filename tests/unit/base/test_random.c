#include <annotty/base/random.h>

#include <check.h>
#include <string.h>

START_TEST(numbers_stay_below_and_reach_all)
{
    int seen[7] = { 0 };
    for (int i = 0; i < 7000; i++) {
        const uint32_t value = random_below(7);
        ck_assert_uint_lt(value, 7);
        seen[value]++;
    }
    for (int i = 0; i < 7; i++)
        ck_assert_int_gt(seen[i], 700);
    ck_assert_uint_eq(random_below(1), 0);
    ck_assert_uint_eq(random_below(0), 0);
}
END_TEST

START_TEST(ids_have_the_form_and_differ)
{
    char last[UUID_SIZE] = "";
    for (int i = 0; i < 100; i++) {
        char id[UUID_SIZE];
        random_uuid(id);
        ck_assert_uint_eq(strlen(id), 36);
        ck_assert_uint_eq(strspn(id, "0123456789abcdef-"), 36);
        for (int at = 0; at < 36; at++)
            ck_assert_int_eq(id[at] == '-', at == 8 || at == 13 || at == 18 || at == 23);
        ck_assert_int_eq(id[14], '4');
        ck_assert_ptr_nonnull(strchr("89ab", id[19]));
        ck_assert_str_ne(id, last);
        memcpy(last, id, sizeof(last));
    }
}
END_TEST

START_TEST(every_byte_is_drawn)
{
    unsigned char sum[64] = { 0 };
    for (int round = 0; round < 20; round++) {
        unsigned char bytes[64] = { 0 };
        random_bytes(bytes, sizeof(bytes));
        for (size_t i = 0; i < sizeof(bytes); i++)
            sum[i] |= bytes[i];
    }
    for (size_t i = 0; i < sizeof(sum); i++)
        ck_assert_uint_ne(sum[i], 0);
}
END_TEST

Suite *random_suite(void)
{
    Suite *suite = suite_create("random");
    TCase *tests = tcase_create("random");
    tcase_add_test(tests, numbers_stay_below_and_reach_all);
    tcase_add_test(tests, ids_have_the_form_and_differ);
    tcase_add_test(tests, every_byte_is_drawn);
    suite_add_tcase(suite, tests);
    return suite;
}
