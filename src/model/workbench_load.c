/* What the workbench reads: which lists, when, and what their rows mean for what is shown. */
#include "workbench_private.h"

#include <annotty/base/mem.h>

#include <stdio.h>
#include <stdlib.h>

enum { PREVIEW_WAIT_MS = 80 };

static void set_call(struct listing *listing, enum api_operation_id operation)
{
    if (listing->call.operation != NULL)
        api_call_free(&listing->call);
    listing->call = api_call_new(operation);
}

static struct listing *listing_of_errand(struct workbench *workbench, uint64_t errand)
{
    struct listing *const listings[] = { &workbench->projects, &workbench->queues, &workbench->interactions };
    for (size_t i = 0; i < ARRAY_LENGTH(listings); i++)
        if (listings[i]->errand == errand && errand != 0)
            return listings[i];
    return NULL;
}

static void stop_reading(struct workbench *workbench, struct listing *listing)
{
    if (listing->refreshing)
        list_refresh_abandon(listing->list);
    listing->refreshing = false;
    if (listing->errand == 0)
        return;
    const struct errand cancel = { .kind = ERRAND_CANCEL };
    workbench_send(workbench, cancel);
    workbench->errands[workbench->errand_count - 1].number = listing->errand;
    listing->errand = 0;
}

/* Only the first rows that the cache has are there. */
static bool is_beginning(const struct listing *listing)
{
    return listing->from_cache && !listing->is_whole;
}

/* The server doesn't know the queue yet: it has no more than what is meant to be added to it. */
static bool is_unmade(const struct workbench *workbench, const struct listing *listing)
{
    return listing == &workbench->interactions && pending_is_local(slice_of(workbench->queue_id));
}

/* Before the start only the cache is asked, whatever keys were pressed: the start then reads everything. */
void workbench_read(struct workbench *workbench, struct listing *listing)
{
    stop_reading(workbench, listing);
    if (listing->call.operation == NULL || is_unmade(workbench, listing))
        return;
    const enum errand_kind kind = workbench->started ? ERRAND_READ : ERRAND_PEEK;
    listing->errand =
        workbench_send(workbench, (struct errand){ .kind = kind,
                                                   .call = api_call_copy(&listing->call),
                                                   .skip_cache = listing->fetched_at_ms != 0 && !is_beginning(listing),
                                                   .held_at_ms = listing->is_whole ? listing->fetched_at_ms : 0 });
}

void workbench_read_again(struct workbench *workbench, struct listing *listing)
{
    if (listing->errand != 0)
        workbench_read(workbench, listing);
}

static void forget(struct workbench *workbench, struct listing *listing)
{
    stop_reading(workbench, listing);
    list_reset(listing->list);
    listing->from_cache = false;
    listing->is_whole = false;
    listing->fetched_at_ms = 0;
    error_clear(&listing->problem);
}

void workbench_open_queue(struct workbench *workbench, const char *id)
{
    workbench->preview_due_ms = 0;
    if (id != NULL && workbench->queue_id != NULL && strcmp(id, workbench->queue_id) == 0)
        return;
    workbench_stop_ahead(workbench);
    workbench_close_review(workbench);
    overlay_end_fresh(workbench);
    /* Who goes elsewhere doesn't want it any more. */
    if (workbench->started && !slice_equal(slice_of(id), slice_of(workbench->wanted_review)))
        workbench_want_review(workbench, NULL);
    workbench_replace(&workbench->schema_json, NULL);
    workbench->schema_errand = 0;
    forget(workbench, &workbench->interactions);
    workbench->ranging = false;
    workbench->detail_top = 0;
    workbench->detail_due_ms = 0;
    workbench_replace(&workbench->queue_id, id);
    if (workbench->interactions.call.operation != NULL)
        api_call_free(&workbench->interactions.call);
    workbench->interactions.call = (struct api_call){ 0 };
    if (id == NULL)
        return;
    set_call(&workbench->interactions, API_GET_ANNOTATED_INTERACTIONS);
    api_call_parameter(&workbench->interactions.call, "queue_id", slice_of(id));
    if (is_unmade(workbench, &workbench->interactions))
        workbench->interactions.fetched_at_ms = workbench->wall_ms;
    overlay_end(workbench, &workbench->interactions);
    workbench_read(workbench, &workbench->interactions);
}

static void set_project(struct workbench *workbench, const char *id)
{
    forget(workbench, &workbench->queues);
    workbench_replace(&workbench->project_id, id);
    set_call(&workbench->queues, API_LIST_QUEUES);
    if (id != NULL)
        api_call_parameter(&workbench->queues.call, "projectId", slice_of(id));
    overlay_begin(workbench, &workbench->queues);
}

void workbench_open_project(struct workbench *workbench, const char *id)
{
    set_project(workbench, id);
    workbench_open_queue(workbench, NULL);
    workbench_read(workbench, &workbench->queues);
}

