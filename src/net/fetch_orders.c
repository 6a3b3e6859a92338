/* The calls of fetch.h that talk to the thread: orders in, events out. */
#include "fetch_private.h"

#include <annotty/base/clock.h>
#include <annotty/base/mem.h>

#include <poll.h>
#include <stdlib.h>

enum { REST_MAX_MS = 300, REST_LOOK_MS = 2 };

uint64_t fetch_send(struct fetch *fetch, struct fetch_request *request)
{
    struct order *order = mailbox_order_new(ORDER_SEND);
    order->id = ++fetch->last_id;
    order->request = *request;
    request->call = (struct api_call){ .operation = order->request.call.operation };
    const uint64_t id = order->id;
    mailbox_order(fetch->mailbox, order);
    return id;
}

void fetch_cancel(struct fetch *fetch, uint64_t request)
{
    mailbox_cancel(fetch->mailbox, request);
}

int fetch_wake_fd(const struct fetch *fetch)
{
    return mailbox_wake_fd(fetch->mailbox);
}

bool fetch_next_event(struct fetch *fetch, struct fetch_event *event)
{
    return mailbox_take(fetch->mailbox, event);
}

bool fetch_wait_event(struct fetch *fetch, struct fetch_event *event, int timeout_ms)
{
    const int64_t deadline_ms = clock_monotonic_ms() + timeout_ms;
    while (!mailbox_take(fetch->mailbox, event)) {
        const int64_t left_ms = deadline_ms - clock_monotonic_ms();
        if (timeout_ms >= 0 && left_ms <= 0)
            return false;
        struct pollfd wake = { .fd = mailbox_wake_fd(fetch->mailbox), .events = POLLIN };
        poll(&wake, 1, timeout_ms < 0 ? -1 : (int)left_ms);
    }
    return true;
}

void fetch_event_free(struct fetch_event *event)
{
    rows_free(&event->rows);
    if (event->change != NULL)
        change_free(event->change);
    free(event->change);
    if (event->step != NULL)
        step_free(event->step);
    free(event->step);
    free(event->journal.trouble);
    free(event->body);
    free(event->note);
    *event = (struct fetch_event){ 0 };
}

void fetch_remember(struct fetch *fetch, const char *name, struct slice value)
{
    struct order *order = mailbox_order_new(ORDER_REMEMBER);
    order->name = xstrdup(name);
    order->value = xstrndup(value.at, value.length);
    mailbox_order(fetch->mailbox, order);
}

void fetch_recall(struct fetch *fetch, const char *name, void *tag)
{
    struct order *order = mailbox_order_new(ORDER_RECALL);
    order->name = xstrdup(name);
    order->tag = tag;
    mailbox_order(fetch->mailbox, order);
}

/* --- Changes ------------------------------------------------------------------------------------------------------ */

void fetch_begin_journal(struct fetch *fetch)
{
    mailbox_order(fetch->mailbox, mailbox_order_new(ORDER_JOURNAL));
}

uint64_t fetch_keep(struct fetch *fetch, struct fetch_step *step)
{
    struct order *order = mailbox_order_new(ORDER_KEEP);
    const uint64_t id = ++fetch->last_id;
    order->id = id;
    order->step = *step;
    *step = (struct fetch_step){ 0 };
    mailbox_order(fetch->mailbox, order);
    return id;
}

void fetch_act(struct fetch *fetch, enum fetch_act act, int64_t number)
{
    struct order *order = mailbox_order_new(ORDER_ACT);
    order->act = act;
    order->number = number;
    mailbox_order(fetch->mailbox, order);
}

void fetch_mend(struct fetch *fetch, int64_t change, struct api_call *call)
{
    struct order *order = mailbox_order_new(ORDER_MEND);
    order->number = change;
    order->request.call = *call;
    *call = (struct api_call){ .operation = call->operation };
    mailbox_order(fetch->mailbox, order);
}

static uint64_t take_back(struct fetch *fetch, enum order_kind kind, int64_t step, void *tag)
{
    struct order *order = mailbox_order_new(kind);
    const uint64_t id = ++fetch->last_id;
    order->id = id;
    order->tag = tag;
    order->number = step;
    mailbox_order(fetch->mailbox, order);
    return id;
}

uint64_t fetch_undo(struct fetch *fetch, int64_t step, void *tag)
{
    return take_back(fetch, ORDER_UNDO, step, tag);
}

uint64_t fetch_redo(struct fetch *fetch, void *tag)
{
    return take_back(fetch, ORDER_REDO, 0, tag);
}

void fetch_list_changes(struct fetch *fetch, void *tag)
{
    struct order *order = mailbox_order_new(ORDER_LIST);
    order->tag = tag;
    mailbox_order(fetch->mailbox, order);
}

void fetch_rest(struct fetch *fetch, bool resting)
{
    struct order *order = mailbox_order_new(ORDER_REST);
    order->number = resting;
    mailbox_order(fetch->mailbox, order);
    const int64_t end_ms = clock_monotonic_ms() + REST_MAX_MS;
    while (resting && !atomic_load(&fetch->rests) && clock_monotonic_ms() < end_ms)
        poll(NULL, 0, REST_LOOK_MS);
}

void fetch_keep_draft(struct fetch *fetch, const char *name, struct slice text)
{
    struct order *order = mailbox_order_new(ORDER_DRAFT);
    order->name = xstrdup(name);
    order->value = xstrndup(text.at, text.length);
    mailbox_order(fetch->mailbox, order);
}
