/* Markdown as people and models write it, line by line: headings, lists, quotations, code blocks, tables, and inside of
 * a line strong text, code and links. What is no Markdown stays as it is. */
#include "trace_page.h"

#include <ctype.h>

static struct slice without_return(struct slice line)
{
    return line.length > 0 && line.at[line.length - 1] == '\r' ? (struct slice){ line.at, line.length - 1 } : line;
}

void page_add_plain(struct trace_page *page, struct slice text, enum trace_style style)
{
    struct slice rest = text;
    struct slice line;
    while (slice_cut(&rest, '\n', &line))
        page_add_line(page, style, without_return(line));
}

/* --- Lines -------------------------------------------------------------------------------------------------------- */

static size_t count_of(struct slice line, const char *characters)
{
    size_t count = 0;
    while (count < line.length && strchr(characters, line.at[count]) != NULL && line.at[count] != '\0')
        count++;
    return count;
}

static bool is_fence(struct slice line)
{
    const struct slice trimmed = slice_trim(line);
    return trimmed.length >= 3 && (memcmp(trimmed.at, "```", 3) == 0 || memcmp(trimmed.at, "~~~", 3) == 0);
}

/* How many columns a list's mark takes with the blanks around it; 0: the line is none of a list. */
static size_t list_mark(struct slice line)
{
    const size_t blanks = count_of(line, " \t");
    const struct slice rest = slice_from(line, blanks);
    const size_t digits = count_of(rest, "0123456789");
    if (rest.length >= 2 && strchr("-*+", rest.at[0]) != NULL && rest.at[1] == ' ')
        return blanks + 2;
    if (digits > 0 && digits < 4 && rest.length >= digits + 2 && strchr(".)", rest.at[digits]) != NULL &&
        rest.at[digits + 1] == ' ')
        return blanks + digits + 2;
    return 0;
}

static bool is_rule(struct slice line)
{
    const struct slice trimmed = slice_trim(line);
    return trimmed.length >= 3 && strchr("-*_", trimmed.at[0]) != NULL &&
           count_of(trimmed, (const char[]){ trimmed.at[0], ' ', '\0' }) == trimmed.length;
}

static void add_prose(struct trace_page *page, struct slice line)
{
    const size_t marks = count_of(line, "#");
    const size_t mark = list_mark(line);
    struct passage passage = { .text = line, .kind = PASSAGE_PROSE, .style = TRACE_TEXT };
    if (marks > 0 && marks <= 6 && line.length > marks && line.at[marks] == ' ') {
        passage.text = slice_trim(slice_from(line, marks));
        passage.style = TRACE_HEADING;
    } else if (line.length > 0 && line.at[0] == '>') {
        passage.style = TRACE_MUTED;
        passage.hang = 2;
    } else if (is_rule(line)) {
        passage.kind = PASSAGE_PLAIN;
        passage.style = TRACE_MUTED;
    } else {
        passage.hang = (uint8_t)(mark < 16 ? mark : 16);
    }
    page_add(page, passage);
}

/* --- Tables ------------------------------------------------------------------------------------------------------- */

static size_t cell_length(struct slice rest)
{
    size_t length = 0;
    while (length < rest.length && rest.at[length] != '|')
        length += rest.at[length] == '\\' && length + 1 < rest.length ? 2 : 1;
    return length;
}

int table_cells(struct slice row, struct slice cells[static TABLE_COLUMNS_MAX])
{
    int count = 0;
    for (struct slice rest = row;;) {
        const size_t length = count + 1 < TABLE_COLUMNS_MAX ? cell_length(rest) : rest.length;
        cells[count++] = slice_trim((struct slice){ rest.at, length });
        if (length >= rest.length)
            return count;
        rest = slice_from(rest, length + 1);
    }
}

static void measure(struct trace_table *table, struct slice row)
{
    struct slice cells[TABLE_COLUMNS_MAX];
    struct arena arena = ARENA_EMPTY;
    const int count = table_cells(row, cells);
    for (int i = 0; i < count; i++) {
        const int width = text_clean(&arena, cells[i]).cells;
        if (i >= table->columns || width > table->cells[i])
            table->cells[i] = width;
    }
    table->columns = count > table->columns ? count : table->columns;
    arena_free(&arena);
}

