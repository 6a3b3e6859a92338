/* An experiment's spans and metrics: put in one by one, read as JSON text. */
#include "workspace_json.h"

#include <annotty/base/mem.h>

#include <assert.h>
#include <stdlib.h>

bool workspace_put_event(struct workspace_session *session, int64_t experiment, const struct api_record *event,
                         struct arena *arena, struct error *error)
{
    assert(session->writes);
    const struct workspace_table *const table = workspace_table_of(session, event->resource);
    struct sqlite3_stmt *const statement = db_statement(session->db, table->insert, error);
    if (statement == NULL)
        return false;
    db_bind_int64(statement, 2, session->is_sample);
    db_bind_int64(statement, 3, experiment);
    for (size_t i = 0; i < table->field_count; i++) {
        const int field = table->fields[i];
        const struct json_value value = event->values[field];
        if (value.kind != JSON_ABSENT)
            db_bind_text(statement, (int)i + WORKSPACE_FIRST_FIELD,
                         workspace_column_text(&table->resource->fields[field], value, arena));
    }
    return db_finish(session->db, statement, error);
}

/* Reading */

/* Columns: seq, span_id, then the table's fields. */
enum { COLUMN_SEQ, COLUMN_SPAN, COLUMN_FIRST_FIELD };

/* ?1 experiment, ?2 as the condition says, which ends with the order. */
static struct sqlite3_stmt *select_events(struct workspace_session *session, const struct workspace_table *table,
                                          const char *condition, struct error *error)
{
    char *const sql = xasprintf("SELECT seq, span_id, %s FROM %s AS event WHERE %s = ?1 AND %s", table->columns,
                                table->resource->noun, table->parent, condition);
    struct sqlite3_stmt *const statement = db_statement(session->db, sql, error);
    free(sql);
    return statement;
}

/* What reading needs of both tables. */
struct reader {
    struct workspace_session *session;
    int64_t experiment;
    const struct workspace_table *spans, *metrics;
    struct json_columns span, metric;
    struct sqlite3_stmt *metrics_of_span; /* ?1 experiment, ?2 the span */
    struct buf *out;
    struct error *error;
};

static struct reader reader_new(struct workspace_session *session, int64_t experiment, struct buf *out,
                                struct error *error)
{
    struct reader reader = {
        .session = session,
        .experiment = experiment,
        .spans = workspace_table_of(session, &api_resources[API_SPAN]),
        .metrics = workspace_table_of(session, &api_resources[API_METRIC]),
        .out = out,
        .error = error,
    };
    json_columns_add_fields(&reader.span, reader.spans, COLUMN_FIRST_FIELD);
    json_columns_add_fields(&reader.metric, reader.metrics, COLUMN_FIRST_FIELD);
    return reader;
}

static void reader_free(struct reader *reader)
{
    json_columns_free(&reader->span);
    json_columns_free(&reader->metric);
}

static bool write_metrics_of(struct reader *reader, struct slice span)
{
    struct sqlite3_stmt *const statement = reader->metrics_of_span;
    db_bind_int64(statement, 1, reader->experiment);
    db_bind_text(statement, 2, span);
    buf_append_text(reader->out, ",\"eval_metrics\":[");
    const char *before = "{";
    for (;;) {
        const enum db_step step = db_step(reader->session->db, statement, reader->error);
        if (step == DB_FAILED)
            return false;
        if (step == DB_END)
            break;
        buf_append_text(reader->out, before);
        json_columns_write(reader->out, &reader->metric, statement);
        buf_append_char(reader->out, '}');
        before = ",{";
    }
    buf_append_char(reader->out, ']');
    return true;
}

static bool write_span(struct sqlite3_stmt *statement, void *data)
{
    struct reader *const reader = data;
    json_columns_write(reader->out, &reader->span, statement);
    return write_metrics_of(reader, db_column_text(statement, COLUMN_SPAN));
}

static bool write_summary(struct sqlite3_stmt *statement, void *data)
{
    struct reader *const reader = data;
    json_columns_write(reader->out, &reader->metric, statement);
    return true;
}

static bool read_page(struct reader *reader, struct sqlite3_stmt *statement, struct workspace_page *page,
                      json_row_writer write)
{
    db_bind_int64(statement, 1, reader->experiment);
    db_bind_int64(statement, 2, page->after);
    return json_page_write(reader->out, reader->session->db, statement, page, write, reader, reader->error);
}

bool workspace_read_spans(struct workspace_session *session, int64_t experiment, struct workspace_page *page,
                          struct buf *out, struct error *error)
{
    struct reader reader = reader_new(session, experiment, out, error);
    /* "+": by the span's key; for the order alone all metrics of the experiment would be looked at. */
    reader.metrics_of_span = select_events(session, reader.metrics, "span_id = ?2 ORDER BY +seq", error);
    struct sqlite3_stmt *const statement = select_events(session, reader.spans, "seq > ?2 ORDER BY seq", error);
    const bool read =
        reader.metrics_of_span != NULL && statement != NULL && read_page(&reader, statement, page, write_span);
    reader_free(&reader);
    return read;
}

bool workspace_read_summary(struct workspace_session *session, int64_t experiment, struct workspace_page *page,
                            struct buf *out, struct error *error)
{
    static const char condition[] = "seq > ?2 AND NOT EXISTS (SELECT 1 FROM span WHERE span.span_id = event.span_id"
                                    " AND span.experiment_seq = event.experiment_seq) ORDER BY seq";
    struct reader reader = reader_new(session, experiment, out, error);
    struct sqlite3_stmt *const statement = select_events(session, reader.metrics, condition, error);
    const bool read = statement != NULL && read_page(&reader, statement, page, write_summary);
    reader_free(&reader);
    return read;
}
