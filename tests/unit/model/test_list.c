#include <annotty/model/list.h>

#include "fixture.h"
#include "list_script.h"

#include <annotty/base/mem.h>

#include <check.h>
#include <stdio.h>
#include <stdlib.h>

static const struct script_step moving[] = {
    { "move 1", "" },
    { "put a b c d", "[a] b c d" },
    { "move 1", "a [b] c d" },
    { "move 10", "a b c [d]" },
    { "move -2", "a [b] c d" },
    { "move -9223372036854775808", "[a] b c d" },
    { "move 9223372036854775807", "a b c [d]" },
    { "go 2", "a b [c] d" },
    { "go 99", "a b c [d]" },
    { "select b", "a [b] c d" },
    { 0 },
};

static const struct script_step streaming[] = {
    { "put b d", "[b] d" },
    { "go 1", "b [d]" },
    { "put a c", "b [d] a c" },
    { "sort content_id", "a b c [d]" },
    { "put bb e aa", "a aa b bb c [d] e" },
    { "put b=zz", "a aa bb c [d] e b" },
    { "put d=0", "[d] a aa bb c e b" },
    { "sort-down content_id", "b e c bb aa a [d]" },
    { "put f=aa", "b e c bb aa f a [d]" }, /* equal ones as the server has them */
    { "sort none", "b [d] a c bb e aa f" },
    { 0 },
};

/* While an empty list is filled the cursor rests at the top, until somebody moves. */
static const struct script_step first_load[] = {
    { "sort content_id", "" },
    { "begin", "" },
    { "put m", "[m]" },
    { "put c z", "[c] m z" },
    { "put a", "[a] c m z" },
    { "end", "[a] c m z" },
    { "put 0", "0 [a] c m z" },
    { "reset", "" },
    { "begin", "" },
    { "put m", "[m]" },
    { "move 0", "[m]" },
    { "put a", "a [m]" },
    { "begin", "a [m]" },
    { "put a b m", "a b [m]" },
    { "end", "a b [m]" },
    { "reset", "" },
    { "begin", "" },
    { "put m", "[m]" },
    { "abandon", "[m]" },
    { "put a", "a [m]" },
    { 0 },
};

static const struct script_step removing[] = {
    { "put a b c d e", "[a] b c d e" },
    { "go 2", "a b [c] d e" },
    { "remove c", "a b [d] e" },
    { "remove a", "b [d] e" },
    { "remove d e", "[b]" },
    { "remove b", "" },
    { "put f", "[f]" },
    { "put b", "[f] b" },
    { 0 },
};

static const struct script_step refreshing[] = {
    { "put a b c d", "[a] b c d" },
    { "go 2", "a b [c] d" },
    { "mark b", "a b* [c] d" },
    { "begin", "a b* [c] d" },
    { "put new d c", "a b* [c] d new" },
    { "put a", "a b* [c] d new" },
    { "end", "new d [c] a" },
    { "begin", "new d [c] a" },
    { "put a new", "new d [c] a" },
    { "end", "[a] new" }, /* the next one of what is left */
    { "begin", "[a] new" },
    { "put x", "[a] new x" },
    { "abandon", "[a] new x" },
    { "put c", "[a] new x c" },
    { "begin", "[a] new x c" },
    { "end", "" },
    { "put a", "[a]" },
    { 0 },
};

static const struct script_step refreshing_sorted[] = {
    { "sort content_id", "" },
    { "put a=1 b=1 c=1 d=2", "[a] b c d" },
    { "go 2", "a b [c] d" },
    { "begin", "a b [c] d" },
    { "put d=2 c=1 b=3 a=1", "a [c] d b" },
    { "end", "[c] a d b" },
    { 0 },
};

static const struct script_step filtering[] = {
    { "put one two three four", "[one] two three four" },
    { "go 1", "one [two] three four" },
    { "filter o", "one [two] four" },
    { "filter on", "[one]" },
    { "filter one!", "" },
    { "move 1", "" },
    { "filter !three", "[one] two four" },
    { "go 1", "one [two] four" },
    { "filter content:e", "one [three]" },
    { "filter four", "[four]" },
    { "filter ", "one two three [four]" },
    { "filter content:one", "[one]" },
    { "put three=someone five", "[one] three" },
    { "put one=two", "[three]" },
    { "put six=one three=else", "[six]" },
    { "put six=1", "" },
    { "filter ", "one two three four five [six]" },
    { 0 },
};

