#include <annotty/api/label_schema.h>

#include <annotty/base/mem.h>

#include <check.h>

static const char SCHEMA[] =
    "{\"label_schemas\":[{\"id\":\"l1\",\"name\":\"quality\",\"type\":\"categorical\",\"values\":[\"go\\u006fd\","
    "\"bad\"],"
    "\"is_required\":true,\"has_assessment\":true,\"has_reasoning\":true,\"description\":\"How \\\"good\\\"\"},"
    "{\"id\":\"l2\",\"name\":\"score\",\"type\":\"score\",\"min\":-1.5,\"max\":5,\"is_integer\":true},"
    "{\"id\":\"quality\",\"name\":\"safe\",\"type\":\"boolean\",\"has_assessment\":true,\"is_assessment\":true},"
    "{\"name\":\"note\",\"type\":\"text\"},{\"name\":\"odd\",\"type\":\"colour\"},{\"type\":\"text\"},7,"
    "{\"name\":\"free\",\"type\":\"score\"},{\"name\":\"from\",\"type\":\"score\",\"min\":2}]}";

static struct arena arena;
static struct label_schema schema;

static void setup(void)
{
    label_schema_read(slice_of(SCHEMA), &arena, &schema);
}

static void teardown(void)
{
    arena_free(&arena);
}

START_TEST(what_is_understood_is_read)
{
    ck_assert_uint_eq(schema.count, 6);
    const struct label *quality = &schema.labels[0];
    ck_assert(slice_is(quality->values[0], "good"));
    ck_assert_uint_eq(quality->value_count, 2);
    ck_assert(slice_is(quality->description, "How \"good\""));
    ck_assert(quality->is_required && quality->has_assessment && quality->has_reasoning && !quality->is_assessment);
    ck_assert(schema.labels[1].has_min && schema.labels[1].min == -1.5 && schema.labels[1].max == 5);
    ck_assert(schema.labels[2].is_assessment);
    ck_assert_uint_eq(schema.labels[3].id.length, 0);
    ck_assert(!schema.labels[4].has_min && !schema.labels[4].has_max);
}
END_TEST

START_TEST(nothing_is_a_schema_without_labels)
{
    static const char *const texts[] = { "", "null", "{}", "[]", "{\"label_schemas\":{}}", "{", "7" };
    for (size_t i = 0; i < ARRAY_LENGTH(texts); i++) {
        struct label_schema empty;
        label_schema_read(slice_of(texts[i]), &arena, &empty);
        ck_assert_uint_eq(empty.count, 0);
        ck_assert_ptr_null(label_find(&empty, SLICE("quality")));
    }
}
END_TEST

START_TEST(a_label_is_found_by_its_id_and_then_by_its_name)
{
    ck_assert_ptr_eq(label_find(&schema, SLICE("l1")), &schema.labels[0]);
    ck_assert_ptr_eq(label_find(&schema, SLICE("quality")), &schema.labels[2]);
    ck_assert_ptr_eq(label_find(&schema, SLICE("note")), &schema.labels[3]);
    ck_assert_ptr_null(label_find(&schema, SLICE("")));
    ck_assert_ptr_null(label_find(&schema, SLICE("odd")));
}
END_TEST

static const struct {
    const char *label, *json;
    bool several;
    const char *why; /* NULL: it is taken */
} values[] = {
    { "l1", "\"good\"", false, NULL },
    { "l1", "\"\\u0067ood\"", false, NULL },
    { "l1", "\"Good\"", false, "quality must be one of good, bad" },
    { "l1", "[\"good\",\"bad\"]", true, NULL },
    { "l1", "[\"good\",\"bad\"]", false, "one of" },
    { "l1", "[]", true, "one of" },
    { "l1", "[\"good\",1]", true, "one of" },
    { "l1", "true", false, "one of" },
    { "score", "3", false, NULL },
    { "score", "3.0", false, NULL },
    { "score", "3e0", false, NULL },
    { "score", "3.5", false, "a whole number from -1.5 to 5" },
    { "score", "6", false, "from -1.5 to 5" },
    { "score", "-2", false, "from -1.5 to 5" },
    { "score", "1e300", false, "from -1.5 to 5" },
    { "score", "\"3\"", false, "a whole number" },
    { "free", "-1e300", false, NULL },
    { "free", "null", false, "a number" },
    { "from", "1", false, "a number from 2" },
    { "safe", "false", false, NULL },
    { "safe", "0", false, "true or false" },
    { "note", "\"x\"", false, NULL },
    { "note", "\"\"", false, "isn't empty" },
    { "note", "7", false, "a text" },
};

START_TEST(a_value_is_held_against_its_label)
{
    struct json_value value;
    struct error error = { 0 };
    const struct label *label = label_find(&schema, slice_of(values[_i].label));
    ck_assert(json_check(slice_of(values[_i].json), &value, NULL));
    ck_assert_int_eq(label_takes(label, value, values[_i].several, &error), values[_i].why == NULL);
    if (values[_i].why != NULL)
        ck_assert_msg(strstr(error.message, values[_i].why) != NULL, "%s", error.message);
}
END_TEST

Suite *label_schema_suite(void)
{
    Suite *suite = suite_create("label_schema");
    TCase *cases = tcase_create("label_schema");
    tcase_add_checked_fixture(cases, setup, teardown);
    tcase_add_test(cases, what_is_understood_is_read);
    tcase_add_test(cases, nothing_is_a_schema_without_labels);
    tcase_add_test(cases, a_label_is_found_by_its_id_and_then_by_its_name);
    tcase_add_loop_test(cases, a_value_is_held_against_its_label, 0, ARRAY_LENGTH(values));
    suite_add_tcase(suite, cases);
    return suite;
}
