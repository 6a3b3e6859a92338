/* Where text is typed: a line, a form, ids of interactions. */
#include "view.h"

#include <string.h>

/* The columns that text[0..end) takes as it is shown. */
static int cells_before(const struct view *view, struct slice text, size_t end)
{
    return view_clean(view, (struct slice){ text.at, end }).cells;
}

void view_line(const struct view *view, struct rect area, const struct line *line, bool typing, enum role role)
{
    const struct slice raw = buf_slice(&line->text);
    const int cursor = cells_before(view, raw, line->cursor);
    const int skipped = cursor < area.width ? 0 : cursor - area.width + 1;
    const struct text text = view_clean(view, raw);
    screen_fill(view->screen, area, role);
    view_put(view, area, area.row, area.column, text_skip(view->arena, text, skipped), role);
    if (typing)
        screen_cursor(view->screen, area.row, area.column + cursor - skipped, true);
}

/* A row of typed text as it is seen: a line, or as much of a long one as fits. */
struct typed_row {
    struct slice text;
    bool ends_line;
};

/* Bytes of the line that fit, up to behind the last blank where there is one. */
static size_t fitting(const struct view *view, struct slice line, int width)
{
    size_t at = 0;
    size_t behind_blank = 0;
    for (int cells = 0; at < line.length;) {
        const size_t next = text_next_cluster(line, at);
        cells += view_clean(view, (struct slice){ line.at + at, next - at }).cells;
        if (cells > width)
            return behind_blank > 0 ? behind_blank : at > 0 ? at : next;
        if (line.at[at] == ' ')
            behind_blank = next;
        at = next;
    }
    return at;
}

/* Cuts the next row off *rest. */
static struct typed_row next_row(const struct view *view, struct slice *rest, int width)
{
    const char *end = memchr(rest->at, '\n', rest->length);
    const size_t length = end != NULL ? (size_t)(end - rest->at) : rest->length;
    struct typed_row row = { .text = { rest->at, length }, .ends_line = true };
    /* No text takes more columns than bytes. */
    if (length > (size_t)width) {
        row.text.length = fitting(view, row.text, width);
        row.ends_line = row.text.length == length;
    }
    const size_t taken = row.text.length + (row.ends_line && end != NULL);
    *rest = slice_from(*rest, taken);
    return row;
}

/* Whether the cursor stands in the row: at its end only where the text doesn't go on in the next one. */
static bool has_cursor(const struct typed_row *row, size_t start, size_t cursor)
{
    const size_t end = start + row->text.length;
    return cursor >= start && (cursor < end || (cursor == end && row->ends_line));
}

/* The rows that are seen around the cursor. */
void view_lines(const struct view *view, struct rect area, const struct line *line, bool typing)
{
    const struct slice whole = buf_slice(&line->text);
    const int width = area.width > 1 ? area.width - 1 : 1;
    int cursor_row = 0;
    screen_fill(view->screen, area, ROLE_INPUT);
    for (struct slice rest = whole; rest.length > 0; cursor_row++) {
        const size_t start = whole.length - rest.length;
        const struct typed_row row = next_row(view, &rest, width);
        if (has_cursor(&row, start, line->cursor))
            break;
    }
    const int first = cursor_row < area.height ? 0 : cursor_row - area.height + 1;
    struct slice rest = whole;
    for (int i = 0; i < first + area.height && rest.length > 0; i++) {
        const size_t start = whole.length - rest.length;
        const struct typed_row row = next_row(view, &rest, width);
        const int at = area.row + i - first;
        if (i < first)
            continue;
        view_put(view, area, at, area.column, view_clean(view, row.text), ROLE_INPUT);
        if (typing && i == cursor_row)
            screen_cursor(view->screen, at, area.column + cells_before(view, row.text, line->cursor - start), true);
    }
    const bool below = whole.length == 0 || (line->cursor == whole.length && whole.at[whole.length - 1] == '\n');
    if (typing && below)
        screen_cursor(view->screen, area.row + cursor_row - first, area.column, true);
}

/* --- Forms -------------------------------------------------------------------------------------------------------- */

enum { FORM_WIDTH = 64, LONG_ROWS = 3 };

static int field_rows(const struct form_field *field)
{
    return field->line.many ? LONG_ROWS : 1;
}

