/* What the person did at once is taken back at once: what wasn't sent is dropped, what was is undone by the inverse
 * calls, as a step of its own. */
#include "sender_private.h"

#include <annotty/api/batch.h>
#include <annotty/api/inverse.h>
#include <annotty/api/record.h>

#include <stdlib.h>

/* The changes of a step, and those that will take them back. */
struct plan {
    struct change *old;
    size_t old_count, old_capacity;
    struct change *new;
    size_t new_count, new_capacity;
};

static void free_changes(struct change *changes, size_t count)
{
    for (size_t i = 0; i < count; i++)
        change_free(&changes[i]);
    free(changes);
}

static void plan_free(struct plan *plan)
{
    free_changes(plan->old, plan->old_count);
    free_changes(plan->new, plan->new_count);
    *plan = (struct plan){ 0 };
}

static bool collect(const struct change *change, void *data)
{
    struct plan *plan = data;
    plan->old = xgrow(plan->old, &plan->old_capacity, plan->old_count + 1, sizeof(*plan->old));
    plan->old[plan->old_count++] = change_copy(change);
    return true;
}

static void plan_call(struct plan *plan, struct api_call call, const char *before)
{
    plan->new = xgrow(plan->new, &plan->new_capacity, plan->new_count + 1, sizeof(*plan->new));
    plan->new[plan->new_count++] = (struct change){ .call = call, .before = before != NULL ? xstrdup(before) : NULL };
}

/* What a change that takes this one back has to know of what is there now. */
static const char *now_there(const struct change *change)
{
    const struct api_operation *operation = change->call.operation;
    const struct api_field *list = api_operation_list(operation, 0);
    if (operation->inverse == operation)
        return list == NULL ? change->answer : NULL;
    /* What is taken out again can be put in again. */
    return list != NULL && list->type == API_RECORDS ? api_call_argument(&change->call, list->name) : NULL;
}

/* What a call that replaces all that was said is about: its first item's reference. */
static struct slice item_of(const struct change *change, struct arena *arena)
{
    const struct api_field *list = api_operation_list(change->call.operation, 0);
    const char *json = list != NULL ? api_call_argument(&change->call, list->name) : NULL;
    struct json_value items, item;
    size_t at = 0;
    if (json == NULL || !json_check(slice_of(json), &items, NULL) || !json_next_element(items, &at, &item))
        return SLICE("");
    return api_plain_text(arena, json_member(item, "interaction_id"));
}

static bool says_same_item(struct sender *sender, int64_t id, const struct change *change)
{
    struct change later;
    struct arena arena = ARENA_EMPTY;
    if (!journal_get(sender->journal, id, &later, NULL))
        return false;
    const bool is_same =
        change_states[later.state].is_open && slice_equal(item_of(&later, &arena), item_of(change, &arena));
    change_free(&later);
    arena_free(&arena);
    return is_same;
}

/* Something newer that waits says all anew: taking this back after it would take that back. */
static bool is_superseded(struct sender *sender, const struct change *change)
{
    for (size_t i = 0; change->call.operation->replaces && i < sender->entry_count; i++) {
        const struct entry *entry = sender->entries[i];
        if (entry->id > change->id && entry->operation == change->call.operation &&
            strcmp(entry->lane, change->lane) == 0 && says_same_item(sender, entry->id, change))
            return true;
    }
    return false;
}

static bool plan_inverse(struct plan *plan, const struct change *change, struct error *error)
{
    struct api_call *calls = NULL;
    size_t count = 0;
    if (!inverse_calls(change, &calls, &count, error))
        return false;
    for (size_t i = 0; i < count; i++)
        plan_call(plan, calls[i], now_there(change));
    free(calls);
    return true;
}

/* --- Undo --------------------------------------------------------------------------------------------------------- */

