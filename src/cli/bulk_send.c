#include "bulk_send.h"

#include "interrupt.h"
#include "report.h"

#include <annotty/api/record.h>
#include <annotty/base/clock.h>
#include <annotty/base/mem.h>

enum {
    WAIT_MS = 100,          /* between looks at the clock and at Ctrl-C */
    REPORTS_MAX = 5,        /* errors told one by one */
    REFUSED_IN_ROW_MAX = 8, /* chunks: then the server means all of them */
    REFUSED_ITEMS_MAX = 50, /* of a chunk, each of which costs a request */
};

static const struct api_operation *operation_of(const struct bulk *bulk)
{
    return bulk->base->operation;
}

static void send_chunk(struct bulk *bulk, struct chunk *chunk)
{
    struct fetch_request request = { .call = api_batch_call(&chunk->batch, bulk->base) };
    chunk->request = fetch_send(bulk->fetch, &request);
    bulk->flying++;
}

static void fill_flight(struct bulk *bulk)
{
    for (size_t i = 0; i < BULK_FLIGHT_MAX && bulk->flying < bulk->flight_now && !bulk->stopping; i++) {
        if (bulk->flight[i].request != 0)
            continue;
        const bool filled = chunker_fill(&bulk->chunker, &bulk->flight[i]);
        /* As long as nothing was sent, a mistake keeps it so. */
        if (!filled || (!bulk->began && bulk->chunker.error.kind != ERROR_NONE))
            return;
        bulk->began = true;
        send_chunk(bulk, &bulk->flight[i]);
    }
}

static void stop(struct bulk *bulk, const struct error *why)
{
    bulk->stopping = true;
    if (bulk->error.kind == ERROR_NONE)
        bulk->error = *why;
}

static void tell(struct bulk *bulk, const char *place, const char *message)
{
    progress_clear(&bulk->progress);
    if (bulk->reports++ < REPORTS_MAX)
        report_news("%s: %s", place, message);
}

/* --- What became of a chunk --------------------------------------------------------------------------------------- */

/* How many of the items the answer holds, and how many of those were there before. */
static void count_answer(const struct api_operation *operation, struct slice body, size_t *answered, size_t *existed)
{
    struct json_value document, element;
    size_t at = 0;
    if (operation->answer_array == NULL || !json_check(body, &document, NULL))
        return;
    *answered = 0;
    for (struct json_value list = json_at(document, operation->answer_array); json_next_element(list, &at, &element);) {
        (*answered)++;
        *existed += slice_is(json_member(element, "already_existed").raw, "true");
    }
}

/* By what an item in error names what it is about. */
static const char *const named_by[] = { "interaction_id", "annotation_id" };

static void set_refused_aside(struct bulk *bulk, struct chunk *chunk, struct json_value refused)
{
    size_t number = 0;
    char place[256];
    struct error error;
    struct arena arena = ARENA_EMPTY;
    bool found = false;
    for (size_t i = 0; i < sizeof(named_by) / sizeof(named_by[0]) && !found; i++) {
        const struct json_value id = json_member(refused, named_by[i]);
        found = id.kind == JSON_STRING && chunk_find_id(chunk, named_by[i], id, &number);
    }
    if (found) {
        error_set(&error, ERROR_API, NULL, "%.*s", SLICE_ARGS(api_plain_text(&arena, json_member(refused, "error"))));
        chunk_place_of(chunk, number, number, place);
        tell(bulk, place, error.message);
        leftovers_add(&bulk->failed, api_batch_text(&chunk->batch, number));
        chunk_remove(chunk, number);
        if (bulk->error.kind == ERROR_NONE)
            bulk->error = error;
    }
    arena_free(&arena);
}

/* The answer says 200, and refuses some of the items all the same. */
static void set_all_refused_aside(struct bulk *bulk, struct chunk *chunk, struct slice body)
{
    struct json_value document, refused;
    const char *const pointer = operation_of(bulk)->item_errors;
    size_t at = 0;
    if (pointer == NULL || !json_check(body, &document, NULL))
        return;
    const struct json_value list = json_at(document, pointer);
    while (list.kind == JSON_ARRAY && json_next_element(list, &at, &refused))
        set_refused_aside(bulk, chunk, refused);
}

static void take_answer(struct bulk *bulk, struct chunk *chunk, struct slice body)
{
    set_all_refused_aside(bulk, chunk, body);
    size_t answered = chunk->batch.count, existed = 0;
    count_answer(operation_of(bulk), body, &answered, &existed);
    const size_t made = answered - existed;
    bulk->made += made;
    bulk->there += chunk->batch.count > made ? chunk->batch.count - made : 0;
    bulk->refused_in_row = 0;
    /* Printed or not, what was asked for is done. */
    if (bulk->output != NULL && !output_put_answer(bulk->output, body, &bulk->output_error))
        bulk->output = NULL;
}

