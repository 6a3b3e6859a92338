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
    return errand->kind == kind && (operation == API_OPERATION_COUNT ||
                                    (errand->call.operation != NULL && errand->call.operation->id == operation));
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
    ck_assert(api_call_body(&errand->call, &body));
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

void refuse(struct desk *desk, uint64_t number, const char *where, const char *message, bool outcome_unknown)
{
    struct error error = { 0 };
    error_set(&error, outcome_unknown ? ERROR_REACH : ERROR_API, where, "%s", message);
    workbench_failed(desk->workbench, number, &error, outcome_unknown);
}

void answer_one(struct desk *desk, enum api_operation_id operation, const char *item)
{
    const uint64_t number = take_number(desk, ERRAND_WRITE, operation);
    char *json = item_json(api_operations[operation].resource, slice_of(item));
    char *body = xasprintf("{\"data\":%s}", json);
    workbench_done(desk->workbench, number, slice_of(body), false);
    free(body);
    free(json);
}

void answer_added(struct desk *desk, const char *items)
{
    struct buf body = buf_with_limit(BUF_LIMIT_BODY);
    struct slice rest = slice_of(items);
    struct slice word;
    const char *comma = "";
    buf_printf(&body, "{\"data\":{\"id\":\"q1\",\"type\":\"interactions\",\"attributes\":{\"interactions\":[");
    while (slice_cut(&rest, ' ', &word)) {
        const bool existed = word.at[word.length - 1] == '+';
        const struct slice id = { word.at, word.length - existed };
        buf_printf(&body, "%s{\"id\":\"%.*s\",\"content_id\":\"%.*s\",\"type\":\"trace\",\"already_existed\":%s}",
                   comma, SLICE_ARGS(id), SLICE_ARGS(id), existed ? "true" : "false");
        comma = ",";
    }
    buf_printf(&body, "]}}}");
    const uint64_t number = take_number(desk, ERRAND_WRITE, API_ADD_INTERACTIONS);
    workbench_done(desk->workbench, number, buf_slice(&body), false);
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
    static const char *const places[] = { "queues", "interactions", "detail", "projects", "menu",     "help", "confirm",
                                          "filter", "command",      "form",   "intake",   "activity", "entry" };
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
