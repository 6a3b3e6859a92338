/* Interactions by what they are about, through all queues. */
#include "workspace_tables.h"

/* Interactions of a queue that is gone may still be there: see workspace_sweep.c. */
#define CONTENT                                                                                                        \
    " FROM interaction i JOIN queue q ON q.seq = i.queue_seq"                                                          \
    " WHERE i.content_id IN (SELECT value FROM json_each(?1))"

static bool count_content(struct workspace_session *session, struct slice ids, size_t *total, struct error *error)
{
    struct sqlite3_stmt *const statement = db_statement(session->db, "SELECT count(*)" CONTENT, error);
    if (statement == NULL)
        return false;
    db_bind_text(statement, 1, ids);
    if (db_step(session->db, statement, error) != DB_ROW)
        return false;
    *total = (size_t)db_column_int64(statement, 0);
    db_reset(statement);
    return true;
}

static bool read_content(struct workspace_session *session, struct slice ids, size_t offset, struct arena *arena,
                         struct workspace_content *found, size_t room, size_t *count, struct error *error)
{
    struct sqlite3_stmt *const statement =
        db_statement(session->db, "SELECT i.seq, q.id" CONTENT " ORDER BY i.seq LIMIT ?2 OFFSET ?3", error);
    if (statement == NULL)
        return false;
    db_bind_text(statement, 1, ids);
    db_bind_int64(statement, 2, (int64_t)room);
    db_bind_int64(statement, 3, (int64_t)offset);
    for (*count = 0;; ++*count) {
        const enum db_step step = db_step(session->db, statement, error);
        if (step != DB_ROW)
            return step == DB_END;
        const struct slice id = db_column_text(statement, 1);
        found[*count] =
            (struct workspace_content){ db_column_int64(statement, 0), { arena_copy(arena, id), id.length } };
    }
}

bool workspace_find_content(struct workspace_session *session, struct json_value content_ids, size_t offset,
                            size_t limit, struct arena *arena, struct workspace_content **found, size_t *count,
                            size_t *total, struct error *error)
{
    struct buf ids = buf_with_limit(BUF_LIMIT_BODY);
    workspace_write_ids(&ids, content_ids);
    bool good = count_content(session, buf_slice(&ids), total, error);
    const size_t left = good && *total > offset ? *total - offset : 0;
    const size_t room = left < limit ? left : limit;
    *count = 0;
    *found = arena_alloc(arena, (room + 1) * sizeof(**found));
    good = good && read_content(session, buf_slice(&ids), offset, arena, *found, room, count, error);
    buf_free(&ids);
    return good;
}
