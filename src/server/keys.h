/* Who may come in (contract D30): whose digests of keys are in the store, the pair the server was given, or anybody.
 * The store's pairs are remembered until something is stored, so that one that is added or revoked by a command counts
 * with the next request. */
#ifndef ANNOTTY_SERVER_KEYS_H
#define ANNOTTY_SERVER_KEYS_H

#include "digest.h"

#include <annotty/api/check.h>
#include <annotty/store/workspace.h>

#include <pthread.h>

#define KEY_API_HEADER "DD-API-KEY"
#define KEY_APP_HEADER "DD-APPLICATION-KEY"

struct key_pair {
    char api[DIGEST_SIZE], app[DIGEST_SIZE];
    char person[UUID_SIZE]; /* empty: the store's owner */
};

struct keys {
    bool need_none; /* a private socket */
    bool take_any;  /* any pair that is not empty */
    bool has_given;
    struct key_pair given; /* at the start, from the environment */

    pthread_mutex_t lock; /* guards the rest: what the store had */
    bool is_known;
    int64_t version;
    struct key_pair *pairs;
    size_t count, capacity;
};

void keys_init(struct keys *keys);
void keys_destroy(struct keys *keys);
/* A pair to let in besides the store's; the owner's. */
bool keys_give(struct keys *keys, const char *api, const char *app, struct error *error);

struct keys_question {
    const char *api, *app; /* the headers; NULL: absent */
    struct workspace *workspace;
    struct arena *arena;
};

/* Whether a request may go on: 401 or 403 with the header's name when not, 503 when the store doesn't say. *person is
 * whose the keys are, in the arena, NULL for the store's owner. */
bool keys_check(struct keys *keys, const struct keys_question *question, const char **person,
                struct api_problem *problem);

#endif
