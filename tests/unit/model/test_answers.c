#include <annotty/model/answers.h>

#include <annotty/base/mem.h>

#include <check.h>
#include <stdlib.h>

static const char SCHEMA[] =
    "{\"label_schemas\":["
    "{\"id\":\"l1\",\"name\":\"quality\",\"type\":\"categorical\",\"values\":[\"good\",\"bad\"],\"is_required\":true,"
    "\"has_assessment\":true,\"has_reasoning\":true},"
    "{\"id\":\"l2\",\"name\":\"score\",\"type\":\"score\",\"min\":1,\"max\":5,\"is_integer\":true},"
    "{\"id\":\"l3\",\"name\":\"safe\",\"type\":\"boolean\",\"has_assessment\":true,\"is_assessment\":true},"
    "{\"id\":\"l4\",\"name\":\"note\",\"type\":\"text\"}]}";

static struct arena arena;
static struct label_schema schema;
static struct answers answers;
static char *text;

static void setup(void)
{
    label_schema_read(slice_of(SCHEMA), &arena, &schema);
    answers = answers_new(&schema);
    text = NULL;
}

static void teardown(void)
{
    answers_free(&answers);
    arena_free(&arena);
    free(text);
}

static const char *written(void)
{
    struct buf json = buf_with_limit(BUF_LIMIT_BODY);
    answers_write(&answers, &json);
    free(text);
    text = buf_take(&json);
    return text;
}

START_TEST(both_shapes_are_read_and_the_list_is_written)
{
    static const struct {
        const char *read, *written;
    } rows[] = {
        { "", "[]" },
        { "null", "[]" },
        { "{}", "[]" },
        { "\"odd\"", "[]" },
        { "{\"quality\":\"good\"}", "[{\"label_schema_id\":\"l1\",\"value\":\"good\"}]" },
        { "{\"l2\":4}", "[{\"label_schema_id\":\"l2\",\"value\":4}]" },
        { "{\"gone\":1,\"safe\":false}", "[{\"label_schema_id\":\"l3\",\"value\":false}]" },
        { "{\"quality\":{\"value\":\"bad\",\"assessment\":\"fail\",\"reasoning\":\"no \\\"source\\\"\"}}",
          "[{\"label_schema_id\":\"l1\",\"value\":\"bad\",\"assessment\":\"fail\",\"reasoning\":\"no "
          "\\\"source\\\"\"}]" },
        { "[{\"label_schema_id\":\"l4\",\"value\":\"so\\nso\"},{\"label_schema_id\":\"l2\",\"value\":2}]",
          "[{\"label_schema_id\":\"l2\",\"value\":2},{\"label_schema_id\":\"l4\",\"value\":\"so\\nso\"}]" },
    };
    for (size_t i = 0; i < ARRAY_LENGTH(rows); i++) {
        answers_read(&answers, slice_of(rows[i].read));
        ck_assert_str_eq(written(), rows[i].written);
        answers_read(&answers, slice_of(rows[i].written));
        ck_assert_str_eq(written(), rows[i].written);
    }
}
END_TEST

START_TEST(what_a_label_does_not_take_changes_nothing)
{
    static const struct {
        size_t label;
        const char *json;
    } rows[] = { { 0, "\"ugly\"" }, { 0, "1" },    { 1, "6" },    { 1, "2.5" }, { 1, "\"3\"" },
                 { 2, "\"yes\"" },  { 3, "\"\"" }, { 3, "true" }, { 1, "{" } };
    for (size_t i = 0; i < ARRAY_LENGTH(rows); i++) {
        struct error error = { 0 };
        ck_assert_msg(!answer_put(&answers, rows[i].label, slice_of(rows[i].json), &error), "%s", rows[i].json);
        ck_assert_str_ne(error.message, "");
        ck_assert_ptr_null(strchr(error.message, '\n'));
        ck_assert(answers_are_empty(&answers));
    }
}
END_TEST

START_TEST(typed_text_becomes_a_value)
{
    struct error error = { 0 };
    ck_assert(answer_type(&answers, 1, SLICE(" 3 "), &error));
    ck_assert(answer_type(&answers, 3, SLICE("two\nlines \"here\""), &error));
    ck_assert_str_eq(written(),
                     "[{\"label_schema_id\":\"l2\",\"value\":3},{\"label_schema_id\":\"l4\",\"value\":\"two\\n"
                     "lines \\\"here\\\"\"}]");
    ck_assert(!answer_type(&answers, 1, SLICE("three"), &error));
    ck_assert_ptr_nonnull(strstr(error.message, "three"));
    ck_assert(answer_type(&answers, 1, SLICE(" "), &error));
    ck_assert(answer_type(&answers, 3, SLICE("\n"), &error));
    ck_assert(answers_are_empty(&answers));
}
END_TEST

START_TEST(pass_and_fail_go_with_a_value_or_are_it)
{
    struct error error = { 0 };
    ck_assert(!answer_assess(&answers, 1, ASSESSMENT_PASS));
    ck_assert(answer_put(&answers, 0, SLICE("\"good\""), &error));
    ck_assert(answer_assess(&answers, 0, ASSESSMENT_PASS));
    ck_assert(answer_assess(&answers, 2, ASSESSMENT_FAIL));
    ck_assert_str_eq(written(), "[{\"label_schema_id\":\"l1\",\"value\":\"good\",\"assessment\":\"pass\"},"
                                "{\"label_schema_id\":\"l3\",\"value\":false,\"assessment\":\"fail\"}]");
    ck_assert(answer_assess(&answers, 0, ASSESSMENT_PASS));
    ck_assert(answer_assess(&answers, 2, ASSESSMENT_FAIL));
    ck_assert_str_eq(written(), "[{\"label_schema_id\":\"l1\",\"value\":\"good\"}]");
}
END_TEST

START_TEST(what_is_missing_is_found)
{
    struct error error = { 0 };
    ck_assert_uint_eq(answers_missing(&answers), 0);
    ck_assert(answer_put(&answers, 0, SLICE("\"good\""), &error));
    ck_assert_uint_eq(answers_missing(&answers), ANSWER_NONE);
    answer_reason(&answers, 1, SLICE("because"));
    ck_assert_uint_eq(answers_missing(&answers), 1);
    answer_reason(&answers, 1, SLICE("  "));
    ck_assert_uint_eq(answers_missing(&answers), ANSWER_NONE);
}
END_TEST

Suite *answers_suite(void)
{
    Suite *suite = suite_create("answers");
    TCase *cases = tcase_create("answers");
    tcase_add_checked_fixture(cases, setup, teardown);
    tcase_add_test(cases, both_shapes_are_read_and_the_list_is_written);
    tcase_add_test(cases, what_a_label_does_not_take_changes_nothing);
    tcase_add_test(cases, typed_text_becomes_a_value);
    tcase_add_test(cases, pass_and_fail_go_with_a_value_or_are_it);
    tcase_add_test(cases, what_is_missing_is_found);
    suite_add_tcase(suite, cases);
    return suite;
}
