#include <annotty/model/results.h>

#include "fixture.h"

#include <annotty/base/mem.h>

#include <check.h>
#include <math.h>
#include <stdlib.h>

#define SAID(id, by, at, values)                                                                                       \
    "{\"id\":\"" id "\",\"interaction_id\":\"x\",\"created_by\":\"" by "\",\"modified_at\":\"2026-08-21T09:" at        \
    ":00.000Z\",\"label_values\":" values "}"
#define ITEM(id, annotations)                                                                                          \
    "{\"id\":\"" id "\",\"content_id\":\"" id "\",\"type\":\"trace\",\"annotations\":[" annotations "]}"

static const char SCHEMA[] =
    "{\"label_schemas\":[{\"id\":\"l1\",\"name\":\"quality\",\"type\":\"categorical\",\"values\":[\"good\",\"bad\"]},"
    "{\"id\":\"l2\",\"name\":\"score\",\"type\":\"score\",\"min\":1,\"max\":5,\"is_integer\":true},"
    "{\"id\":\"l3\",\"name\":\"safe\",\"type\":\"boolean\"},{\"id\":\"l4\",\"name\":\"note\",\"type\":\"text\"}]}";

static const char *const ITEMS[] = {
    ITEM("a", SAID("1", "ann", "00", "{\"quality\":\"good\",\"score\":5,\"safe\":true,\"note\":\"x\"}") "," SAID(
                  "2", "bob", "01",
                  "[{\"label_schema_id\":\"l1\",\"name_when_saved\":\"quality\",\"value\":\"good\","
                  "\"assessment\":\"pass\"},{\"label_schema_id\":\"l2\",\"name_when_saved\":\"score\","
                  "\"value\":4}]")),
    ITEM("b", SAID("3", "ann", "02", "{\"quality\":\"bad\",\"score\":1,\"old\":3}") "," SAID(
                  "4", "bob", "03", "{\"quality\":\"good\",\"score\":1}") ",{\"id\":\"5\",\"interaction_id\":\"b\","
                                                                          "\"created_by\":\"bob\",\"is_adjudication\":"
                                                                          "true,\"label_values\":{\"quality\":"
                                                                          "\"bad\"}}"),
    ITEM("c", SAID("6", "ann", "30", "{\"quality\":\"ugly\",\"score\":2}")),
    ITEM("d", ""),
    NULL,
};

static struct rows *rows;
static struct results *results;
static struct arena arena;

static void setup(void)
{
    struct label_schema schema;
    rows = rows_from(API_INTERACTION, ITEMS);
    label_schema_read(slice_of(SCHEMA), &arena, &schema);
    results = results_new(rows, &schema);
    rows_free(&rows);
}

static void teardown(void)
{
    results_free(&results);
    arena_free(&arena);
}

START_TEST(items_are_counted)
{
    ck_assert_uint_eq(results->item_count, 4);
    ck_assert_uint_eq(results->reviewed_count, 3);
    ck_assert_uint_eq(results->shared_count, 2);
    ck_assert_uint_eq(results->disagreed_count, 2);
    ck_assert_uint_eq(results->decided_count, 1);
}
END_TEST

START_TEST(values_are_counted_in_their_order)
{
    static const struct {
        size_t label;
        const char *text;
        size_t count;
    } expected[] = { { 0, "good", 3 }, { 0, "bad", 1 },   { 0, "ugly", 1 }, { 1, "1", 2 },
                     { 1, "2", 1 },    { 1, "3", 0 },     { 1, "4", 1 },    { 1, "5", 1 },
                     { 2, "true", 1 }, { 2, "false", 0 }, { 4, "3", 1 } };
    size_t at = 0;
    for (size_t i = 0; i < results->label_count; i++)
        for (size_t k = 0; k < results->labels[i].value_count; k++, at++) {
            ck_assert_uint_lt(at, ARRAY_LENGTH(expected));
            ck_assert_uint_eq(expected[at].label, i);
            ck_assert(slice_is(results->labels[i].values[k].text, expected[at].text));
            ck_assert_uint_eq(results->labels[i].values[k].count, expected[at].count);
        }
    ck_assert_uint_eq(at, ARRAY_LENGTH(expected));
    ck_assert_uint_eq(results->labels[3].count, 1);
    ck_assert(!results->labels[4].is_asked);
    ck_assert_uint_eq(results->labels[0].pass_count, 1);
    ck_assert_uint_eq(results->labels[0].decided_count, 1);
}
END_TEST

START_TEST(scores_have_a_middle)
{
    ck_assert_double_eq_tol(results->labels[1].mean, 2.6, 1e-9);
    ck_assert_double_eq_tol(results->labels[1].median, 2, 1e-9);
    ck_assert(isnan(results->labels[0].mean));
}
END_TEST

START_TEST(agreement_comes_from_shared_items)
{
    const struct result_label *quality = &results->labels[0];
    ck_assert_double_eq_tol(quality->percent.value, 0.5, 1e-9);
    ck_assert_uint_eq(quality->percent.units, 2);
    ck_assert_uint_eq(quality->nominal.units, 2);
    ck_assert_double_eq_tol(results_kappa(results, 0, 0, 1).value, 0, 1e-9);
    size_t cells[9];
    results_confusion(results, 0, 0, 1, cells);
    static const size_t expected[9] = { 1, 0, 0, 1, 0, 0, 0, 0, 0 };
    for (size_t i = 0; i < ARRAY_LENGTH(cells); i++)
        ck_assert_uint_eq(cells[i], expected[i]);
}
END_TEST

START_TEST(who_said_most_comes_first)
{
    ck_assert_uint_eq(results->reviewer_count, 2);
    ck_assert(slice_is(results->reviewers[0].id, "ann"));
    ck_assert_uint_eq(results->reviewers[0].count, 3);
    ck_assert_uint_eq(results->reviewers[1].count, 2);
    /* 09:00 and 09:02; what came at 09:30 came after a pause. */
    ck_assert_double_eq_tol(results->reviewers[0].per_hour, 30, 1e-9);
}
END_TEST

START_TEST(a_queue_of_which_nothing_is_known_has_no_figures)
{
    static const char *const none[] = { NULL };
    struct rows *empty = rows_from(API_INTERACTION, none);
    struct results *nothing = results_new(empty, &(struct label_schema){ 0 });
    ck_assert_uint_eq(nothing->item_count, 0);
    ck_assert_uint_eq(nothing->label_count, 0);
    results_free(&nothing);
    rows_free(&empty);
}
END_TEST

Suite *results_suite(void)
{
    Suite *suite = suite_create("results");
    TCase *cases = tcase_create("results");
    tcase_add_checked_fixture(cases, setup, teardown);
    tcase_add_test(cases, items_are_counted);
    tcase_add_test(cases, values_are_counted_in_their_order);
    tcase_add_test(cases, scores_have_a_middle);
    tcase_add_test(cases, agreement_comes_from_shared_items);
    tcase_add_test(cases, who_said_most_comes_first);
    tcase_add_test(cases, a_queue_of_which_nothing_is_known_has_no_figures);
    suite_add_tcase(suite, cases);
    return suite;
}
