#include <annotty/model/form.h>

#include "fixture.h"

#include <annotty/base/mem.h>

#include <check.h>
#include <stdlib.h>

/* Sends every form to project "p", queue "q", dataset "d" or experiment "e", whichever the path asks for. */
static struct form *form_for(enum api_operation_id operation)
{
    static const struct {
        const char *template, *name, *value;
    } parameters[] = {
        { "{queue_id}", "queue_id", "q" },
        { "{project_id}", "project_id", "p" },
        { "{dataset_id}", "dataset_id", "d" },
        { "{experiment_id}", "experiment_id", "e" },
    };
    struct api_call call = api_call_new(operation);
    for (size_t i = 0; i < ARRAY_LENGTH(parameters); i++)
        if (strstr(call.operation->path, parameters[i].template) != NULL)
            api_call_parameter(&call, parameters[i].name, slice_of(parameters[i].value));
    if (operation == API_CREATE_QUEUE)
        api_call_member(&call, "project_id", SLICE("p"), NULL);
    return form_new(call);
}

static const struct {
    enum api_operation_id operation;
    const char *fields;
} forms[] = {
    { API_CREATE_QUEUE, "name description*" },
    { API_UPDATE_QUEUE, "name description*" },
    { API_CREATE_PROJECT, "name description*" },
    { API_CREATE_DATASET, "name description* metadata*" },
    { API_CREATE_EXPERIMENT, "name dataset_version description* config* metadata* ensure_unique" },
    { API_UPDATE_EXPERIMENT, "name description*" },
    { API_APPEND_RECORDS, "deduplicate" },
    { API_DELETE_QUEUE, "" },
    { API_DELETE_PROJECTS, "project_ids*" },
};

/* Fields that take several lines have a star. */
START_TEST(fields_are_the_members_a_person_gives)
{
    struct form *form = form_for(forms[_i].operation);
    struct buf names = buf_with_limit(BUF_LIMIT_LINE);
    for (size_t i = 0; i < form->count; i++)
        buf_printf(&names, "%s%s%s", i > 0 ? " " : "", form->fields[i].row->name, form->fields[i].line.many ? "*" : "");
    ck_assert_str_eq(buf_text(&names), forms[_i].fields);
    ck_assert(!form_is_changed(form));
    buf_free(&names);
    form_free(&form);
    ck_assert_ptr_null(form);
}
END_TEST

START_TEST(what_the_call_knows_is_not_asked_for)
{
    struct api_call call = api_call_new(API_CREATE_QUEUE);
    ck_assert(api_call_member(&call, "description", SLICE("known"), NULL));
    struct form *form = form_new(call);
    ck_assert_uint_eq(form->count, 1);
    ck_assert_str_eq(form->fields[0].row->name, "name");
    form_free(&form);
}
END_TEST

static char *body_of(const struct form *form)
{
    struct api_call call = form_call(form);
    struct buf body = buf_with_limit(BUF_LIMIT_BODY);
    ck_assert(api_call_body(&call, &body));
    api_call_free(&call);
    return buf_take(&body);
}

static void check_attributes(const struct form *form, const char *expected)
{
    char *body = body_of(form);
    struct json_value document;
    ck_assert(json_check(slice_of(body), &document, NULL));
    const struct slice attributes = json_at(document, "/data/attributes").raw;
    ck_assert_msg(slice_is(attributes, expected), "%s, not %s", body, expected);
    free(body);
}

