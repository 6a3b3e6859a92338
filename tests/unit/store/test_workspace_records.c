/* Records in versions: against a model that keeps every version whole, under random changes. */
#include <annotty/store/workspace.h>

#include <annotty/base/clock.h>
#include <annotty/base/mem.h>

#include "fixture.h"
#include "suites.h"

#include <stdio.h>
#include <stdlib.h>

static struct workspace_row project, dataset;

static void setup(void)
{
    fixture_setup();
    begin();
    project = add_project("project", NULL);
    dataset = add_dataset(&project, "set");
}

static void set_records(struct json_value *values, const char *input, const char *metadata)
{
    memset(values, 0, API_FIELDS_MAX * sizeof(*values));
    if (input != NULL)
        set(values, API_RECORD_ITEM, "input", arena_copy(&arena, slice_of(input)));
    if (metadata != NULL)
        set(values, API_RECORD_ITEM, "metadata", arena_copy(&arena, slice_of(metadata)));
}

static struct workspace_change *change_of(struct workspace_row *row)
{
    struct workspace_change *const change = workspace_change_new(session, row, clock_wall_ms(), &arena, &error);
    ck_assert_msg(change != NULL, "%s", error.message);
    return change;
}

static void end_change(struct workspace_change *change)
{
    ck_assert_msg(workspace_change_end(change, &error), "%s", error.message);
    workspace_change_free(&change);
}

static bool append(struct workspace_change *change, const char *input, bool deduplicate, struct workspace_row *row)
{
    bool added = false;
    struct json_value values[API_FIELDS_MAX];
    set_records(values, input, NULL);
    ck_assert_msg(workspace_append_record(change, values, deduplicate, &arena, row, &added, &error), "%s",
                  error.message);
    return added;
}

static struct workspace_row append_one(const char *input)
{
    return add_record(&dataset, input);
}

static void update_one(const struct workspace_row *row, const char *input, const char *metadata)
{
    struct workspace_row now;
    struct json_value values[API_FIELDS_MAX];
    struct workspace_change *const change = change_of(&dataset);
    set_records(values, input, metadata);
    ck_assert_int_eq(workspace_update_record(change, plain_id(row), values, &arena, &now, &error), WORKSPACE_FOUND);
    end_change(change);
}

static void delete_records(const char *ids)
{
    struct json_value array;
    struct workspace_change *const change = change_of(&dataset);
    ck_assert(json_check(slice_of(ids), &array, &error));
    ck_assert_msg(workspace_delete_records(change, array, &error), "%s", error.message);
    end_change(change);
}

static int64_t current_version(void)
{
    int64_t version = -1;
    ck_assert(json_int64(dataset.record.values[field(API_DATASET, "current_version")], &version));
    return version;
}

/* The elements of a page, as a JSON array. */
static struct json_value read_page(int64_t version, struct workspace_page *page)
{
    struct json_value array;
    struct buf out = buf_with_limit(BUF_LIMIT_ANSWER);
    buf_append_char(&out, '[');
    ck_assert_msg(workspace_read_records(session, &dataset, version, page, &out, &error), "%s", error.message);
    buf_append_char(&out, ']');
    const struct slice text = { .at = arena_copy(&arena, buf_slice(&out)), .length = out.length };
    ck_assert_msg(json_check(text, &array, &error), "%s: %s", error.message, text.at);
    buf_free(&out);
    return array;
}

static struct json_value read_version(int64_t version)
{
    struct workspace_page page = { .limit = 100000, .enough = BUF_LIMIT_ANSWER };
    const struct json_value all = read_page(version, &page);
    ck_assert(page.is_over);
    return all;
}

/* The inputs of a version as one text. */
static const char *inputs(int64_t version)
{
    size_t at = 0;
    struct json_value element;
    const struct json_value all = read_version(version);
    const char *text = "";
    while (json_next_element(all, &at, &element))
        text = arena_printf(&arena, "%s%.*s ", text, SLICE_ARGS(json_member(element, "input").raw));
    return text;
}

/* The model: for each version the records that it has, in the order of their making. */

enum { RECORDS_MAX = 80, CHANGES = 60, ROUNDS = 12 };

struct model_record {
    char id[64];
    int input, metadata;
    bool is_there;
    int64_t state_from; /* first version with this input */
};

