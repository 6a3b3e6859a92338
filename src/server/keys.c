#include "keys.h"

#include <annotty/base/mem.h>

#include <stdio.h>
#include <stdlib.h>

void keys_init(struct keys *keys)
{
    *keys = (struct keys){ 0 };
    pthread_mutex_init(&keys->lock, NULL);
}

void keys_destroy(struct keys *keys)
{
    free(keys->pairs);
    pthread_mutex_destroy(&keys->lock);
}

bool keys_give(struct keys *keys, const char *api, const char *app, struct error *error)
{
    keys->has_given =
        digest_make(slice_of(api), keys->given.api, error) && digest_make(slice_of(app), keys->given.app, error);
    return keys->has_given;
}

/* What the store has */

static void remember(const struct workspace_key *key, void *data)
{
    struct keys *const keys = data;
    keys->pairs = xgrow(keys->pairs, &keys->capacity, keys->count + 1, sizeof(keys->pairs[0]));
    struct key_pair *const pair = &keys->pairs[keys->count++];
    snprintf(pair->api, sizeof(pair->api), "%s", key->api_digest);
    snprintf(pair->app, sizeof(pair->app), "%s", key->app_digest);
    snprintf(pair->person, sizeof(pair->person), "%s", key->person);
}

static bool load(struct keys *keys, const struct keys_question *question, struct error *error)
{
    struct workspace_session *session = workspace_read(question->workspace, error);
    keys->count = 0;
    const bool loaded = session != NULL && workspace_each_key(session, question->arena, remember, keys, error);
    workspace_end(&session);
    return loaded;
}

/* The version is asked for before the pairs are read: what is stored in between is seen the next time. */
static bool refresh(struct keys *keys, const struct keys_question *question, struct error *error)
{
    int64_t version = 0;
    if (!workspace_version(question->workspace, &version, error))
        return false;
    if (keys->is_known && keys->version == version)
        return true;
    keys->is_known = load(keys, question, error);
    keys->version = version;
    return keys->is_known;
}

/* Checking a request */

struct verdict {
    bool knows_api;
    const struct key_pair *pair; /* whose both keys are these, or NULL */
};

static void hold_against(const struct key_pair *kept, const struct key_pair *given, struct verdict *verdict)
{
    const bool same_api = digest_equal(kept->api, given->api);
    const bool same_app = digest_equal(kept->app, given->app);
    verdict->knows_api |= same_api;
    if (same_api && same_app)
        verdict->pair = kept;
}

static bool refuse(const struct keys_question *question, struct api_problem *problem, int status, const char *header,
                   const char *why)
{
    api_problem_set(problem, question->arena, status, "the header %s %s", header, why);
    problem->header = header;
    return false;
}

static bool find_pair(struct keys *keys, const struct keys_question *question, struct verdict *verdict,
                      const char **person, struct error *error)
{
    struct key_pair given;
    if (!digest_make(slice_of(question->api), given.api, error) ||
        !digest_make(slice_of(question->app), given.app, error))
        return false;
    pthread_mutex_lock(&keys->lock);
    const bool is_known = refresh(keys, question, error);
    for (size_t i = 0; is_known && i < keys->count; i++)
        hold_against(&keys->pairs[i], &given, verdict);
    if (keys->has_given)
        hold_against(&keys->given, &given, verdict);
    if (verdict->pair != NULL && verdict->pair->person[0] != '\0')
        *person = arena_copy(question->arena, slice_of(verdict->pair->person));
    pthread_mutex_unlock(&keys->lock);
    return is_known;
}

static bool is_empty(const char *key)
{
    return key == NULL || key[0] == '\0';
}

bool keys_check(struct keys *keys, const struct keys_question *question, const char **person,
                struct api_problem *problem)
{
    struct error error = { 0 };
    struct verdict verdict = { 0 };
    *person = NULL;
    if (keys->need_none)
        return true;
    if (is_empty(question->api))
        return refuse(question, problem, 401, KEY_API_HEADER, "is missing");
    if (is_empty(question->app))
        return refuse(question, problem, 401, KEY_APP_HEADER, "is missing");
    if (keys->take_any)
        return true;
    if (!find_pair(keys, question, &verdict, person, &error))
        return api_problem_set(problem, question->arena, 503, "%s", error.message);
    if (!verdict.knows_api)
        return refuse(question, problem, 403, KEY_API_HEADER, "holds a key that is not accepted");
    return verdict.pair != NULL || refuse(question, problem, 403, KEY_APP_HEADER, "holds a key that is not accepted");
}
