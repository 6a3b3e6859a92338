#include "openapi.h"

#include <annotty/base/buf.h>

#include <check.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const char *const files[OPENAPI_FILES] = { OPENAPI_FILE, EXTENSIONS_FILE };

struct slice openapi_text(size_t number)
{
    static struct buf texts[OPENAPI_FILES];
    struct buf *const text = &texts[number];
    if (text->length > 0)
        return buf_slice(text);
    FILE *const file = fopen(files[number], "rb");
    ck_assert_msg(file != NULL, "%s can't be opened", files[number]);
    *text = buf_with_limit(BUF_LIMIT_BODY);
    char piece[4096];
    for (size_t length = fread(piece, 1, sizeof(piece), file); length > 0;
         length = fread(piece, 1, sizeof(piece), file))
        buf_append(text, piece, length);
    fclose(file);
    return buf_slice(text);
}

/* Gives `into` the members of `from`, in place of those with the same names. */
static void add_members(cJSON *into, cJSON *from)
{
    while (from->child != NULL) {
        cJSON *const item = cJSON_DetachItemViaPointer(from, from->child);
        cJSON_DeleteItemFromObjectCaseSensitive(into, item->string);
        cJSON_AddItemToObject(into, item->string, item);
    }
}

static cJSON *schemas_of(cJSON *document)
{
    return cJSON_GetObjectItemCaseSensitive(cJSON_GetObjectItemCaseSensitive(document, "components"), "schemas");
}

const cJSON *openapi(void)
{
    static cJSON *document;
    if (document != NULL)
        return document;
    for (size_t i = 0; i < OPENAPI_FILES; i++) {
        cJSON *const read = cJSON_Parse(openapi_text(i).at);
        ck_assert_msg(read != NULL, "%s is no JSON", files[i]);
        if (document == NULL) {
            document = read;
            continue;
        }
        add_members(cJSON_GetObjectItemCaseSensitive(document, "paths"),
                    cJSON_GetObjectItemCaseSensitive(read, "paths"));
        add_members(schemas_of(document), schemas_of(read));
        cJSON_Delete(read);
    }
    return document;
}

static const cJSON *member(const cJSON *object, const char *name)
{
    return object == NULL ? NULL : cJSON_GetObjectItemCaseSensitive(object, name);
}

/* Follows {"$ref": "#/a/b/c"}. */
static const cJSON *resolve(const cJSON *node)
{
    const cJSON *const reference = member(node, "$ref");
    if (reference == NULL)
        return node;
    const cJSON *target = openapi();
    struct buf name = buf_with_limit(BUF_LIMIT_LINE);
    const char *at = strchr(reference->valuestring, '/');
    while (at != NULL && target != NULL) {
        const char *const end = strchr(at + 1, '/');
        buf_clear(&name);
        buf_append(&name, at + 1, end != NULL ? (size_t)(end - at - 1) : strlen(at + 1));
        target = member(target, buf_text(&name));
        at = end;
    }
    buf_free(&name);
    ck_assert_msg(target != NULL, "%s leads nowhere", reference->valuestring);
    return target;
}

const cJSON *openapi_operation(const char *name)
{
    const cJSON *path;
    const cJSON *method;
    cJSON_ArrayForEach(path, member(openapi(), "paths"))
    {
        cJSON_ArrayForEach(method, path)
        {
            const cJSON *const id = member(method, "operationId");
            if (id != NULL && strcmp(id->valuestring, name) == 0)
                return method;
        }
    }
    return NULL;
}

const cJSON *openapi_answer(const char *operation, int status, bool *documented)
{
    char name[8];
    snprintf(name, sizeof(name), "%d", status);
    const cJSON *const answer = resolve(member(member(openapi_operation(operation), "responses"), name));
    *documented = answer != NULL;
    return member(member(member(answer, "content"), "application/json"), "schema");
}

bool openapi_is_text(const char *operation, int status)
{
    char name[8];
    snprintf(name, sizeof(name), "%d", status);
    const cJSON *const answer = resolve(member(member(openapi_operation(operation), "responses"), name));
    return member(member(answer, "content"), "text/csv") != NULL;
}

size_t openapi_statuses(const char *operation, int statuses[static OPENAPI_STATUSES_MAX])
{
    size_t count = 0;
    const cJSON *answer;
    cJSON_ArrayForEach(answer, member(openapi_operation(operation), "responses"))
    {
        ck_assert_uint_lt(count, OPENAPI_STATUSES_MAX);
        statuses[count++] = (int)strtol(answer->string, NULL, 10);
    }
    return count;
}

/* The checker */

