/* Spans of traces, read: the imported ones as they were said, those of experiments in the same shape (extensions,
 * section 6). Each of the two tables is a source that gives its rows in the order of their start; the two are merged.
 */
#include "workspace_json.h"

#include <annotty/base/mem.h>

#include <stdlib.h>

/* Columns: when it starts, its number among all spans, trace, span, then what the source needs. */
enum { COLUMN_START, COLUMN_NUMBER, COLUMN_TRACE, COLUMN_SPAN, COLUMN_FIRST };

struct source {
    struct reading *reading;
    struct sqlite3_stmt *statement;
    enum db_step step;
    void (*write)(struct source *source, struct buf *out); /* the attributes of the row that it stands on */
};

enum { SOURCE_IMPORTED, SOURCE_EXPERIMENTS, SOURCE_COUNT };

struct reading {
    struct workspace_session *session;
    const struct workspace_span_question *question;
    struct source sources[SOURCE_COUNT];
    struct json_columns imported;
    struct sqlite3_stmt *metrics; /* ?1 experiment, ?2 span */
    struct buf attributes;
    struct error *error;
};

/* --- Imported spans ----------------------------------------------------------------------------------------------- */

static void write_imported(struct source *source, struct buf *out)
{
    json_columns_write(out, &source->reading->imported, source->statement);
}

/* --- Spans of experiments ----------------------------------------------------------------------------------------- */

enum {
    COLUMN_EXPERIMENT = COLUMN_FIRST,
    COLUMN_NAME,
    COLUMN_START_TEXT,
    COLUMN_DURATION,
    COLUMN_STATUS,
    COLUMN_TAGS,
    COLUMN_META
};
#define EXPERIMENT_COLUMNS "experiment_seq, name, start_ns, duration, status, tags, meta"

enum { METRIC_LABEL, METRIC_TYPE, METRIC_ASSESSMENT, METRIC_REASONING, METRIC_TAGS, METRIC_ERROR, METRIC_FIRST_VALUE };
#define METRICS_OF_SPAN                                                                                                \
    "SELECT label, metric_type, assessment, reasoning, tags, error, score_value, categorical_value, boolean_value,"    \
    " json_value FROM metric WHERE experiment_seq = ?1 AND span_id = ?2 ORDER BY +seq"

/* By the metric's type: the column with its value, and whether that is plain text. */
static const struct metric_value {
    const char *type;
    int column;
    bool is_plain_text;
} metric_values[] = {
    { "score", METRIC_FIRST_VALUE, false },
    { "categorical", METRIC_FIRST_VALUE + 1, true },
    { "boolean", METRIC_FIRST_VALUE + 2, false },
    { "json", METRIC_FIRST_VALUE + 3, false },
};

static void write_column(struct buf *out, struct sqlite3_stmt *statement, const char *name, int column, bool is_plain)
{
    if (db_column_is_null(statement, column))
        return;
    buf_printf(out, ",\"%s\":", name);
    if (is_plain)
        json_write_string(out, db_column_text(statement, column));
    else
        buf_append_slice(out, db_column_text(statement, column));
}

static void write_metric(struct sqlite3_stmt *statement, struct buf *out)
{
    const struct slice type = db_column_text(statement, METRIC_TYPE);
    json_write_string(out, db_column_text(statement, METRIC_LABEL));
    buf_append_text(out, ":{\"eval_metric_type\":");
    json_write_string(out, type);
    for (size_t i = 0; i < ARRAY_LENGTH(metric_values); i++)
        if (slice_is(type, metric_values[i].type))
            write_column(out, statement, "value", metric_values[i].column, metric_values[i].is_plain_text);
    write_column(out, statement, "assessment", METRIC_ASSESSMENT, true);
    write_column(out, statement, "reasoning", METRIC_REASONING, true);
    write_column(out, statement, "tags", METRIC_TAGS, false);
    write_column(out, statement, "error", METRIC_ERROR, false);
    buf_append_char(out, '}');
}

static void write_metrics(struct source *source, struct buf *out)
{
    struct reading *const reading = source->reading;
    db_bind_int64(reading->metrics, 1, db_column_int64(source->statement, COLUMN_EXPERIMENT));
    db_bind_text(reading->metrics, 2, db_column_text(source->statement, COLUMN_SPAN));
    const char *before = ",\"evaluation\":{";
    while (db_step(reading->session->db, reading->metrics, reading->error) == DB_ROW) {
        buf_append_text(out, before);
        before = ",";
        write_metric(reading->metrics, out);
    }
    if (*before == ',' && before[1] == '\0')
        buf_append_char(out, '}');
}

