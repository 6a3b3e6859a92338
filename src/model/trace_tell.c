/* Spans as a conversation: a section a span, in it what went in, what came out and what else is known. A message that
 * an earlier span had already is folded, and a tool's result stands below the call that asked for it. */
#include "number.h"
#include "trace_page.h"

#include <annotty/base/index.h>
#include <annotty/base/mem.h>

#include <stdlib.h>

/* Texts by a key: results by the id of their call, and messages by their own text. */
struct known {
    struct index index;
    struct slice *keys;
    struct json_value *values;
    bool *told;
    size_t count, capacity, value_capacity, told_capacity;
};

struct teller {
    struct trace_page *page;
    struct known results, messages;
    bool hides_evaluation;
};

static struct slice key_of(uint32_t handle, const void *owner)
{
    const struct known *known = owner;
    return known->keys[handle];
}

static uint32_t known_find(const struct known *known, struct slice key)
{
    return key.length > 0 ? index_find(&known->index, key, key_of, known) : (uint32_t)INDEX_NONE;
}

static void known_add(struct known *known, struct slice key, struct json_value value)
{
    if (key.length == 0 || known_find(known, key) != (uint32_t)INDEX_NONE)
        return;
    known->keys = xgrow(known->keys, &known->capacity, known->count + 1, sizeof(*known->keys));
    known->values = xgrow(known->values, &known->value_capacity, known->count + 1, sizeof(*known->values));
    known->told = xgrow(known->told, &known->told_capacity, known->count + 1, sizeof(*known->told));
    known->keys[known->count] = key;
    known->values[known->count] = value;
    known->told[known->count] = false;
    index_insert(&known->index, key, (uint32_t)known->count++);
}

static void known_free(struct known *known)
{
    index_free(&known->index);
    free(known->keys);
    free(known->values);
    free(known->told);
}

/* --- Values ------------------------------------------------------------------------------------------------------- */

static bool is_there(struct json_value value)
{
    return value.kind != JSON_ABSENT && value.kind != JSON_NULL && value.raw.length > 0 &&
           !slice_is(value.raw, "\"\"") && !slice_is(value.raw, "[]") && !slice_is(value.raw, "{}");
}

static void tell_text(struct trace_page *page, struct slice text)
{
    if (!page_add_text_json(page, text))
        page_add_markdown(page, text);
}

/* Prose, unless it is JSON; of a list of content parts, the text of each. */
static void tell_value(struct trace_page *page, struct json_value value)
{
    struct json_value part;
    size_t at = 0;
    if (value.kind == JSON_STRING) {
        tell_text(page, page_string(page, value));
        return;
    }
    const bool is_parts = value.kind == JSON_ARRAY && json_next_element(value, &at, &part) &&
                          json_member(part, "text").kind == JSON_STRING;
    if (!is_parts) {
        page_add_json(page, value);
        return;
    }
    for (at = 0; json_next_element(value, &at, &part);)
        if (json_member(part, "text").kind == JSON_STRING)
            tell_value(page, json_member(part, "text"));
        else
            page_add_json(page, part);
}

static struct section plain_section(const char *title, enum trace_style style, struct json_value value)
{
    return (struct section){ .title = slice_of(title), .style = style, .source = value.raw };
}

/* A part with a title of its own; `folded` at first. */
static void tell_part(struct trace_page *page, const char *title, enum trace_style style, struct json_value value,
                      bool folded)
{
    if (!is_there(value))
        return;
    struct section section = plain_section(title, style, value);
    section.folded = folded;
    section.source = page_string(page, value);
    page_open(page, section);
    if (value.kind == JSON_STRING)
        tell_text(page, section.source);
    else
        tell_value(page, value);
    page_close(page);
}

/* --- Messages ----------------------------------------------------------------------------------------------------- */

static const struct role_row {
    const char *role, *sign, *ascii_sign;
    enum trace_style style;
} roles[] = {
    { "system", "#", "#", TRACE_SYSTEM },
    { "developer", "#", "#", TRACE_SYSTEM },
    { "user", "❯", ">", TRACE_USER },
    { "human", "❯", ">", TRACE_USER },
    { "assistant", "✦", "<", TRACE_ASSISTANT },
    { "model", "✦", "<", TRACE_ASSISTANT },
    { "tool", "ƒ", "=", TRACE_TOOL },
    { "function", "ƒ", "=", TRACE_TOOL },
    { "", "-", "-", TRACE_STRONG },
};

