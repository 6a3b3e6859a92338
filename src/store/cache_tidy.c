/* How large the cache may be, and what is forgotten: bit by bit, when nobody waits. */
#include "cache_private.h"

#include <annotty/base/clock.h>
#include <annotty/base/mem.h>

#include <stdio.h>
#include <stdlib.h>

enum { VACUUM_PAGES = 256 }; /* a piece of shrinking: a megabyte */

static int64_t ask(struct cache *cache, const char *sql, const char *site)
{
    struct sqlite3_stmt *statement = db_statement(cache->db, sql, NULL);
    if (statement == NULL)
        return 0;
    if (site != NULL)
        db_bind_text(statement, 1, slice_of(site));
    const int64_t number = db_step(cache->db, statement, NULL) == DB_ROW ? db_column_int64(statement, 0) : 0;
    db_reset(statement);
    return number;
}

/* --- What was read ------------------------------------------------------------------------------------------------ */

/* A start reads, and must not write. */
void cache_was_read(struct cache *cache, const char *site, const char *key)
{
    const int64_t now_ms = clock_wall_ms();
    for (size_t i = 0; i < cache->use_count; i++) {
        if (strcmp(cache->uses[i].key, key) != 0 || strcmp(cache->uses[i].site, site) != 0)
            continue;
        cache->uses[i].at_ms = now_ms;
        return;
    }
    if (cache->use_count == CACHE_READS_MAX)
        cache_note_reads(cache);
    cache->uses[cache->use_count++] = (struct cache_use){ xstrdup(site), xstrdup(key), now_ms };
}

void cache_note_reads(struct cache *cache)
{
    for (size_t i = 0; i < cache->use_count; i++) {
        const struct slice texts[] = { slice_of(cache->uses[i].site), slice_of(cache->uses[i].key) };
        cache_run(cache, "UPDATE page SET read_at_ms = ?3 WHERE site = ?1 AND key = ?2", texts, 2,
                  &cache->uses[i].at_ms, 1);
        free(cache->uses[i].site);
        free(cache->uses[i].key);
    }
    cache->use_count = 0;
}

/* --- What is forgotten -------------------------------------------------------------------------------------------- */

void cache_set_limit(struct cache *cache, int64_t bytes)
{
    if (cache == NULL)
        return;
    cache->limit = bytes;
    cache->grown = true;
}

void cache_doom(struct cache *cache, int64_t answer)
{
    if (cache->doomed != 0)
        cache_delete_answer(cache, cache->doomed);
    cache->doomed = answer;
}

/* One part goes, or, when there is none left, the answer. */
static void delete_piece(struct cache *cache)
{
    const int64_t answer = cache->doomed;
    const bool deleted = cache_run(
        cache, "DELETE FROM part WHERE answer = ?1 AND number = (SELECT max(number) FROM part WHERE answer = ?1)", NULL,
        0, &answer, 1);
    cache->freed = true;
    if (deleted && db_changes(cache->db) > 0)
        return;
    if (deleted)
        cache_run(cache, "DELETE FROM answer WHERE id = ?", NULL, 0, &answer, 1);
    cache->doomed = 0;
}

/* Takes the name away from the answer that was read longest ago. */
static void forget_oldest(struct cache *cache)
{
    const int64_t answer = ask(cache, "SELECT answer FROM page ORDER BY read_at_ms, fetched_at_ms LIMIT 1", NULL);
    if (answer == 0 || !cache_run(cache, "DELETE FROM page WHERE answer = ?", NULL, 0, &answer, 1))
        cache->grown = false;
    else
        cache_doom(cache, answer);
}

bool cache_tidy(struct cache *cache)
{
    if (cache == NULL)
        return false;
    if (cache->doomed != 0) {
        delete_piece(cache);
        return true;
    }
    if (cache->grown && cache->limit > 0 && ask(cache, "SELECT sum(bytes) FROM page", NULL) > cache->limit) {
        cache_note_reads(cache);
        forget_oldest(cache);
        return true;
    }
    cache->grown = false;
    if (!cache->freed)
        return false;
    char sql[64];
    snprintf(sql, sizeof(sql), "PRAGMA incremental_vacuum(%d)", VACUUM_PAGES);
    cache->freed = db_run(cache->db, sql, NULL) && ask(cache, "PRAGMA freelist_count", NULL) > 0;
    return cache->freed;
}

