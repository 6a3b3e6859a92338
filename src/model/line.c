/* Text being typed. Every edit is a target, a place in the text seen from the cursor, and whether the cursor goes there
 * or the text up to there goes away; edits[] says which. */
#include <annotty/model/line.h>

#include <annotty/base/mem.h>
#include <annotty/base/text.h>
#include <annotty/base/utf8.h>

#include <stdlib.h>

struct line line_new(bool many, size_t limit)
{
    return (struct line){ .text = buf_with_limit(limit), .many = many };
}

void line_free(struct line *line)
{
    buf_free(&line->text);
    line->cursor = 0;
}

void line_clear(struct line *line)
{
    buf_clear(&line->text);
    line->cursor = 0;
}

static struct slice line_slice(const struct line *line)
{
    return buf_slice(&line->text);
}

/* What stands before or after the cursor may join with what comes next to it (a base and its mark, two halves of a
 * flag): then the cursor goes on to the end of that cluster. */
static void settle_cursor(struct line *line, size_t offset)
{
    const struct slice text = line_slice(line);
    line->cursor = offset > 0 ? text_next_cluster(text, text_previous_cluster(text, offset)) : 0;
}

void line_set(struct line *line, struct slice text)
{
    line_clear(line);
    if (line_insert(line, text))
        return;
    size_t fits = 0;
    for (size_t next = 0; next <= line->text.limit; next = text_next_cluster(text, next))
        fits = next;
    line_insert(line, (struct slice){ .at = text.at, .length = fits });
}

static bool is_break(char byte)
{
    return byte == '\n' || byte == '\r';
}

/* Writes `text` with its line breaks as this line takes them; returns the bytes written, at most text.length. */
static size_t put_breaks(char *at, struct slice text, bool many)
{
    size_t length = 0;
    for (size_t i = 0; i < text.length; i++) {
        const bool second_half = text.at[i] == '\n' && i > 0 && text.at[i - 1] == '\r';
        if (!is_break(text.at[i]))
            at[length++] = text.at[i];
        else if (!second_half)
            at[length++] = many ? '\n' : ' ';
    }
    return length;
}

bool line_insert(struct line *line, struct slice text)
{
    while (!line->many && text.length > 0 && is_break(text.at[text.length - 1]))
        text.length--;
    if (text.length > line->text.limit - line->text.length)
        return false;
    if (text.length == 0)
        return true;
    char *taken = xmalloc(text.length);
    const size_t length = put_breaks(taken, text, line->many);
    buf_reserve(&line->text, length);
    char *at = line->text.data + line->cursor;
    memmove(at + length, at, line->text.length - line->cursor);
    memcpy(at, taken, length);
    buf_wrote(&line->text, length);
    free(taken);
    settle_cursor(line, line->cursor + length);
    return true;
}

bool line_insert_code_point(struct line *line, uint32_t code_point)
{
    char bytes[UTF8_MAX];
    const size_t length = utf8_encode(code_point, bytes);
    return line_insert(line, (struct slice){ .at = bytes, .length = length });
}

static size_t cluster_before(const struct line *line, size_t offset)
{
    return offset > 0 ? text_previous_cluster(line_slice(line), offset) : 0;
}

static size_t cluster_after(const struct line *line, size_t offset)
{
    return offset < line->text.length ? text_next_cluster(line_slice(line), offset) : line->text.length;
}

static size_t to_left(const struct line *line)
{
    return cluster_before(line, line->cursor);
}

static size_t to_right(const struct line *line)
{
    return cluster_after(line, line->cursor);
}

/* Letters beyond ASCII count as parts of words without looking at what they are. */
static bool is_word(char byte)
{
    return (byte >= '0' && byte <= '9') || (byte >= 'a' && byte <= 'z') || (byte >= 'A' && byte <= 'Z') ||
           byte == '_' || (unsigned char)byte >= 0x80;
}

static size_t to_word_left(const struct line *line)
{
    const char *text = buf_text(&line->text);
    size_t offset = line->cursor;
    while (offset > 0 && !is_word(text[cluster_before(line, offset)]))
        offset = cluster_before(line, offset);
    while (offset > 0 && is_word(text[cluster_before(line, offset)]))
        offset = cluster_before(line, offset);
    return offset;
}

static size_t to_word_right(const struct line *line)
{
    const char *text = buf_text(&line->text);
    size_t offset = line->cursor;
    while (offset < line->text.length && !is_word(text[offset]))
        offset = cluster_after(line, offset);
    while (offset < line->text.length && is_word(text[offset]))
        offset = cluster_after(line, offset);
    return offset;
}

static size_t start_of(const struct line *line, size_t offset)
{
    const char *text = buf_text(&line->text);
    while (offset > 0 && text[offset - 1] != '\n')
        offset--;
    return offset;
}

static size_t end_of(const struct line *line, size_t offset)
{
    const char *text = buf_text(&line->text);
    while (offset < line->text.length && text[offset] != '\n')
        offset++;
    return offset;
}

static size_t to_start(const struct line *line)
{
    return start_of(line, line->cursor);
}

static size_t to_end(const struct line *line)
{
    return end_of(line, line->cursor);
}

/* The place in the line that begins at `start` that is as many clusters from it as the cursor is from its own start. */
static size_t same_column(const struct line *line, size_t start)
{
    const size_t end = end_of(line, start);
    size_t at = start;
    for (size_t own = to_start(line); own < line->cursor && at < end; own = cluster_after(line, own))
        at = cluster_after(line, at);
    return at;
}

static size_t to_line_above(const struct line *line)
{
    const size_t start = to_start(line);
    return start > 0 ? same_column(line, start_of(line, start - 1)) : line->cursor;
}

static size_t to_line_below(const struct line *line)
{
    const size_t end = to_end(line);
    return end < line->text.length ? same_column(line, end + 1) : line->cursor;
}

static const struct {
    size_t (*target)(const struct line *line);
    bool deletes;
} edits[] = {
    [LINE_LEFT] = { to_left, false },
    [LINE_RIGHT] = { to_right, false },
    [LINE_WORD_LEFT] = { to_word_left, false },
    [LINE_WORD_RIGHT] = { to_word_right, false },
    [LINE_START] = { to_start, false },
    [LINE_END] = { to_end, false },
    [LINE_UP] = { to_line_above, false },
    [LINE_DOWN] = { to_line_below, false },
    [LINE_DELETE_BACK] = { to_left, true },
    [LINE_DELETE] = { to_right, true },
    [LINE_DELETE_WORD_BACK] = { to_word_left, true },
    [LINE_DELETE_TO_START] = { to_start, true },
    [LINE_DELETE_TO_END] = { to_end, true },
};

static void delete_between(struct line *line, size_t from, size_t to)
{
    char *text = line->text.data;
    memmove(text + from, text + to, line->text.length - to);
    line->text.length -= to - from;
    text[line->text.length] = '\0';
    settle_cursor(line, from);
}

bool line_edit(struct line *line, enum line_edit edit)
{
    const size_t target = edits[edit].target(line);
    if (target == line->cursor)
        return false;
    if (!edits[edit].deletes)
        line->cursor = target;
    else if (target < line->cursor)
        delete_between(line, target, line->cursor);
    else
        delete_between(line, line->cursor, target);
    return true;
}
