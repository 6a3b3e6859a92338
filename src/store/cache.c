/* Pages of lists in a disposable SQLite file. An answer belongs to its page row once that names it; a draft is an
 * answer that no page names yet. Drafts left behind by a process that died are swept after a day, by whoever closes the
 * cache next.
 */
#include "cache_private.h"

#include <annotty/base/clock.h>
#include <annotty/base/mem.h>

#include <stdlib.h>

static const char *const migrations[] = {
    /* Parts stand apart from their keys: a table without rowid reads a whole megabyte to compare a key with it. */
    "CREATE TABLE answer (id INTEGER PRIMARY KEY, begun_at_ms INTEGER NOT NULL);"
    "CREATE TABLE part (id INTEGER PRIMARY KEY, answer INTEGER NOT NULL REFERENCES answer ON DELETE CASCADE,"
    " number INTEGER NOT NULL, elements TEXT NOT NULL, UNIQUE (answer, number));"
    "CREATE TABLE page (site TEXT NOT NULL, key TEXT NOT NULL, fetched_at_ms INTEGER NOT NULL,"
    " read_at_ms INTEGER NOT NULL, bytes INTEGER NOT NULL, tag TEXT NOT NULL,"
    " answer INTEGER NOT NULL REFERENCES answer, PRIMARY KEY (site, key)) WITHOUT ROWID;"
    "CREATE INDEX page_answer ON page (answer);"
    "CREATE TABLE note (site TEXT NOT NULL, name TEXT NOT NULL, value TEXT NOT NULL,"
    " PRIMARY KEY (site, name)) WITHOUT ROWID;",
    NULL,
};

/* Not the number of caches that couldn't shrink: those are replaced as files of somebody else. */
static const struct db_schema schema = {
    .name = "page cache", .application_id = 0x616e6e64, .migrations = migrations, .disposable = true
};

enum { DRAFT_AGE_MAX_MS = 24 * 3600 * 1000 };

/* Runs a statement whose text and integer parameters are given in order; integers come after the texts. */
bool cache_run(struct cache *cache, const char *sql, const struct slice *texts, int text_count, const int64_t *numbers,
               int number_count)
{
    struct sqlite3_stmt *statement = db_statement(cache->db, sql, NULL);
    if (statement == NULL)
        return false;
    for (int i = 0; i < text_count; i++)
        db_bind_text(statement, i + 1, texts[i]);
    for (int i = 0; i < number_count; i++)
        db_bind_int64(statement, text_count + i + 1, numbers[i]);
    return db_finish(cache->db, statement, NULL);
}

/* Part by part: one statement that deletes a large answer would keep what it needs to undo that in memory. */
bool cache_delete_answer(struct cache *cache, int64_t answer)
{
    do {
        if (!cache_run(
                cache,
                "DELETE FROM part WHERE answer = ?1 AND number = (SELECT max(number) FROM part WHERE answer = ?1)",
                NULL, 0, &answer, 1))
            return false;
    } while (db_changes(cache->db) > 0);
    return cache_run(cache, "DELETE FROM answer WHERE id = ?", NULL, 0, &answer, 1);
}

/* The first answer older than a day that no page names; 0: none. */
static int64_t find_abandoned(struct cache *cache)
{
    int64_t answer = 0;
    struct sqlite3_stmt *statement = db_statement(
        cache->db, "SELECT id FROM answer WHERE begun_at_ms < ? AND id NOT IN (SELECT answer FROM page) LIMIT 1", NULL);
    if (statement == NULL)
        return 0;
    db_bind_int64(statement, 1, clock_wall_ms() - DRAFT_AGE_MAX_MS);
    if (db_step(cache->db, statement, NULL) == DB_ROW)
        answer = db_column_int64(statement, 0);
    db_reset(statement);
    return answer;
}

static void sweep_drafts(struct cache *cache)
{
    int64_t answer = find_abandoned(cache);
    while (answer != 0 && cache_delete_answer(cache, answer))
        answer = find_abandoned(cache);
}

struct cache *cache_open(const char *dir, struct error *error)
{
    char *path = xasprintf("%s/" CACHE_FILE, dir);
    struct db *db = db_open(&schema, path, error);
    free(path);
    if (db == NULL)
        return NULL;
    struct cache *cache = xcalloc(1, sizeof(*cache));
    cache->db = db;
    return cache;
}

bool cache_inspect(const char *dir, int64_t patience_ms, struct db_facts *facts, struct error *error)
{
    char *path = xasprintf("%s/" CACHE_FILE, dir);
    const bool sound = db_inspect(&schema, path, patience_ms, facts, error);
    free(path);
    return sound;
}

void cache_close(struct cache **cache)
{
    if (*cache == NULL)
        return;
    sweep_drafts(*cache);
    cache_note_reads(*cache);
    db_close(&(*cache)->db);
    free(*cache);
    *cache = NULL;
}

