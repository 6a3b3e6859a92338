/* What the parts of the journal share. */
#ifndef ANNOTTY_SRC_STORE_JOURNAL_PRIVATE_H
#define ANNOTTY_SRC_STORE_JOURNAL_PRIVATE_H

#include <annotty/base/random.h>
#include <annotty/store/db.h>
#include <annotty/store/journal.h>

struct journal {
    struct db *db;
    char *path;
    char session[UUID_SIZE];
    int lock_fd, wake_fd; /* -1: not open */
    bool claimed;
    int64_t data_version; /* as it was last */
};

extern const struct db_schema journal_schema;

/* What a row's texts add up to: a text that was damaged on the disk is not sent. */
int64_t journal_sum(struct slice operation, struct slice call, struct slice before);

/* Inserts a change as a row of its step and fills in its id and lane. */
bool journal_insert(struct journal *journal, struct change *change, struct error *error);
/* A number above all that any row has. */
bool journal_next_revision(struct journal *journal, int64_t *revision, struct error *error);

/* Moves the damaged file at `path` aside and takes over what of it can be read. The new name, which the caller frees;
 * NULL with error. */
char *journal_salvage(const char *path, struct error *error);

void journal_open_wake(struct journal *journal);
void journal_close_sender(struct journal *journal);

/* A NULL text is stored as NULL, and read so. */
void journal_bind(struct sqlite3_stmt *statement, int position, const char *text);
char *journal_column(struct sqlite3_stmt *statement, int column);

#endif
