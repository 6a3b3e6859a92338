/* A trace as it was read: its spans as JSON text, put into the order of their calls. Spans come in either form, with
 * `attributes` or flat, and as an experiment's events, whose parts stand below `meta`. */
#ifndef ANNOTTY_MODEL_TRACE_H
#define ANNOTTY_MODEL_TRACE_H

#include <annotty/json/json.h>

enum { TRACE_SPANS_MAX = 5000, TRACE_PARTS = 19 };

/* Texts are raw and live as long as the trace. */
struct trace_span {
    struct json_value attributes, parts[TRACE_PARTS];
    struct slice id, parent_id, name, kind, model;
    bool failed;
    int64_t start_ns;
    double duration_ns; /* negative: not known */
    int depth;          /* 0: nothing above it is there */
};

struct trace;

/* Copies both: `events` is a JSON array of spans, `blocks` the array of a display block; either may be empty. What is
 * no span is counted and left out. */
struct trace *trace_new(struct slice events, struct slice blocks);
void trace_free(struct trace **trace);

/* In the order in which they are read: what a span called follows it, by time. */
const struct trace_span *trace_spans(const struct trace *trace, size_t *count);
struct json_value trace_blocks(const struct trace *trace); /* JSON_ABSENT: none */
struct slice trace_events(const struct trace *trace);      /* as they came */
size_t trace_left_out(const struct trace *trace);          /* no spans, or more than TRACE_SPANS_MAX */
size_t trace_memory(const struct trace *trace);

/* A part of a span, "input" say, wherever its form keeps it; JSON_ABSENT when there is none. */
struct json_value trace_part(const struct trace_span *span, const char *name);
/* How many tokens went in and came out; negative: not known. */
void trace_tokens(const struct trace_span *span, double *input, double *output);

#endif
