/* Spans out of JSON text, and their tree by parent ids and times. A parent that isn't there, or that is below its own
 * child, leaves a root. */
#include <annotty/model/trace.h>

#include "number.h"

#include <annotty/base/arena.h>
#include <annotty/base/index.h>
#include <annotty/base/mem.h>

#include <assert.h>
#include <stdlib.h>

#define MILLISECONDS_BELOW INT64_C(1000000000000000) /* smaller times are milliseconds, whatever they are called */

struct trace {
    struct arena arena;
    struct slice events;
    struct json_value blocks;
    struct trace_span *spans;
    size_t count, left_out;
};

static struct json_value checked(struct arena *arena, struct slice text)
{
    struct json_value value;
    const char *copy = arena_copy(arena, text);
    if (!json_check((struct slice){ copy, text.length }, &value, NULL) || value.kind != JSON_ARRAY)
        return (struct json_value){ 0 };
    return value;
}

static struct slice plain_text(struct trace *trace, struct json_value value)
{
    struct buf text = buf_with_limit(BUF_LIMIT_ANSWER);
    if (value.kind != JSON_STRING)
        return SLICE("");
    json_append_string(&text, value);
    const struct slice kept = { arena_copy(&trace->arena, buf_slice(&text)), text.length };
    buf_free(&text);
    return kept;
}

/* The members that are looked at, found in one walk: a span may be a megabyte. */
static const char *const part_names[] = {
    "span_id",
    "parent_id",
    "name",
    "span_kind",
    "kind",
    "model_name",
    "status",
    "start_ns",
    "duration",
    "input",
    "output",
    "error",
    "expected_output",
    "metadata",
    "metrics",
    "tags",
    "tool_definitions",
    "evaluation",
    "eval_metrics",
};
static_assert(ARRAY_LENGTH(part_names) == TRACE_PARTS, "a part has a name");

static bool is_there(struct json_value value)
{
    return value.kind != JSON_ABSENT && value.kind != JSON_NULL;
}

/* What is there already stays, unless it stands in the same object. */
static void read_parts(struct trace_span *span, struct json_value object, struct json_value *meta)
{
    struct slice key;
    struct json_value value;
    struct json_value found[TRACE_PARTS] = { 0 };
    for (size_t at = 0; json_next_member(object, &at, &key, &value);) {
        for (size_t i = 0; i < TRACE_PARTS; i++)
            if (json_key_is(key, part_names[i]))
                found[i] = value;
        if (meta != NULL && json_key_is(key, "meta"))
            *meta = value;
    }
    for (size_t i = 0; i < TRACE_PARTS; i++)
        if (!is_there(span->parts[i]))
            span->parts[i] = found[i];
}

static bool read_span(struct trace *trace, struct json_value element, struct trace_span *span)
{
    struct json_value meta = { 0 };
    if (element.kind != JSON_OBJECT)
        return false;
    const struct json_value inside = json_member(element, "attributes");
    *span = (struct trace_span){ .attributes = inside.kind == JSON_OBJECT ? inside : element, .duration_ns = -1 };
    read_parts(span, span->attributes, &meta);
    read_parts(span, meta, NULL);
    span->id = plain_text(trace, trace_part(span, "span_id"));
    if (span->id.length == 0)
        span->id = plain_text(trace, json_member(element, "id"));
    span->parent_id = plain_text(trace, trace_part(span, "parent_id"));
    if (slice_is(span->parent_id, "undefined"))
        span->parent_id = SLICE("");
    span->name = plain_text(trace, trace_part(span, "name"));
    span->kind = plain_text(trace, trace_part(span, is_there(trace_part(span, "span_kind")) ? "span_kind" : "kind"));
    span->model = plain_text(trace, trace_part(span, "model_name"));
    span->failed = slice_is(plain_text(trace, trace_part(span, "status")), "error");
    json_int64(trace_part(span, "start_ns"), &span->start_ns);
    if (span->start_ns < MILLISECONDS_BELOW)
        span->start_ns *= 1000000;
    number_read(trace_part(span, "duration").raw, &span->duration_ns);
    return true;
}

/* --- The tree ----------------------------------------------------------------------------------------------------- */

enum { NO_SPAN = UINT32_MAX };

/* Spans by time, and for each its first child and the next child of its parent; what is beyond the last one stands for
 * the parent of all roots. */
struct tree {
    struct trace_span *spans;
    uint32_t count;
    uint32_t *first, *next, *parent;
};

static int by_time(const void *left, const void *right)
{
    const struct trace_span *a = left;
    const struct trace_span *b = right;
    if (a->start_ns != b->start_ns)
        return a->start_ns < b->start_ns ? -1 : 1;
    return a->attributes.raw.at < b->attributes.raw.at ? -1 : 1;
}

static struct slice id_of(uint32_t handle, const void *owner)
{
    const struct trace_span *spans = owner;
    return spans[handle].id;
}

/* Whether going up from `span` comes back to it. */
static bool is_own_ancestor(const struct tree *tree, uint32_t span)
{
    uint32_t above = tree->parent[span];
    for (uint32_t steps = 0; above != tree->count && steps <= tree->count; steps++) {
        if (above == span)
            return true;
        above = tree->parent[above];
    }
    return above != tree->count;
}

