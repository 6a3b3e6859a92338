/* The person and the server of the workbench's tests; see desk.h. */
#include "desk.h"

#include "fixture.h"

#include <annotty/base/mem.h>

#include <check.h>
#include <stdio.h>
#include <stdlib.h>

struct desk *desk_new(void)
{
    struct desk *desk = xcalloc(1, sizeof(*desk));
    desk->workbench = workbench_new();
    workbench_tick(desk->workbench, 1000, 1000000);
    return desk;
}

struct desk *desk_open(void)
{
    struct desk *desk = desk_new();
    workbench_recalled(desk->workbench, NULL);
    answer(desk, API_LIST_QUEUES, "");
    answer(desk, API_LIST_PROJECTS, "");
    workbench_go(desk->workbench);
    answer(desk, API_LIST_QUEUES, "q1=Tone q2=Code q3=Empty");
    answer(desk, API_LIST_PROJECTS, "p1=Shop");
    answer(desk, API_GET_ANNOTATED_INTERACTIONS, "a b* c");
    /* Nobody is told about people. */
    while (waiting(desk, ERRAND_READ) > 0 && desk->workbench->people_errand != 0)
        workbench_done(desk->workbench, desk->workbench->people_errand, SLICE("{}"), false);
    while (desk->count > 0)
        errand_free(&desk->waiting[--desk->count]);
    return desk;
}

void desk_free(struct desk *desk)
{
    while (desk->count > 0)
        errand_free(&desk->waiting[--desk->count]);
    workbench_free(&desk->workbench);
    for (size_t i = 0; i < desk->change_count; i++)
        change_free(&desk->changes[i].change);
    for (size_t i = 0; i < desk->step_count; i++)
        step_free(&desk->steps[i]);
    free(desk->changes);
    free(desk->steps);
    free(desk->waiting);
    free(desk->text);
    free(desk);
}

/* --- The person --------------------------------------------------------------------------------------------------- */

void press(struct desk *desk, const char *keys)
{
    struct slice rest = slice_of(keys);
    struct slice part;
    while (slice_cut(&rest, ' ', &part)) {
        char *key = xstrndup(part.at, part.length);
        const struct slice typed = part.length == 1 ? part : slice_is(part, "space") ? SLICE(" ") : SLICE("");
        workbench_key(desk->workbench, key, typed);
        free(key);
    }
}

void type(struct desk *desk, const char *text)
{
    for (; *text != '\0'; text++) {
        const char key[] = { *text, '\0' };
        press(desk, *text == ' ' ? "space" : *text == '\n' ? "ctrl-j" : key);
    }
}

void wait_ms(struct desk *desk, int64_t ms)
{
    workbench_tick(desk->workbench, desk->workbench->now_ms + ms, desk->workbench->wall_ms + ms);
}

/* --- Errands ------------------------------------------------------------------------------------------------------ */

static void fetch(struct desk *desk)
{
    struct errand errand;
    while (workbench_take_errand(desk->workbench, &errand)) {
        desk->waiting = xgrow(desk->waiting, &desk->capacity, desk->count + 1, sizeof(*desk->waiting));
        desk->waiting[desk->count++] = errand;
    }
}

static bool is_wanted(const struct errand *errand, enum errand_kind kind, enum api_operation_id operation)
{
    const struct api_call *call = errand->call_count > 0 ? &errand->calls[0] : &errand->call;
    return errand->kind == kind &&
           (operation == API_OPERATION_COUNT || (call->operation != NULL && call->operation->id == operation));
}

size_t waiting(struct desk *desk, enum errand_kind kind)
{
    size_t count = 0;
    fetch(desk);
    for (size_t i = 0; i < desk->count; i++)
        count += is_wanted(&desk->waiting[i], kind, API_OPERATION_COUNT);
    return count;
}

struct errand take(struct desk *desk, enum errand_kind kind, enum api_operation_id operation)
{
    fetch(desk);
    for (size_t i = desk->count; i-- > 0;) {
        if (!is_wanted(&desk->waiting[i], kind, operation))
            continue;
        const struct errand errand = desk->waiting[i];
        desk->count--;
        memmove(&desk->waiting[i], &desk->waiting[i + 1], (desk->count - i) * sizeof(errand));
        return errand;
    }
    ck_abort_msg("no errand of kind %d and operation %d waits", (int)kind, (int)operation);
    return (struct errand){ 0 };
}

uint64_t take_number(struct desk *desk, enum errand_kind kind, enum api_operation_id operation)
{
    struct errand errand = take(desk, kind, operation);
    const uint64_t number = errand.number;
    errand_free(&errand);
    return number;
}

const char *take_text(struct desk *desk, enum errand_kind kind)
{
    struct errand errand = take(desk, kind, API_OPERATION_COUNT);
    free(desk->text);
    desk->text = errand.text;
    errand.text = NULL;
    errand_free(&errand);
    return desk->text;
}