/* What an experiment took or gave is any value. One that has the read span's shape stays; a text is its `value`, and
 * so is the text of any other JSON. */
static void write_content(struct buf *out, const char *name, struct json_value value)
{
    if (value.kind == JSON_ABSENT || value.kind == JSON_NULL)
        return;
    const bool fits = json_member(value, "messages").kind == JSON_ARRAY ||
                      json_member(value, "documents").kind == JSON_ARRAY ||
                      json_member(value, "value").kind == JSON_STRING;
    if (fits) {
        buf_printf(out, ",\"%s\":%.*s", name, SLICE_ARGS(value.raw));
        return;
    }
    buf_printf(out, ",\"%s\":{\"value\":", name);
    if (value.kind == JSON_STRING)
        buf_append_slice(out, value.raw);
    else
        json_write_string(out, value.raw);
    buf_append_char(out, '}');
}

static void write_of_experiment(struct source *source, struct buf *out)
{
    struct sqlite3_stmt *const statement = source->statement;
    struct json_value meta = { 0 };
    json_check(db_column_text(statement, COLUMN_META), &meta, NULL);
    buf_append_text(out, "\"span_id\":");
    json_write_string(out, db_column_text(statement, COLUMN_SPAN));
    write_column(out, statement, "trace_id", COLUMN_TRACE, true);
    write_column(out, statement, "name", COLUMN_NAME, true);
    buf_append_text(out, ",\"span_kind\":\"task\",\"ml_app\":\"\"");
    write_column(out, statement, "status", COLUMN_STATUS, true);
    write_column(out, statement, "start_ns", COLUMN_START_TEXT, false);
    write_column(out, statement, "duration", COLUMN_DURATION, false);
    write_column(out, statement, "tags", COLUMN_TAGS, false);
    write_content(out, "input", json_member(meta, "input"));
    write_content(out, "output", json_member(meta, "output"));
    const struct json_value expected = json_member(meta, "expected_output");
    if (expected.kind == JSON_OBJECT)
        buf_printf(out, ",\"metadata\":{\"expected_output\":%.*s}", SLICE_ARGS(expected.raw));
    const struct json_value error = json_member(meta, "error");
    if (error.kind == JSON_OBJECT)
        buf_printf(out, ",\"error\":%.*s", SLICE_ARGS(error.raw));
    write_metrics(source, out);
}

/* --- Both --------------------------------------------------------------------------------------------------------- */

/* What a row must be, by the key that the question names; NULL: the source has no such rows. */
static const char *const conditions[SOURCE_COUNT][WORKSPACE_SPAN_KEYS] = {
    [SOURCE_IMPORTED] = { [WORKSPACE_ANY_SPAN] = "1",
                          [WORKSPACE_OF_TRACE] = "trace_id = ?1",
                          [WORKSPACE_OF_SESSION] = "session_id = ?1",
                          [WORKSPACE_WITH_ID] = "span_id = ?1" },
    [SOURCE_EXPERIMENTS] = { [WORKSPACE_ANY_SPAN] = "1",
                             [WORKSPACE_OF_TRACE] = "trace_id = ?1",
                             [WORKSPACE_WITH_ID] = "span_id = ?1" },
};

static struct sqlite3_stmt *select_rows(struct reading *reading, size_t source)
{
    static const char *const tables[SOURCE_COUNT] = {
        [SOURCE_IMPORTED] = "trace_span",
        /* Those of an experiment that is deleted are swept away later. */
        [SOURCE_EXPERIMENTS] = "(SELECT * FROM span WHERE EXISTS (SELECT 1 FROM experiment e"
                               " WHERE e.seq = span.experiment_seq))",
    };
    const struct workspace_table *const spans = workspace_table_of(reading->session, &api_resources[API_TRACE_SPAN]);
    const bool latest_first = reading->question->latest_first;
    const char *const way = latest_first ? "DESC" : "ASC";
    char *const sql = xasprintf("SELECT CAST(start_ns AS INTEGER), seq * 2 + %zu, trace_id, span_id, %s FROM %s"
                                " WHERE %s AND CAST(start_ns AS INTEGER) BETWEEN ?2 AND ?3"
                                " AND (CAST(start_ns AS INTEGER), seq * 2 + %zu) %c (?4, ?5)"
                                " ORDER BY CAST(start_ns AS INTEGER) %s, seq %s",
                                source, source == SOURCE_IMPORTED ? spans->columns : EXPERIMENT_COLUMNS, tables[source],
                                conditions[source][reading->question->key], source, latest_first ? '<' : '>', way, way);
    struct sqlite3_stmt *const statement = db_statement(reading->session->db, sql, reading->error);
    free(sql);
    return statement;
}

