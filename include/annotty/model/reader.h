/* The reading of traces: those that were read lately, bounded in bytes, and the one that is looked at, with its place,
 * folds, search and width. Knows nothing of where traces come from (workbench_trace.c) or of how rows are drawn
 * (ui/view_trace.c). */
#ifndef ANNOTTY_MODEL_READER_H
#define ANNOTTY_MODEL_READER_H

#include <annotty/model/trace_page.h>

struct reader;

/* `memory_limit`: bytes of traces that are held; the one that is looked at is held in any case. */
struct reader *reader_new(size_t memory_limit);
void reader_free(struct reader **reader);

/* --- What is held ------------------------------------------------------------------------------------------------- */

/* What is known about a trace beside what it says. */
struct reader_marks {
    bool from_cache;       /* remembered; the server wasn't asked yet, or couldn't be */
    bool is_gone;          /* the server has nothing of it any more */
    int64_t fetched_at_ms; /* wall clock */
};

bool reader_holds(const struct reader *reader, struct slice key);
/* Holds the trace (taken) by its interaction's key, in place of what was held; where it is looked at, the person stays
 * at the same place of the new one. */
void reader_keep(struct reader *reader, struct slice key, struct trace *trace, struct reader_marks marks);
void reader_mark(struct reader *reader, struct slice key, struct reader_marks marks);
void reader_forget_all(struct reader *reader);

/* Looks at the trace of this key from its beginning on; nothing changes when it is looked at already. Empty: nothing.
 */
void reader_open(struct reader *reader, struct slice key);
struct slice reader_key(const struct reader *reader);
/* Of what is looked at; NULL: it isn't held. */
const struct trace *reader_trace(const struct reader *reader);
const struct trace_page *reader_page(const struct reader *reader);
struct reader_marks reader_marks(const struct reader *reader);

/* --- How it is read ----------------------------------------------------------------------------------------------- */

/* `about`: the interaction's JSON, shown before the trace's. */
void reader_show_raw(struct reader *reader, bool raw, struct slice about);
bool reader_is_raw(const struct reader *reader);
/* Blind mode: what evaluators said isn't shown. */
void reader_hide_evaluation(struct reader *reader, bool hides);
/* Between lines that are broken and lines that are as long as they are. Returns whether they are broken now. */
bool reader_toggle_wrap(struct reader *reader);
/* Columns to the right, or left; lines aren't broken from then on. */
void reader_pan(struct reader *reader, int columns);

/* By rows of the screen; far beyond the text is its end. */
void reader_move(struct reader *reader, long long rows);
/* To the head of the next section, or of the one before. */
void reader_jump(struct reader *reader, bool forward);
/* Folds or unfolds the section that the person is at (its head is marked), or all of them. False: there is none. */
bool reader_fold(struct reader *reader);
bool reader_fold_all(struct reader *reader);
/* Goes to the next text that contains this, or the one before; what is painted changes with it. False: nothing does. */
bool reader_search(struct reader *reader, struct slice text, bool forward);
/* The last text that was searched for; empty: none. */
struct slice reader_searched(const struct reader *reader);
/* The section that the person is at; TRACE_NOWHERE: none. */
uint32_t reader_section(const struct reader *reader);

/* --- What is drawn ------------------------------------------------------------------------------------------------ */

struct reader_row {
    struct trace_line line;
    bool is_head_at; /* the head of the section that the person is at */
};

/* The rows for an area of this size, above which so many lines stand that scroll with them (*skipped: how many of
 * those are scrolled away). Brings the place back into the text. Returns how many rows there are in `rows`. */
size_t reader_rows(struct reader *reader, int width, int height, int lines_above, int *skipped, struct arena *arena,
                   const struct reader_row **rows);

#endif
