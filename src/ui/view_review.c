/* The review screen: what is reviewed, and beside or below it the queue's labels with what one says of them. */
#include "view.h"

#include <annotty/api/labels.h>
#include <annotty/model/columns.h>

enum {
    SIDE_FROM = 100, /* columns of the screen from which on the labels stand beside */
    SIDE_LEAST = 34,
    SIDE_MOST = 64,
    NAME_CELLS = 16,
    BELOW_LEAST = 4, /* rows of the labels where they stand below */
    MINUTE_MS = 60000,
    EDITOR_ROWS = 3,
};

/* --- The line on top ---------------------------------------------------------------------------------------------- */

static struct text pace_of(const struct view *view)
{
    struct review *review = view->workbench->review;
    const size_t left = review_count_left(review);
    char left_text[TEXT_COUNT_SIZE];
    const struct text waiting = text_printf(view->arena, "%s left", text_count(left, left_text));
    if (review->done_count < 2 || review->active_ms < 1000)
        return waiting;
    const double rate = (double)review->done_count * MINUTE_MS / (double)review->active_ms;
    const long minutes = (long)((double)left / rate + 0.5);
    const struct text ahead = minutes < 60 ? text_printf(view->arena, "%ld min", minutes)
                                           : text_printf(view->arena, "%ld h %02ld", minutes / 60, minutes % 60);
    return text_printf(view->arena, "%s  %.1f/min  %s to go", waiting.bytes, rate, ahead.bytes);
}

static void put_title(const struct view *view, struct rect line)
{
    const struct workbench *workbench = view->workbench;
    const struct review *review = workbench->review;
    const struct slice name = listing_name(&workbench->queues, review->queue_id);
    const uint32_t row = review_row(review);
    const struct pending_change *change = workbench_row_change(workbench, review->rows, row);
    char place[TEXT_COUNT_SIZE], count[TEXT_COUNT_SIZE];
    screen_fill(view->screen, line, ROLE_TITLE_FOCUS);
    const struct text pace = pace_of(view);
    const struct text position =
        text_printf(view->arena, "%s/%s", text_count(review->count > 0 ? review->at + 1 : 0, place),
                    text_count(review->count, count));
    const struct rect left = { line.row, line.column, 1, line.width - pace.cells - 2 };
    int column = view_word(view, left, line.row, line.column + 1, "Review", ROLE_TITLE_FOCUS);
    column = view_put(view, left, line.row, column + 1, view_clean(view, name), ROLE_TITLE_FOCUS);
    column = view_put(view, left, line.row, column + 2, position, ROLE_TITLE_FOCUS);
    if (change != NULL)
        view_put(view, left, line.row, column + 2, view_state_words(view, change), ROLE_TITLE_FOCUS);
    view_put(view, line, line.row, line.column + line.width - pace.cells - 1, pace, ROLE_TITLE_FOCUS);
}

/* --- What others say ---------------------------------------------------------------------------------------------- */

static bool is_hidden(const struct review *review, uint32_t row)
{
    return review->is_blind && !review_is_answered(review, row);
}

static void put_other(const struct view *view, struct page *page, const struct rows *rows, uint32_t row, int width)
{
    const struct api_resource *resource = rows_resource(rows);
    struct label_value *values = arena_alloc(view->arena, sizeof(*values) * LABEL_VALUES_MAX);
    const struct slice by =
        column_text(view->arena, view->workbench->people, rows, row, api_field_index(resource, SLICE("created_by")));
    const size_t count =
        label_values_read(rows_cell(rows, row, api_field_index(resource, SLICE("label_values"))), view->arena, values);
    page_line(page);
    page_put(page, view_clean(view, by), ROLE_PERSON);
    for (size_t i = 0; i < count; i++) {
        page_wrap(page,
                  slice_of(arena_printf(view->arena, "%.*s %.*s%s%.*s", SLICE_ARGS(values[i].name),
                                        SLICE_ARGS(values[i].value), values[i].assessment.length > 0 ? " " : "",
                                        SLICE_ARGS(values[i].assessment))),
                  width, 2, ROLE_VALUE);
        if (values[i].reasoning.length > 0)
            page_wrap(page, values[i].reasoning, width, 4, ROLE_MUTED);
    }
}

