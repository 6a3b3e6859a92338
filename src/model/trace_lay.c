/* A passage into rows of the screen. Its pieces are written one after the other as clean text with a style for each
 * byte; matches change styles; then the whole is broken where it must be. */
#include "trace_page.h"

#include <annotty/base/mem.h>

#include <stdlib.h>
#include <strings.h>

enum { TAB_CELLS = 4, TEXT_LEAST = 16, COLUMN_LEAST = 6 };

/* --- Ink ---------------------------------------------------------------------------------------------------------- */

/* Text being written: what is shown, and the style of each of its bytes. */
struct ink {
    struct buf clean, styles;
};

static struct ink ink_new(void)
{
    return (struct ink){ .clean = buf_with_limit(BUF_LIMIT_BODY), .styles = buf_with_limit(BUF_LIMIT_BODY) };
}

static void ink_free(struct ink *ink)
{
    buf_free(&ink->clean);
    buf_free(&ink->styles);
}

static void ink_put(struct ink *ink, struct slice raw, enum trace_style style)
{
    struct slice rest = raw;
    struct slice part;
    while (rest.at != NULL && slice_cut(&rest, '\t', &part)) {
        text_append_clean(&ink->clean, part, false);
        for (int i = 0; rest.at != NULL && i < TAB_CELLS; i++)
            buf_append_char(&ink->clean, ' ');
    }
    while (ink->styles.length < ink->clean.length)
        buf_append_char(&ink->styles, (char)style);
}

static void ink_piece(struct slice raw, enum trace_style style, void *data)
{
    if (raw.length > 0)
        ink_put(data, raw, style);
}

static void ink_match(struct ink *ink, struct slice match)
{
    if (match.length == 0)
        return;
    for (size_t at = 0; at + match.length <= ink->clean.length; at++)
        if (strncasecmp(ink->clean.data + at, match.at, match.length) == 0)
            memset(ink->styles.data + at, TRACE_MATCH, match.length);
}

/* --- Rows --------------------------------------------------------------------------------------------------------- */

struct rows_made {
    struct arena *arena;
    struct trace_line *lines;
    size_t count, capacity;
};

static void add_row(struct rows_made *made, const struct trace_run *runs, size_t count)
{
    if (made->count == made->capacity) {
        const size_t capacity = made->capacity * 2 + 4;
        struct trace_line *lines = arena_alloc(made->arena, capacity * sizeof(*lines));
        if (made->count > 0)
            memcpy(lines, made->lines, made->count * sizeof(*lines));
        made->lines = lines;
        made->capacity = capacity;
    }
    made->lines[made->count++] = (struct trace_line){ .runs = runs, .run_count = count };
}

static struct text blanks(struct arena *arena, int cells)
{
    return text_fit(arena, TEXT_EMPTY, cells, TEXT_LEFT);
}

/* The bytes from `from` to `to` as a row, behind `indent` columns; `styles` NULL: all in one style. */
static void add_range(struct rows_made *made, struct text text, const char *styles, enum trace_style style, size_t from,
                      size_t to, int indent)
{
    size_t changes = 1;
    for (size_t at = from + 1; styles != NULL && at < to; at++)
        changes += styles[at] != styles[at - 1];
    struct trace_run *runs = arena_alloc(made->arena, (changes + 1) * sizeof(*runs));
    size_t count = 0;
    runs[count++] = (struct trace_run){ .text = blanks(made->arena, indent), .style = TRACE_TEXT };
    while (from < to) {
        size_t end = styles == NULL ? to : from + 1;
        while (end < to && styles[end] == styles[from])
            end++;
        runs[count++] = (struct trace_run){ .text = text_part(made->arena, text, from, end - from),
                                            .style = styles != NULL ? (enum trace_style)styles[from] : style };
        from = end;
    }
    add_row(made, runs, count);
}

/* Where the row from `from` on ends: behind the last blank that leaves it no wider than `cells`. */
static size_t row_end(struct text text, size_t from, int cells)
{
    size_t at = from;
    size_t end = from;
    size_t blank = from;
    int used = 0;
    struct slice cluster;
    for (int width = text_cluster(text, &at, &cluster); width > 0 || at < text.length;
         width = text_cluster(text, &at, &cluster)) {
        if (used + width > cells && end > from)
            return cluster.at[0] == ' ' ? end : blank > from ? blank : end;
        used += width;
        end = at;
        if (cluster.at[0] == ' ')
            blank = at;
    }
    return text.length;
}

