/* Traces: files that are imported, and queries that look for spans. */
#include "fuzz.h"

#include "../../src/cli/import_format.h"
#include "../../src/server/span_query.h"
#include "../../src/server/span_time.h"

#include <annotty/api/record.h>

/* Whatever a line says, what becomes of it is JSON. */
static bool take(struct import_sink *sink, struct slice span, char problem[static IMPORT_PROBLEM_SIZE])
{
    struct json_value value;
    (void)sink, (void)problem;
    HOLDS(json_check(span, &value, NULL) && value.kind == JSON_OBJECT);
    return true;
}

/* The first byte is the format, or to find it out. */
void fuzz_import(struct slice input)
{
    struct json_value value;
    struct import_sink sink = { take };
    const struct import_place place = { .file = "f", .line = 1, .time_ns = 1 };
    const unsigned number = fuzz_byte(&input) % (IMPORT_FORMATS + 1);
    if (!json_check(slice_trim(input), &value, NULL))
        return;
    const struct import_format *const format =
        number < IMPORT_FORMATS ? &import_formats[number] : import_format_of(value);
    char problem[IMPORT_PROBLEM_SIZE] = "";
    const bool taken = format->convert(value, &place, &sink, problem);
    HOLDS(taken == (problem[0] == '\0'));
}

/* A query, and a span behind it. */
void fuzz_span_query(struct slice input)
{
    struct arena arena = ARENA_EMPTY;
    const struct span_query *query = NULL;
    char problem[SPAN_QUERY_PROBLEM_SIZE];
    struct json_value span;
    int64_t ms = 0;
    const struct slice line = fuzz_line(&input);
    const bool read = span_query_parse(line, &arena, &query, problem);
    HOLDS(read == (problem[0] == '\0'));
    if (read && json_check(slice_trim(input), &span, NULL)) {
        const bool matches = span_query_matches(query, span);
        const struct slice trace = span_query_value(query, "trace_id");
        const struct json_value own = json_member(span, "trace_id");
        /* What a look-up by trace would leave out is not meant. */
        if (matches && trace.length > 0 && own.kind == JSON_STRING && json_member(span, "tags").kind == JSON_ABSENT)
            HOLDS(slice_equal(api_plain_text(&arena, own), trace));
    }
    if (span_time_parse(line, 0, &ms))
        HOLDS(ms > INT64_MIN / 1000000 && ms < INT64_MAX / 1000000);
    arena_free(&arena);
}
