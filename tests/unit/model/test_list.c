/* Lists by scripts of acts. A state is written as the ids shown in order, the cursor's in brackets, marked ones with a
 * star: "a [b] c*". Items are "id" or "id=content". */
#include <annotty/model/list.h>

#include "fixture.h"

#include <annotty/base/mem.h>

#include <check.h>
#include <stdio.h>
#include <stdlib.h>

static char *item_json(struct slice item)
{
    struct slice content = item;
    struct slice id = { 0 };
    slice_cut(&content, '=', &id);
    if (content.at == NULL)
        content = id;
    return xasprintf("{\"id\":\"%.*s\",\"content_id\":\"%.*s\",\"type\":\"trace\",\"annotations\":[]}", SLICE_ARGS(id),
                     SLICE_ARGS(content));
}

static void act_put(struct list *list, struct slice items)
{
    struct rows *batch = rows_new(&api_resources[API_INTERACTION]);
    struct slice item = { 0 };
    while (slice_cut(&items, ' ', &item)) {
        char *json = item_json(item);
        put_json(batch, json);
        free(json);
    }
    list_put(list, batch);
    rows_free(&batch);
}

static void put_and_select(const struct api_record *record, void *data)
{
    list_put_one(data, record, true);
}

static void put_only(const struct api_record *record, void *data)
{
    list_put_one(data, record, false);
}

static void act_create(struct list *list, struct slice item)
{
    char *json = item_json(item);
    with_record(API_INTERACTION, json, put_and_select, list);
    free(json);
}

static void act_update(struct list *list, struct slice item)
{
    char *json = item_json(item);
    with_record(API_INTERACTION, json, put_only, list);
    free(json);
}

static uint32_t row_of(const struct list *list, struct slice id)
{
    const uint32_t row = rows_find(list_rows(list), id);
    ck_assert_uint_ne(row, ROW_NONE);
    return row;
}

static void act_remove(struct list *list, struct slice ids)
{
    uint32_t rows[16];
    size_t count = 0;
    struct slice id = { 0 };
    while (slice_cut(&ids, ' ', &id))
        rows[count++] = row_of(list, id);
    list_remove_rows(list, rows, count);
}

static void act_begin(struct list *list, struct slice nothing)
{
    (void)nothing;
    list_refresh_begin(list);
}

static void act_end(struct list *list, struct slice nothing)
{
    (void)nothing;
    list_refresh_end(list);
}

static void act_abandon(struct list *list, struct slice nothing)
{
    (void)nothing;
    list_refresh_abandon(list);
}

static void act_reset(struct list *list, struct slice nothing)
{
    (void)nothing;
    list_reset(list);
}

static void act_filter(struct list *list, struct slice line)
{
    list_filter(list, query_parse(line, &api_resources[API_INTERACTION], SLICE("")));
}

static void act_find(struct list *list, struct slice line)
{
    struct query *query = query_parse(line, &api_resources[API_INTERACTION], SLICE(""));
    ck_assert(list_find(list, query, true));
    query_free(&query);
}

static void act_find_back(struct list *list, struct slice line)
{
    struct query *query = query_parse(line, &api_resources[API_INTERACTION], SLICE(""));
    ck_assert(list_find(list, query, false));
    query_free(&query);
}

static void act_find_none(struct list *list, struct slice line)
{
    struct query *query = query_parse(line, &api_resources[API_INTERACTION], SLICE(""));
    ck_assert(!list_find(list, query, true));
    query_free(&query);
}

static void sort(struct list *list, struct slice field, bool descending)
{
    const int index = api_field_index(&api_resources[API_INTERACTION], field);
    list_sort(list, index, descending);
    ck_assert_int_eq(list_sort_field(list), index);
    ck_assert_int_eq(list_sort_descending(list), descending);
}

static void act_sort(struct list *list, struct slice field)
{
    sort(list, field, false);
}

static void act_sort_down(struct list *list, struct slice field)
{
    sort(list, field, true);
}

static void act_move(struct list *list, struct slice by)
{
    long long rows = 0;
    ck_assert(slice_to_int64(by, &rows));
    list_move(list, rows);
}

static void act_go(struct list *list, struct slice to)
{
    long long position = 0;
    ck_assert(slice_to_int64(to, &position));
    list_move_to(list, (size_t)position);
}

