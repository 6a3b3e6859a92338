/* Actions where text is typed, a choice is made or a question is answered. */
#include "workbench_private.h"

#include <annotty/base/mem.h>

#include <stdlib.h>

ACT(command)
{
    (void)argument;
    line_clear(&workbench->line);
    workbench->history_at = workbench->history_count;
    workbench_replace(&workbench->message, NULL);
    workbench_open(workbench, PLACE_COMMAND);
    completion_clear(workbench);
}

static void keep_in_history(struct workbench *workbench, const char *line)
{
    if (workbench->history_count > 0 && strcmp(workbench->history[workbench->history_count - 1], line) == 0)
        return;
    if (workbench->history_count == HISTORY_MAX) {
        free(workbench->history[0]);
        memmove(workbench->history, workbench->history + 1, (HISTORY_MAX - 1) * sizeof(*workbench->history));
        workbench->history_count--;
    }
    workbench->history[workbench->history_count++] = xstrdup(line);
}

static void accept_command(struct workbench *workbench)
{
    char *line = xstrdup(buf_text(&workbench->line.text));
    workbench_close(workbench, PLACE_COMMAND);
    completion_clear(workbench);
    if (*line != '\0')
        keep_in_history(workbench, line);
    workbench_command(workbench, line);
    free(line);
}

ACT(accept)
{
    (void)argument;
    if (workbench_place(workbench) == PLACE_COMMAND) {
        accept_command(workbench);
        return;
    }
    if (workbench_place(workbench) == PLACE_SEARCH) {
        workbench_close(workbench, PLACE_SEARCH);
        workbench_take_search(workbench);
        return;
    }
    if (workbench->line.text.length > 0)
        workbench_replace(&workbench->search, buf_text(&workbench->line.text));
    workbench_close(workbench, PLACE_FILTER);
    if (workbench_current(workbench) == &workbench->queues)
        workbench_follow_cursor(workbench, false);
}

ACT(cancel)
{
    (void)argument;
    switch (workbench_place(workbench)) {
    case PLACE_FORM:
        workbench_leave_form(workbench);
        break;
    case PLACE_INTAKE:
        workbench_leave_intake(workbench);
        break;
    case PLACE_FILTER:
        line_set(&workbench->line, slice_of(workbench->filter_before));
        workbench_text_changed(workbench);
        workbench_close(workbench, PLACE_FILTER);
        workbench_select_known(workbench_current(workbench)->list, workbench->filter_cursor);
        break;
    case PLACE_SEARCH:
        workbench_close(workbench, PLACE_SEARCH);
        break;
    default:
        completion_clear(workbench);
        workbench_close(workbench, PLACE_COMMAND);
    }
}

ACT(complete)
{
    (void)argument;
    completion_take(workbench);
}

static void show_history(struct workbench *workbench, size_t at)
{
    workbench->history_at = at;
    line_set(&workbench->line, slice_of(at < workbench->history_count ? workbench->history[at] : ""));
    completion_clear(workbench);
}

ACT(earlier)
{
    (void)argument;
    if (workbench->history_at > 0)
        show_history(workbench, workbench->history_at - 1);
}

ACT(later)
{
    (void)argument;
    if (workbench->history_at < workbench->history_count)
        show_history(workbench, workbench->history_at + 1);
}

/* --- Forms -------------------------------------------------------------------------------------------------------- */

static void leave_field(struct workbench *workbench)
{
    form_check_field(workbench->form, workbench->form->focus);
}

ACT(next_field)
{
    (void)argument;
    leave_field(workbench);
    if (!form_next(workbench->form))
        workbench->form->focus = 0;
}

ACT(previous_field)
{
    (void)argument;
    leave_field(workbench);
    if (!form_previous(workbench->form))
        workbench->form->focus = workbench->form->count - 1;
}

/* Enter goes on to the next field and, from the last one, sends. */
ACT(enter_field)
{
    struct form *form = workbench->form;
    if (!form_check_field(form, form->focus))
        return;
    if (form->focus + 1 < form->count)
        act_next_field(workbench, argument);
    else
        workbench_send_form(workbench);
}

ACT(line_break)
{
    (void)argument;
    struct line *line = workbench_typed_line(workbench);
    if (line != NULL && line->many && line_insert(line, SLICE("\n")))
        workbench_text_changed(workbench);
}

/* "@FILE" alone is read in; then the person sees what was found before anything is sent. */
static bool load_file(struct workbench *workbench)
{
    const struct slice typed = slice_trim(buf_slice(&workbench->intake_line.text));
    if (typed.length < 2 || typed.at[0] != '@' || memchr(typed.at, '\n', typed.length) != NULL)
        return false;
    char *path = xstrndup(typed.at + 1, typed.length - 1);
    workbench_say(workbench, MESSAGE_NEWS, "reading %s", path);
    workbench->file_errand = workbench_send(workbench, (struct errand){ .kind = ERRAND_LOAD_FILE, .text = path });
    return true;
}

ACT(save)
{
    (void)argument;
    if (workbench_place(workbench) == PLACE_FORM)
        workbench_send_form(workbench);
    else if (!load_file(workbench))
        workbench_add_interactions(workbench);
}

/* Where the cursor is in an empty line at the end, Enter says that there are no more ids. */
ACT(enter_line)
{
    const struct slice typed = buf_slice(&workbench->intake_line.text);
    const bool at_end = workbench->intake_line.cursor == typed.length;
    const bool empty_line = typed.length > 0 && typed.at[typed.length - 1] == '\n';
    if (typed.length == 0)
        workbench_say(workbench, MESSAGE_NEWS, "type or paste ids, one a line, or @FILE; Esc leaves");
    else if (typed.at[0] == '@' || (at_end && empty_line))
        act_save(workbench, argument);
    else
        act_line_break(workbench, argument);
}

/* --- Questions and menus ------------------------------------------------------------------------------------------ */

ACT(yes)
{
    (void)argument;
    if (workbench->question.is_cut) {
        workbench_say(workbench, MESSAGE_WARNING, "the window is too small to show the question: enlarge it, or n");
        return;
    }
    workbench_close(workbench, PLACE_CONFIRM);
    workbench->question.yes(workbench);
}

ACT(no)
{
    (void)argument;
    workbench_close(workbench, PLACE_CONFIRM);
    workbench_say(workbench, MESSAGE_NEWS, "nothing was done");
}

/* `argument` is the letter that was pressed; NULL: Enter on the choice under the cursor. */
ACT(pick)
{
    size_t at = workbench->choice_at;
    if (argument != NULL)
        for (at = 0; at < workbench->choice_count; at++)
            if (argument[0] == workbench->choices[at].letter && argument[1] == '\0')
                break;
    if (at >= workbench->choice_count) {
        if (argument != NULL)
            workbench_say_no_key(workbench, argument);
        return;
    }
    workbench_close(workbench, PLACE_MENU);
    workbench_command(workbench, workbench->choices[at].command);
}
