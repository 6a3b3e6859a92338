/* Chats as OpenAI's interfaces write them: {"messages": [...]}, perhaps with the answer in "choices" or "response". The
 * last thing that the assistant said is the output, all before is the input. */
#include "import_format.h"

#include <stdio.h>

static struct json_value messages_of(struct json_value value)
{
    return json_member(value, "messages");
}

bool import_chat_fits(struct json_value value)
{
    return value.kind == JSON_OBJECT && messages_of(value).kind == JSON_ARRAY;
}

static bool is_text(struct json_value value, const char *text)
{
    struct buf plain = buf_with_limit(BUF_LIMIT_LINE);
    import_append_text(&plain, value);
    const bool same = slice_is(buf_slice(&plain), text);
    buf_free(&plain);
    return same;
}

/* --- A message ---------------------------------------------------------------------------------------------------- */

/* A text, or parts of which those that are text are joined, and all others named. */
static void write_content(struct import_object *message, struct json_value content)
{
    struct buf text = buf_with_limit(BUF_LIMIT_BODY);
    size_t at = 0;
    struct json_value part;
    import_append_text(&text, content);
    while (content.kind == JSON_ARRAY && json_next_element(content, &at, &part)) {
        const struct json_value words = part.kind == JSON_STRING ? part : json_member(part, "text");
        if (text.length > 0)
            buf_append_char(&text, '\n');
        if (words.kind == JSON_STRING)
            import_append_text(&text, words);
        else
            buf_append_slice(&text, part.raw);
    }
    if (content.kind == JSON_OBJECT)
        buf_append_slice(&text, content.raw);
    import_text(message, "content", buf_slice(&text));
    buf_free(&text);
}

/* Arguments come as a text that holds JSON. What isn't an object becomes the value of one. */
static void write_arguments(struct import_object *call, struct json_value arguments)
{
    struct buf text = buf_with_limit(BUF_LIMIT_BODY);
    struct json_value parsed = arguments;
    if (arguments.kind == JSON_STRING) {
        json_append_string(&text, arguments);
        if (!json_check(slice_trim(buf_slice(&text)), &parsed, NULL) || parsed.kind != JSON_OBJECT)
            parsed = arguments;
    }
    if (parsed.kind == JSON_OBJECT) {
        import_raw(call, "arguments", parsed);
    } else if (parsed.kind != JSON_ABSENT && parsed.kind != JSON_NULL) {
        import_name(call, "arguments");
        struct import_object object = import_object_begin(call->out);
        import_raw(&object, "value", parsed);
        import_object_end(&object);
    }
    buf_free(&text);
}

static void write_call(struct buf *out, struct json_value from)
{
    const struct json_value function = json_member(from, "function");
    const struct json_value what = function.kind == JSON_OBJECT ? function : from;
    struct import_object call = import_object_begin(out);
    import_raw(&call, "name", json_member(what, "name"));
    import_raw(&call, "tool_id", json_member(from, "id"));
    import_text(&call, "type", SLICE("function"));
    write_arguments(&call, json_member(what, "arguments"));
    import_object_end(&call);
}

static void write_calls(struct import_object *message, struct json_value from)
{
    const struct json_value calls = json_member(from, "tool_calls");
    const struct json_value single = json_member(from, "function_call");
    size_t at = 0;
    struct json_value call;
    const char *before = "";
    if (calls.kind != JSON_ARRAY && single.kind != JSON_OBJECT)
        return;
    import_name(message, "tool_calls");
    buf_append_char(message->out, '[');
    while (calls.kind == JSON_ARRAY && json_next_element(calls, &at, &call)) {
        buf_append_text(message->out, before);
        write_call(message->out, call);
        before = ",";
    }
    if (single.kind == JSON_OBJECT) {
        buf_append_text(message->out, before);
        write_call(message->out, single);
    }
    buf_append_char(message->out, ']');
}

/* What a tool answered is a result of the call that it names. */
static void write_result(struct import_object *message, struct json_value from)
{
    import_text(message, "content", SLICE(""));
    import_name(message, "tool_results");
    buf_append_char(message->out, '[');
    struct import_object result = import_object_begin(message->out);
    import_raw(&result, "name", json_member(from, "name"));
    import_raw(&result, "tool_id", json_member(from, "tool_call_id"));
    import_text(&result, "type", SLICE("function"));
    const struct json_value content = json_member(from, "content");
    if (content.kind == JSON_STRING)
        import_raw(&result, "result", content);
    else if (content.kind != JSON_ABSENT)
        import_text(&result, "result", content.raw);
    import_object_end(&result);
    buf_append_char(message->out, ']');
}