static void act_select(struct list *list, struct slice id)
{
    ck_assert(list_select(list, id));
}

static void act_want(struct list *list, struct slice id)
{
    ck_assert(!list_select(list, id));
}

static void act_mark(struct list *list, struct slice id)
{
    list_toggle_mark(list, row_of(list, id));
}

static void act_range(struct list *list, struct slice ends)
{
    struct slice first = { 0 };
    ck_assert(slice_cut(&ends, ' ', &first));
    long long from = 0;
    long long to = 0;
    ck_assert(slice_to_int64(first, &from) && slice_to_int64(ends, &to));
    list_mark_range(list, (size_t)from, (size_t)to);
}

static void act_mark_all(struct list *list, struct slice nothing)
{
    (void)nothing;
    list_mark_all(list);
}

static void act_clear(struct list *list, struct slice nothing)
{
    (void)nothing;
    list_clear_marks(list);
    ck_assert_uint_eq(list_mark_count(list), 0);
}

static const struct {
    const char *name;
    void (*act)(struct list *list, struct slice argument);
} acts[] = {
    { "put", act_put },           { "create", act_create },       { "update", act_update }, { "remove", act_remove },
    { "begin", act_begin },       { "end", act_end },             { "abandon", act_abandon }, { "reset", act_reset },
    { "filter", act_filter },     { "find", act_find },           { "find-back", act_find_back },
    { "find-none", act_find_none }, { "sort", act_sort },         { "sort-down", act_sort_down },
    { "move", act_move },         { "go", act_go },               { "select", act_select }, { "want", act_want },
    { "mark", act_mark },         { "range", act_range },         { "mark-all", act_mark_all }, { "clear", act_clear },
};

static void perform(struct list *list, struct slice line)
{
    struct slice name = { 0 };
    slice_cut(&line, ' ', &name);
    for (size_t i = 0; i < ARRAY_LENGTH(acts); i++)
        if (slice_is(name, acts[i].name)) {
            acts[i].act(list, line.at != NULL ? line : SLICE(""));
            return;
        }
    ck_abort_msg("no such act: %.*s", SLICE_ARGS(name));
}

static char *state_of(const struct list *list)
{
    struct buf state = buf_with_limit(BUF_LIMIT_LINE);
    for (size_t i = 0; i < list_count(list); i++) {
        const uint32_t row = list_at(list, i);
        const bool here = row == list_cursor_row(list);
        ck_assert_int_eq(here, i == list_cursor(list));
        buf_printf(&state, "%s%s%.*s%s%s", i > 0 ? " " : "", here ? "[" : "", SLICE_ARGS(rows_id(list_rows(list), row)),
                   here ? "]" : "", list_is_marked(list, row) ? "*" : "");
    }
    return buf_take(&state);
}

struct step {
    const char *act, *state;
};

static void run(const struct step *steps)
{
    struct list *list = list_new(&api_resources[API_INTERACTION]);
    for (; steps->act != NULL; steps++) {
        perform(list, slice_of(steps->act));
        char *state = state_of(list);
        ck_assert_msg(strcmp(state, steps->state) == 0, "after \"%s\": %s, not %s", steps->act, state, steps->state);
        free(state);
    }
    list_free(&list);
    ck_assert_ptr_null(list);
}