static void put_others(const struct view *view, struct page *page, uint32_t row, int width)
{
    const struct review *review = view->workbench->review;
    const int field = api_field_index(rows_resource(review->rows), SLICE("annotations"));
    const struct rows *annotations = rows_children(review->rows, field);
    uint32_t first = 0, count = 0, others = 0;
    rows_child_range(review->rows, row, field, &first, &count);
    for (uint32_t i = first; i < first + count; i++) {
        const int by = api_field_index(rows_resource(annotations), SLICE("created_by"));
        if (review->me != NULL && slice_is(rows_cell(annotations, i, by), review->me))
            continue;
        if (others++ == 0) {
            page_line(page);
            page_line(page);
            page_put(page, text_own(is_hidden(review, row) ? "Others: hidden until you have answered" : "Others"),
                     is_hidden(review, row) ? ROLE_MUTED : ROLE_TITLE);
        }
        if (!is_hidden(review, row))
            put_other(view, page, annotations, i, width);
    }
}

/* --- The labels --------------------------------------------------------------------------------------------------- */

static struct text mark_of(bool is_current)
{
    return is_current ? text_sign("▸ ", "> ") : text_own("  ");
}

static enum role role_of_assessment(enum assessment assessment)
{
    return assessment == ASSESSMENT_PASS ? ROLE_GOOD : assessment == ASSESSMENT_FAIL ? ROLE_BAD : ROLE_VALUE;
}

static void put_value(const struct view *view, struct page *page, size_t i, int width)
{
    const struct review *review = view->workbench->review;
    const struct label *label = &review->schema.labels[i];
    const struct answer *answer = &review->answers.at[i];
    const enum role role = role_of_assessment(answer->assessment);
    const struct slice raw = answer_text(&review->answers, i, view->arena);
    const struct slice shown = label->type != LABEL_BOOLEAN ? raw
                               : slice_is(raw, "true")      ? SLICE("yes")
                               : slice_is(raw, "false")     ? SLICE("no")
                                                            : raw;
    if (shown.length > 0)
        page_flow(page, shown, width, NAME_CELLS + 2, role);
    if (answer->assessment != ASSESSMENT_NONE)
        page_put(page, text_printf(view->arena, "  %s", assessment_names[answer->assessment]), role);
    if (answer->reasoning != NULL)
        page_wrap(page, slice_of(answer->reasoning), width, 4, ROLE_MUTED);
}

/* One thing a key says; those that have no room in the line begin the next. */
struct choices {
    struct page *page;
    int width, column;
};

static void put_choice(const struct view *view, struct choices *choices, const char *key, struct slice name,
                       bool is_chosen)
{
    const struct text text = view_clean(view, name);
    const int cells = (int)strlen(key) + 1 + text.cells + 2;
    if (choices->column + cells > choices->width || choices->column == 0) {
        page_line(choices->page);
        page_put(choices->page, text_own("    "), ROLE_TEXT);
        choices->column = 4;
    }
    page_put(choices->page, text_own(key), ROLE_KEY);
    page_put(choices->page, text_own(is_chosen ? "=" : " "), is_chosen ? ROLE_KEY : ROLE_TEXT);
    page_put(choices->page, text, is_chosen ? ROLE_SELECTED : ROLE_VALUE);
    page_put(choices->page, text_own("  "), ROLE_TEXT);
    choices->column += cells;
}

static const char *const digits[] = { "1", "2", "3", "4", "5", "6", "7", "8", "9", "0" };

static struct text score_range(const struct view *view, const struct label *label)
{
    const struct text whole = text_own(label->is_integer ? "whole number" : "number");
    if (label->has_min && label->has_max)
        return text_printf(view->arena, "%s from %g to %g", whole.bytes, label->min, label->max);
    return label->has_min   ? text_printf(view->arena, "%s from %g", whole.bytes, label->min)
           : label->has_max ? text_printf(view->arena, "%s up to %g", whole.bytes, label->max)
                            : whole;
}

static void put_choices(const struct view *view, struct page *page, size_t i, int width)
{
    const struct review *review = view->workbench->review;
    const struct label *label = &review->schema.labels[i];
    const struct slice value = answer_text(&review->answers, i, view->arena);
    struct choices choices = { .page = page, .width = width };
    switch (label->type) {
    case LABEL_CATEGORICAL:
        for (size_t n = 0; n < label->value_count; n++)
            put_choice(view, &choices, n < 10 ? digits[n] : " ", label->values[n],
                       slice_equal(label->values[n], value));
        break;
    case LABEL_BOOLEAN:
        put_choice(view, &choices, "1", SLICE("yes"), slice_is(value, "true"));
        put_choice(view, &choices, "2", SLICE("no"), slice_is(value, "false"));
        break;
    case LABEL_SCORE:
        page_line(page);
        page_put(page, text_join(view->arena, text_own("    "), score_range(view, label)), ROLE_MUTED);
        break;
    default:
        page_line(page);
        page_put(page, text_own("    c writes it"), ROLE_MUTED);
    }
    if (label->has_assessment && !label->is_assessment) {
        put_choice(view, &choices, "p", SLICE("pass"), review->answers.at[i].assessment == ASSESSMENT_PASS);
        put_choice(view, &choices, "f", SLICE("fail"), review->answers.at[i].assessment == ASSESSMENT_FAIL);
    }
    if (label->has_reasoning)
        put_choice(view, &choices, "c", SLICE("reason"), false);
}

