/* Rows of any resource: asking, adding, changing, deleting. Everything about a resource comes from its table. */
#include "workspace_tables.h"

#include <annotty/base/clock.h>

#include <assert.h>

/* Between JSON values and columns */

static struct json_value value_of_column(struct sqlite3_stmt *statement, int column, const struct api_field *field,
                                         struct arena *arena)
{
    struct json_value value = { .kind = JSON_ABSENT };
    if (db_column_is_null(statement, column))
        return value;
    const struct slice text = db_column_text(statement, column);
    if (workspace_is_plain_text(field))
        return api_text_value(arena, text);
    json_check((struct slice){ .at = arena_copy(arena, text), .length = text.length }, &value, NULL);
    return value;
}

struct slice workspace_column_text(const struct api_field *field, struct json_value value, struct arena *arena)
{
    const bool is_plain = workspace_is_plain_text(field) && value.kind == JSON_STRING;
    return is_plain ? api_plain_text(arena, value) : value.raw;
}

void workspace_row_of_columns(const struct workspace_table *table, struct sqlite3_stmt *statement, struct arena *arena,
                              struct workspace_row *row)
{
    const struct api_resource *const resource = table->resource;
    *row = (struct workspace_row){ .seq = db_column_int64(statement, 0) };
    row->record.resource = resource;
    row->record.id = api_text_value(arena, db_column_text(statement, 1));
    for (size_t i = 0; i < table->field_count; i++) {
        const int field = table->fields[i];
        row->record.values[field] = value_of_column(statement, (int)i + 2, &resource->fields[field], arena);
    }
    const int id = api_field_index(resource, SLICE("id"));
    if (id >= 0)
        row->record.values[id] = row->record.id;
}

void workspace_bind_fields(const struct workspace_table *table, struct sqlite3_stmt *statement,
                           const struct api_record *record, struct arena *arena)
{
    for (size_t i = 0; i < table->field_count; i++) {
        const int field = table->fields[i];
        const struct json_value value = record->values[field];
        if (value.kind != JSON_ABSENT)
            db_bind_text(statement, (int)i + WORKSPACE_FIRST_FIELD,
                         workspace_column_text(&table->resource->fields[field], value, arena));
    }
}

/* Asking */

/* SQLite reads a JSON string up to its first NUL. No id or name has one, so values with one can't be meant. */
static bool can_be_stored(struct slice value)
{
    return memchr(value.at, '\0', value.length) == NULL;
}

static struct slice json_array(const struct workspace_filter *filter, struct arena *arena)
{
    struct buf array = buf_with_limit(BUF_LIMIT_BODY);
    for (size_t i = 0; i < filter->count; i++) {
        if (!can_be_stored(filter->values[i]))
            continue;
        buf_append_char(&array, array.length == 0 ? '[' : ',');
        json_write_string(&array, filter->values[i]);
    }
    buf_append_text(&array, array.length == 0 ? "[]" : "]");
    const struct slice text = { .at = arena_copy(arena, buf_slice(&array)), .length = array.length };
    buf_free(&array);
    return text;
}

static void write_condition(struct buf *sql, const struct workspace_filter *filter, int position)
{
    buf_printf(sql, filter->count == 1 ? " AND \"%s\" = ?%d" : " AND \"%s\" IN (SELECT value FROM json_each(?%d))",
               filter->field, position);
}

/* Parameters: the filters by position, then parent and before where asked for. */
static struct sqlite3_stmt *ask(struct workspace_session *session, const struct workspace_question *question,
                                struct arena *arena, struct error *error)
{
    enum { PARENT = WORKSPACE_FILTERS_MAX + 1, BEFORE, LIMIT };
    const struct workspace_table *const table = workspace_table_of(session, question->resource);
    assert(table->resource != NULL && (question->parent != 0) == (table->parent != NULL));
    struct buf sql = buf_with_limit(BUF_LIMIT_LINE);
    buf_printf(&sql, "SELECT seq, id, %s FROM %s WHERE 1", table->columns, question->resource->noun);
    for (size_t i = 0; i < question->filter_count; i++)
        write_condition(&sql, &question->filters[i], (int)i + 1);
    if (table->parent != NULL)
        buf_printf(&sql, " AND %s = ?%d", table->parent, PARENT);
    if (question->before != 0)
        buf_printf(&sql, " AND seq < ?%d", BEFORE);
    buf_printf(&sql, " ORDER BY seq DESC LIMIT ?%d", LIMIT);
    struct sqlite3_stmt *const statement = db_statement(session->db, buf_text(&sql), error);
    buf_free(&sql);
    if (statement == NULL)
        return NULL;
    for (size_t i = 0; i < question->filter_count; i++) {
        const struct workspace_filter *const filter = &question->filters[i];
        db_bind_text(statement, (int)i + 1, filter->count == 1 ? filter->values[0] : json_array(filter, arena));
    }
    if (table->parent != NULL)
        db_bind_int64(statement, PARENT, question->parent);
    if (question->before != 0)
        db_bind_int64(statement, BEFORE, question->before);
    db_bind_int64(statement, LIMIT, question->limit == 0 ? -1 : (int64_t)question->limit);
    return statement;
}

