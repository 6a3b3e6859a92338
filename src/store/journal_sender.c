/* Who sends: the process that holds a lock on a file beside the journal. The kernel gives the lock back when its holder
 * dies, so that no clock decides, and a process that was stopped for a while can't send beside its successor. Others
 * wake the holder through a named pipe. */
#include "journal_private.h"

#include <annotty/base/mem.h>

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

static int open_beside(const struct journal *journal, const char *suffix, int flags)
{
    char *path = xasprintf("%s%s", journal->path, suffix);
    const int fd = open(path, flags | O_CLOEXEC, 0600);
    free(path);
    return fd;
}

/* Both ends, so that it never ends for want of a writer. */
void journal_open_wake(struct journal *journal)
{
    char *path = xasprintf("%s.wake", journal->path);
    mkfifo(path, 0600);
    free(path);
    journal->wake_fd = open_beside(journal, ".wake", O_RDWR | O_NONBLOCK);
}

void journal_close_sender(struct journal *journal)
{
    journal_release(journal);
    if (journal->lock_fd >= 0)
        close(journal->lock_fd);
    if (journal->wake_fd >= 0)
        close(journal->wake_fd);
}

static void note(struct journal *journal, int64_t pid, int64_t now_ms)
{
    struct sqlite3_stmt *statement = db_statement(journal->db, "UPDATE sender SET pid = ?, beat_at_ms = ?", NULL);
    if (statement == NULL)
        return;
    db_bind_int64(statement, 1, pid);
    db_bind_int64(statement, 2, now_ms);
    db_finish(journal->db, statement, NULL);
}

bool journal_claim(struct journal *journal)
{
    if (journal->claimed)
        return true;
    if (journal->lock_fd < 0)
        journal->lock_fd = open_beside(journal, ".lock", O_RDWR | O_CREAT);
    while (journal->lock_fd >= 0 && flock(journal->lock_fd, LOCK_EX | LOCK_NB) != 0)
        if (errno != EINTR)
            return false;
    journal->claimed = journal->lock_fd >= 0;
    return journal->claimed;
}

void journal_release(struct journal *journal)
{
    if (!journal->claimed)
        return;
    note(journal, 0, 0);
    flock(journal->lock_fd, LOCK_UN);
    journal->claimed = false;
}

void journal_beat(struct journal *journal, int64_t now_ms)
{
    if (journal->claimed)
        note(journal, getpid(), now_ms);
}

struct journal_sender journal_who_sends(struct journal *journal)
{
    struct journal_sender sender = { .is_me = journal->claimed };
    struct sqlite3_stmt *statement = db_statement(journal->db, "SELECT pid, beat_at_ms FROM sender", NULL);
    if (statement == NULL)
        return sender;
    if (db_step(journal->db, statement, NULL) == DB_ROW) {
        sender.pid = db_column_int64(statement, 0);
        sender.beat_at_ms = db_column_int64(statement, 1);
    }
    db_reset(statement);
    return sender;
}

int journal_wake_fd(const struct journal *journal)
{
    return journal->wake_fd;
}

void journal_take_wake(struct journal *journal)
{
    char bytes[256];
    while (journal->wake_fd >= 0 && read(journal->wake_fd, bytes, sizeof(bytes)) > 0)
        continue;
}

void journal_wake_sender(struct journal *journal)
{
    if (journal->wake_fd >= 0)
        (void)!write(journal->wake_fd, "!", 1);
}
