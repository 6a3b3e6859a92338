/* A journal, the fetch thread that sends it, and short words for what tests do with them. */
#ifndef ANNOTTY_TESTS_UNIT_NET_SENDING_H
#define ANNOTTY_TESTS_UNIT_NET_SENDING_H

#include "fetching.h"

#include <annotty/store/journal.h>

extern char *journal_file;

/* Before and after each test. */
void set_up_journal(void);
void tear_down_journal(void);
/* Another handle on the same journal, as another process has it; the caller closes it. */
struct journal *open_other(void);

/* Starts the server, which outlives the test's own variables, and the sending. */
void begin(const struct bad_answer *answers);

/* --- What a person does --- */
uint64_t keep(struct api_call call, const char *before, int64_t hold_ms);
struct api_call create_queue(void);
struct api_call create_project(void);
struct api_call update_queue(const char *name);
struct api_call delete_queue(const char *id);
struct api_call add(const char *queue, const char *items);

/* --- What is told --- */
/* Waits until change `id` is told to be in this state; its reason, for the caller to free. */
char *await_state(int64_t id, enum change_state state);
void await(int64_t id, enum change_state state);
/* The answer to a request, for the caller to free. */
struct fetch_event await_answer(uint64_t request);
bool requested(const char *what, size_t number);

#define QUEUE(id, name, time)                                                                                          \
    "{\"id\":\"" id "\",\"type\":\"queues\",\"attributes\":{\"name\":\"" name                                          \
    "\",\"project_id\":\"p\",\"modified_at\":\"" time "\"}}"
#define EARLY          "2026-01-01T00:00:00.000Z"
#define LATE           "2026-01-02T00:00:00.000Z"
#define QUEUES(list)   CLOSED("200 OK", "{\"data\":[" list "]}")
#define MADE(queue)    CLOSED("201 Created", "{\"data\":" queue "}")
#define CHANGED(queue) CLOSED("200 OK", "{\"data\":" queue "}")
#define NOTHING        CLOSED("204 No Content", "")
#define ADDED(items)                                                                                                   \
    CLOSED("201 Created",                                                                                              \
           "{\"data\":{\"id\":\"q\",\"type\":\"interactions\",\"attributes\":{\"interactions\":[" items "]}}}")

#endif