const char *body_of(struct desk *desk, const struct errand *errand)
{
    struct buf body = buf_with_limit(BUF_LIMIT_BODY);
    ck_assert(api_call_body(errand->call_count > 0 ? &errand->calls[0] : &errand->call, &body));
    free(desk->text);
    desk->text = buf_take(&body);
    return desk->text;
}

/* --- The server --------------------------------------------------------------------------------------------------- */

static char *item_json(const struct api_resource *resource, struct slice word)
{
    struct slice name = word;
    struct slice id;
    if (resource->id != API_INTERACTION) {
        slice_cut(&name, '=', &id);
        return xasprintf("{\"id\":\"%.*s\",\"type\":\"%s\",\"attributes\":{\"name\":\"%.*s\",\"description\":\"\"%s}}",
                         SLICE_ARGS(id), resource->type, SLICE_ARGS(name.at != NULL ? name : id),
                         resource->id == API_QUEUE ? ",\"project_id\":\"p1\"" : "");
    }
    const bool annotated = word.at[word.length - 1] == '*';
    const struct slice content = { word.at, word.length - annotated };
    return xasprintf(
        "{\"id\":\"%.*s\",\"content_id\":\"%.*s\",\"type\":\"trace\",\"annotations\":[%s]}", SLICE_ARGS(content),
        SLICE_ARGS(content),
        annotated ? "{\"id\":\"n\",\"interaction_id\":\"b\",\"created_by\":\"ann\",\"label_values\":{\"tone\":\"bad\"}}"
                  : "");
}

static struct rows *rows_of(enum api_operation_id operation, const char *items)
{
    const struct api_resource *resource = api_operations[operation].resource;
    struct rows *rows = rows_new(resource);
    struct slice rest = slice_of(items);
    struct slice word;
    while (slice_cut(&rest, ' ', &word)) {
        char *json = word.length > 0 ? item_json(resource, word) : NULL;
        if (json != NULL)
            put_json(rows, json);
        free(json);
    }
    return rows;
}

void answer_number(struct desk *desk, uint64_t number, enum api_operation_id operation, const char *items)
{
    struct rows *rows = rows_of(operation, items);
    workbench_rows(desk->workbench, number, rows, false, true, true, desk->workbench->wall_ms);
    workbench_done(desk->workbench, number, SLICE(""), false);
    rows_free(&rows);
}

void give_remembered(struct desk *desk, uint64_t number, const char *items, bool first, bool last)
{
    struct rows *rows = rows_of(API_GET_ANNOTATED_INTERACTIONS, items);
    workbench_rows(desk->workbench, number, rows, true, first, last, desk->workbench->wall_ms);
    rows_free(&rows);
}

void answer(struct desk *desk, enum api_operation_id operation, const char *items)
{
    answer_number(desk, take_number(desk, desk->workbench->started ? ERRAND_READ : ERRAND_PEEK, operation), operation,
                  items);
}

void refuse(struct desk *desk, uint64_t number, const char *message)
{
    struct error error = { 0 };
    error_set(&error, ERROR_API, "", "%s", message);
    workbench_failed(desk->workbench, number, &error);
}

/* --- The journal -------------------------------------------------------------------------------------------------- */

static void keep_call(struct desk *desk, const struct errand *errand, size_t number)
{
    desk->changes = xgrow(desk->changes, &desk->change_capacity, desk->change_count + 1, sizeof(*desk->changes));
    struct desk_change *kept = &desk->changes[desk->change_count++];
    const struct change change = { .id = (int64_t)desk->change_count,
                                   .step = (int64_t)desk->step_count,
                                   .state = errand->hold_ms > 0 ? CHANGE_HELD : CHANGE_WAITING,
                                   .call = api_call_copy(&errand->calls[number]),
                                   .before = errand->before != NULL ? xstrdup(errand->before) : NULL,
                                   .hold_ms = errand->hold_ms };
    *kept = (struct desk_change){ change, desk->step_count - 1 };
    workbench_log_change(desk->workbench, &kept->change);
    workbench_change(desk->workbench, &kept->change, SLICE(""));
}

static size_t items_of(const struct errand *errand)
{
    size_t count = 0;
    for (size_t i = 0; i < errand->call_count; i++)
        count += change_call_items(&errand->calls[i]);
    return count > 0 ? count : errand->call_count;
}

void keep(struct desk *desk)
{
    while (waiting(desk, ERRAND_KEEP) > 0) {
        size_t first = 0;
        while (desk->waiting[first].kind != ERRAND_KEEP)
            first++;
        struct errand errand = desk->waiting[first];
        desk->count--;
        memmove(&desk->waiting[first], &desk->waiting[first + 1], (desk->count - first) * sizeof(errand));
        desk->steps = xgrow(desk->steps, &desk->step_capacity, desk->step_count + 1, sizeof(*desk->steps));
        desk->steps[desk->step_count++] = (struct step){ .id = (int64_t)desk->step_count,
                                                         .title = xstrdup(errand.text),
                                                         .item_count = items_of(&errand),
                                                         .open_count = errand.call_count };
        const size_t step = desk->step_count - 1;
        workbench_kept(desk->workbench, errand.number, &desk->steps[step]);
        for (size_t i = 0; i < errand.call_count; i++)
            keep_call(desk, &errand, i);
        workbench_step(desk->workbench, &desk->steps[step]);
        errand_free(&errand);
    }
}