/* `beyond` is set when no later try can take it back either. */
static bool plan_undo(struct sender *sender, struct plan *plan, bool *beyond, struct error *error)
{
    for (size_t i = plan->old_count; i-- > 0;) {
        const struct change *change = &plan->old[i];
        if (change->state == CHANGE_ASKING || change->state == CHANGE_SENDING)
            return error_set(error, ERROR_USAGE, NULL, "it isn't known whether %s %s was done; %s",
                             change->call.operation->verb, change->call.operation->noun,
                             change->state == CHANGE_ASKING ? "decide that first" : "undo it when the server answers");
        if (change->state == CHANGE_DONE && !is_superseded(sender, change) && !plan_inverse(plan, change, error)) {
            *beyond = true;
            return false;
        }
    }
    return true;
}

static bool drop_unsent(struct sender *sender, const struct plan *plan, struct error *error)
{
    for (size_t i = 0; i < plan->old_count; i++) {
        struct change *change = &plan->old[i];
        const enum change_state from = change->state;
        if (!change_states[from].is_open)
            continue;
        change->state = CHANGE_DROPPED;
        if (!sender_move(sender, change, from))
            return error_set(error, ERROR_STORE, NULL,
                             "some of it has just been sent, or can't be dropped: undo again");
    }
    return true;
}

/* --- Redo --------------------------------------------------------------------------------------------------------- */

/* A thing that is made again has another id; who names the old one means it. */
static void plan_again(struct plan *plan, const struct change *change)
{
    if (change->state == CHANGE_DONE || change->state == CHANGE_DROPPED)
        plan_call(plan, api_call_copy(&change->call), NULL);
}

static void forget_new(struct plan *plan)
{
    free_changes(plan->new, plan->new_count);
    plan->new = NULL;
    plan->new_count = plan->new_capacity = 0;
}

/* `undo` holds what took the step back, `first` what the step was. Takes back what took it back; where that can't be,
 * or nothing had to be taken back, does it once more. */
static bool plan_redo(struct plan *undo, struct plan *first)
{
    bool inverted = undo->old_count > 0;
    for (size_t i = undo->old_count; inverted && i-- > 0;)
        inverted = undo->old[i].state == CHANGE_DONE && plan_inverse(undo, &undo->old[i], NULL);
    if (!inverted)
        forget_new(undo);
    for (size_t i = 0; i < first->old_count; i++)
        if (!inverted || first->old[i].state == CHANGE_DROPPED)
            plan_again(undo, &first->old[i]);
    return !inverted;
}

/* "local:NEW" takes the place of the id that the first making got. */
static void alias_made_again(struct sender *sender, const struct plan *first, const struct plan *plan)
{
    for (size_t i = 0, n = 0; i < first->old_count; i++) {
        const struct change *old = &first->old[i];
        struct json_value ids, id;
        size_t at = 0;
        if (old->state != CHANGE_DONE && old->state != CHANGE_DROPPED)
            continue;
        const struct change *new = &plan->new[n++];
        const bool made = change_of_local_id(slice_of(old->lane)) == old->id && old->answer != NULL &&
                          json_check(slice_of(old->answer), &ids, NULL) && json_next_element(ids, &at, &id) &&
                          id.kind == JSON_STRING;
        if (!made)
            continue;
        char *local = change_local_id(new->id);
        struct buf was = buf_with_limit(BUF_LIMIT_LINE);
        json_append_string(&was, id);
        journal_alias(sender->journal, buf_slice(&was), slice_of(local), NULL);
        buf_free(&was);
        free(local);
    }
}

/* --- Both --------------------------------------------------------------------------------------------------------- */

static bool is_under_way(const struct sender *sender, int64_t step)
{
    for (size_t i = 0; i < sender->entry_count; i++)
        if (sender->entries[i]->step == step && sender->entries[i]->phase != ENTRY_RESTS)
            return true;
    return false;
}

