#include <annotty/api/label_notation.h>

#include <annotty/base/mem.h>

#include <check.h>
#include <stdlib.h>

static const struct {
    const char *typed, *json, *written; /* written NULL: as typed */
} good[] = {
    { "", "", "" },
    { "quality=good|bad", "{\"name\":\"quality\",\"type\":\"categorical\",\"values\":[\"good\",\"bad\"]}", NULL },
    { "score=1..5", "{\"name\":\"score\",\"type\":\"score\",\"min\":1,\"max\":5,\"is_integer\":true}", NULL },
    { "score=0..1.5", "{\"name\":\"score\",\"type\":\"score\",\"min\":0,\"max\":1.5}", NULL },
    { "score=-1..1.0", "{\"name\":\"score\",\"type\":\"score\",\"min\":-1,\"max\":1.0}", "score=-1..1.0" },
    { "safe?,note:", "{\"name\":\"safe\",\"type\":\"boolean\"},{\"name\":\"note\",\"type\":\"text\"}", NULL },
    { " a-b! ~ ", NULL, NULL },
    { "q!~^=a",
      "{\"name\":\"q\",\"is_required\":true,\"has_reasoning\":true,\"has_assessment\":true,"
      "\"type\":\"categorical\",\"values\":[\"a\"]}",
      NULL },
    { "safe^?", "{\"name\":\"safe\",\"has_assessment\":true,\"type\":\"boolean\",\"is_assessment\":true}", NULL },
    { " why = too long | off\\, topic , x = a\\|b|c\\\\ ",
      "{\"name\":\"why\",\"type\":\"categorical\",\"values\":[\"too long\",\"off, topic\"]},"
      "{\"name\":\"x\",\"type\":\"categorical\",\"values\":[\"a|b\",\"c\\\\\"]}",
      "why=too long|off\\, topic,x=a\\|b|c\\\\" },
    { "version=1..x", "{\"name\":\"version\",\"type\":\"categorical\",\"values\":[\"1..x\"]}", NULL },
};

START_TEST(a_line_is_a_schema)
{
    struct buf json = buf_with_limit(BUF_LIMIT_LINE), again = buf_with_limit(BUF_LIMIT_LINE);
    struct arena arena = ARENA_EMPTY;
    struct label_schema schema;
    struct error error = { 0 };
    const bool is_read = label_notation_read(slice_of(good[_i].typed), &json, &error);
    ck_assert_int_eq(is_read, good[_i].json != NULL);
    if (is_read) {
        char *whole = xasprintf("{\"label_schemas\":[%s]}", good[_i].json);
        ck_assert_str_eq(buf_text(&json), whole);
        free(whole);
        label_schema_read(buf_slice(&json), &arena, &schema);
        label_notation_write(&schema, &again);
        ck_assert_str_eq(buf_text(&again), good[_i].written != NULL ? good[_i].written : good[_i].typed);
    }
    buf_free(&json);
    buf_free(&again);
    arena_free(&arena);
}
END_TEST

static const char *const bad[][2] = {
    { "=a|b", "no name" },       { "a b=x", "no kind" },  { "quality", "no kind" },
    { "q=a||b", "empty value" }, { "q=", "empty value" }, { "q=a,", "no name" },
    { "q=a,,r=b", "no name" },   { "safe??", "no kind" }, { "n:x", "no kind" },
};

START_TEST(what_is_none_is_told)
{
    struct buf json = buf_with_limit(BUF_LIMIT_LINE);
    struct error error = { 0 };
    ck_assert(!label_notation_read(slice_of(bad[_i][0]), &json, &error));
    ck_assert_msg(strstr(error.message, bad[_i][1]) != NULL, "%s", error.message);
    ck_assert_ptr_null(strchr(error.message, '\n'));
    buf_free(&json);
}
END_TEST

Suite *label_notation_suite(void)
{
    Suite *suite = suite_create("label_notation");
    TCase *cases = tcase_create("label_notation");
    tcase_add_loop_test(cases, a_line_is_a_schema, 0, ARRAY_LENGTH(good));
    tcase_add_loop_test(cases, what_is_none_is_told, 0, ARRAY_LENGTH(bad));
    suite_add_tcase(suite, cases);
    return suite;
}
