/* The actions, a row each: name, keys, where the keys work, help. The footer, the help, the command line with its
 * completion and the README's table are made from these rows. Where two rows have the same key, their places differ. */
#include "workbench_private.h"

#include <annotty/base/mem.h>

#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>

#define QUEUES       PLACE_QUEUES
#define INTERACTIONS PLACE_INTERACTIONS
#define DETAIL       PLACE_DETAIL
#define PROJECTS     PLACE_PROJECTS
#define LISTS        PLACE_LISTS
#define PANES        PLACE_PANES
#define ACTIVITY     PLACE_ACTIVITY
#define ENTRIES      (PLACE_ACTIVITY | PLACE_ENTRY)
#define REVIEW       PLACE_REVIEW
#define REVIEW_TEXT  PLACE_REVIEW_TEXT
#define READING      (PLACE_DETAIL | PLACE_REVIEW)
#define MOVING       (PLACE_PANES | PLACE_PROJECTS | PLACE_HELP | PLACE_CONFLICT | PLACE_REVIEW | ENTRIES)

const struct action actions[] = {
    /* What the footer shows, in its order. */
    { "commit", "enter", REVIEW, "done, next", "Keep the labels and go on to the next interaction that waits.",
      ARGUMENT_NONE, act_commit },
    { "next-label", "tab", REVIEW, "next label", "Go to the next label.", ARGUMENT_NONE, act_next_label },
    { "write", "c", REVIEW, "write", "Write the text, or the reason for the value.", ARGUMENT_NONE, act_write },
    { "skip", "s", REVIEW, "skip", "Go on; the interaction isn't offered again.", ARGUMENT_TEXT, act_skip },
    { "later", "w", REVIEW, "later", "Go on; the interaction is offered again at the end.", ARGUMENT_TEXT,
      act_put_off },
    { "flag", "!", REVIEW, "flag", "Flag the interaction, or take the flag away; flag REASON says why.", ARGUMENT_TEXT,
      act_flag },
    { "next-item", "n right", REVIEW, "next", "Go to the next interaction; what is begun is kept as a draft.",
      ARGUMENT_NONE, act_next_item },
    { "previous-item", "b left", REVIEW, "back", "Go to the interaction before.", ARGUMENT_NONE, act_previous_item },
    { "open", "enter", PANES | PROJECTS | ACTIVITY, "open", "Go into what is under the cursor.", ARGUMENT_NONE,
      act_open },
    { "review", "R", PANES, "review", "Review the interactions of the queue, from the one under the cursor on.",
      ARGUMENT_NONE, act_review },
    { "create", "c", PANES | PROJECTS, "create", "Create a queue; in the list of projects, a project.", ARGUMENT_NONE,
      act_create },
    { "edit", "e", QUEUES | INTERACTIONS | PROJECTS, "edit", "Change the queue, or the project, under the cursor.",
      ARGUMENT_NONE, act_edit },
    { "add", "a", PANES, "add", "Add interactions to the queue: typed or pasted ids, or @FILE.", ARGUMENT_TEXT,
      act_add },
    { "delete", "d", QUEUES, "delete", "Delete the queue under the cursor.", ARGUMENT_NONE, act_remove },
    { "remove", "d", INTERACTIONS | DETAIL, "remove", "Remove the marked interactions, or the one under the cursor.",
      ARGUMENT_NONE, act_remove },
    { "retry", "r", ENTRIES, "retry",
      "In the activity: send again what failed, or what nobody can tell the outcome of.", ARGUMENT_NONE, act_retry },
    { "edit-change", "e", ENTRIES, "edit", "In the activity: open the form with what was to be sent.", ARGUMENT_NONE,
      act_edit_change },
    { "drop", "d", ENTRIES, "drop", "In the activity: never send the change, or what is left of the step.",
      ARGUMENT_NONE, act_drop },
    { "copy-entry", "y", ENTRIES, "copy",
      "In the activity: copy the request as curl, its body, its answer or its error.", ARGUMENT_TEXT, act_copy_entry },
    { "applied", "a", ENTRIES, NULL, "In the activity: say that a change whose outcome is unknown was applied.",
      ARGUMENT_NONE, act_applied },
    { "other-page", "tab", ACTIVITY, "messages",
      "In the activity: go from changes and requests to the messages, or back.", ARGUMENT_NONE, act_other_page },
    { "undo", "u", PANES | PROJECTS | REVIEW, "undo", "Take back the last thing done, also when it was sent.",
      ARGUMENT_NONE, act_undo },
    { "redo", "ctrl-r", PANES | PROJECTS | REVIEW, NULL, "Do again what was taken back.", ARGUMENT_NONE, act_redo },
    { "resolve", "!", PANES, NULL, "Show what can be done about a change that failed or waits.", ARGUMENT_NONE,
      act_resolve },
    { "mark", "space", LISTS & ~PROJECTS, "mark", "Mark the row, or take its mark away.", ARGUMENT_NONE, act_mark },
    { "fold", "t", READING, "fold", "Fold or unfold the part of the trace that is marked.", ARGUMENT_NONE, act_fold },
    { "find", "/", READING, "find", "Find text in the trace.", ARGUMENT_TEXT, act_find },
    { "filter", "/", LISTS, "filter", "Show only what matches, as you type.", ARGUMENT_TEXT, act_filter },
    { "project", "p", PANES, "project", "Choose the project, or all of them; create and rename projects.",
      ARGUMENT_PROJECT, act_project },
    { "all-projects", "*", PROJECTS, "all projects", "Show the queues of all projects.", ARGUMENT_NONE,
      act_all_projects },
    { "json", "=", INTERACTIONS | DETAIL | QUEUES | REVIEW, "JSON", "Show the raw JSON, or the readable form again.",
      ARGUMENT_NONE, act_raw },
    { "sort", "s", LISTS, "sort", "Choose the column to sort by; the same again turns the order round.",
      ARGUMENT_COLUMN, act_sort },
    { "now", "i", ENTRIES, "now", "In the activity: send at once what is held for a while.", ARGUMENT_NONE,
      act_go_now },
    { "pause-entry", "p", ENTRIES, "pause", "In the activity: pause the sending of the step, or go on with it.",
      ARGUMENT_NONE, act_pause },
    { "help", "? f1", PANES | PROJECTS | ENTRIES | REVIEW, "help", "Show all keys and commands.", ARGUMENT_NONE,
      act_help },
    { "leave", "q", PANES | PROJECTS | ENTRIES | REVIEW | PLACE_HELP | PLACE_MENU | PLACE_CONFLICT, "back",
      "Back; in the first pane, quit.", ARGUMENT_NONE, act_leave },

    /* Moving. */
    { "down", "j down wheel-down", MOVING, NULL, "Move down.", ARGUMENT_NONE, act_down },
    { "up", "k up wheel-up", MOVING, NULL, "Move up.", ARGUMENT_NONE, act_up },
    { "first", "g home", MOVING, NULL, "Go to the first row.", ARGUMENT_NONE, act_first },
    { "last", "G end", MOVING, NULL, "Go to the last row.", ARGUMENT_NONE, act_last },
    { "half-down", "ctrl-d", MOVING, NULL, "Move half a page down.", ARGUMENT_NONE, act_half_down },
    { "half-up", "ctrl-u", MOVING, NULL, "Move half a page up.", ARGUMENT_NONE, act_half_up },
    { "page-down", "page-down ctrl-f", MOVING, NULL, "Move a page down.", ARGUMENT_NONE, act_page_down },
    { "page-up", "page-up ctrl-b", MOVING, NULL, "Move a page up.", ARGUMENT_NONE, act_page_up },
    { "left", "h left", PANES, NULL, "Go to the pane on the left.", ARGUMENT_NONE, act_left },
    { "right", "l right", PANES, NULL, "Go to the pane on the right.", ARGUMENT_NONE, act_right },
    { "next-pane", "tab", PANES, NULL, "Go to the next pane.", ARGUMENT_NONE, act_next_pane },
    { "previous-pane", "shift-tab", PANES, NULL, "Go to the pane before.", ARGUMENT_NONE, act_previous_pane },
    { "back", "escape", PANES | PROJECTS | ENTRIES | REVIEW | PLACE_HELP | PLACE_MENU | PLACE_CONFLICT, NULL,
      "Back: end the range, the filter, the JSON, the zoom, then leave the pane.", ARGUMENT_NONE, act_back },
    { "queue", "", PANES, NULL, "Go to a queue by its name, or a part of it.", ARGUMENT_QUEUE, act_queue },

    /* Lists. */
    { "mark-range", "V", LISTS & ~PROJECTS, NULL, "Begin a range of marks, then end it.", ARGUMENT_NONE,
      act_mark_range },
    { "mark-all", "*", LISTS & ~PROJECTS, NULL, "Mark everything that the filter shows.", ARGUMENT_NONE, act_mark_all },
    { "clear-marks", "-", LISTS & ~PROJECTS, NULL, "Clear all marks.", ARGUMENT_NONE, act_clear_marks },
    { "next-match", "n", LISTS, NULL, "Go to the next row that the last filter matches.", ARGUMENT_NONE,
      act_next_match },
    { "previous-match", "N", LISTS, NULL, "Go to the row before that the last filter matches.", ARGUMENT_NONE,
      act_previous_match },
    { "refresh", "r", PANES | PROJECTS, NULL, "Read everything shown from the server anew.", ARGUMENT_NONE,
      act_refresh },
    { "web", "o", PANES | ENTRIES, NULL, "Open the queues in the web app of the hosted service.", ARGUMENT_NONE,
      act_web },
    { "copy", "y", PANES | REVIEW, NULL, "Copy the id, the JSON, or the trace or a part of it to the clipboard.",
      ARGUMENT_TEXT, act_copy },

    /* Traces. */
    { "fold-all", "T", READING, NULL, "Fold everything down to the tree of spans, or unfold it.", ARGUMENT_NONE,
      act_fold_all },
    { "next-part", "]", READING, NULL, "Go to the next part of the trace: a span, a message, a result.", ARGUMENT_NONE,
      act_next_part },
    { "previous-part", "[", READING, NULL, "Go to the part of the trace before.", ARGUMENT_NONE, act_previous_part },
    { "find-next", "n", DETAIL, NULL, "Go to the next place in the trace that has the text.", ARGUMENT_NONE,
      act_find_next },
    { "find-previous", "N", READING, NULL, "Go to the place before that has the text.", ARGUMENT_NONE,
      act_find_previous },
    { "wrap", "w", DETAIL, NULL, "Break long lines, or let them go on to the right.", ARGUMENT_NONE, act_wrap },
    { "wrap-lines", "W", PLACE_REVIEW, NULL, "The same as wrap.", ARGUMENT_NONE, act_wrap },
    { "pan-left", "<", READING, NULL, "Show what is further to the left.", ARGUMENT_NONE, act_pan_left },
    { "pan-right", ">", READING, NULL, "Show what is further to the right.", ARGUMENT_NONE, act_pan_right },
    { "view", "e", READING, NULL, "Open the trace in $PAGER, as text.", ARGUMENT_NONE, act_page },

    { "activity", "L", PANES | PROJECTS | REVIEW, NULL, "Show every change and request with its outcome.",
      ARGUMENT_NONE, act_activity },
    { "log", "", PANES | PROJECTS, NULL, "The same as activity.", ARGUMENT_NONE, act_activity },
    { "messages", "", PANES | PROJECTS | ACTIVITY, NULL, "Show everything that was said on the message line.",
      ARGUMENT_NONE, act_messages },

    { "pause", "", PANES | ENTRIES, NULL, "Pause the large step that is under way, or the one named.", ARGUMENT_TEXT,
      act_pause_task },
    { "resume", "", PANES | ENTRIES, NULL, "Go on with a step that was paused.", ARGUMENT_TEXT, act_resume_task },
    { "cancel", "", PANES | ENTRIES, NULL, "Send no more of a step; u takes back what was sent.", ARGUMENT_TEXT,
      act_cancel_task },

/* The review. */
#define VALUE(number, key)                                                                                             \
    {                                                                                                                  \
        "value-" #number, key, REVIEW, NULL, "Give the label its value number " #number ", or this digit.",            \
            ARGUMENT_NONE, act_value_##number                                                                          \
    }
    VALUE(1, "1"),
    VALUE(2, "2"),
    VALUE(3, "3"),
    VALUE(4, "4"),
    VALUE(5, "5"),
    VALUE(6, "6"),
    VALUE(7, "7"),
    VALUE(8, "8"),
    VALUE(9, "9"),
    VALUE(10, "0"),
#undef VALUE
    { "find-value", "v", REVIEW, NULL, "Find a value by a part of its name, or type a score.", ARGUMENT_NONE,
      act_find_value },
    { "pass", "p", REVIEW, NULL, "Say that it passes; again takes it back.", ARGUMENT_NONE, act_pass },
    { "fail", "f", REVIEW, NULL, "Say that it fails; again takes it back.", ARGUMENT_NONE, act_fail },
    { "step-up", "+", REVIEW, NULL, "Raise the score.", ARGUMENT_NONE, act_step_up },
    { "step-down", "-", REVIEW, NULL, "Lower the score.", ARGUMENT_NONE, act_step_down },
    { "clear-value", "backspace delete", REVIEW, NULL, "Take the label's value away.", ARGUMENT_NONE, act_clear_value },
    { "previous-label", "shift-tab", REVIEW, NULL, "Go to the label before.", ARGUMENT_NONE, act_previous_label },
    { "next-unreviewed", "J", REVIEW, NULL, "Go to the next interaction that waits for an answer.", ARGUMENT_NONE,
      act_next_unreviewed },
    { "only-disagreement", "X", REVIEW, NULL, "Go through those only on which people disagree, or through all.",
      ARGUMENT_NONE, act_only_disagreement },
    { "instructions", "i", REVIEW, NULL, "Show what the queue asks and what each label means.", ARGUMENT_NONE,
      act_instructions },
    { "order", "", PANES | REVIEW, NULL,
      "Set the order of the review: listed, random SEED, unreviewed, least, disagreement.", ARGUMENT_TEXT, act_order },
    { "blind", "", PANES | REVIEW, NULL, "Hide what others say until you have answered, or show it.", ARGUMENT_NONE,
      act_blind },
    { "advance", "", PANES | REVIEW, NULL, "Where there is one label: go on with its value, or with Enter.",
      ARGUMENT_NONE, act_advance },

    /* The screen. */
    { "zoom", "z", PANES, NULL, "Show this pane alone, or all panes again.", ARGUMENT_NONE, act_zoom },
    { "layout", "", PANES, NULL, "Arrange the panes: auto, panes, stacked or single.", ARGUMENT_LAYOUT, act_layout },
    { "theme", "", PANES, NULL, "Choose the theme.", ARGUMENT_THEME, act_theme },
    { "set", "", PANES, NULL, "Set theme, layout, scroll-jump or hold: set NAME VALUE.", ARGUMENT_TEXT, act_set },
    { "command", ":", PANES | PROJECTS | ENTRIES | REVIEW, NULL, "Type a command by its name; Tab completes.",
      ARGUMENT_NONE, act_command },
    { "redraw", "ctrl-l", ~0U, NULL, "Draw the whole screen anew.", ARGUMENT_NONE, act_redraw },
    { "suspend", "ctrl-z", ~0U, NULL, "Go back to the shell for a while.", ARGUMENT_NONE, act_suspend },
    { "stop", "ctrl-c", PANES | PROJECTS | ENTRIES | REVIEW | PLACE_HELP | PLACE_MENU | PLACE_CONFLICT, NULL,
      "Pause what is under way; else the same as Esc.", ARGUMENT_NONE, act_stop },
    { "quit", "", PANES | REVIEW, NULL,
      "Quit; quit now leaves unsent changes for the next start, quit wait sends them first.", ARGUMENT_TEXT, act_quit },

    /* Where text is typed. */
    { NULL, "enter", PLACE_LINES, "take it", "Take the line.", ARGUMENT_NONE, act_accept },
    { NULL, "tab", PLACE_COMMAND, "complete", "Complete as far as it is clear.", ARGUMENT_NONE, act_complete },
    { NULL, "up ctrl-p", PLACE_COMMAND, NULL, "Go to the command before.", ARGUMENT_NONE, act_earlier },
    { NULL, "down ctrl-n", PLACE_COMMAND, NULL, "Go to the command after.", ARGUMENT_NONE, act_later },
    { NULL, "enter", PLACE_FORM, "next, then send", "Go to the next field; from the last one, send.", ARGUMENT_NONE,
      act_enter_field },
    { NULL, "tab", PLACE_FORM, NULL, "Go to the next field.", ARGUMENT_NONE, act_next_field },
    { NULL, "shift-tab", PLACE_FORM, NULL, "Go to the field before.", ARGUMENT_NONE, act_previous_field },
    { NULL, "enter", PLACE_INTAKE, "next; on an empty line, add", "Begin the next line; on an empty one, add.",
      ARGUMENT_NONE, act_enter_line },
    { NULL, "ctrl-s", PLACE_FORM | PLACE_INTAKE, "send", "Send what was typed.", ARGUMENT_NONE, act_save },
    { NULL, "enter", REVIEW_TEXT, "take it", "Take the text, the number or the value.", ARGUMENT_NONE, act_take_text },
    { NULL, "escape ctrl-c", REVIEW_TEXT, "leave", "Leave; a text stays as it is.", ARGUMENT_NONE, act_leave_text },
    { NULL, "down ctrl-n", REVIEW_TEXT, NULL, "Go to the next value, or one line down.", ARGUMENT_NONE,
      act_next_choice },
    { NULL, "up ctrl-p", REVIEW_TEXT, NULL, "Go to the value before, or one line up.", ARGUMENT_NONE,
      act_previous_choice },
    { NULL, "ctrl-j alt-enter", PLACE_FORM | PLACE_INTAKE | REVIEW_TEXT, NULL, "Begin a new line in the text.",
      ARGUMENT_NONE, act_line_break },
    { NULL, "escape ctrl-c", PLACE_FORM | PLACE_INTAKE, "leave, keep the draft", "Leave; what was typed is kept.",
      ARGUMENT_NONE, act_cancel },
    { NULL, "escape ctrl-c", PLACE_LINES, "leave as it was", "Leave everything as it was.", ARGUMENT_NONE, act_cancel },

    /* Questions and menus. */
    { NULL, "m", PLACE_CONFLICT, "send mine", "Overwrite their version with yours.", ARGUMENT_NONE, act_mine },
    { NULL, "t", PLACE_CONFLICT, "keep theirs", "Leave it as they made it.", ARGUMENT_NONE, act_theirs },
    { NULL, "e", PLACE_CONFLICT, "edit", "Open the form with your version, to make one of both.", ARGUMENT_NONE,
      act_merge },
    { NULL, "y Y", PLACE_CONFIRM, "yes", "Do it.", ARGUMENT_NONE, act_yes },
    { NULL, "n N escape q ctrl-c", PLACE_CONFIRM, "no", "Don't.", ARGUMENT_NONE, act_no },
    { NULL, "enter", PLACE_MENU, "choose", "Take the choice under the cursor; its letter does the same.", ARGUMENT_NONE,
      act_pick },
    { NULL, "down ctrl-n", PLACE_MENU, NULL, "Move down.", ARGUMENT_NONE, act_down },
    { NULL, "up ctrl-p", PLACE_MENU, NULL, "Move up.", ARGUMENT_NONE, act_up },
};
const size_t action_count = ARRAY_LENGTH(actions);

