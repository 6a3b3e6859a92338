/* Drafts on the disk: what is being typed is kept a moment after the last key, and what was kept comes back with the
 * next start. A draft is a JSON object: the operation, what it is about, and ids or a form's fields. */
#include "workbench_private.h"

#include <annotty/api/call_text.h>
#include <annotty/base/mem.h>

#include <stdlib.h>

enum { REST_MS = 300 }; /* after the last key */

static char *name_of(const struct api_operation *operation, const char *about)
{
    return xasprintf("%s %s", operation->name, about != NULL ? about : "");
}

/* --- Writing ------------------------------------------------------------------------------------------------------ */

static void write_member(struct buf *out, const char *name, struct slice text)
{
    buf_append_char(out, ',');
    json_write_string(out, slice_of(name));
    buf_append_char(out, ':');
    json_write_string(out, text);
}

static void write_head(struct buf *out, const struct api_operation *operation, const char *about)
{
    buf_append_text(out, "{\"operation\":");
    json_write_string(out, slice_of(operation->name));
    if (about != NULL)
        write_member(out, "about", slice_of(about));
}

/* What stands in the fields, and what stood there before anything was typed. */
static void write_fields(struct buf *out, const char *name, const struct form *form, bool typed)
{
    buf_printf(out, ",\"%s\":{", name);
    for (size_t i = 0; i < form->count; i++) {
        const struct form_field *field = &form->fields[i];
        buf_append_text(out, i > 0 ? "," : "");
        json_write_string(out, slice_of(field->row->name));
        buf_append_char(out, ':');
        json_write_string(out, typed ? buf_slice(&field->line.text) : slice_of(field->original));
    }
    buf_append_char(out, '}');
}

/* Takes the text. */
static void send_draft(struct workbench *workbench, const struct api_operation *operation, const char *about,
                       char *text)
{
    workbench->draft_due_ms = 0;
    workbench_send(workbench,
                   (struct errand){ .kind = ERRAND_KEEP_DRAFT, .name = name_of(operation, about), .text = text });
}

void workbench_store_form(struct workbench *workbench, const struct form *form, const char *about)
{
    struct buf text = buf_with_limit(BUF_LIMIT_BODY * 2);
    write_head(&text, form->call.operation, about);
    buf_append_text(&text, ",\"call\":");
    api_call_write(&form->call, &text);
    write_fields(&text, "was", form, false);
    write_fields(&text, "fields", form, true);
    buf_append_char(&text, '}');
    send_draft(workbench, form->call.operation, about, buf_take(&text));
}

void workbench_store_ids(struct workbench *workbench, const char *queue_id, const char *ids)
{
    const struct api_operation *operation = &api_operations[API_ADD_INTERACTIONS];
    struct buf text = buf_with_limit(BUF_LIMIT_BODY * 2);
    write_head(&text, operation, queue_id);
    write_member(&text, "ids", slice_of(ids));
    buf_append_char(&text, '}');
    send_draft(workbench, operation, queue_id, buf_take(&text));
}

void workbench_forget_draft(struct workbench *workbench, enum api_operation_id operation, const char *about)
{
    workbench_drop_draft(workbench, operation, about);
    send_draft(workbench, &api_operations[operation], about, xstrdup(""));
}

static bool is_typed_in(const struct workbench *workbench, enum api_operation_id operation, const char *about)
{
    if (workbench_has_overlay(workbench, PLACE_INTAKE) && operation == API_ADD_INTERACTIONS)
        return slice_equal(slice_of(about), slice_of(workbench->intake_queue_id));
    return workbench->form != NULL && workbench->form->call.operation->id == operation &&
           slice_equal(slice_of(about), slice_of(workbench->form_about));
}

static bool is_draft(const struct workbench *workbench, enum api_operation_id operation, const char *about)
{
    for (size_t i = 0; i < workbench->draft_count; i++)
        if (workbench->drafts[i].operation == operation &&
            slice_equal(slice_of(workbench->drafts[i].about), slice_of(about)))
            return true;
    return false;
}

void workbench_draft_is_kept(struct workbench *workbench, const struct api_operation *operation, const char *about)
{
    if (!is_typed_in(workbench, operation->id, about) && !is_draft(workbench, operation->id, about))
        send_draft(workbench, operation, about, xstrdup(""));
}

void workbench_draft_touched(struct workbench *workbench)
{
    workbench->draft_due_ms = workbench->now_ms + REST_MS;
}

