/* A resource as a table: which of its fields are columns, how wide they are in a given width, and what stands in a
 * cell as a person reads it. For the panes and for the command line's tables. */
#ifndef ANNOTTY_MODEL_COLUMNS_H
#define ANNOTTY_MODEL_COLUMNS_H

#include <annotty/api/rows.h>

struct column {
    int field; /* position in the resource */
    int cells;
    bool right; /* numbers stand on the right */
};

enum { COLUMN_GAP = 2 };

/* The columns that fit into `width` cells with COLUMN_GAP between them, in the order of the rows; always at least one.
 * What doesn't fit is left out, prose first, then from the right. Returns how many. */
size_t columns_fit(const struct api_resource *resource, int width, struct column columns[static API_FIELDS_MAX]);

/* What stands in a cell: times in the person's zone, lists as their number, people as the beginning of their id.
 * Foreign text, not cleaned; lives in the arena or as long as the row. */
struct slice column_text(struct arena *arena, const struct rows *rows, uint32_t row, int field);

#endif
