/* OpenTelemetry traces as OTLP/JSON, a document or one a line, with the attributes that its conventions for generative
 * AI name; also those of OpenInference and OpenLLMetry, where they say the same in other words. */
#include "import_format.h"

#include <annotty/base/mem.h>

#include <inttypes.h>
#include <stdio.h>

bool import_otlp_fits(struct json_value value)
{
    return value.kind == JSON_OBJECT && json_member(value, "resourceSpans").kind == JSON_ARRAY;
}

/* --- Attributes --------------------------------------------------------------------------------------------------- */

/* {"stringValue": "..."} and its like: the value itself. */
static struct json_value value_of(struct json_value any)
{
    static const char *const kinds[] = { "stringValue", "boolValue", "intValue", "doubleValue", "bytesValue", NULL };
    return import_any_member(any, kinds);
}

static struct json_value attribute(struct json_value attributes, const char *name)
{
    size_t at = 0;
    struct json_value pair;
    while (attributes.kind == JSON_ARRAY && json_next_element(attributes, &at, &pair)) {
        const struct json_value key = json_member(pair, "key");
        if (key.kind == JSON_STRING && json_key_is((struct slice){ key.raw.at + 1, key.raw.length - 2 }, name))
            return json_member(pair, "value");
    }
    return (struct json_value){ .kind = JSON_ABSENT };
}

/* The first of the names, comma between, that there is. */
static struct json_value any_attribute(struct json_value attributes, const char *names)
{
    struct slice rest = slice_of(names), part;
    while (slice_cut(&rest, ',', &part)) {
        char name[64];
        snprintf(name, sizeof(name), "%.*s", SLICE_ARGS(part));
        const struct json_value found = value_of(attribute(attributes, name));
        if (found.kind != JSON_ABSENT)
            return found;
    }
    return (struct json_value){ .kind = JSON_ABSENT };
}

static void write_any(struct buf *out, struct json_value any);

static void write_pairs(struct buf *out, struct json_value pairs)
{
    size_t at = 0;
    struct json_value pair;
    const char *before = "{";
    while (pairs.kind == JSON_ARRAY && json_next_element(pairs, &at, &pair)) {
        if (json_member(pair, "key").kind != JSON_STRING)
            continue;
        buf_append_text(out, before);
        buf_append_slice(out, json_member(pair, "key").raw);
        buf_append_char(out, ':');
        write_any(out, json_member(pair, "value"));
        before = ",";
    }
    buf_append_text(out, *before == '{' ? "{}" : "}");
}

/* Whole numbers come as texts, because JSON's readers damage large ones; here they are numbers again. */
static void write_any(struct buf *out, struct json_value any)
{
    const struct json_value number = json_member(any, "intValue");
    const struct json_value list = json_at(any, "/arrayValue/values");
    const struct json_value object = json_member(any, "kvlistValue");
    size_t at = 0;
    struct json_value element;
    if (list.kind == JSON_ARRAY) {
        const char *before = "[";
        while (json_next_element(list, &at, &element)) {
            buf_append_text(out, before);
            write_any(out, element);
            before = ",";
        }
        buf_append_text(out, *before == '[' ? "[]" : "]");
    } else if (object.kind == JSON_OBJECT) {
        write_pairs(out, json_member(object, "values"));
    } else if (number.kind == JSON_STRING) {
        const struct slice digits = { number.raw.at + 1, number.raw.length - 2 };
        struct json_value checked;
        const bool is_number = json_check(digits, &checked, NULL) && checked.kind == JSON_NUMBER;
        buf_append_slice(out, is_number ? digits : number.raw);
    } else {
        const struct json_value value = value_of(any);
        buf_append_slice(out, value.kind == JSON_ABSENT ? SLICE("null") : value.raw);
    }
}

/* --- Members of the span ------------------------------------------------------------------------------------------ */

struct otlp_span {
    struct json_value span, attributes, resource; /* of the resource: its attributes */
    const struct import_place *place;
};

/* What an operation is, by the names that conventions have for it. */
static const struct kind_row {
    const char *said, *kind;
} kinds[] = {
    { "chat", "llm" },
    { "text_completion", "llm" },
    { "generate_content", "llm" },
    { "completion", "llm" },
    { "embeddings", "embedding" },
    { "execute_tool", "tool" },
    { "invoke_agent", "agent" },
    { "create_agent", "agent" },
    { "LLM", "llm" },
    { "EMBEDDING", "embedding" },
    { "TOOL", "tool" },
    { "AGENT", "agent" },
    { "RETRIEVER", "retrieval" },
    { "RERANKER", "retrieval" },
    { "CHAIN", "workflow" },
    { "workflow", "workflow" },
    { "task", "task" },
    { "agent", "agent" },
    { "tool", "tool" },
};