static const struct step moving[] = {
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

static const struct step streaming[] = {
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
static const struct step first_load[] = {
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

static const struct step removing[] = {
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

static const struct step refreshing[] = {
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

static const struct step refreshing_sorted[] = {
    { "sort content_id", "" },
    { "put a=1 b=1 c=1 d=2", "[a] b c d" },
    { "go 2", "a b [c] d" },
    { "begin", "a b [c] d" },
    { "put d=2 c=1 b=3 a=1", "a [c] d b" },
    { "end", "[c] a d b" },
    { 0 },
};

static const struct step filtering[] = {
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

static const struct step filtering_sorted[] = {
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

static const struct step one_by_one[] = {
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

static const struct step wanting[] = {
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

static const struct step marking[] = {
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

static const struct step finding[] = {
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

static const struct step *const scripts[] = {
    moving,    streaming,        first_load, removing, refreshing, refreshing_sorted,
    filtering, filtering_sorted, one_by_one, wanting,  marking,    finding,
};

START_TEST(script_leads_to_its_states)
{
    run(scripts[_i]);
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
        const char *field;
        bool descending;
        const char *order;
    } orders[] = {
        { "content_id", false, "[b] d c a" }, { "content_id", true, "a c [b] d" }, { "created_at", false, "c [b] d a" },
        { "created_at", true, "a [b] d c" },  { "annotations", false, "a d c [b]" }, { "annotations", true, "[b] c a d" },
        { "none", false, "a [b] c d" },
    };
    struct list *list = list_new(&api_resources[API_INTERACTION]);
    struct rows *rows = rows_from(API_INTERACTION, items);
    list_put(list, rows);
    list_move_to(list, 1);
    for (size_t i = 0; i < ARRAY_LENGTH(orders); i++) {
        sort(list, slice_of(orders[i].field), orders[i].descending);
        char *state = state_of(list);
        ck_assert_str_eq(state, orders[i].order);
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
    char *state = state_of(list);
    ck_assert_str_eq(state, "c b [a]");
    free(state);
    rows_free(&rows);
    list_free(&list);
}
END_TEST

START_TEST(reset_keeps_the_order_only)
{
    struct list *list = list_new(&api_resources[API_INTERACTION]);
    act_put(list, SLICE("b a c"));
    act_filter(list, SLICE("a"));
    act_sort_down(list, SLICE("content_id"));
    act_mark_all(list, SLICE(""));
    list_reset(list);
    ck_assert_uint_eq(list_total(list), 0);
    ck_assert_uint_eq(list_mark_count(list), 0);
    ck_assert_ptr_null(list_query(list));
    ck_assert_uint_eq(list_cursor_row(list), ROW_NONE);
    ck_assert_uint_eq(list_at(list, 0), ROW_NONE);
    act_put(list, SLICE("b a c"));
    char *state = state_of(list);
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
    act_put(list, SLICE("c a d b"));
    list_move_to(list, 2);
    check_chosen(list, "d");
    act_mark(list, SLICE("b"));
    act_mark(list, SLICE("a"));
    check_chosen(list, "a b");
    act_sort_down(list, SLICE("content_id"));
    check_chosen(list, "b a");
    act_filter(list, SLICE("content:a")); /* what is marked stays chosen while it is hidden */
    check_chosen(list, "b a");
    ck_assert_uint_eq(list_mark_count(list), 2);
    list_clear_marks(list);
    check_chosen(list, "a");
    act_filter(list, SLICE("nothing"));
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
    { 0, 10, 1, 0 },    { 9, 10, 1, 0 },   { 10, 10, 1, 1 },   { 11, 10, 1, 2 },  { 2, 10, 1, 2 },
    { 1, 10, 1, 1 },    { 11, 10, 0, 6 },  { 15, 10, 0, 6 },   { 16, 10, 0, 11 }, { 11, 10, 0, 11 },
    { 10, 10, 0, 6 },   { 16, 10, 3, 9 },  { 19, 10, 99, 19 }, { 18, 10, 99, 9 }, { 60, 10, 1, 56 },
    { 20, 10, 1, 15 },  { 99, 10, 1, 90 }, { 98, 10, 0, 90 },  { 98, 20, 0, 80 }, { 99, 200, 0, 0 },
    { 50, 1, 0, 50 },   { 51, 1, 1, 51 },  { 50, 1, 9, 50 },   { 50, 0, 1, 50 },  { 40, -3, 1, 50 },
    { 0, 10, 0, 0 },
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
    act_put(list, SLICE("a b c d e f g h i j"));
    list_move_to(list, 6);
    ck_assert_uint_eq(list_window(list, 4, 1), 3);
    act_update(list, SLICE("0"));
    act_update(list, SLICE("1"));
    ck_assert_uint_eq(list_cursor(list), 8);
    ck_assert_uint_eq(list_window(list, 4, 1), 5);
    act_remove(list, SLICE("b c d"));
    ck_assert_uint_eq(list_window(list, 4, 1), 2);
    act_filter(list, SLICE("!content:a !content:e !content:f")); /* rows above go: nothing is left blank below */
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