/* The bytes that stand in the columns from `from` on, `cells` of them. */
static void seen_part(struct text text, const struct trace_frame *frame, int cells, size_t *from, size_t *to)
{
    size_t at = 0;
    int column = 0;
    struct slice cluster;
    *from = *to = text.length;
    while (at < text.length) {
        const size_t begin = at;
        const int width = text_cluster(text, &at, &cluster);
        if (column >= frame->from && *from == text.length)
            *from = begin;
        if (column + width > frame->from + cells) {
            *to = begin;
            return;
        }
        column += width;
    }
}

struct measure {
    int indent, hang, cells; /* columns before the text, before its further rows, and for it */
};

/* However deep something is, there is room for text. */
static struct measure measure_of(const struct passage *passage, int width)
{
    const int most = width > 2 * TEXT_LEAST ? width / 3 : 0;
    const int indent = passage->indent < most ? passage->indent : most;
    const int cells = width - indent > 1 ? width - indent : 1;
    const int hang = passage->hang * 2 < cells ? passage->hang : 0;
    return (struct measure){ .indent = indent, .hang = hang, .cells = cells };
}

static void break_ink(struct rows_made *made, const struct ink *ink, const struct passage *passage,
                      const struct trace_frame *frame)
{
    const struct measure measure = measure_of(passage, frame->width);
    const struct text text = text_clean(made->arena, buf_slice(&ink->clean));
    /* Marks at the border of two pieces may have joined: then the styles don't fit any more. */
    const char *styles = text.length == ink->styles.length ? ink->styles.data : NULL;
    const enum trace_style style = (enum trace_style)passage->style;
    size_t from = 0;
    size_t to = 0;
    if (frame->pans) {
        seen_part(text, frame, measure.cells, &from, &to);
        add_range(made, text, styles, style, from, to, measure.indent);
        return;
    }
    do {
        const int hang = from == 0 ? 0 : measure.hang;
        to = row_end(text, from, measure.cells - hang);
        size_t shown = to;
        while (shown > from && shown < text.length && text.bytes[shown - 1] == ' ')
            shown--;
        add_range(made, text, styles, style, from, shown, measure.indent + hang);
        from = to;
        while (from < text.length && from > 0 && text.bytes[from] == ' ')
            from++;
    } while (from < text.length);
}

/* --- Heads -------------------------------------------------------------------------------------------------------- */

static struct slice first_line(struct slice text)
{
    struct slice rest = slice_trim(text);
    struct slice line = SLICE("");
    if (rest.length > 0)
        slice_cut(&rest, '\n', &line);
    line.length = line.length < PASSAGE_BYTES_MAX ? line.length : PASSAGE_BYTES_MAX;
    return line;
}

static void ink_sign(struct ink *ink, const char *sign, const char *ascii, enum trace_style style)
{
    const struct text text = text_sign(sign, ascii);
    ink_put(ink, (struct slice){ text.bytes, text.length }, style);
    ink_put(ink, SLICE(" "), style);
}

/* A folded section shows how what is in it begins, as far as there is room. */
static void ink_head(struct ink *ink, struct arena *arena, const struct section *section, int cells)
{
    ink_sign(ink, section->folded ? "▸" : "▾", section->folded ? "+" : "-", section->style);
    if (section->sign != NULL)
        ink_sign(ink, section->sign, section->ascii_sign, section->style);
    ink_put(ink, section->title, section->style);
    if (section->detail.length > 0) {
        ink_put(ink, SLICE("  "), TRACE_MUTED);
        ink_put(ink, section->detail, section->detail_style);
    }
    const int left = cells - text_clean(arena, buf_slice(&ink->clean)).cells - 2;
    if (!section->folded || left < TEXT_LEAST / 2)
        return;
    const struct text begins = text_cut(
        arena, text_clean(arena, first_line(section->preview.at != NULL ? section->preview : section->source)), left);
    if (begins.length == 0)
        return;
    ink_put(ink, SLICE("  "), TRACE_MUTED);
    ink_put(ink, (struct slice){ begins.bytes, begins.length }, TRACE_MUTED);
}

/* --- Rows of tables ----------------------------------------------------------------------------------------------- */

enum { SEPARATOR_CELLS = 3 };

/* Columns get narrower, the widest first, until they fit. */
static void fit_columns(const struct trace_table *table, int cells, int widths[static TABLE_COLUMNS_MAX])
{
    int sum = (table->columns - 1) * SEPARATOR_CELLS;
    memcpy(widths, table->cells, sizeof(table->cells));
    for (int i = 0; i < table->columns; i++)
        sum += widths[i];
    while (sum > cells) {
        int widest = 0;
        for (int i = 1; i < table->columns; i++)
            widest = widths[i] > widths[widest] ? i : widest;
        if (widths[widest] <= COLUMN_LEAST)
            return;
        widths[widest]--;
        sum--;
    }
}

