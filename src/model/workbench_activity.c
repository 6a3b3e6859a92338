/* The Activity screen: rows of what was changed, asked for and said, kept up while the screen is open. */
#include "workbench_private.h"

#include <annotty/api/change_rows.h>
#include <annotty/base/mem.h>
#include <annotty/base/text.h>

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>

enum { ROW_ID_SIZE = 32 };

static bool is_open(const struct workbench *workbench)
{
    return workbench_has_overlay(workbench, PLACE_ACTIVITY);
}

/* The names on the screen say more than ids. */
static char *about(const struct workbench *workbench, struct arena *arena, const struct api_call *call)
{
    const char *queue = api_call_argument(call, "queue_id");
    const char *project = api_call_argument(call, "project_id");
    const char *id = queue != NULL ? queue : project;
    const struct listing *listing = queue != NULL ? &workbench->queues : &workbench->projects;
    const bool is_named = api_call_argument(call, "name") != NULL;
    if (id == NULL || is_named || rows_find(list_rows(listing->list), slice_of(id)) == ROW_NONE)
        return change_call_about(arena, call);
    const struct slice name = listing_name(listing, id);
    const size_t items = change_call_items(call);
    char count[TEXT_COUNT_SIZE];
    return items > 0 ? arena_printf(arena, "%.*s, %s items", SLICE_ARGS(name), text_count(items, count))
                     : arena_copy(arena, name);
}

static struct api_record record_of(const struct workbench *workbench, struct arena *arena, const struct change *change,
                                   enum change_row_kind kind)
{
    return change_record(arena, change, kind, about(workbench, arena, &change->call));
}

static struct api_record record_of_step(const struct workbench *workbench, struct arena *arena, int64_t id)
{
    const struct activity *activity = workbench->activity;
    return change_step_record(arena, &activity_step(activity, id)->step, activity_step_state(activity, id));
}

/* --- All rows ----------------------------------------------------------------------------------------------------- */

/* A row to come, by when it was made. */
struct entry {
    int64_t made_at_ms, number;
    enum change_row_kind kind;
};

struct entries {
    struct entry *items;
    size_t count, capacity;
};

static void add(struct entries *entries, enum change_row_kind kind, int64_t number, int64_t made_at_ms)
{
    entries->items = xgrow(entries->items, &entries->capacity, entries->count + 1, sizeof(*entries->items));
    entries->items[entries->count++] = (struct entry){ made_at_ms, number, kind };
}

static int compare_newest_first(const void *a, const void *b)
{
    const struct entry *one = a;
    const struct entry *other = b;
    if (one->made_at_ms != other->made_at_ms)
        return one->made_at_ms < other->made_at_ms ? 1 : -1;
    return one->number < other->number ? 1 : one->number > other->number ? -1 : 0;
}

static void collect_work(const struct activity *activity, struct entries *entries)
{
    for (size_t i = 0; i < activity->step_count; i++)
        if (activity->steps[i].change_count > 1)
            add(entries, CHANGE_ROW_STEP, activity->steps[i].step.id, activity->steps[i].step.made_at_ms);
    for (size_t i = 0; i < activity->change_count; i++)
        if (!activity_is_group(activity, activity->changes[i].step))
            add(entries, CHANGE_ROW_CHANGE, activity->changes[i].id, activity->changes[i].made_at_ms);
    for (size_t i = 0; i < activity->request_count; i++)
        add(entries, CHANGE_ROW_REQUEST, activity->requests[i].id, activity->requests[i].made_at_ms);
}

static struct entries collect(const struct workbench *workbench)
{
    const struct activity *activity = workbench->activity;
    struct entries entries = { 0 };
    switch (workbench->activity_page) {
    case ACTIVITY_WORK:
        collect_work(activity, &entries);
        break;
    case ACTIVITY_STEP:
        for (size_t i = 0; i < activity->change_count; i++)
            if (activity->changes[i].step == workbench->activity_step)
                add(&entries, CHANGE_ROW_CHANGE, activity->changes[i].id, activity->changes[i].made_at_ms);
        break;
    case ACTIVITY_MESSAGES:
        for (size_t i = 0; i < activity->message_count; i++)
            add(&entries, CHANGE_ROW_MESSAGE, activity->messages[i].number, activity->messages[i].said_at_ms);
        break;
    }
    if (entries.count > 1)
        qsort(entries.items, entries.count, sizeof(*entries.items), compare_newest_first);
    return entries;
}

