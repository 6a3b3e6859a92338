/* The one way from foreign text to a screen, a pipe that ends on a terminal, a log or an error line.
 *
 * Everything that does not come from our own source is hostile until it went through here. The result type is
 * `struct text`, and drawing functions accept nothing else, so forgetting it does not compile. Control bytes, C1,
 * escape sequences, bidi controls, zero-width and invisible code points, unassigned code points, stacked marks
 * and invalid UTF-8 become visible, inert marks. Widths are measured in grapheme clusters by one table
 * (utf8proc), never by the C library, so a column never drifts. */
#ifndef ANNOTTY_BASE_TEXT_H
#define ANNOTTY_BASE_TEXT_H

#include <annotty/base/arena.h>
#include <annotty/base/buf.h>

/* How much of Unicode the output can carry. */
enum text_charset {
    TEXT_UTF8,       /* multi-code-point emoji are shown by their base character: same width everywhere */
    TEXT_UTF8_EMOJI, /* emoji sequences pass as they are; only where the terminal is known to handle them */
    TEXT_ASCII,      /* C locale or --plain: a '?' for each other character, and our own signs in ASCII */
};

/* Clean text of known width. Members are read freely, written only by text.c. */
struct text {
    const char *bytes; /* valid UTF-8 without control characters, NUL-terminated */
    size_t length;     /* bytes */
    int cells;         /* columns it takes */
};

#define TEXT_EMPTY ((struct text){ .bytes = "" })

/* The charset in force for the whole process; set once at start, before any thread. */
void text_set_charset(enum text_charset charset);
enum text_charset text_charset(void);

/* Cleans `raw`. Tabs become one space, line breaks a visible mark: one line in, one line out. At most
 * `TEXT_LINE_MAX` bytes are looked at; longer ones end in an ellipsis. The result lives in `arena`. */
enum { TEXT_LINE_MAX = 64 * 1024 };
struct text text_clean(struct arena *arena, struct slice raw);

/* For words and signs in our own source. What is not clean in the charset in force gives TEXT_EMPTY: ASCII words go
 * through text_own, everything else has an ASCII form and goes through text_sign. */
struct text text_own(const char *utf8);
struct text text_sign(const char *utf8, const char *ascii);
/* printf for our own words with numbers and names; the result is cleaned like everything else. */
struct text text_printf(struct arena *arena, const char *format, ...) __attribute__((format(printf, 2, 3)));
struct text text_join(struct arena *arena, struct text first, struct text second);

/* Cut to at most `cells` columns at a cluster border, with an ellipsis when something was cut. */
struct text text_cut(struct arena *arena, struct text text, int cells);
/* Exactly `cells` columns: cut, or filled with spaces on the right (TEXT_LEFT) or the left (TEXT_RIGHT). */
enum text_align { TEXT_LEFT, TEXT_RIGHT };
struct text text_fit(struct arena *arena, struct text text, int cells, enum text_align align);
/* The part from column `from` on (horizontal scrolling); a wide character cut in half becomes a space. */
struct text text_skip(struct arena *arena, struct text text, int from);

/* `length` bytes of a clean text from `from` on, both at cluster borders. */
struct text text_part(struct arena *arena, struct text text, size_t from, size_t length);

/* Walks the clusters of a clean text: the next one and its columns; 0 at the end. Start with *at = 0. */
int text_cluster(struct text text, size_t *at, struct slice *cluster);

/* Breaks foreign text of many lines into clean lines of at most `cells` columns, at blanks where possible.
 * Calls `line` for each; stops early when it returns false. Tabs go to the next multiple of 4 columns. */
typedef bool (*text_line)(struct text line, void *data);
void text_wrap(struct arena *arena, struct slice raw, int cells, text_line line, void *data);

/* Cleans `raw` onto `out`; line breaks and tabs stay when `keep_lines`. For output to a terminal, a log, stderr. */
bool text_append_clean(struct buf *out, struct slice raw, bool keep_lines);

/* Appends JSON text for a terminal: the same value, with whatever would act, hide or not show there as \\u escapes, and
 * blanks between values as spaces. */
bool text_append_json(struct buf *out, struct slice json);

/* A number for people: "1,204,000". */
enum { TEXT_COUNT_SIZE = 28 };
const char *text_count(unsigned long long number, char text[static TEXT_COUNT_SIZE]);

/* Editing by cluster: the byte offset of the cluster border after / before `offset` in valid or invalid UTF-8. */
size_t text_next_cluster(struct slice raw, size_t offset);
size_t text_previous_cluster(struct slice raw, size_t offset);

/* Case-insensitive search for the filter: ASCII and simple case folding; both sides raw. */
bool text_contains(struct slice haystack, struct slice needle);

#endif