/* The rows of one cell. */
struct cell_rows {
    struct text *rows;
    size_t count, capacity;
};

static bool take_cell_row(struct text line, void *data)
{
    struct cell_rows *cell = data;
    cell->rows = xgrow(cell->rows, &cell->capacity, cell->count + 1, sizeof(*cell->rows));
    cell->rows[cell->count++] = line;
    return true;
}

static void add_table_row(struct rows_made *made, const struct passage *passage, const struct cell_rows *cells,
                          const int *widths, size_t row, int indent)
{
    const int columns = passage->table->columns;
    struct trace_run *runs = arena_alloc(made->arena, (size_t)(2 * columns + 1) * sizeof(*runs));
    size_t count = 0;
    runs[count++] = (struct trace_run){ .text = blanks(made->arena, indent), .style = TRACE_TEXT };
    for (int i = 0; i < columns; i++) {
        const struct text text = row < cells[i].count ? cells[i].rows[row] : TEXT_EMPTY;
        if (i > 0)
            runs[count++] = (struct trace_run){ .text = text_own(" | "), .style = TRACE_MUTED };
        runs[count++] = (struct trace_run){ .text = text_fit(made->arena, text, widths[i], TEXT_LEFT),
                                            .style = (enum trace_style)passage->style };
    }
    add_row(made, runs, count);
}

static void lay_table_row(struct rows_made *made, const struct passage *passage, const struct trace_frame *frame)
{
    const struct measure measure = measure_of(passage, frame->width);
    struct cell_rows cells[TABLE_COLUMNS_MAX] = { 0 };
    struct slice texts[TABLE_COLUMNS_MAX];
    int widths[TABLE_COLUMNS_MAX];
    size_t rows = 1;
    const int count = table_cells(passage->text, texts);
    fit_columns(passage->table, measure.cells, widths);
    for (int i = 0; i < count && i < passage->table->columns; i++) {
        widths[i] = widths[i] > 0 ? widths[i] : 1;
        text_wrap(made->arena, texts[i], widths[i], take_cell_row, &cells[i]);
        rows = cells[i].count > rows ? cells[i].count : rows;
    }
    for (size_t row = 0; row < rows; row++)
        add_table_row(made, passage, cells, widths, row, measure.indent);
    for (int i = 0; i < TABLE_COLUMNS_MAX; i++)
        free(cells[i].rows);
}

/* --- A passage ---------------------------------------------------------------------------------------------------- */

static void ink_json(struct ink *ink, struct slice line, bool is_folded)
{
    while (line.length > 0) {
        enum trace_style style;
        const struct slice token = json_token(line, &style);
        ink_put(ink, token, style);
        line = slice_from(line, token.length);
    }
    if (is_folded)
        ink_put(ink, SLICE(" ... "), TRACE_MUTED);
}

static void ink_passage(struct ink *ink, struct arena *arena, const struct trace_page *page,
                        const struct passage *passage, int width)
{
    const struct section *section = passage->section != TRACE_NOWHERE ? &page->sections[passage->section] : NULL;
    const bool is_head = section != NULL && &page->passages[section->head] == passage;
    if (passage->label.length > 0) {
        ink_put(ink, passage->label, TRACE_LABEL);
        ink_put(ink, SLICE("  "), TRACE_LABEL);
    }
    if (passage->kind == PASSAGE_HEAD)
        ink_head(ink, arena, section, measure_of(passage, width).cells);
    else if (passage->kind == PASSAGE_JSON)
        ink_json(ink, passage->text, is_head && section->folded);
    else if (passage->kind == PASSAGE_PROSE)
        prose_each(passage->text, (enum trace_style)passage->style, ink_piece, ink);
    else
        ink_put(ink, passage->text, (enum trace_style)passage->style);
}

const struct trace_line *trace_page_lay(const struct trace_page *page, uint32_t number, const struct trace_frame *frame,
                                        struct arena *arena, size_t *count)
{
    const struct passage *passage = &page->passages[number];
    struct rows_made made = { .arena = arena };
    if (passage->kind == PASSAGE_TABLE && !frame->pans) {
        lay_table_row(&made, passage, frame);
    } else {
        struct ink ink = ink_new();
        ink_passage(&ink, arena, page, passage, frame->width);
        ink_match(&ink, frame->match);
        break_ink(&made, &ink, passage, frame);
        ink_free(&ink);
    }
    *count = made.count;
    return made.lines;
}
