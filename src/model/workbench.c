/* The workbench's life: errands out, keys in, messages, overlays, time. */
#include "workbench_private.h"

#include <annotty/base/mem.h>

#include <stdio.h>
#include <stdlib.h>

static struct listing listing_new(const char *title, enum api_resource_id resource)
{
    return (struct listing){ .title = title, .list = list_new(&api_resources[resource]) };
}

static void listing_free(struct listing *listing)
{
    list_free(&listing->list);
    if (listing->call.operation != NULL)
        api_call_free(&listing->call);
}

struct workbench *workbench_new(void)
{
    struct workbench *workbench = xcalloc(1, sizeof(*workbench));
    workbench->projects = listing_new("Projects", API_PROJECT);
    workbench->queues = listing_new("Queues", API_QUEUE);
    workbench->interactions = listing_new("Interactions", API_INTERACTION);
    workbench->log = (struct listing){ .title = "Activity",
                                       .when_empty = "Nothing was changed or asked for yet.",
                                       .list = list_new(&change_resource) };
    workbench->activity = activity_new();
    workbench->reader = workbench_new_reader();
    workbench->tracing = tracing_new();
    workbench->people = people_new();
    workbench->pending = pending_new();
    workbench->line = line_new(false, BUF_LIMIT_LINE);
    workbench->intake_line = line_new(true, BUF_LIMIT_BODY);
    workbench_start_listings(workbench);
    return workbench;
}

static void free_texts(char **texts, size_t count)
{
    for (size_t i = 0; i < count; i++)
        free(texts[i]);
}

static void free_drafts(struct workbench *workbench)
{
    for (size_t i = 0; i < workbench->draft_count; i++) {
        form_free(&workbench->drafts[i].form);
        free(workbench->drafts[i].about);
        free(workbench->drafts[i].ids);
    }
    free(workbench->drafts);
}

void workbench_free(struct workbench **workbench)
{
    struct workbench *old = *workbench;
    if (old == NULL)
        return;
    *workbench = NULL;
    listing_free(&old->projects);
    listing_free(&old->queues);
    listing_free(&old->interactions);
    listing_free(&old->log);
    activity_free(&old->activity);
    line_free(&old->line);
    line_free(&old->intake_line);
    form_free(&old->form);
    intake_free(&old->intake);
    free_drafts(old);
    workbench_forget_removal(old);
    for (size_t i = 0; i < old->task_count; i++)
        task_free(&old->tasks[i]);
    pending_free(&old->pending);
    free_texts(old->history, old->history_count);
    free_texts(old->completions, old->completion_count);
    for (size_t i = 0; i < old->choice_count; i++) {
        free(old->choices[i].text);
        free(old->choices[i].command);
    }
    for (size_t i = 0; i < old->errand_count; i++)
        errand_free(&old->errands[i]);
    people_free(&old->people);
    reader_free(&old->reader);
    tracing_free(&old->tracing);
    review_free(&old->review);
    overlay_end_fresh(old);
    free(old->fresh);
    for (size_t i = 0; i < old->review_store_count; i++) {
        free(old->review_stores[i].queue_id);
        free(old->review_stores[i].notes);
    }
    workbench_free_ahead(old);
    char *const texts[] = { old->people_id,     old->project_id,         old->queue_id,
                            old->filter_before, old->filter_cursor,      old->search,
                            old->form_about,    old->intake_queue_id,    old->menu_title,
                            old->question.text, old->question.detail,    old->delete_id,
                            old->message,       (char *)old->choices,    (char *)old->errands,
                            (char *)old->tasks, old->journal.trouble,    (char *)old->review_stores,
                            old->schema_json,   (char *)old->take_backs, old->wanted_review };
    for (size_t i = 0; i < ARRAY_LENGTH(texts); i++)
        free(texts[i]);
    free(old);
}

/* --- Errands ------------------------------------------------------------------------------------------------------ */

