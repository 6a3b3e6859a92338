/* Actions that change something: queues, projects, interactions; and the settings of the screen. */
#include "workbench_private.h"

#include <annotty/base/mem.h>

#include <stdlib.h>

/* The project that a new queue belongs to: the chosen one, else that of the queue under the cursor, else the only one.
 * For the caller to free; NULL: the person has to choose. */
static char *project_for_queue(struct workbench *workbench)
{
    if (workbench->project_id != NULL)
        return xstrdup(workbench->project_id);
    const struct rows *rows = list_rows(workbench->queues.list);
    const uint32_t row = list_cursor_row(workbench->queues.list);
    const int field = api_field_index(rows_resource(rows), SLICE("project_id"));
    const struct slice id = row != ROW_NONE && field >= 0 ? rows_cell(rows, row, field) : SLICE("");
    if (id.length > 0)
        return xstrndup(id.at, id.length);
    return list_total(workbench->projects.list) == 1 ? workbench_cursor_id(&workbench->projects) : NULL;
}

static void create_queue(struct workbench *workbench)
{
    char *project = project_for_queue(workbench);
    if (project == NULL) {
        act_project(workbench, NULL);
        workbench_say(workbench, MESSAGE_NEWS, "a queue belongs to a project: choose one (c makes one), then c again");
        return;
    }
    struct api_call call = api_call_new(API_CREATE_QUEUE);
    struct error error;
    if (api_call_member(&call, "project_id", slice_of(project), &error)) {
        workbench_open_form(workbench, call, project, NULL, ROW_NONE);
    } else {
        workbench_say_error(workbench, "a queue can't be created", &error);
        api_call_free(&call);
    }
    free(project);
}

ACT(create)
{
    (void)argument;
    if (workbench_place(workbench) == PLACE_PROJECTS)
        workbench_open_form(workbench, api_call_new(API_CREATE_PROJECT), NULL, NULL, ROW_NONE);
    else
        create_queue(workbench);
}

ACT(edit)
{
    (void)argument;
    const bool project = workbench_place(workbench) == PLACE_PROJECTS;
    struct listing *listing = project ? &workbench->projects : &workbench->queues;
    char *id = workbench_cursor_id(listing);
    if (id == NULL) {
        workbench_say(workbench, MESSAGE_NEWS, "there is nothing to change yet: c creates");
        return;
    }
    struct api_call call = api_call_new(project ? API_UPDATE_PROJECT : API_UPDATE_QUEUE);
    api_call_parameter(&call, project ? "project_id" : "queue_id", slice_of(id));
    workbench_open_form(workbench, call, id, list_rows(listing->list), list_cursor_row(listing->list));
    free(id);
}

ACT(remove)
{
    (void)argument;
    if (workbench->focus == PANE_QUEUES)
        workbench_delete_queue(workbench);
    else
        workbench_remove_interactions(workbench);
}

ACT(add)
{
    workbench_follow_cursor(workbench, true);
    if (workbench->queue_id == NULL) {
        workbench_say(workbench, MESSAGE_NEWS, "there is no queue to add to: c creates one");
        return;
    }
    workbench_open_intake(workbench, workbench->queue_id);
    if (argument != NULL)
        workbench_append_ids(workbench, slice_of(argument));
}

/* --- Copying ------------------------------------------------------------------------------------------------------ */

static const struct {
    const char *name, *text;
} copies[] = { { "id", "Id" },
               { "content", "Content id" },
               { "name", "Name" },
               { "json", "JSON" },
               { "part", "Part of the trace" },
               { "trace", "Trace as text" },
               { "spans", "Spans as JSON" } };

static bool copy_text(struct workbench *workbench, const struct rows *rows, uint32_t row, const char *what,
                      struct buf *out)
{
    if (workbench_write_trace(workbench, what, out))
        return true;
    if (strcmp(what, "json") == 0)
        return rows_write_json(rows, row, out);
    if (strcmp(what, "id") == 0)
        return buf_append_slice(out, rows_id(rows, row));
    const int field =
        api_field_index(rows_resource(rows), slice_of(strcmp(what, "content") == 0 ? "content_id" : what));
    return field >= 0 && buf_append_slice(out, rows_cell(rows, row, field));
}

static void open_copy_menu(struct workbench *workbench, const struct rows *rows, uint32_t row)
{
    workbench_open_menu(workbench, "Copy");
    for (size_t i = 0; i < ARRAY_LENGTH(copies); i++) {
        struct buf text = buf_with_limit(BUF_LIMIT_ANSWER);
        char *command = xasprintf("copy %s", copies[i].name);
        if (copy_text(workbench, rows, row, copies[i].name, &text))
            workbench_add_choice(workbench, copies[i].text, command);
        free(command);
        buf_free(&text);
    }
}

ACT(copy)
{
    const struct rows *rows = NULL;
    const uint32_t row = workbench_pointed(workbench, &rows);
    struct buf text = buf_with_limit(BUF_LIMIT_ANSWER);
    if (row == ROW_NONE)
        workbench_say(workbench, MESSAGE_NEWS, "there is nothing to copy");
    else if (argument == NULL)
        open_copy_menu(workbench, rows, row);
    else if (!copy_text(workbench, rows, row, argument, &text))
        workbench_say(workbench, MESSAGE_BAD, "\"%s\" can't be copied here", argument);
    else
        workbench_send(workbench, (struct errand){ .kind = ERRAND_COPY, .text = buf_take(&text) });
    buf_free(&text);
}

/* --- The screen --------------------------------------------------------------------------------------------------- */

const char *const layout_names[] = { "auto", "panes", "stacked", "single", NULL };

static void choose_setting(struct workbench *workbench, const char *title, const char *name, const char *const *values,
                           const char *value)
{
    if (value != NULL) {
        workbench_send(workbench, (struct errand){ .kind = ERRAND_SET, .text = xasprintf("%s %s", name, value) });
        return;
    }
    workbench_open_menu(workbench, title);
    for (; values != NULL && *values != NULL; values++) {
        char *command = xasprintf("%s %s", name, *values);
        workbench_add_choice(workbench, *values, command);
        free(command);
    }
}

ACT(theme)
{
    choose_setting(workbench, "Theme", "theme", workbench->theme_names, argument);
}

ACT(layout)
{
    choose_setting(workbench, "Layout", "layout", layout_names, argument);
}

ACT(set)
{
    if (argument == NULL)
        workbench_say(workbench, MESSAGE_NEWS, "say what to set: set NAME VALUE");
    else
        workbench_send_text(workbench, ERRAND_SET, argument);
}