static void put_label(const struct view *view, struct page *page, size_t i, int width)
{
    const struct review *review = view->workbench->review;
    const struct label *label = &review->schema.labels[i];
    const bool is_current = i == review->label;
    const struct text name =
        text_join(view->arena, view_clean(view, label->name), text_own(label->is_required ? " *" : ""));
    page_line(page);
    page_put(page, mark_of(is_current), ROLE_KEY);
    page_put(page, name.cells < NAME_CELLS ? text_fit(view->arena, name, NAME_CELLS, TEXT_LEFT) : name,
             is_current ? ROLE_TITLE_FOCUS : ROLE_LABEL);
    put_value(view, page, i, width);
    if (review->has_instructions && label->description.length > 0)
        page_wrap(page, label->description, width, 4, ROLE_INFO);
    if (is_current)
        put_choices(view, page, i, width);
}

static void put_instructions(const struct view *view, struct page *page, int width)
{
    const struct workbench *workbench = view->workbench;
    const struct rows *rows = list_rows(workbench->queues.list);
    const uint32_t row = rows_find(rows, slice_of(workbench->review->queue_id));
    const struct slice text =
        row != ROW_NONE ? rows_cell(rows, row, api_field_index(rows_resource(rows), SLICE("description"))) : SLICE("");
    page_wrap(page, text.length > 0 ? text : SLICE("The queue has no description."), width, 0, ROLE_INFO);
    page_line(page);
}

static void put_note(const struct view *view, struct page *page, uint32_t row, int width)
{
    const struct review *review = view->workbench->review;
    const struct review_note *note = review_note_of(review, rows_id(review->rows, row));
    if (note == NULL || note->mark == REVIEW_UNMARKED)
        return;
    page_line(page);
    page_wrap(page,
              slice_of(arena_printf(view->arena, "%s%s%s", review_mark_names[note->mark],
                                    note->reason != NULL ? ": " : "", note->reason != NULL ? note->reason : "")),
              width, 0, ROLE_WARNING);
}

/* The page of labels, and the line in which the current one begins. */
static struct page *labels_page(const struct view *view, int width, long long *current)
{
    const struct review *review = view->workbench->review;
    const uint32_t row = review_row(review);
    struct page *page = page_new(view->arena);
    *current = 0;
    if (review->has_instructions)
        put_instructions(view, page, width);
    for (size_t i = 0; i < review->schema.count; i++) {
        if (i == review->label)
            *current = page_lines(page);
        put_label(view, page, i, width);
    }
    if (review->schema.count == 0)
        page_wrap(page, SLICE("This queue asks nothing yet: :labels says what reviewers are asked."), width, 0,
                  ROLE_WARNING);
    if (row != ROW_NONE) {
        put_note(view, page, row, width);
        put_others(view, page, row, width);
    }
    return page;
}

/* --- The screen --------------------------------------------------------------------------------------------------- */

struct halves {
    struct rect content, labels;
    bool is_beside;
};

static struct halves halves_of(struct rect area, long long lines)
{
    if (area.width >= SIDE_FROM) {
        const int third = area.width / 3;
        const int side = third < SIDE_LEAST ? SIDE_LEAST : third > SIDE_MOST ? SIDE_MOST : third;
        return (struct halves){ { area.row, area.column, area.height, area.width - side - 1 },
                                { area.row, area.column + area.width - side, area.height, side },
                                true };
    }
    const int half = area.height / 2;
    const int wanted = lines < BELOW_LEAST ? BELOW_LEAST : lines > half ? half : (int)lines;
    const int below = wanted < area.height ? wanted : area.height;
    return (struct halves){ { area.row, area.column, area.height - below - 1, area.width },
                            { area.row + area.height - below, area.column, below, area.width },
                            false };
}

static struct halves layout(const struct view *view, struct page **page, long long *current)
{
    const struct rect middle = view_middle(view);
    const struct rect area = { middle.row + 1, middle.column, middle.height - 1, middle.width };
    struct halves halves = halves_of(area, 0);
    *page = labels_page(view, halves.labels.width - 2, current);
    return halves_of(area, page_lines(*page));
}