void workbench_push(struct workbench *workbench, struct errand errand)
{
    if (errand.kind == ERRAND_READ)
        workbench_log_request(workbench, &errand);
    workbench->errands = xgrow(workbench->errands, &workbench->errand_capacity, workbench->errand_count + 1,
                               sizeof(*workbench->errands));
    workbench->errands[workbench->errand_count++] = errand;
}

uint64_t workbench_send(struct workbench *workbench, struct errand errand)
{
    errand.number = ++workbench->last_errand;
    workbench_push(workbench, errand);
    return errand.number;
}

void workbench_send_text(struct workbench *workbench, enum errand_kind kind, const char *text)
{
    workbench_send(workbench, (struct errand){ .kind = kind, .text = text != NULL ? xstrdup(text) : NULL });
}

/* The trace of what is looked at follows every key; whom the last frame lacked is asked for when there is nothing else
 * to do. */
bool workbench_take_errand(struct workbench *workbench, struct errand *errand)
{
    if (workbench->errand_count == 0)
        workbench_read_trace(workbench);
    if (workbench->errand_count == 0)
        workbench_ask_name(workbench);
    if (workbench->errand_count == 0)
        workbench_read_ahead(workbench);
    if (workbench->errand_count == 0)
        return false;
    *errand = workbench->errands[0];
    workbench->errand_count--;
    memmove(workbench->errands, workbench->errands + 1, workbench->errand_count * sizeof(*workbench->errands));
    return true;
}

void errand_free(struct errand *errand)
{
    if (errand->call.operation != NULL)
        api_call_free(&errand->call);
    for (size_t i = 0; i < errand->call_count; i++)
        api_call_free(&errand->calls[i]);
    free(errand->calls);
    free(errand->before);
    free(errand->name);
    free(errand->text);
    *errand = (struct errand){ 0 };
}

/* --- What is said ------------------------------------------------------------------------------------------------- */

void workbench_say(struct workbench *workbench, enum message_kind kind, const char *format, ...)
{
    char message[1024];
    va_list arguments;
    va_start(arguments, format);
    vsnprintf(message, sizeof(message), format, arguments);
    va_end(arguments);
    workbench_replace(&workbench->message, message);
    workbench->message_kind = kind;
    workbench->message_at_ms = workbench->now_ms;
    workbench->is_retrying = false;
    workbench_log_message(workbench);
}

void workbench_say_error(struct workbench *workbench, const char *what, const struct error *error)
{
    workbench_say(workbench, MESSAGE_BAD, "%s: %s", what, error->message);
}

void workbench_replace(char **owned, const char *text)
{
    char *copy = text != NULL ? xstrdup(text) : NULL;
    free(*owned);
    *owned = copy;
}

/* --- Places ------------------------------------------------------------------------------------------------------- */

enum place workbench_place(const struct workbench *workbench)
{
    if (workbench->overlay_count > 0)
        return workbench->overlays[workbench->overlay_count - 1];
    return (enum place)(1 << workbench->focus);
}

bool workbench_has_overlay(const struct workbench *workbench, enum place place)
{
    for (size_t i = 0; i < workbench->overlay_count; i++)
        if (workbench->overlays[i] == place)
            return true;
    return false;
}

void workbench_open(struct workbench *workbench, enum place overlay)
{
    workbench_close(workbench, overlay);
    if (workbench->overlay_count < OVERLAYS_MAX)
        workbench->overlays[workbench->overlay_count++] = overlay;
}

void workbench_close(struct workbench *workbench, enum place overlay)
{
    size_t kept = 0;
    for (size_t i = 0; i < workbench->overlay_count; i++)
        if (workbench->overlays[i] != overlay)
            workbench->overlays[kept++] = workbench->overlays[i];
    workbench->overlay_count = kept;
}

struct listing *workbench_listing(struct workbench *workbench, enum pane pane)
{
    return pane == PANE_QUEUES ? &workbench->queues : pane == PANE_INTERACTIONS ? &workbench->interactions : NULL;
}

