#include <annotty/api/change.h>

#include <annotty/api/batch.h>
#include <annotty/base/mem.h>
#include <annotty/json/json.h>

#include <inttypes.h>
#include <stdlib.h>

#define LOCAL "local:"

const struct change_state_row change_states[CHANGE_STATE_COUNT] = {
    [CHANGE_WAITING] = { "waiting", "Kept on this machine; it is sent as soon as it can be.", "↑", "^", true, false },
    [CHANGE_HELD] = { "held", "Sent in a moment; until then it can be taken back for good.", "↑", "^", true, false },
    [CHANGE_SENDING] = { "sending", "On its way to the server.", "…", "~", true, false },
    [CHANGE_DONE] = { "done", "The server has it.", " ", " ", false, false },
    [CHANGE_FAILED] = { "failed", "The server refused it, or what it needs was not made.", "!", "!", true, true },
    [CHANGE_ASKING] = { "asking", "It may have been done or not, and nobody can tell.", "!", "!", true, true },
    [CHANGE_CONFLICT] = { "conflict", "Somebody else has changed it meanwhile.", "!", "!", true, true },
    [CHANGE_DROPPED] = { "dropped", "Taken back before it was sent, or given up.", " ", " ", false, false },
};

const char *const step_kind_names[STEP_KIND_COUNT] = { [STEP_DO] = "do", [STEP_UNDO] = "undo", [STEP_REDO] = "redo" };

static char *copy_or_null(const char *text)
{
    return text != NULL ? xstrdup(text) : NULL;
}

void change_free(struct change *change)
{
    if (change->call.operation != NULL)
        api_call_free(&change->call);
    free(change->lane);
    free(change->before);
    free(change->answer);
    free(change->reason);
    *change = (struct change){ 0 };
}

struct change change_copy(const struct change *change)
{
    struct change copy = *change;
    copy.call = api_call_copy(&change->call);
    copy.lane = copy_or_null(change->lane);
    copy.before = copy_or_null(change->before);
    copy.answer = copy_or_null(change->answer);
    copy.reason = copy_or_null(change->reason);
    return copy;
}

void step_free(struct step *step)
{
    free(step->title);
    *step = (struct step){ 0 };
}

struct step step_copy(const struct step *step)
{
    struct step copy = *step;
    copy.title = copy_or_null(step->title);
    return copy;
}

char *change_local_id(int64_t change)
{
    return xasprintf(LOCAL "%" PRId64, change);
}

int64_t change_of_local_id(struct slice text)
{
    long long number = 0;
    const bool is_local = slice_starts_with(text, SLICE(LOCAL)) &&
                          slice_to_int64(slice_from(text, sizeof(LOCAL) - 1), &number) && number > 0;
    return is_local ? number : 0;
}

/* --- Lanes -------------------------------------------------------------------------------------------------------- */

/* The operation deletes whole resources by a list of ids: that list, or NULL. */
static const struct api_field *deleted_ids(const struct api_operation *operation)
{
    const struct api_field *list = api_operation_list(operation, 0);
    const bool deletes = operation->can_vanish && list != NULL && list->type == API_STRINGS;
    return deletes && !operation->resource->flat ? list : NULL;
}

/* One id is one resource's lane; of several each would do, so it waits for everything: "*". */
static char *lane_of_ids(const struct api_call *call, const struct api_field *list)
{
    const char *json = api_call_argument(call, list->name);
    struct json_value ids, id, second;
    size_t at = 0;
    if (json == NULL || !json_check(slice_of(json), &ids, NULL) || !json_next_element(ids, &at, &id) ||
        json_next_element(ids, &at, &second))
        return xstrdup("*");
    struct buf lane = buf_with_limit(BUF_LIMIT_LINE);
    buf_printf(&lane, "%s:", call->operation->resource->noun);
    json_append_string(&lane, id);
    return buf_take(&lane);
}

char *change_lane(const struct api_call *call)
{
    const struct api_field *list = deleted_ids(call->operation);
    if (list != NULL)
        return lane_of_ids(call, list);
    char *name = api_operation_subject(call->operation);
    if (name == NULL)
        return xstrdup("");
    /* "queue_id" is a queue's. */
    const char *id = api_call_subject(call);
    char *lane = xasprintf("%.*s:%s", (int)(strlen(name) - strlen("_id")), name, id != NULL ? id : "");
    free(name);
    return lane;
}
