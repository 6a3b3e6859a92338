#include "../../../src/net/feed.h"

#include <annotty/base/buf.h>

#include <check.h>

struct heard {
    size_t batches, rows, first;
    struct buf elements;
};

static void hear(struct rows *rows, struct slice elements, void *data)
{
    struct heard *heard = data;
    if (heard->batches++ == 0)
        heard->first = rows_count(rows);
    heard->rows += rows_count(rows);
    struct rows *again = feed_rows_of(&api_operations[API_LIST_PROJECTS], elements);
    ck_assert_ptr_nonnull(again);
    ck_assert_uint_eq(rows_count(again), rows_count(rows));
    rows_free(&again);
    rows_free(&rows);
}

static struct buf projects(int count, const char *end)
{
    struct buf text = buf_with_limit(10 * 1024 * 1024);
    buf_append_text(&text, "{\"data\":[");
    for (int i = 0; i < count; i++)
        buf_printf(&text, "%s{\"id\":\"p%d\",\"type\":\"projects\",\"attributes\":{\"name\":\"n%d\"}}",
                   i > 0 ? "," : "", i, i);
    buf_append_text(&text, end);
    return text;
}

START_TEST(gives_a_small_batch_first)
{
    struct heard heard = { 0 };
    struct feed *feed = feed_new(&api_operations[API_LIST_PROJECTS], hear, &heard);
    struct buf text = projects(5000, "],\"meta\":{\"after\":\"c\\\"1\"}}");
    ck_assert(feed_take(feed, buf_slice(&text), NULL));
    ck_assert_uint_eq(heard.first, 64);
    ck_assert(feed_end(feed, NULL));
    ck_assert_uint_eq(heard.rows, 5000);
    ck_assert_uint_eq(heard.batches, 4);
    ck_assert(slice_is(feed_after(feed), "c\"1"));
    buf_free(&text);
    feed_free(&feed);
}
END_TEST

static const struct {
    const char *end, *says;
} broken[] = {
    { "", "cut off" },
    { ",{\"id\":7}]}", "no id" },
    { ",{\"id\":\"x\",\"attributes\":{\"name\":1}}]}", "another JSON type" },
    { "],}", "member" },
};

START_TEST(says_what_is_broken)
{
    struct heard heard = { 0 };
    struct error error = { 0 };
    struct feed *feed = feed_new(&api_operations[API_LIST_PROJECTS], hear, &heard);
    struct buf text = projects(3, broken[_i].end);
    ck_assert(!feed_take(feed, buf_slice(&text), &error) || !feed_end(feed, &error));
    ck_assert_int_eq(error.kind, ERROR_PROTOCOL);
    ck_assert_msg(strstr(error.message, broken[_i].says) != NULL, "%s", error.message);
    buf_free(&text);
    feed_free(&feed);
}
END_TEST

START_TEST(a_cached_part_that_is_no_list_is_nothing)
{
    ck_assert_ptr_null(feed_rows_of(&api_operations[API_LIST_PROJECTS], SLICE("{}")));
    ck_assert_ptr_null(feed_rows_of(&api_operations[API_LIST_PROJECTS], SLICE("[")));
}
END_TEST

Suite *feed_suite(void)
{
    Suite *suite = suite_create("feed");
    TCase *tests = tcase_create("feed");
    tcase_add_test(tests, gives_a_small_batch_first);
    tcase_add_loop_test(tests, says_what_is_broken, 0, (int)(sizeof(broken) / sizeof(broken[0])));
    tcase_add_test(tests, a_cached_part_that_is_no_list_is_nothing);
    suite_add_tcase(suite, tests);
    return suite;
}
