/* What is under the cursor, in full: its fields, what reviewers said, or its JSON. */
#include "view.h"

#include <annotty/api/label_notation.h>
#include <annotty/api/labels.h>
#include <annotty/base/clock.h>
#include <annotty/model/columns.h>

#include <ctype.h>
#include <string.h>

enum { LABEL_CELLS = 14 };

void page_field(const struct view *view, struct page *page, const char *title, struct slice value, int width,
                enum role role)
{
    page_line(page);
    page_put(page, text_fit(view->arena, text_own(title), LABEL_CELLS, TEXT_LEFT), ROLE_LABEL);
    const struct text text = view_clean(view, value);
    if (text.cells + LABEL_CELLS <= width && memchr(value.at, '\n', value.length) == NULL)
        page_put(page, text, role);
    else
        page_wrap(page, value, width, 2, role);
}

/* One line a label; the reasons beneath. */
static void put_label(const struct view *view, struct page *page, const struct label_value *label, int width)
{
    page_line(page);
    const struct text name = view_clean(view, label->name);
    page_put(page, text_own("  "), ROLE_TEXT);
    page_put(page, name.cells < LABEL_CELLS ? text_fit(view->arena, name, LABEL_CELLS, TEXT_LEFT) : name, ROLE_LABEL);
    const int used = 2 + (name.cells < LABEL_CELLS ? LABEL_CELLS : name.cells);
    const enum role assessed = slice_is(label->assessment, "pass")   ? ROLE_GOOD
                               : slice_is(label->assessment, "fail") ? ROLE_BAD
                                                                     : ROLE_VALUE;
    const struct text value = view_clean(view, label->value);
    if (used + 1 + value.cells + (int)label->assessment.length + 2 <= width) {
        page_put(page, text_own(" "), ROLE_TEXT);
        page_put(page, value, assessed);
    } else {
        page_wrap(page, label->value, width, 4, assessed);
    }
    if (label->assessment.length > 0) {
        page_put(page, text_own("  "), ROLE_TEXT);
        page_put(page, view_clean(view, label->assessment), assessed);
    }
    if (label->reasoning.length > 0)
        page_wrap(page, label->reasoning, width, 4, ROLE_MUTED);
}

static void put_annotation(const struct view *view, struct page *page, const struct rows *rows, uint32_t row, int width)
{
    const struct api_resource *resource = rows_resource(rows);
    const struct slice by =
        column_text(view->arena, view->workbench->people, rows, row, api_field_index(resource, SLICE("created_by")));
    const struct slice when =
        column_text(view->arena, view->workbench->people, rows, row, api_field_index(resource, SLICE("modified_at")));
    page_line(page);
    page_line(page);
    page_put(page, view_clean(view, by), ROLE_PERSON);
    page_put(page, text_own("  "), ROLE_TEXT);
    page_put(page, view_clean(view, when), ROLE_MUTED);
    struct label_value *labels = arena_alloc(view->arena, sizeof(*labels) * LABEL_VALUES_MAX);
    const struct slice json = rows_cell(rows, row, api_field_index(resource, SLICE("label_values")));
    const size_t count = label_values_read(json, view->arena, labels);
    for (size_t i = 0; i < count; i++)
        put_label(view, page, &labels[i], width);
    if (count == 0) {
        page_line(page);
        page_put(page, text_own("  no labels"), ROLE_MUTED);
    }
}

static void put_annotations(const struct view *view, struct page *page, const struct rows *rows, uint32_t row,
                            int field, int width)
{
    uint32_t first = 0, count = 0;
    rows_child_range(rows, row, field, &first, &count);
    page_line(page);
    page_line(page);
    page_put(page, text_printf(view->arena, "%u annotation%s", count, count == 1 ? "" : "s"), ROLE_TITLE);
    for (uint32_t i = first; i < first + count; i++)
        put_annotation(view, page, rows_children(rows, field), i, width);
}

static struct slice labels_in_a_line(const struct view *view, struct slice json)
{
    struct label_schema schema;
    struct buf line = buf_with_limit(BUF_LIMIT_LINE);
    label_schema_read(json, view->arena, &schema);
    label_notation_write(&schema, &line);
    const struct slice text = { arena_copy(view->arena, buf_slice(&line)), line.length };
    buf_free(&line);
    return text;
}

/* What a field says; a project by its name where it is known. */
static struct slice field_text(const struct view *view, const struct rows *rows, uint32_t row, int field)
{
    const struct slice text = column_text(view->arena, view->workbench->people, rows, row, field);
    if (rows_resource(rows)->fields[field].of == &api_resources[API_LABEL_SCHEMA])
        return labels_in_a_line(view, text);
    if (rows_resource(rows)->fields[field].of != &api_resources[API_PROJECT])
        return text;
    return listing_name(&view->workbench->projects, arena_copy(view->arena, text));
}

/* Whether a hidden field says no more than its absence would. */
static bool is_idle(const struct api_field *field, struct slice cell)
{
    return cell.length == 0 || ((field->flags & API_HIDDEN) != 0 && field->fill != NULL && slice_is(cell, field->fill));
}

/* The fields that are columns, or (hidden) those that aren't. */
static void put_fields(const struct view *view, struct page *page, const struct rows *rows, uint32_t row, bool hidden,
                       int width)
{
    const struct api_resource *resource = rows_resource(rows);
    for (size_t i = 0; i < resource->field_count; i++) {
        const struct api_field *field = &resource->fields[i];
        if (((field->flags & API_HIDDEN) != 0) != hidden || (field->flags & API_COMPUTED) != 0 ||
            is_idle(field, rows_cell(rows, row, (int)i)))
            continue;
        page_field(view, page, field->title, field_text(view, rows, row, (int)i), width,
                   (field->flags & API_PERSON) != 0 ? ROLE_PERSON
                   : hidden                         ? ROLE_MUTED
                                                    : ROLE_VALUE);
    }
}

