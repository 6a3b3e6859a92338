#include <annotty/api/rows.h>

#include <check.h>

static struct rows *rows;
static const struct api_resource *interaction;

static void setup(void)
{
    interaction = &api_resources[API_INTERACTION];
    rows = rows_new(interaction);
}

static void teardown(void)
{
    rows_free(&rows);
}

static uint32_t put(struct rows *into, const char *text, bool *changed)
{
    struct json_value value;
    struct api_record record;
    struct error error;
    ck_assert_msg(json_check(slice_of(text), &value, &error), "%s", error.message);
    ck_assert_msg(api_decode(rows_resource(into), value, &record, &error), "%s", error.message);
    return rows_put(into, &record, changed);
}

static void assert_cell(uint32_t row, const char *field, const char *text)
{
    const struct slice cell = rows_cell(rows, row, api_field_index(interaction, slice_of(field)));
    ck_assert_msg(slice_is(cell, text), "%s is %.*s", field, SLICE_ARGS(cell));
}

#define FIRST                                                                                                          \
    "{\"id\":\"i1\",\"content_id\":\"c\\\"1\",\"type\":\"trace\",\"annotations\":[{\"id\":\"a1\","                     \
    "\"interaction_id\":\"i1\",\"label_values\":{\"q\":1e400},\"created_at\":\"t1\",\"created_by\":\"u1\","            \
    "\"modified_at\":\"t1\",\"modified_by\":\"u1\"}]}"

START_TEST(keeps_what_was_put)
{
    bool changed = false;
    const uint32_t row = put(rows, FIRST, &changed);
    ck_assert(changed);
    ck_assert(slice_is(rows_id(rows, row), "i1"));
    assert_cell(row, "content_id", "c\"1");
    assert_cell(row, "type", "trace");
    ck_assert(!rows_has(rows, row, api_field_index(interaction, SLICE("created_at"))));
    uint32_t first = 0, count = 0;
    const int annotations = api_field_index(interaction, SLICE("annotations"));
    rows_child_range(rows, row, annotations, &first, &count);
    ck_assert_uint_eq(count, 1);
    const struct rows *children = rows_children(rows, annotations);
    const int labels = api_field_index(&api_resources[API_ANNOTATION], SLICE("label_values"));
    ck_assert(slice_is(rows_cell(children, first, labels), "{\"q\":1e400}"));
    struct buf out = buf_with_limit(4096);
    ck_assert(rows_write_json(rows, row, &out));
    ck_assert_str_eq(buf_text(&out), FIRST);
    buf_free(&out);
}
END_TEST

START_TEST(putting_again_changes_in_place)
{
    bool changed = false;
    const uint32_t row = put(rows, FIRST, NULL);
    const size_t memory = rows_memory(rows);
    for (int i = 0; i < 1000; i++) {
        ck_assert_uint_eq(put(rows, FIRST, &changed), row);
        ck_assert(!changed);
    }
    ck_assert_uint_eq(rows_memory(rows), memory);
    ck_assert_uint_eq(
        put(rows, "{\"id\":\"i1\",\"content_id\":\"c2\",\"type\":\"trace\",\"annotations\":[]}", &changed), row);
    ck_assert(changed);
    assert_cell(row, "content_id", "c2");
    ck_assert(!rows_has(rows, row, api_field_index(interaction, SLICE("annotations"))));
    ck_assert_uint_eq(rows_count(rows), 1);
}
END_TEST

START_TEST(removed_rows_are_not_found_and_can_come_back)
{
    const uint32_t row = put(rows, "{\"id\":\"i1\",\"content_id\":\"c1\"}", NULL);
    put(rows, "{\"id\":\"i2\",\"content_id\":\"c2\"}", NULL);
    rows_remove(rows, row);
    rows_remove(rows, row);
    ck_assert_uint_eq(rows_live_count(rows), 1);
    ck_assert_uint_eq(rows_find(rows, SLICE("i1")), ROW_NONE);
    bool changed = false;
    const uint32_t again = put(rows, "{\"id\":\"i1\",\"content_id\":\"c3\"}", &changed);
    ck_assert(changed);
    ck_assert_uint_eq(rows_find(rows, SLICE("i1")), again);
    assert_cell(again, "content_id", "c3");
    ck_assert_uint_eq(rows_live_count(rows), 2);
}
END_TEST

/* Strings, too, where any value may stand: "1" isn't 1. */
START_TEST(any_values_keep_their_characters)
{
    static const char text[] = "{\"id\":\"r\",\"input\":\"a\\u0000\\u00e9\",\"expected_output\":9007199254740993,"
                               "\"metadata\":{\"a\":0.10,\"a\": -0}}";
    struct rows *records = rows_new(&api_resources[API_RECORD_ITEM]);
    struct buf out = buf_with_limit(4096);
    const uint32_t row = put(records, text, NULL);
    ck_assert(rows_write_json(records, row, &out));
    ck_assert_str_eq(buf_text(&out), text);
    ck_assert(slice_is(rows_cell(records, row, api_field_index(&api_resources[API_RECORD_ITEM], SLICE("input"))),
                       "\"a\\u0000\\u00e9\""));
    buf_free(&out);
    rows_free(&records);
}
END_TEST

