/* The examples of openapi.json: every one fits its schema; requests are accepted, answers are
 * decoded. */
#include "openapi.h"
#include "suites.h"

#include <annotty/api/answer.h>
#include <annotty/api/check.h>

#include <stdio.h>
#include <stdlib.h>

/* The operation's request body, as a schema with examples: in the tree, and in the text. */
static const cJSON *body_node(const struct api_operation *operation)
{
    const cJSON *const body = cJSON_GetObjectItemCaseSensitive(openapi_operation(operation->name), "requestBody");
    const cJSON *const content = cJSON_GetObjectItemCaseSensitive(body, "content");
    return cJSON_GetObjectItemCaseSensitive(content, "application/json");
}

/* Below the operation, by the pointer from there; absent where there are none. */
static struct json_value examples_text(const struct api_operation *operation, const char *below, struct arena *arena)
{
    struct json_value found = { .kind = JSON_ABSENT };
    struct buf pointer = buf_with_limit(BUF_LIMIT_LINE);
    char method[8] = "";
    for (size_t i = 0; api_method_names[operation->method][i] != '\0'; i++)
        method[i] = (char)(api_method_names[operation->method][i] | 0x20);
    buf_append_text(&pointer, "/paths");
    const char *const path = arena_printf(arena, "%s%s", api_operation_base(operation), operation->path);
    json_write_pointer(&pointer, slice_of(path));
    buf_printf(&pointer, "/%s/%s/content/application~1json/examples", method, below);
    for (size_t i = 0; i < OPENAPI_FILES && found.kind == JSON_ABSENT; i++) {
        struct json_value document;
        ck_assert(json_check(openapi_text(i), &document, NULL));
        found = json_at(document, buf_text(&pointer));
    }
    buf_free(&pointer);
    return found;
}

START_TEST(request_examples_are_accepted)
{
    const struct api_operation *const operation = &api_operations[_i];
    struct arena arena = ARENA_EMPTY;
    const cJSON *const schema = cJSON_GetObjectItemCaseSensitive(body_node(operation), "schema");
    const struct json_value examples = examples_text(operation, "requestBody", &arena);
    size_t at = 0;
    size_t count = 0;
    struct slice name;
    struct json_value example;
    while (examples.kind == JSON_OBJECT && json_next_member(examples, &at, &name, &example)) {
        char schema_problem[256];
        struct api_body body;
        struct api_problem problem = { 0 };
        const struct slice text = json_member(example, "value").raw;
        cJSON *const tree = cJSON_ParseWithLength(text.at, text.length);
        ck_assert_msg(openapi_check(schema, tree, schema_problem, sizeof(schema_problem)), "%s: %s", operation->name,
                      schema_problem);
        ck_assert_msg(api_body_read(operation, text, &arena, &body, &problem), "%s: %s at %s", operation->name,
                      problem.detail, problem.pointer);
        cJSON_Delete(tree);
        count++;
    }
    ck_assert_msg((operation->request_type != NULL) == (count > 0), "%s", operation->name);
    arena_free(&arena);
}
END_TEST

/* Every element of the answer, or the one resource that it is. */
static void decode_answer(const struct api_operation *operation, struct json_value document)
{
    struct api_record record;
    struct error error = { 0 };
    struct json_value element;
    size_t at = 0;
    if (operation->answer_array == NULL) {
        ck_assert_msg(api_answer_one(operation, document.raw, &record, &error), "%s", error.message);
        return;
    }
    const struct json_value list = json_at(document, operation->answer_array);
    ck_assert_int_eq(list.kind, JSON_ARRAY);
    while (json_next_element(list, &at, &element))
        ck_assert_msg(api_decode(operation->resource, element, &record, &error), "%s", error.message);
}

START_TEST(answer_examples_are_decoded)
{
    const struct api_operation *const operation = &api_operations[_i];
    struct arena arena = ARENA_EMPTY;
    const char *const below = arena_printf(&arena, "responses/%d", operation->success[0]);
    const struct json_value examples = examples_text(operation, below, &arena);
    bool documented = false;
    const cJSON *const schema = openapi_answer(operation->name, operation->success[0], &documented);
    size_t at = 0;
    struct slice name;
    struct json_value example;
    ck_assert(documented);
    while (examples.kind == JSON_OBJECT && json_next_member(examples, &at, &name, &example)) {
        char problem[256];
        const struct json_value answer = json_member(example, "value");
        cJSON *const tree = cJSON_ParseWithLength(answer.raw.at, answer.raw.length);
        ck_assert_msg(openapi_check(schema, tree, problem, sizeof(problem)), "%s: %s", operation->name, problem);
        cJSON_Delete(tree);
        decode_answer(operation, answer);
    }
    arena_free(&arena);
}
END_TEST

/* What holds the checker itself to account. */
static const struct {
    const char *schema, *value;
    const char *problem; /* NULL: fits */
} checks[] = {
    { "QueueList", "{\"data\":[]}", NULL },
    { "QueueList", "{}", "has no data" },
    { "QueueList", "{\"data\":{}}", "/data is no array" },
    { "QueueList", "{\"data\":[{\"id\":\"a\",\"type\":\"queue\",\"attributes\":{}}]}", "/data/0/" },
    { "ErrorStrings", "{\"errors\":[{}]}", "/errors/0 is no string" },
    { "ErrorDocument", "{\"errors\":[{\"status\":404}]}", "/errors/0/status is no string" },
    { "ProjectAttributes",
      "{\"name\":\"\",\"description\":\"\",\"created_at\":\"2024-01-15\",\"updated_at\":\"2024-01-15\"}",
      "is no date" },
    { "DeleteProjectsRequest", "{\"data\":{\"type\":\"projects\",\"attributes\":{\"project_ids\":[7]}}}",
      "/data/attributes/project_ids/0 is no string" },
};

START_TEST(the_checker_finds_what_is_wrong)
{
    char problem[256] = "";
    char reference[128];
    cJSON *const schema = cJSON_CreateObject();
    snprintf(reference, sizeof(reference), "#/components/schemas/%s", checks[_i].schema);
    cJSON_AddStringToObject(schema, "$ref", reference);
    cJSON *const value = cJSON_Parse(checks[_i].value);
    const bool fits = openapi_check(schema, value, problem, sizeof(problem));
    ck_assert_msg(fits == (checks[_i].problem == NULL), "%s", problem);
    if (!fits)
        ck_assert_msg(strstr(problem, checks[_i].problem) != NULL, "%s", problem);
    cJSON_Delete(value);
    cJSON_Delete(schema);
}
END_TEST

Suite *examples_suite(void)
{
    TCase *const cases = tcase_create("examples");
    tcase_add_loop_test(cases, request_examples_are_accepted, 0, API_OPERATION_COUNT);
    tcase_add_loop_test(cases, answer_examples_are_decoded, 0, API_OPERATION_COUNT);
    tcase_add_loop_test(cases, the_checker_finds_what_is_wrong, 0, sizeof(checks) / sizeof(checks[0]));
    Suite *const suite = suite_create("contract: examples");
    suite_add_tcase(suite, cases);
    return suite;
}