static const struct {
    enum api_operation_id operation;
    const char *field, *typed, *problem;
} checks[] = {
    { API_CREATE_QUEUE, "name", "Tone", "" },
    { API_CREATE_QUEUE, "name", "", "Name is required" },
    { API_CREATE_QUEUE, "name", "  ", "Name must not be only blanks" },
    { API_CREATE_QUEUE, "name", "a\tb", "Name must not have control characters" },
    { API_CREATE_QUEUE, "description", "", "" },
    { API_CREATE_QUEUE, "description", "two\nlines", "" },
    { API_CREATE_DATASET, "metadata", "", "" },
    { API_CREATE_DATASET, "metadata", "{\"a\": 1}", "" },
    { API_CREATE_DATASET, "metadata", " {} ", "" },
    { API_CREATE_DATASET, "metadata", "[1]", "Metadata must be a JSON object" },
    { API_CREATE_EXPERIMENT, "dataset_version", "3", "" },
    { API_CREATE_EXPERIMENT, "dataset_version", "-3", "Version must not be negative" },
    { API_CREATE_EXPERIMENT, "dataset_version", "1.5", "Version must be a whole number of 64 bits" },
    { API_CREATE_EXPERIMENT, "ensure_unique", "false", "" },
    { API_CREATE_EXPERIMENT, "ensure_unique", "7", "Unique name must be true or false" },
    { API_DELETE_PROJECTS, "project_ids", "a, b\nc", "" },
    { API_DELETE_PROJECTS, "project_ids", ",", "Ids must have at least one item" },
};

static size_t focus_on(struct form *form, const char *name)
{
    for (form->focus = 0; form->focus < form->count; form->focus++)
        if (strcmp(form->fields[form->focus].row->name, name) == 0)
            return form->focus;
    ck_abort_msg("no field %s", name);
}

START_TEST(field_is_checked_by_its_row)
{
    struct form *form = form_for(checks[_i].operation);
    const size_t field = focus_on(form, checks[_i].field);
    form_set(form, checks[_i].field, slice_of(checks[_i].typed));
    ck_assert_int_eq(form_check_field(form, field), *checks[_i].problem == '\0');
    ck_assert_str_eq(form->fields[field].problem, checks[_i].problem);
    form_free(&form);
}
END_TEST

START_TEST(long_names_are_measured)
{
    struct form *form = form_for(API_CREATE_QUEUE);
    char name[514];
    memset(name, 'n', sizeof(name));
    form_set(form, "name", (struct slice){ .at = name, .length = 512 });
    ck_assert(form_check_field(form, 0));
    form_set(form, "name", (struct slice){ .at = name, .length = 513 });
    ck_assert(!form_check_field(form, 0));
    ck_assert_str_eq(form->fields[0].problem, "Name is longer than 512 bytes (513)");
    form_free(&form);
}
END_TEST

START_TEST(broken_json_says_where)
{
    struct form *form = form_for(API_CREATE_DATASET);
    form_set(form, "metadata", SLICE("{\"a\":}"));
    ck_assert(!form_check_field(form, focus_on(form, "metadata")));
    ck_assert(strncmp(form->fields[2].problem, "Metadata must be a JSON object (", 32) == 0);
    form_free(&form);
}
END_TEST

START_TEST(check_goes_to_the_first_problem)
{
    struct form *form = form_for(API_CREATE_DATASET);
    form_set(form, "name", SLICE("a"));
    form_set(form, "metadata", SLICE("1"));
    ck_assert(!form_check(form));
    ck_assert_uint_eq(form->focus, 2);
    form_set(form, "name", SLICE(""));
    ck_assert(!form_check(form));
    ck_assert_uint_eq(form->focus, 0);
    ck_assert_str_ne(form->fields[2].problem, "");
    form_set(form, "name", SLICE("a"));
    form_set(form, "metadata", SLICE("{}"));
    form->focus = 1;
    ck_assert(form_check(form));
    ck_assert_uint_eq(form->focus, 1);
    ck_assert_str_eq(form->fields[0].problem, "");
    ck_assert_str_eq(form->fields[2].problem, "");
    form_free(&form);
}
END_TEST

START_TEST(create_sends_what_was_typed)
{
    struct form *form = form_for(API_CREATE_QUEUE);
    form_set(form, "name", SLICE("A \"q\""));
    form_set(form, "unknown", SLICE("x"));
    ck_assert(form_is_changed(form));
    ck_assert(form_check(form));
    check_attributes(form, "{\"project_id\":\"p\",\"name\":\"A \\\"q\\\"\"}");
    form_set(form, "description", SLICE("one\ntwo"));
    check_attributes(form, "{\"project_id\":\"p\",\"name\":\"A \\\"q\\\"\",\"description\":\"one\\ntwo\"}");
    form_free(&form);
}
END_TEST