static void find_parents(struct tree *tree)
{
    struct index ids = { 0 };
    for (uint32_t i = 0; i < tree->count; i++)
        if (tree->spans[i].id.length > 0 &&
            index_find(&ids, tree->spans[i].id, id_of, tree->spans) == (uint32_t)INDEX_NONE)
            index_insert(&ids, tree->spans[i].id, i);
    for (uint32_t i = 0; i < tree->count; i++) {
        const struct slice parent_id = tree->spans[i].parent_id;
        const uint32_t found = parent_id.length > 0 ? index_find(&ids, parent_id, id_of, tree->spans) : INDEX_NONE;
        tree->parent[i] = found == (uint32_t)INDEX_NONE || found == i ? tree->count : found;
    }
    index_free(&ids);
    for (uint32_t i = 0; i < tree->count; i++)
        if (is_own_ancestor(tree, i))
            tree->parent[i] = tree->count;
}

/* Children are hung in from the last one on, so that each list is in the order of time. */
static void hang_in(struct tree *tree)
{
    for (uint32_t i = 0; i <= tree->count; i++)
        tree->first[i] = tree->next[i] = NO_SPAN;
    for (uint32_t i = tree->count; i-- > 0;) {
        tree->next[i] = tree->first[tree->parent[i]];
        tree->first[tree->parent[i]] = i;
    }
}

static void write_in_order(const struct tree *tree, struct trace_span *ordered)
{
    size_t count = 0;
    int depth = 0;
    uint32_t at = tree->first[tree->count];
    while (at != NO_SPAN) {
        ordered[count] = tree->spans[at];
        ordered[count++].depth = depth;
        if (tree->first[at] != NO_SPAN) {
            at = tree->first[at];
            depth++;
            continue;
        }
        while (at != tree->count && tree->next[at] == NO_SPAN) {
            at = tree->parent[at];
            depth--;
        }
        at = at == tree->count ? NO_SPAN : tree->next[at];
    }
}

static void put_in_order(struct trace *trace)
{
    const size_t room = trace->count + 1;
    struct tree tree = { .spans = trace->spans,
                         .count = (uint32_t)trace->count,
                         .first = xcalloc(room, sizeof(uint32_t)),
                         .next = xcalloc(room, sizeof(uint32_t)),
                         .parent = xcalloc(room, sizeof(uint32_t)) };
    struct trace_span *ordered = xcalloc(room, sizeof(*ordered));
    qsort(trace->spans, trace->count, sizeof(*trace->spans), by_time);
    find_parents(&tree);
    hang_in(&tree);
    write_in_order(&tree, ordered);
    free(trace->spans);
    trace->spans = ordered;
    free(tree.first);
    free(tree.next);
    free(tree.parent);
}

struct trace *trace_new(struct slice events, struct slice blocks)
{
    struct trace *trace = xcalloc(1, sizeof(*trace));
    size_t capacity = 0;
    size_t at = 0;
    struct json_value element;
    const struct json_value array = checked(&trace->arena, events);
    trace->blocks = checked(&trace->arena, blocks);
    trace->events = array.raw;
    while (array.kind == JSON_ARRAY && json_next_element(array, &at, &element)) {
        trace->spans = xgrow(trace->spans, &capacity, trace->count + 1, sizeof(*trace->spans));
        if (trace->count < TRACE_SPANS_MAX && read_span(trace, element, &trace->spans[trace->count]))
            trace->count++;
        else
            trace->left_out++;
    }
    if (trace->count > 0)
        put_in_order(trace);
    return trace;
}

void trace_free(struct trace **trace)
{
    if (*trace == NULL)
        return;
    arena_free(&(*trace)->arena);
    free((*trace)->spans);
    free(*trace);
    *trace = NULL;
}

const struct trace_span *trace_spans(const struct trace *trace, size_t *count)
{
    *count = trace->count;
    return trace->spans;
}

struct json_value trace_blocks(const struct trace *trace)
{
    return trace->blocks;
}

struct slice trace_events(const struct trace *trace)
{
    return trace->events;
}

size_t trace_left_out(const struct trace *trace)
{
    return trace->left_out;
}

size_t trace_memory(const struct trace *trace)
{
    return sizeof(*trace) + trace->arena.used + trace->count * sizeof(*trace->spans);
}

/* --- Parts -------------------------------------------------------------------------------------------------------- */

struct json_value trace_part(const struct trace_span *span, const char *name)
{
    for (size_t i = 0; i < TRACE_PARTS; i++)
        if (strcmp(part_names[i], name) == 0)
            return span->parts[i];
    return (struct json_value){ 0 };
}

static double first_number(struct json_value metrics, const char *const *names)
{
    double number = -1;
    for (; *names != NULL && metrics.kind == JSON_OBJECT; names++)
        if (number_read(json_member(metrics, *names).raw, &number))
            return number;
    return -1;
}

void trace_tokens(const struct trace_span *span, double *input, double *output)
{
    static const char *const inputs[] = { "input_tokens", "prompt_tokens", NULL };
    static const char *const outputs[] = { "output_tokens", "completion_tokens", NULL };
    const struct json_value metrics = trace_part(span, "metrics");
    *input = first_number(metrics, inputs);
    *output = first_number(metrics, outputs);
}