struct model_version {
    struct model_record records[RECORDS_MAX];
    int count;
};

static struct model_version model[CHANGES + 1];
static int64_t model_newest;
static uint64_t random_state;

static int draw(int limit)
{
    random_state = random_state * 6364136223846793005u + 1442695040888963407u;
    return (int)((random_state >> 33) % (uint64_t)limit);
}

static struct model_version *model_next(void)
{
    model[model_newest + 1] = model[model_newest];
    return &model[++model_newest];
}

static void random_append(void)
{
    struct model_version *const version = model_next();
    struct workspace_change *const change = change_of(&dataset);
    for (int i = 1 + draw(3); i > 0 && version->count < RECORDS_MAX; i--) {
        struct workspace_row row;
        struct model_record *const record = &version->records[version->count++];
        *record = (struct model_record){ .input = draw(1000000), .is_there = true, .state_from = model_newest };
        ck_assert(append(change, arena_printf(&arena, "%d", record->input), false, &row));
        snprintf(record->id, sizeof(record->id), "%.*s", SLICE_ARGS(plain_id(&row)));
    }
    end_change(change);
}

/* Metadata show in every version that has the record's present state. */
static void model_set_metadata(int number, int metadata)
{
    const int64_t from = model[model_newest].records[number].state_from;
    for (int64_t version = from; version <= model_newest; version++)
        model[version].records[number].metadata = metadata;
}

static int random_record(void)
{
    const struct model_version *const version = &model[model_newest];
    for (int tries = 0; tries < 50 && version->count > 0; tries++) {
        const int number = draw(version->count);
        if (version->records[number].is_there)
            return number;
    }
    return -1;
}

static void random_update(void)
{
    const int number = random_record();
    if (number < 0)
        return;
    const bool makes_version = draw(2) == 0;
    const int metadata = draw(2) == 0 ? draw(1000000) : -1;
    const struct workspace_row row = { .record.id =
                                           api_text_value(&arena, slice_of(model[model_newest].records[number].id)) };
    const char *input = NULL;
    if (makes_version) {
        struct model_record *const record = &model_next()->records[number];
        record->input = draw(1000000);
        record->state_from = model_newest;
        input = arena_printf(&arena, "%d", record->input);
    }
    if (metadata >= 0)
        model_set_metadata(number, metadata);
    update_one(&row, input, metadata >= 0 ? arena_printf(&arena, "{\"m\":%d}", metadata) : NULL);
}

static void random_delete(void)
{
    const int number = random_record();
    if (number < 0)
        return;
    struct model_record *const record = &model_next()->records[number];
    record->is_there = false;
    delete_records(arena_printf(&arena, "[\"%s\",\"unknown\"]", record->id));
}

static void check_record(const struct model_record *record, struct json_value element)
{
    int64_t input = 0;
    int64_t metadata = 0;
    const struct slice id = api_plain_text(&arena, json_member(element, "id"));
    ck_assert_msg(slice_is(id, record->id), "%s, not %.*s", record->id, SLICE_ARGS(element.raw));
    ck_assert(json_int64(json_member(element, "input"), &input));
    json_int64(json_at(element, "/metadata/m"), &metadata);
    ck_assert_msg(input == record->input, "%s: %d, not %.*s", record->id, record->input, SLICE_ARGS(element.raw));
    ck_assert_msg(metadata == record->metadata, "%s: %d, not %.*s", record->id, record->metadata,
                  SLICE_ARGS(element.raw));
}

/* The elements continue where the pages before ended: *next is the number of the newest record not seen yet. */
static void check_page(const struct model_version *version, struct json_value page, int *next)
{
    size_t at = 0;
    struct json_value element;
    while (json_next_element(page, &at, &element)) {
        while (*next >= 0 && !version->records[*next].is_there)
            (*next)--;
        ck_assert_int_ge(*next, 0);
        check_record(&version->records[(*next)--], element);
    }
}

static void check_over(const struct model_version *version, int next)
{
    while (next >= 0 && !version->records[next].is_there)
        next--;
    ck_assert_int_eq(next, -1);
}

