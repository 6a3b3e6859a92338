/* A list in a pane: title with counts, column heads, rows with their marks. */
#include "view.h"

#include <annotty/model/columns.h>

#include <string.h>
#include <strings.h>

enum { SIGN_CELLS = 3, END_CELLS = 1 }; /* in front of each row: its mark and its state; behind it: air */

/* "Interactions 37/1,204 · 12 marked · filter: tone=bad" */
struct text view_listing_title(const struct view *view, const struct listing *listing, struct text name)
{
    const struct list *list = listing->list;
    char count[TEXT_COUNT_SIZE], at[TEXT_COUNT_SIZE];
    const size_t shown = list_count(list);
    text_count(shown, count);
    text_count(shown > 0 ? list_cursor(list) + 1 : 0, at);
    struct text title = text_printf(view->arena, "%s %s/%s", name.bytes, at, count);
    if (list_mark_count(list) > 0)
        title = text_join(view->arena, title,
                          text_printf(view->arena, "  %s marked", text_count(list_mark_count(list), count)));
    if (view->workbench->ranging && view->workbench->range_list == list)
        title = text_join(view->arena, title, text_own("  range"));
    if (list_query(list) != NULL) {
        const struct text query = view_clean(view, query_line(list_query(list)));
        title = text_join(
            view->arena, title,
            text_printf(view->arena, "  filter: %s (of %s)", query.bytes, text_count(list_total(list), count)));
    }
    if (listing->errand != 0 && view->workbench->started)
        title = text_join(view->arena, title, text_sign("  …", "  ..."));
    return title;
}

/* Shows where the words of the filter stand. Words only: what asks for a label or a time stands in no cell. */
static void paint_matches(const struct view *view, struct rect cell, struct text text, struct slice words)
{
    struct slice word;
    while (slice_cut(&words, ' ', &word)) {
        const bool plain = word.length > 0 && word.at[0] != '!' && strcspn(word.at, ":=<>\"") >= word.length;
        for (size_t at = 0; plain && at + word.length <= text.length; at++) {
            /* A byte is a column as long as all before it is ASCII. */
            if ((unsigned char)text.bytes[at] >= 0x80)
                break;
            if (strncasecmp(text.bytes + at, word.at, word.length) == 0)
                screen_paint(view->screen,
                             rect_meet((struct rect){ cell.row, cell.column + (int)at, 1, (int)word.length }, cell),
                             ROLE_MATCH);
        }
    }
}

static void put_cells(const struct view *view, struct rect line, const struct list *list, uint32_t row,
                      const struct column *columns, size_t count, enum role role)
{
    const struct rows *rows = list_rows(list);
    int column = line.column + SIGN_CELLS;
    for (size_t i = 0; i < count; i++) {
        const struct text text =
            view_clean(view, column_text(view->arena, view->workbench->people, rows, row, columns[i].field));
        const enum text_align align = columns[i].right ? TEXT_RIGHT : TEXT_LEFT;
        const struct api_field *field = &rows_resource(rows)->fields[columns[i].field];
        const enum role own = i == 0                             ? role
                              : (field->flags & API_PERSON) != 0 ? ROLE_PERSON
                              : field->type == API_RECORDS       ? role
                                                                 : ROLE_MUTED;
        view_put(view, line, line.row, column, text_fit(view->arena, text, columns[i].cells, align),
                 role == ROLE_TEXT ? own : role);
        if (list_query(list) != NULL && align == TEXT_LEFT)
            paint_matches(view, (struct rect){ line.row, column, 1, columns[i].cells }, text,
                          query_line(list_query(list)));
        column += columns[i].cells + COLUMN_GAP;
    }
}

static void put_state(const struct view *view, struct rect line, const struct pending_change *change)
{
    const enum role role = view_state_role(change->change.state);
    const struct text words = view_state_words(view, change);
    view_put(view, line, line.row, line.column + 1, view_state_sign(change), role);
    if (words.cells < line.width / 2)
        view_put(view, line, line.row, line.column + line.width - words.cells, words, role);
}

static void put_row(const struct view *view, struct rect line, const struct list *list, size_t position, bool focused,
                    const struct column *columns, size_t count)
{
    const uint32_t row = list_at(list, position);
    const bool marked = list_is_marked(list, row) || workbench_in_range(view->workbench, list, position);
    const bool selected = position == list_cursor(list);
    put_cells(view, line, list, row, columns, count, marked ? ROLE_MARKED : ROLE_TEXT);
    if (marked)
        view_word(view, line, line.row, line.column, "*", ROLE_MARKED);
    const struct pending_change *change = workbench_row_change(view->workbench, list_rows(list), row);
    if (change != NULL)
        put_state(view, line, change);
    if (selected)
        screen_paint(view->screen, line, focused ? ROLE_SELECTED : ROLE_SELECTED_AWAY);
    if (selected && focused)
        screen_cursor(view->screen, line.row, line.column, false);
}

