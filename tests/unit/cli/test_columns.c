#include "../../../src/cli/columns.h"

#include "run.h"

#include <annotty/base/buf.h>
#include <annotty/base/mem.h>

/* A table's columns as "id 36, name 24, ..."; numbers on the right have '>' before them. */
static struct buf describe(enum api_resource_id resource, bool is_outcome, int cells)
{
    struct column columns[COLUMNS_MAX];
    struct buf out = buf_with_limit(BUF_LIMIT_LINE);
    const struct api_resource *const row = &api_resources[resource];
    const size_t count = table_fit(columns, table_columns(row, is_outcome, columns), cells);
    for (size_t i = 0; i < count; i++)
        buf_printf(&out, "%s%s %s%d", i == 0 ? "" : ", ",
                   columns[i].field == COLUMN_ID ? "id" : row->fields[columns[i].field].name,
                   columns[i].align == TEXT_RIGHT ? ">" : "", columns[i].cells);
    return out;
}

static const struct {
    enum api_resource_id resource;
    bool is_outcome;
    int cells;
    const char *table;
} tables[] = {
    { API_PROJECT, false, 200, "id 36, name 36, description 36, created_at 16" },
    { API_PROJECT, false, 129, "id 36, name 36, description 35, created_at 16" },
    { API_PROJECT, false, 83, "id 36, name 13, description 12, created_at 16" },
    { API_PROJECT, false, 82, "id 36, name 12, description 12, created_at 16" },
    { API_PROJECT, false, 81, "id 36, name 25, created_at 16" },
    { API_PROJECT, false, 80, "id 36, name 24, created_at 16" },
    { API_PROJECT, false, 68, "id 36, name 12, created_at 16" },
    { API_PROJECT, false, 67, "id 36, name 29" },
    { API_PROJECT, false, 50, "id 36, name 12" },
    { API_PROJECT, false, 49, "id 36" },
    { API_PROJECT, false, 10, "id 36" },
    { API_PROJECT, false, 0, "id 36" },
    { API_QUEUE, false, 120, "id 36, name 24, description 24, owned_by 12, created_at 16" },
    { API_QUEUE, false, 80, "id 36, name 28, owned_by 12" },
    { API_INTERACTION, false, 120, "id 36, content_id 36, type 16, annotations >6, created_at 16" },
    { API_INTERACTION, false, 100, "id 36, content_id 18, type 16, annotations >6, created_at 16" },
    { API_INTERACTION, false, 80, "id 36, content_id 16, type 16, annotations >6" },
    { API_INTERACTION, true, 80, "id 36, content_id 17, type 16, already_existed 5" },
    { API_DATASET, false, 120, "id 36, name 27, description 27, current_version >6, created_at 16" },
    { API_RECORD_ITEM, false, 120, "id 36, input 31, expected_output 31, created_at 16" },
};

START_TEST(a_table_fits_its_line)
{
    struct buf table = describe(tables[_i].resource, tables[_i].is_outcome, tables[_i].cells);
    ck_assert_str_eq(buf_text(&table), tables[_i].table);
    buf_free(&table);
}
END_TEST

/* Every table at every width: within the line unless the id alone is wider, nothing below its least or above its
 * most, and no cell left over that a column could use. */
START_TEST(no_line_is_too_long_or_wasteful)
{
    const struct api_resource *const resource = &api_resources[_i];
    for (int cells = 0; cells <= 400; cells++) {
        struct column columns[COLUMNS_MAX];
        const size_t count = table_fit(columns, table_columns(resource, false, columns), cells);
        int line = 0;
        bool wants_more = false;
        ck_assert_int_eq(columns[0].field, COLUMN_ID);
        for (size_t i = 0; i < count; i++) {
            line += columns[i].cells + (i > 0 ? COLUMN_GAP : 0);
            wants_more = wants_more || columns[i].cells < columns[i].most;
            ck_assert_int_ge(columns[i].cells, columns[i].least);
            ck_assert_int_le(columns[i].cells, columns[i].most);
        }
        ck_assert_msg(line <= cells || count == 1, "%s: %d cells in a line of %d", resource->noun, line, cells);
        ck_assert_msg(line >= cells || !wants_more, "%s: %d cells of %d used", resource->noun, line, cells);
    }
}
END_TEST

Suite *columns_suite(void)
{
    TCase *const cases = tcase_create("columns");
    tcase_add_loop_test(cases, a_table_fits_its_line, 0, ARRAY_LENGTH(tables));
    tcase_add_loop_test(cases, no_line_is_too_long_or_wasteful, 0, API_RESOURCE_COUNT);
    Suite *const suite = suite_create("columns");
    suite_add_tcase(suite, cases);
    return suite;
}
