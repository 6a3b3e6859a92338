#include "queue_items.h"

#include "ask.h"

#include <annotty/base/mem.h>
#include <annotty/model/query.h>

#include <stdlib.h>

enum { AHEAD = 8, LOOK_MS = 1000, SPANS_A_PAGE = 500 };

/* --- The queue ---------------------------------------------------------------------------------------------------- */

static uint32_t find_row(const struct rows *queues, const char *word, struct error *error)
{
    const int name = api_field_index(rows_resource(queues), SLICE("name"));
    const uint32_t by_id = rows_find(queues, slice_of(word));
    uint32_t found = ROW_NONE;
    size_t count = 0;
    if (by_id != ROW_NONE)
        return by_id;
    for (uint32_t row = 0; row < rows_count(queues); row++)
        if (slice_is(rows_cell(queues, row, name), word)) {
            found = row;
            count++;
        }
    if (count != 1)
        error_set(error, ERROR_USAGE, NULL,
                  count == 0 ? "no queue has the id or name %s; annotty queue list shows them"
                             : "several queues are called %s; say the id, which annotty queue list shows",
                  word);
    return count == 1 ? found : ROW_NONE;
}

bool queue_items_find(struct fetch *fetch, const char *word, struct queue_found *found, struct error *error)
{
    struct api_call call = api_call_new(API_LIST_QUEUES);
    *found = (struct queue_found){ .queues = ask_rows(fetch, &call, error), .row = ROW_NONE };
    if (found->queues != NULL)
        found->row = find_row(found->queues, word, error);
    if (found->row == ROW_NONE)
        rows_free(&found->queues);
    return found->row != ROW_NONE;
}

struct slice queue_items_cell(const struct queue_found *found, const char *field)
{
    if (strcmp(field, "id") == 0)
        return rows_id(found->queues, found->row);
    return rows_cell(found->queues, found->row, api_field_index(rows_resource(found->queues), slice_of(field)));
}

/* --- Traces on their way ------------------------------------------------------------------------------------------ */

struct trace {
    uint32_t row;
    uint64_t request; /* 0: it is here */
    struct buf spans; /* elements with commas between */
};

struct walking {
    const struct queue_walk *walk;
    struct query *query;
    struct trace traces[AHEAD]; /* the oldest first */
    size_t count, number;
    uint32_t next;   /* row */
    bool knows_none; /* the server has no such operation */
};

static void ask(struct walking *walking, struct trace *trace)
{
    const struct queue_walk *walk = walking->walk;
    if (!walk->with_spans || walking->knows_none)
        return;
    struct api_call call = api_call_new(API_GET_ANNOTATED_INTERACTION);
    api_call_parameter(&call, "queue_id", slice_of(walk->queue_id));
    api_call_parameter(&call, "interaction_id", rows_id(walk->rows, trace->row));
    api_call_set_page_size(&call, SPANS_A_PAGE);
    struct fetch_request request = { .call = call, .all_pages = true, .with_text = true };
    trace->request = fetch_send(walk->fetch, &request);
}

static void fill(struct walking *walking)
{
    const struct rows *rows = walking->walk->rows;
    for (; walking->count < AHEAD && walking->next < rows_count(rows); walking->next++) {
        if (rows_is_gone(rows, walking->next) ||
            (walking->query != NULL && !query_matches(walking->query, rows, walking->next)))
            continue;
        struct trace *trace = &walking->traces[walking->count++];
        *trace = (struct trace){ .row = walking->next, .spans = buf_with_limit(BUF_LIMIT_ANSWER) };
        ask(walking, trace);
    }
}

/* The elements of a batch, without the brackets around them. */
static void take_batch(struct trace *trace, struct slice batch)
{
    const struct slice whole = slice_trim(batch);
    if (whole.length <= 2)
        return;
    if (trace->spans.length > 0)
        buf_append_char(&trace->spans, ',');
    buf_append(&trace->spans, whole.at + 1, whole.length - 2);
}

/* A trace that is gone, and a server that can't tell, are no reason to stop. */
static bool take_failure(struct walking *walking, const struct fetch_event *event, struct error *error)
{
    const int status = event->error.http_status;
    if (status != 404 && status != 405 && status != 501) {
        *error = event->error;
        return false;
    }
    walking->knows_none |= status != 404;
    return true;
}

static bool take_event(struct walking *walking, const struct fetch_event *event, struct error *error)
{
    for (size_t i = 0; i < walking->count; i++) {
        struct trace *trace = &walking->traces[i];
        if (trace->request != event->request || trace->request == 0)
            continue;
        if (event->kind == FETCH_ROWS)
            take_batch(trace, (struct slice){ event->body, event->body_length });
        else if (event->kind == FETCH_DONE || event->kind == FETCH_FAILED)
            trace->request = 0;
        return event->kind != FETCH_FAILED || take_failure(walking, event, error);
    }
    return true;
}

/* The oldest goes to the visitor as soon as it is whole. */
static bool give_first(struct walking *walking, struct error *error)
{
    struct trace trace = walking->traces[0];
    struct buf spans = buf_with_limit(BUF_LIMIT_ANSWER);
    buf_printf(&spans, "[%s]", buf_text(&trace.spans));
    const struct queue_item item = {
        .rows = walking->walk->rows, .row = trace.row, .spans = buf_slice(&spans), .number = walking->number++
    };
    const bool good = walking->walk->visit(&item, walking->walk->data, error);
    buf_free(&spans);
    buf_free(&trace.spans);
    walking->count--;
    memmove(walking->traces, walking->traces + 1, walking->count * sizeof(trace));
    return good;
}

static void drop_all(struct walking *walking)
{
    for (size_t i = 0; i < walking->count; i++) {
        if (walking->traces[i].request != 0)
            fetch_cancel(walking->walk->fetch, walking->traces[i].request);
        buf_free(&walking->traces[i].spans);
    }
    query_free(&walking->query);
}

bool queue_items_each(const struct queue_walk *walk, struct error *error)
{
    struct walking walking = { .walk = walk };
    bool good = true;
    if (walk->filter != NULL)
        walking.query = query_parse(slice_of(walk->filter), rows_resource(walk->rows), walk->people);
    for (fill(&walking); good && walking.count > 0; fill(&walking)) {
        struct fetch_event event;
        if (walking.traces[0].request == 0) {
            good = give_first(&walking, error);
            continue;
        }
        if (!fetch_wait_event(walk->fetch, &event, LOOK_MS))
            continue;
        good = take_event(&walking, &event, error);
        fetch_event_free(&event);
    }
    drop_all(&walking);
    return good;
}