/* Reads some version in pages, while changes go on in between. */
static void read_while_changing(void)
{
    const int64_t version = draw((int)model_newest + 1);
    int next = model[version].count - 1;
    struct workspace_page page = { .limit = (size_t)(1 + draw(4)), .enough = BUF_LIMIT_ANSWER };
    while (!page.is_over) {
        check_page(&model[version], read_page(version, &page), &next);
        if (model_newest < CHANGES - 1)
            (draw(2) == 0 ? random_update : draw(2) == 0 ? random_append : random_delete)();
    }
    check_over(&model[version], next);
}

START_TEST(every_version_is_what_it_was)
{
    random_state = (uint64_t)_i + 1;
    model[0] = (struct model_version){ 0 };
    model_newest = 0;
    while (model_newest < CHANGES - 1) {
        (draw(3) == 0 ? random_append : draw(3) == 0 ? random_delete : random_update)();
        if (draw(4) == 0)
            read_while_changing();
    }
    ck_assert_int_eq(current_version(), model_newest);
    for (int64_t version = 0; version <= model_newest; version++) {
        int next = model[version].count - 1;
        check_page(&model[version], read_version(version), &next);
        check_over(&model[version], next);
    }
}
END_TEST

/* What is stored is proportional to the change. */
START_TEST(a_change_stores_what_it_changes)
{
    enum { RECORDS = 50 };
    struct workspace_row rows[RECORDS];
    for (int i = 0; i < RECORDS; i++)
        rows[i] = append_one(arena_printf(&arena, "%d", i));
    ck_assert_int_eq(count_rows("record"), RECORDS);
    ck_assert_int_eq(count_rows("record_state"), 0);
    update_one(&rows[3], "\"new\"", NULL);
    update_one(&rows[3], "\"newer\"", "{}");
    update_one(&rows[4], NULL, "{\"a\":1}");
    delete_records(arena_printf(&arena, "[%.*s]", SLICE_ARGS(rows[5].record.id.raw)));
    ck_assert_int_eq(count_rows("record"), RECORDS);
    ck_assert_int_eq(count_rows("record_state"), 2);
    ck_assert_int_eq(current_version(), RECORDS + 3);
}
END_TEST

START_TEST(a_record_is_made_with_ids_and_dates)
{
    const struct workspace_row row = append_one("1");
    const struct slice id = plain_id(&row);
    ck_assert(slice_starts_with(id, SLICE("rec-")));
    ck_assert_uint_eq(id.length, 4 + UUID_SIZE - 1);
    ck_assert_int_eq(id.at[4 + 14], '4'); /* version of the UUID */
    ck_assert(slice_equal(text_of(&row, "dataset_id"), plain_id(&dataset)));
    ck_assert(slice_equal(text_of(&row, "created_at"), text_of(&row, "updated_at")));
    ck_assert(slice_equal(text_of(&dataset, "updated_at"), text_of(&row, "updated_at")));
}
END_TEST

START_TEST(dates_move_with_values_only)
{
    struct workspace_row now;
    struct json_value values[API_FIELDS_MAX];
    const struct workspace_row row = append_one("{\"a\":1,\"b\":[2]}");
    struct workspace_change *change = workspace_change_new(session, &dataset, 0, &arena, &error);
    set_records(values, "{\"b\": [2],\"\\u0061\":1}", "{ }");
    ck_assert_int_eq(workspace_update_record(change, plain_id(&row), values, &arena, &now, &error), WORKSPACE_FOUND);
    ck_assert(slice_equal(text_of(&now, "updated_at"), text_of(&row, "updated_at")));
    end_change(change);
    ck_assert_int_eq(current_version(), 1);
    ck_assert_str_eq(inputs(1), "{\"b\": [2],\"\\u0061\":1} "); /* as it was sent last */
    change = workspace_change_new(session, &dataset, 0, &arena, &error);
    set_records(values, NULL, "{\"new\":0}");
    ck_assert_int_eq(workspace_update_record(change, plain_id(&row), values, &arena, &now, &error), WORKSPACE_FOUND);
    end_change(change);
    ck_assert(slice_is(text_of(&now, "updated_at"), "1970-01-01T00:00:00.000Z"));
    ck_assert(slice_equal(text_of(&now, "created_at"), text_of(&row, "created_at")));
    ck_assert_int_eq(current_version(), 1);
}
END_TEST

/* Duplicates */

