/* The keys of a store, as the people see them who give them out (contract D30). Servers on the store may be running:
 * they notice at once. */
#ifndef ANNOTTY_SERVER_KEYRING_H
#define ANNOTTY_SERVER_KEYRING_H

#include <annotty/store/workspace.h>

/* In the data directory: the pair that a server made for the owner when the store had none, mode 0600, as lines
 * DD_API_KEY=... and DD_APP_KEY=... It is there to be read by its owner; servers go by the store. */
#define KEYRING_FILE "keys"

enum { KEYRING_ID_SIZE = 9, KEYRING_KEY_SIZE = 41 };

struct keyring_pair {
    char id[KEYRING_ID_SIZE];
    char api[KEYRING_KEY_SIZE], app[KEYRING_KEY_SIZE]; /* not kept anywhere: this is the only time they can be shown */
};

/* Makes a pair for the person with this handle, who is new or is known already (workspace_put_person). */
bool keyring_add(const char *data_dir, const struct workspace_person *person, struct keyring_pair *pair,
                 struct error *error);
/* Calls `visit` for each pair, the oldest first. */
bool keyring_each(const char *data_dir, workspace_key_visit visit, void *data, struct error *error);
/* Also removes the file of the owner's pair when that is the one. */
bool keyring_revoke(const char *data_dir, const char *id, struct error *error);

/* For a server at its start: sees to it that the store has a pair, when `is_wanted` and it has none; *made tells that
 * there is a new one in the file. False also when others may read the file. */
bool keyring_begin(struct workspace *workspace, const char *data_dir, bool is_wanted, bool *made, struct error *error);

#endif
