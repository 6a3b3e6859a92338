/* Calls as data, and their path, query and body as text. */
#include <annotty/api/call.h>

#include <annotty/api/rule.h>
#include <annotty/base/mem.h>
#include <annotty/json/json.h>

#include <assert.h>
#include <stdio.h>
#include <stdlib.h>

struct api_call api_call_new(enum api_operation_id operation)
{
    return (struct api_call){ .operation = &api_operations[operation] };
}

static void add_argument(struct api_call *call, const char *name, struct slice text)
{
    call->arguments = xgrow(call->arguments, &call->capacity, call->count + 1, sizeof(*call->arguments));
    call->arguments[call->count++] =
        (struct api_argument){ .name = xstrdup(name), .text = xstrndup(text.at, text.length) };
}

static void set_argument(struct api_call *call, const char *name, struct slice text)
{
    for (size_t i = 0; i < call->count; i++) {
        if (strcmp(call->arguments[i].name, name) == 0) {
            char *copy = xstrndup(text.at, text.length);
            free(call->arguments[i].text);
            call->arguments[i].text = copy;
            return;
        }
    }
    add_argument(call, name, text);
}

struct api_call api_call_copy(const struct api_call *call)
{
    struct api_call copy = { .operation = call->operation };
    for (size_t i = 0; i < call->count; i++)
        add_argument(&copy, call->arguments[i].name, slice_of(call->arguments[i].text));
    return copy;
}

void api_call_free(struct api_call *call)
{
    for (size_t i = 0; i < call->count; i++) {
        free(call->arguments[i].name);
        free(call->arguments[i].text);
    }
    free(call->arguments);
    *call = (struct api_call){ .operation = call->operation };
}

/* The template's segment "{name}" at `at`, or an empty slice. */
static struct slice path_parameter(const char *at)
{
    const char *end = *at == '{' ? strchr(at, '}') : NULL;
    return end == NULL ? (struct slice){ 0 } : (struct slice){ .at = at + 1, .length = (size_t)(end - at) - 1 };
}

static bool is_in_path(const struct api_operation *operation, const char *name)
{
    for (const char *at = strchr(operation->path, '{'); at != NULL; at = strchr(at + 1, '{'))
        if (slice_is(path_parameter(at), name))
            return true;
    return false;
}

static const struct api_parameter *query_parameter(const struct api_operation *operation, const char *name)
{
    for (size_t i = 0; i < API_PARAMETERS_MAX && operation->parameters[i].name != NULL; i++)
        if (strcmp(operation->parameters[i].name, name) == 0)
            return &operation->parameters[i];
    return NULL;
}

void api_call_parameter(struct api_call *call, const char *name, struct slice text)
{
    const struct api_parameter *parameter = query_parameter(call->operation, name);
    assert(parameter != NULL || is_in_path(call->operation, name));
    if (parameter != NULL && (parameter->flags & (API_PARAMETER_REPEATS | API_PARAMETER_COMMAS)))
        add_argument(call, name, text);
    else
        set_argument(call, name, text);
}

static const struct api_field *body_field(const struct api_call *call, const char *name)
{
    size_t count = 0;
    const struct api_field *fields = api_operation_body(call->operation, &count);
    return fields == NULL ? NULL : api_field_named(fields, count, slice_of(name));
}

bool api_call_member(struct api_call *call, const char *name, struct slice typed, struct error *error)
{
    const struct api_field *field = body_field(call, name);
    assert(field != NULL);
    struct buf json = buf_with_limit(BUF_LIMIT_BODY);
    char problem[API_RULE_PROBLEM_SIZE];
    struct json_value value;
    const bool taken = api_rule_from_typed(field, typed, &json, problem) &&
                       json_check(buf_slice(&json), &value, NULL) &&
                       api_rule_check(field, call->operation->body_use, value, problem);
    if (taken)
        set_argument(call, field->name, buf_slice(&json));
    else
        error_set(error, ERROR_USAGE, name, "%s %s", field->title, problem);
    buf_free(&json);
    return taken;
}

void api_call_member_json(struct api_call *call, const char *name, struct slice json)
{
    assert(body_field(call, name) != NULL);
    set_argument(call, name, json);
}

