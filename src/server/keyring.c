#include <annotty/server/keyring.h>

#include "digest.h"
#include "key_file.h"
#include "owner.h"

#include <annotty/base/clock.h>
#include <annotty/base/mem.h>

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

static char *file_path(const char *data_dir)
{
    return xasprintf("%s/%s", data_dir, KEYRING_FILE);
}

/* Stores the digests of a pair. */
static bool add_pair(struct workspace_session *session, const char *person, const struct key_plain *plain,
                     char id[static KEYRING_ID_SIZE], struct error *error)
{
    char created_at[CLOCK_RFC3339_SIZE];
    char api[DIGEST_SIZE];
    char app[DIGEST_SIZE];
    char uuid[UUID_SIZE];
    random_uuid(uuid);
    snprintf(id, KEYRING_ID_SIZE, "%s", uuid);
    clock_format_rfc3339(clock_wall_ms(), created_at);
    const struct workspace_key key = {
        .id = id, .person = person, .api_digest = api, .app_digest = app, .created_at = created_at
    };
    return digest_make(slice_of(plain->api), api, error) && digest_make(slice_of(plain->app), app, error) &&
           workspace_add_key(session, &key, error);
}

/* Opening the store for one thing */

typedef bool (*keyring_work)(struct workspace_session *session, void *data, struct error *error);

static bool work(const char *data_dir, keyring_work what, void *data, struct error *error)
{
    struct workspace *workspace = owner_open_workspace(data_dir, error);
    if (workspace == NULL)
        return false;
    struct workspace_session *session = workspace_write(workspace, error);
    const bool done = session != NULL && what(session, data, error) && workspace_commit(&session, error);
    workspace_end(&session);
    workspace_close(&workspace);
    return done;
}

/* Adding */

struct addition {
    const struct workspace_person *person;
    struct key_plain plain;
    char *id;
};

static bool add_for_person(struct workspace_session *session, void *data, struct error *error)
{
    struct addition *const addition = data;
    char person[UUID_SIZE];
    return workspace_put_person(session, addition->person, person, error) &&
           add_pair(session, person, &addition->plain, addition->id, error);
}

bool keyring_add(const char *data_dir, const struct workspace_person *person, struct keyring_pair *pair,
                 struct error *error)
{
    struct addition addition = { .person = person, .id = pair->id };
    key_make(&addition.plain);
    memcpy(pair->api, addition.plain.api, sizeof(pair->api));
    memcpy(pair->app, addition.plain.app, sizeof(pair->app));
    const bool added = work(data_dir, add_for_person, &addition, error);
    key_wipe(&addition.plain);
    return added;
}

/* Listing */

struct listing {
    workspace_key_visit visit;
    void *data;
};

static bool list(struct workspace_session *session, void *data, struct error *error)
{
    const struct listing *const listing = data;
    struct arena arena = ARENA_EMPTY;
    const bool listed = workspace_each_key(session, &arena, listing->visit, listing->data, error);
    arena_free(&arena);
    return listed;
}

bool keyring_each(const char *data_dir, workspace_key_visit visit, void *data, struct error *error)
{
    struct listing listing = { visit, data };
    return work(data_dir, list, &listing, error);
}

/* Revoking */

struct removal {
    const char *id;
    char filed[DIGEST_SIZE]; /* of the API key in the file; empty when there is none */
    bool is_filed;           /* the pair in the file is the one */
};

static void compare_filed(const struct workspace_key *key, void *data)
{
    struct removal *const removal = data;
    removal->is_filed |= strcmp(key->id, removal->id) == 0 && strcmp(key->api_digest, removal->filed) == 0;
}

static bool remove_pair(struct workspace_session *session, void *data, struct error *error)
{
    struct removal *const removal = data;
    struct arena arena = ARENA_EMPTY;
    bool removed = false;
    const bool done = workspace_each_key(session, &arena, compare_filed, removal, error) &&
                      workspace_remove_key(session, removal->id, &removed, error);
    arena_free(&arena);
    return done && (removed || error_set(error, ERROR_USAGE, removal->id,
                                         "there is no key with the id %s; annotty key list shows them", removal->id));
}

bool keyring_revoke(const char *data_dir, const char *id, struct error *error)
{
    struct removal removal = { .id = id };
    struct key_plain plain = { 0 };
    bool found = false;
    char *const path = file_path(data_dir);
    if (!key_file_read(path, &plain, &found, NULL))
        found = false;
    bool done = (!found || digest_make(slice_of(plain.api), removal.filed, error)) &&
                work(data_dir, remove_pair, &removal, error);
    if (done && removal.is_filed && unlink(path) != 0)
        done = error_set_errno(error, ERROR_STORE, path, errno, "%s: the revoked keys can't be removed", path);
    key_wipe(&plain);
    free(path);
    return done;
}

/* A server's start */

static void note_pair(const struct workspace_key *key, void *data)
{
    (void)key;
    *(bool *)data = true;
}

/* The pair in the file, which a server that was killed just here has left, or a new one. */
static bool make_pair(struct workspace_session *session, const char *owner, const char *path, struct key_plain *plain,
                      bool found, struct error *error)
{
    char id[KEYRING_ID_SIZE];
    if (!found)
        key_make(plain);
    return (found || key_file_write(path, plain, error)) && add_pair(session, owner, plain, id, error);
}

static bool begin(struct workspace_session **session, const char *owner, const char *path, bool is_wanted, bool *made,
                  struct error *error)
{
    struct arena arena = ARENA_EMPTY;
    struct key_plain plain = { 0 };
    bool has_pair = false;
    bool found = false;
    bool good =
        workspace_each_key(*session, &arena, note_pair, &has_pair, error) && key_file_read(path, &plain, &found, error);
    const bool makes = good && is_wanted && !has_pair;
    if (makes)
        good = make_pair(*session, owner, path, &plain, found, error) && workspace_commit(session, error);
    *made = makes && good;
    key_wipe(&plain);
    arena_free(&arena);
    return good;
}

bool keyring_begin(struct workspace *workspace, const char *data_dir, bool is_wanted, bool *made, struct error *error)
{
    *made = false;
    struct workspace_session *session = workspace_write(workspace, error);
    char *const path = file_path(data_dir);
    const bool good = session != NULL && begin(&session, workspace_owner(workspace), path, is_wanted, made, error);
    workspace_end(&session);
    free(path);
    return good;
}
