#include "workspace_json.h"

#include <annotty/base/mem.h>

#include <stdlib.h>

void json_columns_add(struct json_columns *columns, const char *name, int column, bool is_plain_text)
{
    char *const key = xasprintf("%s\"%s\":", columns->count == 0 ? "" : ",", name);
    columns->at[columns->count] = (struct json_column){
        .key = key,
        .key_length = strlen(key),
        .column = column,
        .is_plain_text = is_plain_text,
    };
    columns->count++;
}

void json_columns_add_fields(struct json_columns *columns, const struct workspace_table *table, int first)
{
    for (size_t i = 0; i < table->field_count; i++) {
        const struct api_field *const field = &table->resource->fields[table->fields[i]];
        json_columns_add(columns, field->name, first + (int)i, workspace_is_plain_text(field));
    }
}

void json_columns_free(struct json_columns *columns)
{
    for (size_t i = 0; i < columns->count; i++)
        free(columns->at[i].key);
    columns->count = 0;
}

void json_columns_write(struct buf *out, const struct json_columns *columns, struct sqlite3_stmt *statement)
{
    bool is_first = true;
    for (size_t i = 0; i < columns->count; i++) {
        const struct json_column *const column = &columns->at[i];
        const struct slice text = db_column_text(statement, column->column);
        if (text.length == 0 && db_column_is_null(statement, column->column))
            continue;
        const size_t comma = is_first && i > 0 ? 1 : 0;
        buf_append(out, column->key + comma, column->key_length - comma);
        is_first = false;
        if (column->is_plain_text)
            json_write_string(out, text);
        else
            buf_append_slice(out, text);
    }
}

bool json_page_write(struct buf *out, struct db *db, struct sqlite3_stmt *statement, struct workspace_page *page,
                     json_row_writer write, void *data, struct error *error)
{
    const size_t begin = out->length;
    for (size_t count = 0;; count++) {
        const enum db_step step = db_step(db, statement, error);
        page->is_over = step == DB_END;
        if (step != DB_ROW)
            return step == DB_END;
        if (count == page->limit || (count > 0 && out->length - begin >= page->enough))
            break;
        buf_append_text(out, count == 0 ? "{" : ",{");
        if (!write(statement, data)) {
            db_reset(statement);
            return false;
        }
        buf_append_char(out, '}');
        page->after = db_column_int64(statement, 0);
    }
    db_reset(statement);
    return true;
}
