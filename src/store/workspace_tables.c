#include "workspace_tables.h"

#include <annotty/base/mem.h>

#include <assert.h>
#include <stdlib.h>

/* A trigger that gives a queue the stamp of the write in which something of it changes. */
#define STAMP(name, change, queue)                                                                                     \
    "CREATE TRIGGER " name " AFTER " change " BEGIN"                                                                   \
    "  UPDATE stamp SET value = (SELECT value FROM stamp WHERE queue_seq = 0) WHERE queue_seq = " queue                \
    "  AND value IS NOT (SELECT value FROM stamp WHERE queue_seq = 0); END;"
#define QUEUE_OF(interaction) "(SELECT queue_seq FROM interaction WHERE seq = " interaction ")"

/* Structure: what can't be told from a resource row. Only ever added to. */
static const char *const migrations[] = {
    "CREATE TABLE note (name TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;"
    "CREATE TABLE person ("
    "  seq INTEGER PRIMARY KEY AUTOINCREMENT, id TEXT NOT NULL UNIQUE, sample INTEGER NOT NULL,"
    "  name TEXT NOT NULL, handle TEXT NOT NULL);"
    "CREATE TABLE project ("
    "  seq INTEGER PRIMARY KEY AUTOINCREMENT, id TEXT NOT NULL UNIQUE, sample INTEGER NOT NULL,"
    "  name TEXT NOT NULL UNIQUE);"
    "CREATE TABLE queue ("
    "  seq INTEGER PRIMARY KEY AUTOINCREMENT, id TEXT NOT NULL UNIQUE, sample INTEGER NOT NULL,"
    "  project_id TEXT NOT NULL REFERENCES project (id) ON DELETE CASCADE);"
    "CREATE INDEX queue_of_project ON queue (project_id);"
    "CREATE TABLE interaction ("
    "  seq INTEGER PRIMARY KEY AUTOINCREMENT, id TEXT NOT NULL UNIQUE, sample INTEGER NOT NULL,"
    "  queue_seq INTEGER NOT NULL," /* no reference: see workspace_sweep.c */
    "  type TEXT NOT NULL, content_id TEXT NOT NULL);"
    "CREATE INDEX interaction_of_queue ON interaction (queue_seq);"
    "CREATE UNIQUE INDEX interaction_by_content ON interaction (content_id, queue_seq, type);"
    "CREATE TABLE annotation ("
    "  seq INTEGER PRIMARY KEY AUTOINCREMENT, id TEXT NOT NULL UNIQUE, sample INTEGER NOT NULL,"
    "  interaction_seq INTEGER NOT NULL REFERENCES interaction (seq) ON DELETE CASCADE);"
    "CREATE INDEX annotation_of_interaction ON annotation (interaction_seq);",
    "ALTER TABLE person ADD COLUMN email TEXT NOT NULL DEFAULT '';",
    "CREATE TABLE dataset ("
    "  seq INTEGER PRIMARY KEY AUTOINCREMENT, id TEXT NOT NULL UNIQUE, sample INTEGER NOT NULL,"
    "  project_seq INTEGER NOT NULL REFERENCES project (seq) ON DELETE CASCADE,"
    "  name TEXT NOT NULL);"
    "CREATE INDEX dataset_of_project ON dataset (project_seq);"
    "CREATE UNIQUE INDEX dataset_by_name ON dataset (name, project_seq);",
    "CREATE TABLE experiment ("
    "  seq INTEGER PRIMARY KEY AUTOINCREMENT, id TEXT NOT NULL UNIQUE, sample INTEGER NOT NULL,"
    "  project_id TEXT NOT NULL REFERENCES project (id) ON DELETE CASCADE,"
    "  dataset_id TEXT NOT NULL," /* no reference: an experiment outlives its dataset (contract D27) */
    "  name TEXT NOT NULL);"
    "CREATE INDEX experiment_of_project ON experiment (project_id);"
    "CREATE INDEX experiment_of_dataset ON experiment (dataset_id);"
    "CREATE UNIQUE INDEX experiment_by_name ON experiment (name, project_id);"
    "CREATE TABLE span ("
    "  seq INTEGER PRIMARY KEY AUTOINCREMENT, sample INTEGER NOT NULL,"
    "  experiment_seq INTEGER NOT NULL," /* no reference: see workspace_sweep.c; so with metrics */
    "  span_id TEXT NOT NULL);"
    "CREATE INDEX span_of_experiment ON span (experiment_seq);"
    "CREATE UNIQUE INDEX span_by_key ON span (span_id, experiment_seq);"
    "CREATE TABLE metric ("
    "  seq INTEGER PRIMARY KEY AUTOINCREMENT, sample INTEGER NOT NULL, experiment_seq INTEGER NOT NULL,"
    "  span_id TEXT NOT NULL, label TEXT NOT NULL, metric_type TEXT NOT NULL, timestamp_ms TEXT NOT NULL);"
    "CREATE INDEX metric_of_experiment ON metric (experiment_seq);"
    "CREATE UNIQUE INDEX metric_by_key ON metric (span_id, experiment_seq, label, metric_type, timestamp_ms);",
    "CREATE TABLE key_pair ("
    "  id TEXT PRIMARY KEY, person_id TEXT NOT NULL REFERENCES person (id),"
    "  api_digest TEXT NOT NULL, app_digest TEXT NOT NULL, created_at TEXT NOT NULL) WITHOUT ROWID;",
    "CREATE TABLE record (" /* see workspace_records.c */
    "  seq INTEGER PRIMARY KEY, id TEXT NOT NULL UNIQUE, sample INTEGER NOT NULL,"
    "  dataset_seq INTEGER NOT NULL," /* no reference: see workspace_sweep.c */
    "  version_made INTEGER NOT NULL, version_changed INTEGER NOT NULL, version_deleted INTEGER,"
    "  input_hash INTEGER NOT NULL, size INTEGER NOT NULL);"
    "CREATE INDEX record_now ON record (dataset_seq) WHERE version_deleted IS NULL;"
    "CREATE INDEX record_by_input ON record (dataset_seq, input_hash) WHERE version_deleted IS NULL;"
    "CREATE INDEX record_ever ON record (dataset_seq, seq, version_deleted);"
    "CREATE INDEX record_by_version ON record (dataset_seq, version_made);"
    "CREATE TABLE record_state ("
    "  seq INTEGER PRIMARY KEY, dataset_seq INTEGER NOT NULL, record_seq INTEGER NOT NULL,"
    "  version_to INTEGER NOT NULL, size INTEGER NOT NULL);"
    "CREATE INDEX record_state_by_version ON record_state (dataset_seq, record_seq, version_to);",
    /* See workspace_stamp.c. The row of queue 0 is the whole workspace's. */
    "CREATE TABLE stamp (queue_seq INTEGER PRIMARY KEY, value INTEGER NOT NULL);"
    "INSERT INTO stamp VALUES (0, random());"
    "INSERT INTO stamp SELECT seq, random() FROM queue;"
    "CREATE TRIGGER queue_made AFTER INSERT ON queue BEGIN"
    "  INSERT INTO stamp SELECT NEW.seq, value FROM stamp WHERE queue_seq = 0; END;"
    "CREATE TRIGGER queue_deleted AFTER DELETE ON queue BEGIN DELETE FROM stamp WHERE queue_seq = OLD.seq; END;"
    /* Who may annotate can depend on who somebody is. */
    "CREATE TRIGGER person_changed AFTER UPDATE ON person BEGIN"
    "  UPDATE stamp SET value = (SELECT value FROM stamp WHERE queue_seq = 0); END;" STAMP("queue_changed",
                                                                                           "UPDATE ON queue", "NEW.seq")
        STAMP("interaction_made", "INSERT ON interaction", "NEW.queue_seq")
            STAMP("interaction_changed", "UPDATE ON interaction", "NEW.queue_seq")
                STAMP("interaction_deleted", "DELETE ON interaction", "OLD.queue_seq")
                    STAMP("annotation_made", "INSERT ON annotation", QUEUE_OF("NEW.interaction_seq"))
                        STAMP("annotation_changed", "UPDATE ON annotation", QUEUE_OF("NEW.interaction_seq"))
                            STAMP("annotation_deleted", "DELETE ON annotation", QUEUE_OF("OLD.interaction_seq")),
    "CREATE TABLE trace_span ("
    "  seq INTEGER PRIMARY KEY, sample INTEGER NOT NULL, trace_id TEXT NOT NULL, span_id TEXT NOT NULL);"
    "CREATE UNIQUE INDEX trace_span_by_key ON trace_span (trace_id, span_id);"
    "CREATE INDEX trace_span_by_id ON trace_span (span_id);",
    /* No trigger: who reviews what just now is no news of the queue. */
    "CREATE TABLE claim ("
    "  interaction_seq INTEGER PRIMARY KEY REFERENCES interaction (seq) ON DELETE CASCADE,"
    "  person_id TEXT NOT NULL, until_ms INTEGER NOT NULL);",
    NULL,
};

