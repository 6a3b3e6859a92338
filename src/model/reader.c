/* The trace that is looked at: where the person is in it, and what is folded, sought and seen of it. */
#include <annotty/model/reader.h>

#include "reader_shelf.h"

#include <annotty/base/mem.h>

#include <stdlib.h>

enum { FAR_ROWS = 1000000, SEARCH_ABOVE_PART = 3 };

/* A row of a passage. */
struct spot {
    uint32_t passage;
    size_t row;
};

struct reader {
    struct shelf *shelf;
    char *key;
    struct trace_page *page; /* of what is looked at; NULL: it isn't held */
    struct buf about;
    bool raw, hides_evaluation, pans, all_folded;
    int from; /* the first column that is seen */

    struct spot top;
    int lines_above, skipped; /* what stands above the trace, and how much of it is scrolled away */
    int width, height;        /* as last drawn */
    uint32_t last_shown;      /* passage */
    uint32_t section;         /* where the person jumped to; TRACE_NOWHERE: nowhere */
    char *match;
    uint32_t match_at; /* passage of the last match */
};

struct reader *reader_new(size_t memory_limit)
{
    struct reader *reader = xcalloc(1, sizeof(*reader));
    reader->shelf = shelf_new(memory_limit);
    reader->about = buf_with_limit(BUF_LIMIT_BODY);
    reader->section = reader->match_at = TRACE_NOWHERE;
    reader->width = 80;
    reader->height = 1;
    return reader;
}

void reader_free(struct reader **reader)
{
    if (*reader == NULL)
        return;
    trace_page_free(&(*reader)->page);
    shelf_free(&(*reader)->shelf);
    buf_free(&(*reader)->about);
    free((*reader)->key);
    free((*reader)->match);
    free(*reader);
    *reader = NULL;
}

/* --- What is looked at -------------------------------------------------------------------------------------------- */

static struct slice key_now(const struct reader *reader)
{
    return slice_of(reader->key);
}

static void go_to_top(struct reader *reader)
{
    reader->top = (struct spot){ 0 };
    reader->skipped = 0;
    reader->section = reader->match_at = TRACE_NOWHERE;
    reader->from = 0;
}

static void make_page(struct reader *reader)
{
    const struct trace *trace = reader_trace(reader);
    trace_page_free(&reader->page);
    reader->all_folded = false;
    if (trace == NULL && !reader->raw)
        return;
    reader->page = trace_page_new(trace, &(struct trace_page_options){ .raw = reader->raw,
                                                                       .hides_evaluation = reader->hides_evaluation,
                                                                       .about = buf_slice(&reader->about) });
    if (reader->top.passage >= trace_page_count(reader->page))
        go_to_top(reader);
}

void reader_open(struct reader *reader, struct slice key)
{
    if (slice_equal(key, key_now(reader)))
        return;
    free(reader->key);
    reader->key = key.length > 0 ? xstrndup(key.at, key.length) : NULL;
    go_to_top(reader);
    make_page(reader);
}

struct slice reader_key(const struct reader *reader)
{
    return key_now(reader);
}

const struct trace *reader_trace(const struct reader *reader)
{
    return shelf_trace(reader->shelf, key_now(reader));
}

const struct trace_page *reader_page(const struct reader *reader)
{
    return reader->page;
}

struct reader_marks reader_marks(const struct reader *reader)
{
    return shelf_marks(reader->shelf, key_now(reader));
}

bool reader_holds(const struct reader *reader, struct slice key)
{
    return shelf_trace(reader->shelf, key) != NULL;
}

/* What says the same leaves folds and place as they are. */
void reader_keep(struct reader *reader, struct slice key, struct trace *trace, struct reader_marks marks)
{
    const bool is_open = slice_equal(key, key_now(reader));
    const struct trace *held = shelf_trace(reader->shelf, key);
    if (held != NULL && slice_equal(trace_events(held), trace_events(trace)) &&
        slice_equal(trace_blocks(held).raw, trace_blocks(trace).raw)) {
        shelf_mark(reader->shelf, key, marks);
        trace_free(&trace);
        return;
    }
    if (is_open)
        trace_page_free(&reader->page);
    shelf_put(reader->shelf, key, trace, marks, key_now(reader));
    if (is_open)
        make_page(reader);
}

