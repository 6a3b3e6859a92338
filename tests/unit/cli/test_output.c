#include "../../../src/cli/format.h"

#include "run.h"

#include <annotty/base/mem.h>

/* The columns that stand after an id of 36 cells. */
static const struct {
    enum api_operation_id operation;
    int cells;
    const char *names[API_FIELDS_MAX];
} lines[] = {
    { API_LIST_PROJECTS, 98, { "name", "description", "created_at" } },
    { API_LIST_PROJECTS, 84, { "name", "created_at" } },
    { API_LIST_PROJECTS, 80, { "name" } },
    { API_LIST_PROJECTS, 46, { "name" } },
    { API_LIST_PROJECTS, 45, { NULL } },
    { API_LIST_PROJECTS, 0, { NULL } },
    { API_LIST_RECORDS, 100, { "input", "expected_output", "created_at" } }, /* whose id is a field */
    { API_ADD_INTERACTIONS, 120, { "content_id", "type", "already_existed", "created_at" } },
};

START_TEST(a_line_holds_the_id_and_what_fits)
{
    const struct api_operation *operation = &api_operations[lines[_i].operation];
    struct layout layout = { .resource = operation->resource };
    layout_choose(&layout, operation->writes);
    layout_fit(&layout, lines[_i].cells, false);
    int used = COLUMN_ID_CELLS;
    ck_assert_str_eq(column_name(&layout, &layout.columns[0]), "id");
    for (size_t i = 1; i < layout.count; i++) {
        used += COLUMN_GAP + layout.columns[i].cells;
        ck_assert_pstr_eq(column_name(&layout, &layout.columns[i]), lines[_i].names[i - 1]);
    }
    ck_assert_ptr_null(lines[_i].names[layout.count - 1]);
    ck_assert(layout.count == 1 || used == lines[_i].cells);
}
END_TEST

static const struct {
    enum api_operation_id operation;
    const char *names;
} wholes[] = {
    { API_LIST_RECORDS, "id,dataset_id,input,expected_output,metadata,created_at,updated_at" },
    { API_ADD_INTERACTIONS, "id,content_id,type,display_block,already_existed,can_annotate,created_at,modified_at,"
                            "queue_id,queue_name" },
    { API_GET_ANNOTATED_INTERACTIONS, "id,content_id,type,display_block,annotations,created_at,modified_at" },
};

START_TEST(csv_has_every_member)
{
    const struct api_operation *operation = &api_operations[wholes[_i].operation];
    struct layout layout = { .resource = operation->resource };
    struct buf names = buf_with_limit(BUF_LIMIT_LINE);
    layout_choose_all(&layout, operation->writes);
    for (size_t i = 0; i < layout.count; i++)
        buf_printf(&names, "%s%s", i > 0 ? "," : "", column_name(&layout, &layout.columns[i]));
    ck_assert_str_eq(buf_text(&names), wholes[_i].names);
    buf_free(&names);
}
END_TEST

static const struct {
    const char *names, *says; /* NULL: good */
    int cells, used;          /* of a line; what they take of it */
} choices[] = {
    { "name,id", NULL, 80, 80 },
    { " id , created_at,updated_at", NULL, 200, 200 },
    { "name,updated_at", NULL, 20, 28 + 2 + 16 }, /* what was asked for is there, whatever the line */
    { "name,naem", "\"naem\" is no column of projects; there are id, name, description, created_at, updated_at", 80,
      0 },
    { "", "\"\" is no column", 80, 0 },
    { "id,id,id,id,id,id,id,id,id,id,id,id,id,id,id,id,id,id,id,id,id,id,id,id,id,id", "more columns", 80, 0 },
};

START_TEST(named_columns_stand_in_their_order)
{
    struct layout layout = { .resource = &api_resources[API_PROJECT] };
    struct error error = { 0 };
    const bool good = layout_take(&layout, choices[_i].names, &error);
    ck_assert_int_eq(good, choices[_i].says == NULL);
    if (!good) {
        ck_assert_msg(strstr(error.message, choices[_i].says) != NULL, "%s", error.message);
        ck_assert_int_eq(error.kind, ERROR_USAGE);
        return;
    }
    layout_fit(&layout, choices[_i].cells, true);
    int used = -COLUMN_GAP;
    struct slice rest = slice_of(choices[_i].names), name;
    for (size_t i = 0; slice_cut(&rest, ',', &name); i++) {
        const struct column *column = &layout.columns[i];
        ck_assert(slice_is(slice_trim(name), column_name(&layout, column)));
        used += COLUMN_GAP + (column->field == COLUMN_ID ? COLUMN_ID_CELLS : column->cells);
    }
    ck_assert_int_eq(used, choices[_i].used);
}
END_TEST