void cache_forget(struct cache *cache, const char *site, const char *key)
{
    const struct slice page[] = { slice_of(site), slice_of(key) };
    if (cache == NULL)
        return;
    struct sqlite3_stmt *statement =
        db_statement(cache->db, "DELETE FROM page WHERE site = ? AND key = ? RETURNING answer", NULL);
    int64_t answer = 0;
    if (statement == NULL)
        return;
    db_bind_text(statement, 1, page[0]);
    db_bind_text(statement, 2, page[1]);
    if (db_step(cache->db, statement, NULL) == DB_ROW)
        answer = db_column_int64(statement, 0);
    db_finish(cache->db, statement, NULL);
    if (answer != 0)
        cache_doom(cache, answer);
}

bool cache_clear(struct cache *cache, const char *site, struct error *error)
{
    if (site == NULL)
        return db_run(cache->db, "DELETE FROM page; DELETE FROM note; DELETE FROM part; DELETE FROM answer", error) &&
               db_run(cache->db, "PRAGMA incremental_vacuum; PRAGMA wal_checkpoint(TRUNCATE)", error);
    const struct slice text = slice_of(site);
    if (!cache_run(cache, "DELETE FROM page WHERE site = ?", &text, 1, NULL, 0) ||
        !cache_run(cache, "DELETE FROM note WHERE site = ?", &text, 1, NULL, 0))
        return error_set(error, ERROR_STORE, NULL, "the page cache can't be cleared; is its disk full, or busy?");
    return db_run(cache->db, "DELETE FROM answer WHERE id NOT IN (SELECT answer FROM page)", error) &&
           db_run(cache->db, "PRAGMA incremental_vacuum; PRAGMA wal_checkpoint(TRUNCATE)", error);
}

/* --- What there is ------------------------------------------------------------------------------------------------ */

int64_t cache_fetched_at_ms(struct cache *cache, const char *site, const char *key)
{
    int64_t fetched_at_ms = 0;
    struct sqlite3_stmt *statement =
        cache == NULL ? NULL
                      : db_statement(cache->db, "SELECT fetched_at_ms FROM page WHERE site = ? AND key = ?", NULL);
    if (statement == NULL)
        return 0;
    db_bind_text(statement, 1, slice_of(site));
    db_bind_text(statement, 2, slice_of(key));
    if (db_step(cache->db, statement, NULL) == DB_ROW)
        fetched_at_ms = db_column_int64(statement, 0);
    db_reset(statement);
    return fetched_at_ms;
}

bool cache_look(struct cache *cache, const char *site, struct cache_facts *facts)
{
    struct sqlite3_stmt *statement =
        db_statement(cache->db,
                     "SELECT count(*), coalesce(sum(bytes), 0), coalesce(min(fetched_at_ms), 0),"
                     " coalesce(max(fetched_at_ms), 0) FROM page WHERE site = ?1 OR ?1 = ''",
                     NULL);
    *facts = (struct cache_facts){ 0 };
    if (statement == NULL)
        return false;
    db_bind_text(statement, 1, slice_of(site));
    const bool got = db_step(cache->db, statement, NULL) == DB_ROW;
    if (got)
        *facts = (struct cache_facts){ .page_count = db_column_int64(statement, 0),
                                       .byte_count = db_column_int64(statement, 1),
                                       .oldest_ms = db_column_int64(statement, 2),
                                       .newest_ms = db_column_int64(statement, 3) };
    db_reset(statement);
    facts->file_bytes = ask(cache, "PRAGMA page_count", NULL) * ask(cache, "PRAGMA page_size", NULL);
    return got;
}

void cache_each_site(struct cache *cache, void (*each)(const char *site, void *data), void *data)
{
    struct sqlite3_stmt *statement = db_statement(cache->db, "SELECT DISTINCT site FROM page ORDER BY site", NULL);
    struct buf sites = buf_with_limit(BUF_LIMIT_BODY);
    while (statement != NULL && db_step(cache->db, statement, NULL) == DB_ROW) {
        buf_append_slice(&sites, db_column_text(statement, 0));
        buf_append_char(&sites, '\n');
    }
    struct slice rest = buf_slice(&sites), site;
    while (slice_cut(&rest, '\n', &site) && site.length > 0) {
        char *name = xstrndup(site.at, site.length);
        each(name, data);
        free(name);
    }
    buf_free(&sites);
}
