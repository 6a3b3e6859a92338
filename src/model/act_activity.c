/* Actions of the Activity screen: what is done about changes that are in the journal, and looking at them. */
#include "workbench_private.h"

#include <annotty/api/call_text.h>
#include <annotty/base/mem.h>
#include <annotty/base/text.h>

#include <stdlib.h>

ACT(activity)
{
    (void)argument;
    workbench_show_activity(workbench, ACTIVITY_WORK, 0);
}

ACT(messages)
{
    (void)argument;
    workbench_show_activity(workbench, ACTIVITY_MESSAGES, 0);
}

ACT(other_page)
{
    (void)argument;
    workbench_show_activity(workbench,
                            workbench->activity_page == ACTIVITY_MESSAGES ? ACTIVITY_WORK : ACTIVITY_MESSAGES, 0);
}

static struct logged pointed(const struct workbench *workbench)
{
    return workbench_logged(workbench, list_cursor_row(workbench->log.list));
}

void workbench_open_entry(struct workbench *workbench)
{
    const struct logged logged = pointed(workbench);
    workbench->entry_top = 0;
    if (logged.step != NULL)
        workbench_show_activity(workbench, ACTIVITY_STEP, logged.step->id);
    else if (logged.change != NULL || logged.message != NULL)
        workbench_open(workbench, PLACE_ENTRY);
}

void workbench_show_change(struct workbench *workbench, int64_t number)
{
    const struct change *change = activity_change(workbench->activity, number);
    if (change == NULL)
        return;
    const bool is_group = activity_is_group(workbench->activity, change->step);
    char *id = xasprintf("%lld", (long long)number);
    workbench_show_activity(workbench, is_group ? ACTIVITY_STEP : ACTIVITY_WORK, is_group ? change->step : 0);
    workbench_select_known(workbench->log.list, id);
    workbench_open_entry(workbench);
    free(id);
}

bool workbench_leave_page(struct workbench *workbench)
{
    if (workbench->activity_page != ACTIVITY_STEP)
        return false;
    char *id = xasprintf("s%lld", (long long)workbench->activity_step);
    workbench_show_activity(workbench, ACTIVITY_WORK, 0);
    workbench_select_known(workbench->log.list, id);
    free(id);
    return true;
}

/* --- What is done about changes ----------------------------------------------------------------------------------- */

static void act_on(struct workbench *workbench, enum change_act act, int64_t number)
{
    workbench_send(workbench, (struct errand){ .kind = ERRAND_ACT, .act = act, .about = number });
}

/* Which changes an act makes sense for, and what is said where it made sense for none. */
struct change_act_row {
    enum change_act act;
    unsigned states; /* bits of enum change_state */
    const char *done, *none;
};

#define STATE(state) (1U << (state))

static const struct change_act_row retry_row = {
    CHANGE_ACT_RETRY, STATE(CHANGE_FAILED) | STATE(CHANGE_ASKING) | STATE(CHANGE_CONFLICT), "sent again",
    "only what failed, is asked about or is in conflict can be sent again"
};
static const struct change_act_row drop_row = {
    CHANGE_ACT_DROP,
    STATE(CHANGE_FAILED) | STATE(CHANGE_ASKING) | STATE(CHANGE_CONFLICT) | STATE(CHANGE_HELD) | STATE(CHANGE_WAITING),
    "dropped", "only what has not been sent can be dropped; u in the panes takes back what has"
};
static const struct change_act_row go_row = { CHANGE_ACT_GO, STATE(CHANGE_HELD), "sent now", "nothing is held here" };
static const struct change_act_row applied_row = { CHANGE_ACT_APPLIED, STATE(CHANGE_ASKING), "taken as applied",
                                                   "only of what is asked about it can be said that it was applied" };

static size_t act_on_change(struct workbench *workbench, const struct change_act_row *row, const struct change *change)
{
    if ((row->states & STATE(change->state)) == 0)
        return 0;
    act_on(workbench, row->act, change->id);
    return 1;
}