bool workspace_each(struct workspace_session *session, const struct workspace_question *question, struct arena *arena,
                    workspace_visit visit, void *data, struct error *error)
{
    struct sqlite3_stmt *const statement = ask(session, question, arena, error);
    if (statement == NULL)
        return false;
    for (;;) {
        const enum db_step step = db_step(session->db, statement, error);
        if (step != DB_ROW)
            return step == DB_END;
        struct workspace_row row;
        workspace_row_of_columns(workspace_table_of(session, question->resource), statement, arena, &row);
        row.parent = question->parent;
        visit(&row, data);
    }
}

enum workspace_found workspace_find(struct workspace_session *session, const struct workspace_question *question,
                                    struct arena *arena, struct workspace_row *row, struct error *error)
{
    struct workspace_question first = *question;
    first.limit = 1;
    struct sqlite3_stmt *const statement = ask(session, &first, arena, error);
    if (statement == NULL)
        return WORKSPACE_FAILED;
    const enum db_step step = db_step(session->db, statement, error);
    if (step != DB_ROW)
        return step == DB_END ? WORKSPACE_MISSING : WORKSPACE_FAILED;
    workspace_row_of_columns(workspace_table_of(session, question->resource), statement, arena, row);
    row->parent = question->parent;
    db_reset(statement);
    return WORKSPACE_FOUND;
}

enum workspace_found workspace_find_id(struct workspace_session *session, const struct api_resource *resource,
                                       struct slice id, struct arena *arena, struct workspace_row *row,
                                       struct error *error)
{
    const struct workspace_question question = {
        .resource = resource,
        .filters = { { .field = "id", .values = &id, .count = 1 } },
        .filter_count = 1,
    };
    return workspace_find(session, &question, arena, row, error);
}

/* Writing */

static struct json_value now(struct arena *arena)
{
    char text[CLOCK_RFC3339_SIZE];
    clock_format_rfc3339(clock_wall_ms(), text);
    return api_text_value(arena, slice_of(text));
}

/* What a field is when nobody said (D16); JSON_ABSENT when it may be missing. */
static struct json_value made_value(const struct workspace_session *session, const struct api_field *field,
                                    struct arena *arena)
{
    struct json_value value = { .kind = JSON_ABSENT };
    if (field->type == API_DATE_TIME)
        return now(arena);
    if ((field->flags & API_PERSON) != 0)
        return api_text_value(arena, slice_of(session->author != NULL ? session->author : session->workspace->owner));
    if (field->fill != NULL)
        json_check(slice_of(field->fill), &value, NULL);
    return value;
}

struct json_value workspace_said_value(const struct api_field *field, struct json_value given)
{
    struct json_value value = given;
    if (given.kind == JSON_NULL && field->fill != NULL)
        json_check(slice_of(field->fill), &value, NULL);
    return value;
}

void workspace_fill_fields(const struct workspace_session *session, const struct workspace_table *table,
                           const struct json_value values[static API_FIELDS_MAX], struct arena *arena,
                           struct api_record *record)
{
    for (size_t i = 0; i < table->field_count; i++) {
        const int field = table->fields[i];
        const struct api_field *const row = &table->resource->fields[field];
        record->values[field] = values[field].kind == JSON_ABSENT ? made_value(session, row, arena)
                                                                  : workspace_said_value(row, values[field]);
    }
}