static const struct role_row *row_of_role(struct slice role)
{
    size_t row = 0;
    while (*roles[row].role != '\0' && !slice_is(role, roles[row].role))
        row++;
    return &roles[row];
}

static struct json_value result_value(struct json_value result)
{
    const struct json_value value = json_member(result, "result");
    return is_there(value) ? value : json_member(result, "content");
}

static void tell_result(struct teller *teller, struct slice name, struct json_value result)
{
    struct section section = { .title = SLICE("result"),
                               .detail = name,
                               .detail_style = TRACE_MUTED,
                               .style = TRACE_TOOL,
                               .sign = "↳",
                               .ascii_sign = "=",
                               .source = page_string(teller->page, result_value(result)) };
    page_open(teller->page, section);
    tell_value(teller->page, result_value(result));
    page_close(teller->page);
}

static struct json_value arguments_of(struct json_value call)
{
    const struct json_value function = json_member(call, "function");
    const struct json_value own = json_member(call, "arguments");
    return is_there(own) || function.kind != JSON_OBJECT ? own : json_member(function, "arguments");
}

static struct slice name_of_call(struct trace_page *page, struct json_value call)
{
    const struct json_value function = json_member(call, "function");
    const struct json_value own = json_member(call, "name");
    return page_string(page, is_there(own) || function.kind != JSON_OBJECT ? own : json_member(function, "name"));
}

static struct slice id_of_call(struct trace_page *page, struct json_value call)
{
    static const char *const names[] = { "tool_id", "tool_call_id", "id" };
    struct json_value id = { 0 };
    for (size_t i = 0; i < ARRAY_LENGTH(names) && id.kind != JSON_STRING; i++)
        id = json_member(call, names[i]);
    return id.kind == JSON_STRING ? page_string(page, id) : SLICE("");
}

static void tell_call(struct teller *teller, struct json_value call)
{
    struct trace_page *page = teller->page;
    const struct slice id = id_of_call(page, call);
    const uint32_t found = known_find(&teller->results, id);
    const struct json_value arguments = arguments_of(call);
    page_open(page, (struct section){ .title = name_of_call(page, call),
                                      .detail = id,
                                      .detail_style = TRACE_MUTED,
                                      .style = TRACE_TOOL,
                                      .sign = "ƒ",
                                      .ascii_sign = "f",
                                      .source = page_string(page, arguments) });
    if (is_there(arguments))
        tell_value(page, arguments);
    if (found != (uint32_t)INDEX_NONE && !teller->results.told[found]) {
        teller->results.told[found] = true;
        tell_result(teller, SLICE(""), teller->results.values[found]);
    }
    page_close(page);
}

static void tell_results(struct teller *teller, struct json_value results)
{
    struct json_value result;
    for (size_t at = 0; results.kind == JSON_ARRAY && json_next_element(results, &at, &result);) {
        const struct slice id = id_of_call(teller->page, result);
        const uint32_t found = known_find(&teller->results, id);
        if (found == (uint32_t)INDEX_NONE || !teller->results.told[found])
            tell_result(teller, name_of_call(teller->page, result), result);
        else
            page_add_line(teller->page, TRACE_MUTED,
                          page_format(teller->page, "the result of call %.*s stands above", SLICE_ARGS(id)));
    }
}

enum { SYSTEM_SHOWN_BYTES = 400 };

/* A long system prompt is the same in trace after trace: it is folded. */
static bool is_folded_at_first(const struct role_row *row, struct json_value content)
{
    return row->style == TRACE_SYSTEM && content.raw.length > SYSTEM_SHOWN_BYTES;
}

