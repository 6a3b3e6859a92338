#include "names.h"

#include <annotty/base/clock.h>
#include <annotty/base/mem.h>

#include <stdlib.h>

struct question {
    uint64_t request;
    struct slice id; /* the people's; empty: of who asks */
};

struct names {
    struct fetch *fetch;
    struct people *people;
    struct question *questions; /* not answered yet */
    size_t question_count, question_capacity;
    struct fetch_event *kept; /* events of others */
    size_t kept_count, kept_capacity;
    int64_t patience_ms;
    bool asked_for_me;
};

struct names *names_new(int patience_ms)
{
    struct names *const names = xcalloc(1, sizeof(*names));
    names->people = people_new();
    names->patience_ms = patience_ms;
    return names;
}

void names_free(struct names **names)
{
    if (*names == NULL)
        return;
    for (size_t i = 0; i < (*names)->kept_count; i++)
        fetch_event_free(&(*names)->kept[i]);
    free((*names)->kept);
    free((*names)->questions);
    people_free(&(*names)->people);
    free(*names);
    *names = NULL;
}

struct people *names_people(struct names *names)
{
    return names->people;
}

void names_use(struct names *names, struct fetch *fetch)
{
    names->fetch = fetch;
}

bool names_wait_event(struct names *names, struct fetch_event *event)
{
    if (names->kept_count == 0)
        return fetch_wait_event(names->fetch, event, -1);
    *event = names->kept[0];
    names->kept_count--;
    memmove(names->kept, names->kept + 1, names->kept_count * sizeof(*names->kept));
    return true;
}

/* Looking at a name notes whom it lacks. */
static void look_at(struct names *names, const struct layout *layout, const struct rows *rows)
{
    for (size_t i = 0; i < layout->count; i++) {
        const int field = layout->columns[i].field;
        if (field == COLUMN_ID || (layout->resource->fields[field].flags & API_PERSON) == 0)
            continue;
        for (uint32_t row = 0; row < rows_count(rows); row++)
            people_name(names->people, rows_cell(rows, row, field));
    }
}

static void look_at_all(struct names *names, const struct rows *rows)
{
    const struct api_resource *const resource = rows_resource(rows);
    for (size_t i = 0; i < resource->field_count; i++) {
        const struct rows *const children = rows_children(rows, (int)i);
        if (children != NULL)
            look_at_all(names, children);
        if ((resource->fields[i].flags & API_PERSON) == 0)
            continue;
        for (uint32_t row = 0; row < rows_count(rows); row++)
            people_name(names->people, rows_cell(rows, row, (int)i));
    }
}

static void send(struct names *names, struct api_call call, struct slice id)
{
    struct fetch_request request = { .call = call, .priority = FETCH_PREFETCH };
    names->questions =
        xgrow(names->questions, &names->question_capacity, names->question_count + 1, sizeof(*names->questions));
    names->questions[names->question_count++] = (struct question){ fetch_send(names->fetch, &request), id };
}

static void ask(struct names *names)
{
    struct slice id;
    while (people_ask(names->people, &id)) {
        struct api_call call = api_call_new(API_GET_USER);
        api_call_parameter(&call, "person_id", id);
        send(names, call, id);
    }
}

static void give_up(struct names *names)
{
    people_give_up(names->people, true);
    for (size_t i = 0; i < names->question_count; i++)
        fetch_cancel(names->fetch, names->questions[i].request);
    names->question_count = 0;
}

static void take_answer(struct names *names, size_t position, const struct fetch_event *event)
{
    const struct question question = names->questions[position];
    if (event->kind != FETCH_DONE && event->kind != FETCH_FAILED)
        return;
    names->questions[position] = names->questions[--names->question_count];
    if (event->kind == FETCH_DONE)
        people_read_answer(names->people, question.id, (struct slice){ event->body, event->body_length });
}

/* Takes the event when it is an answer; what is none is kept for whom it is for. */
static void sort(struct names *names, struct fetch_event *event)
{
    for (size_t i = 0; i < names->question_count; i++) {
        if (names->questions[i].request != event->request)
            continue;
        take_answer(names, i, event);
        fetch_event_free(event);
        return;
    }
    names->kept = xgrow(names->kept, &names->kept_capacity, names->kept_count + 1, sizeof(*names->kept));
    names->kept[names->kept_count++] = *event;
}

/* Until every question is answered, or patience is at its end. */
static void await_answers(struct names *names)
{
    const int64_t begun_ms = clock_monotonic_ms();
    while (names->question_count > 0) {
        struct fetch_event event;
        const int64_t left_ms = names->patience_ms - (clock_monotonic_ms() - begun_ms);
        if (left_ms <= 0)
            give_up(names);
        else if (fetch_wait_event(names->fetch, &event, (int)left_ms))
            sort(names, &event);
    }
    names->patience_ms -= clock_monotonic_ms() - begun_ms;
}

void names_learn(struct names *names, const struct layout *layout, const struct rows *rows)
{
    if (names->fetch == NULL)
        return;
    look_at(names, layout, rows);
    ask(names);
    await_answers(names);
}

void names_learn_all(struct names *names, const struct rows *rows)
{
    if (names->fetch == NULL)
        return;
    if (!names->asked_for_me)
        send(names, api_call_new(API_GET_CURRENT_USER), SLICE(""));
    names->asked_for_me = true;
    look_at_all(names, rows);
    ask(names);
    await_answers(names);
}