struct change *last_change(struct desk *desk, enum api_operation_id operation)
{
    keep(desk);
    for (size_t i = desk->change_count; i-- > 0;) {
        struct change *change = &desk->changes[i].change;
        if (change->call.operation->id == operation && change_states[change->state].is_open)
            return change;
    }
    ck_abort_msg("nothing of operation %d is open", (int)operation);
    return NULL;
}

void move_on(struct desk *desk, struct change *change, enum change_state state, const char *text, const char *body)
{
    struct step *step = &desk->steps[change->step - 1];
    if (change_states[change->state].is_open && !change_states[state].is_open)
        step->open_count--;
    change->state = state;
    char **member = state == CHANGE_CONFLICT ? &change->answer : &change->reason;
    free(*member);
    *member = text != NULL ? xstrdup(text) : NULL;
    workbench_log_change(desk->workbench, change);
    workbench_change(desk->workbench, change, slice_of(body));
}

void count_items(struct desk *desk, const struct change *change, size_t made, size_t there, size_t failed)
{
    struct step *step = &desk->steps[change->step - 1];
    step->made_count += made;
    step->there_count += there;
    step->failed_count += failed;
    workbench_step(desk->workbench, step);
}

static size_t items_in(const struct change *change)
{
    const size_t count = change_call_items(&change->call);
    return count > 0 ? count : 1;
}

void do_it(struct desk *desk, enum api_operation_id operation, const char *body)
{
    struct change *change = last_change(desk, operation);
    move_on(desk, change, CHANGE_DONE, NULL, body);
    count_items(desk, change, items_in(change), 0, 0);
}

void refuse_it(struct desk *desk, enum api_operation_id operation, const char *reason)
{
    struct change *change = last_change(desk, operation);
    move_on(desk, change, CHANGE_FAILED, reason, "");
    count_items(desk, change, 0, 0, items_in(change));
}

void answer_one(struct desk *desk, enum api_operation_id operation, const char *item)
{
    char *json = item_json(api_operations[operation].resource, slice_of(item));
    char *body = xasprintf("{\"data\":%s}", json);
    do_it(desk, operation, body);
    free(body);
    free(json);
}

void answer_added(struct desk *desk, const char *items)
{
    struct change *change = last_change(desk, API_ADD_INTERACTIONS);
    struct buf body = buf_with_limit(BUF_LIMIT_BODY);
    struct slice rest = slice_of(items);
    struct slice word;
    const char *comma = "";
    size_t made = 0, there = 0;
    buf_printf(&body, "{\"data\":{\"id\":\"q1\",\"type\":\"interactions\",\"attributes\":{\"interactions\":[");
    while (slice_cut(&rest, ' ', &word)) {
        const bool existed = word.at[word.length - 1] == '+';
        const struct slice id = { word.at, word.length - existed };
        buf_printf(&body, "%s{\"id\":\"%.*s\",\"content_id\":\"%.*s\",\"type\":\"trace\",\"already_existed\":%s}",
                   comma, SLICE_ARGS(id), SLICE_ARGS(id), existed ? "true" : "false");
        comma = ",";
        made += !existed;
        there += existed;
    }
    buf_printf(&body, "]}}}");
    move_on(desk, change, CHANGE_DONE, NULL, buf_text(&body));
    count_items(desk, change, made, there, 0);
    buf_free(&body);
}

/* --- What is seen ------------------------------------------------------------------------------------------------- */

static void write_list(struct buf *out, const struct list *list)
{
    for (size_t i = 0; i < list_count(list); i++) {
        const uint32_t row = list_at(list, i);
        const bool here = i == list_cursor(list);
        buf_printf(out, "%s%s%.*s%s ", here ? "[" : "", list_is_marked(list, row) ? "*" : "",
                   SLICE_ARGS(rows_id(list_rows(list), row)), here ? "]" : "");
    }
    buf_printf(out, "| ");
}

const char *state(struct desk *desk)
{
    static const char *const places[] = { "queues", "interactions", "detail", "projects", "menu",
                                          "help",   "confirm",      "filter", "command",  "form",
                                          "intake", "activity",     "entry",  "conflict" };
    const struct workbench *workbench = desk->workbench;
    struct buf out = buf_with_limit(sizeof(desk->state) - 1);
    write_list(&out, workbench->queues.list);
    write_list(&out, workbench->interactions.list);
    buf_printf(&out, "%s", places[workbench->focus]);
    for (size_t i = 0; i < workbench->overlay_count; i++)
        for (size_t place = 0; place < ARRAY_LENGTH(places); place++)
            if (workbench->overlays[i] == (enum place)(1 << place))
                buf_printf(&out, " %s", places[place]);
    snprintf(desk->state, sizeof(desk->state), "%s", buf_text(&out));
    buf_free(&out);
    return desk->state;
}