static void tell_message(struct teller *teller, struct json_value message)
{
    struct trace_page *page = teller->page;
    struct json_value call;
    const struct json_value role = json_member(message, "role");
    const struct json_value content = json_member(message, "content");
    const struct json_value calls = json_member(message, "tool_calls");
    const struct slice name = is_there(role) ? page_string(page, role) : SLICE("message");
    const struct role_row *row = row_of_role(name);
    page_open(page, (struct section){ .title = name,
                                      .style = row->style,
                                      .sign = row->sign,
                                      .ascii_sign = row->ascii_sign,
                                      .source = page_string(page, is_there(content) ? content : message),
                                      .folded = is_folded_at_first(row, content) });
    const uint32_t answered =
        known_find(&teller->results, row->style == TRACE_TOOL ? id_of_call(page, message) : SLICE(""));
    if (answered != (uint32_t)INDEX_NONE && teller->results.told[answered])
        page_add_line(page, TRACE_MUTED, SLICE("stands below its call, above"));
    else if (is_there(content))
        tell_value(page, content);
    for (size_t at = 0; calls.kind == JSON_ARRAY && json_next_element(calls, &at, &call);)
        tell_call(teller, call);
    tell_results(teller, json_member(message, "tool_results"));
    page_close(page);
}

/* How many messages from here on were told in an earlier span. */
static size_t count_known(const struct teller *teller, struct json_value messages, size_t at)
{
    struct json_value message;
    size_t count = 0;
    while (json_next_element(messages, &at, &message) &&
           known_find(&teller->messages, message.raw) != (uint32_t)INDEX_NONE)
        count++;
    return count;
}

static void tell_known(struct teller *teller, struct json_value messages, size_t *at, size_t count)
{
    struct json_value message;
    page_open(teller->page, (struct section){ .title = page_format(teller->page, "%zu message%s as above", count,
                                                                   count > 1 ? "s" : ""),
                                              .style = TRACE_MUTED,
                                              .folded = true });
    while (count-- > 0 && json_next_element(messages, at, &message))
        tell_message(teller, message);
    page_close(teller->page);
}

static void tell_messages(struct teller *teller, struct json_value messages)
{
    struct json_value message;
    size_t at = 0;
    for (;;) {
        const size_t count = count_known(teller, messages, at);
        if (count > 0)
            tell_known(teller, messages, &at, count);
        if (!json_next_element(messages, &at, &message))
            break;
        tell_message(teller, message);
    }
    for (at = 0; json_next_element(messages, &at, &message);)
        known_add(&teller->messages, message.raw, message);
}

/* --- Parts of a span ---------------------------------------------------------------------------------------------- */

static void tell_document(struct trace_page *page, struct json_value document, size_t number)
{
    const struct json_value name = json_member(document, "name");
    const struct json_value id = json_member(document, "id");
    const struct json_value score = json_member(document, "score");
    const struct json_value text = json_member(document, "text");
    const struct slice title = is_there(name) ? page_string(page, name)
                               : is_there(id) ? page_string(page, id)
                                              : page_format(page, "document %zu", number);
    page_open(page, (struct section){ .title = title,
                                      .detail = is_there(score) ? page_format(page, "score %.*s", SLICE_ARGS(score.raw))
                                                                : SLICE(""),
                                      .detail_style = TRACE_VALUE,
                                      .style = TRACE_LABEL,
                                      .source = page_string(page, is_there(text) ? text : document) });
    tell_value(page, is_there(text) ? text : document);
    page_close(page);
}

static bool tell_list(struct teller *teller, struct json_value side)
{
    struct json_value item;
    size_t number = 0;
    const struct json_value messages = json_member(side, "messages");
    const struct json_value documents = json_member(side, "documents");
    if (messages.kind == JSON_ARRAY)
        tell_messages(teller, messages);
    for (size_t at = 0; documents.kind == JSON_ARRAY && json_next_element(documents, &at, &item);)
        tell_document(teller->page, item, ++number);
    return is_there(messages) || is_there(documents);
}

/* What went in or came out: messages, documents, a value, or whatever it is. */
static void tell_side(struct teller *teller, const struct trace_span *span, const char *name)
{
    const struct json_value side = trace_part(span, name);
    if (!is_there(side))
        return;
    const struct json_value value = side.kind == JSON_OBJECT ? json_member(side, "value") : side;
    const bool has_list = side.kind == JSON_OBJECT && tell_list(teller, side);
    if (is_there(value) && !has_list)
        tell_part(teller->page, name, TRACE_LABEL, value, false);
    else if (!has_list)
        tell_part(teller->page, name, TRACE_LABEL, side, false);
}