const struct db_schema workspace_schema = {
    .name = "workspace",
    .application_id = 0x616e6f77, /* "anow" */
    .migrations = migrations,
};

/* Which resources have a table, named like the resource's noun. */
static const struct table_row {
    enum api_resource_id resource;
    const char *parent, *parent_id; /* as in struct workspace_table */
    const char *history;            /* table for what rows were before, with the same columns for fields; NULL: none */
    const char *key;                /* columns by which a row is known that has no id; NULL: it has one */
    const char *indexes;            /* SQL: those that need columns of fields; NULL: none */
} table_rows[] = {
    { API_PROJECT, NULL, NULL, NULL, NULL, NULL },
    { API_DATASET, "project_seq", NULL, NULL, NULL, NULL },
    { API_RECORD_ITEM, "dataset_seq", "dataset_id", "record_state", NULL, NULL }, /* written by workspace_records.c */
    { API_EXPERIMENT, NULL, NULL, NULL, NULL, NULL },
    { API_QUEUE, NULL, NULL, NULL, NULL, NULL },
    { API_INTERACTION, "queue_seq", NULL, NULL, NULL, NULL },
    { API_ANNOTATION, "interaction_seq", "interaction_id", NULL, NULL, NULL },
    { API_SPAN, "experiment_seq", NULL, NULL, "span_id, experiment_seq", /* contract D24; see workspace_events.c */
      "CREATE INDEX IF NOT EXISTS span_of_trace ON span (trace_id);"
      "CREATE INDEX IF NOT EXISTS span_by_start ON span (CAST(start_ns AS INTEGER));" },
    { API_METRIC, "experiment_seq", NULL, NULL, "span_id, experiment_seq, label, metric_type, timestamp_ms", NULL },
    { API_PERSON_ITEM, NULL, NULL, NULL, NULL, NULL },
    { API_TRACE_SPAN, NULL, NULL, NULL, "trace_id, span_id", /* see workspace_spans.c */
      "CREATE INDEX IF NOT EXISTS trace_span_by_start ON trace_span (CAST(start_ns AS INTEGER));"
      "CREATE INDEX IF NOT EXISTS trace_span_of_session ON trace_span (session_id) WHERE session_id IS NOT NULL;" },
};

