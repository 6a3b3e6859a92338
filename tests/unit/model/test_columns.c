#include <annotty/model/columns.h>

#include "run.h"

#include <annotty/base/buf.h>
#include <annotty/base/mem.h>

/* A table's columns as "name 24, ..."; numbers, which stand on the right, have '>' before their cells. */
static struct buf describe(enum api_resource_id resource, bool is_outcome, int cells)
{
    struct column columns[API_FIELDS_MAX];
    struct buf out = buf_with_limit(BUF_LIMIT_LINE);
    const struct api_resource *const row = &api_resources[resource];
    const size_t count = columns_share(row, cells, columns, columns_choose(row, is_outcome, columns));
    for (size_t i = 0; i < count; i++)
        buf_printf(&out, "%s%s %s%d", i == 0 ? "" : ", ", row->fields[columns[i].field].name,
                   columns[i].right ? ">" : "", columns[i].cells);
    return out;
}

static const struct {
    enum api_resource_id resource;
    bool is_outcome;
    int cells;
    const char *table;
} tables[] = {
    { API_PROJECT, false, 100, "name 48, description 32, created_at 16" },
    { API_PROJECT, false, 60, "name 28, description 12, created_at 16" },
    { API_PROJECT, false, 59, "name 41, created_at 16" },
    { API_PROJECT, false, 46, "name 28, created_at 16" },
    { API_PROJECT, false, 45, "name 45" },
    { API_PROJECT, false, 20, "name 20" },
    { API_PROJECT, false, 0, "name 1" },
    { API_QUEUE, false, 82, "name 36, description 12, owned_by 12, created_at 16" },
    { API_QUEUE, false, 42, "name 28, owned_by 12" },
    { API_QUEUE, false, 140, "name 48, description 50, owned_by 20, created_at 16" },
    { API_INTERACTION, false, 80, "content_id 42, type 10, annotations >6, created_at 16" },
    { API_INTERACTION, true, 80, "content_id 43, type 10, already_existed 5, created_at 16" },
};

START_TEST(a_table_fits_its_line)
{
    struct buf table = describe(tables[_i].resource, tables[_i].is_outcome, tables[_i].cells);
    ck_assert_str_eq(buf_text(&table), tables[_i].table);
    buf_free(&table);
}
END_TEST

/* Every table that has columns, at every width: the line is used up and not passed. */
START_TEST(a_line_is_full_and_not_too_long)
{
    const struct api_resource *const resource = &api_resources[_i];
    struct column columns[API_FIELDS_MAX];
    if (columns_choose(resource, false, columns) == 0)
        return;
    for (int width = 1; width <= 400; width++) {
        const size_t count = columns_fit(resource, width, columns);
        int line = 0;
        ck_assert_uint_ge(count, 1);
        for (size_t i = 0; i < count; i++) {
            line += columns[i].cells + (i > 0 ? COLUMN_GAP : 0);
            ck_assert_int_ge(columns[i].cells, 1);
        }
        ck_assert_msg(line == width, "%s: %d cells in a line of %d", resource->noun, line, width);
    }
}
END_TEST

#define SOME_UUID "0123abcd-0000-4000-8000-000000000000"

static const struct {
    const char *id, *name, *text;
} persons[] = {
    { SOME_UUID, "Maya Lindqvist", "Maya Lindqvist" },
    { SOME_UUID, NULL, "0123abcd" },
    { SOME_UUID, "", "0123abcd" },
    { "somebody", NULL, "somebody" },
    { "somebody", "Tom", "Tom" },
};

START_TEST(people_stand_with_their_names)
{
    struct arena arena = ARENA_EMPTY;
    struct people *people = people_new();
    struct rows *rows = rows_new(&api_resources[API_QUEUE]);
    const int field = api_field_index(&api_resources[API_QUEUE], SLICE("owned_by"));
    struct api_record record = { .resource = &api_resources[API_QUEUE] };
    record.id = record.values[field] = api_text_value(&arena, slice_of(persons[_i].id));
    rows_put(rows, &record, NULL);
    if (persons[_i].name != NULL)
        people_put(people, slice_of(persons[_i].id), slice_of(persons[_i].name));
    ck_assert(slice_is(column_text(&arena, people, rows, 0, field), persons[_i].text));
    rows_free(&rows);
    people_free(&people);
    arena_free(&arena);
}
END_TEST

Suite *columns_suite(void)
{
    TCase *const cases = tcase_create("columns");
    tcase_add_loop_test(cases, a_table_fits_its_line, 0, ARRAY_LENGTH(tables));
    tcase_add_loop_test(cases, people_stand_with_their_names, 0, ARRAY_LENGTH(persons));
    tcase_add_loop_test(cases, a_line_is_full_and_not_too_long, 0, API_RESOURCE_COUNT);
    Suite *const suite = suite_create("columns");
    suite_add_tcase(suite, cases);
    return suite;
}