static size_t act_on_logged(struct workbench *workbench, const struct change_act_row *row, struct logged logged)
{
    const struct activity *activity = workbench->activity;
    size_t count = 0;
    if (logged.kind == CHANGE_ROW_CHANGE && logged.change != NULL)
        return act_on_change(workbench, row, logged.change);
    for (size_t i = 0; logged.step != NULL && i < activity->change_count; i++)
        if (activity->changes[i].step == logged.step->id)
            count += act_on_change(workbench, row, &activity->changes[i]);
    return count;
}

static void act_on_chosen(struct workbench *workbench, const struct change_act_row *row)
{
    size_t chosen_count = 0, count = 0;
    uint32_t *chosen = list_chosen(workbench->log.list, &chosen_count);
    for (size_t i = 0; i < chosen_count; i++)
        count += act_on_logged(workbench, row, workbench_logged(workbench, chosen[i]));
    free(chosen);
    char text[TEXT_COUNT_SIZE];
    if (count == 0)
        workbench_say(workbench, MESSAGE_NEWS, "%s", row->none);
    else
        workbench_say(workbench, MESSAGE_NEWS, "%s change%s %s", text_count(count, text), count == 1 ? "" : "s",
                      row->done);
    list_clear_marks(workbench->log.list);
}

ACT(retry)
{
    (void)argument;
    act_on_chosen(workbench, &retry_row);
}

ACT(go_now)
{
    (void)argument;
    act_on_chosen(workbench, &go_row);
}

ACT(applied)
{
    (void)argument;
    act_on_chosen(workbench, &applied_row);
}

static void drop_now(struct workbench *workbench)
{
    act_on_chosen(workbench, &drop_row);
}

/* Nothing brings back what was dropped, so it is asked first. */
ACT(drop)
{
    (void)argument;
    const struct list *list = workbench->log.list;
    const struct logged logged = pointed(workbench);
    const size_t marked = list_mark_count(list);
    if (marked == 0 && (logged.kind == CHANGE_ROW_REQUEST || logged.kind == CHANGE_ROW_MESSAGE ||
                        (logged.change == NULL && logged.step == NULL)))
        workbench_say(workbench, MESSAGE_NEWS, "%s", drop_row.none);
    else
        workbench_ask(workbench,
                      marked > 0 ? xasprintf("Drop what is not sent of the %zu marked?", marked)
                                 : xasprintf("Drop %s?", logged.step != NULL ? "what is left of this step" : "this"),
                      xstrdup("It is never sent, and what was to be changed stays as it is on the server."), drop_now);
}

ACT(pause)
{
    (void)argument;
    const struct logged logged = pointed(workbench);
    const bool is_change = logged.kind == CHANGE_ROW_CHANGE && logged.change != NULL;
    const struct activity_step *step = is_change ? activity_step(workbench->activity, logged.change->step) : NULL;
    const struct step *paused = step != NULL ? &step->step : logged.step;
    if (paused == NULL) {
        workbench_say(workbench, MESSAGE_NEWS, "only the sending of changes can be paused");
        return;
    }
    act_on(workbench, paused->paused ? CHANGE_ACT_RESUME : CHANGE_ACT_PAUSE, paused->id);
    workbench_say(workbench, MESSAGE_NEWS, paused->paused ? "going on" : "paused: p goes on");
}

/* --- Editing ------------------------------------------------------------------------------------------------------ */

static const struct api_field *body_field(const struct api_call *call, const char *name)
{
    size_t count = 0;
    const struct api_field *fields = api_operation_body(call->operation, &count);
    return fields != NULL ? api_field_named(fields, count, slice_of(name)) : NULL;
}

/* What the form doesn't ask for is in its call from the beginning. */
static struct api_call call_for_form(const struct api_call *call)
{
    struct api_call base = api_call_new(call->operation->id);
    for (size_t i = 0; i < call->count; i++) {
        const struct api_argument *argument = &call->arguments[i];
        const struct api_field *field = body_field(call, argument->name);
        if (field == NULL)
            api_call_parameter(&base, argument->name, slice_of(argument->text));
        else if ((field->flags & (API_REFERENCE | API_UNASKED)) != 0)
            api_call_member_json(&base, argument->name, slice_of(argument->text));
    }
    return base;
}

