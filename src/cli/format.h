/* How rows look: one format each, as functions over the chosen columns. All text of others goes through base/text.h
 * where a terminal would show it. */
#ifndef ANNOTTY_SRC_CLI_FORMAT_H
#define ANNOTTY_SRC_CLI_FORMAT_H

#include <annotty/model/columns.h>

enum {
    COLUMN_ID = -1,       /* in struct column: the resource's id, which is no field of most */
    COLUMN_ID_CELLS = 36, /* it is mostly a UUID */
};

struct layout {
    const struct api_resource *resource;
    struct column columns[API_FIELDS_MAX + 1];
    size_t count;
    bool terminal;         /* standard output is one */
    struct people *people; /* whose names are shown on a terminal; NULL: nobody's */
};

struct format {
    const char *name;
    bool by_text; /* `element` prints the text of each; else `row` */
    void (*head)(const struct layout *layout, struct arena *arena, struct buf *out);
    void (*row)(const struct layout *layout, struct arena *arena, const struct rows *rows, uint32_t row,
                struct buf *out);
    void (*element)(const struct layout *layout, struct slice json, bool first, struct buf *out);
    void (*end)(bool nothing, struct buf *out); /* or NULL */
};

extern const struct format format_table, format_tsv, format_csv, format_json, format_jsonl;

/* The column's name, as flags and heads say it. */
const char *column_name(const struct layout *layout, const struct column *column);
/* The member's value, as the API says it; lists as their number. */
struct slice column_value(struct arena *arena, const struct rows *rows, uint32_t row, const struct column *column);

/* The id, then what is of use; the id isn't repeated. */
void layout_choose(struct layout *layout, bool outcome);
/* The id and everything else that is answered: for what is read by programs, perhaps to be given again. */
void layout_choose_all(struct layout *layout, bool outcome);
/* Those that are named, with commas between. False when one is no column: the message names those there are. */
bool layout_take(struct layout *layout, const char *names, struct error *error);
/* The names that it takes. */
void layout_append_names(const struct api_resource *resource, const char *between, struct buf *out);
/* Makes room for a line of `cells` cells. An id is never cut, because people copy it; columns that nobody named
 * (`chosen` false) are left out when they don't fit. */
void layout_fit(struct layout *layout, int cells, bool chosen);

#endif
