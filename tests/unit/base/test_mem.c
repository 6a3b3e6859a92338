#include <annotty/base/mem.h>

#include <check.h>
#include <signal.h>
#include <stdint.h>
#include <stdlib.h>

START_TEST(nothing_asked_is_still_memory)
{
    void *memory[] = { xmalloc(0), xcalloc(0, 0), xrealloc(NULL, 0) };
    for (size_t i = 0; i < ARRAY_LENGTH(memory); i++) {
        ck_assert_ptr_nonnull(memory[i]);
        free(memory[i]);
    }
}
END_TEST

START_TEST(arrays_grow_and_keep_their_content)
{
    int *numbers = NULL;
    size_t capacity = 0, moves = 0;
    for (size_t count = 0; count < 10000; count++) {
        const size_t before = capacity;
        numbers = xgrow(numbers, &capacity, count + 1, sizeof(*numbers));
        moves += capacity != before;
        numbers[count] = (int)count;
    }
    for (int i = 0; i < 10000; i++)
        ck_assert_int_eq(numbers[i], i);
    ck_assert_uint_lt(moves, 40);
    free(numbers);
}
END_TEST

START_TEST(texts_are_copied)
{
    char *copy = xstrdup("abc"), *part = xstrndup("abcdef", 2), *none = xstrndup(NULL, 0),
         *printed = xasprintf("%d", 7);
    ck_assert_str_eq(copy, "abc");
    ck_assert_str_eq(part, "ab");
    ck_assert_str_eq(none, "");
    ck_assert_str_eq(printed, "7");
    free(copy);
    free(part);
    free(none);
    free(printed);
}
END_TEST

static void leave_quietly(void)
{
    _Exit(42);
}

START_TEST(exhaustion_restores_first)
{
    mem_on_exhaustion(leave_quietly);
    size_t capacity = 0;
    xgrow(NULL, &capacity, SIZE_MAX / 2, 16);
}
END_TEST

START_TEST(exhaustion_ends_the_program)
{
    size_t capacity = 0;
    xgrow(NULL, &capacity, SIZE_MAX / 2, 16);
}
END_TEST

Suite *mem_suite(void)
{
    Suite *suite = suite_create("mem");
    TCase *tests = tcase_create("mem");
    tcase_add_test(tests, nothing_asked_is_still_memory);
    tcase_add_test(tests, arrays_grow_and_keep_their_content);
    tcase_add_test(tests, texts_are_copied);
    tcase_add_exit_test(tests, exhaustion_restores_first, 42);
    tcase_add_test_raise_signal(tests, exhaustion_ends_the_program, SIGABRT);
    suite_add_tcase(suite, tests);
    return suite;
}