static const char *kind_of(struct json_value attributes)
{
    const struct json_value said =
        any_attribute(attributes, "gen_ai.operation.name,openinference.span.kind,traceloop.span.kind,llm.request.type");
    struct buf text = buf_with_limit(BUF_LIMIT_LINE);
    const char *kind = "task";
    import_append_text(&text, said);
    for (size_t i = 0; i < ARRAY_LENGTH(kinds); i++)
        if (slice_is(buf_slice(&text), kinds[i].said))
            kind = kinds[i].kind;
    buf_free(&text);
    return kind;
}

/* A time in nanoseconds, as text or number; 0 when it is neither. */
static int64_t time_of(struct json_value value)
{
    int64_t number = 0;
    if (value.kind == JSON_STRING)
        value = (struct json_value){ JSON_NUMBER, { value.raw.at + 1, value.raw.length - 2 } };
    return value.kind == JSON_NUMBER && json_int64(value, &number) ? number : 0;
}

static void write_times(struct import_object *out, const struct otlp_span *from)
{
    const int64_t start_ns = time_of(json_member(from->span, "startTimeUnixNano"));
    const int64_t end_ns = time_of(json_member(from->span, "endTimeUnixNano"));
    import_whole(out, "start_ns", start_ns > 0 ? start_ns : from->place->time_ns);
    if (start_ns > 0 && end_ns >= start_ns)
        import_whole(out, "duration", end_ns - start_ns);
}

/* Attributes that become members as they are, and those that become numbers in `metrics`. */
static const struct copied {
    const char *member, *attributes;
} copied[] = {
    { "model_name", "gen_ai.response.model,gen_ai.request.model,llm.model_name" },
    { "model_provider", "gen_ai.provider.name,gen_ai.system,llm.provider" },
    { "session_id", "gen_ai.conversation.id,session.id" },
}, counted[] = {
    { "input_tokens", "gen_ai.usage.input_tokens,gen_ai.usage.prompt_tokens,llm.token_count.prompt" },
    { "output_tokens", "gen_ai.usage.output_tokens,gen_ai.usage.completion_tokens,llm.token_count.completion" },
};

static void write_copied(struct import_object *out, struct json_value attributes)
{
    for (size_t i = 0; i < ARRAY_LENGTH(copied); i++) {
        const struct json_value value = any_attribute(attributes, copied[i].attributes);
        if (value.kind == JSON_STRING)
            import_raw(out, copied[i].member, value);
    }
    struct buf metrics = buf_with_limit(BUF_LIMIT_LINE);
    struct import_object object = import_object_begin(&metrics);
    for (size_t i = 0; i < ARRAY_LENGTH(counted); i++) {
        const int64_t number = time_of(any_attribute(attributes, counted[i].attributes));
        if (number > 0)
            import_whole(&object, counted[i].member, number);
    }
    import_object_end(&object);
    if (object.has_members)
        import_raw(out, "metrics", (struct json_value){ JSON_OBJECT, buf_slice(&metrics) });
    buf_free(&metrics);
}

/* --- What was said ------------------------------------------------------------------------------------------------ */

/* A part of a message: text is joined to its content, calls and results are gathered. */
struct message {
    struct buf content, calls, results;
};

static void add_comma(struct buf *out)
{
    if (out->length > 0)
        buf_append_char(out, ',');
}

static void take_part(struct message *message, struct json_value part)
{
    static const char *const answers[] = { "response", "result", NULL };
    struct buf type = buf_with_limit(BUF_LIMIT_LINE);
    import_append_text(&type, json_member(part, "type"));
    if (slice_is(buf_slice(&type), "tool_call")) {
        add_comma(&message->calls);
        struct import_object call = import_object_begin(&message->calls);
        import_raw(&call, "name", json_member(part, "name"));
        import_raw(&call, "tool_id", json_member(part, "id"));
        if (json_member(part, "arguments").kind == JSON_OBJECT)
            import_raw(&call, "arguments", json_member(part, "arguments"));
        import_object_end(&call);
    } else if (slice_is(buf_slice(&type), "tool_call_response")) {
        const struct json_value answer = import_any_member(part, answers);
        add_comma(&message->results);
        struct import_object result = import_object_begin(&message->results);
        import_raw(&result, "tool_id", json_member(part, "id"));
        if (answer.kind == JSON_STRING)
            import_raw(&result, "result", answer);
        else if (answer.kind != JSON_ABSENT)
            import_text(&result, "result", answer.raw);
        import_object_end(&result);
    } else {
        if (message->content.length > 0)
            buf_append_char(&message->content, '\n');
        import_append_text(&message->content, json_member(part, "content"));
    }
    buf_free(&type);
}