bool workspace_is_plain_text(const struct api_field *field)
{
    return field->type == API_STRING || field->type == API_DATE_TIME || field->type == API_ENUM;
}

static bool is_stored(const struct api_field *field, const struct table_row *row)
{
    const bool is_key = slice_is(slice_of(field->name), "id") ||
                        (row->parent_id != NULL && slice_is(slice_of(field->name), row->parent_id));
    return (field->flags & API_IN_RESPONSE) != 0 && (field->flags & API_COMPUTED) == 0 && !is_key;
}

/* Deriving statements */

/* A row without an id that comes again keeps its place. */
static void write_statements(struct workspace_table *table, const char *key)
{
    struct buf columns = buf_with_limit(BUF_LIMIT_LINE);
    struct buf places = buf_with_limit(BUF_LIMIT_LINE);
    struct buf settings = buf_with_limit(BUF_LIMIT_LINE);
    for (size_t i = 0; i < table->field_count; i++) {
        const char *const name = table->resource->fields[table->fields[i]].name;
        const size_t place = i + WORKSPACE_FIRST_FIELD;
        buf_printf(&columns, "%s\"%s\"", i == 0 ? "" : ", ", name);
        buf_printf(&places, ", ?%zu", place);
        buf_printf(&settings, ", \"%s\" = ?%zu", name, place);
    }
    const char *const noun = table->resource->noun;
    const bool has_parent = table->parent != NULL;
    table->columns = buf_take(&columns);
    if (key != NULL)
        table->insert = xasprintf("INSERT INTO %s (sample%s%s, %s) VALUES (?2%s%s)"
                                  " ON CONFLICT (%s) DO UPDATE SET sample = ?2%s",
                                  noun, has_parent ? ", " : "", has_parent ? table->parent : "", table->columns,
                                  has_parent ? ", ?3" : "", buf_text(&places), key, buf_text(&settings));
    else
        table->insert =
            xasprintf("INSERT INTO %s (id, sample%s%s, %s) VALUES (?1, ?2%s%s)", noun, has_parent ? ", " : "",
                      has_parent ? table->parent : "", table->columns, has_parent ? ", ?3" : "", buf_text(&places));
    if (key == NULL)
        table->update = xasprintf("UPDATE %s SET sample = ?2%s WHERE seq = ?1", noun, buf_text(&settings));
    buf_free(&places);
    buf_free(&settings);
}

