/* Interactions as people give them: one id a line, typed, pasted or from a file, `trace` by default, or `TYPE:ID`.
 * Blank lines and lines that begin with # are skipped; blanks, Windows line ends and quotes around a line, and the
 * comma after a quoted one, are taken off. Everything is reported before anything is sent.
 *
 * An id may hold colons itself ("urn:x", "https://..."): only a known type before the first one is a type. What merely
 * looks like one is a problem, lest a slip of the key becomes an id nobody finds again: a known type in other letters
 * ("Trace:"), a word with an underscore, which no URI scheme has ("experment_trace:"), and "display_block:", which has
 * no id. Quoted, or after a type, it is taken as it is: trace:session:7. */
#ifndef ANNOTTY_MODEL_INTAKE_H
#define ANNOTTY_MODEL_INTAKE_H

#include <annotty/api/call.h>
#include <annotty/api/rows.h>

struct intake_item {
    const char *type;        /* one of the choices of the interaction's type row */
    struct slice content_id; /* in the intake's own copy of the text */
    size_t line;             /* from 1 */
};

enum { INTAKE_PROBLEM_SIZE = 160 };

struct intake_problem {
    size_t line;
    char what[INTAKE_PROBLEM_SIZE]; /* to follow "line 7: "; our own words only, safe to show */
};

struct intake {
    char *text;
    struct intake_item *items; /* without the repeats */
    size_t count;
    size_t repeats; /* lines that say again what an earlier line said */
    size_t there;   /* items that `queue` has already (they may be sent all the same: already_existed) */
    struct intake_problem *problems; /* lines that aren't ids */
    size_t problem_count;
};

enum intake_line { INTAKE_NOTHING, INTAKE_ITEM, INTAKE_PROBLEM };

/* Reads one line. The item's texts are part of the line; `what` says what is wrong with a problem. */
enum intake_line intake_read_line(struct slice line, struct intake_item *item, char what[static INTAKE_PROBLEM_SIZE]);
/* Appends the JSON object that adds the item. */
bool intake_write(const struct intake_item *item, struct buf *json);

/* Copies `text`. `queue` holds the rows known to be in the queue, or NULL. */
struct intake *intake_read(struct slice text, const struct rows *queue);
void intake_free(struct intake **intake);

/* The calls that add all items: each at most 1000 items and below 4 MiB (D37). Returns how many; the caller frees each
 * call and the array. */
size_t intake_calls(const struct intake *intake, struct slice queue_id, struct api_call **calls);
/* The calls that remove the given rows of interactions (D37). */
size_t removal_calls(const struct rows *rows, const uint32_t *chosen, size_t count, struct slice queue_id,
                     struct api_call **calls);

#endif
