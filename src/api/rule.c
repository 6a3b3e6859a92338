#include <annotty/api/rule.h>

#include <annotty/api/label_notation.h>

#include <annotty/base/utf8.h>

#include <stdio.h>

static const struct type_row {
    enum json_kind kind;
    const char *must_be;
    bool typed_as_text; /* what a person types is the text itself, not JSON */
} types[] = {
    [API_STRING] = { JSON_STRING, "must be a string", true },
    [API_DATE_TIME] = { JSON_STRING, "must be a date-time string", true },
    [API_INT64] = { JSON_NUMBER, "must be a whole number", false },
    [API_DOUBLE] = { JSON_NUMBER, "must be a number", false },
    [API_BOOLEAN] = { JSON_BOOL, "must be true or false", false },
    [API_ENUM] = { JSON_STRING, "must be a string", true },
    [API_OBJECT] = { JSON_OBJECT, "must be a JSON object", false },
    [API_ANY] = { JSON_ABSENT, "must be a JSON value", false },
    [API_STRINGS] = { JSON_ARRAY, "must be a list of strings", false },
    [API_RECORD] = { JSON_OBJECT, "must be an object", false },
    [API_RECORDS] = { JSON_ARRAY, "must be a list", false },
};

enum json_kind api_kind_of(enum api_type type)
{
    return types[type].kind;
}

static bool object_to(char problem[static API_RULE_PROBLEM_SIZE], const char *what)
{
    snprintf(problem, API_RULE_PROBLEM_SIZE, "%s", what);
    return false;
}

static bool is_white(struct slice text)
{
    static const char *const spaces[] = { " ",           "\xc2\xa0", "\xe2\x80\x83", "\xe2\x80\x82", "\xe2\x80\x89",
                                          "\xe3\x80\x80" };
    while (text.length > 0) {
        size_t matched = 0;
        for (size_t i = 0; matched == 0 && i < sizeof(spaces) / sizeof(spaces[0]); i++)
            if (slice_starts_with(text, slice_of(spaces[i])))
                matched = strlen(spaces[i]);
        if (matched == 0)
            return false;
        text = slice_from(text, matched);
    }
    return true;
}

/* Contract D11. */
static bool check_name(struct slice name, char problem[static API_RULE_PROBLEM_SIZE])
{
    if (name.length == 0)
        return object_to(problem, "must not be empty");
    if (name.length > API_NAME_MAX) {
        snprintf(problem, API_RULE_PROBLEM_SIZE, "is longer than %d bytes (%zu)", API_NAME_MAX, name.length);
        return false;
    }
    if (utf8_has_control(name))
        return object_to(problem, "must not have control characters");
    return !is_white(name) || object_to(problem, "must not be only blanks");
}

static bool check_choice(const struct api_field *field, struct slice text, char problem[static API_RULE_PROBLEM_SIZE])
{
    struct buf known = buf_with_limit(API_RULE_PROBLEM_SIZE);
    for (const char *const *choice = field->choices; *choice != NULL; choice++) {
        if (slice_is(text, *choice)) {
            buf_free(&known);
            return true;
        }
        buf_printf(&known, "%s%s", known.length > 0 ? ", " : "", *choice);
    }
    snprintf(problem, API_RULE_PROBLEM_SIZE, "must be one of %s", buf_text(&known));
    buf_free(&known);
    return false;
}

static bool check_string(const struct api_field *field, struct json_value value,
                         char problem[static API_RULE_PROBLEM_SIZE])
{
    if (!json_is_text(value))
        return object_to(problem, "must not have half of a surrogate pair");
    struct buf plain = buf_with_limit(value.raw.length);
    json_append_string(&plain, value);
    bool good = true;
    if (field->flags & API_NAME)
        good = check_name(buf_slice(&plain), problem);
    else if (field->type == API_ENUM)
        good = check_choice(field, buf_slice(&plain), problem);
    else if (field->flags & API_NOT_EMPTY)
        good = plain.length > 0 || object_to(problem, "must not be empty");
    buf_free(&plain);
    return good;
}

static bool check_number(const struct api_field *field, struct json_value value,
                         char problem[static API_RULE_PROBLEM_SIZE])
{
    int64_t whole = 0;
    if (field->type != API_INT64)
        return true;
    if (!json_int64(value, &whole))
        return object_to(problem, "must be a whole number of 64 bits");
    return whole >= 0 || !(field->flags & API_NOT_NEGATIVE) || object_to(problem, "must not be negative");
}

static bool check_list(const struct api_field *field, struct json_value value,
                       char problem[static API_RULE_PROBLEM_SIZE])
{
    size_t at = 0, count = 0;
    struct json_value item;
    while (json_next_element(value, &at, &item)) {
        count++;
        if (field->type == API_STRINGS && item.kind != JSON_STRING)
            return object_to(problem, types[API_STRINGS].must_be);
    }
    return count > 0 || !(field->flags & API_NOT_EMPTY) || object_to(problem, "must have at least one item");
}

bool api_rule_check(const struct api_field *field, unsigned use, struct json_value value,
                    char problem[static API_RULE_PROBLEM_SIZE])
{
    const unsigned required = use & (API_C_REQUIRED | API_U_REQUIRED);
    if (value.kind == JSON_ABSENT)
        return !(field->flags & required) || object_to(problem, "is required");
    if (field->type == API_ANY)
        return true;
    if (value.kind == JSON_NULL)
        return field->fill != NULL || object_to(problem, "must not be null");
    if (value.kind != types[field->type].kind)
        return object_to(problem, types[field->type].must_be);
    switch (value.kind) {
    case JSON_STRING:
        return check_string(field, value, problem);
    case JSON_NUMBER:
        return check_number(field, value, problem);
    case JSON_ARRAY:
        return check_list(field, value, problem);
    default:
        return true;
    }
}

static bool is_separator(char byte)
{
    return byte == ' ' || byte == ',' || byte == '\n' || byte == '\t' || byte == '\r';
}

static void write_list(struct slice typed, struct buf *json)
{
    buf_append_char(json, '[');
    bool first = true;
    for (size_t at = 0; at < typed.length;) {
        size_t end = at;
        while (end < typed.length && !is_separator(typed.at[end]))
            end++;
        if (end > at) {
            if (!first)
                buf_append_char(json, ',');
            first = false;
            json_write_string(json, (struct slice){ .at = typed.at + at, .length = end - at });
        }
        at = end + 1;
    }
    buf_append_char(json, ']');
}

bool api_rule_from_typed(const struct api_field *field, struct slice typed, struct buf *json,
                         char problem[static API_RULE_PROBLEM_SIZE])
{
    if (types[field->type].typed_as_text)
        return json_write_string(json, typed) || object_to(problem, "is too long");
    const struct slice trimmed = slice_trim(typed);
    if (field->type == API_STRINGS && (trimmed.length == 0 || trimmed.at[0] != '[')) {
        write_list(typed, json);
        return !json->failed || object_to(problem, "is too long");
    }
    struct json_value value;
    struct error error;
    if (field->of == &api_resources[API_LABEL_SCHEMA] && (trimmed.length == 0 || trimmed.at[0] != '{')) {
        if (label_notation_read(trimmed, json, &error))
            return !json->failed || object_to(problem, "is too long");
        return object_to(problem, error.message);
    }
    if (!json_check(trimmed, &value, &error)) {
        snprintf(problem, API_RULE_PROBLEM_SIZE, "%s (%.100s)", types[field->type].must_be, error.message);
        return false;
    }
    return buf_append_slice(json, value.raw) || object_to(problem, "is too long");
}
