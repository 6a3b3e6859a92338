#include <annotty/api/record.h>

#include <check.h>

static bool decode(enum api_resource_id resource, const char *text, struct api_record *record, struct error *error)
{
    struct json_value value;
    ck_assert(json_check(slice_of(text), &value, NULL));
    return api_decode(&api_resources[resource], value, record, error);
}

START_TEST(reads_an_enveloped_resource)
{
    struct api_record record;
    ck_assert(decode(API_QUEUE,
                     "{\"id\":\"q\",\"type\":\"queues\",\"new\":1,\"attributes\":{\"name\":\"n\","
                     "\"description\":null,\"colour\":\"red\"}}",
                     &record, NULL));
    ck_assert(slice_is(record.id.raw, "\"q\""));
    ck_assert(slice_is(record.values[api_field_index(record.resource, SLICE("name"))].raw, "\"n\""));
    ck_assert_int_eq(record.values[api_field_index(record.resource, SLICE("description"))].kind, JSON_NULL);
    ck_assert_int_eq(record.values[api_field_index(record.resource, SLICE("owned_by"))].kind, JSON_ABSENT);
}
END_TEST

START_TEST(reads_a_flat_resource)
{
    struct api_record record;
    ck_assert(decode(API_INTERACTION, "{\"id\":\"i\",\"type\":\"session\",\"content_id\":\"c\",\"annotations\":[]}",
                     &record, NULL));
    ck_assert(slice_is(record.id.raw, "\"i\""));
    ck_assert(slice_is(record.values[api_field_index(record.resource, SLICE("type"))].raw, "\"session\""));
}
END_TEST

static const struct {
    enum api_resource_id resource;
    const char *text, *where;
} broken[] = {
    { API_QUEUE, "[]", "" },
    { API_QUEUE, "{\"attributes\":{}}", "/id" },
    { API_QUEUE, "{\"id\":7,\"attributes\":{}}", "/id" },
    { API_QUEUE, "{\"id\":\"q\",\"attributes\":{\"name\":3}}", "/attributes/name" },
    { API_INTERACTION, "{\"id\":\"i\",\"annotations\":{}}", "/annotations" },
    { API_INTERACTION, "{\"content_id\":\"i\"}", "/id" },
};

START_TEST(names_what_is_broken)
{
    struct api_record record;
    struct error error;
    ck_assert(!decode(broken[_i].resource, broken[_i].text, &record, &error));
    ck_assert_int_eq(error.kind, ERROR_PROTOCOL);
    ck_assert_str_eq(error.where, broken[_i].where);
}
END_TEST

START_TEST(fills_in_what_is_absent)
{
    struct arena arena = ARENA_EMPTY;
    struct buf out = buf_with_limit(4096);
    struct json_value values[API_FIELDS_MAX] = { 0 };
    values[0] = api_text_value(&arena, SLICE("a \"name\""));
    ck_assert(api_encode(&out, &api_resources[API_DATASET], SLICE("d1"), values));
    ck_assert_str_eq(buf_text(&out), "{\"id\":\"d1\",\"type\":\"datasets\",\"attributes\":{\"name\":\"a \\\"name\\\"\","
                                     "\"description\":\"\",\"metadata\":{},\"current_version\":0}}");
    buf_free(&out);
    arena_free(&arena);
}
END_TEST

START_TEST(keeps_exact_values)
{
    const char text[] = "{\"id\":\"rec-1\",\"dataset_id\":\"d\",\"input\":[1e400,-0,\"\\u0000\"],"
                        "\"expected_output\":9007199254740993,\"metadata\":{\"b\":1,\"a\":0.10},"
                        "\"created_at\":\"x\",\"updated_at\":\"y\"}";
    struct api_record record;
    ck_assert(decode(API_RECORD_ITEM, text, &record, NULL));
    struct buf out = buf_with_limit(4096);
    ck_assert(api_encode(&out, record.resource, SLICE("rec-1"), record.values));
    ck_assert_str_eq(buf_text(&out), text);
    buf_free(&out);
}
END_TEST

Suite *record_suite(void)
{
    Suite *suite = suite_create("api record");
    TCase *tests = tcase_create("record");
    tcase_add_test(tests, reads_an_enveloped_resource);
    tcase_add_test(tests, reads_a_flat_resource);
    tcase_add_loop_test(tests, names_what_is_broken, 0, (int)(sizeof(broken) / sizeof(broken[0])));
    tcase_add_test(tests, fills_in_what_is_absent);
    tcase_add_test(tests, keeps_exact_values);
    suite_add_tcase(suite, tests);
    return suite;
}