START_TEST(duplicates_are_found_among_what_is_there)
{
    struct workspace_row row;
    const struct workspace_row one = append_one("{\"a\":[1,2],\"b\":null}");
    struct workspace_row other_set = add_dataset(&project, "other");
    struct workspace_change *change = change_of(&dataset);
    ck_assert(!append(change, "{\"b\":null, \"a\":[1, 2]}", true, &row));
    ck_assert(append(change, "{\"b\":null, \"a\":[2, 1]}", true, &row));
    ck_assert(!append(change, "{\"b\":null,\"a\":[2,1]}", true, &row));
    ck_assert(append(change, "{\"b\":null,\"a\":[2,1]}", false, &row));
    end_change(change);
    ck_assert_int_eq(current_version(), 2);
    struct workspace_change *const other = change_of(&other_set);
    ck_assert(append(other, "{\"a\":[1,2],\"b\":null}", true, &row));
    end_change(other);
    delete_records(arena_printf(&arena, "[%.*s]", SLICE_ARGS(one.record.id.raw)));
    change = change_of(&dataset);
    ck_assert(append(change, "{\"a\":[1,2],\"b\":null}", true, &row));
    end_change(change);
}
END_TEST

START_TEST(equal_hashes_are_no_duplicates)
{
    struct workspace_row row;
    append_one("1");
    const struct workspace_row two = append_one("2");
    commit();
    run_sql(arena_printf(&arena, "%s/workspace.db", scratch.path),
            "UPDATE record SET input_hash = (SELECT input_hash FROM record WHERE input = '2')");
    begin();
    struct workspace_change *change = change_of(&dataset);
    ck_assert(!append(change, "2", true, &row));
    end_change(change);
    delete_records(arena_printf(&arena, "[%.*s]", SLICE_ARGS(two.record.id.raw)));
    change = change_of(&dataset);
    ck_assert(append(change, "2", true, &row));
    end_change(change);
}
END_TEST

/* With very many records each look costs the same. ANNOTTY_STRESS takes 100,000 of them, which without an index
 * would be five thousand million comparisons. */
START_TEST(duplicates_among_many_are_found_quickly)
{
    const int size = getenv("ANNOTTY_STRESS") != NULL ? 100000 : 5000;
    struct arena item = ARENA_EMPTY;
    for (int round = 0; round < 2; round++) {
        struct workspace_change *const change = change_of(&dataset);
        for (int i = 0; i < size; i++) {
            bool added = false;
            struct workspace_row row;
            struct json_value values[API_FIELDS_MAX] = { 0 };
            set(values, API_RECORD_ITEM, "input", arena_printf(&item, "{\"n\":%d,\"x\":[]}", i));
            ck_assert(workspace_append_record(change, values, true, &item, &row, &added, &error));
            ck_assert_int_eq(added, round == 0);
            arena_reset(&item);
        }
        end_change(change);
    }
    arena_free(&item);
    ck_assert_int_eq(current_version(), 1);
    ck_assert_int_eq(count_rows("record"), size);
}
END_TEST

/* Pages */

START_TEST(a_page_is_full_by_bytes_too)
{
    for (int i = 0; i < 5; i++)
        append_one(arena_printf(&arena, "%d", i));
    struct workspace_page page = { .limit = 5, .enough = 1 };
    int next = 4;
    while (!page.is_over) {
        int64_t input = 0;
        const struct json_value elements = read_page(5, &page);
        ck_assert(json_int64(json_at(elements, "/0/input"), &input));
        ck_assert_int_eq(json_at(elements, "/1").kind, JSON_ABSENT);
        ck_assert_int_eq(input, next--);
    }
    ck_assert_int_eq(next, -1);
}
END_TEST

/* Neither the place of a page nor records that came or went before or after it are walked through. */
START_TEST(pages_are_found_in_an_index)
{
    static const struct {
        const char *sql, *plan;
    } plans[] = {
        { "SELECT seq FROM record INDEXED BY record_now"
          " WHERE dataset_seq = ?1 AND version_deleted IS NULL AND seq < ?3 ORDER BY seq DESC",
          "SEARCH record USING INDEX record_now (dataset_seq=? AND rowid<?)\n" },
        { "SELECT seq FROM record INDEXED BY record_ever"
          " WHERE dataset_seq = ?1 AND seq < ?3 AND (version_deleted IS NULL OR version_deleted > ?4) ORDER BY seq "
          "DESC",
          "SEARCH record USING COVERING INDEX record_ever (dataset_seq=? AND seq<?)\n" },
        { "SELECT seq FROM record INDEXED BY record_by_version"
          " WHERE dataset_seq = ?1 AND version_made <= ?4 ORDER BY version_made DESC, seq DESC LIMIT 1",
          "SEARCH record USING COVERING INDEX record_by_version (dataset_seq=? AND version_made<?)\n" },
    };
    ck_assert_str_eq(plan_of(plans[_i].sql), plans[_i].plan);
}
END_TEST