const struct text_key text_keys[] = {
    { "left ctrl-b", LINE_LEFT, "Go one character left." },
    { "right ctrl-f", LINE_RIGHT, "Go one character right." },
    { "alt-b", LINE_WORD_LEFT, "Go one word left." },
    { "alt-f", LINE_WORD_RIGHT, "Go one word right." },
    { "home ctrl-a", LINE_START, "Go to the start of the line." },
    { "end ctrl-e", LINE_END, "Go to the end of the line." },
    { "up", LINE_UP, "Go one line up." },
    { "down", LINE_DOWN, "Go one line down." },
    { "backspace", LINE_DELETE_BACK, "Delete the character before." },
    { "delete ctrl-d", LINE_DELETE, "Delete the character after." },
    { "ctrl-w alt-backspace", LINE_DELETE_WORD_BACK, "Delete the word before." },
    { "ctrl-u", LINE_DELETE_TO_START, "Delete to the start of the line." },
    { "ctrl-k", LINE_DELETE_TO_END, "Delete to the end of the line." },
};
const size_t text_key_count = ARRAY_LENGTH(text_keys);

bool key_is_one_of(const char *keys, const char *key)
{
    struct slice rest = slice_of(keys);
    struct slice part;
    while (slice_cut(&rest, ' ', &part))
        if (part.length > 0 && slice_is(part, key))
            return true;
    return false;
}

