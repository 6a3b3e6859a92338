/* Adding and removing many interactions: as many calls as it takes (D37), one after the other, with what is known about
 * how far they are. A failure stops them; what was done stays done and is told. */
#include "workbench_private.h"

#include <annotty/base/mem.h>
#include <annotty/base/text.h>

#include <stdlib.h>

static bool is_removal(const struct bulk *bulk)
{
    return bulk->rows != NULL;
}

void bulk_clear(struct bulk *bulk)
{
    for (size_t i = 0; i < bulk->call_count; i++)
        api_call_free(&bulk->calls[i]);
    free(bulk->calls);
    free(bulk->rows);
    free(bulk->queue_id);
    free(bulk->queue_name);
    *bulk = (struct bulk){ 0 };
}

static void send_next(struct workbench *workbench)
{
    struct bulk *bulk = &workbench->bulk;
    bulk->errand = workbench_send(
        workbench, (struct errand){ .kind = ERRAND_WRITE, .call = api_call_copy(&bulk->calls[bulk->next_call]) });
}

static bool is_busy(struct workbench *workbench)
{
    if (workbench->bulk.errand != 0)
        workbench_say(workbench, MESSAGE_WARNING, "wait until what is under way is done; Ctrl-C stops it");
    return workbench->bulk.errand != 0;
}

static void begin_bulk(struct workbench *workbench, struct bulk bulk)
{
    const struct slice name = listing_name(&workbench->queues, bulk.queue_id);
    bulk.queue_name = xstrndup(name.at, name.length);
    bulk.began_ms = workbench->now_ms;
    workbench->bulk = bulk;
    workbench_replace(&workbench->message, NULL);
    send_next(workbench);
}

void workbench_stop_bulk(struct workbench *workbench)
{
    struct bulk *bulk = &workbench->bulk;
    if (bulk->errand == 0)
        return;
    if (bulk->next_call + 1 == bulk->call_count) {
        workbench_say(workbench, MESSAGE_NEWS, "the last request is under way: nothing is left to stop");
        return;
    }
    for (size_t i = bulk->next_call + 1; i < bulk->call_count; i++)
        api_call_free(&bulk->calls[i]);
    bulk->call_count = bulk->next_call + 1;
    bulk->stopped = true;
    workbench_say(workbench, MESSAGE_WARNING, "stopping after the request that is under way");
}

/* --- Adding ------------------------------------------------------------------------------------------------------- */

void workbench_add_interactions(struct workbench *workbench)
{
    struct intake *intake = workbench->intake;
    if (is_busy(workbench))
        return;
    if (intake == NULL || intake->count == 0) {
        workbench_say(workbench, MESSAGE_NEWS, "there is nothing to add yet");
        return;
    }
    if (intake->problem_count > 0) {
        workbench_say(workbench, MESSAGE_BAD, "line %zu: %s", intake->problems[0].line, intake->problems[0].what);
        return;
    }
    struct bulk bulk = { .item_count = intake->count, .queue_id = xstrdup(workbench->intake_queue_id) };
    bulk.call_count = intake_calls(intake, slice_of(workbench->intake_queue_id), &bulk.calls);
    workbench_keep_ids(workbench);
    workbench_form_was_sent(workbench);
    workbench_close(workbench, PLACE_INTAKE);
    begin_bulk(workbench, bulk);
}

/* Rows for what is new; what was there already keeps the annotations that this answer doesn't have. */
static void take_added(struct workbench *workbench, struct slice body)
{
    struct bulk *bulk = &workbench->bulk;
    const struct api_operation *operation = &api_operations[API_ADD_INTERACTIONS];
    struct json_value document, element;
    if (!json_check(body, &document, NULL))
        return;
    const bool shown = workbench->queue_id != NULL && strcmp(workbench->queue_id, bulk->queue_id) == 0;
    struct rows *rows = rows_new(operation->resource);
    size_t at = 0;
    for (struct json_value list = json_at(document, operation->answer_array); json_next_element(list, &at, &element);) {
        struct api_record record;
        bulk->done_count++;
        if (slice_is(json_member(element, "already_existed").raw, "true"))
            bulk->there_count++;
        else if (api_decode(operation->resource, element, &record, NULL))
            rows_put(rows, &record, NULL);
    }
    if (shown)
        list_put(workbench->interactions.list, rows);
    rows_free(&rows);
}

static void say_added(struct workbench *workbench)
{
    const struct bulk *bulk = &workbench->bulk;
    char added[TEXT_COUNT_SIZE], there[TEXT_COUNT_SIZE];
    text_count(bulk->done_count - bulk->there_count, added);
    text_count(bulk->there_count, there);
    workbench_say(workbench, MESSAGE_GOOD, "added %s new to \"%s\"; %s already there", added, bulk->queue_name,
                  bulk->there_count == 0 ? "none was" : there);
}

/* --- Removing ----------------------------------------------------------------------------------------------------- */

size_t count_annotated(const struct rows *rows, const uint32_t *chosen, size_t count)
{
    const int field = api_field_index(rows_resource(rows), SLICE("annotations"));
    size_t annotated = 0;
    for (size_t i = 0; field >= 0 && i < count; i++) {
        uint32_t first = 0, children = 0;
        rows_child_range(rows, chosen[i], field, &first, &children);
        annotated += children > 0;
    }
    return annotated;
}

/* What is removed is what was asked about, whatever the list shows by now. */
static void prepare_removal(struct workbench *workbench)
{
    const struct list *list = workbench->interactions.list;
    struct bulk *removal = &workbench->removal;
    bulk_clear(removal);
    removal->rows_shown = true;
    removal->rows = list_chosen(list, &removal->item_count);
    if (removal->item_count == 0)
        return;
    removal->queue_id = xstrdup(workbench->queue_id);
    removal->call_count = removal_calls(list_rows(list), removal->rows, removal->item_count,
                                        slice_of(removal->queue_id), &removal->calls);
}

