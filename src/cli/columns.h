/* The columns of a resource's table, and how wide each is on a terminal. Nothing is printed here. */
#ifndef ANNOTTY_SRC_CLI_COLUMNS_H
#define ANNOTTY_SRC_CLI_COLUMNS_H

#include <annotty/api/tables.h>
#include <annotty/base/text.h>

enum { COLUMN_ID = -1, COLUMN_GAP = 2, COLUMNS_MAX = API_FIELDS_MAX + 1 };

struct column {
    int field;        /* position in the resource, or COLUMN_ID */
    int least, most;  /* cells it can do with, and has a use for */
    bool is_optional; /* prose: goes before others do when there is no room */
    enum text_align align;
    int cells; /* what table_fit gave it */
};

/* The id first, then the fields as the resource has them. The outcome of a write has members of its own, and no
 * children. Returns how many. */
size_t table_columns(const struct api_resource *resource, bool is_outcome, struct column columns[static COLUMNS_MAX]);

/* Makes a line of `cells` cells of them: drops columns until the others have their least, prose first, then from the
 * right, never the first one; then shares out the rest among those that can use more. Returns how many stay. */
size_t table_fit(struct column *columns, size_t count, int cells);

#endif