static struct form *filled_form(enum api_operation_id operation, enum api_resource_id resource, const char *item)
{
    const char *const items[] = { item, NULL };
    struct rows *rows = rows_from(resource, items);
    struct form *form = form_for(operation);
    form_fill(form, rows, 0);
    rows_free(&rows);
    return form;
}

#define DATASET(metadata_)                                                                                             \
    "{\"id\":\"d\",\"type\":\"datasets\",\"attributes\":{\"name\":\"Old\",\"description\":\"Text\","                   \
    "\"metadata\":" metadata_ "}}"

static const struct {
    const char *name, *description, *metadata; /* NULL: as it was */
    const char *attributes;
} updates[] = {
    { NULL, NULL, NULL, "{}" },
    { "New", NULL, NULL, "{\"name\":\"New\"}" },
    { "Old", "", NULL, "{\"description\":\"\"}" },
    { NULL, NULL, "", "{\"metadata\":{}}" },
    { NULL, NULL, "{\"n\": 1e400}", "{\"metadata\":{\"n\": 1e400}}" },
    { "New", "New", "{ }", "{\"name\":\"New\",\"description\":\"New\",\"metadata\":{ }}" },
};

START_TEST(update_sends_what_differs)
{
    struct form *form = filled_form(API_UPDATE_DATASET, API_DATASET, DATASET("{\"n\":1.0}"));
    ck_assert(form->is_update);
    ck_assert_str_eq(buf_text(&form->fields[2].line.text), "{\"n\":1.0}");
    ck_assert(!form_is_changed(form));
    const char *const typed[] = { updates[_i].name, updates[_i].description, updates[_i].metadata };
    for (size_t i = 0; i < ARRAY_LENGTH(typed); i++)
        if (typed[i] != NULL)
            form_set(form, form->fields[i].row->name, slice_of(typed[i]));
    ck_assert(form_check(form));
    check_attributes(form, updates[_i].attributes);
    ck_assert_int_eq(form_is_changed(form), strcmp(updates[_i].attributes, "{}") != 0);
    form_free(&form);
}
END_TEST

START_TEST(update_keeps_the_name)
{
    struct form *form = filled_form(API_UPDATE_DATASET, API_DATASET, DATASET("{}"));
    form_set(form, "name", SLICE(""));
    ck_assert(!form_check(form));
    ck_assert_str_eq(form->fields[0].problem, "Name must not be empty");
    form_free(&form);
}
END_TEST

START_TEST(focus_moves_between_the_ends)
{
    struct form *form = form_for(API_CREATE_DATASET);
    ck_assert(!form_previous(form));
    ck_assert(form_next(form));
    ck_assert(form_next(form));
    ck_assert(!form_next(form));
    ck_assert_uint_eq(form->focus, 2);
    ck_assert(form_previous(form));
    ck_assert_uint_eq(form->focus, 1);
    form_free(&form);
    form = form_for(API_DELETE_QUEUE);
    ck_assert(!form_next(form));
    form_choose(form, 1);
    ck_assert(form_check(form));
    form_free(&form);
}
END_TEST

static const char *text_of(const struct form *form)
{
    return buf_text(&form->fields[form->focus].line.text);
}

START_TEST(choices_are_stepped_through)
{
    static const struct {
        int by;
        const char *text;
    } steps[] = {
        { 1, "false" }, { 1, "" }, { 1, "true" }, { -1, "" }, { -1, "false" }, { -1, "true" }, { 4, "false" },
    };
    struct form *form = form_for(API_CREATE_EXPERIMENT);
    focus_on(form, "ensure_unique");
    ck_assert_str_eq(text_of(form), "true"); /* what the server would take */
    for (size_t i = 0; i < ARRAY_LENGTH(steps); i++) {
        form_choose(form, steps[i].by);
        ck_assert_str_eq(text_of(form), steps[i].text);
    }
    ck_assert(form_is_changed(form));
    focus_on(form, "name");
    form_choose(form, 1);
    ck_assert_str_eq(text_of(form), "");
    form_free(&form);
}
END_TEST