static void write_message(struct buf *out, struct json_value from)
{
    const struct json_value parts = json_member(from, "parts");
    struct message message = { buf_with_limit(BUF_LIMIT_BODY), buf_with_limit(BUF_LIMIT_BODY),
                               buf_with_limit(BUF_LIMIT_BODY) };
    size_t at = 0;
    struct json_value part;
    import_append_text(&message.content, json_member(from, "content"));
    while (parts.kind == JSON_ARRAY && json_next_element(parts, &at, &part))
        take_part(&message, part);
    struct import_object object = import_object_begin(out);
    import_raw(&object, "role", json_member(from, "role"));
    import_text(&object, "content", buf_slice(&message.content));
    if (message.calls.length > 0) {
        import_name(&object, "tool_calls");
        buf_printf(out, "[%s]", buf_text(&message.calls));
    }
    if (message.results.length > 0) {
        import_name(&object, "tool_results");
        buf_printf(out, "[%s]", buf_text(&message.results));
    }
    import_object_end(&object);
    buf_free(&message.content);
    buf_free(&message.calls);
    buf_free(&message.results);
}

/* Messages as one attribute: a text that holds a JSON list of them, or the list itself. False: it is no such list. */
static bool write_list(struct import_object *out, const char *name, struct json_value any)
{
    struct buf text = buf_with_limit(BUF_LIMIT_BODY);
    struct json_value list, message;
    if (value_of(any).kind == JSON_STRING)
        json_append_string(&text, value_of(any));
    else
        write_any(&text, any);
    const bool is_list = json_check(buf_slice(&text), &list, NULL) && list.kind == JSON_ARRAY;
    if (is_list) {
        size_t at = 0;
        import_name(out, name);
        buf_append_text(out->out, "{\"messages\":[");
        for (const char *before = ""; json_next_element(list, &at, &message); before = ",") {
            buf_append_text(out->out, before);
            write_message(out->out, message);
        }
        buf_append_text(out->out, "]}");
    }
    buf_free(&text);
    return is_list;
}

/* Messages as attributes "PREFIX.0.role", "PREFIX.0.content". False: there are none. */
static bool write_numbered(struct import_object *out, const char *name, const char *prefix,
                           struct json_value attributes)
{
    bool any = false;
    for (size_t i = 0;; i++) {
        char key[64];
        snprintf(key, sizeof(key), "%s.%zu.role", prefix, i);
        const struct json_value role = any_attribute(attributes, key);
        snprintf(key, sizeof(key), "%s.%zu.content", prefix, i);
        const struct json_value content = any_attribute(attributes, key);
        if (role.kind != JSON_STRING && content.kind != JSON_STRING)
            break;
        if (!any) {
            import_name(out, name);
            buf_append_text(out->out, "{\"messages\":[");
        }
        buf_append_text(out->out, any ? "," : "");
        struct import_object message = import_object_begin(out->out);
        import_raw(&message, "role", role);
        import_raw(&message, "content", content);
        import_object_end(&message);
        any = true;
    }
    if (any)
        buf_append_text(out->out, "]}");
    return any;
}

/* By side, where conventions put what was said: a list of messages, numbered messages, a plain value. */
static const struct side {
    const char *name, *list, *numbered, *value;
} sides[] = {
    { "input", "gen_ai.input.messages", "gen_ai.prompt",
      "input.value,traceloop.entity.input,gen_ai.tool.call.arguments" },
    { "output", "gen_ai.output.messages", "gen_ai.completion",
      "output.value,traceloop.entity.output,gen_ai.tool.call.result" },
};

/* What is shown as input and output needn't stand in the metadata again. */
static bool is_shown(struct json_value pair)
{
    const struct json_value key = json_member(pair, "key");
    for (size_t i = 0; i < ARRAY_LENGTH(sides); i++) {
        struct slice rest = slice_of(sides[i].value), name;
        const struct slice raw = { key.raw.at + 1, key.raw.length - 2 };
        bool is_one = slice_is(raw, sides[i].list) || slice_starts_with(raw, slice_of(sides[i].numbered));
        while (!is_one && slice_cut(&rest, ',', &name))
            is_one = slice_equal(raw, name);
        if (is_one)
            return true;
    }
    return false;
}

static void write_metadata(struct import_object *out, struct json_value attributes)
{
    size_t at = 0;
    struct json_value pair;
    const char *before = "{";
    import_name(out, "metadata");
    while (attributes.kind == JSON_ARRAY && json_next_element(attributes, &at, &pair)) {
        if (json_member(pair, "key").kind != JSON_STRING || is_shown(pair))
            continue;
        buf_append_text(out->out, before);
        buf_append_slice(out->out, json_member(pair, "key").raw);
        buf_append_char(out->out, ':');
        write_any(out->out, json_member(pair, "value"));
        before = ",";
    }
    buf_append_text(out->out, *before == '{' ? "{}" : "}");
}