/* A member of the body that holds an object: its member `name` becomes this JSON, the others stay. */
static void set_in_member(struct api_call *call, const char *member, const char *name, struct slice json)
{
    const char *before = api_call_argument(call, member);
    struct json_value object = { 0 };
    struct buf after = buf_with_limit(BUF_LIMIT_BODY);
    buf_printf(&after, "{\"%s\":%.*s", name, SLICE_ARGS(json));
    if (before != NULL && json_check(slice_of(before), &object, NULL)) {
        size_t at = 0;
        struct slice key;
        struct json_value value;
        while (json_next_member(object, &at, &key, &value))
            if (!json_key_is(key, name))
                buf_printf(&after, ",\"%.*s\":%.*s", SLICE_ARGS(key), SLICE_ARGS(value.raw));
    }
    buf_append_char(&after, '}');
    set_argument(call, member, buf_slice(&after));
    buf_free(&after);
}

void api_call_set_cursor(struct api_call *call, struct slice cursor)
{
    const struct api_paging_row *paging = &api_pagings[call->operation->paging];
    if (paging->body_member == NULL) {
        api_call_parameter(call, paging->cursor, cursor);
        return;
    }
    struct buf json = buf_with_limit(BUF_LIMIT_LINE);
    if (json_write_string(&json, cursor))
        set_in_member(call, paging->body_member, paging->cursor, buf_slice(&json));
    buf_free(&json);
}

void api_call_set_page_size(struct api_call *call, size_t size)
{
    char text[24];
    snprintf(text, sizeof(text), "%zu", size);
    const struct api_paging_row *paging = &api_pagings[call->operation->paging];
    if (paging->body_member == NULL)
        api_call_parameter(call, paging->limit, slice_of(text));
    else
        set_in_member(call, paging->body_member, paging->limit, slice_of(text));
}

bool api_call_has_page_size(const struct api_call *call)
{
    const struct api_paging_row *paging = &api_pagings[call->operation->paging];
    if (paging->body_member == NULL)
        return api_call_argument(call, paging->limit) != NULL;
    const char *page = api_call_argument(call, paging->body_member);
    struct json_value object;
    return page != NULL && json_check(slice_of(page), &object, NULL) &&
           json_member(object, paging->limit).kind != JSON_ABSENT;
}

bool api_call_put(struct api_call *call, const char *name, struct slice text)
{
    struct json_value json;
    if (query_parameter(call->operation, name) != NULL || is_in_path(call->operation, name))
        api_call_parameter(call, name, text);
    else if (body_field(call, name) != NULL && json_check(text, &json, NULL))
        api_call_member_json(call, name, text);
    else
        return false;
    return true;
}

const char *api_call_argument(const struct api_call *call, const char *name)
{
    for (size_t i = 0; i < call->count; i++)
        if (strcmp(call->arguments[i].name, name) == 0)
            return call->arguments[i].text;
    return NULL;
}

char *api_operation_subject(const struct api_operation *operation)
{
    const char *open = strrchr(operation->path, '{');
    const struct slice name = open != NULL ? path_parameter(open) : SLICE("");
    return open != NULL ? xstrndup(name.at, name.length) : NULL;
}

const char *api_call_subject(const struct api_call *call)
{
    char *name = api_operation_subject(call->operation);
    const char *text = name != NULL ? api_call_argument(call, name) : NULL;
    free(name);
    return text;
}

void api_call_copy_path(struct api_call *call, const struct api_call *from)
{
    for (size_t i = 0; i < from->count; i++)
        if (is_in_path(from->operation, from->arguments[i].name) &&
            is_in_path(call->operation, from->arguments[i].name))
            api_call_parameter(call, from->arguments[i].name, slice_of(from->arguments[i].text));
}

enum api_retry api_call_retry(const struct api_call *call)
{
    const struct api_operation *operation = call->operation;
    if (operation->safe_member == NULL)
        return operation->retry;
    const char *given = api_call_argument(call, operation->safe_member);
    const char *value = given != NULL ? given : body_field(call, operation->safe_member)->fill;
    return strcmp(value, operation->safe_value) == 0 ? API_RETRY_FREELY : operation->retry;
}

