/* Clean text into given columns: cutting, filling, scrolling sideways, and breaking foreign text into lines. */
#include <annotty/base/text.h>

#include "cluster.h"

#include <stdint.h>

enum { TAB_CELLS = 4 };

/* The longest front of `text` that fits into `cells` columns. */
static struct slice front(struct text text, int cells, int *taken_cells)
{
    struct slice taken = { .at = text.bytes };
    *taken_cells = 0;
    if ((size_t)text.cells == text.length) { /* a byte a column: ASCII */
        *taken_cells = cells < text.cells ? cells : text.cells;
        taken.length = (size_t)*taken_cells;
        return taken;
    }
    while (taken.length < text.length) {
        struct cluster cluster;
        cluster_read((struct slice){ text.bytes + taken.length, text.length - taken.length }, &cluster);
        if (*taken_cells + cluster.cells > cells)
            break;
        taken.length += cluster.raw_length;
        *taken_cells += cluster.cells;
    }
    return taken;
}

/* Puts text of at most `cells` columns into `cells` columns. */
static struct text fill(struct arena *arena, struct text text, int cells, enum text_align align)
{
    const size_t blanks = (size_t)(cells - text.cells);
    char *bytes = arena_alloc(arena, text.length + blanks + 1);
    memset(bytes, ' ', text.length + blanks);
    memcpy(bytes + (align == TEXT_RIGHT ? blanks : 0), text.bytes, text.length);
    bytes[text.length + blanks] = '\0';
    return (struct text){ .bytes = bytes, .length = text.length + blanks, .cells = cells };
}

static struct text measured(struct slice clean)
{
    struct text text = { .bytes = clean.at };
    while (text.length < clean.length) {
        struct cluster cluster;
        cluster_read(slice_from(clean, text.length), &cluster);
        text.length += cluster.raw_length;
        text.cells += cluster.cells;
    }
    return text;
}

struct text text_part(struct arena *arena, struct text text, size_t from, size_t length)
{
    return measured((struct slice){ arena_copy(arena, (struct slice){ text.bytes + from, length }), length });
}

int text_cluster(struct text text, size_t *at, struct slice *cluster)
{
    if (*at >= text.length)
        return 0;
    /* A mark that joins an ASCII letter is not ASCII itself. */
    const struct slice rest = { text.bytes + *at, text.length - *at };
    if ((unsigned char)rest.at[0] < 0x80 && (rest.length == 1 || (unsigned char)rest.at[1] < 0x80)) {
        *cluster = (struct slice){ rest.at, 1 };
        *at += 1;
        return 1;
    }
    struct cluster read;
    cluster_read(rest, &read);
    *cluster = (struct slice){ rest.at, read.raw_length };
    *at += read.raw_length;
    return read.cells;
}

struct text text_cut(struct arena *arena, struct text text, int cells)
{
    if (text.cells <= cells)
        return text;
    if (cells <= 0)
        return TEXT_EMPTY;
    const char *ellipsis = sign_text(SIGN_ELLIPSIS);
    const size_t ellipsis_length = strlen(ellipsis);
    int kept_cells = 0;
    const struct slice kept = front(text, cells - 1, &kept_cells);
    char *bytes = arena_alloc(arena, kept.length + ellipsis_length + 1);
    memcpy(bytes, kept.at, kept.length);
    memcpy(bytes + kept.length, ellipsis, ellipsis_length + 1);
    return (struct text){ .bytes = bytes, .length = kept.length + ellipsis_length, .cells = kept_cells + 1 };
}

struct text text_fit(struct arena *arena, struct text text, int cells, enum text_align align)
{
    if (cells <= 0)
        return TEXT_EMPTY;
    if (text.cells == cells)
        return text;
    const struct text cut = text_cut(arena, text, cells);
    return cut.cells == cells ? cut : fill(arena, cut, cells, align);
}

