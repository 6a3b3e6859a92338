#include "../../../src/cli/results.h"

#include <annotty/base/mem.h>

#include <check.h>
#include <stdlib.h>

static const char ITEM[] = "{\"id\":\"a\",\"content_id\":\"a\",\"type\":\"trace\",\"annotations\":["
                           "{\"id\":\"1\",\"interaction_id\":\"a\",\"created_by\":\"ann\",\"label_values\":{\"tone\":"
                           "\"a,\\\"b\\\"\",\"score\":4}},"
                           "{\"id\":\"2\",\"interaction_id\":\"a\",\"created_by\":\"b\\u001b[2J\",\"label_values\":{"
                           "\"tone\":\"x\",\"score\":2}}]}";

static struct arena arena;
static struct results *results;
static struct people *people;
static struct buf out;
static struct results_view view;

static void setup(void)
{
    struct rows *rows = rows_new(&api_resources[API_INTERACTION]);
    struct json_value object;
    struct api_record record;
    struct label_schema schema;
    ck_assert(json_check(SLICE(ITEM), &object, NULL));
    ck_assert(api_decode(&api_resources[API_INTERACTION], object, &record, NULL));
    rows_put(rows, &record, NULL);
    label_schema_read(SLICE("{\"label_schemas\":[{\"name\":\"tone\",\"type\":\"categorical\",\"values\":[\"x\"]},"
                            "{\"name\":\"score\",\"type\":\"score\",\"min\":1,\"max\":5,\"is_integer\":true}]}"),
                      &arena, &schema);
    results = results_new(rows, &schema);
    rows_free(&rows);
    people = people_new();
    people_put(people, SLICE("ann"), SLICE("Ann Lee"));
    out = buf_with_limit(BUF_LIMIT_BODY);
    view = (struct results_view){ results, SLICE("The queue"), people, &arena };
}

static void teardown(void)
{
    results_free(&results);
    people_free(&people);
    buf_free(&out);
    arena_free(&arena);
}

static void has(const char *part)
{
    ck_assert_msg(strstr(buf_text(&out), part) != NULL, "no \"%s\" in:\n%s", part, buf_text(&out));
}

START_TEST(people_read_names_bars_and_figures)
{
    results_write_text(&view, 80, &out);
    has("The queue\n1 interactions, 1 reviewed (100 %), 1 by two or more, 1 disagreed on, 0 decided\n");
    has("score: 2 answers, mean 3.00, median 3\n");
    has("Ann Lee");
    has("agreement 0.0 % of 1 units");
    ck_assert_ptr_null(strchr(buf_text(&out), '\033'));
}
END_TEST

START_TEST(programs_read_json)
{
    struct json_value document;
    results_write_json(&view, &out);
    ck_assert(json_check(slice_trim(buf_slice(&out)), &document, NULL));
    ck_assert(slice_is(json_at(document, "/labels/1/mean").raw, "3"));
    ck_assert(slice_is(json_at(document, "/labels/0/mean").raw, "null"));
    ck_assert(slice_is(json_at(document, "/reviewers/0/name").raw, "\"Ann Lee\""));
    ck_assert(slice_is(json_at(document, "/pairs/0/cohen_kappa/units").raw, "1"));
}
END_TEST

START_TEST(programs_read_csv)
{
    results_write_csv(&view, &out);
    has("figure,label,name,number,units\r\n");
    has("value,tone,\"a,\"\"b\"\"\",1,2\r\n");
    has("mean,score,,3,2\r\n");
    has("krippendorff_alpha_nominal,score,,0,1\r\n");
}
END_TEST

Suite *results_suite(void)
{
    Suite *suite = suite_create("results");
    TCase *cases = tcase_create("results");
    tcase_add_checked_fixture(cases, setup, teardown);
    tcase_add_test(cases, people_read_names_bars_and_figures);
    tcase_add_test(cases, programs_read_json);
    tcase_add_test(cases, programs_read_csv);
    suite_add_tcase(suite, cases);
    return suite;
}