bool api_call_has_path(const struct api_call *call, struct error *error)
{
    for (const char *at = strchr(call->operation->path, '{'); at != NULL; at = strchr(at + 1, '{')) {
        const struct slice name = path_parameter(at);
        char text[64];
        snprintf(text, sizeof(text), "%.*s", SLICE_ARGS(name));
        const char *given = api_call_argument(call, text);
        if (given == NULL || *given == '\0')
            return error_set(error, ERROR_USAGE, text, "%s needs a %s", call->operation->name, text);
    }
    return true;
}

bool api_call_complete(const struct api_call *call, struct error *error)
{
    if (!api_call_has_path(call, error))
        return false;
    size_t count = 0;
    const struct api_field *fields = api_operation_body(call->operation, &count);
    for (size_t i = 0; i < count; i++) {
        const char *given = api_call_argument(call, fields[i].name);
        struct json_value value = { 0 };
        char problem[API_RULE_PROBLEM_SIZE];
        if (given != NULL && !json_check(slice_of(given), &value, error))
            return false;
        if (!api_rule_check(&fields[i], call->operation->body_use, value, problem))
            return error_set(error, ERROR_USAGE, fields[i].name, "%s %s", fields[i].title, problem);
    }
    return true;
}

static void append_encoded(struct buf *out, struct slice text)
{
    static const char safe[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~";
    for (size_t i = 0; i < text.length; i++) {
        if (text.at[i] != '\0' && strchr(safe, text.at[i]) != NULL)
            buf_append_char(out, text.at[i]);
        else
            buf_printf(out, "%%%02X", (unsigned char)text.at[i]);
    }
}

static void append_path(const struct api_call *call, struct buf *out)
{
    buf_append_text(out, api_operation_base(call->operation));
    for (const char *at = call->operation->path; *at != '\0';) {
        const struct slice name = path_parameter(at);
        if (name.length == 0) {
            buf_append_char(out, *at++);
            continue;
        }
        char text[64];
        snprintf(text, sizeof(text), "%.*s", SLICE_ARGS(name));
        append_encoded(out, slice_of(api_call_argument(call, text)));
        at += name.length + 2;
    }
}

/* The "[KEY]" of a keyed parameter, whose text is "KEY:value"; the value, or the text where there is no key. */
static struct slice append_key(const struct api_parameter *parameter, struct slice text, struct buf *out)
{
    struct slice value = text, key = { 0 };
    if (!(parameter->flags & API_PARAMETER_KEYED) || memchr(text.at, ':', text.length) == NULL)
        return text;
    slice_cut(&value, ':', &key);
    append_encoded(out, SLICE("["));
    append_encoded(out, key);
    append_encoded(out, SLICE("]"));
    return value;
}

static void append_parameter(const struct api_call *call, const struct api_parameter *parameter, struct buf *out,
                             char *separator)
{
    bool first = true;
    for (size_t i = 0; i < call->count; i++) {
        if (strcmp(call->arguments[i].name, parameter->name) != 0)
            continue;
        struct slice value = slice_of(call->arguments[i].text);
        if (!first && (parameter->flags & API_PARAMETER_COMMAS)) {
            buf_append_char(out, ',');
        } else {
            buf_append_char(out, *separator);
            *separator = '&';
            append_encoded(out, slice_of(parameter->name));
            value = append_key(parameter, value, out);
            buf_append_char(out, '=');
        }
        first = false;
        append_encoded(out, value);
    }
}

bool api_call_target(const struct api_call *call, struct buf *out)
{
    append_path(call, out);
    char separator = '?';
    for (size_t i = 0; i < API_PARAMETERS_MAX && call->operation->parameters[i].name != NULL; i++)
        append_parameter(call, &call->operation->parameters[i], out, &separator);
    return !out->failed;
}

bool api_call_body(const struct api_call *call, struct buf *out)
{
    if (call->operation->request_type == NULL)
        return true;
    buf_printf(out, "{\"data\":{\"type\":\"%s\",\"attributes\":{", call->operation->request_type);
    bool first = true;
    for (size_t i = 0; i < call->count; i++) {
        if (body_field(call, call->arguments[i].name) == NULL || is_in_path(call->operation, call->arguments[i].name))
            continue;
        buf_printf(out, "%s\"%s\":", first ? "" : ",", call->arguments[i].name);
        buf_append_text(out, call->arguments[i].text);
        first = false;
    }
    return buf_append_text(out, "}}}");
}
