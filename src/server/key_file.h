/* A pair of keys as a person needs it, and the file it is kept in for those who may read it: lines of shell variables,
 * as a client takes them from its environment. The server itself knows keys by their digests (keys.h). */
#ifndef ANNOTTY_SERVER_KEY_FILE_H
#define ANNOTTY_SERVER_KEY_FILE_H

#include <annotty/server/keyring.h>

struct key_plain {
    char api[KEYRING_KEY_SIZE], app[KEYRING_KEY_SIZE];
};

void key_make(struct key_plain *plain);
void key_wipe(struct key_plain *plain);

/* Makes the file, mode 0600; one that is there already, a link included, is refused. */
bool key_file_write(const char *path, const struct key_plain *plain, struct error *error);
/* *found is false when there is no file. One that others may read, or without both keys, is refused. */
bool key_file_read(const char *path, struct key_plain *plain, bool *found, struct error *error);

#endif