static const struct script_step filtering_sorted[] = {
    { "put a=x3 b=y2 c=x1 d=x2", "[a] b c d" },
    { "filter content:x", "[a] c d" },
    { "sort content_id", "c d [a]" },
    { "put e=x0 f=y0 d=x9", "e c [a] d" },
    { "go 1", "e [c] a d" },
    { "put c=y1", "e [a] d" },
    { "filter ", "e [a] d f c b" },
    { "filter content:y", "[f] c b" },
    { "go 2", "f c [b]" },
    { "begin", "f c [b]" },
    { "put a=x c=y1 f=y0 g=y5", "f c [b] g" },
    { "end", "f c [g]" },
    { 0 },
};

static const struct script_step one_by_one[] = {
    { "create a", "[a]" },
    { "create b", "[b] a" },
    { "put c", "[b] a c" },
    { "update d", "d [b] a c" },
    { "update b=other", "d [b] a c" },
    { "create a", "d b [a] c" },
    { "remove b", "d [a] c" },
    { "create b", "[b] d a c" },
    { "sort content_id", "a [b] c d" },
    { "sort none", "[b] d a c" },
    { "filter content:d", "[d]" },
    { "create e", "[d]" }, /* hidden by the filter: the cursor goes there once it is shown */
    { "filter ", "[e] b d a c" },
    { 0 },
};

static const struct script_step wanting[] = {
    { "want c", "" },
    { "put a b", "[a] b" },
    { "put c d", "a b [c] d" },
    { "want e", "a b [c] d" },
    { "move 1", "a b c [d]" },
    { "put e", "a b c [d] e" }, /* the person moved meanwhile */
    { "filter content:a", "[a]" },
    { "want b", "[a]" },
    { "filter ", "a [b] c d e" },
    { "want x", "a [b] c d e" },
    { "reset", "" },
    { "put w x", "[w] x" },
    { 0 },
};

static const struct script_step marking[] = {
    { "put a b c d e", "[a] b c d e" },
    { "mark c", "[a] b c* d e" },
    { "mark c", "[a] b c d e" },
    { "range 3 1", "[a] b* c* d* e" },
    { "range 4 99", "[a] b* c* d* e*" },
    { "remove c", "[a] b* d* e*" },
    { "put c", "[a] b* d* e* c" },
    { "clear", "[a] b d e c" },
    { "filter content:e", "[e]" },
    { "mark-all", "[e]*" },
    { "filter ", "a b d [e]* c" },
    { "sort-down content_id", "[e]* d c b a" },
    { "begin", "[e]* d c b a" },
    { "put a b", "[e]* d c b a" },
    { "end", "[b] a" },
    { 0 },
};

static const struct script_step finding[] = {
    { "find-none content:a", "" },
    { "put ax b ay c az", "[ax] b ay c az" },
    { "find content:a", "ax b [ay] c az" },
    { "find content:a", "ax b ay c [az]" },
    { "find content:a", "[ax] b ay c az" },
    { "find-back content:a", "ax b ay c [az]" },
    { "find-back content:b", "ax [b] ay c az" },
    { "find content:b", "ax [b] ay c az" },
    { "find-none q", "ax [b] ay c az" },
    { "filter content:a", "ax [ay] az" },
    { "find-none content:b", "ax [ay] az" },
    { 0 },
};

static const struct script_step *const scripts[] = {
    moving,    streaming,        first_load, removing, refreshing, refreshing_sorted,
    filtering, filtering_sorted, one_by_one, wanting,  marking,    finding,
};

START_TEST(script_leads_to_its_states)
{
    script_run(scripts[_i]);
}
END_TEST