static bool keep_plan(struct sender *sender, const struct step *step, enum step_kind kind, struct plan *plan,
                      struct error *error)
{
    struct step made = { .kind = kind,
                         .of = step->id,
                         .title = xasprintf("%s: %s", step_kind_names[kind], step->title) };
    const bool good = sender_put_step(sender, &made, plan->new, plan->new_count, error);
    for (size_t i = 0; good && i < plan->new_count; i++) {
        sender_take(sender, &plan->new[i]);
        sender_tell(sender, &plan->new[i], SLICE(""));
    }
    if (good)
        sender_tell_step(sender, made.id);
    step_free(&made);
    return good;
}

/* Who asks once more after this has been said means what was before it. */
static void let_beyond(struct sender *sender, const struct step *step, struct error *error)
{
    const struct error why = *error;
    sender->undo_below = step->id;
    error_set(error, why.kind, NULL, "%.400s; the next undo goes on with what was before it", why.message);
}

static bool undo(struct sender *sender, const struct step *step, struct error *error)
{
    struct plan plan = { 0 };
    bool beyond = false;
    const bool good = journal_each(sender->journal, JOURNAL_OF_STEP, step->id, collect, &plan, error) &&
                      plan_undo(sender, &plan, &beyond, error) && drop_unsent(sender, &plan, error) &&
                      keep_plan(sender, step, STEP_UNDO, &plan, error);
    if (beyond)
        let_beyond(sender, step, error);
    plan_free(&plan);
    return good;
}

static bool redo(struct sender *sender, const struct step *step, struct error *error)
{
    struct plan plan = { 0 }, first = { 0 };
    sender->undo_below = 0;
    bool good = journal_each(sender->journal, JOURNAL_OF_STEP, step->id, collect, &plan, error) &&
                journal_each(sender->journal, JOURNAL_OF_STEP, step->of, collect, &first, error);
    if (good) {
        const bool again = plan_redo(&plan, &first);
        good = keep_plan(sender, step, STEP_REDO, &plan, error);
        if (good && again)
            alias_made_again(sender, &first, &plan);
    }
    plan_free(&plan);
    plan_free(&first);
    return good;
}

static void answer(struct sender *sender, const struct step *step, const struct error *error)
{
    const struct taking_back *wanted = &sender->taking_back;
    struct fetch_event event = { .kind = step != NULL ? FETCH_UNDONE : FETCH_FAILED,
                                 .request = wanted->request,
                                 .tag = wanted->tag };
    if (step != NULL) {
        event.step = xcalloc(1, sizeof(*event.step));
        *event.step = step_copy(step);
    } else {
        event.error = *error;
    }
    sender->taking_back = (struct taking_back){ 0 };
    sender_post(sender, event);
}

void sender_take_back_now(struct sender *sender)
{
    struct error error = { 0 };
    struct step step = { 0 };
    if (is_under_way(sender, sender->taking_back.step))
        return;
    const bool good = journal_get_step(sender->journal, sender->taking_back.step, &step, &error) &&
                      (sender->taking_back.redo ? redo : undo)(sender, &step, &error);
    if (good)
        sender_tell_step(sender, step.id);
    answer(sender, good ? &step : NULL, &error);
    step_free(&step);
}

void sender_take_back(struct sender *sender, uint64_t request, void *tag, bool redo, int64_t which)
{
    struct error error = { 0 };
    const int64_t step = sender->journal == NULL ? 0
                         : which != 0            ? which
                         : redo                  ? journal_redoable(sender->journal)
                                                 : journal_undoable(sender->journal, sender->undo_below);
    const struct taking_back wanted = { .wanted = true, .redo = redo, .request = request, .tag = tag, .step = step };
    if (sender->taking_back.wanted || step == 0) {
        const struct taking_back before = sender->taking_back;
        error_set(&error, ERROR_USAGE, NULL, step == 0 ? "there is nothing to %s" : "wait for the %s before",
                  redo ? "redo" : "undo");
        sender->taking_back = wanted;
        answer(sender, NULL, &error);
        sender->taking_back = before;
        return;
    }
    sender->taking_back = wanted;
    sender_take_back_now(sender);
}