static void tell_error(struct trace_page *page, const struct trace_span *span)
{
    const struct json_value error = trace_part(span, "error");
    if (!is_there(error))
        return;
    const struct json_value message = error.kind == JSON_OBJECT ? json_member(error, "message") : error;
    const struct json_value stack = error.kind == JSON_OBJECT ? json_member(error, "stack") : (struct json_value){ 0 };
    const struct json_value type = error.kind == JSON_OBJECT ? json_member(error, "type") : (struct json_value){ 0 };
    page_open(page, (struct section){ .title = is_there(type) ? page_string(page, type) : SLICE("error"),
                                      .style = TRACE_BAD,
                                      .sign = "!",
                                      .ascii_sign = "!",
                                      .source = page_string(page, is_there(message) ? message : error) });
    page_add_plain(page, page_string(page, is_there(message) ? message : error), TRACE_BAD);
    if (is_there(stack)) {
        page_open(page, (struct section){
                            .title = SLICE("stack"), .style = TRACE_LABEL, .source = page_string(page, stack) });
        page_add_plain(page, page_string(page, stack), TRACE_CODE);
        page_close(page);
    }
    page_close(page);
}

/* --- Evaluators --------------------------------------------------------------------------------------------------- */

static struct json_value evaluated(struct json_value metric)
{
    static const char *const names[] = { "value", "score_value", "categorical_value", "boolean_value", "json_value" };
    struct json_value value = { 0 };
    for (size_t i = 0; i < ARRAY_LENGTH(names) && !is_there(value); i++)
        value = json_member(metric, names[i]);
    return value;
}

static void tell_evaluation(struct trace_page *page, struct slice name, struct json_value metric)
{
    const struct json_value assessment = json_member(metric, "assessment");
    const struct json_value reasoning = json_member(metric, "reasoning");
    const struct json_value value = metric.kind == JSON_OBJECT ? evaluated(metric) : metric;
    const struct slice said = is_there(assessment) ? page_string(page, assessment) : SLICE("");
    const struct slice text = page_string(page, value);
    page_add(page, (struct passage){ .label = name,
                                     .text = said.length > 0
                                                 ? page_format(page, "%.*s  %.*s", SLICE_ARGS(text), SLICE_ARGS(said))
                                                 : text,
                                     .kind = PASSAGE_PLAIN,
                                     .style = (uint8_t)(slice_is(said, "pass")   ? TRACE_GOOD
                                                        : slice_is(said, "fail") ? TRACE_BAD
                                                                                 : TRACE_VALUE) });
    if (is_there(reasoning))
        page_add_plain(page, page_string(page, reasoning), TRACE_MUTED);
}

static void tell_evaluations(struct teller *teller, const struct trace_span *span)
{
    struct trace_page *page = teller->page;
    const struct json_value by_name = trace_part(span, "evaluation");
    const struct json_value list = trace_part(span, "eval_metrics");
    struct slice name;
    struct json_value metric;
    if (!is_there(by_name) && !is_there(list))
        return;
    if (teller->hides_evaluation) {
        page_add_line(page, TRACE_MUTED, SLICE("What evaluators said is hidden until you have answered."));
        return;
    }
    page_open(page, plain_section("evaluators", TRACE_LABEL, is_there(by_name) ? by_name : list));
    for (size_t at = 0; by_name.kind == JSON_OBJECT && json_next_member(by_name, &at, &name, &metric);)
        tell_evaluation(page, name, metric);
    for (size_t at = 0; list.kind == JSON_ARRAY && json_next_element(list, &at, &metric);)
        tell_evaluation(page, page_string(page, json_member(metric, "label")), metric);
    page_close(page);
}

/* --- Spans -------------------------------------------------------------------------------------------------------- */

static void append_duration(struct buf *out, double duration_ns)
{
    const double seconds = duration_ns / 1e9;
    if (duration_ns <= 0)
        return;
    if (seconds < 1)
        buf_printf(out, ", %.*f ms", seconds < 0.01 ? 1 : 0, seconds * 1e3);
    else if (seconds < 60)
        buf_printf(out, ", %.1f s", seconds);
    else
        buf_printf(out, ", %.0f min", seconds / 60);
}

