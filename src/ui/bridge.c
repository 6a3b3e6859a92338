#include "bridge.h"

#include <annotty/base/clock.h>
#include <annotty/base/mem.h>

#include <stdlib.h>

/* A batch of rows takes a few milliseconds; keys must not wait for many of them. */
enum { TURN_MS = 8 };

/* A list that came in so many batches left as much memory behind. */
enum { LARGE_ROWS = 20000 };

struct bridge bridge_new(struct fetch *fetch)
{
    return (struct bridge){ .fetch = fetch, .loader = loader_new() };
}

void bridge_free(struct bridge *bridge)
{
    loader_free(&bridge->loader);
    free(bridge->requests);
    *bridge = (struct bridge){ 0 };
}

static void note_request(struct bridge *bridge, uint64_t errand, uint64_t request)
{
    bridge->requests =
        xgrow(bridge->requests, &bridge->request_capacity, bridge->request_count + 1, sizeof(*bridge->requests));
    bridge->requests[bridge->request_count++] = (struct bridge_request){ errand, request };
}

/* Forgets the request of an errand and returns it; 0 when it is over already. */
static uint64_t take_request(struct bridge *bridge, uint64_t errand)
{
    for (size_t i = 0; i < bridge->request_count; i++) {
        if (bridge->requests[i].errand != errand)
            continue;
        const uint64_t request = bridge->requests[i].request;
        bridge->requests[i] = bridge->requests[--bridge->request_count];
        return request;
    }
    return 0;
}

/* The tag of events that answer an errand. */
static void *tag_of(const struct errand *errand)
{
    return (void *)(uintptr_t)errand->number;
}

static void send(struct bridge *bridge, struct errand *errand)
{
    struct fetch_request request = { .call = errand->call,
                                     .tag = tag_of(errand),
                                     .priority = errand->in_background ? FETCH_PREFETCH : FETCH_VISIBLE,
                                     .ahead = errand->ahead,
                                     .cached_first = errand->kind == ERRAND_READ && !errand->skip_cache,
                                     .held_at_ms = errand->held_at_ms,
                                     .peek = errand->kind == ERRAND_PEEK,
                                     .all_pages = true };
    errand->call = (struct api_call){ 0 };
    note_request(bridge, errand->number, fetch_send(bridge->fetch, &request));
}

static void keep(struct bridge *bridge, struct errand *errand)
{
    struct fetch_step step = { .title = errand->text,
                               .calls = errand->calls,
                               .call_count = errand->call_count,
                               .before = errand->before,
                               .hold_ms = errand->hold_ms,
                               .tag = tag_of(errand) };
    errand->text = errand->before = NULL;
    errand->calls = NULL;
    errand->call_count = 0;
    fetch_keep(bridge->fetch, &step);
}

static void act(struct bridge *bridge, const struct errand *errand)
{
    static const enum fetch_act acts[] = {
        [CHANGE_ACT_RETRY] = FETCH_ACT_RETRY,  [CHANGE_ACT_DROP] = FETCH_ACT_DROP,
        [CHANGE_ACT_GO] = FETCH_ACT_GO,        [CHANGE_ACT_APPLIED] = FETCH_ACT_APPLIED,
        [CHANGE_ACT_PAUSE] = FETCH_ACT_PAUSE,  [CHANGE_ACT_RESUME] = FETCH_ACT_RESUME,
        [CHANGE_ACT_CANCEL] = FETCH_ACT_CANCEL
    };
    fetch_act(bridge->fetch, acts[errand->act], errand->about);
}

bool bridge_run(struct bridge *bridge, struct errand *errand)
{
    uint64_t request = 0;
    switch (errand->kind) {
    case ERRAND_READ:
    case ERRAND_PEEK:
        send(bridge, errand);
        break;
    case ERRAND_KEEP:
        keep(bridge, errand);
        break;
    case ERRAND_MEND:
        fetch_mend(bridge->fetch, errand->about, &errand->calls[0]);
        errand->calls[0] = (struct api_call){ 0 };
        break;
    case ERRAND_UNDO:
        fetch_undo(bridge->fetch, errand->about, tag_of(errand));
        break;
    case ERRAND_REDO:
        fetch_redo(bridge->fetch, tag_of(errand));
        break;
    case ERRAND_ACT:
        act(bridge, errand);
        break;
    case ERRAND_CANCEL:
        request = take_request(bridge, errand->number);
        if (request != 0)
            fetch_cancel(bridge->fetch, request);
        break;
    case ERRAND_REMEMBER:
        fetch_remember(bridge->fetch, "view", slice_of(errand->text));
        break;
    case ERRAND_RECALL:
        fetch_recall(bridge->fetch, errand->text, NULL);
        break;
    case ERRAND_LIST_CHANGES:
        fetch_list_changes(bridge->fetch, NULL);
        break;
    case ERRAND_KEEP_DRAFT:
        fetch_keep_draft(bridge->fetch, errand->name, slice_of(errand->text));
        break;
    case ERRAND_LOAD_FILE:
        loader_start(bridge->loader, errand->number, errand->text);
        break;
    default:
        return false;
    }
    errand_free(errand);
    return true;
}

