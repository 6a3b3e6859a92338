#include "feed.h"

#include <annotty/base/clock.h>
#include <annotty/base/mem.h>
#include <annotty/json/stream.h>

#include <stdlib.h>

enum {
    FIRST_BATCH_ROWS = 64, /* a screenful, at once */
    BATCH_ROWS = 2000,
    BATCH_BYTES = 1024 * 1024, /* of large elements fewer */
    BATCH_WAIT_MS = 50,
};

struct feed {
    const struct api_operation *operation;
    feed_batch on_batch;
    void *data;
    struct json_stream *stream;
    struct json_stream_options options;
    const char *kept[2]; /* where the next page's cursor is, then NULL */
    struct rows *batch;
    struct buf elements; /* of the batch: "[a,b" */
    struct buf after;
    struct error problem; /* of an element that isn't one */
    size_t given;
    int64_t gathering_since_ms;
};

static void begin_batch(struct feed *feed)
{
    feed->batch = rows_new(feed->operation->resource);
    buf_clear(&feed->elements);
    buf_append_char(&feed->elements, '[');
    feed->gathering_since_ms = clock_monotonic_ms();
}

static void give_batch(struct feed *feed)
{
    buf_append_char(&feed->elements, ']');
    feed->given += rows_count(feed->batch);
    feed->on_batch(feed->batch, buf_slice(&feed->elements), feed->data);
    begin_batch(feed);
}

static bool take_element(struct json_value element, void *data)
{
    struct feed *feed = data;
    struct api_record record;
    if (!api_decode(feed->operation->resource, element, &record, &feed->problem))
        return false;
    if (rows_count(feed->batch) > 0)
        buf_append_char(&feed->elements, ',');
    buf_append_slice(&feed->elements, element.raw);
    rows_put(feed->batch, &record, NULL);
    if (rows_count(feed->batch) >= (feed->given == 0 ? FIRST_BATCH_ROWS : BATCH_ROWS) ||
        feed->elements.length >= BATCH_BYTES)
        give_batch(feed);
    return true;
}

static bool take_after(const char *pointer, struct json_value value, void *data)
{
    (void)pointer;
    struct feed *feed = data;
    buf_clear(&feed->after);
    if (value.kind == JSON_STRING)
        json_append_string(&feed->after, value);
    else if (value.kind == JSON_NUMBER && api_pagings[feed->operation->paging].counts)
        buf_append_slice(&feed->after, value.raw);
    return true;
}

struct feed *feed_new(const struct api_operation *operation, feed_batch on_batch, void *data)
{
    struct feed *feed = xcalloc(1, sizeof(*feed));
    feed->operation = operation;
    feed->on_batch = on_batch;
    feed->data = data;
    feed->elements = buf_with_limit(BUF_LIMIT_ANSWER);
    feed->after = buf_with_limit(BUF_LIMIT_LINE);
    feed->kept[0] = api_pagings[operation->paging].after;
    feed->options = (struct json_stream_options){ .array = operation->answer_array,
                                                  .keep = feed->kept,
                                                  .on_element = take_element,
                                                  .on_value = take_after,
                                                  .data = feed };
    feed->stream = json_stream_new(&feed->options);
    begin_batch(feed);
    return feed;
}

void feed_free(struct feed **feed)
{
    if (*feed == NULL)
        return;
    json_stream_free(&(*feed)->stream);
    rows_free(&(*feed)->batch);
    buf_free(&(*feed)->elements);
    buf_free(&(*feed)->after);
    free(*feed);
    *feed = NULL;
}

bool feed_take(struct feed *feed, struct slice bytes, struct error *error)
{
    if (json_stream_feed(feed->stream, bytes, error))
        return true;
    if (feed->problem.kind != ERROR_NONE && error != NULL)
        *error = feed->problem;
    return false;
}

bool feed_end(struct feed *feed, struct error *error)
{
    if (!json_stream_end(feed->stream, error))
        return false;
    give_batch(feed);
    return true;
}

int feed_flush_if_due(struct feed *feed)
{
    if (rows_count(feed->batch) == 0)
        return -1;
    const int64_t waited_ms = clock_monotonic_ms() - feed->gathering_since_ms;
    if (waited_ms < BATCH_WAIT_MS)
        return (int)(BATCH_WAIT_MS - waited_ms);
    give_batch(feed);
    return -1;
}

struct slice feed_after(const struct feed *feed)
{
    return buf_slice(&feed->after);
}

struct rows *feed_rows_of(const struct api_operation *operation, struct slice elements)
{
    struct json_value array, element;
    struct api_record record;
    if (!json_check(elements, &array, NULL) || array.kind != JSON_ARRAY)
        return NULL;
    struct rows *rows = rows_new(operation->resource);
    size_t at = 0;
    while (json_next_element(array, &at, &element))
        if (api_decode(operation->resource, element, &record, NULL))
            rows_put(rows, &record, NULL);
    return rows;
}