/* "llm, small-1, 83 ms, 31 + 12 tokens" */
static struct slice span_detail(struct trace_page *page, const struct trace_span *span)
{
    double input = -1;
    double output = -1;
    struct buf detail = buf_with_limit(BUF_LIMIT_BODY);
    trace_tokens(span, &input, &output);
    buf_append_slice(&detail, span->kind.length > 0 ? span->kind : SLICE("span"));
    if (span->model.length > 0)
        buf_printf(&detail, ", %.*s", SLICE_ARGS(span->model));
    append_duration(&detail, span->duration_ns);
    if (input >= 0 || output >= 0)
        buf_printf(&detail, ", %.0f + %.0f tokens", input < 0 ? 0 : input, output < 0 ? 0 : output);
    if (span->failed)
        buf_append_text(&detail, ", failed");
    const struct slice kept = { arena_copy(&page->arena, buf_slice(&detail)), detail.length };
    buf_free(&detail);
    return kept;
}

/* What came out of it, or else what went in, in short. */
static struct slice span_preview(struct trace_page *page, const struct trace_span *span)
{
    static const char *const sides[] = { "output", "input" };
    for (size_t i = 0; i < ARRAY_LENGTH(sides); i++) {
        const struct json_value side = trace_part(span, sides[i]);
        struct json_value said = side.kind == JSON_OBJECT ? json_member(side, "value") : side;
        struct json_value message;
        const struct json_value messages = json_member(side, "messages");
        for (size_t at = 0; !is_there(said) && json_next_element(messages, &at, &message);)
            said = json_member(message, "content");
        if (is_there(said))
            return page_beginning(page, said);
    }
    return SLICE("");
}

static const struct {
    const char *name, *title;
} further_parts[] = {
    { "expected_output", "expected output" }, { "metadata", "metadata" }, { "metrics", "measures" },
    { "tool_definitions", "tools" },          { "tags", "tags" },
};

enum { DEPTH_SHOWN_MAX = 12, DEPTH_STEP = 2 };

static void tell_span(struct teller *teller, const struct trace_span *span)
{
    struct trace_page *page = teller->page;
    const int depth = span->depth < DEPTH_SHOWN_MAX ? span->depth : DEPTH_SHOWN_MAX;
    page->indent = (uint16_t)(depth * DEPTH_STEP);
    page_open(page, (struct section){ .title = span->name.length > 0 ? span->name : SLICE("span"),
                                      .detail = span_detail(page, span),
                                      .detail_style = span->failed ? TRACE_BAD : TRACE_MUTED,
                                      .style = TRACE_SPAN,
                                      .source = span->attributes.raw,
                                      .preview = span_preview(page, span) });
    tell_error(page, span);
    tell_side(teller, span, "input");
    tell_side(teller, span, "output");
    tell_evaluations(teller, span);
    for (size_t i = 0; i < ARRAY_LENGTH(further_parts); i++)
        tell_part(page, further_parts[i].title, TRACE_LABEL, trace_part(span, further_parts[i].name), i > 0);
    page_add_blank(page);
    page_close(page);
    page->indent = 0;
}

/* The results in all spans, before any call is told. */
static void collect_results(struct teller *teller, struct json_value side)
{
    struct json_value message, result;
    const struct json_value messages = json_member(side, "messages");
    for (size_t at = 0; messages.kind == JSON_ARRAY && json_next_element(messages, &at, &message);) {
        const struct json_value results = json_member(message, "tool_results");
        for (size_t inner = 0; results.kind == JSON_ARRAY && json_next_element(results, &inner, &result);)
            known_add(&teller->results, id_of_call(teller->page, result), result);
        if (json_member(message, "tool_call_id").kind == JSON_STRING)
            known_add(&teller->results, id_of_call(teller->page, message), message);
    }
}

void page_tell_trace(struct trace_page *page, const struct trace *trace, bool hides_evaluation)
{
    size_t count = 0;
    const struct trace_span *spans = trace_spans(trace, &count);
    struct teller teller = { .page = page, .hides_evaluation = hides_evaluation };
    for (size_t i = 0; i < count; i++) {
        collect_results(&teller, trace_part(&spans[i], "input"));
        collect_results(&teller, trace_part(&spans[i], "output"));
    }
    for (size_t i = 0; i < count; i++)
        tell_span(&teller, &spans[i]);
    if (trace_left_out(trace) > 0)
        page_add_line(page, TRACE_WARNING,
                      page_format(page, "%zu more spans aren't shown: they are none, or beyond the %d that fit.",
                                  trace_left_out(trace), TRACE_SPANS_MAX));
    known_free(&teller.results);
    known_free(&teller.messages);
}
