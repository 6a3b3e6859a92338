/* The sanitizer: whatever comes in, what comes out is shown, does nothing else, and is as wide as said. */
#include "../harmless.h"
#include "fuzz.h"

#include <annotty/base/mem.h>
#include <annotty/base/text.h>
#include <annotty/base/utf8.h>
#include <annotty/json/json.h>

#include <stdint.h>

#define OUT_MAX ((size_t)16 * 1024 * 1024)

static struct arena arena;

static bool emoji(void)
{
    return text_charset() == TEXT_UTF8_EMOJI;
}

static void check_bytes(struct slice bytes)
{
    HOLDS(harmless_length(bytes, emoji()) == bytes.length);
    for (size_t i = 0; text_charset() == TEXT_ASCII && i < bytes.length; i++)
        HOLDS((signed char)bytes.at[i] > 0);
}

/* Its bytes are harmless, and its columns those of its clusters. */
static void check_text(struct text text)
{
    const struct slice bytes = { text.bytes, text.length };
    check_bytes(bytes);
    HOLDS(text.bytes[text.length] == '\0');
    size_t at = 0;
    int cells = 0;
    struct slice cluster = { 0 };
    while (at < text.length) {
        const size_t before = at;
        cells += text_cluster(text, &at, &cluster);
        HOLDS(at > before && cluster.length == at - before);
    }
    HOLDS(text_cluster(text, &at, &cluster) == 0);
    HOLDS(cells == text.cells);
}

static void check_same(struct text a, struct text b)
{
    HOLDS(a.cells == b.cells && a.length == b.length && memcmp(a.bytes, b.bytes, a.length) == 0);
}

static void check_cutting(struct text text, int cells)
{
    const struct text cut = text_cut(&arena, text, cells);
    check_text(cut);
    HOLDS(cut.cells <= cells && (text.cells > cells || cut.cells == text.cells));
    const struct text left = text_fit(&arena, text, cells, TEXT_LEFT);
    const struct text right = text_fit(&arena, text, cells, TEXT_RIGHT);
    check_text(left);
    check_text(right);
    HOLDS(left.cells == cells && right.cells == cells);
    const struct text rest = text_skip(&arena, text, cells);
    check_text(rest);
    HOLDS(rest.cells == (text.cells > cells ? text.cells - cells : 0));
}

struct wrapping {
    int cells;
    size_t lines;
};

static bool check_line(struct text line, void *data)
{
    struct wrapping *wrapping = data;
    check_text(line);
    HOLDS(line.cells <= wrapping->cells);
    return ++wrapping->lines < 10000;
}

/* Onto a pipe or log: the same, but for line breaks and tabs. */
static void check_appending(struct slice raw, struct text clean)
{
    struct buf lines = buf_with_limit(OUT_MAX), line = buf_with_limit(OUT_MAX);
    HOLDS(text_append_clean(&lines, raw, true) && text_append_clean(&line, raw, false));
    check_bytes(buf_slice(&line));
    for (size_t i = 0; i < lines.length; i++)
        if (lines.data[i] == '\n' || lines.data[i] == '\t')
            lines.data[i] = ' ';
    check_bytes(buf_slice(&lines));
    if (raw.length <= TEXT_LINE_MAX)
        HOLDS(slice_equal(buf_slice(&line), (struct slice){ clean.bytes, clean.length }));
    buf_free(&lines);
    buf_free(&line);
}

static void check_json(struct slice raw)
{
    struct buf out = buf_with_limit(OUT_MAX);
    struct json_value before, after;
    if (json_check(raw, &before, NULL)) {
        HOLDS(text_append_json(&out, raw));
        check_bytes(buf_slice(&out));
        HOLDS(json_check(buf_slice(&out), &after, NULL));
        HOLDS(json_equal(before, after));
    }
    buf_free(&out);
}

/* Borders go on to the end, and back over the same ones. */
static void check_borders(struct slice raw)
{
    size_t at = 0;
    while (at < raw.length) {
        const size_t next = text_next_cluster(raw, at);
        HOLDS(next > at && next <= raw.length);
        HOLDS(text_previous_cluster(raw, next) == at);
        at = next;
    }
    HOLDS(text_next_cluster(raw, raw.length) == raw.length && text_previous_cluster(raw, 0) == 0);
}

static void check_search(struct slice raw, size_t from)
{
    const struct slice part = raw.length > 0 ? slice_from(raw, from % raw.length) : raw;
    HOLDS(text_contains(raw, SLICE("")) && text_contains(raw, raw));
    size_t bad = 0;
    if (utf8_is_valid(raw, &bad) && utf8_is_valid(part, &bad))
        HOLDS(text_contains(raw, part));
}

/* The first byte is the charset, the second a width. */
void fuzz_text(struct slice input)
{
    enum { BORDERS_MAX = 400 };
    const enum text_charset charset = text_charset();
    text_set_charset((enum text_charset)(fuzz_byte(&input) % 3));
    const int cells = (int)fuzz_byte(&input) % 100;
    const struct text clean = text_clean(&arena, input);
    check_text(clean);
    if (input.length <= TEXT_LINE_MAX)
        check_same(text_clean(&arena, (struct slice){ clean.bytes, clean.length }), clean);
    check_cutting(clean, cells);
    struct wrapping wrapping = { .cells = cells < 2 ? 2 : cells };
    text_wrap(&arena, input, wrapping.cells, check_line, &wrapping);
    check_appending(input, clean);
    check_json(input);
    check_borders((struct slice){ input.at, input.length < BORDERS_MAX ? input.length : BORDERS_MAX });
    check_search(input, (size_t)cells);
    arena_free(&arena);
    text_set_charset(charset);
}