static void write_sides(struct import_object *out, struct json_value attributes)
{
    for (size_t i = 0; i < ARRAY_LENGTH(sides); i++) {
        const struct side *const side = &sides[i];
        const struct json_value list = attribute(attributes, side->list);
        if ((list.kind == JSON_ABSENT || !write_list(out, side->name, list)) &&
            !write_numbered(out, side->name, side->numbered, attributes))
            import_content(out, side->name, any_attribute(attributes, side->value));
    }
}

/* --- What went wrong ---------------------------------------------------------------------------------------------- */

static struct json_value exception_of(struct json_value span)
{
    const struct json_value events = json_member(span, "events");
    size_t at = 0;
    struct json_value event;
    while (events.kind == JSON_ARRAY && json_next_element(events, &at, &event))
        if (slice_is(json_member(event, "name").raw, "\"exception\""))
            return json_member(event, "attributes");
    return (struct json_value){ .kind = JSON_ABSENT };
}

static void write_status(struct import_object *out, const struct otlp_span *from)
{
    const struct json_value status = json_member(from->span, "status");
    const struct slice code = json_member(status, "code").raw;
    const struct json_value exception = exception_of(from->span);
    const struct json_value told = any_attribute(exception, "exception.message");
    const bool is_error = slice_is(code, "2") || slice_is(code, "\"STATUS_CODE_ERROR\"");
    import_text(out, "status", is_error ? SLICE("error") : SLICE("ok"));
    if (!is_error && exception.kind == JSON_ABSENT)
        return;
    import_name(out, "error");
    struct import_object error = import_object_begin(out->out);
    import_raw(&error, "message", told.kind == JSON_STRING ? told : json_member(status, "message"));
    import_raw(&error, "type", any_attribute(exception, "exception.type"));
    import_raw(&error, "stack", any_attribute(exception, "exception.stacktrace"));
    import_object_end(&error);
}

/* --- A document --------------------------------------------------------------------------------------------------- */

static void write_span(struct buf *json, const struct otlp_span *from)
{
    const struct json_value parent = json_member(from->span, "parentSpanId");
    struct import_object span = import_object_begin(json);
    import_raw(&span, "trace_id", json_member(from->span, "traceId"));
    import_raw(&span, "span_id", json_member(from->span, "spanId"));
    if (parent.kind == JSON_STRING && parent.raw.length > 2)
        import_raw(&span, "parent_id", parent);
    import_raw(&span, "name", json_member(from->span, "name"));
    import_text(&span, "span_kind", slice_of(kind_of(from->attributes)));
    import_raw(&span, "ml_app", any_attribute(from->resource, "service.name"));
    write_times(&span, from);
    write_copied(&span, from->attributes);
    write_sides(&span, from->attributes);
    write_status(&span, from);
    write_metadata(&span, from->attributes);
    import_object_end(&span);
}

static bool import_one(const struct otlp_span *from, struct import_sink *sink, char problem[static IMPORT_PROBLEM_SIZE])
{
    struct buf json = buf_with_limit(BUF_LIMIT_BODY);
    write_span(&json, from);
    const bool good = json.failed ? import_refuse(problem, "has a span larger than 32 MiB")
                                  : sink->take(sink, buf_slice(&json), problem);
    buf_free(&json);
    return good;
}

static bool import_scope(struct json_value scope, struct otlp_span *from, struct import_sink *sink,
                         char problem[static IMPORT_PROBLEM_SIZE])
{
    const struct json_value spans = json_member(scope, "spans");
    size_t at = 0;
    while (spans.kind == JSON_ARRAY && json_next_element(spans, &at, &from->span)) {
        from->attributes = json_member(from->span, "attributes");
        if (!import_one(from, sink, problem))
            return false;
    }
    return true;
}

bool import_otlp(struct json_value value, const struct import_place *place, struct import_sink *sink,
                 char problem[static IMPORT_PROBLEM_SIZE])
{
    const struct json_value resources = json_member(value, "resourceSpans");
    if (resources.kind != JSON_ARRAY)
        return import_refuse(problem, "is no OTLP trace: it has no list of \"resourceSpans\"");
    struct otlp_span from = { .place = place };
    size_t at = 0;
    struct json_value resource, scope;
    while (json_next_element(resources, &at, &resource)) {
        const struct json_value scopes = json_member(resource, "scopeSpans");
        size_t scope_at = 0;
        from.resource = json_at(resource, "/resource/attributes");
        while (scopes.kind == JSON_ARRAY && json_next_element(scopes, &scope_at, &scope))
            if (!import_scope(scope, &from, sink, problem))
                return false;
    }
    return true;
}