static void put_heads(const struct view *view, struct rect line, const struct api_resource *resource,
                      const struct column *columns, size_t count)
{
    int column = line.column + SIGN_CELLS;
    screen_fill(view->screen, line, ROLE_COLUMN_HEAD);
    for (size_t i = 0; i < count; i++) {
        const struct text title = text_own(resource->fields[columns[i].field].title);
        view_put(view, line, line.row, column,
                 text_fit(view->arena, title, columns[i].cells, columns[i].right ? TEXT_RIGHT : TEXT_LEFT),
                 ROLE_COLUMN_HEAD);
        column += columns[i].cells + COLUMN_GAP;
    }
}

/* What an empty list says: why it is empty, and what to press. */
static void put_empty(const struct view *view, struct rect area, const struct listing *listing)
{
    const struct api_resource *resource = rows_resource(list_rows(listing->list));
    struct page *page = page_new(view->arena);
    const char *why = NULL;
    if (listing->problem.kind != ERROR_NONE)
        why = arena_printf(view->arena, "%s\n\nr tries again.", listing->problem.message);
    else if (list_query(listing->list) != NULL)
        why = "Nothing matches the filter. Esc clears it.";
    else if (listing->when_empty != NULL)
        why = listing->when_empty;
    else if (listing->call.operation == NULL)
        why = "No queue is chosen.";
    else if (listing->fetched_at_ms == 0)
        why = "Reading ...";
    else
        why = arena_printf(view->arena, "No %s yet. %s", resource->plural,
                           resource->id == API_INTERACTION ? "a adds some." : "c creates one.");
    page_wrap(page, slice_of(why), area.width - 1, 1, listing->problem.kind != ERROR_NONE ? ROLE_BAD : ROLE_MUTED);
    long long top = 0;
    page_draw(page, view, area, &top);
    screen_cursor(view->screen, area.row, area.column, false);
}

enum { HEADS_LEAST = 3 }; /* rows that a list needs more of before it gives one to column heads */

static struct rect rows_below_heads(struct rect area)
{
    const int heads = area.height > HEADS_LEAST;
    return (struct rect){ area.row + heads, area.column, area.height - heads, area.width };
}

struct rect view_list_rows(struct rect pane)
{
    return rows_below_heads((struct rect){ pane.row + 1, pane.column, pane.height - 1, pane.width });
}

void view_list(const struct view *view, struct rect area, struct listing *listing, bool focused, int jump)
{
    struct list *list = listing->list;
    const struct api_resource *resource = rows_resource(list_rows(list));
    struct column columns[API_FIELDS_MAX];
    const size_t count = columns_fit(resource, area.width - SIGN_CELLS - END_CELLS, columns);
    const struct rect body = rows_below_heads(area);
    if (listing == &view->workbench->queues || listing == &view->workbench->interactions)
        view->workbench->page_rows[listing == &view->workbench->queues ? PANE_QUEUES : PANE_INTERACTIONS] = body.height;
    if (body.row > area.row)
        put_heads(view, (struct rect){ area.row, area.column, 1, area.width }, resource, columns, count);
    if (list_count(list) == 0) {
        put_empty(view, body, listing);
        return;
    }
    const size_t top = list_window(list, body.height, jump);
    for (int i = 0; i < body.height && top + (size_t)i < list_count(list); i++)
        put_row(view, (struct rect){ body.row + i, body.column, 1, body.width }, list, top + (size_t)i, focused,
                columns, count);
}

static struct text pane_title(const struct view *view, enum pane pane)
{
    struct workbench *workbench = view->workbench;
    if (pane == PANE_QUEUES)
        return view_listing_title(view, &workbench->queues, text_own("Queues"));
    if (pane == PANE_INTERACTIONS) {
        const struct text name = view_clean(view, listing_name(&workbench->queues, workbench->queue_id));
        const bool alone = workbench->zoomed || screen_area(view->screen).width < 80;
        return view_listing_title(view, &workbench->interactions,
                                  alone && name.cells > 0 ? text_printf(view->arena, "%s >", name.bytes)
                                                          : text_own("Interactions"));
    }
    const struct rows *rows = NULL;
    const uint32_t row = workbench_detail(workbench, &rows);
    const char *kind = row == ROW_NONE ? "Detail" : rows_resource(rows)->id == API_QUEUE ? "Queue" : "Interaction";
    return text_printf(view->arena, "%s%s", kind, workbench->raw ? ", JSON" : "");
}

void view_pane_title(const struct view *view, struct rect area, enum pane pane, bool focused)
{
    const enum role role = focused ? ROLE_TITLE_FOCUS : ROLE_TITLE;
    const struct text title = pane_title(view, pane);
    screen_fill(view->screen, area, role);
    view_put(view, area, area.row, area.column + 1, text_cut(view->arena, title, area.width - 2), role);
}
