/* A resource as a table: which of its fields are columns, how wide they are in a given width, and what stands in a
 * cell as a person reads it. For the panes and for the command line's tables. */
#ifndef ANNOTTY_MODEL_COLUMNS_H
#define ANNOTTY_MODEL_COLUMNS_H

#include <annotty/api/rows.h>
#include <annotty/model/people.h>

struct column {
    int field; /* position in the resource */
    int cells;
    bool right; /* numbers stand on the right */
};

enum { COLUMN_GAP = 2 };

/* A field as a column, as narrow as it is of use. */
struct column column_of(const struct api_resource *resource, int field);
/* Which fields are columns, in the order of the rows, each as narrow as it is of use. What a write answers has members
 * of its own (already_existed) and no lists. Returns how many. */
size_t columns_choose(const struct api_resource *resource, bool is_outcome,
                      struct column columns[static API_FIELDS_MAX]);
/* Fits them into `width` cells with COLUMN_GAP between them: what doesn't fit is left out, prose first, then from the
 * right; always at least one stays. Returns how many. */
size_t columns_share(const struct api_resource *resource, int width, struct column *columns, size_t count);
/* Both, for a list. */
size_t columns_fit(const struct api_resource *resource, int width, struct column columns[static API_FIELDS_MAX]);

/* What stands in a cell: times in the person's zone, lists as their number, people by name, or by the beginning of
 * their id as long as `people` (or NULL) doesn't know them. Foreign text, not cleaned; lives in the arena or as long as
 * the row and the people do. */
struct slice column_text(struct arena *arena, struct people *people, const struct rows *rows, uint32_t row, int field);

#endif