static void put_field(const struct view *view, struct rect area, int *row, const struct form *form, size_t i)
{
    const struct form_field *field = &form->fields[i];
    const bool focused = i == form->focus;
    const bool required = (field->row->flags & (API_C_REQUIRED | API_U_REQUIRED) & form->call.operation->body_use) != 0;
    int column =
        view_put(view, area, *row, area.column, text_own(field->row->title), focused ? ROLE_TITLE_FOCUS : ROLE_LABEL);
    if (required)
        column = view_word(view, area, *row, column, " (required)", ROLE_MUTED);
    if (field->problem[0] != '\0')
        view_put(view, area, *row, column + 2, view_clean(view, slice_of(field->problem)), ROLE_BAD);
    else if (focused)
        view_put(view, area, *row, column + 2, text_own(field->row->help), ROLE_MUTED);
    const struct rect box = { *row + 1, area.column, field_rows(field), area.width };
    if (field->line.many)
        view_lines(view, rect_meet(box, area), &field->line, focused);
    else
        view_line(view, rect_meet(box, area), &field->line, focused, ROLE_INPUT);
    *row += 1 + field_rows(field) + 1;
}

void view_form(const struct view *view)
{
    const struct workbench *workbench = view->workbench;
    const struct form *form = workbench->form;
    int height = 0;
    for (size_t i = 0; i < form->count; i++)
        height += 2 + field_rows(&form->fields[i]);
    const struct slice name = form->call.operation->id == API_CREATE_QUEUE
                                  ? listing_name(&workbench->projects, workbench->form_about)
                                  : SLICE("");
    const struct text title = text_printf(view->arena, "%s %s%s%.*s", form->is_update ? "Change" : "New",
                                          form->call.operation->noun, name.length > 0 ? " in " : "", SLICE_ARGS(name));
    const struct rect inside = view_box(view, height, FORM_WIDTH, title);
    /* In a small window the field being typed in is seen. */
    int before = 0;
    for (size_t i = 0; i < form->focus; i++)
        before += 2 + field_rows(&form->fields[i]);
    const int needed = before + 2 + field_rows(&form->fields[form->focus]) - inside.height;
    int row = inside.row - (needed > 0 ? needed : 0);
    for (size_t i = 0; i < form->count; i++)
        put_field(view, inside, &row, form, i);
}

/* --- Ids ---------------------------------------------------------------------------------------------------------- */

enum { INTAKE_WIDTH = 70, INTAKE_ROWS = 10, REPORT_ROWS = 3 };

/* What would be sent, before it is: "add 1,204   37 already there   2 lines are no ids". */
static void put_report(const struct view *view, struct rect area, const struct intake *intake)
{
    char count[TEXT_COUNT_SIZE], there[TEXT_COUNT_SIZE], repeats[TEXT_COUNT_SIZE];
    const struct text sum = text_printf(view->arena, "add %s   %s already there   %s repeated",
                                        text_count(intake->count - intake->there, count),
                                        text_count(intake->there, there), text_count(intake->repeats, repeats));
    view_put(view, area, area.row, area.column, sum, ROLE_INFO);
    for (size_t i = 0; i < intake->problem_count && i < REPORT_ROWS - 1; i++) {
        const struct intake_problem *problem = &intake->problems[i];
        const bool more = i == REPORT_ROWS - 2 && intake->problem_count > REPORT_ROWS - 1;
        view_put(view, area, area.row + 1 + (int)i, area.column,
                 text_printf(view->arena, "line %zu: %s%s", problem->line, problem->what, more ? "  (and more)" : ""),
                 ROLE_BAD);
    }
}

void view_intake(const struct view *view)
{
    const struct workbench *workbench = view->workbench;
    const struct slice name = listing_name(&workbench->queues, workbench->intake_queue_id);
    const struct rect inside = view_box(view, 1 + INTAKE_ROWS + 1 + REPORT_ROWS, INTAKE_WIDTH,
                                        text_printf(view->arena, "Add interactions to %.*s", SLICE_ARGS(name)));
    view_put(view, inside, inside.row, inside.column,
             text_own("One id a line: trace-1, experiment_trace:run-7; or @FILE"), ROLE_INPUT_EMPTY);
    const int rows = inside.height - 2 - REPORT_ROWS;
    const struct rect box = { inside.row + 1, inside.column, rows > 1 ? rows : 1, inside.width };
    view_lines(view, box, &workbench->intake_line, true);
    if (workbench->intake != NULL)
        put_report(view, (struct rect){ box.row + box.height + 1, inside.column, REPORT_ROWS, inside.width },
                   workbench->intake);
}