static void set_typed(struct form *form, const struct api_argument *argument)
{
    struct json_value value;
    struct buf text = buf_with_limit(BUF_LIMIT_BODY);
    if (json_check(slice_of(argument->text), &value, NULL) && value.kind == JSON_STRING)
        json_append_string(&text, value);
    else
        buf_append_text(&text, argument->text);
    form_set(form, argument->name, buf_slice(&text));
    buf_free(&text);
}

/* The id by which drafts and forms know what a call is about; NULL: nothing. */
static char *about_form(const struct api_call *call)
{
    static const char *const names[] = { "queue_id", "project_id" };
    for (size_t i = 0; i < ARRAY_LENGTH(names); i++) {
        const char *text = api_call_argument(call, names[i]);
        struct json_value value;
        if (text == NULL)
            continue;
        if (!json_check(slice_of(text), &value, NULL) || value.kind != JSON_STRING)
            return xstrdup(text);
        struct buf id = buf_with_limit(BUF_LIMIT_LINE);
        json_append_string(&id, value);
        return buf_take(&id);
    }
    return NULL;
}

/* What the form's fields are compared with is the server's version, without the change itself. */
static void fill_from(const struct workbench *workbench, const struct change *change, const char *id)
{
    const struct api_resource *resource = change->call.operation->resource;
    const char *json = change->state == CHANGE_CONFLICT && change->answer != NULL
                           ? change->answer
                           : pending_base(workbench->pending, resource, slice_of(id));
    struct json_value object;
    struct api_record record;
    if (json == NULL || !json_check(slice_of(json), &object, NULL) || !api_decode(resource, object, &record, NULL))
        return;
    struct rows *rows = rows_new(resource);
    form_fill(workbench->form, rows, rows_put(rows, &record, NULL));
    rows_free(&rows);
}

static void open_form(struct workbench *workbench, const struct change *change)
{
    const struct api_call *call = &change->call;
    const struct listing *listing =
        call->operation->resource->id == API_PROJECT ? &workbench->projects : &workbench->queues;
    char *id = about_form(call);
    const uint32_t row = call->operation->body_use == API_IN_UPDATE && id != NULL
                             ? rows_find(list_rows(listing->list), slice_of(id))
                             : ROW_NONE;
    const int64_t number = change->id;
    struct api_call wanted = api_call_copy(call);
    workbench_open_form(workbench, call_for_form(call), id, row != ROW_NONE ? list_rows(listing->list) : NULL, row);
    if (row != ROW_NONE)
        fill_from(workbench, activity_change(workbench->activity, number), id);
    for (size_t i = 0; workbench->form != NULL && i < wanted.count; i++)
        set_typed(workbench->form, &wanted.arguments[i]);
    workbench->form_change = number;
    api_call_free(&wanted);
    free(id);
}

static void append_item(struct json_value item, struct buf *lines)
{
    struct buf type = buf_with_limit(BUF_LIMIT_LINE);
    json_append_string(&type, json_member(item, "type"));
    buf_printf(lines, "%s%.*s:", lines->length > 0 ? "\n" : "", SLICE_ARGS(buf_slice(&type)));
    json_append_string(lines, json_member(item, "content_id"));
    buf_free(&type);
}

static void open_ids(struct workbench *workbench, const struct change *change)
{
    const char *json = api_call_argument(&change->call, "interactions");
    struct json_value items, item;
    size_t at = 0;
    struct buf lines = buf_with_limit(BUF_LIMIT_BODY);
    if (json != NULL && json_check(slice_of(json), &items, NULL))
        while (json_next_element(items, &at, &item))
            append_item(item, &lines);
    const int64_t number = change->id;
    workbench_open_intake(workbench, api_call_argument(&change->call, "queue_id"));
    line_set(&workbench->intake_line, buf_slice(&lines));
    workbench_read_intake(workbench);
    workbench->form_change = number;
    buf_free(&lines);
}