START_TEST(sorting_goes_by_value)
{
    static const char *const items[] = {
        "{\"id\":\"a\",\"content_id\":\"Beta\",\"created_at\":\"2024-01-15T10:30:00.5Z\",\"annotations\":[]}",
        "{\"id\":\"b\",\"content_id\":\"alpha\",\"created_at\":\"2024-01-15T12:30:00+02:00\","
        "\"annotations\":[{\"id\":\"1\"},{\"id\":\"2\"}]}",
        "{\"id\":\"c\",\"content_id\":\"alphabet\",\"annotations\":[{\"id\":\"3\"}]}",
        "{\"id\":\"d\",\"content_id\":\"ALPHA\",\"created_at\":\"2024-01-15T09:30:00.000000001-01:00\"}",
        NULL,
    };
    static const struct {
        const char *act, *state;
    } orders[] = {
        { "sort content_id", "[b] d c a" },  { "sort-down content_id", "a c [b] d" },
        { "sort created_at", "c [b] d a" },  { "sort-down created_at", "a [b] d c" },
        { "sort annotations", "a d c [b]" }, { "sort-down annotations", "[b] c a d" },
        { "sort none", "a [b] c d" },
    };
    struct list *list = list_new(&api_resources[API_INTERACTION]);
    struct rows *rows = rows_from(API_INTERACTION, items);
    list_put(list, rows);
    list_move_to(list, 1);
    for (size_t i = 0; i < ARRAY_LENGTH(orders); i++) {
        script_act(list, orders[i].act);
        char *state = script_state(list);
        ck_assert_str_eq(state, orders[i].state);
        free(state);
    }
    rows_free(&rows);
    list_free(&list);
}
END_TEST

START_TEST(whole_numbers_and_names_sort)
{
    static const char *const items[] = {
        "{\"id\":\"a\",\"type\":\"datasets\",\"attributes\":{\"name\":\"x\",\"current_version\":10}}",
        "{\"id\":\"b\",\"type\":\"datasets\",\"attributes\":{\"name\":\"y\",\"current_version\":9}}",
        "{\"id\":\"c\",\"type\":\"datasets\",\"attributes\":{\"name\":\"z\",\"current_version\":-1}}",
        NULL,
    };
    const struct api_resource *resource = &api_resources[API_DATASET];
    struct list *list = list_new(resource);
    struct rows *rows = rows_from(API_DATASET, items);
    list_put(list, rows);
    list_sort(list, api_field_index(resource, SLICE("current_version")), false);
    char *state = script_state(list);
    ck_assert_str_eq(state, "c b [a]");
    free(state);
    rows_free(&rows);
    list_free(&list);
}
END_TEST

START_TEST(reset_keeps_the_order_only)
{
    struct list *list = list_new(&api_resources[API_INTERACTION]);
    script_act(list, "put b a c");
    script_act(list, "filter a");
    script_act(list, "sort-down content_id");
    script_act(list, "mark-all");
    list_reset(list);
    ck_assert_uint_eq(list_total(list), 0);
    ck_assert_uint_eq(list_mark_count(list), 0);
    ck_assert_ptr_null(list_query(list));
    ck_assert_uint_eq(list_cursor_row(list), ROW_NONE);
    ck_assert_uint_eq(list_at(list, 0), ROW_NONE);
    script_act(list, "put b a c");
    char *state = script_state(list);
    ck_assert_str_eq(state, "[c] b a");
    free(state);
    list_free(&list);
}
END_TEST

static void check_chosen(const struct list *list, const char *expected)
{
    size_t count = 0;
    uint32_t *chosen = list_chosen(list, &count);
    struct buf ids = buf_with_limit(BUF_LIMIT_LINE);
    for (size_t i = 0; i < count; i++)
        buf_printf(&ids, "%s%.*s", i > 0 ? " " : "", SLICE_ARGS(rows_id(list_rows(list), chosen[i])));
    ck_assert_str_eq(buf_text(&ids), expected);
    buf_free(&ids);
    free(chosen);
}

