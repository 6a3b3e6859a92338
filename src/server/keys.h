/* Which pairs of keys a server accepts (contract D30): those it was given, the one in its key file, or any. */
#ifndef ANNOTTY_SERVER_KEYS_H
#define ANNOTTY_SERVER_KEYS_H

#include <annotty/api/check.h>

#define KEY_API_HEADER "DD-API-KEY"
#define KEY_APP_HEADER "DD-APPLICATION-KEY"

enum { KEY_PAIRS_MAX = 2 };

struct keys {
    bool need_none; /* a private socket */
    bool take_any;  /* any pair that is not empty */
    struct key_pair {
        char *api, *app;
    } pairs[KEY_PAIRS_MAX];
    size_t count;
};

void keys_add(struct keys *keys, const char *api, const char *app);
/* Adds the pair in the file; makes the file (mode 0600) with a random pair when there is none. A file that others may
 * read is refused. */
bool keys_add_file(struct keys *keys, const char *path, struct error *error);
void keys_free(struct keys *keys);

/* Whether a request with these headers (NULL: absent) may go on: 401 or 403 with the header's name when not. */
bool keys_check(const struct keys *keys, const char *api, const char *app, struct arena *arena,
                struct api_problem *problem);

#endif
