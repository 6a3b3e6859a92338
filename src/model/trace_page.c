/* Passages and sections: how they are added, which are visible, how they are found. */
#include "trace_page.h"

#include <annotty/base/mem.h>

#include <stdlib.h>

enum { INDENT_STEP = 2, BLANK_SEARCH = 256 };

/* --- Adding ------------------------------------------------------------------------------------------------------- */

static void add_piece(struct trace_page *page, struct passage passage)
{
    page->passages = xgrow(page->passages, &page->capacity, page->count + 1, sizeof(*page->passages));
    passage.section = page->open;
    passage.indent = page->indent;
    page->passages[page->count++] = passage;
}

/* Where a very long line is broken: behind a blank, or else between two characters. */
static size_t piece_length(struct slice text)
{
    if (text.length <= PASSAGE_BYTES_MAX)
        return text.length;
    for (size_t end = PASSAGE_BYTES_MAX; end > PASSAGE_BYTES_MAX - BLANK_SEARCH; end--)
        if (text.at[end - 1] == ' ')
            return end;
    size_t end = PASSAGE_BYTES_MAX;
    while (end > 1 && ((unsigned char)text.at[end] & 0xc0) == 0x80)
        end--;
    return end;
}

void page_add(struct trace_page *page, struct passage passage)
{
    struct slice rest = passage.text;
    do {
        passage.text.length = piece_length(rest);
        passage.text.at = rest.at;
        rest = slice_from(rest, passage.text.length);
        add_piece(page, passage);
        passage.label = SLICE("");
    } while (rest.length > 0);
}

void page_add_line(struct trace_page *page, enum trace_style style, struct slice text)
{
    page_add(page, (struct passage){ .text = text, .kind = PASSAGE_PLAIN, .style = (uint8_t)style });
}

void page_add_blank(struct trace_page *page)
{
    page_add_line(page, TRACE_TEXT, SLICE(""));
}

uint32_t page_open_line(struct trace_page *page, struct passage head, struct section section)
{
    page->sections = xgrow(page->sections, &page->section_capacity, page->section_count + 1, sizeof(*page->sections));
    section.parent = page->open;
    section.head = (uint32_t)page->count;
    page->sections[page->section_count] = section;
    page->open = (uint32_t)page->section_count++;
    /* A head is one passage, however long its text is. */
    add_piece(page, head);
    page->indent += INDENT_STEP;
    return page->open;
}

uint32_t page_open(struct trace_page *page, struct section section)
{
    return page_open_line(page, (struct passage){ .kind = PASSAGE_HEAD, .text = section.title }, section);
}

void page_close(struct trace_page *page)
{
    struct section *section = &page->sections[page->open];
    section->end = (uint32_t)page->count;
    page->open = section->parent;
    page->indent -= INDENT_STEP;
}

struct slice page_string(struct trace_page *page, struct json_value value)
{
    if (value.kind != JSON_STRING)
        return value.raw;
    struct buf text = buf_with_limit(BUF_LIMIT_ANSWER);
    json_append_string(&text, value);
    const struct slice kept = { arena_copy(&page->arena, buf_slice(&text)), text.length };
    buf_free(&text);
    return kept;
}

/* A string is cut between two escapes and two characters, and closed. */
struct slice page_beginning(struct trace_page *page, struct json_value value)
{
    enum { BEGINNING_BYTES = 1024, UNICODE_ESCAPE = 6 };
    const struct slice raw = value.raw;
    size_t end = 0;
    if (value.kind != JSON_STRING || raw.length <= BEGINNING_BYTES)
        return page_string(page, value);
    while (end < BEGINNING_BYTES)
        end += raw.at[end] != '\\' ? 1 : raw.at[end + 1] == 'u' ? UNICODE_ESCAPE : 2;
    while (((unsigned char)raw.at[end] & 0xc0) == 0x80)
        end--;
    const struct slice cut = page_format(page, "%.*s\"", (int)end, raw.at);
    return page_string(page, (struct json_value){ JSON_STRING, cut });
}

struct slice page_format(struct trace_page *page, const char *format, ...)
{
    struct buf text = buf_with_limit(BUF_LIMIT_BODY);
    va_list arguments;
    va_start(arguments, format);
    buf_vprintf(&text, format, arguments);
    va_end(arguments);
    const struct slice kept = { arena_copy(&page->arena, buf_slice(&text)), text.length };
    buf_free(&text);
    return kept;
}

/* --- The page ----------------------------------------------------------------------------------------------------- */

static void tell_raw(struct trace_page *page, struct slice text, const char *title)
{
    struct json_value value;
    if (!json_check(text, &value, NULL))
        return;
    page_add_line(page, TRACE_LABEL, slice_of(title));
    page_add_json(page, value);
    page_add_blank(page);
}