static void keep_all(const struct chunk *chunk, struct leftovers *leftovers)
{
    for (size_t i = 0; i < chunk->batch.count; i++)
        leftovers_add(leftovers, api_batch_text(&chunk->batch, i));
}

/* The server objects to one item: the others are sent again without it. False when it objects to all of them. */
static bool set_item_aside(struct bulk *bulk, struct chunk *chunk, const struct error *error)
{
    size_t number = 0;
    char place[256];
    if (error->kind != ERROR_API || chunk->refused == REFUSED_ITEMS_MAX ||
        !chunk_find(chunk, operation_of(bulk), error->where, &number))
        return false;
    chunk_place_of(chunk, number, number, place);
    tell(bulk, place, error->message);
    leftovers_add(&bulk->failed, api_batch_text(&chunk->batch, number));
    chunk_remove(chunk, number);
    chunk->refused++;
    if (bulk->error.kind == ERROR_NONE)
        bulk->error = *error;
    if (chunk->batch.count > 0 && !bulk->stopping)
        send_chunk(bulk, chunk);
    else
        keep_all(chunk, &bulk->failed);
    return true;
}

static void take_failure(struct bulk *bulk, struct chunk *chunk, const struct fetch_event *event)
{
    char place[256];
    if (set_item_aside(bulk, chunk, &event->error))
        return;
    chunk_place_of(chunk, 0, chunk->batch.count - 1, place);
    tell(bulk, place, event->error.message);
    keep_all(chunk, event->outcome_unknown ? &bulk->unknown : &bulk->failed);
    if (bulk->error.kind == ERROR_NONE)
        bulk->error = event->error;
    /* A refusal of the content may be about this chunk; anything else is about every one. */
    const bool of_content = event->error.kind == ERROR_API && event->status != 404;
    if (!of_content || ++bulk->refused_in_row == REFUSED_IN_ROW_MAX)
        stop(bulk, &event->error);
}

/* --- Events ------------------------------------------------------------------------------------------------------- */

static struct chunk *find_chunk(struct bulk *bulk, uint64_t request)
{
    for (size_t i = 0; request != 0 && i < BULK_FLIGHT_MAX; i++)
        if (bulk->flight[i].request == request)
            return &bulk->flight[i];
    return NULL;
}

/* Fewer at once when the server limits, more again while all goes well. */
static void adapt(struct bulk *bulk, const struct fetch_event *event)
{
    if (event->kind == FETCH_RETRY && event->error.kind == ERROR_RATE)
        bulk->flight_now = bulk->flight_now > 1 ? bulk->flight_now / 2 : 1;
    else if (event->kind == FETCH_DONE && bulk->flight_now < bulk->flight_max)
        bulk->flight_now++;
    if (event->kind == FETCH_LINK)
        bulk->limited_until_ms = event->link == FETCH_LINK_LIMITED ? event->limited_until_ms : 0;
}

static void take_event(struct bulk *bulk, const struct fetch_event *event)
{
    struct chunk *chunk = find_chunk(bulk, event->request);
    adapt(bulk, event);
    if (chunk == NULL || (event->kind != FETCH_DONE && event->kind != FETCH_FAILED))
        return;
    chunk->request = 0;
    bulk->flying--;
    if (event->kind == FETCH_DONE)
        take_answer(bulk, chunk, (struct slice){ event->body, event->body_length });
    else
        take_failure(bulk, chunk, event);
}

static void heed_interrupt(struct bulk *bulk)
{
    struct error error;
    if (!interrupt_seen() || bulk->stopping)
        return;
    error_set(&error, ERROR_CANCELLED, NULL, "stopped");
    stop(bulk, &error);
    progress_clear(&bulk->progress);
    if (bulk->flying > 0)
        report_news("stopping: %zu request%s under way; Ctrl-C again leaves at once", bulk->flying,
                    bulk->flying == 1 ? " is" : "s are");
}

void bulk_send(struct bulk *bulk)
{
    bulk->flight_now = bulk->flight_max;
    for (;;) {
        fill_flight(bulk);
        heed_interrupt(bulk);
        if (bulk->flying == 0)
            break;
        struct fetch_event event;
        if (fetch_wait_event(bulk->fetch, &event, WAIT_MS)) {
            take_event(bulk, &event);
            fetch_event_free(&event);
        }
        const int64_t limited_ms = bulk->limited_until_ms - clock_monotonic_ms();
        progress_show(&bulk->progress, bulk->made + bulk->there, limited_ms > 0 ? limited_ms : 0);
    }
    progress_clear(&bulk->progress);
    if (bulk->chunker.error.kind != ERROR_NONE && bulk->error.kind == ERROR_NONE)
        bulk->error = bulk->chunker.error;
    if (bulk->reports > REPORTS_MAX)
        report_news("... and %zu more like these", bulk->reports - REPORTS_MAX);
    for (size_t i = 0; i < BULK_FLIGHT_MAX; i++)
        chunk_free(&bulk->flight[i]);
}
