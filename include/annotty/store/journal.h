/* The journal: what a person changed, on this machine's disk before anything else happens with it. One SQLite file per
 * site and organisation, with full synchronisation: what journal_add returned true for survives a power cut. Mode 0600;
 * no key is ever in it. Several processes share a file; one of them sends (journal_claim).
 *
 * A handle is used by one thread. Functions fail with ERROR_STORE and leave everything as it was. */
#ifndef ANNOTTY_STORE_JOURNAL_H
#define ANNOTTY_STORE_JOURNAL_H

#include <annotty/api/change.h>

#include <stdint.h>

struct journal;

/* "DIR/journal/NAME.db" for what connection_cache_name calls the site; the caller frees. */
char *journal_path(const char *data_dir, const char *site_name);

/* Opens or makes the file, and its directory. A damaged file is put aside (its new name in *aside, which the caller
 * frees; else NULL) after what could be read of it was taken over: the caller tells the person. NULL with the reason:
 * no permission, disk full, made by a newer annotty. */
struct journal *journal_open(const char *path, char **aside, struct error *error);
void journal_close(struct journal **journal);

/* What is known of a file, which stays as it is: for those who look after it. */
struct journal_facts {
    int64_t open_count, sender_pid; /* who sends, or died sending; 0: nobody */
};
/* False when it can't be read, isn't ours, is newer, or is damaged. Looks for damage for at most `patience_ms`. */
bool journal_inspect(const char *path, int64_t patience_ms, struct journal_facts *facts, struct error *error);

/* --- Adding ------------------------------------------------------------------------------------------------------- */

/* Puts a step with its changes into the journal, all or nothing, synced; fills in their ids. The changes need call,
 * and may have before and hold_ms (then they are HELD). The lanes are made here. */
bool journal_add(struct journal *journal, struct step *step, struct change *changes, size_t count, struct error *error);

/* --- Reading ------------------------------------------------------------------------------------------------------ */

typedef bool (*change_reader)(const struct change *change, void *data); /* false: no more wanted */

enum journal_part { JOURNAL_OPEN, JOURNAL_ALL, JOURNAL_OF_STEP, JOURNAL_SINCE };
/* In the order of their ids. `number`: OF_STEP: the step; SINCE: changes with a revision above it (journal_revision).
 */
bool journal_each(struct journal *journal, enum journal_part part, int64_t number, change_reader reader, void *data,
                  struct error *error);
bool journal_get(struct journal *journal, int64_t change, struct change *found, struct error *error);
bool journal_get_step(struct journal *journal, int64_t step, struct step *found, struct error *error);
typedef bool (*step_reader)(const struct step *step, void *data);
/* The newest first. */
bool journal_each_step(struct journal *journal, step_reader reader, void *data, struct error *error);

/* Open changes that this annotty can't read: made by another version, or damaged. They stay, and are never sent. */
size_t journal_unreadable(struct journal *journal);

/* Counts up with every change of any row, by any process. */
int64_t journal_revision(struct journal *journal);
/* Whether another connection has written since this was asked last (PRAGMA data_version): cheap. */
bool journal_was_touched(struct journal *journal);

/* --- Moving on ---------------------------------------------------------------------------------------------------- */

/* Writes what may have changed of it: all but its step and operation. */
bool journal_update(struct journal *journal, const struct change *change, struct error *error);
/* The same, but only if its state is still `from`: another process may have decided meanwhile. Then it fails with
 * ERROR_CANCELLED. */
bool journal_move(struct journal *journal, const struct change *change, enum change_state from, struct error *error);
bool journal_pause(struct journal *journal, int64_t step, bool paused, struct error *error);
/* Takes items out of a change into one of their own, as FAILED with this reason; both calls are given. */
bool journal_split(struct journal *journal, struct change *rest, struct change *failed, struct error *error);

/* `local` ("local:17", or an id that is no more) means `real` from now on. */
bool journal_alias(struct journal *journal, struct slice local, struct slice real, struct error *error);
/* The call with all such names replaced; false when one names what isn't made (yet): then *missing is its change, or 0
 * when it never will be. */
bool journal_resolve(struct journal *journal, struct api_call *call, int64_t *missing, struct error *error);

/* The newest step that can be undone: of this session while there is one, else of any; that can be redone. 0: none.
 * `below`: only older ones than this step; 0: all. */
int64_t journal_undoable(struct journal *journal, int64_t below);
int64_t journal_redoable(struct journal *journal);

/* Deletes ended changes beyond an age and a number; never an open one. */
bool journal_prune(struct journal *journal, int64_t now_ms, struct error *error);

/* --- Drafts ------------------------------------------------------------------------------------------------------- */

/* Keeps text that was typed and not sent, by a name, synced; an empty one forgets it. */
bool journal_keep_draft(struct journal *journal, const char *name, struct slice text, struct error *error);
typedef bool (*draft_reader)(struct slice name, struct slice text, void *data); /* false: no more wanted */
/* The oldest first. */
bool journal_each_draft(struct journal *journal, draft_reader reader, void *data, struct error *error);

/* --- Who sends ---------------------------------------------------------------------------------------------------- */

/* Becomes the sender if nobody else is; the kernel takes it back when the process dies. True also when it is already.
 */
bool journal_claim(struct journal *journal);
void journal_release(struct journal *journal);
/* Notes that the sender lives, for others to see. */
void journal_beat(struct journal *journal, int64_t now_ms);
struct journal_sender {
    int64_t pid, beat_at_ms; /* wall clock; pid 0: nobody sends */
    bool is_me;
};
struct journal_sender journal_who_sends(struct journal *journal);

/* Readable when another process has added something (the sender's side); -1 when there is none. */
int journal_wake_fd(const struct journal *journal);
void journal_take_wake(struct journal *journal); /* empties it */
void journal_wake_sender(struct journal *journal);

#endif