void reader_mark(struct reader *reader, struct slice key, struct reader_marks marks)
{
    shelf_mark(reader->shelf, key, marks);
}

void reader_forget_all(struct reader *reader)
{
    trace_page_free(&reader->page);
    shelf_clear(reader->shelf);
    go_to_top(reader);
}

/* --- How it is read ----------------------------------------------------------------------------------------------- */

void reader_show_raw(struct reader *reader, bool raw, struct slice about)
{
    if (raw == reader->raw && (!raw || slice_equal(about, buf_slice(&reader->about))))
        return;
    reader->raw = raw;
    buf_clear(&reader->about);
    buf_append_slice(&reader->about, about);
    go_to_top(reader);
    make_page(reader);
}

bool reader_is_raw(const struct reader *reader)
{
    return reader->raw;
}

void reader_hide_evaluation(struct reader *reader, bool hides)
{
    if (hides == reader->hides_evaluation)
        return;
    reader->hides_evaluation = hides;
    make_page(reader);
}

bool reader_toggle_wrap(struct reader *reader)
{
    reader->pans = !reader->pans;
    reader->from = 0;
    reader->top.row = 0;
    return !reader->pans;
}

void reader_pan(struct reader *reader, int columns)
{
    if (!reader->pans)
        reader_toggle_wrap(reader);
    reader->from = reader->from + columns > 0 ? reader->from + columns : 0;
}

/* --- Moving ------------------------------------------------------------------------------------------------------- */

static struct trace_frame frame_of(const struct reader *reader)
{
    return (struct trace_frame){
        .width = reader->width, .pans = reader->pans, .from = reader->from, .match = slice_of(reader->match)
    };
}

static size_t count_rows(const struct reader *reader, uint32_t passage)
{
    struct arena arena = ARENA_EMPTY;
    const struct trace_frame frame = frame_of(reader);
    size_t count = 0;
    trace_page_lay(reader->page, passage, &frame, &arena, &count);
    arena_free(&arena);
    return count;
}

/* Returns how many rows were too many. */
static long long move_down(struct reader *reader, long long rows)
{
    while (rows > 0) {
        const size_t count = count_rows(reader, reader->top.passage);
        const size_t left = count - 1 - (reader->top.row < count ? reader->top.row : count - 1);
        if ((long long)left >= rows) {
            reader->top.row += (size_t)rows;
            return 0;
        }
        const uint32_t next = trace_page_at(reader->page, reader->top.passage + 1);
        if (next == TRACE_NOWHERE)
            return rows;
        rows -= (long long)left + 1;
        reader->top = (struct spot){ .passage = next };
    }
    return 0;
}

static long long move_up(struct reader *reader, long long rows)
{
    while (rows > 0) {
        if ((long long)reader->top.row >= rows) {
            reader->top.row -= (size_t)rows;
            return 0;
        }
        const uint32_t before = trace_page_before(reader->page, reader->top.passage);
        if (before == TRACE_NOWHERE) {
            rows -= (long long)reader->top.row;
            reader->top.row = 0;
            return rows;
        }
        rows -= (long long)reader->top.row + 1;
        reader->top = (struct spot){ before, count_rows(reader, before) - 1 };
    }
    return 0;
}

static bool is_empty(const struct reader *reader)
{
    return reader->page == NULL || trace_page_count(reader->page) == 0;
}

static void move_all(struct reader *reader, long long rows)
{
    const int above = reader->lines_above - reader->skipped;
    if (rows > 0) {
        const long long taken = rows < above ? rows : above;
        reader->skipped += (int)(taken > 0 ? taken : 0);
        if (!is_empty(reader) && rows > taken)
            move_down(reader, rows - taken);
        return;
    }
    const long long left = is_empty(reader) ? -rows : move_up(reader, -rows);
    reader->skipped = left < reader->skipped ? reader->skipped - (int)left : 0;
}