/* The filter's line stands over a list and belongs to it. */
struct listing *workbench_current(struct workbench *workbench)
{
    if (workbench_has_overlay(workbench, PLACE_PROJECTS))
        return &workbench->projects;
    if (workbench_has_overlay(workbench, PLACE_ACTIVITY))
        return &workbench->log;
    return workbench_listing(workbench, workbench->focus);
}

char *workbench_cursor_id(const struct listing *listing)
{
    const uint32_t row = list_cursor_row(listing->list);
    if (row == ROW_NONE)
        return NULL;
    const struct slice id = rows_id(list_rows(listing->list), row);
    return xstrndup(id.at, id.length);
}

void workbench_select_known(struct list *list, const char *id)
{
    if (id != NULL && rows_find(list_rows(list), slice_of(id)) != ROW_NONE)
        list_select(list, slice_of(id));
}

uint32_t workbench_pointed(const struct workbench *workbench, const struct rows **rows)
{
    const struct list *list = workbench->focus == PANE_QUEUES ? workbench->queues.list : workbench->interactions.list;
    *rows = list_rows(list);
    return list_cursor_row(list);
}

uint32_t workbench_detail(const struct workbench *workbench, const struct rows **rows)
{
    const uint32_t pointed = workbench_pointed(workbench, rows);
    const uint32_t lagging = workbench->detail_row;
    const bool lags = workbench->detail_due_ms != 0 && workbench->focus == PANE_INTERACTIONS;
    return lags && lagging < rows_count(*rows) && !rows_is_gone(*rows, lagging) ? lagging : pointed;
}

/* --- Keys and time ------------------------------------------------------------------------------------------------ */

/* What works in a place, for who pressed something else. */
static const char *place_keys(enum place place)
{
    switch (place) {
    case PLACE_CONFIRM:
        return "y does it, n doesn't";
    case PLACE_HELP:
    case PLACE_MENU:
        return "Esc closes this";
    default:
        return "? shows the keys";
    }
}

void workbench_say_no_key(struct workbench *workbench, const char *key)
{
    char label[KEY_LABEL_SIZE];
    workbench_say(workbench, MESSAGE_NEWS, "%s does nothing here; %s", key_label(slice_of(key), label),
                  place_keys(workbench_place(workbench)));
}

/* A key takes away what was said, but not what can't have been read yet: bad news may come between two keys. */
static void clear_message(struct workbench *workbench)
{
    enum { BAD_NEWS_LEAST_MS = 1000 };
    const bool is_bad = workbench->message_kind == MESSAGE_BAD || workbench->message_kind == MESSAGE_WARNING;
    if (!is_bad || workbench->now_ms - workbench->message_at_ms >= BAD_NEWS_LEAST_MS)
        workbench_replace(&workbench->message, NULL);
}

void workbench_key(struct workbench *workbench, const char *key, struct slice typed)
{
    const enum place place = workbench_place(workbench);
    const struct action *action = action_for_key(key, place);
    if (!(place & PLACE_TEXTS))
        clear_message(workbench);
    if (workbench->review != NULL) {
        review_tick(workbench->review, workbench->now_ms);
        workbench->review->seeks = false;
    }
    if (action != NULL)
        action->run(workbench, NULL);
    else if (place & PLACE_TEXTS)
        workbench_text_key(workbench, key, typed);
    else if (place == PLACE_MENU)
        act_pick(workbench, key);
    else
        workbench_say_no_key(workbench, key);
    workbench_start_when_ready(workbench);
    workbench_follow_trace(workbench);
}

/* The list of projects and the Activity screen close for what isn't done in them. */
static bool make_place_for(struct workbench *workbench, const struct action *action)
{
    if (!(action->where & PLACE_PROJECTS))
        workbench_close(workbench, PLACE_PROJECTS);
    if (!(action->where & PLACE_ENTRY))
        workbench_close(workbench, PLACE_ENTRY);
    if (!(action->where & PLACE_ACTIVITY))
        workbench_close(workbench, PLACE_ACTIVITY);
    if (!(action->where & PLACE_REVIEW))
        workbench_close_review(workbench);
    return (action->where & workbench_place(workbench)) != 0;
}

