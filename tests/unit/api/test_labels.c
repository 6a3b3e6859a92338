#include <annotty/api/labels.h>

#include <check.h>

/* Each label as name=value[/assessment][ reasoning], separated by ';'. */
static const struct {
    const char *json, *labels;
} shapes[] = {
    { "{\"quality\":\"good\",\"score\":4,\"safe\":true}", "quality=good;score=4;safe=true;" },
    { "{\"n\":9007199254740993,\"x\":{\"a\":0.10}}", "n=9007199254740993;x={\"a\":0.10};" },
    { "{\"tone\":{\"value\":\"bad\",\"assessment\":\"fail\",\"reasoning\":\"rude\"}}", "tone=bad/fail rude;" },
    { "[{\"label_schema_id\":\"l1\",\"name_when_saved\":\"help\",\"value\":4,\"reasoning\":\"ok\"},"
      "{\"label_schema_id\":\"l2\",\"value\":[\"a\",\"b\"]},7]",
      "help=4 ok;l2=a, b;" },
    { "{\"\\u006eame\":\"a\\\"b\"}", "name=a\"b;" },
    { "[{\"label_schema_id\":\"l3\"}]", "l3=;" },
    { "null", "" },
    { "\"text\"", "" },
    { "{}", "" },
    { "", "" },
};

START_TEST(reads_every_shape)
{
    struct arena arena = ARENA_EMPTY;
    struct label_value values[LABEL_VALUES_MAX];
    const size_t count = label_values_read(slice_of(shapes[_i].json), &arena, values);
    struct buf said = buf_with_limit(4096);
    for (size_t i = 0; i < count; i++)
        buf_printf(&said, "%.*s=%.*s%s%.*s%s%.*s;", SLICE_ARGS(values[i].name), SLICE_ARGS(values[i].value),
                   values[i].assessment.length > 0 ? "/" : "", SLICE_ARGS(values[i].assessment),
                   values[i].reasoning.length > 0 ? " " : "", SLICE_ARGS(values[i].reasoning));
    ck_assert_str_eq(buf_text(&said), shapes[_i].labels);
    buf_free(&said);
    arena_free(&arena);
}
END_TEST

Suite *labels_suite(void)
{
    Suite *suite = suite_create("api labels");
    TCase *tests = tcase_create("labels");
    tcase_add_loop_test(tests, reads_every_shape, 0, (int)(sizeof(shapes) / sizeof(shapes[0])));
    suite_add_tcase(suite, tests);
    return suite;
}
