#include <annotty/model/activity.h>

#include <annotty/base/mem.h>

#include <stdlib.h>

struct activity *activity_new(void)
{
    struct activity *activity = xcalloc(1, sizeof(*activity));
    activity->requests = xcalloc(ACTIVITY_REQUESTS_MAX, sizeof(*activity->requests));
    activity->messages = xcalloc(ACTIVITY_MESSAGES_MAX, sizeof(*activity->messages));
    return activity;
}

void activity_free(struct activity **activity)
{
    struct activity *old = *activity;
    if (old == NULL)
        return;
    *activity = NULL;
    for (size_t i = 0; i < old->change_count; i++)
        change_free(&old->changes[i]);
    for (size_t i = 0; i < old->step_count; i++)
        step_free(&old->steps[i].step);
    for (size_t i = 0; i < old->request_count; i++)
        change_free(&old->requests[i]);
    for (size_t i = 0; i < old->message_count; i++)
        free(old->messages[i].text);
    free(old->changes);
    free(old->steps);
    free(old->requests);
    free(old->messages);
    free(old);
}

/* --- Changes and steps -------------------------------------------------------------------------------------------- */

static size_t text_size(const char *text)
{
    return text != NULL ? strlen(text) : 0;
}

static size_t change_size(const struct change *change)
{
    size_t size = sizeof(*change) + text_size(change->before) + text_size(change->answer);
    for (size_t i = 0; i < change->call.count; i++)
        size += text_size(change->call.arguments[i].text);
    return size;
}

/* Where the change stands, or belongs. Most come at the end. */
static size_t place_of_change(const struct activity *activity, int64_t id)
{
    size_t at = activity->change_count;
    while (at > 0 && activity->changes[at - 1].id >= id)
        at--;
    return at;
}

static size_t place_of_step(const struct activity *activity, int64_t id)
{
    size_t at = activity->step_count;
    while (at > 0 && activity->steps[at - 1].step.id >= id)
        at--;
    return at;
}

static struct activity_step *step_of(struct activity *activity, int64_t id)
{
    const size_t at = place_of_step(activity, id);
    if (at < activity->step_count && activity->steps[at].step.id == id)
        return &activity->steps[at];
    activity->steps =
        xgrow(activity->steps, &activity->step_capacity, activity->step_count + 1, sizeof(*activity->steps));
    memmove(&activity->steps[at + 1], &activity->steps[at], (activity->step_count - at) * sizeof(*activity->steps));
    activity->step_count++;
    activity->steps[at] = (struct activity_step){ .step = { .id = id } };
    return &activity->steps[at];
}

static void forget_step(struct activity *activity, int64_t id)
{
    const size_t at = place_of_step(activity, id);
    step_free(&activity->steps[at].step);
    activity->step_count--;
    memmove(&activity->steps[at], &activity->steps[at + 1], (activity->step_count - at) * sizeof(*activity->steps));
}

static void forget_change(struct activity *activity, size_t at)
{
    struct change *change = &activity->changes[at];
    struct activity_step *step = step_of(activity, change->step);
    activity->byte_count -= change_size(change);
    if (step->change_count > 1)
        step->change_count--;
    else
        forget_step(activity, change->step);
    change_free(change);
    activity->change_count--;
    memmove(change, change + 1, (activity->change_count - at) * sizeof(*change));
}

static void make_room(struct activity *activity)
{
    size_t at = 0;
    while (at + 1 < activity->change_count &&
           (activity->change_count > ACTIVITY_CHANGES_MAX || activity->byte_count > ACTIVITY_BYTES_MAX))
        if (change_states[activity->changes[at].state].is_open)
            at++;
        else
            forget_change(activity, at);
}

void activity_note_change(struct activity *activity, const struct change *change)
{
    const size_t at = place_of_change(activity, change->id);
    if (at < activity->change_count && activity->changes[at].id == change->id) {
        activity->byte_count -= change_size(&activity->changes[at]);
        change_free(&activity->changes[at]);
    } else {
        activity->changes = xgrow(activity->changes, &activity->change_capacity, activity->change_count + 1,
                                  sizeof(*activity->changes));
        memmove(&activity->changes[at + 1], &activity->changes[at],
                (activity->change_count - at) * sizeof(*activity->changes));
        activity->change_count++;
        struct activity_step *step = step_of(activity, change->step);
        step->change_count++;
        if (step->step.made_at_ms == 0)
            step->step.made_at_ms = change->made_at_ms;
    }
    activity->changes[at] = change_copy(change);
    activity->byte_count += change_size(&activity->changes[at]);
    make_room(activity);
}

