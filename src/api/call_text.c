#include <annotty/api/call_text.h>

#include <annotty/base/mem.h>
#include <annotty/json/json.h>

#include <stdlib.h>

/* --- JSON, for the journal ---------------------------------------------------------------------------------------- */

static bool is_repeated_before(const struct api_call *call, size_t number)
{
    for (size_t i = 0; i < number; i++)
        if (strcmp(call->arguments[i].name, call->arguments[number].name) == 0)
            return true;
    return false;
}

static size_t count_of(const struct api_call *call, const char *name)
{
    size_t count = 0;
    for (size_t i = 0; i < call->count; i++)
        count += strcmp(call->arguments[i].name, name) == 0;
    return count;
}

static void write_texts(const struct api_call *call, const char *name, struct buf *out)
{
    const bool is_list = count_of(call, name) > 1;
    const char *between = is_list ? "[" : "";
    for (size_t i = 0; i < call->count; i++) {
        if (strcmp(call->arguments[i].name, name) != 0)
            continue;
        buf_append_text(out, between);
        json_write_string(out, slice_of(call->arguments[i].text));
        between = ",";
    }
    buf_append_text(out, is_list ? "]" : "");
}

bool api_call_write(const struct api_call *call, struct buf *out)
{
    const char *between = "{";
    for (size_t i = 0; i < call->count; i++) {
        if (is_repeated_before(call, i))
            continue;
        buf_append_text(out, between);
        json_write_string(out, slice_of(call->arguments[i].name));
        buf_append_char(out, ':');
        write_texts(call, call->arguments[i].name, out);
        between = ",";
    }
    return buf_append_text(out, call->count == 0 ? "{}" : "}");
}

static bool put(struct api_call *call, const char *name, struct json_value text, struct error *error)
{
    struct buf plain = buf_with_limit(BUF_LIMIT_BODY);
    const bool good =
        text.kind == JSON_STRING && json_append_string(&plain, text) && api_call_put(call, name, buf_slice(&plain));
    buf_free(&plain);
    return good ||
           error_set(error, ERROR_STORE, name, "%s: \"%.64s\" is no argument of it", call->operation->name, name);
}

static bool read_member(struct api_call *call, const char *name, struct json_value member, struct error *error)
{
    struct json_value element;
    size_t at = 0;
    if (member.kind != JSON_ARRAY)
        return put(call, name, member, error);
    while (json_next_element(member, &at, &element))
        if (!put(call, name, element, error))
            return false;
    return true;
}

bool api_call_read(const struct api_operation *operation, struct slice json, struct api_call *call, struct error *error)
{
    struct json_value object, member;
    struct slice key;
    size_t at = 0;
    *call = api_call_new(operation->id);
    bool good = json_check(json, &object, error);
    if (good && object.kind != JSON_OBJECT)
        good = error_set(error, ERROR_STORE, NULL, "%s: its arguments are no object", operation->name);
    while (good && json_next_member(object, &at, &key, &member)) {
        char *name = xstrndup(key.at, key.length);
        good = read_member(call, name, member, error);
        free(name);
    }
    if (!good)
        api_call_free(call);
    return good;
}

/* --- A command line, for a person --------------------------------------------------------------------------------- */

/* In single quotes nothing means anything to a shell, but the quote itself. */
static void append_quoted(struct buf *out, struct slice text)
{
    buf_append_char(out, '\'');
    for (size_t i = 0; i < text.length; i++) {
        if (text.at[i] == '\'')
            buf_append_text(out, "'\\''");
        else
            buf_append_char(out, text.at[i]);
    }
    buf_append_char(out, '\'');
}

static void append_address(const struct api_call *call, const char *base, struct buf *out)
{
    static const char unix_prefix[] = "unix:";
    struct buf url = buf_with_limit(BUF_LIMIT_LINE * 16);
    const bool is_unix = slice_starts_with(slice_of(base), SLICE("unix:"));
    if (is_unix) {
        buf_append_text(out, " --unix-socket ");
        append_quoted(out, slice_of(base + sizeof(unix_prefix) - 1));
    }
    struct slice address = is_unix ? SLICE("http://localhost") : slice_of(base);
    while (address.length > 0 && address.at[address.length - 1] == '/')
        address.length--;
    buf_append_slice(&url, address);
    api_call_target(call, &url);
    buf_append_char(out, ' ');
    append_quoted(out, buf_slice(&url));
    buf_free(&url);
}

bool api_call_curl(const struct api_call *call, const char *base, bool with_keys, struct buf *out)
{
    struct buf body = buf_with_limit(BUF_LIMIT_BODY);
    const bool has_body = call->operation->request_type != NULL && api_call_body(call, &body);
    buf_printf(out, "curl -X %s", api_method_names[call->operation->method]);
    append_address(call, base, out);
    if (with_keys)
        buf_append_text(out, " -H \"DD-API-KEY: $DD_API_KEY\" -H \"DD-APPLICATION-KEY: $DD_APP_KEY\"");
    if (has_body) {
        buf_append_text(out, " -H 'Content-Type: application/json' --data-binary ");
        append_quoted(out, buf_slice(&body));
    }
    buf_free(&body);
    return buf_append_char(out, '\n');
}