static void draw_content(const struct view *view, struct rect area)
{
    const struct review *review = view->workbench->review;
    const struct rect inside = { area.row, area.column + 1, area.height, area.width - 2 };
    const struct api_resource *resource = rows_resource(review->rows);
    static const char *const fields[] = { "content_id", "type", "created_at" };
    struct page *page = page_new(view->arena);
    page_line(page);
    for (size_t i = 0; i < sizeof(fields) / sizeof(*fields); i++) {
        const struct slice text = column_text(view->arena, view->workbench->people, review->rows, review_row(review),
                                              api_field_index(resource, slice_of(fields[i])));
        page_put(page, view_clean(view, text), i == 0 ? ROLE_VALUE : ROLE_MUTED);
        page_put(page, text_own("  "), ROLE_TEXT);
    }
    page_line(page);
    page_trace_state(view, page, inside.width);
    view_trace(view, inside, view->workbench->reader, reader_is_raw(view->workbench->reader) ? NULL : page, true);
}

static void draw_labels(const struct view *view, struct rect area, const struct page *page, long long current)
{
    const struct rect inside = { area.row, area.column + 1, area.height, area.width - 2 };
    long long top = current + 3 > inside.height ? current - inside.height / 2 : 0;
    page_draw(page, view, inside, &top);
    screen_cursor(view->screen, inside.row + (int)(current - top), inside.column, false);
}

void view_review(const struct view *view)
{
    struct page *page = NULL;
    long long current = 0;
    const struct rect middle = view_middle(view);
    const struct halves halves = layout(view, &page, &current);
    const struct rect line = halves.is_beside
                                 ? (struct rect){ middle.row + 1, halves.labels.column - 1, middle.height - 1, 1 }
                                 : (struct rect){ halves.labels.row - 1, middle.column, 1, middle.width };
    screen_fill(view->screen, middle, ROLE_TEXT);
    put_title(view, (struct rect){ middle.row, middle.column, 1, middle.width });
    if (halves.content.height > 0) {
        view->workbench->overlay_rows = halves.content.height;
        if (review_row(view->workbench->review) != ROW_NONE)
            draw_content(view, halves.content);
    }
    if (!view->look->plain)
        screen_line(view->screen, line, halves.is_beside ? SCREEN_VERTICAL : SCREEN_HORIZONTAL, ROLE_BORDER);
    draw_labels(view, halves.labels, page, current);
}

static void put_found(const struct view *view, struct rect area)
{
    const struct review *review = view->workbench->review;
    const struct label *label = &review->schema.labels[review->about];
    for (size_t n = 0; (int)n < area.height; n++) {
        const size_t value = review_choice(review, n);
        if (value == SIZE_MAX)
            return;
        view_put(view, area, area.row + (int)n, area.column, view_clean(view, label->values[value]),
                 n == review->choice ? ROLE_SELECTED : ROLE_VALUE);
    }
}

/* At the bottom of the labels, so that what is reviewed stays in sight. */
void view_review_text(const struct view *view)
{
    struct page *page = NULL;
    long long current = 0;
    const struct review *review = view->workbench->review;
    const struct label *label = &review->schema.labels[review->about];
    const struct halves halves = layout(view, &page, &current);
    const bool is_choice = review->typing == REVIEW_TYPES_CHOICE;
    const int wanted = review->line.many ? EDITOR_ROWS : is_choice ? 1 + (int)label->value_count : 1;
    const int rows = wanted < halves.labels.height - 1 ? wanted : halves.labels.height - 1;
    const struct rect box = { halves.labels.row + halves.labels.height - rows - 1, halves.labels.column + 1, rows + 1,
                              halves.labels.width - 2 };
    const struct rect inside = { box.row + 1, box.column, rows, box.width };
    screen_fill(view->screen, box, ROLE_TEXT);
    const int column = view_put(view, box, box.row, box.column, view_clean(view, label->name), ROLE_TITLE_FOCUS);
    view_word(view, box, box.row, column + 1,
              review->typing == REVIEW_TYPES_REASON ? "why"
              : is_choice                           ? "find"
                                                    : "write",
              ROLE_MUTED);
    if (review->line.many)
        view_lines(view, inside, &review->line, true);
    else
        view_line(view, (struct rect){ inside.row, inside.column, 1, inside.width }, &review->line, true, ROLE_INPUT);
    if (is_choice)
        put_found(view, (struct rect){ inside.row + 1, inside.column, rows - 1, inside.width });
}
