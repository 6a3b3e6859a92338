/* Imported spans are put in here; experiments' are in workspace_events.c, and both are read in workspace_spans_read.c.
 */
#include "workspace_tables.h"

#include <assert.h>

bool workspace_put_span(struct workspace_session *session, const struct api_record *span, struct arena *arena,
                        struct error *error)
{
    assert(session->writes);
    const struct workspace_table *const table = workspace_table_of(session, span->resource);
    struct sqlite3_stmt *const statement = db_statement(session->db, table->insert, error);
    if (statement == NULL)
        return false;
    struct api_record whole = { .resource = span->resource };
    workspace_fill_fields(session, table, span->values, arena, &whole);
    db_bind_int64(statement, 2, session->is_sample);
    workspace_bind_fields(table, statement, &whole, arena);
    return db_finish(session->db, statement, error);
}