/* Failures */

static const struct {
    const char *trigger; /* what refuses */
    bool appends, updates, deletes, ends;
} failures[] = {
    { "INSERT ON record", false, true, true, true },
    { "INSERT ON record_state", true, false, true, true },
    { "UPDATE ON record", true, false, false, true },
    { "UPDATE ON dataset", true, true, true, false },
};

START_TEST(what_the_store_refuses_is_told)
{
    bool added = false;
    struct workspace_row row;
    struct json_value ids;
    struct json_value values[API_FIELDS_MAX];
    const struct workspace_row one = append_one("1");
    const struct workspace_row two = append_one("2");
    commit();
    run_sql(arena_printf(&arena, "%s/workspace.db", scratch.path),
            arena_printf(&arena, "CREATE TRIGGER refuse BEFORE %s BEGIN SELECT RAISE(ABORT, 'not here'); END",
                         failures[_i].trigger));
    begin();
    struct workspace_change *change = change_of(&dataset);
    set_records(values, "3", NULL);
    ck_assert_int_eq(workspace_append_record(change, values, true, &arena, &row, &added, &error), failures[_i].appends);
    ck_assert_int_eq(added, failures[_i].appends);
    ck_assert_int_eq(workspace_update_record(change, plain_id(&one), values, &arena, &row, &error),
                     failures[_i].updates ? WORKSPACE_FOUND : WORKSPACE_FAILED);
    ck_assert(json_check(slice_of(arena_printf(&arena, "[%.*s]", SLICE_ARGS(two.record.id.raw))), &ids, &error));
    ck_assert_int_eq(workspace_delete_records(change, ids, &error), failures[_i].deletes);
    ck_assert_int_eq(workspace_change_end(change, &error), failures[_i].ends);
    ck_assert_ptr_nonnull(strstr(error.message, "not here"));
    workspace_change_free(&change);
}
END_TEST

START_TEST(a_table_that_is_gone_is_told)
{
    struct buf out = buf_with_limit(BUF_LIMIT_LINE);
    struct workspace_page page = { .limit = 1, .enough = 1 };
    commit();
    run_sql(arena_printf(&arena, "%s/workspace.db", scratch.path), "DROP TABLE record");
    begin();
    ck_assert_ptr_null(workspace_change_new(session, &dataset, 0, &arena, &error));
    ck_assert_int_eq(error.kind, ERROR_STORE);
    ck_assert(!workspace_read_records(session, &dataset, 0, &page, &out, &error));
    buf_free(&out);
}
END_TEST

Suite *workspace_records_suite(void)
{
    TCase *const cases = tcase_create("workspace_records");
    tcase_add_checked_fixture(cases, setup, fixture_teardown);
    tcase_add_loop_test(cases, every_version_is_what_it_was, 0, ROUNDS);
    tcase_add_test(cases, a_change_stores_what_it_changes);
    tcase_add_test(cases, a_record_is_made_with_ids_and_dates);
    tcase_add_test(cases, dates_move_with_values_only);
    tcase_add_test(cases, duplicates_are_found_among_what_is_there);
    tcase_add_test(cases, equal_hashes_are_no_duplicates);
    tcase_add_test(cases, duplicates_among_many_are_found_quickly);
    tcase_add_test(cases, a_page_is_full_by_bytes_too);
    tcase_add_loop_test(cases, pages_are_found_in_an_index, 0, 3);
    tcase_add_loop_test(cases, what_the_store_refuses_is_told, 0, ARRAY_LENGTH(failures));
    tcase_add_test(cases, a_table_that_is_gone_is_told);
    tcase_set_timeout(cases, 60);
    Suite *const suite = suite_create("workspace_records");
    suite_add_tcase(suite, cases);
    return suite;
}