void reader_move(struct reader *reader, long long rows)
{
    if (rows <= -FAR_ROWS) {
        reader->top = (struct spot){ 0 };
        reader->skipped = 0;
    } else if (rows >= FAR_ROWS) {
        reader->skipped = reader->lines_above;
        if (!is_empty(reader))
            reader->top.passage = trace_page_before(reader->page, trace_page_count(reader->page));
        reader->top.row = 0;
    } else {
        move_all(reader, rows);
    }
}

static void scroll_to(struct reader *reader, struct spot spot)
{
    reader->skipped = reader->lines_above;
    reader->top = spot;
}

/* --- Sections ----------------------------------------------------------------------------------------------------- */

static bool is_head(const struct reader *reader, uint32_t passage)
{
    const uint32_t section = trace_page_section(reader->page, passage);
    return section != TRACE_NOWHERE && trace_section_head(reader->page, section) == passage;
}

static bool is_shown(const struct reader *reader, uint32_t passage)
{
    return passage >= reader->top.passage && passage <= reader->last_shown &&
           trace_page_at(reader->page, passage) == passage;
}

/* Where the person jumped to while it is on the screen; else the first head that is; else what the top is in. */
uint32_t reader_section(const struct reader *reader)
{
    if (is_empty(reader))
        return TRACE_NOWHERE;
    if (reader->section != TRACE_NOWHERE && is_shown(reader, trace_section_head(reader->page, reader->section)))
        return reader->section;
    uint32_t at = reader->top.row > 0 ? trace_page_at(reader->page, reader->top.passage + 1) : reader->top.passage;
    for (; at != TRACE_NOWHERE && at <= reader->last_shown; at = trace_page_at(reader->page, at + 1))
        if (is_head(reader, at))
            return trace_page_section(reader->page, at);
    return trace_page_section(reader->page, reader->top.passage);
}

void reader_jump(struct reader *reader, bool forward)
{
    const uint32_t now = reader_section(reader);
    if (is_empty(reader))
        return;
    const bool is_new = reader->section != now && forward && now != TRACE_NOWHERE &&
                        is_shown(reader, trace_section_head(reader->page, now));
    uint32_t at = now != TRACE_NOWHERE ? trace_section_head(reader->page, now) : reader->top.passage;
    /* The first jump goes to the head that is marked already. */
    for (bool found = is_new; !found;) {
        at = forward ? trace_page_at(reader->page, at + 1) : trace_page_before(reader->page, at);
        if (at == TRACE_NOWHERE)
            return;
        found = is_head(reader, at);
    }
    reader->section = trace_page_section(reader->page, at);
    scroll_to(reader, (struct spot){ .passage = at });
}

bool reader_fold(struct reader *reader)
{
    const uint32_t section = reader_section(reader);
    if (section == TRACE_NOWHERE)
        return false;
    const uint32_t head = trace_section_head(reader->page, section);
    trace_section_fold(reader->page, section, !trace_section_is_folded(reader->page, section));
    reader->section = section;
    if (trace_page_at(reader->page, reader->top.passage) != reader->top.passage)
        reader->top = (struct spot){ .passage = head };
    reader->last_shown = reader->last_shown > head ? reader->last_shown : head;
    return true;
}

bool reader_fold_all(struct reader *reader)
{
    if (is_empty(reader))
        return false;
    reader->all_folded = !reader->all_folded;
    trace_page_fold_all(reader->page, reader->all_folded);
    reader->section = TRACE_NOWHERE;
    if (trace_page_at(reader->page, reader->top.passage) != reader->top.passage) {
        reader->top.passage = trace_page_before(reader->page, reader->top.passage);
        reader->top.row = 0;
    }
    return true;
}

/* --- Searching ---------------------------------------------------------------------------------------------------- */

/* The row of the passage that the match is in. */
static size_t match_row(const struct reader *reader, uint32_t passage)
{
    struct arena arena = ARENA_EMPTY;
    const struct trace_frame frame = frame_of(reader);
    size_t count = 0;
    size_t found = 0;
    const struct trace_line *lines = trace_page_lay(reader->page, passage, &frame, &arena, &count);
    for (size_t i = count; i-- > 0;)
        for (size_t run = 0; run < lines[i].run_count; run++)
            found = lines[i].runs[run].style == TRACE_MATCH ? i : found;
    arena_free(&arena);
    return found;
}

