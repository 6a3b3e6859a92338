#include <annotty/base/buf.h>

#include <check.h>
#include <stdlib.h>

START_TEST(appends_of_every_kind)
{
    struct buf buf = buf_with_limit(100);
    ck_assert_str_eq(buf_text(&buf), "");
    ck_assert(buf_append_text(&buf, "one"));
    ck_assert(buf_append_char(&buf, ','));
    ck_assert(buf_append_slice(&buf, (struct slice){ "twoXX", 3 }));
    ck_assert(buf_append(&buf, NULL, 0));
    ck_assert(buf_printf(&buf, ",%d%%", 3));
    ck_assert_str_eq(buf_text(&buf), "one,two,3%");
    ck_assert_uint_eq(buf.length, 10);
    ck_assert(slice_is(buf_slice(&buf), "one,two,3%"));
    buf_free(&buf);
}
END_TEST

START_TEST(the_limit_is_exact_and_failure_lasts)
{
    struct buf buf = buf_with_limit(5);
    ck_assert(buf_append_text(&buf, "12345"));
    ck_assert(!buf_append_char(&buf, '6'));
    ck_assert(buf.failed);
    ck_assert_str_eq(buf_text(&buf), "");
    ck_assert(!buf_append_char(&buf, '1'));
    ck_assert(!buf_printf(&buf, "%d", 1));
    ck_assert_ptr_null(buf_reserve(&buf, 1));
    buf_clear(&buf);
    ck_assert(buf_append_text(&buf, "12345"));
    const volatile size_t huge = SIZE_MAX; /* as a wrong sum would give, which the compiler would notice */
    ck_assert(!buf_append(&buf, "x", huge));
    buf_free(&buf);
}
END_TEST

START_TEST(reserved_room_is_counted_when_written)
{
    struct buf buf = buf_with_limit(1000);
    char *room = buf_reserve(&buf, 500);
    memcpy(room, "hello", 5);
    ck_assert_uint_eq(buf.length, 0);
    buf_wrote(&buf, 5);
    ck_assert_str_eq(buf_text(&buf), "hello");
    buf_free(&buf);
}
END_TEST

START_TEST(content_is_moved_out)
{
    struct buf buf = buf_with_limit(100);
    char *empty = buf_take(&buf);
    ck_assert_str_eq(empty, "");
    buf_append_text(&buf, "kept");
    char *text = buf_take(&buf);
    ck_assert_str_eq(text, "kept");
    ck_assert_uint_eq(buf.length, 0);
    ck_assert(buf_append_text(&buf, "new"));
    buf_free(&buf);
    free(empty);
    free(text);
}
END_TEST

Suite *buf_suite(void)
{
    Suite *suite = suite_create("buf");
    TCase *tests = tcase_create("buf");
    tcase_add_test(tests, appends_of_every_kind);
    tcase_add_test(tests, the_limit_is_exact_and_failure_lasts);
    tcase_add_test(tests, reserved_room_is_counted_when_written);
    tcase_add_test(tests, content_is_moved_out);
    suite_add_tcase(suite, tests);
    return suite;
}
