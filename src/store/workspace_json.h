/* Rows as JSON text, straight from the columns, for answers with very many of them: there are no records in between,
 * and what every row repeats is made once. */
#ifndef ANNOTTY_STORE_WORKSPACE_JSON_H
#define ANNOTTY_STORE_WORKSPACE_JSON_H

#include "workspace_tables.h"

/* A member of an object, and the column of the select that holds it. */
struct json_column {
    char *key; /* quotes and colon included, and a comma before all but the first */
    size_t key_length;
    int column;
    bool is_plain_text;
};

struct json_columns {
    struct json_column at[API_FIELDS_MAX];
    size_t count;
};

void json_columns_add(struct json_columns *columns, const char *name, int column, bool is_plain_text);
/* The table's stored fields, which stand side by side from `first` on. */
void json_columns_add_fields(struct json_columns *columns, const struct workspace_table *table, int first);
void json_columns_free(struct json_columns *columns);

/* The members of the row that the statement stands on, without the object's braces. Null columns have none. */
void json_columns_write(struct buf *out, const struct json_columns *columns, struct sqlite3_stmt *statement);

/* Appends objects, with commas between, for the rows of a select that stands before its first one and whose first
 * column is the seq. `write` appends what stands between the braces. */
typedef bool (*json_row_writer)(struct sqlite3_stmt *statement, void *data);
bool json_page_write(struct buf *out, struct db *db, struct sqlite3_stmt *statement, struct workspace_page *page,
                     json_row_writer write, void *data, struct error *error);

#endif