static struct api_record record_of_entry(const struct workbench *workbench, struct arena *arena,
                                         const struct entry *entry)
{
    const struct activity *activity = workbench->activity;
    if (entry->kind == CHANGE_ROW_STEP)
        return record_of_step(workbench, arena, entry->number);
    if (entry->kind == CHANGE_ROW_CHANGE)
        return record_of(workbench, arena, activity_change(activity, entry->number), entry->kind);
    if (entry->kind == CHANGE_ROW_REQUEST)
        return record_of(workbench, arena, activity_request(activity, entry->number), entry->kind);
    const struct activity_message *message = activity_message(activity, entry->number);
    return change_message_record(arena, message->number, message->text, message->said_at_ms);
}

/* Messages are rows of another table. */
static void begin_list(struct listing *log, const struct api_resource *resource)
{
    if (rows_resource(list_rows(log->list)) == resource) {
        list_reset(log->list);
        return;
    }
    list_free(&log->list);
    log->list = list_new(resource);
}

void workbench_show_activity(struct workbench *workbench, enum activity_page page, int64_t step)
{
    struct listing *log = &workbench->log;
    workbench->activity_page = page;
    workbench->activity_step = step;
    workbench->ranging = false;
    const struct api_resource *resource = page == ACTIVITY_MESSAGES ? &message_resource : &change_resource;
    begin_list(log, resource);
    struct rows *rows = rows_new(resource);
    struct arena arena = ARENA_EMPTY;
    struct entries entries = collect(workbench);
    for (size_t i = 0; i < entries.count; i++) {
        const struct api_record record = record_of_entry(workbench, &arena, &entries.items[i]);
        rows_put(rows, &record, NULL);
        arena_reset(&arena);
    }
    list_put(log->list, rows);
    log->fetched_at_ms = workbench->wall_ms;
    list_move_to(log->list, 0);
    workbench_close(workbench, PLACE_PROJECTS);
    workbench_open(workbench, PLACE_ACTIVITY);
    if (!workbench->listed_changes)
        workbench_send_text(workbench, ERRAND_LIST_CHANGES, NULL);
    workbench->listed_changes = true;
    free(entries.items);
    arena_free(&arena);
    rows_free(&rows);
}

/* --- One row ------------------------------------------------------------------------------------------------------ */

/* A list keeps the numbers of rows that have gone; made anew, it doesn't. */
static void renew_when_long(struct workbench *workbench)
{
    enum { ROWS_MAX = 20000 };
    if (rows_count(list_rows(workbench->log.list)) < ROWS_MAX)
        return;
    char *id = workbench_cursor_id(&workbench->log);
    workbench_show_activity(workbench, workbench->activity_page, workbench->activity_step);
    workbench_select_known(workbench->log.list, id);
    free(id);
}

static void put(struct workbench *workbench, const struct api_record *record)
{
    list_put_one(workbench->log.list, record, false);
    renew_when_long(workbench);
}

static void take_out(struct workbench *workbench, int64_t change)
{
    char id[ROW_ID_SIZE];
    snprintf(id, sizeof(id), "%" PRId64, change);
    const uint32_t row = rows_find(list_rows(workbench->log.list), slice_of(id));
    if (row != ROW_NONE)
        list_remove(workbench->log.list, row);
}

/* A second change of a step makes one line of both. */
static void gather(struct workbench *workbench, int64_t step)
{
    const struct activity *activity = workbench->activity;
    for (size_t i = 0; i < activity->change_count; i++)
        if (activity->changes[i].step == step)
            take_out(workbench, activity->changes[i].id);
}

static void put_step(struct workbench *workbench, int64_t step)
{
    struct arena arena = ARENA_EMPTY;
    const struct api_record record = record_of_step(workbench, &arena, step);
    put(workbench, &record);
    arena_free(&arena);
}

