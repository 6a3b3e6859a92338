/* Adding and removing many interactions: one step of as many calls as it takes (D37). */
#include "workbench_private.h"

#include <annotty/base/mem.h>
#include <annotty/base/text.h>

#include <stdlib.h>

static char *step_title(const char *verb, size_t count, const char *joint, const char *name)
{
    char text[TEXT_COUNT_SIZE];
    return xasprintf("%s %s interaction%s %s \"%s\"", verb, text_count(count, text), count == 1 ? "" : "s", joint,
                     name);
}

static char *queue_name(const struct workbench *workbench, const char *id)
{
    const struct slice name = listing_name(&workbench->queues, id);
    return xstrndup(name.at, name.length);
}

/* --- Adding ------------------------------------------------------------------------------------------------------- */

void workbench_add_interactions(struct workbench *workbench)
{
    struct intake *intake = workbench->intake;
    if (intake == NULL || intake->count == 0) {
        workbench_say(workbench, MESSAGE_NEWS, "there is nothing to add yet");
        return;
    }
    if (intake->problem_count > 0) {
        workbench_say(workbench, MESSAGE_BAD, "line %zu: %s", intake->problems[0].line, intake->problems[0].what);
        return;
    }
    const char *queue_id = workbench->intake_queue_id;
    workbench_store_typed(workbench);
    struct task task = { .name = queue_name(workbench, queue_id),
                         .about = xstrdup(queue_id),
                         .ids = xstrdup(buf_text(&workbench->intake_line.text)) };
    task.step.item_count = intake->count;
    task.step.title = step_title("add", intake->count, "to", task.name);
    task.call_count = intake_calls(intake, slice_of(queue_id), &task.calls);
    workbench_drop_draft(workbench, API_ADD_INTERACTIONS, queue_id);
    workbench_close(workbench, PLACE_INTAKE);
    /* Many ids don't fit into the place of one call. */
    if (task.call_count == 1 && workbench_mend(workbench, &task.calls[0]))
        task.call_count = 0;
    if (task.call_count > 0) {
        workbench_keep(workbench, task);
        return;
    }
    workbench_forget_draft(workbench, API_ADD_INTERACTIONS, task.about);
    task_free(&task);
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

void workbench_forget_removal(struct workbench *workbench)
{
    for (size_t i = 0; i < workbench->removal_count; i++)
        api_call_free(&workbench->removals[i]);
    free(workbench->removals);
    free(workbench->removal_queue_id);
    workbench->removals = NULL;
    workbench->removal_queue_id = NULL;
    workbench->removal_count = workbench->removal_items = 0;
}

/* What is removed is what was asked about, whatever the list shows by now. */
static void remove_now(struct workbench *workbench)
{
    struct task task = { .calls = workbench->removals,
                         .call_count = workbench->removal_count,
                         .hold_ms = workbench->hold_ms,
                         .name = queue_name(workbench, workbench->removal_queue_id),
                         .about = xstrdup(workbench->removal_queue_id) };
    task.step.item_count = workbench->removal_items;
    task.step.title = step_title("remove", workbench->removal_items, "from", task.name);
    workbench->removals = NULL;
    workbench->removal_count = 0;
    workbench_forget_removal(workbench);
    list_clear_marks(workbench->interactions.list);
    workbench_keep(workbench, task);
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

/* Leaves out what the server doesn't have yet, and what is on its way out already. */
static size_t drop_unsent(const struct workbench *workbench, uint32_t *chosen, size_t count)
{
    const struct rows *rows = list_rows(workbench->interactions.list);
    size_t kept = 0;
    for (size_t i = 0; i < count; i++) {
        const struct pending_change *change = workbench_row_change(workbench, rows, chosen[i]);
        const bool is_free = change == NULL || change_states[change->change.state].needs_person;
        if (is_free && !pending_is_name(rows_id(rows, chosen[i])))
            chosen[kept++] = chosen[i];
    }
    return kept;
}

void workbench_remove_interactions(struct workbench *workbench)
{
    const struct list *list = workbench->interactions.list;
    size_t chosen_count = 0;
    uint32_t *chosen = list_chosen(list, &chosen_count);
    const size_t count = drop_unsent(workbench, chosen, chosen_count);
    workbench_forget_removal(workbench);
    if (chosen_count == 0) {
        workbench_say(workbench, MESSAGE_NEWS, "there is no interaction to remove");
    } else if (count == 0) {
        workbench_say(workbench, MESSAGE_NEWS, "what is chosen is on its way already; u takes that back");
    } else {
        char count_text[TEXT_COUNT_SIZE];
        const struct slice name = listing_name(&workbench->queues, workbench->queue_id);
        char *text = xasprintf("Remove %s%s interaction%s from \"%.*s\"?", text_count(count, count_text),
                               list_mark_count(list) > 0 ? " marked" : "", count == 1 ? "" : "s", SLICE_ARGS(name));
        workbench->removal_items = count;
        workbench->removal_queue_id = xstrdup(workbench->queue_id);
        workbench->removal_count =
            removal_calls(list_rows(list), chosen, count, slice_of(workbench->queue_id), &workbench->removals);
        workbench_ask(workbench, text, removal_detail(list, chosen, count), remove_now);
    }
    free(chosen);
}