struct trace_page *trace_page_new(const struct trace *trace, const struct trace_page_options *options)
{
    struct trace_page *page = xcalloc(1, sizeof(*page));
    page->open = TRACE_NOWHERE;
    page->is_raw = options->raw;
    if (options->raw) {
        tell_raw(page, options->about, "Interaction");
        if (trace != NULL)
            tell_raw(page, trace_events(trace), "Spans");
    } else if (trace != NULL) {
        page_tell_blocks(page, trace_blocks(trace));
        page_tell_trace(page, trace, options->hides_evaluation);
    }
    return page;
}

void trace_page_free(struct trace_page **page)
{
    if (*page == NULL)
        return;
    arena_free(&(*page)->arena);
    free((*page)->passages);
    free((*page)->sections);
    free(*page);
    *page = NULL;
}

/* --- What is visible ---------------------------------------------------------------------------------------------- */

/* The outermost folded section that hides the passage. */
static uint32_t hidden_by(const struct trace_page *page, uint32_t passage)
{
    uint32_t found = TRACE_NOWHERE;
    uint32_t section = page->passages[passage].section;
    for (; section != TRACE_NOWHERE; section = page->sections[section].parent)
        if (page->sections[section].folded && page->sections[section].head != passage)
            found = section;
    return found;
}

uint32_t trace_page_at(const struct trace_page *page, uint32_t passage)
{
    while (passage < page->count) {
        const uint32_t hider = hidden_by(page, passage);
        if (hider == TRACE_NOWHERE)
            return passage;
        passage = page->sections[hider].end;
    }
    return TRACE_NOWHERE;
}

uint32_t trace_page_before(const struct trace_page *page, uint32_t passage)
{
    if (passage == 0 || page->count == 0)
        return TRACE_NOWHERE;
    const uint32_t before = (passage > page->count ? (uint32_t)page->count : passage) - 1;
    const uint32_t hider = hidden_by(page, before);
    return hider == TRACE_NOWHERE ? before : page->sections[hider].head;
}

uint32_t trace_page_count(const struct trace_page *page)
{
    return (uint32_t)page->count;
}

struct slice trace_page_text(const struct trace_page *page, uint32_t passage)
{
    return page->passages[passage].text;
}

/* --- Sections ----------------------------------------------------------------------------------------------------- */

uint32_t trace_page_section(const struct trace_page *page, uint32_t passage)
{
    return passage < page->count ? page->passages[passage].section : TRACE_NOWHERE;
}

uint32_t trace_section_head(const struct trace_page *page, uint32_t section)
{
    return page->sections[section].head;
}

bool trace_section_is_folded(const struct trace_page *page, uint32_t section)
{
    return page->sections[section].folded;
}

void trace_section_fold(struct trace_page *page, uint32_t section, bool folded)
{
    page->sections[section].folded = folded;
}

void trace_page_fold_all(struct trace_page *page, bool folded)
{
    for (size_t i = 0; i < page->section_count; i++)
        if (!folded || page->sections[i].parent == TRACE_NOWHERE)
            page->sections[i].folded = folded;
}

void trace_page_unfold_to(struct trace_page *page, uint32_t passage)
{
    uint32_t section = page->passages[passage].section;
    for (; section != TRACE_NOWHERE; section = page->sections[section].parent)
        if (page->sections[section].head != passage)
            page->sections[section].folded = false;
}

struct slice trace_section_source(const struct trace_page *page, uint32_t section)
{
    return page->sections[section].source;
}

struct slice trace_section_title(const struct trace_page *page, uint32_t section)
{
    return page->sections[section].title;
}

struct slice trace_section_link(const struct trace_page *page, uint32_t section)
{
    return page->sections[section].link;
}

/* --- Searching and writing ---------------------------------------------------------------------------------------- */

uint32_t trace_page_find(const struct trace_page *page, struct slice text, uint32_t from, bool forward)
{
    const size_t start = forward ? from : from + page->count - 1;
    for (size_t step = 0; step < page->count && text.length > 0; step++) {
        const size_t at = (forward ? start + step : start - step + page->count) % page->count;
        if (text_contains(page->passages[at].text, text))
            return (uint32_t)at;
    }
    return TRACE_NOWHERE;
}

void trace_page_write(const struct trace_page *page, struct buf *out)
{
    for (size_t i = 0; i < page->count; i++) {
        const struct passage *passage = &page->passages[i];
        for (int blank = 0; blank < passage->indent; blank++)
            buf_append_char(out, ' ');
        text_append_clean(out, passage->label, false);
        if (passage->label.length > 0)
            buf_append_char(out, ' ');
        text_append_clean(out, passage->text, false);
        if (passage->kind == PASSAGE_HEAD && page->sections[passage->section].detail.length > 0) {
            buf_append_text(out, "  ");
            text_append_clean(out, page->sections[passage->section].detail, false);
        }
        buf_append_char(out, '\n');
    }
}
