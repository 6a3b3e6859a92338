/* Opening the workspace, and its sessions: one writer, a pool of readers. The SQL is in the files beside this one. */
#include <annotty/store/workspace.h>

#include "workspace_tables.h"

#include <annotty/base/mem.h>

#include <assert.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>

/* Who owns the store: one person for good, made with the store (D31). */
static bool make_owner(struct workspace_session *session, const struct workspace_options *options, struct error *error)
{
    char *const id = session->workspace->owner;
    const struct workspace_person person = { options->person_name, options->person_handle, "" };
    return workspace_add_person(session, &person, id, error) && workspace_set_note(session, "owner", id, error);
}

static bool find_owner(struct workspace_session *session, const struct workspace_options *options, struct error *error)
{
    char *const id = session->workspace->owner;
    struct buf known = buf_with_limit(UUID_SIZE - 1);
    bool found = workspace_get_note(session, "owner", &known, error);
    if (found && known.length > 0)
        snprintf(id, UUID_SIZE, "%s", buf_text(&known));
    else if (found)
        found = make_owner(session, options, error);
    buf_free(&known);
    return found;
}

/* Random, and kept for the hashes that are stored. */
static bool find_hash_key(struct workspace_session *session, struct error *error)
{
    enum { DIGITS = 2 * 16 };
    uint64_t *const halves = session->workspace->hash_key.halves;
    struct buf known = buf_with_limit(DIGITS);
    bool found = workspace_get_note(session, "hash key", &known, error);
    if (found && sscanf(buf_text(&known), "%16" SCNx64 "%16" SCNx64, &halves[0], &halves[1]) != 2) {
        char text[DIGITS + 1];
        random_bytes(halves, sizeof(session->workspace->hash_key.halves));
        snprintf(text, sizeof(text), "%016" PRIx64 "%016" PRIx64, halves[0], halves[1]);
        found = workspace_set_note(session, "hash key", text, error);
    }
    buf_free(&known);
    return found;
}

static bool find_own_notes(struct workspace *workspace, const struct workspace_options *options, struct error *error)
{
    struct workspace_session *session = workspace_write(workspace, error);
    if (session == NULL)
        return false;
    if (find_owner(session, options, error) && find_hash_key(session, error))
        return workspace_commit(&session, error);
    workspace_end(&session);
    return false;
}

/* In a large table, a transaction of a thousand rows touches a page of each index for each row: with SQLite's usual 2
 * MB pages would be written and read again in between. And what several transactions touch goes to the file once. */
static const char writer_memory[] = "PRAGMA cache_size = -24576; PRAGMA wal_autocheckpoint = 4096";

struct workspace *workspace_open(const struct workspace_options *options, struct error *error)
{
    struct workspace *workspace = xcalloc(1, sizeof(*workspace));
    workspace->path = xasprintf("%s/" WORKSPACE_FILE, options->dir);
    pthread_mutex_init(&workspace->writing, NULL);
    pthread_mutex_init(&workspace->watching, NULL);
    pthread_mutex_init(&workspace->pool, NULL);
    workspace->writer = db_open(&workspace_schema, workspace->path, error);
    if (workspace->writer != NULL && db_run(workspace->writer, writer_memory, error) &&
        workspace_tables_open(workspace->tables, workspace->writer, error) && find_own_notes(workspace, options, error))
        return workspace;
    workspace_close(&workspace);
    return NULL;
}

bool workspace_inspect(const char *dir, int64_t patience_ms, struct db_facts *facts, struct error *error)
{
    char *const path = xasprintf("%s/" WORKSPACE_FILE, dir);
    const bool sound = db_inspect(&workspace_schema, path, patience_ms, facts, error);
    free(path);
    return sound;
}

void workspace_close(struct workspace **workspace)
{
    struct workspace *const closing = *workspace;
    if (closing == NULL)
        return;
    assert(closing->busy_count == 0);
    for (size_t i = 0; i < closing->idle_count; i++)
        db_close(&closing->idle_readers[i]);
    db_close(&closing->watcher);
    db_close(&closing->writer);
    workspace_tables_close(closing->tables);
    pthread_mutex_destroy(&closing->pool);
    pthread_mutex_destroy(&closing->watching);
    pthread_mutex_destroy(&closing->writing);
    free(closing->path);
    free(closing);
    *workspace = NULL;
}

const char *workspace_owner(const struct workspace *workspace)
{
    return workspace->owner;
}

/* Sessions */

static struct workspace_session *session_new(struct workspace *workspace, struct db *db, bool writes)
{
    struct workspace_session *const session = xcalloc(1, sizeof(*session));
    session->workspace = workspace;
    session->db = db;
    session->writes = writes;
    return session;
}

/* A place in the pool, and the reader that is idle there, if any. */
static bool take_reader(struct workspace *workspace, struct db **reader)
{
    pthread_mutex_lock(&workspace->pool);
    const bool has_place = workspace->busy_count < WORKSPACE_READERS_MAX;
    if (has_place) {
        workspace->busy_count++;
        *reader = workspace->idle_count > 0 ? workspace->idle_readers[--workspace->idle_count] : NULL;
    }
    pthread_mutex_unlock(&workspace->pool);
    return has_place;
}

static void give_reader(struct workspace *workspace, struct db *reader)
{
    pthread_mutex_lock(&workspace->pool);
    workspace->busy_count--;
    if (reader != NULL)
        workspace->idle_readers[workspace->idle_count++] = reader;
    pthread_mutex_unlock(&workspace->pool);
}

struct workspace_session *workspace_read(struct workspace *workspace, struct error *error)
{
    struct db *reader = NULL;
    if (!take_reader(workspace, &reader)) {
        error_set(error, ERROR_STORE, workspace->path,
                  "%s: too many are reading the workspace at once; try again later", workspace->path);
        return NULL;
    }
    if (reader == NULL)
        reader = db_open(&workspace_schema, workspace->path, error);
    if (reader != NULL && db_begin_read(reader, error))
        return session_new(workspace, reader, false);
    give_reader(workspace, reader);
    return NULL;
}

struct workspace_session *workspace_write(struct workspace *workspace, struct error *error)
{
    pthread_mutex_lock(&workspace->writing);
    if (!db_begin_write(workspace->writer, error)) {
        pthread_mutex_unlock(&workspace->writing);
        return NULL;
    }
    struct workspace_session *session = session_new(workspace, workspace->writer, true);
    if (!workspace_stamp_write(session, error))
        workspace_end(&session);
    return session;
}

void workspace_set_author(struct workspace_session *session, const char *person)
{
    session->author = person;
}

static void end_session(struct workspace_session **session)
{
    struct workspace *const workspace = (*session)->workspace;
    if ((*session)->writes)
        pthread_mutex_unlock(&workspace->writing);
    else
        give_reader(workspace, (*session)->db);
    free(*session);
    *session = NULL;
}

bool workspace_commit(struct workspace_session **session, struct error *error)
{
    assert((*session)->writes);
    const bool is_unchanged = workspace_is_unchanged(*session);
    if (is_unchanged)
        db_rollback((*session)->db);
    const bool committed = is_unchanged || db_commit((*session)->db, error);
    end_session(session);
    return committed;
}

void workspace_end(struct workspace_session **session)
{
    if (*session == NULL)
        return;
    db_rollback((*session)->db);
    end_session(session);
}
