#include <annotty/api/change_rows.h>

#include <annotty/api/rows.h>

#include <check.h>
#include <stdlib.h>

/* What stands in a field of the one row. */
static void check_cell(const struct rows *rows, const char *field, const char *expected)
{
    const struct slice cell = rows_cell(rows, 0, api_field_index(&change_resource, slice_of(field)));
    ck_assert_msg(slice_is(cell, expected), "%s is \"%.*s\"", field, SLICE_ARGS(cell));
}

static struct rows *row_of(const struct api_record *record)
{
    struct rows *rows = rows_new(&change_resource);
    rows_put(rows, record, NULL);
    return rows;
}

static struct api_call named(enum api_operation_id operation, const char *name)
{
    struct api_call call = api_call_new(operation);
    ck_assert(api_call_member(&call, "name", slice_of(name), NULL));
    return call;
}

START_TEST(a_change_is_told_in_words)
{
    struct arena arena = ARENA_EMPTY;
    struct change change = { .id = 17,
                             .step = 3,
                             .state = CHANGE_FAILED,
                             .status = 422,
                             .tries = 2,
                             .elapsed_ms = 31,
                             .byte_count = 77,
                             .made_at_ms = 1000,
                             .reason = strdup("no \"good\"\n") };
    change.call = named(API_CREATE_QUEUE, "Triage \"1\"");
    const struct api_record record = change_record(&arena, &change, CHANGE_ROW_CHANGE, NULL);
    struct rows *rows = row_of(&record);
    static const char *const cells[][2] = { { "what", "create queue" }, { "about", "Triage \"1\"" },
                                            { "state", "failed" },      { "status", "422" },
                                            { "tries", "2" },           { "elapsed_ms", "31" },
                                            { "byte_count", "77" },     { "reason", "no \"good\"\n" },
                                            { "kind", "change" },       { "step", "3" },
                                            { "ended_at", "" },         { "created_at", "1970-01-01T00:00:01.000Z" } };
    ck_assert(slice_is(rows_id(rows, 0), "17"));
    for (size_t i = 0; i < sizeof(cells) / sizeof(*cells); i++)
        check_cell(rows, cells[i][0], cells[i][1]);
    rows_free(&rows);
    change_free(&change);
    arena_free(&arena);
}
END_TEST

START_TEST(an_addition_tells_how_many)
{
    struct arena arena = ARENA_EMPTY;
    struct change request = { .id = 5, .state = CHANGE_SENDING, .call = api_call_new(API_ADD_INTERACTIONS) };
    api_call_parameter(&request.call, "queue_id", SLICE("q1"));
    api_call_member_json(&request.call, "interactions", SLICE("[{},{},{}]"));
    ck_assert_uint_eq(change_call_items(&request.call), 3);
    const struct api_record plain = change_record(&arena, &request, CHANGE_ROW_REQUEST, NULL);
    struct rows *rows = row_of(&plain);
    ck_assert(slice_is(rows_id(rows, 0), "r5"));
    check_cell(rows, "what", "add interactions");
    check_cell(rows, "about", "q1, 3 items");
    check_cell(rows, "created_at", "");
    rows_free(&rows);
    const struct api_record told = change_record(&arena, &request, CHANGE_ROW_REQUEST, "Tone");
    rows = row_of(&told);
    check_cell(rows, "about", "Tone");
    rows_free(&rows);
    change_free(&request);
    arena_free(&arena);
}
END_TEST

START_TEST(a_step_tells_its_counts)
{
    struct arena arena = ARENA_EMPTY;
    struct step step = { .id = 3,
                         .title = strdup("add 100,000"),
                         .item_count = 100000,
                         .made_count = 3000,
                         .there_count = 12,
                         .failed_count = 4,
                         .open_count = 7,
                         .paused = true };
    const struct api_record record = change_step_record(&arena, &step, CHANGE_SENDING);
    struct rows *rows = row_of(&record);
    ck_assert(slice_is(rows_id(rows, 0), "s3"));
    check_cell(rows, "what", "add 100,000");
    check_cell(rows, "about", "3,000 made, 12 there already, 4 failed of 100,000");
    check_cell(rows, "reason", "paused");
    check_cell(rows, "state", "sending");
    rows_free(&rows);
    step_free(&step);
    arena_free(&arena);
}
END_TEST

START_TEST(a_message_is_a_row)
{
    struct arena arena = ARENA_EMPTY;
    const struct api_record record = change_message_record(&arena, 2, "hello\033[31m", 1);
    struct rows *rows = rows_new(&message_resource);
    rows_put(rows, &record, NULL);
    ck_assert(slice_is(rows_id(rows, 0), "m2"));
    ck_assert(slice_is(rows_cell(rows, 0, api_field_index(&message_resource, SLICE("text"))), "hello\033[31m"));
    rows_free(&rows);
    arena_free(&arena);
}
END_TEST

/* The table has a choice for each state, or filters and columns would not know it. */
START_TEST(every_state_is_a_choice)
{
    const struct api_field *field = &change_resource.fields[api_field_index(&change_resource, SLICE("state"))];
    bool is_there = false;
    for (const char *const *choice = field->choices; *choice != NULL; choice++)
        is_there = is_there || strcmp(*choice, change_states[_i].name) == 0;
    ck_assert_msg(is_there, "%s", change_states[_i].name);
}
END_TEST

Suite *change_rows_suite(void);
Suite *change_rows_suite(void)
{
    Suite *suite = suite_create("change_rows");
    TCase *tests = tcase_create("rows");
    tcase_add_test(tests, a_change_is_told_in_words);
    tcase_add_test(tests, an_addition_tells_how_many);
    tcase_add_test(tests, a_step_tells_its_counts);
    tcase_add_test(tests, a_message_is_a_row);
    tcase_add_loop_test(tests, every_state_is_a_choice, 0, CHANGE_STATE_COUNT);
    suite_add_tcase(suite, tests);
    return suite;
}
