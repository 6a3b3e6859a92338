#include "sending.h"

#include "scratch.h"

#include <annotty/base/mem.h>

#include <check.h>
#include <stdlib.h>
#include <string.h>

static struct scratch scratch;
char *journal_file;

void set_up_journal(void)
{
    scratch = scratch_new();
    journal_file = journal_path(scratch.path, "test");
}

void tear_down_journal(void)
{
    stop();
    free(journal_file);
    scratch_remove(&scratch);
}

struct journal *open_other(void)
{
    struct error error = { 0 };
    char *aside = NULL;
    struct journal *journal = journal_open(journal_file, &aside, &error);
    ck_assert_msg(journal != NULL, "%s", error.message);
    return journal;
}

void begin(const struct bad_answer *answers)
{
    static struct bad_answer kept[16];
    size_t count = 0;
    do
        kept[count] = answers[count];
    while ((answers[count].bytes != NULL || answers[count].reset || answers[count].hang) && ++count < 15);
    start_with_journal(kept, 5, journal_file);
    fetch_begin_journal(fetch);
}

/* --- What a person does ------------------------------------------------------------------------------------------- */

uint64_t keep(struct api_call call, const char *before, int64_t hold_ms)
{
    struct fetch_step step = { .title = xstrdup("something"), .call_count = 1, .hold_ms = hold_ms };
    step.calls = xcalloc(1, sizeof(*step.calls));
    step.calls[0] = call;
    step.before = before != NULL ? xstrdup(before) : NULL;
    return fetch_keep(fetch, &step);
}

struct api_call create_queue(void)
{
    struct api_call call = api_call_new(API_CREATE_QUEUE);
    api_call_member_json(&call, "name", SLICE("\"n\""));
    api_call_member_json(&call, "project_id", SLICE("\"p\""));
    return call;
}

struct api_call create_project(void)
{
    struct api_call call = api_call_new(API_CREATE_PROJECT);
    api_call_member_json(&call, "name", SLICE("\"n\""));
    return call;
}

struct api_call update_queue(const char *name)
{
    struct api_call call = api_call_new(API_UPDATE_QUEUE);
    api_call_parameter(&call, "queue_id", SLICE("q"));
    api_call_member_json(&call, "name", slice_of(name));
    return call;
}

struct api_call delete_queue(const char *id)
{
    struct api_call call = api_call_new(API_DELETE_QUEUE);
    api_call_parameter(&call, "queue_id", slice_of(id));
    return call;
}

struct api_call add(const char *queue, const char *items)
{
    struct api_call call = api_call_new(API_ADD_INTERACTIONS);
    api_call_parameter(&call, "queue_id", slice_of(queue));
    api_call_member_json(&call, "interactions", slice_of(items));
    return call;
}

/* --- What is told ------------------------------------------------------------------------------------------------- */

char *await_state(int64_t id, enum change_state state)
{
    for (;;) {
        struct fetch_event event;
        char *reason = NULL;
        ck_assert_msg(fetch_wait_event(fetch, &event, PATIENCE_MS), "change %lld never became %s", (long long)id,
                      change_states[state].name);
        const bool is_it = event.kind == FETCH_CHANGE && event.change->id == id && event.change->state == state;
        if (is_it)
            reason = xstrdup(event.change->reason != NULL ? event.change->reason : "");
        fetch_event_free(&event);
        if (is_it)
            return reason;
    }
}

void await(int64_t id, enum change_state state)
{
    free(await_state(id, state));
}

struct fetch_event await_answer(uint64_t request)
{
    struct fetch_event event;
    do {
        ck_assert(fetch_wait_event(fetch, &event, PATIENCE_MS));
        if (event.request == request)
            return event;
        fetch_event_free(&event);
    } while (true);
}

bool requested(const char *what, size_t number)
{
    return strstr(bad_server_request(server, number), what) != NULL;
}