void workbench_command(struct workbench *workbench, const char *line)
{
    struct slice rest = slice_trim(slice_of(line));
    struct slice name;
    if (rest.length == 0)
        return;
    slice_cut(&rest, ' ', &name);
    char *argument = rest.at != NULL ? xstrndup(slice_trim(rest).at, slice_trim(rest).length) : NULL;
    struct error error;
    const struct action *action = action_of_line(name, argument != NULL, &error);
    if (action == NULL)
        workbench_say(workbench, MESSAGE_BAD, "%s", error.message);
    else if (!make_place_for(workbench, action))
        workbench_say(workbench, MESSAGE_BAD, "%s does nothing here: go to the pane it is for", action->name);
    else if (argument != NULL && *argument != '\0' && action->argument == ARGUMENT_NONE)
        workbench_say(workbench, MESSAGE_BAD, "%s takes nothing after its name", action->name);
    else
        action->run(workbench, argument != NULL && *argument != '\0' ? argument : NULL);
    free(argument);
}

void workbench_tick(struct workbench *workbench, int64_t now_ms, int64_t wall_ms)
{
    workbench->now_ms = now_ms;
    workbench->wall_ms = wall_ms;
    if (workbench->preview_due_ms != 0 && workbench->preview_due_ms <= now_ms)
        workbench_follow_cursor(workbench, true);
    workbench_start_when_ready(workbench);
    workbench_again_now(workbench);
    workbench_journal_tick(workbench);
    if (workbench->take_back_due_ms != 0 && workbench->take_back_due_ms <= now_ms) {
        workbench->take_back_due_ms = 0;
        workbench_undo_next(workbench);
    }
    if (workbench->draft_due_ms != 0 && workbench->draft_due_ms <= now_ms && workbench->wanted)
        workbench_store_typed(workbench);
    if (workbench->detail_due_ms != 0 && workbench->detail_due_ms <= now_ms)
        workbench->detail_due_ms = 0;
    if (workbench->link == LINK_LIMITED && workbench->limited_until_ms <= now_ms)
        workbench->link = LINK_UNKNOWN;
}

enum { SECOND_MS = 1000, MINUTE_MS = 60 * SECOND_MS };

/* What is shown with its age changes by the minute, a countdown by the second. */
int64_t workbench_due_ms(const struct workbench *workbench)
{
    int64_t due_ms = workbench->preview_due_ms != 0 ? workbench->preview_due_ms : INT64_MAX;
    if (workbench->again_due_ms != 0 && workbench->again_due_ms < due_ms)
        due_ms = workbench->again_due_ms;
    if (workbench->detail_due_ms != 0 && workbench->detail_due_ms < due_ms)
        due_ms = workbench->detail_due_ms;
    if (workbench->draft_due_ms != 0 && workbench->draft_due_ms < due_ms)
        due_ms = workbench->draft_due_ms;
    if (workbench->take_back_due_ms != 0 && workbench->take_back_due_ms < due_ms)
        due_ms = workbench->take_back_due_ms;
    if (workbench->link == LINK_LIMITED && workbench->now_ms + SECOND_MS < due_ms)
        due_ms = workbench->now_ms + SECOND_MS;
    const bool has_age = workbench->queues.from_cache || workbench->interactions.from_cache;
    if (has_age && workbench->now_ms + MINUTE_MS < due_ms)
        due_ms = workbench->now_ms + MINUTE_MS;
    const int64_t journal_ms = workbench_journal_due_ms(workbench);
    due_ms = journal_ms < due_ms ? journal_ms : due_ms;
    return due_ms == INT64_MAX ? -1 : due_ms;
}