static void write_message(struct buf *out, struct json_value from)
{
    const struct json_value role = json_member(from, "role");
    struct import_object message = import_object_begin(out);
    import_raw(&message, "role", role);
    if (is_text(role, "tool") || is_text(role, "function")) {
        write_result(&message, from);
    } else {
        write_content(&message, json_member(from, "content"));
        write_calls(&message, from);
    }
    import_object_end(&message);
}

/* --- A chat ------------------------------------------------------------------------------------------------------- */

/* The answer beside the messages; absent when the messages hold it. */
static struct json_value answer_of(struct json_value value)
{
    static const char *const answers[] = { "response", "completion", "output", NULL };
    const struct json_value choice = json_at(value, "/choices/0/message");
    return choice.kind == JSON_OBJECT ? choice : import_any_member(value, answers);
}

static size_t count(struct json_value list)
{
    size_t at = 0, number = 0;
    struct json_value element;
    while (json_next_element(list, &at, &element))
        number++;
    return number;
}

static void write_messages(struct import_object *span, const char *name, struct json_value list, size_t first,
                           size_t end)
{
    size_t at = 0, number = 0;
    struct json_value message;
    import_name(span, name);
    struct import_object content = import_object_begin(span->out);
    import_name(&content, "messages");
    buf_append_char(span->out, '[');
    for (; json_next_element(list, &at, &message) && number < end; number++) {
        if (number < first)
            continue;
        if (number > first)
            buf_append_char(span->out, ',');
        write_message(span->out, message);
    }
    buf_append_char(span->out, ']');
    import_object_end(&content);
}

static void write_answer(struct import_object *span, struct json_value answer)
{
    if (answer.kind != JSON_OBJECT || json_member(answer, "role").kind != JSON_STRING) {
        import_content(span, "output", answer);
        return;
    }
    import_name(span, "output");
    struct import_object content = import_object_begin(span->out);
    import_name(&content, "messages");
    buf_append_char(span->out, '[');
    write_message(span->out, answer);
    buf_append_char(span->out, ']');
    import_object_end(&content);
}

/* Token counts, by the names that spans have for them. */
static void write_usage(struct import_object *span, struct json_value usage)
{
    static const struct {
        const char *from, *to;
    } counts[] = { { "prompt_tokens", "input_tokens" },
                   { "completion_tokens", "output_tokens" },
                   { "total_tokens", "total_tokens" } };
    if (usage.kind != JSON_OBJECT)
        return;
    import_name(span, "metrics");
    struct import_object metrics = import_object_begin(span->out);
    for (size_t i = 0; i < sizeof(counts) / sizeof(counts[0]); i++)
        if (json_member(usage, counts[i].from).kind == JSON_NUMBER)
            import_raw(&metrics, counts[i].to, json_member(usage, counts[i].from));
    import_object_end(&metrics);
}

static bool are_messages(struct json_value list, char problem[static IMPORT_PROBLEM_SIZE])
{
    size_t at = 0, number = 0;
    struct json_value message;
    if (list.kind != JSON_ARRAY)
        return import_refuse(problem, "is no chat: it has no list of \"messages\"");
    for (; json_next_element(list, &at, &message); number++)
        if (message.kind != JSON_OBJECT || json_member(message, "role").kind != JSON_STRING)
            return import_refuse(problem, "has a message without a role (messages/%zu)", number);
    return number > 0 || import_refuse(problem, "is a chat without a message");
}

bool import_chat(struct json_value value, const struct import_place *place, struct import_sink *sink,
                 char problem[static IMPORT_PROBLEM_SIZE])
{
    const struct json_value messages = messages_of(value);
    if (!are_messages(messages, problem))
        return false;
    const struct json_value answer = answer_of(value);
    const size_t all = count(messages);
    char last[32];
    snprintf(last, sizeof(last), "/%zu/role", all - 1);
    const bool ends_with_answer = answer.kind == JSON_ABSENT && is_text(json_at(messages, last), "assistant");
    const size_t asked = ends_with_answer ? all - 1 : all;
    struct buf json = buf_with_limit(BUF_LIMIT_BODY);
    struct import_object span = import_span_begin(&json, value, place);
    import_text(&span, "name", SLICE("chat"));
    import_text(&span, "span_kind", SLICE("llm"));
    if (json_member(value, "model").kind == JSON_STRING)
        import_raw(&span, "model_name", json_member(value, "model"));
    write_messages(&span, "input", messages, 0, asked);
    if (ends_with_answer)
        write_messages(&span, "output", messages, asked, all);
    else
        write_answer(&span, answer);
    write_usage(&span, json_member(value, "usage"));
    if (json_member(value, "metadata").kind == JSON_OBJECT)
        import_raw(&span, "metadata", json_member(value, "metadata"));
    const bool good = import_span_end(&span, value, sink, problem);
    buf_free(&json);
    return good;
}