void workbench_follow_cursor(struct workbench *workbench, bool now)
{
    char *id = workbench_cursor_id(&workbench->queues);
    if (slice_equal(slice_of(id), slice_of(workbench->queue_id)))
        workbench->preview_due_ms = 0;
    else if (now)
        workbench_open_queue(workbench, id);
    else
        workbench->preview_due_ms = workbench->now_ms + PREVIEW_WAIT_MS;
    free(id);
}

/* --- The first screen --------------------------------------------------------------------------------------------- */

/* First what is remembered about the last screen is asked for, then what the cache has of it; the server is asked only
 * after that, so that the first screen waits for neither network nor server. */
void workbench_start_listings(struct workbench *workbench)
{
    set_call(&workbench->projects, API_LIST_PROJECTS);
    set_call(&workbench->queues, API_LIST_QUEUES);
    workbench_send_text(workbench, ERRAND_RECALL, "view");
}

static struct slice noted(const char *note, const char *name)
{
    struct slice rest = slice_of(note);
    struct slice line, key;
    while (slice_cut(&rest, '\n', &line)) {
        slice_cut(&line, '=', &key);
        if (slice_is(key, name) && line.at != NULL)
            return line;
    }
    return SLICE("");
}

static bool is_peeking(const struct workbench *workbench)
{
    return workbench->projects.errand != 0 || workbench->queues.errand != 0 || workbench->interactions.errand != 0;
}

void workbench_start_when_ready(struct workbench *workbench)
{
    if (workbench->started || !workbench->wanted || !workbench->recalled || is_peeking(workbench))
        return;
    workbench->started = true;
    workbench_read(workbench, &workbench->queues);
    workbench_read(workbench, &workbench->interactions);
    workbench_read(workbench, &workbench->projects);
    /* While no queue is known, the remembered one stays open: it may come with the server's answer. */
    if (list_total(workbench->queues.list) > 0)
        workbench_follow_cursor(workbench, true);
}

void workbench_go(struct workbench *workbench)
{
    workbench->wanted = true;
    workbench_start_when_ready(workbench);
}

static void recall_people(struct workbench *workbench, const char *note)
{
    struct slice rest = slice_of(note);
    struct slice line, key;
    while (slice_cut(&rest, '\n', &line))
        if (slice_cut(&line, '=', &key) && slice_is(key, "person"))
            people_read_line(workbench->people, line);
}

void workbench_recalled(struct workbench *workbench, const char *note)
{
    char id[128];
    const bool is_told = workbench->wanted_review != NULL;
    const struct slice project = is_told ? SLICE("") : noted(note, "project");
    snprintf(id, sizeof(id), "%.*s", SLICE_ARGS(project));
    set_project(workbench, *id != '\0' ? id : NULL);
    workbench_read(workbench, &workbench->queues);
    workbench_read(workbench, &workbench->projects);
    const struct slice queue = is_told ? slice_of(workbench->wanted_review) : noted(note, "queue");
    snprintf(id, sizeof(id), "%.*s", SLICE_ARGS(queue));
    if (*id != '\0')
        workbench_open_queue(workbench, id);
    list_select(workbench->queues.list, queue);
    const struct slice interaction = noted(note, "interaction");
    if (interaction.length > 0)
        list_select(workbench->interactions.list, interaction);
    long long pane = 0;
    /* Who was faster than the disk and is typing over a pane stays there. */
    const bool stays = workbench->overlay_count > 0;
    if (!stays && slice_to_int64(noted(note, "pane"), &pane) && pane >= 0 && pane < PANE_COUNT)
        workbench->focus = (enum pane)pane;
    recall_people(workbench, note);
    if (noted(note, "me").length > 0)
        people_set_me(workbench->people, noted(note, "me"));
    workbench->recalled = true;
}

/* What the server hasn't made may have another name the next time. */
static const char *memorable(const char *id)
{
    return id != NULL && !pending_is_local(slice_of(id)) ? id : "";
}

/* Who leaves before it is known what was remembered finds it again the next time. */
void workbench_remember(struct workbench *workbench)
{
    if (!workbench->recalled)
        return;
    const struct list *list = workbench->interactions.list;
    const uint32_t row = list_cursor_row(list);
    const struct slice interaction = row == ROW_NONE ? SLICE("") : rows_id(list_rows(list), row);
    struct buf note = buf_with_limit(BUF_LIMIT_BODY);
    const struct slice me = people_me(workbench->people);
    buf_printf(&note, "project=%s\nqueue=%s\ninteraction=%.*s\npane=%d\nme=%.*s\n", memorable(workbench->project_id),
               memorable(workbench->queue_id), SLICE_ARGS(interaction), (int)workbench->focus, SLICE_ARGS(me));
    people_write(workbench->people, "person=", &note);
    workbench_send(workbench, (struct errand){ .kind = ERRAND_REMEMBER, .text = buf_take(&note) });
}

bool workbench_is_presentable(const struct workbench *workbench)
{
    const struct listing *interactions = &workbench->interactions;
    return workbench->started ||
           (workbench->queues.fetched_at_ms != 0 && (interactions->fetched_at_ms != 0 || interactions->errand == 0));
}