struct text text_skip(struct arena *arena, struct text text, int from)
{
    if (from <= 0)
        return text;
    if (from >= text.cells)
        return TEXT_EMPTY;
    int gone_cells = 0;
    size_t gone = front(text, from, &gone_cells).length;
    int half = 0;
    if (gone_cells < from) { /* the border runs through a wide character */
        struct cluster cluster;
        cluster_read((struct slice){ text.bytes + gone, text.length - gone }, &cluster);
        gone += cluster.raw_length;
        gone_cells += cluster.cells;
        half = gone_cells - from;
    }
    const struct text rest = { .bytes = text.bytes + gone,
                               .length = text.length - gone,
                               .cells = text.cells - gone_cells };
    return half == 0 ? rest : fill(arena, rest, rest.cells + half, TEXT_RIGHT);
}

/* One line of foreign text, clean, with its tabs as spaces. */
static struct text expand_line(struct buf *out, struct slice raw)
{
    int cells = 0;
    buf_clear(out);
    while (raw.length > 0) {
        struct cluster cluster;
        cluster_read(raw, &cluster);
        const int blanks = raw.at[0] == '\t' ? TAB_CELLS - cells % TAB_CELLS : 0;
        for (int i = 0; i < blanks; i++)
            buf_append_char(out, ' ');
        if (blanks == 0)
            buf_append(out, cluster.bytes, cluster.length);
        cells += blanks > 0 ? blanks : cluster.cells;
        raw = slice_from(raw, cluster.raw_length);
    }
    return (struct text){ .bytes = buf_text(out), .length = out->length, .cells = cells };
}

/* How much of `text` makes the next line: up to the last blank that leaves no more than `cells` columns. */
static struct text line_front(struct text text, int cells)
{
    struct text line = { .bytes = text.bytes };
    line.length = front(text, cells, &line.cells).length;
    if (line.length == text.length || text.bytes[line.length] == ' ')
        return line;
    size_t blank = line.length;
    while (blank > 0 && text.bytes[blank - 1] != ' ')
        blank--;
    return blank > 0 ? measured((struct slice){ text.bytes, blank }) : line;
}

static struct text without_last_blanks(struct text line)
{
    while (line.length > 0 && line.bytes[line.length - 1] == ' ') {
        line.length--;
        line.cells--;
    }
    return line;
}

static bool wrap_line(struct arena *arena, struct text text, int cells, text_line line, void *data)
{
    while (text.cells > cells) {
        struct text next = line_front(text, cells);
        size_t gone = next.length;
        int gone_cells = next.cells;
        if (gone == 0) { /* one character is wider than the line */
            struct cluster cluster;
            cluster_read((struct slice){ text.bytes, text.length }, &cluster);
            gone = cluster.raw_length;
            gone_cells = cluster.cells;
            next = text_own(sign_text(SIGN_BAD));
        }
        for (; gone < text.length && text.bytes[gone] == ' '; gone++) /* the break stands for the blanks */
            gone_cells++;
        next = without_last_blanks(next);
        next.bytes = arena_copy(arena, (struct slice){ next.bytes, next.length });
        if (!line(next, data))
            return false;
        text = (struct text){ text.bytes + gone, text.length - gone, text.cells - gone_cells };
        if (text.length == 0)
            return true;
    }
    text.bytes = arena_copy(arena, (struct slice){ text.bytes, text.length });
    return line(text, data);
}

void text_wrap(struct arena *arena, struct slice raw, int cells, text_line line, void *data)
{
    struct buf clean = buf_with_limit(SIZE_MAX / 2); /* bounded by raw */
    struct slice part;
    bool going_on = true;
    while (going_on && slice_cut(&raw, '\n', &part)) {
        if (part.length > 0 && part.at[part.length - 1] == '\r')
            part.length--;
        going_on = wrap_line(arena, expand_line(&clean, part), cells > 0 ? cells : 1, line, data);
    }
    buf_free(&clean);
}