static bool is_searched(const struct reader *reader, struct slice text)
{
    return slice_equal(text, slice_of(reader->match));
}

bool reader_search(struct reader *reader, struct slice text, bool forward)
{
    const bool again = is_searched(reader, text) && reader->match_at != TRACE_NOWHERE;
    if (!is_searched(reader, text)) {
        free(reader->match);
        reader->match = text.length > 0 ? xstrndup(text.at, text.length) : NULL;
        reader->match_at = TRACE_NOWHERE;
    }
    if (is_empty(reader) || text.length == 0)
        return false;
    const uint32_t from = again ? reader->match_at + (forward ? 1 : 0) : reader->top.passage;
    const uint32_t found = trace_page_find(reader->page, text, from, forward);
    if (found == TRACE_NOWHERE)
        return false;
    trace_page_unfold_to(reader->page, found);
    reader->match_at = found;
    reader->section = TRACE_NOWHERE;
    scroll_to(reader, (struct spot){ found, match_row(reader, found) });
    move_all(reader, -(reader->height / SEARCH_ABOVE_PART));
    return true;
}

struct slice reader_searched(const struct reader *reader)
{
    return slice_of(reader->match);
}

/* --- What is drawn ------------------------------------------------------------------------------------------------ */

/* The rows from the top on; returns how many there are. */
static size_t fill(struct reader *reader, size_t room, struct arena *arena, struct reader_row *rows)
{
    const struct trace_frame frame = frame_of(reader);
    const uint32_t section = reader_section(reader);
    const uint32_t head = section != TRACE_NOWHERE ? trace_section_head(reader->page, section) : TRACE_NOWHERE;
    size_t filled = 0;
    size_t from = reader->top.row;
    for (uint32_t at = reader->top.passage; at != TRACE_NOWHERE && filled < room;
         at = trace_page_at(reader->page, at + 1)) {
        size_t count = 0;
        const struct trace_line *lines = trace_page_lay(reader->page, at, &frame, arena, &count);
        for (; from < count && filled < room; from++)
            rows[filled++] = (struct reader_row){ .line = lines[from], .is_head_at = at == head };
        from = 0;
        reader->last_shown = at;
    }
    return filled;
}

static void keep_in_text(struct reader *reader)
{
    const uint32_t visible = trace_page_at(reader->page, reader->top.passage);
    if (visible != reader->top.passage)
        reader->top = (struct spot){ .passage = visible != TRACE_NOWHERE
                                                    ? visible
                                                    : trace_page_before(reader->page, trace_page_count(reader->page)) };
    const size_t count = count_rows(reader, reader->top.passage);
    if (reader->top.row >= count)
        reader->top.row = count - 1;
    if (reader->skipped < reader->lines_above)
        reader->top = (struct spot){ 0 };
}

size_t reader_rows(struct reader *reader, int width, int height, int lines_above, int *skipped, struct arena *arena,
                   const struct reader_row **rows)
{
    reader->width = width > 1 ? width : 1;
    reader->height = height;
    reader->lines_above = lines_above;
    reader->skipped = reader->skipped < lines_above ? reader->skipped : lines_above;
    struct reader_row *made = arena_alloc(arena, sizeof(*made) * (size_t)(height > 0 ? height : 1));
    size_t filled = 0;
    for (int tries = 0; tries < 2; tries++) {
        const int above = lines_above - reader->skipped;
        const size_t room = height > above ? (size_t)(height - above) : 0;
        if (is_empty(reader)) {
            filled = 0;
        } else {
            keep_in_text(reader);
            filled = fill(reader, room, arena, made);
        }
        if (filled >= room)
            break;
        /* What is below the text is filled from above. */
        move_all(reader, -(long long)(room - filled));
    }
    *skipped = reader->skipped;
    *rows = made;
    return filled;
}