START_TEST(verbs_act_on_marks_or_the_cursor)
{
    struct list *list = list_new(&api_resources[API_INTERACTION]);
    check_chosen(list, "");
    script_act(list, "put c a d b");
    list_move_to(list, 2);
    check_chosen(list, "d");
    script_act(list, "mark b");
    script_act(list, "mark a");
    check_chosen(list, "a b");
    script_act(list, "sort-down content_id");
    check_chosen(list, "b a");
    script_act(list, "filter content:a"); /* what is marked stays chosen while it is hidden */
    check_chosen(list, "b a");
    ck_assert_uint_eq(list_mark_count(list), 2);
    list_clear_marks(list);
    check_chosen(list, "a");
    script_act(list, "filter nothing");
    check_chosen(list, "");
    list_free(&list);
}
END_TEST

/* Windows: where the cursor goes and where the window begins then. */
struct look {
    size_t position;
    int height, jump;
    size_t top;
};

static const struct look looks[] = {
    { 0, 10, 1, 0 },    { 9, 10, 1, 0 },   { 10, 10, 1, 1 },  { 11, 10, 1, 2 },  { 2, 10, 1, 2 },   { 1, 10, 1, 1 },
    { 11, 10, 0, 6 },   { 15, 10, 0, 6 },  { 16, 10, 0, 11 }, { 11, 10, 0, 11 }, { 10, 10, 0, 6 },  { 16, 10, 3, 9 },
    { 19, 10, 99, 19 }, { 18, 10, 99, 9 }, { 60, 10, 1, 56 }, { 20, 10, 1, 15 }, { 99, 10, 1, 90 }, { 98, 10, 0, 90 },
    { 98, 20, 0, 80 },  { 99, 200, 0, 0 }, { 50, 1, 0, 50 },  { 51, 1, 1, 51 },  { 50, 1, 9, 50 },  { 50, 0, 1, 50 },
    { 40, -3, 1, 50 },  { 0, 10, 0, 0 },
};

START_TEST(window_holds_the_cursor)
{
    struct list *list = list_new(&api_resources[API_INTERACTION]);
    struct rows *rows = rows_new(&api_resources[API_INTERACTION]);
    for (int i = 0; i < 100; i++) {
        char json[64];
        snprintf(json, sizeof(json), "{\"id\":\"%d\"}", i);
        put_json(rows, json);
    }
    list_put(list, rows);
    for (size_t i = 0; i < ARRAY_LENGTH(looks); i++) {
        list_move_to(list, looks[i].position);
        ck_assert_msg(list_window(list, looks[i].height, looks[i].jump) == looks[i].top, "look %zu: %zu", i,
                      list_window(list, looks[i].height, looks[i].jump));
    }
    rows_free(&rows);
    list_free(&list);
}
END_TEST

START_TEST(window_stays_on_its_rows)
{
    struct list *list = list_new(&api_resources[API_INTERACTION]);
    script_act(list, "put a b c d e f g h i j");
    list_move_to(list, 6);
    ck_assert_uint_eq(list_window(list, 4, 1), 3);
    script_act(list, "update 0");
    script_act(list, "update 1");
    ck_assert_uint_eq(list_cursor(list), 8);
    ck_assert_uint_eq(list_window(list, 4, 1), 5);
    script_act(list, "remove b c d");
    ck_assert_uint_eq(list_window(list, 4, 1), 2);
    script_act(list, "filter !content:a !content:e !content:f"); /* rows above go: nothing is left blank below */
    ck_assert_uint_eq(list_cursor(list), 2);
    ck_assert_uint_eq(list_window(list, 4, 1), 0);
    ck_assert_uint_eq(list_window(list, 10, 1), 0);
    list_free(&list);
}
END_TEST

Suite *list_suite(void)
{
    Suite *suite = suite_create("list");
    TCase *tests = tcase_create("list");
    tcase_add_loop_test(tests, script_leads_to_its_states, 0, ARRAY_LENGTH(scripts));
    tcase_add_test(tests, sorting_goes_by_value);
    tcase_add_test(tests, whole_numbers_and_names_sort);
    tcase_add_test(tests, reset_keeps_the_order_only);
    tcase_add_test(tests, verbs_act_on_marks_or_the_cursor);
    tcase_add_test(tests, window_holds_the_cursor);
    tcase_add_test(tests, window_stays_on_its_rows);
    suite_add_tcase(suite, tests);
    return suite;
}
