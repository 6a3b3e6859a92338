#include "reader_shelf.h"

#include <annotty/base/mem.h>

#include <stdlib.h>

struct held {
    char *key;
    struct trace *trace;
    struct reader_marks marks;
    uint64_t used; /* larger: later */
};

struct shelf {
    struct held *traces;
    size_t count, capacity, memory, memory_limit;
    uint64_t clock;
};

struct shelf *shelf_new(size_t memory_limit)
{
    struct shelf *shelf = xcalloc(1, sizeof(*shelf));
    shelf->memory_limit = memory_limit;
    return shelf;
}

static void drop(struct shelf *shelf, size_t at)
{
    struct held *held = &shelf->traces[at];
    shelf->memory -= trace_memory(held->trace);
    trace_free(&held->trace);
    free(held->key);
    shelf->count--;
    memmove(held, held + 1, (shelf->count - at) * sizeof(*held));
}

void shelf_clear(struct shelf *shelf)
{
    while (shelf->count > 0)
        drop(shelf, shelf->count - 1);
}

void shelf_free(struct shelf **shelf)
{
    shelf_clear(*shelf);
    free((*shelf)->traces);
    free(*shelf);
    *shelf = NULL;
}

static struct held *find(struct shelf *shelf, struct slice key)
{
    for (size_t i = 0; i < shelf->count; i++)
        if (slice_is(key, shelf->traces[i].key))
            return &shelf->traces[i];
    return NULL;
}

const struct trace *shelf_trace(struct shelf *shelf, struct slice key)
{
    struct held *held = find(shelf, key);
    if (held == NULL)
        return NULL;
    held->used = ++shelf->clock;
    return held->trace;
}

struct reader_marks shelf_marks(struct shelf *shelf, struct slice key)
{
    const struct held *held = find(shelf, key);
    return held != NULL ? held->marks : (struct reader_marks){ 0 };
}

void shelf_mark(struct shelf *shelf, struct slice key, struct reader_marks marks)
{
    struct held *held = find(shelf, key);
    if (held != NULL)
        held->marks = marks;
}

static void make_room(struct shelf *shelf, struct slice pinned)
{
    while (shelf->memory > shelf->memory_limit) {
        size_t oldest = SIZE_MAX;
        for (size_t i = 0; i + 1 < shelf->count; i++) /* the last one has just come */
            if (!slice_is(pinned, shelf->traces[i].key) &&
                (oldest == SIZE_MAX || shelf->traces[i].used < shelf->traces[oldest].used))
                oldest = i;
        if (oldest == SIZE_MAX)
            return;
        drop(shelf, oldest);
    }
}

void shelf_put(struct shelf *shelf, struct slice key, struct trace *trace, struct reader_marks marks,
               struct slice pinned)
{
    const struct held *held = find(shelf, key);
    if (held != NULL)
        drop(shelf, (size_t)(held - shelf->traces));
    shelf->traces = xgrow(shelf->traces, &shelf->capacity, shelf->count + 1, sizeof(*shelf->traces));
    shelf->traces[shelf->count++] =
        (struct held){ .key = xstrndup(key.at, key.length), .trace = trace, .marks = marks, .used = ++shelf->clock };
    shelf->memory += trace_memory(trace);
    make_room(shelf, pinned);
}

size_t shelf_memory(const struct shelf *shelf)
{
    return shelf->memory;
}