static void edit(struct workbench *workbench, const struct change *change)
{
    if (change == NULL || (drop_row.states & STATE(change->state)) == 0)
        workbench_say(workbench, MESSAGE_NEWS, "only a change that has not been sent can be edited");
    else if (change->call.operation->id == API_ADD_INTERACTIONS)
        open_ids(workbench, change);
    else if (change->call.operation->answer == API_SHAPE_ONE &&
             (change->call.operation->resource->id == API_QUEUE || change->call.operation->resource->id == API_PROJECT))
        open_form(workbench, change);
    else
        workbench_say(workbench, MESSAGE_NEWS, "there is no form for this: r sends it again, d drops it");
}

void workbench_edit_change(struct workbench *workbench, int64_t change)
{
    edit(workbench, activity_change(workbench->activity, change));
}

ACT(edit_change)
{
    (void)argument;
    const struct logged logged = pointed(workbench);
    edit(workbench, logged.kind == CHANGE_ROW_CHANGE ? logged.change : NULL);
}

/* --- Copying ------------------------------------------------------------------------------------------------------ */

static bool copy_curl(const struct workbench *workbench, struct logged logged, struct buf *out)
{
    if (logged.change == NULL || workbench->base == NULL ||
        !api_call_curl(&logged.change->call, workbench->base, workbench->has_keys, out))
        return false;
    /* Pasted into a shell it waits to be looked at. */
    while (out->length > 0 && out->data[out->length - 1] == '\n')
        out->data[--out->length] = '\0';
    return true;
}

static bool copy_body(const struct workbench *workbench, struct logged logged, struct buf *out)
{
    (void)workbench;
    return logged.change != NULL && logged.change->call.operation->request_type != NULL &&
           api_call_body(&logged.change->call, out);
}

static bool copy_answer(const struct workbench *workbench, struct logged logged, struct buf *out)
{
    (void)workbench;
    return logged.change != NULL && logged.change->answer != NULL && buf_append_text(out, logged.change->answer);
}

static bool copy_error(const struct workbench *workbench, struct logged logged, struct buf *out)
{
    (void)workbench;
    const char *text = logged.change != NULL ? logged.change->reason : NULL;
    return text != NULL && buf_append_text(out, text);
}

static bool copy_message(const struct workbench *workbench, struct logged logged, struct buf *out)
{
    (void)workbench;
    return logged.message != NULL && buf_append_text(out, logged.message->text);
}

static const struct {
    const char *name, *text;
    bool (*write)(const struct workbench *workbench, struct logged logged, struct buf *out);
} copies[] = { { "curl", "curl command", copy_curl },
               { "body", "Body as JSON", copy_body },
               { "answer", "Answer", copy_answer },
               { "error", "Error", copy_error },
               { "message", "Message", copy_message } };

static void open_copy_menu(struct workbench *workbench, struct logged logged)
{
    workbench_open_menu(workbench, "Copy");
    for (size_t i = 0; i < ARRAY_LENGTH(copies); i++) {
        struct buf text = buf_with_limit(BUF_LIMIT_ANSWER);
        char *command = xasprintf("copy-entry %s", copies[i].name);
        if (copies[i].write(workbench, logged, &text))
            workbench_add_choice(workbench, copies[i].text, command);
        free(command);
        buf_free(&text);
    }
    if (workbench->choice_count > 0)
        return;
    workbench_close(workbench, PLACE_MENU);
    workbench_say(workbench, MESSAGE_NEWS, "there is nothing to copy of this");
}

ACT(copy_entry)
{
    const struct logged logged = pointed(workbench);
    if (argument == NULL) {
        open_copy_menu(workbench, logged);
        return;
    }
    struct buf text = buf_with_limit(BUF_LIMIT_ANSWER);
    bool is_copied = false;
    for (size_t i = 0; i < ARRAY_LENGTH(copies); i++)
        if (strcmp(copies[i].name, argument) == 0)
            is_copied = copies[i].write(workbench, logged, &text);
    if (is_copied)
        workbench_send(workbench, (struct errand){ .kind = ERRAND_COPY, .text = buf_take(&text) });
    else
        workbench_say(workbench, MESSAGE_BAD, "\"%s\" can't be copied here", argument);
    buf_free(&text);
}