const struct action *action_for_key(const char *key, enum place place)
{
    for (size_t i = 0; i < action_count; i++)
        if ((actions[i].where & place) != 0 && key_is_one_of(actions[i].keys, key))
            return &actions[i];
    return NULL;
}

const struct action *action_named(struct slice name, struct error *error)
{
    const struct action *found = NULL;
    size_t count = 0;
    if (slice_is(name, "q"))
        name = SLICE("quit");
    for (size_t i = 0; i < action_count; i++) {
        if (actions[i].name == NULL)
            continue;
        const struct slice whole = slice_of(actions[i].name);
        if (slice_equal(whole, name))
            return &actions[i];
        if (slice_starts_with(whole, name)) {
            found = &actions[i];
            count++;
        }
    }
    if (count == 1)
        return found;
    error_set(error, ERROR_USAGE, NULL,
              count == 0 ? "\"%.*s\" is no command; Tab lists them"
                         : "\"%.*s\" may be "
                           "several commands; "
                           "Tab lists them",
              SLICE_ARGS(name));
    return NULL;
}

const struct action *action_of_line(struct slice name, bool has_argument, struct error *error)
{
    return action_named(slice_is(name, "q") && has_argument ? SLICE("queue") : name, error);
}

/* Keys whose label isn't their name with a capital. */
static const char *const labels[][2] = {
    { "escape", "Esc" }, { "page-down", "PgDn" }, { "page-up", "PgUp" }, { "shift-tab", "Shift-Tab" }
};

static void capitalize(char *word)
{
    *word = (char)toupper((unsigned char)*word);
}

const char *key_label(struct slice key, char label[static KEY_LABEL_SIZE])
{
    for (size_t i = 0; i < ARRAY_LENGTH(labels); i++)
        if (slice_is(key, labels[i][0])) {
            snprintf(label, KEY_LABEL_SIZE, "%s", labels[i][1]);
            return label;
        }
    snprintf(label, KEY_LABEL_SIZE, "%.*s", SLICE_ARGS(key));
    if (key.length < 2)
        return label;
    capitalize(label);
    char *dash = strchr(label, '-');
    if (dash != NULL && dash[1] != '\0')
        capitalize(dash + 1);
    return label;
}

const char *action_key_label(const struct action *action, char label[static KEY_LABEL_SIZE])
{
    struct slice rest = slice_of(action->keys);
    struct slice first = SLICE("");
    slice_cut(&rest, ' ', &first);
    return key_label(first, label);
}