bool workbench_is_busy(const struct workbench *workbench)
{
    return !workbench->started || workbench->projects.errand != 0 || workbench->queues.errand != 0 ||
           workbench->interactions.errand != 0 || workbench->preview_due_ms != 0;
}

/* --- Answers ------------------------------------------------------------------------------------------------------ */

static void begin_refresh(struct workbench *workbench, struct listing *listing)
{
    list_refresh_begin(listing->list);
    overlay_begin(workbench, listing);
    listing->refreshing = true;
    listing->is_whole = false;
}

static void end_refresh(struct workbench *workbench, struct listing *listing)
{
    if (listing->refreshing) {
        overlay_end(workbench, listing);
        list_refresh_end(listing->list);
    }
    listing->refreshing = false;
}

void workbench_rows(struct workbench *workbench, uint64_t errand, const struct rows *rows, bool from_cache, bool first,
                    bool last, int64_t fetched_at_ms)
{
    struct listing *listing = listing_of_errand(workbench, errand);
    if (workbench_trace_rows(workbench, errand, rows, from_cache, first, last, fetched_at_ms) || listing == NULL)
        return;
    /* The person may be looking at the server's word already while the cache's comes again. */
    if (from_cache && listing->fetched_at_ms >= fetched_at_ms && list_total(listing->list) > 0 &&
        !listing->refreshing && !is_beginning(listing))
        return;
    if (first) {
        end_refresh(workbench, listing);
        begin_refresh(workbench, listing);
    }
    list_put(listing->list, rows);
    overlay_rows(workbench, rows);
    workbench_follow_wanted(workbench);
    workbench_review_follow(workbench);
    workbench_look_at_people(workbench, rows);
    listing->from_cache = from_cache;
    listing->fetched_at_ms = fetched_at_ms;
    if (from_cache && last) {
        end_refresh(workbench, listing);
        listing->is_whole = true;
    }
}

void workbench_done(struct workbench *workbench, uint64_t errand, struct slice body, bool from_cache)
{
    struct listing *listing = listing_of_errand(workbench, errand);
    if (workbench_name_done(workbench, errand, body) || workbench_ahead_done(workbench, errand, NULL) ||
        workbench_schema_done(workbench, errand, body) || workbench_trace_done(workbench, errand, from_cache))
        return;
    if (workbench->is_retrying && !from_cache)
        workbench_replace(&workbench->message, NULL);
    if (listing == NULL)
        return;
    end_refresh(workbench, listing);
    listing->errand = 0;
    listing->from_cache = from_cache;
    listing->is_whole |= !from_cache;
    if (listing == &workbench->interactions)
        overlay_end_fresh(workbench);
    error_clear(&listing->problem);
    listing->by_itself = false;
    workbench_follow_wanted(workbench);
    if (!from_cache) {
        people_retry(workbench->people);
        workbench->again_wait_ms = 0;
    }
    if (!workbench->started)
        workbench_start_when_ready(workbench);
    else if (listing == &workbench->queues && workbench->preview_due_ms == 0)
        workbench_follow_cursor(workbench, true);
}

void workbench_retrying(struct workbench *workbench, uint64_t errand, const struct error *error)
{
    struct listing *listing = listing_of_errand(workbench, errand);
    if (errand == workbench->people_errand || errand == workbench->ahead_errand ||
        workbench_is_trace_errand(workbench, errand))
        return;
    if (listing != NULL)
        listing->problem = *error;
    if (listing != NULL && listing->by_itself)
        return;
    workbench_say(workbench, MESSAGE_WARNING, "trying again: %s", error->message);
    workbench->is_retrying = true;
}

void workbench_failed(struct workbench *workbench, uint64_t errand, const struct error *error)
{
    struct listing *listing = listing_of_errand(workbench, errand);
    if (workbench_name_failed(workbench, errand, error) || workbench_ahead_done(workbench, errand, error) ||
        workbench_keep_failed(workbench, errand, error) || workbench_undo_failed(workbench, errand, error) ||
        workbench_schema_failed(workbench, errand, error) || workbench_trace_failed(workbench, errand, error) ||
        listing == NULL)
        return;
    if (listing->refreshing)
        list_refresh_abandon(listing->list);
    listing->refreshing = false;
    listing->errand = 0;
    if (!workbench->started) {
        workbench_start_when_ready(workbench);
        return;
    }
    listing->problem = *error;
    if (!listing->by_itself)
        workbench_say_error(workbench, listing->title, error);
    listing->by_itself = false;
    workbench_again_later(workbench, error);
}

void workbench_link(struct workbench *workbench, enum link_state link, int64_t limited_until_ms)
{
    workbench->link = link;
    workbench->limited_until_ms = limited_until_ms;
}

struct slice listing_name(const struct listing *listing, const char *id)
{
    const struct rows *rows = list_rows(listing->list);
    const uint32_t row = id != NULL ? rows_find(rows, slice_of(id)) : ROW_NONE;
    const int field = api_field_index(rows_resource(rows), SLICE("name"));
    return row == ROW_NONE || field < 0 ? slice_of(id) : rows_cell(rows, row, field);
}
