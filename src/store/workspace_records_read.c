/* Reading the records of a dataset's version as JSON text. Each page is found in an index, whichever it is. */
#include "workspace_json.h"

#include <annotty/base/mem.h>

#include <stdlib.h>

/* Columns: seq, id, the table's fields, the dataset's id. */
enum { COLUMN_ID = 1, COLUMN_FIRST_FIELD };

enum { PLACE_DATASET = 1, PLACE_DATASET_ID, PLACE_AFTER, PLACE_VERSION };

/* Of the current version: rows as they are. */
static char *write_select_now(const struct workspace_table *table)
{
    return xasprintf("SELECT seq, id, %s, ?2 FROM record INDEXED BY record_now"
                     " WHERE dataset_seq = ?1 AND version_deleted IS NULL AND seq < ?3 ORDER BY seq DESC",
                     table->columns);
}

/* Of an older version: from its newest record on those that were there, each with the state that it had. */
static char *write_select_then(const struct workspace_table *table)
{
    struct buf sql = buf_with_limit(BUF_LIMIT_LINE);
    buf_append_text(&sql, "SELECT r.seq, r.id");
    for (size_t i = 0; i < table->field_count; i++) {
        const char *const name = table->resource->fields[table->fields[i]].name;
        buf_printf(&sql, ", CASE WHEN s.seq IS NULL THEN r.\"%s\" ELSE s.\"%s\" END", name, name);
    }
    buf_append_text(&sql, ", ?2 FROM record r INDEXED BY record_ever LEFT JOIN record_state s"
                          " ON r.version_changed > ?4 AND s.seq = ("
                          "  SELECT t.seq FROM record_state t INDEXED BY record_state_by_version"
                          "   WHERE t.dataset_seq = ?1 AND t.record_seq = r.seq AND t.version_to > ?4"
                          "   ORDER BY t.version_to LIMIT 1)"
                          " WHERE r.dataset_seq = ?1 AND r.seq < min(?3, 1 + ("
                          "  SELECT l.seq FROM record l INDEXED BY record_by_version"
                          "   WHERE l.dataset_seq = ?1 AND l.version_made <= ?4"
                          "   ORDER BY l.version_made DESC, l.seq DESC LIMIT 1))"
                          " AND (r.version_deleted IS NULL OR r.version_deleted > ?4) ORDER BY r.seq DESC");
    return buf_take(&sql);
}

struct reader {
    struct json_columns columns;
    struct buf *out;
};

static bool write_record(struct sqlite3_stmt *statement, void *data)
{
    struct reader *const reader = data;
    json_columns_write(reader->out, &reader->columns, statement);
    return true;
}

static bool is_current(const struct workspace_row *dataset, int64_t version)
{
    int64_t current = 0;
    const int field = api_field_index(dataset->record.resource, SLICE("current_version"));
    return json_int64(dataset->record.values[field], &current) && version == current;
}

bool workspace_read_records(struct workspace_session *session, const struct workspace_row *dataset, int64_t version,
                            struct workspace_page *page, struct buf *out, struct error *error)
{
    const struct workspace_table *const table = workspace_table_of(session, &api_resources[API_RECORD_ITEM]);
    char *const sql = is_current(dataset, version) ? write_select_now(table) : write_select_then(table);
    struct sqlite3_stmt *const statement = db_statement(session->db, sql, error);
    free(sql);
    if (statement == NULL)
        return false;
    struct arena arena = ARENA_EMPTY;
    struct reader reader = { .out = out };
    json_columns_add(&reader.columns, "id", COLUMN_ID, true);
    json_columns_add(&reader.columns, table->parent_id, COLUMN_FIRST_FIELD + (int)table->field_count, true);
    json_columns_add_fields(&reader.columns, table, COLUMN_FIRST_FIELD);
    db_bind_int64(statement, PLACE_DATASET, dataset->seq);
    db_bind_text(statement, PLACE_DATASET_ID, api_plain_text(&arena, dataset->record.id));
    db_bind_int64(statement, PLACE_AFTER, page->after != 0 ? page->after : INT64_MAX);
    if (!is_current(dataset, version))
        db_bind_int64(statement, PLACE_VERSION, version);
    const bool read = json_page_write(out, session->db, statement, page, write_record, &reader, error);
    json_columns_free(&reader.columns);
    arena_free(&arena);
    return read;
}