START_TEST(a_refresh_drops_what_did_not_come)
{
    put(rows, "{\"id\":\"a\"}", NULL);
    put(rows, "{\"id\":\"b\"}", NULL);
    put(rows, "{\"id\":\"c\"}", NULL);
    rows_refresh_begin(rows);
    put(rows, "{\"id\":\"d\"}", NULL);
    put(rows, "{\"id\":\"c\"}", NULL);
    put(rows, "{\"id\":\"a\"}", NULL);
    ck_assert_uint_eq(rows_live_count(rows), 4);
    rows_refresh_end(rows);
    ck_assert_uint_eq(rows_live_count(rows), 3);
    ck_assert_uint_eq(rows_find(rows, SLICE("b")), ROW_NONE);
    ck_assert_uint_eq(rows_position(rows, rows_find(rows, SLICE("d"))), 0);
    ck_assert_uint_eq(rows_position(rows, rows_find(rows, SLICE("c"))), 1);
    ck_assert_uint_eq(rows_position(rows, rows_find(rows, SLICE("a"))), 2);
}
END_TEST

START_TEST(an_abandoned_refresh_drops_nothing)
{
    put(rows, "{\"id\":\"a\"}", NULL);
    put(rows, "{\"id\":\"b\"}", NULL);
    rows_refresh_begin(rows);
    put(rows, "{\"id\":\"b\"}", NULL);
    rows_refresh_abandon(rows);
    ck_assert_uint_eq(rows_live_count(rows), 2);
}
END_TEST

START_TEST(tables_are_poured_together)
{
    struct rows *other = rows_new(interaction);
    put(other, FIRST, NULL);
    put(other, "{\"id\":\"i2\",\"content_id\":\"c2\",\"type\":\"trace\"}", NULL);
    put(rows, "{\"id\":\"i2\",\"content_id\":\"old\",\"type\":\"trace\"}", NULL);
    rows_put_all(rows, other);
    rows_free(&other);
    ck_assert_uint_eq(rows_live_count(rows), 2);
    assert_cell(rows_find(rows, SLICE("i2")), "content_id", "c2");
    struct buf out = buf_with_limit(4096);
    rows_write_json(rows, rows_find(rows, SLICE("i1")), &out);
    ck_assert_str_eq(buf_text(&out), FIRST);
    buf_free(&out);
}
END_TEST

START_TEST(many_rows_stay_small)
{
    enum { MANY = 20000 };
    struct buf text = buf_with_limit(4096);
    for (int i = 0; i < MANY; i++) {
        buf_clear(&text);
        buf_printf(&text,
                   "{\"id\":\"0b6f%06d-5d8e-4a53-9a57-2b8f3c9d4e10\",\"content_id\":\"6903738200000000af2d37%010d\","
                   "\"type\":\"trace\",\"annotations\":[",
                   i, i);
        for (int k = 0; k < 2; k++)
            buf_printf(&text,
                       "%s{\"id\":\"%d77f%06d-5d8e-4a53-9a57-2b8f3c9d4e10\",\"interaction_id\":"
                       "\"0b6f%06d-5d8e-4a53-9a57-2b8f3c9d4e10\",\"label_values\":{\"quality\":\"good\"},"
                       "\"created_at\":\"2026-08-21T09:15:00.%03dZ\",\"created_by\":\"u%d\","
                       "\"modified_at\":\"2026-08-21T09:15:00.%03dZ\",\"modified_by\":\"u%d\"}",
                       k > 0 ? "," : "", k, i, i, i % 1000, k, i % 1000, k);
        buf_append_text(&text, "]}");
        put(rows, buf_text(&text), NULL);
    }
    ck_assert_uint_eq(rows_live_count(rows), MANY);
    /* 200,000 of them must leave room in 100 MB. */
    ck_assert_uint_lt(rows_memory(rows), (size_t)MANY * 450);
    buf_free(&text);
}
END_TEST

Suite *rows_suite(void)
{
    Suite *suite = suite_create("api rows");
    TCase *tests = tcase_create("rows");
    tcase_add_checked_fixture(tests, setup, teardown);
    tcase_add_test(tests, keeps_what_was_put);
    tcase_add_test(tests, putting_again_changes_in_place);
    tcase_add_test(tests, removed_rows_are_not_found_and_can_come_back);
    tcase_add_test(tests, any_values_keep_their_characters);
    tcase_add_test(tests, a_refresh_drops_what_did_not_come);
    tcase_add_test(tests, an_abandoned_refresh_drops_nothing);
    tcase_add_test(tests, tables_are_poured_together);
    tcase_add_test(tests, many_rows_stay_small);
    suite_add_tcase(suite, tests);
    return suite;
}