/* A record whose values are as awkward as they come, in each format, into a pipe and onto a terminal. */
#define RECORD                                                                                                         \
    "{\"id\":\"r,1\",\"dataset_id\":\"\",\"input\":9007199254740993,\"expected_output\":\"a\\n\\\"b\\\"\","            \
    "\"metadata\":"                                                                                                    \
    "{\"n\":1e400,\n\"n\":\"\xc2\x9b\"},\"created_at\":null}"

static const struct {
    const struct format *format;
    bool terminal;
    const char *text;
} looks[] = {
    { &format_tsv, false, "r,1\t\t9007199254740993\t\"a\\n\\\"b\\\"\"\t{\"n\":1e400,↵\"n\":\"␦\"}\t\n" },
    { &format_csv, false,
      "\"r,1\",\"\",9007199254740993,\"\"\"a\\n\\\"\"b\\\"\"\"\"\",\"{\"\"n\"\":1e400,\n\"\"n\"\":\"\"\xc2\x9b\"\"}\","
      "\r\n" },
    { &format_csv, true,
      "\"r,1\",\"\",9007199254740993,\"\"\"a\\n\\\"\"b\\\"\"\"\"\",\"{\"\"n\"\":1e400,↵\"\"n\"\":\"\"␦\"\"}\",\r\n" },
    { &format_json, false, "[" RECORD },
    { &format_jsonl, false,
      "{\"id\":\"r,1\",\"dataset_id\":\"\",\"input\":9007199254740993,\"expected_output\":\"a\\n\\\"b\\\"\","
      "\"metadata\":"
      "{\"n\":1e400, \"n\":\"\xc2\x9b\"},\"created_at\":null}\n" },
    { &format_jsonl, true,
      "{\"id\":\"r,1\",\"dataset_id\":\"\",\"input\":9007199254740993,\"expected_output\":\"a\\n\\\"b\\\"\","
      "\"metadata\":"
      "{\"n\":1e400, \"n\":\"\\u009b\"},\"created_at\":null}\n" },
};

START_TEST(values_come_through_each_format)
{
    struct layout layout = { .resource = &api_resources[API_RECORD_ITEM], .terminal = looks[_i].terminal };
    struct json_value value;
    struct api_record record;
    struct arena arena = ARENA_EMPTY;
    struct buf out = buf_with_limit(4096);
    ck_assert(layout_take(&layout, "id,dataset_id,input,expected_output,metadata,created_at", NULL));
    ck_assert(json_check(SLICE(RECORD), &value, NULL) && api_decode(layout.resource, value, &record, NULL));
    struct rows *rows = rows_new(layout.resource);
    rows_put(rows, &record, NULL);
    if (looks[_i].format->by_text)
        looks[_i].format->element(&layout, value.raw, true, &out);
    else
        looks[_i].format->row(&layout, &arena, rows, 0, &out);
    ck_assert_str_eq(buf_text(&out), looks[_i].text);
    rows_free(&rows);
    buf_free(&out);
    arena_free(&arena);
}
END_TEST

Suite *output_suite(void)
{
    TCase *const cases = tcase_create("output");
    tcase_add_loop_test(cases, a_line_holds_the_id_and_what_fits, 0, ARRAY_LENGTH(lines));
    tcase_add_loop_test(cases, csv_has_every_member, 0, ARRAY_LENGTH(wholes));
    tcase_add_loop_test(cases, named_columns_stand_in_their_order, 0, ARRAY_LENGTH(choices));
    tcase_add_loop_test(cases, values_come_through_each_format, 0, ARRAY_LENGTH(looks));
    Suite *const suite = suite_create("output");
    suite_add_tcase(suite, cases);
    return suite;
}