void activity_note_step(struct activity *activity, const struct step *step)
{
    struct activity_step *known = step_of(activity, step->id);
    step_free(&known->step);
    known->step = step_copy(step);
}

const struct change *activity_change(const struct activity *activity, int64_t id)
{
    const size_t at = place_of_change(activity, id);
    const bool is_known = at < activity->change_count && activity->changes[at].id == id;
    return is_known ? &activity->changes[at] : NULL;
}

const struct activity_step *activity_step(const struct activity *activity, int64_t id)
{
    const size_t at = place_of_step(activity, id);
    const bool is_known = at < activity->step_count && activity->steps[at].step.id == id;
    return is_known ? &activity->steps[at] : NULL;
}

bool activity_is_group(const struct activity *activity, int64_t step)
{
    const struct activity_step *known = activity_step(activity, step);
    return known != NULL && known->change_count > 1;
}

enum change_state activity_step_state(const struct activity *activity, int64_t step)
{
    /* The first of these that any change is in. */
    static const enum change_state order[] = { CHANGE_CONFLICT, CHANGE_ASKING, CHANGE_FAILED, CHANGE_SENDING,
                                               CHANGE_WAITING,  CHANGE_HELD,   CHANGE_DONE,   CHANGE_DROPPED };
    bool is_any[CHANGE_STATE_COUNT] = { false };
    for (size_t i = 0; i < activity->change_count; i++)
        if (activity->changes[i].step == step)
            is_any[activity->changes[i].state] = true;
    for (size_t i = 0; i < ARRAY_LENGTH(order); i++)
        if (is_any[order[i]])
            return order[i];
    return CHANGE_DONE;
}

/* --- Requests and messages ---------------------------------------------------------------------------------------- */

void activity_note_request(struct activity *activity, int64_t number, const struct api_call *call, int64_t wall_ms)
{
    if (activity->request_count == ACTIVITY_REQUESTS_MAX) {
        change_free(&activity->requests[0]);
        activity->request_count--;
        memmove(activity->requests, activity->requests + 1, activity->request_count * sizeof(*activity->requests));
    }
    activity->requests[activity->request_count++] =
        (struct change){ .id = number, .state = CHANGE_SENDING, .call = api_call_copy(call), .made_at_ms = wall_ms };
}

static struct change *find_request(const struct activity *activity, int64_t number)
{
    for (size_t i = activity->request_count; i-- > 0;)
        if (activity->requests[i].id == number)
            return &activity->requests[i];
    return NULL;
}

bool activity_note_outcome(struct activity *activity, int64_t number, const struct activity_outcome *outcome,
                           int64_t wall_ms)
{
    struct change *request = find_request(activity, number);
    if (request == NULL)
        return false;
    request->state = outcome->state;
    request->status = outcome->status;
    request->tries = outcome->tries;
    request->elapsed_ms = outcome->elapsed_ms;
    request->byte_count = outcome->byte_count;
    request->ended_at_ms = change_states[outcome->state].is_open ? 0 : wall_ms;
    free(request->reason);
    request->reason = outcome->reason != NULL ? xstrdup(outcome->reason) : NULL;
    return true;
}

const struct change *activity_request(const struct activity *activity, int64_t number)
{
    return find_request(activity, number);
}

void activity_note_message(struct activity *activity, const char *text, int64_t wall_ms)
{
    if (activity->message_count == ACTIVITY_MESSAGES_MAX) {
        free(activity->messages[0].text);
        activity->message_count--;
        memmove(activity->messages, activity->messages + 1, activity->message_count * sizeof(*activity->messages));
    }
    activity->messages[activity->message_count++] =
        (struct activity_message){ ++activity->last_message, xstrdup(text), wall_ms };
}

const struct activity_message *activity_message(const struct activity *activity, int64_t number)
{
    for (size_t i = activity->message_count; i-- > 0;)
        if (activity->messages[i].number == number)
            return &activity->messages[i];
    return NULL;
}
