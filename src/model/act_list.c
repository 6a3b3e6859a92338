/* Actions on lists: marks, filter, search, order, reading anew, going to a queue or project by name. */
#include "workbench_private.h"

#include <annotty/base/mem.h>
#include <annotty/base/text.h>

#include <ctype.h>
#include <stdlib.h>
#include <strings.h>

/* --- Marks -------------------------------------------------------------------------------------------------------- */

static void say_marked(struct workbench *workbench, const struct list *list)
{
    char count[TEXT_COUNT_SIZE];
    workbench_say(workbench, MESSAGE_NEWS, "%s marked", text_count(list_mark_count(list), count));
}

/* Position of a row in what is shown, or of the cursor when it isn't shown any more. */
static size_t position_of(const struct list *list, uint32_t row)
{
    for (size_t i = 0; i < list_count(list); i++)
        if (list_at(list, i) == row)
            return i;
    return list_cursor(list);
}

static bool is_ranging(const struct workbench *workbench, const struct list *list)
{
    return workbench->ranging && workbench->range_list == list;
}

bool workbench_in_range(const struct workbench *workbench, const struct list *list, size_t position)
{
    if (!is_ranging(workbench, list))
        return false;
    const size_t from = workbench->range_from;
    const size_t to = list_cursor(list);
    return from < to ? position >= from && position <= to : position >= to && position <= from;
}

static void end_range(struct workbench *workbench, struct list *list)
{
    workbench->ranging = false;
    list_mark_range(list, position_of(list, workbench->range_row), list_cursor(list));
    say_marked(workbench, list);
}

/* The list to mark in; NULL when it has no rows, or the key has ended its range. */
static struct list *list_to_mark(struct workbench *workbench)
{
    struct list *list = workbench_current(workbench)->list;
    if (list_count(list) == 0)
        return NULL;
    if (!is_ranging(workbench, list))
        return list;
    end_range(workbench, list);
    return NULL;
}

ACT(mark)
{
    (void)argument;
    struct list *list = list_to_mark(workbench);
    if (list == NULL)
        return;
    list_toggle_mark(list, list_cursor_row(list));
    act_down(workbench, NULL);
}

ACT(mark_range)
{
    (void)argument;
    struct list *list = list_to_mark(workbench);
    if (list == NULL)
        return;
    workbench->ranging = true;
    workbench->range_list = list;
    workbench->range_from = list_cursor(list);
    workbench->range_row = list_cursor_row(list);
    workbench_say(workbench, MESSAGE_NEWS, "move to the other end, then V or Space marks all between; Esc gives up");
}

ACT(mark_all)
{
    (void)argument;
    struct list *list = workbench_current(workbench)->list;
    list_mark_all(list);
    say_marked(workbench, list);
}

ACT(clear_marks)
{
    (void)argument;
    workbench->ranging = false;
    list_clear_marks(workbench_current(workbench)->list);
}

/* --- Filter and search -------------------------------------------------------------------------------------------- */

static struct query *parse(const struct workbench *workbench, const struct list *list, struct slice line)
{
    return query_parse(line, rows_resource(list_rows(list)), workbench->people);
}

/* What is searched: who reads the detail means the list that it belongs to. */
static struct listing *searched(struct workbench *workbench)
{
    struct listing *listing = workbench_current(workbench);
    return listing != NULL ? listing : &workbench->interactions;
}

ACT(filter)
{
    struct listing *listing = searched(workbench);
    if (workbench_current(workbench) == NULL)
        workbench->focus = PANE_INTERACTIONS;
    if (argument != NULL) {
        list_filter(listing->list, parse(workbench, listing->list, slice_of(argument)));
        workbench_replace(&workbench->search, argument);
        if (listing == &workbench->queues)
            workbench_follow_cursor(workbench, false);
        return;
    }
    const struct query *query = list_query(listing->list);
    const struct slice line = query != NULL ? query_line(query) : SLICE("");
    free(workbench->filter_before);
    workbench->filter_before = xstrndup(line.at, line.length);
    free(workbench->filter_cursor);
    workbench->filter_cursor = workbench_cursor_id(listing);
    line_set(&workbench->line, line);
    workbench_replace(&workbench->message, NULL);
    workbench_open(workbench, PLACE_FILTER);
}

static void find(struct workbench *workbench, bool forward)
{
    struct listing *listing = searched(workbench);
    if (workbench->search == NULL || *workbench->search == '\0') {
        workbench_say(workbench, MESSAGE_NEWS, "nothing was searched for yet: / takes what to look for");
        return;
    }
    struct query *query = parse(workbench, listing->list, slice_of(workbench->search));
    if (query == NULL || !list_find(listing->list, query, forward))
        workbench_say(workbench, MESSAGE_NEWS, "nothing matches \"%s\"", workbench->search);
    query_free(&query);
    workbench->detail_top = 0;
    if (listing == &workbench->queues)
        workbench_follow_cursor(workbench, false);
}

ACT(next_match)
{
    (void)argument;
    find(workbench, true);
}

ACT(previous_match)
{
    (void)argument;
    find(workbench, false);
}

/* --- Order -------------------------------------------------------------------------------------------------------- */

void workbench_open_menu(struct workbench *workbench, const char *title)
{
    for (size_t i = 0; i < workbench->choice_count; i++) {
        free(workbench->choices[i].text);
        free(workbench->choices[i].command);
    }
    workbench->choice_count = workbench->choice_at = 0;
    workbench_replace(&workbench->menu_title, title);
    workbench_open(workbench, PLACE_MENU);
}

