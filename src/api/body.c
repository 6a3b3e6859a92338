/* Request bodies against the rows: contract sections 2 and 4, D11 to D34. */
#include <annotty/api/check.h>

#include <annotty/api/rule.h>

#include <stdio.h>

struct body_check {
    const struct api_operation *operation;
    struct arena *arena;
    struct api_problem *problem;
    struct buf pointer; /* of what is being checked */
};

static bool refuse(struct body_check *check, const char *name, const char *why)
{
    api_problem_set(check->problem, check->arena, 400, "%s %s", name, why);
    check->problem->pointer = arena_copy(check->arena, buf_slice(&check->pointer));
    return false;
}

static void leave(struct body_check *check, size_t length)
{
    check->pointer.length = length;
    if (check->pointer.data != NULL)
        check->pointer.data[length] = '\0';
}

/* The object's members by position in `fields`, in one walk; of repeated ones the last counts (D34). */
static void find_members(const struct api_field *fields, size_t count, struct json_value object,
                         struct json_value values[static API_FIELDS_MAX])
{
    size_t at = 0;
    struct slice key;
    struct json_value member;
    for (size_t i = 0; i < count; i++)
        values[i] = (struct json_value){ 0 };
    while (json_next_member(object, &at, &key, &member))
        for (size_t i = 0; i < count; i++)
            if (json_key_is(key, fields[i].name))
                values[i] = member;
}

static bool check_members(struct body_check *check, const struct api_field *fields, size_t count,
                          struct json_value object, struct json_value values[static API_FIELDS_MAX]);

static bool check_object(struct body_check *check, const struct api_field *field, struct json_value item)
{
    struct json_value values[API_FIELDS_MAX];
    if (item.kind != JSON_OBJECT)
        return refuse(check, field->name, "must hold objects");
    if (!check_members(check, field->of->fields, field->of->field_count, item, values))
        return false;
    const char *member = NULL, *why = NULL;
    if (field->of->rule == NULL || field->of->rule(values, &member, &why))
        return true;
    json_write_pointer(&check->pointer, slice_of(member));
    return refuse(check, member, why);
}

static bool check_items(struct body_check *check, const struct api_field *field, struct json_value list)
{
    size_t at = 0, number = 0;
    struct json_value item;
    while (json_next_element(list, &at, &item)) {
        const size_t here = check->pointer.length;
        buf_printf(&check->pointer, "/%zu", number++);
        if (!check_object(check, field, item))
            return false;
        leave(check, here);
    }
    return true;
}

static bool check_strings(struct body_check *check, const struct api_field *field, struct json_value list)
{
    size_t at = 0, number = 0;
    struct json_value item;
    while (json_next_element(list, &at, &item)) {
        if (item.kind != JSON_STRING) {
            buf_printf(&check->pointer, "/%zu", number);
            return refuse(check, field->name, "must be a list of strings");
        }
        number++;
    }
    return true;
}

static bool check_member(struct body_check *check, const struct api_field *field, struct json_value value)
{
    char problem[API_RULE_PROBLEM_SIZE];
    if (field->type == API_ANY && field->of != NULL) {
        struct api_field list = *field;
        list.type = API_RECORDS;
        return check_member(check, &list, value);
    }
    if (field->type == API_STRINGS && value.kind == JSON_ARRAY && !check_strings(check, field, value))
        return false;
    if (!api_rule_check(field, check->operation->body_use, value, problem))
        return refuse(check, field->name, problem);
    if (field->type == API_RECORDS && value.kind == JSON_ARRAY)
        return check_items(check, field, value);
    if (field->type == API_RECORD && value.kind == JSON_OBJECT)
        return check_object(check, field, value);
    return true;
}

/* Whether the member may be missing because another one stands in its place. */
static bool is_spared(const struct api_field *fields, size_t count, size_t number, const struct json_value *values)
{
    if (fields[number].unless == NULL || values[number].kind != JSON_ABSENT)
        return false;
    for (size_t i = 0; i < count; i++)
        if (strcmp(fields[i].name, fields[number].unless) == 0)
            return values[i].kind != JSON_ABSENT;
    return false;
}

static bool check_members(struct body_check *check, const struct api_field *fields, size_t count,
                          struct json_value object, struct json_value values[static API_FIELDS_MAX])
{
    find_members(fields, count, object, values);
    for (size_t i = 0; i < count; i++) {
        if (!(fields[i].flags & check->operation->body_use)) {
            values[i] = (struct json_value){ 0 };
            continue;
        }
        if (is_spared(fields, count, i, values))
            continue;
        const size_t here = check->pointer.length;
        json_write_pointer(&check->pointer, slice_of(fields[i].name));
        if (!check_member(check, &fields[i], values[i]))
            return false;
        leave(check, here);
    }
    return true;
}

/* Goes down one member that must be an object. */
static bool enter(struct body_check *check, const char *name, struct json_value *object)
{
    *object = json_member(*object, name);
    json_write_pointer(&check->pointer, slice_of(name));
    if (object->kind == JSON_ABSENT)
        return refuse(check, name, "is required");
    return object->kind == JSON_OBJECT || refuse(check, name, "must be an object");
}

static bool check_type(struct body_check *check, struct json_value data)
{
    const struct json_value type = json_member(data, "type");
    struct buf plain = buf_with_limit(type.raw.length);
    const bool right = json_append_string(&plain, type) && slice_is(buf_slice(&plain), check->operation->request_type);
    buf_free(&plain);
    if (right)
        return true;
    char why[64];
    snprintf(why, sizeof(why), "must be \"%s\"", check->operation->request_type);
    json_write_pointer(&check->pointer, SLICE("type"));
    return refuse(check, "type", why);
}

static bool check_document(struct body_check *check, struct json_value object, struct api_body *result)
{
    if (object.kind != JSON_OBJECT)
        return refuse(check, "the body", "must be an object");
    if (!enter(check, "data", &object) || !check_type(check, object) || !enter(check, "attributes", &object))
        return false;
    size_t count = 0;
    const struct api_field *fields = api_operation_body(check->operation, &count);
    return check_members(check, fields, count, object, result->values);
}

bool api_body_read(const struct api_operation *operation, struct slice text, struct arena *arena,
                   struct api_body *result, struct api_problem *problem)
{
    *result = (struct api_body){ 0 };
    if (operation->request_type == NULL)
        return true;
    struct json_value document;
    struct error error;
    if (!json_check(text, &document, &error)) {
        api_problem_set(problem, arena, 400, "%s", error.message);
        problem->pointer = "";
        return false;
    }
    struct body_check check = {
        .operation = operation, .arena = arena, .problem = problem, .pointer = buf_with_limit(BUF_LIMIT_LINE)
    };
    const bool sound = check_document(&check, document, result);
    buf_free(&check.pointer);
    return sound;
}

void api_item_read(const struct api_resource *resource, struct json_value object, struct api_record *record)
{
    *record = (struct api_record){ .resource = resource };
    find_members(resource->fields, resource->field_count, object, record->values);
    const int id = api_field_index(resource, SLICE("id"));
    if (id >= 0)
        record->id = record->values[id];
}
