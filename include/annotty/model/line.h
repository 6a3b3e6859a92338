/* Text being typed: one line or several, edited by grapheme cluster. Used by prompts and form fields. */
#ifndef ANNOTTY_MODEL_LINE_H
#define ANNOTTY_MODEL_LINE_H

#include <annotty/base/buf.h>

#include <stdint.h>

struct line {
    struct buf text; /* UTF-8 as typed or pasted */
    size_t cursor;   /* byte offset at a cluster border */
    bool many;       /* takes line breaks */
};

struct line line_new(bool many, size_t limit);
void line_free(struct line *line);
void line_set(struct line *line, struct slice text); /* cursor at the end; what is beyond the limit is left out */
void line_clear(struct line *line);

/* False when the limit is reached: nothing is inserted. In a single line, breaks of a paste become spaces, but for
 * those at its end; else they become LF. */
bool line_insert(struct line *line, struct slice text);
bool line_insert_code_point(struct line *line, uint32_t code_point);

/* Words are runs of letters, digits and "_". Start and end are those of the line the cursor is in. */
enum line_edit {
    LINE_LEFT,
    LINE_RIGHT,
    LINE_WORD_LEFT,
    LINE_WORD_RIGHT,
    LINE_START,
    LINE_END,
    LINE_UP,
    LINE_DOWN,
    LINE_DELETE_BACK,
    LINE_DELETE,
    LINE_DELETE_WORD_BACK,
    LINE_DELETE_TO_START,
    LINE_DELETE_TO_END,
};
/* True when anything changed, text or cursor. */
bool line_edit(struct line *line, enum line_edit edit);

#endif
