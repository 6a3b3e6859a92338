#include <annotty/api/batch.h>

#include <annotty/base/mem.h>

#include <check.h>
#include <stdio.h>
#include <stdlib.h>

static struct api_batch batch;
static struct api_call base;

static void start(enum api_operation_id operation)
{
    batch = api_batch_new();
    base = api_call_new(operation);
}

static void stop(void)
{
    api_batch_free(&batch);
    api_call_free(&base);
}

static void assert_argument(const char *name, const char *text)
{
    struct api_call call = api_batch_call(&batch, &base);
    ck_assert_pstr_eq(api_call_argument(&call, name), text);
    api_call_free(&call);
}

START_TEST(items_stand_in_their_lists)
{
    start(API_PUSH_EXPERIMENT_EVENTS);
    const struct api_field *spans = api_operation_list(base.operation, 0);
    const struct api_field *metrics = api_operation_list(base.operation, 1);
    ck_assert_str_eq(spans->name, "spans");
    ck_assert_str_eq(metrics->name, "metrics");
    ck_assert_ptr_null(api_operation_list(base.operation, 2));
    api_call_parameter(&base, "experiment_id", SLICE("e"));
    api_batch_add(&batch, spans, SLICE("1"));
    api_batch_add(&batch, metrics, SLICE("2"));
    api_batch_add(&batch, spans, SLICE("3"));
    assert_argument("experiment_id", "e");
    assert_argument("spans", "[1,3]");
    assert_argument("metrics", "[2]");
    api_batch_remove(&batch, 1);
    assert_argument("metrics", NULL);
    ck_assert(slice_is(api_batch_text(&batch, 1), "3"));
    api_batch_clear(&batch);
    assert_argument("spans", NULL);
}
END_TEST

START_TEST(only_lists_of_a_body_are_lists)
{
    ck_assert_ptr_null(api_operation_list(&api_operations[API_CREATE_EXPERIMENT], 0));
    ck_assert_ptr_null(api_operation_list(&api_operations[API_GET_ANNOTATED_INTERACTIONS], 0));
    ck_assert_str_eq(api_operation_list(&api_operations[API_DELETE_RECORDS], 0)->name, "record_ids");
}
END_TEST

START_TEST(a_thousand_items_are_full)
{
    start(API_DELETE_RECORDS);
    const struct api_field *ids = api_operation_list(base.operation, 0);
    for (int i = 0; i < BATCH_ITEMS_MAX; i++) {
        ck_assert(api_batch_has_room(&batch, SLICE("\"r\"")));
        api_batch_add(&batch, ids, SLICE("\"r\""));
    }
    ck_assert(!api_batch_has_room(&batch, SLICE("\"r\"")));
}
END_TEST

START_TEST(four_mebibytes_are_full)
{
    start(API_APPEND_RECORDS);
    const struct api_field *records = api_operation_list(base.operation, 0);
    const struct slice large = { .at = xcalloc(1, BATCH_BYTES_MAX), .length = BATCH_BYTES_MAX };
    ck_assert(api_batch_has_room(&batch, large)); /* alone, whatever its size */
    api_batch_add(&batch, records, (struct slice){ large.at, large.length - 10 });
    ck_assert(api_batch_has_room(&batch, SLICE("12345678")));
    ck_assert(!api_batch_has_room(&batch, SLICE("123456789")));
    free((void *)(uintptr_t)large.at);
}
END_TEST

Suite *batch_suite(void)
{
    Suite *suite = suite_create("batch");
    TCase *tests = tcase_create("batch");
    tcase_add_checked_fixture(tests, NULL, stop);
    tcase_add_test(tests, items_stand_in_their_lists);
    tcase_add_test(tests, only_lists_of_a_body_are_lists);
    tcase_add_test(tests, a_thousand_items_are_full);
    tcase_add_test(tests, four_mebibytes_are_full);
    suite_add_tcase(suite, tests);
    return suite;
}