static struct page *readable(const struct view *view, const struct rows *rows, uint32_t row, int width)
{
    const struct api_resource *resource = rows_resource(rows);
    struct page *page = page_new(view->arena);
    const struct pending_change *change = workbench_row_change(view->workbench, rows, row);
    if (change != NULL)
        view_put_change(view, page, change, width);
    put_fields(view, page, rows, row, false, width);
    for (size_t i = 0; i < resource->field_count; i++)
        if (resource->fields[i].of == &api_resources[API_ANNOTATION] && rows_has(rows, row, (int)i))
            put_annotations(view, page, rows, row, (int)i, width);
    page_line(page);
    if (resource == &api_resources[API_INTERACTION])
        page_trace_state(view, page, width);
    else
        put_fields(view, page, rows, row, true, width);
    if (api_field_index(resource, SLICE("id")) < 0)
        page_field(view, page, "Id", rows_id(rows, row), width, ROLE_MUTED);
    return page;
}

/* --- JSON --------------------------------------------------------------------------------------------------------- */

/* More than a person reads in a pane; all of it can be copied. */
enum { JSON_SHOWN_MAX = 256 * 1024 };

static size_t token_length(struct slice text)
{
    size_t length = 1;
    if (text.at[0] == '"') {
        while (length < text.length && text.at[length] != '"')
            length += text.at[length] == '\\' ? 2 : 1;
        return length + 1 < text.length ? length + 1 : text.length;
    }
    if (text.at[0] == ' ')
        while (length < text.length && text.at[length] == ' ')
            length++;
    else if (strchr("{}[],:", text.at[0]) == NULL)
        while (length < text.length && strchr("{}[],: ", text.at[length]) == NULL)
            length++;
    return length;
}

static enum role token_role(struct slice token, struct slice rest)
{
    if (token.at[0] == '"')
        return rest.length > 0 && rest.at[0] == ':' ? ROLE_JSON_KEY : ROLE_JSON_STRING;
    if (token.at[0] == '-' || isdigit((unsigned char)token.at[0]))
        return ROLE_JSON_NUMBER;
    return isalpha((unsigned char)token.at[0]) ? ROLE_JSON_WORD : ROLE_MUTED;
}

static void put_json_line(const struct view *view, struct page *page, struct slice line, int width)
{
    int used = 0;
    int indent = 0;
    page_line(page);
    for (size_t at = 0; at < line.length;) {
        const struct slice rest = slice_from(line, at);
        const struct slice token = { rest.at, token_length(rest) };
        const enum role role = token_role(token, slice_from(rest, token.length));
        const struct text text = view_clean(view, token);
        if (at == 0 && token.at[0] == ' ')
            indent = text.cells;
        if (used + text.cells <= width)
            page_put(page, text, role);
        else
            page_wrap(page, token, width, indent + 2 < width / 2 ? indent + 2 : 0, role);
        used = used + text.cells <= width ? used + text.cells : 0;
        at += token.length;
    }
}

void page_json(const struct view *view, struct page *page, struct slice json, int width)
{
    struct buf pretty = buf_with_limit(BUF_LIMIT_ANSWER);
    struct json_value value;
    if (json_check(json, &value, NULL))
        json_write_pretty(&pretty, value, 0);
    else
        buf_append_slice(&pretty, json);
    struct slice rest = buf_slice(&pretty);
    const bool cut = rest.length > JSON_SHOWN_MAX;
    rest.length = cut ? JSON_SHOWN_MAX : rest.length;
    struct slice line;
    while (slice_cut(&rest, '\n', &line))
        put_json_line(view, page, line, width);
    if (cut) {
        page_line(page);
        page_put(page, text_own("There is more; y copies all of it."), ROLE_WARNING);
    }
    buf_free(&pretty);
}

void view_json(const struct view *view, struct rect area, const struct rows *rows, uint32_t row, long long *top)
{
    struct buf json = buf_with_limit(BUF_LIMIT_ANSWER);
    struct page *page = page_new(view->arena);
    rows_write_json(rows, row, &json);
    page_json(view, page, buf_slice(&json), area.width);
    page_draw(page, view, area, top);
    buf_free(&json);
}

void view_detail(const struct view *view, struct rect area, bool focused)
{
    struct workbench *workbench = view->workbench;
    const struct rect inside = { area.row, area.column + 1, area.height, area.width - 1 };
    const struct rows *rows = NULL;
    const uint32_t row = workbench_detail(workbench, &rows);
    workbench->page_rows[PANE_DETAIL] = area.height;
    if (row != ROW_NONE && rows_resource(rows) == &api_resources[API_INTERACTION]) {
        const bool raw = reader_is_raw(workbench->reader);
        view_trace(view, inside, workbench->reader, raw ? NULL : readable(view, rows, row, inside.width), focused);
        return;
    }
    if (focused)
        screen_cursor(view->screen, inside.row, inside.column, false);
    if (row == ROW_NONE)
        return;
    if (workbench->raw)
        view_json(view, inside, rows, row, &workbench->detail_top);
    else
        page_draw(readable(view, rows, row, inside.width), view, inside, &workbench->detail_top);
}