static void put_change(struct workbench *workbench, const struct change *change, enum change_row_kind kind)
{
    struct arena arena = ARENA_EMPTY;
    const struct api_record record = record_of(workbench, &arena, change, kind);
    put(workbench, &record);
    arena_free(&arena);
}

void workbench_log_change(struct workbench *workbench, const struct change *change)
{
    struct activity *activity = workbench->activity;
    const bool was_group = activity_is_group(activity, change->step);
    activity_note_change(activity, change);
    if (!is_open(workbench) || activity_change(activity, change->id) == NULL)
        return;
    const bool is_group = activity_is_group(activity, change->step);
    if (workbench->activity_page == ACTIVITY_STEP && workbench->activity_step == change->step)
        put_change(workbench, change, CHANGE_ROW_CHANGE);
    if (workbench->activity_page != ACTIVITY_WORK)
        return;
    if (!is_group) {
        put_change(workbench, change, CHANGE_ROW_CHANGE);
        return;
    }
    if (!was_group)
        gather(workbench, change->step);
    put_step(workbench, change->step);
}

void workbench_log_step(struct workbench *workbench, const struct step *step)
{
    activity_note_step(workbench->activity, step);
    if (is_open(workbench) && workbench->activity_page == ACTIVITY_WORK &&
        activity_is_group(workbench->activity, step->id))
        put_step(workbench, step->id);
}

static void put_request(struct workbench *workbench, uint64_t errand)
{
    const struct change *request = activity_request(workbench->activity, (int64_t)errand);
    if (request != NULL && is_open(workbench) && workbench->activity_page == ACTIVITY_WORK)
        put_change(workbench, request, CHANGE_ROW_REQUEST);
}

void workbench_log_request(struct workbench *workbench, const struct errand *errand)
{
    activity_note_request(workbench->activity, (int64_t)errand->number, &errand->call, workbench->wall_ms);
    put_request(workbench, errand->number);
}

void workbench_log_outcome(struct workbench *workbench, uint64_t errand, const struct activity_outcome *outcome)
{
    if (activity_note_outcome(workbench->activity, (int64_t)errand, outcome, workbench->wall_ms))
        put_request(workbench, errand);
}

void workbench_log_message(struct workbench *workbench)
{
    struct activity *activity = workbench->activity;
    activity_note_message(activity, workbench->message, workbench->wall_ms);
    if (!is_open(workbench) || workbench->activity_page != ACTIVITY_MESSAGES)
        return;
    struct arena arena = ARENA_EMPTY;
    const struct api_record record =
        change_message_record(&arena, activity->last_message, workbench->message, workbench->wall_ms);
    put(workbench, &record);
    arena_free(&arena);
}

/* --- What a row is about ------------------------------------------------------------------------------------------ */

struct logged workbench_logged(const struct workbench *workbench, uint32_t row)
{
    static const char marks[] = { [CHANGE_ROW_STEP] = 's', [CHANGE_ROW_REQUEST] = 'r', [CHANGE_ROW_MESSAGE] = 'm' };
    struct logged logged = { .kind = CHANGE_ROW_CHANGE };
    if (row == ROW_NONE)
        return logged;
    const struct slice id = rows_id(list_rows(workbench->log.list), row);
    for (size_t i = 0; i < ARRAY_LENGTH(marks); i++)
        if (marks[i] != '\0' && id.at[0] == marks[i])
            logged.kind = (enum change_row_kind)i;
    long long number = 0;
    slice_to_int64(slice_from(id, logged.kind != CHANGE_ROW_CHANGE), &number);
    const struct activity *activity = workbench->activity;
    if (logged.kind == CHANGE_ROW_STEP && activity_step(activity, number) != NULL)
        logged.step = &activity_step(activity, number)->step;
    else if (logged.kind == CHANGE_ROW_CHANGE)
        logged.change = activity_change(activity, number);
    else if (logged.kind == CHANGE_ROW_REQUEST)
        logged.change = activity_request(activity, number);
    else if (logged.kind == CHANGE_ROW_MESSAGE)
        logged.message = activity_message(activity, number);
    return logged;
}
