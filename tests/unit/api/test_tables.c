/* The rows themselves: what every one of them must be for the code that reads them. */
#include <annotty/api/tables.h>

#include <check.h>

START_TEST(operation_rows_are_whole)
{
    const struct api_operation *operation = &api_operations[_i];
    ck_assert_int_eq(operation->id, _i);
    ck_assert(operation->name != NULL && operation->noun != NULL && operation->verb != NULL && operation->help != NULL);
    ck_assert(operation->path[0] == '/');
    ck_assert(operation->resource != NULL);
    ck_assert(operation->success[0] >= 200 && operation->success[0] < 300);
    ck_assert(operation->writes == (operation->method != API_GET) || operation->id == API_SEARCH_SPANS);
    ck_assert(operation->paging == API_PAGING_NONE || operation->answer_array != NULL);
    ck_assert(api_operation_named(slice_of(operation->name)) == operation);
    ck_assert(api_operation_for(slice_of(operation->noun), slice_of(operation->verb)) == operation);
    size_t count = 0;
    ck_assert((api_operation_body(operation, &count) == NULL) == (operation->request_type == NULL));
    ck_assert(operation->request_type == NULL || operation->body_use == API_IN_CREATE ||
              operation->body_use == API_IN_UPDATE);
    ck_assert(operation->answer == API_SHAPE_NONE || operation->answer == API_SHAPE_ONE ||
              (operation->answer == API_SHAPE_TEXT && operation->answer_type != NULL) ||
              operation->answer_array != NULL);
}
END_TEST

START_TEST(resource_rows_are_whole)
{
    const struct api_resource *resource = &api_resources[_i];
    ck_assert_int_eq(resource->id, _i);
    ck_assert(resource->noun != NULL && resource->plural != NULL && resource->help != NULL);
    ck_assert(resource->field_count > 0 && resource->field_count <= API_FIELDS_MAX);
    for (size_t i = 0; i < resource->field_count; i++) {
        const struct api_field *field = &resource->fields[i];
        ck_assert(field->title != NULL && field->help != NULL);
        ck_assert_int_eq(api_field_index(resource, slice_of(field->name)), (int)i);
        ck_assert((field->type == API_ENUM) == (field->choices != NULL));
        ck_assert(field->type == API_ANY || (field->type == API_RECORD || field->type == API_RECORDS ||
                                             (field->flags & API_REFERENCE)) == (field->of != NULL));
    }
}
END_TEST

START_TEST(unknown_names_are_nobody)
{
    ck_assert_ptr_null(api_operation_named(SLICE("no_such")));
    ck_assert_ptr_null(api_operation_for(SLICE("queue"), SLICE("fly")));
    ck_assert_int_eq(api_field_index(&api_resources[API_QUEUE], SLICE("colour")), -1);
}
END_TEST

Suite *tables_suite(void)
{
    Suite *suite = suite_create("api tables");
    TCase *tests = tcase_create("rows");
    tcase_add_loop_test(tests, operation_rows_are_whole, 0, API_OPERATION_COUNT);
    tcase_add_loop_test(tests, resource_rows_are_whole, 0, API_RESOURCE_COUNT);
    tcase_add_test(tests, unknown_names_are_nobody);
    suite_add_tcase(suite, tests);
    return suite;
}