bool workspace_insert(struct workspace_session *session, const struct api_resource *resource, int64_t parent,
                      const struct json_value values[static API_FIELDS_MAX], struct arena *arena,
                      struct workspace_row *row, struct error *error)
{
    const struct workspace_table *const table = workspace_table_of(session, resource);
    assert(session->writes && (parent != 0) == (table->parent != NULL));
    struct sqlite3_stmt *const statement = db_statement(session->db, table->insert, error);
    if (statement == NULL)
        return false;
    char id[UUID_SIZE];
    random_uuid(id);
    *row = (struct workspace_row){ .record = { .resource = resource, .id = api_text_value(arena, slice_of(id)) } };
    workspace_fill_fields(session, table, values, arena, &row->record);
    db_bind_text(statement, 1, slice_of(id));
    db_bind_int64(statement, 2, session->is_sample);
    if (table->parent != NULL)
        db_bind_int64(statement, 3, parent);
    workspace_bind_fields(table, statement, &row->record, arena);
    if (!db_finish(session->db, statement, error))
        return false;
    row->seq = db_last_row(session->db);
    row->parent = parent;
    const int id_field = api_field_index(resource, SLICE("id"));
    if (id_field >= 0)
        row->record.values[id_field] = row->record.id;
    return true;
}

static bool change_values(const struct workspace_table *table, const struct json_value values[static API_FIELDS_MAX],
                          struct api_record *record)
{
    bool changed = false;
    for (size_t i = 0; i < table->field_count; i++) {
        const int field = table->fields[i];
        if (values[field].kind == JSON_ABSENT)
            continue;
        const struct json_value said = workspace_said_value(&table->resource->fields[field], values[field]);
        if (json_equal(said, record->values[field]))
            continue;
        record->values[field] = said;
        changed = true;
    }
    return changed;
}

bool workspace_update(struct workspace_session *session, const struct json_value values[static API_FIELDS_MAX],
                      struct arena *arena, struct workspace_row *row, struct error *error)
{
    assert(session->writes);
    const struct workspace_table *const table = workspace_table_of(session, row->record.resource);
    if (!change_values(table, values, &row->record))
        return true;
    for (size_t i = 0; i < table->field_count; i++) {
        const struct api_field *const field = &table->resource->fields[table->fields[i]];
        if ((field->flags & API_RENEWED) != 0 && values[table->fields[i]].kind == JSON_ABSENT)
            row->record.values[table->fields[i]] = made_value(session, field, arena);
    }
    struct sqlite3_stmt *const statement = db_statement(session->db, table->update, error);
    if (statement == NULL)
        return false;
    db_bind_int64(statement, 1, row->seq);
    db_bind_int64(statement, 2, session->is_sample);
    workspace_bind_fields(table, statement, &row->record, arena);
    return db_finish(session->db, statement, error);
}

void workspace_write_ids(struct buf *out, struct json_value ids)
{
    struct buf id = buf_with_limit(BUF_LIMIT_BODY);
    size_t at = 0;
    struct json_value element;
    while (json_next_element(ids, &at, &element)) {
        buf_clear(&id);
        json_append_string(&id, element);
        if (!can_be_stored(buf_slice(&id)))
            continue;
        buf_append_char(out, out->length == 0 ? '[' : ',');
        buf_append_slice(out, element.raw);
    }
    buf_append_text(out, out->length == 0 ? "[]" : "]");
    buf_free(&id);
}

bool workspace_delete(struct workspace_session *session, const struct api_resource *resource, int64_t parent,
                      struct json_value ids, struct error *error)
{
    const struct workspace_table *const table = workspace_table_of(session, resource);
    assert(session->writes && (parent != 0) == (table->parent != NULL));
    struct buf sql = buf_with_limit(BUF_LIMIT_LINE);
    buf_printf(&sql, "DELETE FROM %s WHERE id IN (SELECT value FROM json_each(?1))", resource->noun);
    if (table->parent != NULL) /* "+": by the ids, not by the parent's index, in which there can be very many */
        buf_printf(&sql, " AND +%s = ?2", table->parent);
    struct sqlite3_stmt *const statement = db_statement(session->db, buf_text(&sql), error);
    buf_free(&sql);
    if (statement == NULL)
        return false;
    struct buf array = buf_with_limit(BUF_LIMIT_BODY * 2);
    workspace_write_ids(&array, ids);
    db_bind_text(statement, 1, buf_slice(&array));
    if (table->parent != NULL)
        db_bind_int64(statement, 2, parent);
    const bool deleted = db_finish(session->db, statement, error);
    buf_free(&array);
    bool has_remains = false;
    return deleted && workspace_sweep_batch(session, &has_remains, error);
}
