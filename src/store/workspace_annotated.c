/* A queue's annotated interactions as JSON text, straight from the columns: 200,000 of them are some 100 MB, so there
 * are no records in between, and what every element repeats is made once. */
#include "workspace_json.h"

#include <annotty/base/mem.h>

#include <assert.h>
#include <stdlib.h>

struct workspace_annotated {
    struct db *db;
    struct sqlite3_stmt *statement;
    struct json_columns interaction, annotation;
    char *before_annotations; /* what stands between an interaction's columns and its annotations */
    int annotation_column;    /* the annotation's id; null where an interaction has none */
    int64_t queue, only;      /* only this interaction; 0: all of the queue */
    enum db_step step;        /* DB_ROW: the statement stands on a row that is not written yet */
    bool is_first;            /* no element is written yet */
};

/* Columns: the interaction's seq and id, its fields, the annotation's id, its fields. */
static char *write_select(const struct workspace_table *interaction, const struct workspace_table *annotation,
                          bool of_one)
{
    struct buf sql = buf_with_limit(BUF_LIMIT_LINE);
    buf_append_text(&sql, "SELECT i.seq, i.id");
    for (size_t i = 0; i < interaction->field_count; i++)
        buf_printf(&sql, ", i.\"%s\"", interaction->resource->fields[interaction->fields[i]].name);
    buf_append_text(&sql, ", a.id");
    for (size_t i = 0; i < annotation->field_count; i++)
        buf_printf(&sql, ", a.\"%s\"", annotation->resource->fields[annotation->fields[i]].name);
    buf_printf(&sql,
               " FROM interaction i LEFT JOIN annotation a ON a.%s = i.seq WHERE i.%s = ?1%s ORDER BY i.seq, a.seq",
               annotation->parent, interaction->parent, of_one ? " AND i.seq = ?2" : "");
    return buf_take(&sql);
}

/* The id stands in column `id`, the stored fields follow it. */
static void add_columns(struct json_columns *columns, const struct workspace_table *table, int id, int parent_id)
{
    json_columns_add(columns, "id", id, true);
    if (table->parent_id != NULL)
        json_columns_add(columns, table->parent_id, parent_id, true);
    json_columns_add_fields(columns, table, id + 1);
}

/* The field of the interaction that holds its annotations. */
static const char *annotations_name(void)
{
    const struct api_resource *const interaction = &api_resources[API_INTERACTION];
    for (size_t i = 0; i < interaction->field_count; i++)
        if (interaction->fields[i].of == &api_resources[API_ANNOTATION])
            return interaction->fields[i].name;
    abort();
}

struct workspace_annotated *workspace_annotated_new(struct workspace_session *session, int64_t queue, int64_t only,
                                                    bool can_annotate, struct error *error)
{
    const struct workspace_table *const interaction = workspace_table_of(session, &api_resources[API_INTERACTION]);
    const struct workspace_table *const annotation = workspace_table_of(session, &api_resources[API_ANNOTATION]);
    char *const sql = write_select(interaction, annotation, only != 0);
    struct sqlite3_stmt *const statement = db_statement(session->db, sql, error);
    free(sql);
    if (statement == NULL)
        return NULL;
    enum { INTERACTION_ID = 1 };
    struct workspace_annotated *const annotated = xcalloc(1, sizeof(*annotated));
    annotated->db = session->db;
    annotated->statement = statement;
    annotated->queue = queue;
    annotated->only = only;
    annotated->annotation_column = INTERACTION_ID + 1 + (int)interaction->field_count;
    annotated->before_annotations =
        xasprintf(",\"can_annotate\":%s,\"%s\":[", can_annotate ? "true" : "false", annotations_name());
    add_columns(&annotated->interaction, interaction, INTERACTION_ID, 0);
    add_columns(&annotated->annotation, annotation, annotated->annotation_column, INTERACTION_ID);
    workspace_annotated_rewind(annotated);
    return annotated;
}

void workspace_annotated_free(struct workspace_annotated **annotated)
{
    if (*annotated == NULL)
        return;
    db_reset((*annotated)->statement);
    json_columns_free(&(*annotated)->interaction);
    json_columns_free(&(*annotated)->annotation);
    free((*annotated)->before_annotations);
    free(*annotated);
    *annotated = NULL;
}

void workspace_annotated_add(struct workspace_annotated *annotated, const char *member, struct slice json)
{
    char *const more = xasprintf(",\"%s\":%.*s%s", member, SLICE_ARGS(json), annotated->before_annotations);
    free(annotated->before_annotations);
    annotated->before_annotations = more;
}

void workspace_annotated_rewind(struct workspace_annotated *annotated)
{
    db_reset(annotated->statement);
    db_bind_int64(annotated->statement, 1, annotated->queue);
    if (annotated->only != 0)
        db_bind_int64(annotated->statement, 2, annotated->only);
    annotated->is_first = true;
}

/* Writes the interaction that the statement stands on with all its annotations, and stands on the next one then. */
static void write_element(struct workspace_annotated *annotated, struct buf *out, struct error *error)
{
    struct sqlite3_stmt *const statement = annotated->statement;
    const int64_t seq = db_column_int64(statement, 0);
    buf_append_text(out, annotated->is_first ? "{" : ",{");
    annotated->is_first = false;
    json_columns_write(out, &annotated->interaction, statement);
    buf_append_text(out, annotated->before_annotations);
    const char *before = "{";
    while (annotated->step == DB_ROW && db_column_int64(statement, 0) == seq) {
        if (!db_column_is_null(statement, annotated->annotation_column)) {
            buf_append_text(out, before);
            json_columns_write(out, &annotated->annotation, statement);
            buf_append_char(out, '}');
            before = ",{";
        }
        annotated->step = db_step(annotated->db, statement, error);
    }
    buf_append_text(out, "]}");
}

bool workspace_annotated_read(struct workspace_annotated *annotated, size_t enough, struct buf *out, bool *over,
                              struct error *error)
{
    if (annotated->is_first)
        annotated->step = db_step(annotated->db, annotated->statement, error);
    while (annotated->step == DB_ROW && out->length < enough)
        write_element(annotated, out, error);
    *over = annotated->step == DB_END;
    return annotated->step != DB_FAILED;
}
