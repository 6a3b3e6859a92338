/* A trace as a person reads it: passages of text in sections that fold, laid out for a width only where somebody looks.
 *
 * Making a page walks the whole trace once and measures nothing; laying out a passage costs what it shows. A passage is
 * a line of the source text, or a piece of a very long one, so its number together with a line in it is a place that
 * stays when the width changes. */
#ifndef ANNOTTY_MODEL_TRACE_PAGE_H
#define ANNOTTY_MODEL_TRACE_PAGE_H

#include <annotty/base/text.h>
#include <annotty/model/trace.h>

/* What a piece of text is; views give each a role. */
enum trace_style {
    TRACE_TEXT,
    TRACE_MUTED,
    TRACE_SPAN,
    TRACE_SYSTEM,
    TRACE_USER,
    TRACE_ASSISTANT,
    TRACE_TOOL,
    TRACE_HEADING,
    TRACE_STRONG,
    TRACE_CODE,
    TRACE_LABEL,
    TRACE_VALUE,
    TRACE_GOOD,
    TRACE_BAD,
    TRACE_WARNING,
    TRACE_JSON_KEY,
    TRACE_JSON_STRING,
    TRACE_JSON_NUMBER,
    TRACE_JSON_WORD,
    TRACE_MATCH,
    TRACE_STYLE_COUNT
};

struct trace_run {
    struct text text;
    enum trace_style style;
};

/* One row of the screen. */
struct trace_line {
    const struct trace_run *runs;
    size_t run_count;
};

struct trace_page_options {
    bool raw;              /* the JSON as it came */
    bool hides_evaluation; /* what evaluators said isn't shown, only that it isn't */
    struct slice about;    /* raw: JSON of the interaction, shown first */
};

struct trace_page;

/* The trace must live as long as the page; NULL: there is none. */
struct trace_page *trace_page_new(const struct trace *trace, const struct trace_page_options *options);
void trace_page_free(struct trace_page **page);

/* --- Passages: numbers from 0; only those outside of folded sections are visible ---------------------------------- */

enum { TRACE_NOWHERE = UINT32_MAX };

/* The visible passage at or after `passage`, or before it; TRACE_NOWHERE: there is none. */
uint32_t trace_page_at(const struct trace_page *page, uint32_t passage);
uint32_t trace_page_before(const struct trace_page *page, uint32_t passage);
uint32_t trace_page_count(const struct trace_page *page);
/* What a passage says, as it came. */
struct slice trace_page_text(const struct trace_page *page, uint32_t passage);

struct trace_frame {
    int width;
    bool pans; /* lines are as long as they are, seen from column `from` on */
    int from;
    struct slice match; /* painted where it stands; empty: nothing is */
};
/* The rows of the passage, in `arena`; at least one. */
const struct trace_line *trace_page_lay(const struct trace_page *page, uint32_t passage,
                                        const struct trace_frame *frame, struct arena *arena, size_t *count);

/* --- Sections: a head and what belongs to it ---------------------------------------------------------------------- */

/* The section that begins with this passage, or else the innermost one it is in; TRACE_NOWHERE: none. */
uint32_t trace_page_section(const struct trace_page *page, uint32_t passage);
uint32_t trace_section_head(const struct trace_page *page, uint32_t section);
bool trace_section_is_folded(const struct trace_page *page, uint32_t section);
void trace_section_fold(struct trace_page *page, uint32_t section, bool folded);
/* All of them; `folded`: down to the heads of spans and display blocks. */
void trace_page_fold_all(struct trace_page *page, bool folded);
/* So that the passage can be seen. */
void trace_page_unfold_to(struct trace_page *page, uint32_t passage);
/* What the section is made from (a message's text, a call's arguments), for copying. */
struct slice trace_section_source(const struct trace_page *page, uint32_t section);
struct slice trace_section_title(const struct trace_page *page, uint32_t section);
/* The trace that the section is a link to; empty: it is none. */
struct slice trace_section_link(const struct trace_page *page, uint32_t section);

/* The next passage that contains the text, in folded sections too, from `from` on or backwards from before it, and
 * round the end; TRACE_NOWHERE: none does. */
uint32_t trace_page_find(const struct trace_page *page, struct slice text, uint32_t from, bool forward);

/* All of it as plain text for a pager, clean, with its folded parts. */
void trace_page_write(const struct trace_page *page, struct buf *out);

#endif