static void store_typed_ids(struct workbench *workbench)
{
    if (workbench->intake_line.text.length > 0)
        workbench_store_ids(workbench, workbench->intake_queue_id, buf_text(&workbench->intake_line.text));
    else
        workbench_forget_draft(workbench, API_ADD_INTERACTIONS, workbench->intake_queue_id);
}

static void store_typed_form(struct workbench *workbench)
{
    if (form_is_changed(workbench->form))
        workbench_store_form(workbench, workbench->form, workbench->form_about);
    else
        workbench_forget_draft(workbench, workbench->form->call.operation->id, workbench->form_about);
}

void workbench_store_typed(struct workbench *workbench)
{
    if (workbench->draft_due_ms == 0)
        return;
    workbench->draft_due_ms = 0;
    if (workbench_has_overlay(workbench, PLACE_INTAKE))
        store_typed_ids(workbench);
    if (workbench_has_overlay(workbench, PLACE_FORM))
        store_typed_form(workbench);
    if (workbench->review != NULL)
        workbench_review_store(workbench);
}

void workbench_store_renamed(struct workbench *workbench, const struct draft *draft, const char *old)
{
    send_draft(workbench, &api_operations[draft->operation], old, xstrdup(""));
    if (draft->form != NULL)
        workbench_store_form(workbench, draft->form, draft->about);
    else
        workbench_store_ids(workbench, draft->about, draft->ids);
}

/* --- Reading ------------------------------------------------------------------------------------------------------ */

static char *plain_text(struct json_value string)
{
    struct buf text = buf_with_limit(BUF_LIMIT_BODY);
    if (string.kind == JSON_STRING)
        json_append_string(&text, string);
    return buf_take(&text);
}

static void read_fields(struct form *form, struct json_value fields,
                        void (*put)(struct form *form, const char *name, struct slice text))
{
    size_t at = 0;
    struct slice key;
    struct json_value member;
    while (fields.kind == JSON_OBJECT && json_next_member(fields, &at, &key, &member)) {
        char *name = xstrndup(key.at, key.length);
        char *text = plain_text(member);
        put(form, name, slice_of(text));
        free(name);
        free(text);
    }
}

static struct form *read_form(const struct api_operation *operation, struct json_value draft)
{
    const struct json_value call_json = json_member(draft, "call");
    struct api_call call;
    if (call_json.kind != JSON_OBJECT || api_operation_body(operation, &(size_t){ 0 }) == NULL ||
        !api_call_read(operation, call_json.raw, &call, NULL))
        return NULL;
    struct form *form = form_new(call);
    read_fields(form, json_member(draft, "was"), form_was);
    read_fields(form, json_member(draft, "fields"), form_set);
    return form;
}

static bool restore(struct workbench *workbench, struct json_value draft)
{
    char *name = plain_text(json_member(draft, "operation"));
    const struct json_value about_json = json_member(draft, "about");
    char *about = about_json.kind == JSON_STRING ? plain_text(about_json) : NULL;
    const struct api_operation *operation = api_operation_named(slice_of(name));
    /* What is typed now is newer. */
    const bool is_wanted = operation != NULL && !is_typed_in(workbench, operation->id, about) &&
                           !is_draft(workbench, operation->id, about);
    const struct json_value ids = json_member(draft, "ids");
    struct form *form = is_wanted && ids.kind != JSON_STRING ? read_form(operation, draft) : NULL;
    const bool is_good = form != NULL || (is_wanted && ids.kind == JSON_STRING);
    if (is_good) {
        struct draft *added = workbench_add_draft(workbench, operation->id, about);
        added->form = form;
        added->ids = form == NULL ? plain_text(ids) : NULL;
    }
    free(name);
    free(about);
    return is_good;
}

void workbench_draft_kept(struct workbench *workbench, const char *text, const struct error *error)
{
    struct json_value draft;
    if (error != NULL)
        workbench_say_error(workbench, "what you type can't be kept on the disk", error);
    if (text == NULL)
        workbench->keeps_drafts = error == NULL;
    else if (!json_check(slice_of(text), &draft, NULL) || draft.kind != JSON_OBJECT ||
             workbench_review_restore(workbench, draft))
        return;
    else if (restore(workbench, draft))
        workbench_say(workbench, MESSAGE_NEWS, "%zu draft%s kept from before: opening the same again brings %s back",
                      workbench->draft_count, workbench->draft_count == 1 ? " is" : "s are",
                      workbench->draft_count == 1 ? "it" : "them");
}
