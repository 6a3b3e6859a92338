#include "../../../src/cli/output.h"

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
    struct output output = output_new(&api_operations[lines[_i].operation], false);
    int used = 36;
    size_t count = 0;
    output_fit(&output, lines[_i].cells);
    for (; count < output.column_count; count++) {
        used += COLUMN_GAP + output.columns[count].cells;
        ck_assert_pstr_eq(output.resource->fields[output.columns[count].field].name, lines[_i].names[count]);
    }
    ck_assert_ptr_null(lines[_i].names[count]);
    ck_assert(count == 0 || used == lines[_i].cells);
}
END_TEST

Suite *output_suite(void)
{
    TCase *const cases = tcase_create("output");
    tcase_add_loop_test(cases, a_line_holds_the_id_and_what_fits, 0, ARRAY_LENGTH(lines));
    Suite *const suite = suite_create("output");
    suite_add_tcase(suite, cases);
    return suite;
}
