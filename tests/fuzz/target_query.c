/* The filter language: any line, over rows of every kind of list. */
#include "fuzz.h"

#include <annotty/base/mem.h>
#include <annotty/model/query.h>

static const struct fixture {
    enum api_resource_id resource;
    const char *items[8]; /* up to a NULL */
} fixtures[] = {
    { API_INTERACTION,
      { "{\"id\":\"i1\",\"content_id\":\"trace-1\",\"type\":\"trace\",\"annotations\":[{\"id\":\"a\","
        "\"interaction_id\":\"i1\",\"label_values\":{\"tone\":{\"value\":\"bad\",\"assessment\":\"fail\","
        "\"reasoning\":\"Too curt.\"},\"score\":0.5},\"created_at\":\"2026-01-01T00:00:00Z\",\"created_by\":\"u-1\"},"
        "{\"id\":\"b\",\"interaction_id\":\"i1\",\"label_values\":{\"tone\":\"good\",\"kinds\":[\"x\",\"y\"]},"
        "\"created_by\":\"u-2\"}]}",
        "{\"id\":\"i2\",\"content_id\":\"Ünïcode \\u65e5\",\"type\":\"experiment_trace\",\"annotations\":[]}",
        "{\"id\":\"i3\",\"content_id\":\"\",\"type\":\"session\",\"annotations\":[{\"id\":\"c\",\"interaction_id\":"
        "\"i3\",\"label_values\":null,\"created_by\":\"u-1\"}]}" } },
    { API_QUEUE,
      { "{\"id\":\"q1\",\"attributes\":{\"name\":\"Week 47\",\"project_id\":\"p1\",\"owned_by\":\"u-1\","
        "\"created_at\":\"2026-01-01T00:00:00Z\"}}",
        "{\"id\":\"q2\",\"attributes\":{\"name\":\"and \\\"quoted\\\"\",\"description\":null}}" } },
    { API_RECORD_ITEM,
      { "{\"id\":\"r1\",\"dataset_id\":\"d\",\"input\":{\"a\":1},\"expected_output\":\"x\",\"metadata\":{\"n\":2}}",
        "{\"id\":\"r2\",\"input\":\"text\"}" } },
    { API_METRIC,
      { "{\"id\":\"m1\",\"label\":\"f1\",\"metric_type\":\"score\",\"score_value\":0.25,\"timestamp_ms\":"
        "1705314600000}",
        "{\"id\":\"m2\",\"label\":\"f1\",\"metric_type\":\"categorical\",\"categorical_value\":\"no\"}" } },
};

static struct rows *rows_of(const struct fixture *fixture)
{
    struct rows *rows = rows_new(&api_resources[fixture->resource]);
    for (const char *const *item = fixture->items; *item != NULL; item++) {
        struct json_value object;
        struct api_record record;
        HOLDS(json_check(slice_of(*item), &object, NULL));
        HOLDS(api_decode(rows_resource(rows), object, &record, NULL));
        rows_put(rows, &record, NULL);
    }
    return rows;
}

static unsigned matches_of(const struct query *query, const struct rows *rows)
{
    unsigned found = 0;
    for (uint32_t row = 0; row < rows_count(rows); row++)
        found |= query_matches(query, rows, row) ? 1u << row : 0u;
    return found;
}

/* What is typed on to narrows only when it finds nothing new. */
static void check_narrowing(const struct query *a, const struct query *b, const struct rows *rows)
{
    if (query_narrows(a, b))
        HOLDS((matches_of(a, rows) & ~matches_of(b, rows)) == 0);
    if (query_narrows(b, a))
        HOLDS((matches_of(b, rows) & ~matches_of(a, rows)) == 0);
}

/* The first byte is the list, the second where typing was. */
void fuzz_query(struct slice input)
{
    const struct fixture *fixture = &fixtures[fuzz_byte(&input) % ARRAY_LENGTH(fixtures)];
    const size_t typed = fuzz_byte(&input);
    struct people *people = people_new();
    people_put(people, SLICE("u-1"), SLICE("Maya Lindqvist"));
    people_set_me(people, SLICE("u-2"));
    struct rows *rows = rows_of(fixture);
    const struct api_resource *resource = rows_resource(rows);
    struct query *query = query_parse(input, resource, people);
    struct query *again = query_parse(query_line(query), resource, people);
    struct query *before =
        query_parse((struct slice){ input.at, typed < input.length ? typed : input.length }, resource, people);
    HOLDS((query == NULL) == (again == NULL));
    HOLDS(slice_equal(query_line(query), query_line(again)));
    HOLDS(matches_of(query, rows) == matches_of(again, rows));
    HOLDS(query_narrows(query, again) && query_narrows(query, query) && query_narrows(query, NULL));
    check_narrowing(query, before, rows);
    query_free(&query);
    query_free(&again);
    query_free(&before);
    rows_free(&rows);
    people_free(&people);
}