static void remove_now(struct workbench *workbench)
{
    const struct bulk removal = workbench->removal;
    workbench->removal = (struct bulk){ 0 };
    begin_bulk(workbench, removal);
}

/* What goes with the interactions, for the person to know before. */
static char *loss(size_t count, size_t annotated)
{
    char text[TEXT_COUNT_SIZE];
    if (count == 1)
        return xstrdup(annotated == 0 ? "It carries no annotations."
                                      : "It carries annotations, which go with it and can't be brought back.");
    if (annotated == 0)
        return xstrdup("None of them carries annotations.");
    return xasprintf("%s of them carr%s annotations, which go with them and can't be brought back.",
                     text_count(annotated, text), annotated == 1 ? "ies" : "y");
}

/* Marks stay on rows that the filter hides. */
static size_t count_hidden(const struct list *list, const uint32_t *chosen, size_t count)
{
    const struct query *query = list_query(list);
    size_t hidden = 0;
    for (size_t i = 0; query != NULL && i < count; i++)
        hidden += !query_matches(query, list_rows(list), chosen[i]);
    return hidden;
}

/* What the person can't see of what was chosen. */
static char *removal_detail(const struct list *list, const uint32_t *chosen, size_t count)
{
    const size_t hidden = count_hidden(list, chosen, count);
    char *lost = loss(count, count_annotated(list_rows(list), chosen, count));
    if (hidden == 0)
        return lost;
    char hidden_text[TEXT_COUNT_SIZE];
    char *detail = xasprintf("The filter hides %s of them. %s", text_count(hidden, hidden_text), lost);
    free(lost);
    return detail;
}

void workbench_remove_interactions(struct workbench *workbench)
{
    const struct list *list = workbench->interactions.list;
    if (is_busy(workbench))
        return;
    prepare_removal(workbench);
    const size_t count = workbench->removal.item_count;
    if (count == 0) {
        workbench_say(workbench, MESSAGE_NEWS, "there is no interaction to remove");
        return;
    }
    char count_text[TEXT_COUNT_SIZE];
    const struct slice name = listing_name(&workbench->queues, workbench->queue_id);
    char *text = xasprintf("Remove %s%s interaction%s from \"%.*s\"?", text_count(count, count_text),
                           list_mark_count(list) > 0 ? " marked" : "", count == 1 ? "" : "s", SLICE_ARGS(name));
    workbench_ask(workbench, text, removal_detail(list, workbench->removal.rows, count), remove_now);
}

/* How many items a call has. */
static size_t call_items(const struct api_call *call)
{
    struct json_value list, element;
    size_t count = 0;
    size_t at = 0;
    if (json_check(slice_of(api_call_argument(call, "interaction_ids")), &list, NULL))
        while (json_next_element(list, &at, &element))
            count++;
    return count;
}

static void take_removed(struct workbench *workbench)
{
    struct bulk *bulk = &workbench->bulk;
    const size_t count = call_items(&bulk->calls[bulk->next_call]);
    if (bulk->rows_shown)
        list_remove_rows(workbench->interactions.list, bulk->rows + bulk->done_count, count);
    bulk->done_count += count;
}

static void say_removed(struct workbench *workbench)
{
    char removed[TEXT_COUNT_SIZE];
    workbench_say(workbench, MESSAGE_GOOD, "removed %s from \"%s\"", text_count(workbench->bulk.done_count, removed),
                  workbench->bulk.queue_name);
}

static void say_partly(struct workbench *workbench, const char *why, bool outcome_unknown)
{
    const struct bulk *bulk = &workbench->bulk;
    const char *removal_rest =
        outcome_unknown ? "part of the rest may be removed too: r looks" : "the rest is still there";
    char done[TEXT_COUNT_SIZE], all[TEXT_COUNT_SIZE];
    workbench_say(workbench, MESSAGE_BAD, "%s of %s %s, then: %s (%s)", text_count(bulk->done_count, done),
                  text_count(bulk->item_count, all), is_removal(bulk) ? "removed" : "added", why,
                  is_removal(bulk) ? removal_rest : "a brings the ids back");
}

/* --- Outcomes ----------------------------------------------------------------------------------------------------- */

static void end_bulk(struct workbench *workbench)
{
    bulk_clear(&workbench->bulk);
    workbench_read_again(workbench, &workbench->interactions);
}

bool workbench_bulk_done(struct workbench *workbench, uint64_t errand, struct slice body)
{
    struct bulk *bulk = &workbench->bulk;
    if (errand != bulk->errand || errand == 0)
        return false;
    if (is_removal(bulk))
        take_removed(workbench);
    else
        take_added(workbench, body);
    if (++bulk->next_call < bulk->call_count) {
        send_next(workbench);
        return true;
    }
    if (bulk->stopped) {
        say_partly(workbench, "stopped", false);
    } else if (is_removal(bulk)) {
        say_removed(workbench);
    } else {
        say_added(workbench);
        workbench_drop_draft(workbench, API_ADD_INTERACTIONS, bulk->queue_id);
    }
    end_bulk(workbench);
    return true;
}

bool workbench_bulk_failed(struct workbench *workbench, uint64_t errand, const struct error *error,
                           bool outcome_unknown)
{
    struct bulk *bulk = &workbench->bulk;
    if (errand != bulk->errand || errand == 0)
        return false;
    say_partly(workbench, error->message, outcome_unknown);
    end_bulk(workbench);
    return true;
}