struct place {
    const struct place *parent;
    const char *name; /* NULL: an element */
    int index;
};

static void write_place(const struct place *place, struct buf *out)
{
    if (place == NULL)
        return;
    write_place(place->parent, out);
    if (place->name != NULL)
        buf_printf(out, "/%s", place->name);
    else
        buf_printf(out, "/%d", place->index);
}

struct check {
    char *problem;
    size_t size;
};

__attribute__((format(printf, 3, 4))) static bool object_to(const struct check *check, const struct place *place,
                                                            const char *format, ...)
{
    struct buf text = buf_with_limit(BUF_LIMIT_LINE);
    write_place(place, &text);
    buf_append_char(&text, ' ');
    va_list arguments;
    va_start(arguments, format);
    buf_vprintf(&text, format, arguments);
    va_end(arguments);
    snprintf(check->problem, check->size, "%s", buf_text(&text));
    buf_free(&text);
    return false;
}

static bool is_of_type(const char *type, const cJSON *value)
{
    static const struct {
        const char *type;
        cJSON_bool (*is)(const cJSON *);
    } types[] = {
        { "object", cJSON_IsObject },  { "array", cJSON_IsArray },   { "string", cJSON_IsString },
        { "integer", cJSON_IsNumber }, { "number", cJSON_IsNumber }, { "boolean", cJSON_IsBool },
    };
    for (size_t i = 0; i < sizeof(types) / sizeof(types[0]); i++)
        if (strcmp(type, types[i].type) == 0)
            return types[i].is(value);
    ck_abort_msg("unknown type %s", type);
}

/* "2024-01-15T10:30:00.123Z": what our server sends (contract D42) of what RFC 3339 allows. */
static bool is_date_time(const char *text)
{
    static const char form[] = "0000-00-00T00:00:00.000Z";
    if (strlen(text) != strlen(form))
        return false;
    for (size_t i = 0; form[i] != '\0'; i++)
        if (form[i] == '0' ? text[i] < '0' || text[i] > '9' : text[i] != form[i])
            return false;
    return true;
}

static bool is_listed(const cJSON *list, const cJSON *value)
{
    const cJSON *item;
    cJSON_ArrayForEach(item, list)
    {
        if (cJSON_Compare(item, value, true))
            return true;
    }
    return false;
}

static bool check_value(const struct check *check, const cJSON *schema, const cJSON *value, const struct place *place);

static bool check_object(const struct check *check, const cJSON *schema, const cJSON *value, const struct place *place)
{
    const cJSON *item;
    cJSON_ArrayForEach(item, member(schema, "required"))
    {
        if (member(value, item->valuestring) == NULL)
            return object_to(check, place, "has no %s", item->valuestring);
    }
    cJSON_ArrayForEach(item, value)
    {
        const cJSON *const property = member(member(schema, "properties"), item->string);
        const struct place below = { .parent = place, .name = item->string };
        if (property != NULL && !check_value(check, property, item, &below))
            return false;
    }
    return true;
}

static bool check_array(const struct check *check, const cJSON *schema, const cJSON *value, const struct place *place)
{
    const cJSON *const least = member(schema, "minItems");
    if (least != NULL && cJSON_GetArraySize(value) < least->valueint)
        return object_to(check, place, "has fewer than %d items", least->valueint);
    struct place below = { .parent = place };
    const cJSON *item;
    cJSON_ArrayForEach(item, value)
    {
        if (member(schema, "items") != NULL && !check_value(check, member(schema, "items"), item, &below))
            return false;
        below.index++;
    }
    return true;
}

static bool check_value(const struct check *check, const cJSON *schema, const cJSON *value, const struct place *place)
{
    const cJSON *const whole = resolve(schema);
    const cJSON *const type = member(whole, "type");
    const cJSON *const listed = member(whole, "enum");
    const cJSON *const format = member(whole, "format");
    if (type != NULL && !is_of_type(type->valuestring, value))
        return object_to(check, place, "is no %s", type->valuestring);
    if (listed != NULL && !is_listed(listed, value))
        return object_to(check, place, "is none of the listed values");
    if (format != NULL && strcmp(format->valuestring, "date-time") == 0 && !is_date_time(value->valuestring))
        return object_to(check, place, "is no date: %s", value->valuestring);
    if (cJSON_IsObject(value))
        return check_object(check, whole, value, place);
    return !cJSON_IsArray(value) || check_array(check, whole, value, place);
}

bool openapi_check(const cJSON *schema, const cJSON *value, char *problem, size_t size)
{
    const struct check check = { problem, size };
    return check_value(&check, schema, value, NULL);
}