static void log_outcome(struct workbench *workbench, const struct fetch_event *event, enum change_state state)
{
    const struct activity_outcome outcome = { .state = state,
                                              .status = event->status,
                                              .tries = event->tries,
                                              .elapsed_ms = event->elapsed_ms,
                                              .byte_count = event->byte_count,
                                              .reason = event->error.kind != ERROR_NONE ? event->error.message : NULL };
    workbench_log_outcome(workbench, (uint64_t)(uintptr_t)event->tag, &outcome);
}

void bridge_take(struct bridge *bridge, struct workbench *workbench, const struct fetch_event *event)
{
    static const enum link_state links[] = { [FETCH_LINK_UNKNOWN] = LINK_UNKNOWN,
                                             [FETCH_LINK_LIVE] = LINK_LIVE,
                                             [FETCH_LINK_OFFLINE] = LINK_OFFLINE,
                                             [FETCH_LINK_LIMITED] = LINK_LIMITED,
                                             [FETCH_LINK_REFUSED] = LINK_REFUSED };
    const uint64_t errand = (uint64_t)(uintptr_t)event->tag;
    const bool from_cache = event->source == FETCH_FROM_CACHE;
    switch (event->kind) {
    case FETCH_ROWS:
        workbench_rows(workbench, errand, event->rows, from_cache, event->first, event->last, event->fetched_at_ms);
        break;
    case FETCH_RETRY:
        log_outcome(workbench, event, CHANGE_SENDING);
        workbench_retrying(workbench, errand, &event->error);
        break;
    case FETCH_DONE:
        take_request(bridge, errand);
        log_outcome(workbench, event, CHANGE_DONE);
        workbench_done(workbench, errand, (struct slice){ event->body, event->body_length }, from_cache);
        if (list_total(workbench->interactions.list) > LARGE_ROWS && event->body == NULL)
            mem_give_back();
        break;
    case FETCH_FAILED:
        take_request(bridge, errand);
        log_outcome(workbench, event, CHANGE_FAILED);
        workbench_failed(workbench, errand, &event->error);
        break;
    case FETCH_LINK:
        workbench_link(workbench, links[event->link], event->limited_until_ms);
        break;
    case FETCH_KEPT:
        workbench_log_step(workbench, event->step);
        workbench_kept(workbench, errand, event->step);
        break;
    case FETCH_CHANGE:
        workbench_log_change(workbench, event->change);
        workbench_change(workbench, event->change, (struct slice){ event->body, event->body_length });
        break;
    case FETCH_STEP:
        workbench_log_step(workbench, event->step);
        workbench_step(workbench, event->step);
        break;
    case FETCH_UNDONE:
        workbench_undone(workbench, errand, event->step);
        break;
    case FETCH_JOURNAL:
        workbench_journal(workbench, &(struct journal_status){ .sends = event->journal.sends,
                                                               .sender_pid = event->journal.sender_pid,
                                                               .trouble = event->journal.trouble });
        break;
    case FETCH_DRAFT:
        workbench_draft_kept(workbench, event->note, event->error.kind != ERROR_NONE ? &event->error : NULL);
        break;
    case FETCH_NOTE:
        workbench_recalled(workbench, event->note);
        break;
    }
}

bool bridge_deliver(struct bridge *bridge, struct workbench *workbench)
{
    struct fetch_event event;
    struct loaded loaded;
    int count = 0;
    const int64_t end_ms = clock_monotonic_ms() + TURN_MS;
    while (clock_monotonic_ms() < end_ms && fetch_next_event(bridge->fetch, &event)) {
        bridge_take(bridge, workbench, &event);
        fetch_event_free(&event);
        count++;
    }
    if (loader_take(bridge->loader, &loaded)) {
        const bool good = loaded.error.kind == ERROR_NONE;
        workbench_loaded(workbench, loaded.number, buf_slice(&loaded.text), good ? NULL : &loaded.error);
        buf_free(&loaded.text);
        count++;
    }
    return count > 0;
}