static void derive_table(struct workspace_table *table, const struct table_row *row)
{
    table->resource = &api_resources[row->resource];
    table->parent = row->parent;
    table->parent_id = row->parent_id;
    for (size_t i = 0; i < table->resource->field_count; i++)
        if (is_stored(&table->resource->fields[i], row))
            table->fields[table->field_count++] = (int)i;
    write_statements(table, row->key);
}

/* Adding columns */

static bool has_column(struct db *db, const char *table, const char *column, bool *has, struct error *error)
{
    struct sqlite3_stmt *const statement =
        db_statement(db, "SELECT count(*) FROM pragma_table_info(?1) WHERE name = ?2", error);
    if (statement == NULL)
        return false;
    db_bind_text(statement, 1, slice_of(table));
    db_bind_text(statement, 2, slice_of(column));
    if (db_step(db, statement, error) != DB_ROW)
        return false;
    *has = db_column_int64(statement, 0) > 0;
    db_reset(statement);
    return true;
}

/* Rows that are already there get the field's `fill`. */
static bool add_column(struct db *db, const char *table, const struct api_field *field, struct error *error)
{
    struct buf fill = buf_with_limit(BUF_LIMIT_LINE);
    const struct slice json = slice_of(field->fill);
    if (workspace_is_plain_text(field) && json.length > 0)
        json_append_string(&fill, (struct json_value){ .kind = JSON_STRING, .raw = json });
    else
        buf_append_slice(&fill, json);
    assert(strchr(buf_text(&fill), '\'') == NULL);
    const bool can_lack = (field->flags & API_R_REQUIRED) == 0 && field->fill == NULL;
    char *const sql = can_lack ? xasprintf("ALTER TABLE %s ADD COLUMN \"%s\" TEXT", table, field->name)
                               : xasprintf("ALTER TABLE %s ADD COLUMN \"%s\" TEXT NOT NULL DEFAULT '%s'", table,
                                           field->name, buf_text(&fill));
    const bool added = db_run(db, sql, error);
    free(sql);
    buf_free(&fill);
    return added;
}

static bool add_missing_columns(const struct workspace_table *table, const char *name, struct db *db,
                                struct error *error)
{
    for (size_t i = 0; i < table->field_count; i++) {
        const struct api_field *const field = &table->resource->fields[table->fields[i]];
        bool has = false;
        if (!has_column(db, name, field->name, &has, error) || (!has && !add_column(db, name, field, error)))
            return false;
    }
    return true;
}

bool workspace_tables_open(struct workspace_table tables[static API_RESOURCE_COUNT], struct db *db, struct error *error)
{
    if (!db_begin_write(db, error))
        return false;
    for (size_t i = 0; i < ARRAY_LENGTH(table_rows); i++) {
        const struct table_row *const row = &table_rows[i];
        struct workspace_table *const table = &tables[row->resource];
        derive_table(table, row);
        if (!add_missing_columns(table, table->resource->noun, db, error) ||
            (row->history != NULL && !add_missing_columns(table, row->history, db, error)) ||
            (row->indexes != NULL && !db_run(db, row->indexes, error))) {
            db_rollback(db);
            return false;
        }
    }
    return db_commit(db, error);
}

void workspace_tables_close(struct workspace_table tables[static API_RESOURCE_COUNT])
{
    for (size_t i = 0; i < API_RESOURCE_COUNT; i++) {
        free(tables[i].columns);
        free(tables[i].insert);
        free(tables[i].update);
        tables[i] = (struct workspace_table){ 0 };
    }
}

const struct workspace_table *workspace_table_of(const struct workspace_session *session,
                                                 const struct api_resource *resource)
{
    return &session->workspace->tables[resource->id];
}