/* No operation asks a person for an enum yet; the rows allow it. */
static const char *const colours[] = { "red", "green", NULL };
static const struct api_field colour_field[] = {
    { .name = "colour", .title = "Colour", .type = API_ENUM, .flags = API_C_REQUIRED, .choices = colours },
};
static const struct api_operation paint = {
    .name = "paint",
    .path = "/paint",
    .request_type = "paints",
    .body = colour_field,
    .body_count = 1,
    .body_use = API_IN_CREATE,
    .resource = &api_resources[API_QUEUE],
};

START_TEST(a_required_choice_is_always_made)
{
    struct form *form = form_new((struct api_call){ .operation = &paint });
    ck_assert_str_eq(text_of(form), "red");
    ck_assert(!form_is_changed(form));
    form_choose(form, -1);
    ck_assert_str_eq(text_of(form), "green");
    form_choose(form, 1);
    ck_assert_str_eq(text_of(form), "red");
    check_attributes(form, "{\"colour\":\"red\"}");
    form_set(form, "colour", SLICE("blue"));
    ck_assert(!form_check(form));
    ck_assert_str_eq(form->fields[0].problem, "Colour must be one of red, green");
    form_free(&form);
}
END_TEST

static const struct {
    const char *where;
    const char *field; /* NULL: it names none */
} objections[] = {
    { "/data/attributes/name", "name" },
    { "/data/attributes/metadata/a/0", "metadata" },
    { "metadata", "metadata" },
    { "/data/attributes/project_id", NULL },
    { "/data/type", NULL },
    { "", NULL },
    { "/data/attributes/namely", NULL },
};

START_TEST(objections_stand_beside_their_field)
{
    struct form *form = form_for(API_CREATE_DATASET);
    form->focus = 1;
    struct error error;
    error_set(&error, ERROR_API, objections[_i].where, "name is in use");
    ck_assert_int_eq(form_object(form, &error), objections[_i].field != NULL);
    const size_t focus = form->focus;
    for (size_t i = 0; i < form->count; i++) {
        const bool meant = objections[_i].field != NULL && strcmp(form->fields[i].row->name, objections[_i].field) == 0;
        ck_assert_str_eq(form->fields[i].problem, meant ? "name is in use" : "");
        ck_assert(!meant || focus == i);
    }
    ck_assert(objections[_i].field != NULL || focus == 1);
    form_free(&form);
}
END_TEST

Suite *form_suite(void)
{
    Suite *suite = suite_create("form");
    TCase *tests = tcase_create("form");
    tcase_add_loop_test(tests, fields_are_the_members_a_person_gives, 0, ARRAY_LENGTH(forms));
    tcase_add_test(tests, what_the_call_knows_is_not_asked_for);
    tcase_add_loop_test(tests, field_is_checked_by_its_row, 0, ARRAY_LENGTH(checks));
    tcase_add_test(tests, long_names_are_measured);
    tcase_add_test(tests, broken_json_says_where);
    tcase_add_test(tests, check_goes_to_the_first_problem);
    tcase_add_test(tests, create_sends_what_was_typed);
    tcase_add_loop_test(tests, update_sends_what_differs, 0, ARRAY_LENGTH(updates));
    tcase_add_test(tests, update_keeps_the_name);
    tcase_add_test(tests, focus_moves_between_the_ends);
    tcase_add_test(tests, choices_are_stepped_through);
    tcase_add_test(tests, a_required_choice_is_always_made);
    tcase_add_loop_test(tests, objections_stand_beside_their_field, 0, ARRAY_LENGTH(objections));
    suite_add_tcase(suite, tests);
    return suite;
}