static bool open_source(struct reading *reading, size_t number)
{
    const struct workspace_span_question *const question = reading->question;
    struct source *const source = &reading->sources[number];
    *source = (struct source){ .reading = reading, .step = DB_END };
    source->write = number == SOURCE_IMPORTED ? write_imported : write_of_experiment;
    if (conditions[number][question->key] == NULL)
        return true;
    source->statement = select_rows(reading, number);
    if (source->statement == NULL)
        return false;
    const struct workspace_span_place first = question->latest_first
                                                  ? (struct workspace_span_place){ INT64_MAX, INT64_MAX }
                                                  : (struct workspace_span_place){ INT64_MIN, INT64_MIN };
    const struct workspace_span_place after = question->goes_on ? question->after : first;
    if (question->key != WORKSPACE_ANY_SPAN)
        db_bind_text(source->statement, 1, question->value);
    db_bind_int64(source->statement, 2, question->from_ns);
    db_bind_int64(source->statement, 3, question->to_ns);
    db_bind_int64(source->statement, 4, after.start_ns);
    db_bind_int64(source->statement, 5, after.number);
    source->step = db_step(reading->session->db, source->statement, reading->error);
    return source->step != DB_FAILED;
}

static struct workspace_span_place place_of(const struct source *source)
{
    return (struct workspace_span_place){ db_column_int64(source->statement, COLUMN_START),
                                          db_column_int64(source->statement, COLUMN_NUMBER) };
}

static bool is_before(struct workspace_span_place a, struct workspace_span_place b, bool latest_first)
{
    const bool less = a.start_ns != b.start_ns ? a.start_ns < b.start_ns : a.number < b.number;
    return less != latest_first;
}

/* The source whose row comes first; NULL when both are at their end. */
static struct source *next_source(struct reading *reading)
{
    struct source *first = NULL;
    for (size_t i = 0; i < SOURCE_COUNT; i++) {
        struct source *const source = &reading->sources[i];
        if (source->step == DB_ROW &&
            (first == NULL || is_before(place_of(source), place_of(first), reading->question->latest_first)))
            first = source;
    }
    return first;
}

static bool visit_row(struct reading *reading, struct source *source, workspace_span_visit visit, void *data)
{
    buf_clear(&reading->attributes);
    buf_append_char(&reading->attributes, '{');
    source->write(source, &reading->attributes);
    buf_append_char(&reading->attributes, '}');
    const struct workspace_span span = { .place = place_of(source),
                                         .trace_id = db_column_text(source->statement, COLUMN_TRACE),
                                         .span_id = db_column_text(source->statement, COLUMN_SPAN),
                                         .attributes = buf_slice(&reading->attributes) };
    return visit(&span, data);
}

static bool read_rows(struct reading *reading, workspace_span_visit visit, void *data)
{
    for (size_t i = 0; i < SOURCE_COUNT; i++)
        if (!open_source(reading, i))
            return false;
    struct source *source = next_source(reading);
    while (source != NULL && visit_row(reading, source, visit, data)) {
        source->step = db_step(reading->session->db, source->statement, reading->error);
        if (source->step == DB_FAILED)
            return false;
        source = next_source(reading);
    }
    return reading->error->kind == ERROR_NONE;
}

bool workspace_each_span(struct workspace_session *session, const struct workspace_span_question *question,
                         workspace_span_visit visit, void *data, struct error *error)
{
    error_clear(error);
    struct reading reading = { .session = session,
                               .question = question,
                               .attributes = buf_with_limit(BUF_LIMIT_ANSWER),
                               .metrics = db_statement(session->db, METRICS_OF_SPAN, error),
                               .error = error };
    json_columns_add_fields(&reading.imported, workspace_table_of(session, &api_resources[API_TRACE_SPAN]),
                            COLUMN_FIRST);
    const bool read = reading.metrics != NULL && read_rows(&reading, visit, data);
    for (size_t i = 0; i < SOURCE_COUNT; i++)
        if (reading.sources[i].statement != NULL)
            db_reset(reading.sources[i].statement);
    json_columns_free(&reading.imported);
    buf_free(&reading.attributes);
    return read;
}
