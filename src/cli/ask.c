#include "ask.h"

#include <annotty/api/answer.h>
#include <annotty/base/mem.h>

enum { LOOK_MS = 1000 };

/* Waits for the request's next event, whatever else comes meanwhile. */
static void wait_event(struct fetch *fetch, uint64_t request, struct fetch_event *event)
{
    for (;;) {
        if (!fetch_wait_event(fetch, event, LOOK_MS))
            continue;
        if (event->request == request && event->kind != FETCH_RETRY)
            return;
        fetch_event_free(event);
    }
}

bool ask_call(struct fetch *fetch, struct api_call *call, struct buf *body, struct error *error)
{
    struct fetch_request request = { .call = *call };
    struct fetch_event event;
    *call = (struct api_call){ .operation = call->operation };
    wait_event(fetch, fetch_send(fetch, &request), &event);
    const bool good = event.kind == FETCH_DONE;
    if (!good)
        *error = event.error;
    else if (body != NULL)
        buf_append(body, event.body, event.body_length);
    fetch_event_free(&event);
    return good;
}

struct rows *ask_rows(struct fetch *fetch, struct api_call *call, struct error *error)
{
    struct rows *rows = rows_new(call->operation->resource);
    struct fetch_request request = { .call = *call, .all_pages = true };
    *call = (struct api_call){ .operation = call->operation };
    const uint64_t id = fetch_send(fetch, &request);
    bool over = false;
    while (!over) {
        struct fetch_event event;
        wait_event(fetch, id, &event);
        over = event.kind != FETCH_ROWS;
        if (event.kind == FETCH_ROWS)
            rows_put_all(rows, event.rows);
        if (event.kind == FETCH_FAILED) {
            *error = event.error;
            rows_free(&rows);
        }
        fetch_event_free(&event);
    }
    return rows;
}

char *ask_id(struct fetch *fetch, struct api_call *call, struct error *error)
{
    const struct api_operation *const operation = call->operation;
    struct buf body = buf_with_limit(BUF_LIMIT_ANSWER), id = buf_with_limit(BUF_LIMIT_LINE);
    struct api_record record;
    if (ask_call(fetch, call, &body, error) && api_answer_one(operation, buf_slice(&body), &record, error))
        json_append_string(&id, record.id);
    buf_free(&body);
    return id.length > 0 ? buf_take(&id) : NULL;
}
