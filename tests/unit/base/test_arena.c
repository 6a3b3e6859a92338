#include <annotty/base/arena.h>

#include <check.h>
#include <stddef.h>
#include <stdint.h>

START_TEST(blocks_are_aligned_apart_and_counted)
{
    struct arena arena = ARENA_EMPTY;
    const size_t sizes[] = { 0, 1, 7, 16, 100, 16 * 1024, 200 * 1024, 3 };
    char *last = NULL;
    size_t sum = 0;
    for (size_t i = 0; i < sizeof(sizes) / sizeof(sizes[0]); i++) {
        char *memory = arena_alloc(&arena, sizes[i]);
        ck_assert_uint_eq((uintptr_t)memory % _Alignof(max_align_t), 0);
        memset(memory, (int)i, sizes[i]);
        if (last != NULL && sizes[i - 1] > 0)
            ck_assert_int_eq(last[sizes[i - 1] - 1], (int)i - 1);
        last = memory;
        sum += sizes[i];
    }
    ck_assert_uint_ge(arena.used, sum);
    arena_free(&arena);
    ck_assert_ptr_null(arena.blocks);
}
END_TEST

START_TEST(copies_and_prints)
{
    struct arena arena = ARENA_EMPTY;
    ck_assert_str_eq(arena_copy(&arena, (struct slice){ "abcdef", 3 }), "abc");
    ck_assert_str_eq(arena_copy(&arena, (struct slice){ NULL, 0 }), "");
    ck_assert_str_eq(arena_printf(&arena, "%s-%d", "x", 12), "x-12");
    arena_free(&arena);
}
END_TEST

START_TEST(reset_starts_over)
{
    struct arena arena = ARENA_EMPTY;
    for (int i = 0; i < 100; i++)
        arena_alloc(&arena, 1000);
    arena_reset(&arena);
    ck_assert_uint_eq(arena.used, 0);
    ck_assert_ptr_nonnull(arena.blocks);
    ck_assert_str_eq(arena_copy(&arena, SLICE("again")), "again");
    arena_free(&arena);
    arena_reset(&arena);
}
END_TEST

Suite *arena_suite(void)
{
    Suite *suite = suite_create("arena");
    TCase *tests = tcase_create("arena");
    tcase_add_test(tests, blocks_are_aligned_apart_and_counted);
    tcase_add_test(tests, copies_and_prints);
    tcase_add_test(tests, reset_starts_over);
    suite_add_tcase(suite, tests);
    return suite;
}