/* The row without the strokes at its ends. */
static struct slice table_row(struct slice line)
{
    struct slice row = slice_trim(line);
    if (row.length > 0 && row.at[0] == '|')
        row = slice_from(row, 1);
    if (row.length > 0 && row.at[row.length - 1] == '|')
        row.length--;
    return row;
}

static bool is_table_rule(struct slice line)
{
    return memchr(line.at, '|', line.length) != NULL && memchr(line.at, '-', line.length) != NULL &&
           count_of(line, "|-: \t\r") == line.length;
}

/* The line after the next line break; empty at the end. */
static struct slice next_line(struct slice rest)
{
    struct slice line = SLICE("");
    if (rest.at != NULL)
        slice_cut(&rest, '\n', &line);
    return line.at != NULL ? line : SLICE("");
}

static void add_table(struct trace_page *page, struct slice head, struct slice *rest)
{
    struct trace_table *table = arena_alloc(&page->arena, sizeof(*table));
    enum trace_style style = TRACE_STRONG;
    struct slice line = head;
    *table = (struct trace_table){ 0 };
    do {
        const struct slice row = table_row(line);
        if (!is_table_rule(line)) {
            measure(table, row);
            page_add(page,
                     (struct passage){ .text = row, .kind = PASSAGE_TABLE, .style = (uint8_t)style, .table = table });
        }
        style = TRACE_TEXT;
        line = next_line(*rest);
    } while (memchr(line.at, '|', line.length) != NULL && slice_cut(rest, '\n', &line));
}

/* --- The text ----------------------------------------------------------------------------------------------------- */

void page_add_markdown(struct trace_page *page, struct slice text)
{
    struct slice rest = text;
    struct slice line;
    bool in_code = false;
    while (slice_cut(&rest, '\n', &line)) {
        line = without_return(line);
        if (is_fence(line)) {
            in_code = !in_code;
            page_add_line(page, TRACE_MUTED, line);
        } else if (in_code) {
            page_add(page, (struct passage){ .text = line, .kind = PASSAGE_PLAIN, .style = TRACE_CODE, .hang = 2 });
        } else if (memchr(line.at, '|', line.length) != NULL && is_table_rule(next_line(rest))) {
            add_table(page, line, &rest);
        } else {
            add_prose(page, line);
        }
    }
}

/* --- Inside of a line --------------------------------------------------------------------------------------------- */

/* The text between a mark at the beginning and the same one after it; empty: there is no pair of them. */
static struct slice between(struct slice text, struct slice mark)
{
    if (!slice_starts_with(text, mark) || text.length < mark.length * 2 + 1 ||
        isspace((unsigned char)text.at[mark.length]))
        return SLICE("");
    for (size_t at = mark.length + 1; at + mark.length <= text.length; at++)
        if (memcmp(text.at + at, mark.at, mark.length) == 0 && !isspace((unsigned char)text.at[at - 1]))
            return (struct slice){ text.at + mark.length, at - mark.length };
    return SLICE("");
}

static const struct {
    struct slice mark;
    enum trace_style style;
} pairs[] = {
    { { "`", 1 }, TRACE_CODE },
    { { "**", 2 }, TRACE_STRONG },
    { { "__", 2 }, TRACE_STRONG },
    { { "*", 1 }, TRACE_STRONG },
};

void prose_each(struct slice line, enum trace_style base, prose_piece each, void *data)
{
    size_t plain = 0;
    size_t at = 0;
    while (at < line.length) {
        const struct slice rest = slice_from(line, at);
        struct slice inside = SLICE("");
        size_t pair = 0;
        for (; pair < sizeof(pairs) / sizeof(*pairs) && inside.length == 0; pair++)
            inside = between(rest, pairs[pair].mark);
        /* A mark inside of a word is none: snake__case, 2*3*4. */
        if (inside.length == 0 || (at > 0 && isalnum((unsigned char)line.at[at - 1]))) {
            at++;
            continue;
        }
        each((struct slice){ line.at + plain, at - plain }, base, data);
        each(inside, pairs[pair - 1].style, data);
        at += inside.length + 2 * pairs[pair - 1].mark.length;
        plain = at;
    }
    each(slice_from(line, plain), base, data);
}