bool cache_read(struct cache *cache, const char *site, const char *key, cache_reader reader, void *data)
{
    if (cache == NULL || !db_begin_read(cache->db, NULL))
        return false;
    struct sqlite3_stmt *statement =
        db_statement(cache->db,
                     "SELECT fetched_at_ms, number, elements, (SELECT max(number) + 1 FROM part AS last"
                     " WHERE last.answer = page.answer) FROM page JOIN part USING (answer)"
                     " WHERE site = ? AND key = ? ORDER BY number",
                     NULL);
    bool any = false, wanted = statement != NULL;
    if (wanted) {
        db_bind_text(statement, 1, slice_of(site));
        db_bind_text(statement, 2, slice_of(key));
    }
    while (wanted && db_step(cache->db, statement, NULL) == DB_ROW) {
        any = true;
        wanted = reader(&(struct cache_part){ .fetched_at_ms = db_column_int64(statement, 0),
                                              .number = (uint32_t)db_column_int64(statement, 1),
                                              .count = (uint32_t)db_column_int64(statement, 3),
                                              .elements = db_column_text(statement, 2) },
                        data);
    }
    if (statement != NULL)
        db_reset(statement);
    db_commit(cache->db, NULL);
    if (any)
        cache_was_read(cache, site, key);
    return any;
}

cache_draft cache_draft_begin(struct cache *cache)
{
    const int64_t now_ms = clock_wall_ms();
    if (cache == NULL || !cache_run(cache, "INSERT INTO answer (begun_at_ms) VALUES (?)", NULL, 0, &now_ms, 1))
        return 0;
    return db_last_row(cache->db);
}

bool cache_draft_add(struct cache *cache, cache_draft draft, struct slice elements)
{
    if (cache == NULL || draft == 0)
        return false;
    return cache_run(cache,
                     "INSERT INTO part (elements, answer, number)"
                     " SELECT ?1, ?2, coalesce(max(number) + 1, 0) FROM part WHERE answer = ?2",
                     &elements, 1, &draft, 1);
}

static bool replace_page(struct cache *cache, cache_draft draft, const char *site, const char *key,
                         int64_t fetched_at_ms, const char *tag)
{
    const struct slice page[] = { slice_of(site), slice_of(key), slice_of(tag) };
    const int64_t numbers[] = { fetched_at_ms, draft };
    return cache_run(cache,
                     "INSERT OR REPLACE INTO page (site, key, tag, fetched_at_ms, read_at_ms, answer, bytes)"
                     " SELECT ?1, ?2, ?3, ?4, ?4, ?5, coalesce(sum(length(elements)), 0) FROM part WHERE answer = ?5",
                     page, 3, numbers, 2);
}

bool cache_draft_commit(struct cache *cache, cache_draft draft, const char *site, const char *key,
                        int64_t fetched_at_ms, const char *tag)
{
    if (cache == NULL || draft == 0 || !db_begin_write(cache->db, NULL))
        return false;
    int64_t old = 0;
    struct sqlite3_stmt *statement =
        db_statement(cache->db, "SELECT answer FROM page WHERE site = ? AND key = ?", NULL);
    if (statement != NULL) {
        db_bind_text(statement, 1, slice_of(site));
        db_bind_text(statement, 2, slice_of(key));
        if (db_step(cache->db, statement, NULL) == DB_ROW)
            old = db_column_int64(statement, 0);
        db_reset(statement);
    }
    if (statement == NULL || !replace_page(cache, draft, site, key, fetched_at_ms, tag)) {
        db_rollback(cache->db);
        return false;
    }
    if (!db_commit(cache->db, NULL))
        return false;
    cache->grown = true;
    if (old != 0)
        cache_doom(cache, old);
    return true;
}

void cache_draft_drop(struct cache *cache, cache_draft draft)
{
    if (cache != NULL && draft != 0)
        cache_delete_answer(cache, draft);
}

bool cache_get_tag(struct cache *cache, const char *site, const char *key, int64_t fetched_at_ms, struct buf *tag)
{
    struct sqlite3_stmt *statement =
        cache == NULL
            ? NULL
            : db_statement(cache->db, "SELECT tag FROM page WHERE site = ? AND key = ? AND fetched_at_ms = ?", NULL);
    if (statement == NULL)
        return false;
    db_bind_text(statement, 1, slice_of(site));
    db_bind_text(statement, 2, slice_of(key));
    db_bind_int64(statement, 3, fetched_at_ms);
    const bool found = db_step(cache->db, statement, NULL) == DB_ROW &&
                       buf_append_slice(tag, db_column_text(statement, 0)) && tag->length > 0;
    db_reset(statement);
    return found;
}

bool cache_confirm(struct cache *cache, const char *site, const char *key, const char *tag, int64_t fetched_at_ms)
{
    const struct slice texts[] = { slice_of(site), slice_of(key), slice_of(tag) };
    return cache != NULL &&
           cache_run(cache, "UPDATE page SET fetched_at_ms = ?4 WHERE site = ?1 AND key = ?2 AND tag = ?3", texts, 3,
                     &fetched_at_ms, 1);
}

bool cache_get_note(struct cache *cache, const char *site, const char *name, struct buf *value)
{
    struct sqlite3_stmt *statement =
        cache == NULL ? NULL : db_statement(cache->db, "SELECT value FROM note WHERE site = ? AND name = ?", NULL);
    if (statement == NULL)
        return false;
    db_bind_text(statement, 1, slice_of(site));
    db_bind_text(statement, 2, slice_of(name));
    const bool found =
        db_step(cache->db, statement, NULL) == DB_ROW && buf_append_slice(value, db_column_text(statement, 0));
    db_reset(statement);
    return found;
}

bool cache_set_note(struct cache *cache, const char *site, const char *name, struct slice value)
{
    const struct slice texts[] = { slice_of(site), slice_of(name), value };
    return cache != NULL &&
           cache_run(cache, "INSERT OR REPLACE INTO note (site, name, value) VALUES (?, ?, ?)", texts, 3, NULL, 0);
}