/* The first letter of the text that no choice before it has, and no key of menus is. */
static char free_letter(const struct workbench *workbench, const char *text)
{
    for (; *text != '\0'; text++) {
        const char letter = (char)tolower((unsigned char)*text);
        bool taken = !isalpha((unsigned char)letter) || action_for_key((char[]){ letter, '\0' }, PLACE_MENU) != NULL;
        for (size_t i = 0; i < workbench->choice_count; i++)
            taken = taken || workbench->choices[i].letter == letter;
        if (!taken)
            return letter;
    }
    return ' ';
}

void workbench_add_choice(struct workbench *workbench, const char *text, const char *command)
{
    workbench->choices = xrealloc(workbench->choices, (workbench->choice_count + 1) * sizeof(*workbench->choices));
    const char letter = free_letter(workbench, text);
    workbench->choices[workbench->choice_count++] =
        (struct choice){ .letter = letter, .text = xstrdup(text), .command = xstrdup(command) };
}

static void open_sort_menu(struct workbench *workbench, const struct list *list)
{
    const struct api_resource *resource = rows_resource(list_rows(list));
    workbench_open_menu(workbench, "Sort by");
    for (size_t i = 0; i < resource->field_count; i++) {
        const struct api_field *field = &resource->fields[i];
        if (!(field->flags & API_IN_RESPONSE) || (field->flags & (API_LONG | API_REFERENCE)) != 0 ||
            strcmp(field->name, "id") == 0 || field->type == API_BOOLEAN)
            continue;
        const bool is_now = list_sort_field(list) == (int)i;
        char *text = xasprintf("%s%s", field->title,
                               !is_now                      ? ""
                               : list_sort_descending(list) ? " (now descending)"
                                                            : " (now ascending)");
        char *command = xasprintf("sort %s", field->name);
        workbench_add_choice(workbench, text, command);
        free(text);
        free(command);
    }
    workbench_add_choice(workbench, list == workbench->log.list ? "Newest first" : "Order of the server",
                         "sort server");
}

ACT(sort)
{
    struct listing *listing = workbench_current(workbench);
    struct list *list = listing->list;
    if (argument == NULL) {
        open_sort_menu(workbench, list);
        return;
    }
    const struct api_resource *resource = rows_resource(list_rows(list));
    const int field = api_field_index(resource, slice_of(argument));
    if (field < 0 && strcmp(argument, "server") != 0) {
        workbench_say(workbench, MESSAGE_BAD, "%s have no column \"%s\"", resource->plural, argument);
        return;
    }
    const bool descending = field >= 0 && list_sort_field(list) == field && !list_sort_descending(list);
    list_sort(list, field, descending);
    if (field < 0)
        workbench_say(workbench, MESSAGE_NEWS, "%s",
                      listing == &workbench->log ? "the newest first" : "in the order of the server");
    else
        workbench_say(workbench, MESSAGE_NEWS, "sorted by %s, %s; the same again turns it round",
                      resource->fields[field].title, descending ? "descending" : "ascending");
}

/* --- Reading and going -------------------------------------------------------------------------------------------- */

ACT(refresh)
{
    (void)argument;
    workbench_read(workbench, &workbench->projects);
    workbench_read(workbench, &workbench->queues);
    workbench_read(workbench, &workbench->interactions);
    workbench_read_trace_again(workbench);
    workbench_say(workbench, MESSAGE_NEWS, "reading anew");
}

/* The live row whose name is, else begins with, else contains `name`; ROW_NONE when none does. */
static uint32_t row_named(const struct listing *listing, const char *name)
{
    const struct rows *rows = list_rows(listing->list);
    const int field = api_field_index(rows_resource(rows), SLICE("name"));
    uint32_t begins = ROW_NONE;
    uint32_t contains = ROW_NONE;
    const struct slice wanted = slice_of(name);
    for (uint32_t row = rows_count(rows); row-- > 0;) {
        const struct slice cell = rows_cell(rows, row, field);
        if (rows_is_gone(rows, row) || !text_contains(cell, wanted))
            continue;
        contains = row;
        if (cell.length >= wanted.length && strncasecmp(cell.at, wanted.at, wanted.length) == 0)
            begins = row;
        if (begins == row && cell.length == wanted.length)
            return row;
    }
    return begins != ROW_NONE ? begins : contains;
}

ACT(queue)
{
    struct list *list = workbench->queues.list;
    if (argument == NULL) {
        workbench->focus = PANE_QUEUES;
        act_filter(workbench, NULL);
        return;
    }
    const uint32_t row = row_named(&workbench->queues, argument);
    if (row == ROW_NONE) {
        workbench_say(workbench, MESSAGE_BAD, "no queue here is called \"%s\"", argument);
        return;
    }
    if (list_query(list) != NULL)
        list_filter(list, NULL);
    list_select(list, rows_id(list_rows(list), row));
    workbench_follow_cursor(workbench, true);
    workbench->focus = PANE_INTERACTIONS;
}

ACT(project)
{
    if (argument == NULL) {
        workbench_open(workbench, PLACE_PROJECTS);
        if (workbench->project_id != NULL)
            list_select(workbench->projects.list, slice_of(workbench->project_id));
        if (workbench->projects.fetched_at_ms == 0 && workbench->projects.errand == 0)
            workbench_read(workbench, &workbench->projects);
        return;
    }
    const uint32_t row = row_named(&workbench->projects, argument);
    if (row == ROW_NONE) {
        workbench_say(workbench, MESSAGE_BAD, "no project is called \"%s\"", argument);
        return;
    }
    const struct slice id = rows_id(list_rows(workbench->projects.list), row);
    char *chosen = xstrndup(id.at, id.length);
    workbench_open_project(workbench, chosen);
    free(chosen);
}

ACT(all_projects)
{
    (void)argument;
    workbench_close(workbench, PLACE_PROJECTS);
    workbench_open_project(workbench, NULL);
}
