/* Which rows are the sample's, and taking them away again. */
#include "workspace_tables.h"

#include <annotty/base/mem.h>

void workspace_mark_sample(struct workspace_session *session)
{
    session->is_sample = true;
}

static bool count(struct workspace_session *session, const char *sql, int64_t *number, struct error *error)
{
    struct sqlite3_stmt *const statement = db_statement(session->db, sql, error);
    if (statement == NULL || db_step(session->db, statement, error) != DB_ROW)
        return false;
    *number = db_column_int64(statement, 0);
    db_reset(statement);
    return true;
}

bool workspace_wants_sample(struct workspace_session *session, bool *wanted, struct error *error)
{
    int64_t projects = 0;
    struct buf note = buf_with_limit(BUF_LIMIT_LINE);
    const bool known = workspace_get_note(session, "sample", &note, error) &&
                       count(session, "SELECT count(*) FROM project", &projects, error);
    *wanted = note.length == 0 && projects == 0;
    buf_free(&note);
    return known;
}

bool workspace_note_sample(struct workspace_session *session, struct error *error)
{
    return workspace_set_note(session, "sample", "made", error);
}

/* From the leaves up: what holds something that stays, stays. */
static const struct removal {
    const char *sql;
    bool is_counted;
} removals[] = {
    { "DELETE FROM annotation WHERE sample = 1", false },
    { "DELETE FROM interaction WHERE sample = 1"
      " AND NOT EXISTS (SELECT 1 FROM annotation a WHERE a.interaction_seq = interaction.seq)",
      true },
    { "DELETE FROM queue WHERE sample = 1"
      " AND NOT EXISTS (SELECT 1 FROM interaction i WHERE i.queue_seq = queue.seq)",
      true },
    { "DELETE FROM metric WHERE sample = 1", false },
    { "DELETE FROM span WHERE sample = 1", false },
    { "DELETE FROM trace_span WHERE sample = 1", false },
    { "DELETE FROM experiment WHERE sample = 1"
      " AND NOT EXISTS (SELECT 1 FROM span s WHERE s.experiment_seq = experiment.seq)"
      " AND NOT EXISTS (SELECT 1 FROM metric m WHERE m.experiment_seq = experiment.seq)",
      true },
    { "DELETE FROM dataset WHERE sample = 1"
      " AND NOT EXISTS (SELECT 1 FROM record r WHERE r.dataset_seq = dataset.seq AND r.sample = 0)"
      " AND NOT EXISTS (SELECT 1 FROM experiment e WHERE e.dataset_id = dataset.id)",
      true },
    { "DELETE FROM project WHERE sample = 1"
      " AND NOT EXISTS (SELECT 1 FROM queue q WHERE q.project_id = project.id)"
      " AND NOT EXISTS (SELECT 1 FROM dataset d WHERE d.project_seq = project.seq)"
      " AND NOT EXISTS (SELECT 1 FROM experiment e WHERE e.project_id = project.id)",
      true },
};

/* People whom no field of any row names any more. */
static bool remove_people(struct workspace_session *session, struct error *error)
{
    struct buf sql = buf_with_limit(BUF_LIMIT_LINE);
    buf_append_text(&sql, "DELETE FROM person WHERE sample = 1 AND id NOT IN (SELECT ''");
    for (size_t i = 0; i < API_RESOURCE_COUNT; i++) {
        const struct workspace_table *const table = &session->workspace->tables[i];
        for (size_t j = 0; j < table->field_count; j++) {
            const struct api_field *const field = &table->resource->fields[table->fields[j]];
            if ((field->flags & API_PERSON) != 0)
                buf_printf(&sql, " UNION SELECT \"%s\" FROM %s", field->name, table->resource->noun);
        }
    }
    buf_append_char(&sql, ')');
    const bool removed = db_run(session->db, buf_text(&sql), error);
    buf_free(&sql);
    return removed;
}

static bool sweep_all(struct workspace_session *session, struct error *error)
{
    bool has_remains = true;
    while (has_remains)
        if (!workspace_sweep_batch(session, &has_remains, error))
            return false;
    return true;
}

bool workspace_remove_sample(struct workspace_session *session, size_t *removed, struct error *error)
{
    *removed = 0;
    if (!sweep_all(session, error))
        return false;
    for (size_t i = 0; i < ARRAY_LENGTH(removals); i++) {
        if (!db_run(session->db, removals[i].sql, error))
            return false;
        if (removals[i].is_counted)
            *removed += (size_t)db_changes(session->db);
    }
    return sweep_all(session, error) && remove_people(session, error) &&
           workspace_set_note(session, "sample", "removed", error);
}
