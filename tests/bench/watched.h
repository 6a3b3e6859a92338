/* A program on a pty, watched from outside: each key and each read is stamped. */
#ifndef ANNOTTY_TESTS_BENCH_WATCHED_H
#define ANNOTTY_TESTS_BENCH_WATCHED_H

#include <annotty/base/buf.h>

#include <stdint.h>
#include <sys/types.h>

enum { WATCHED_COLUMNS = 120, WATCHED_ROWS = 40 };

struct watched {
    pid_t child;
    int master;
    int64_t began_us;
    int64_t last_byte_us; /* when the last byte came */
    size_t bytes;         /* that came since the last watched_press */
    struct buf seen;      /* the same bytes */
};

/* Starts argv (NULL-terminated). */
struct watched watched_start(char *const *argv);
/* Ends it and waits for it, as closing the terminal's window does: what it still has to do, it does. */
void watched_end(struct watched *watched);
/* Reads until the bytes seen hold `text`; microseconds from the start of the program, -1 when they never do. */
int64_t watched_await(struct watched *watched, const char *text);
/* Reads once; true when bytes came within the time. */
bool watched_take(struct watched *watched, int wait_ms);
int64_t watched_now_us(void);
/* Types and waits for nothing; when that was. */
int64_t watched_type(struct watched *watched, const char *key);
/* Reads until nothing has come for so long. */
void watched_settle(struct watched *watched, int quiet_ms);
/* Presses a key and returns the microseconds to the last byte of its answer, which is over after 30 ms of quiet. */
int64_t watched_press(struct watched *watched, const char *key);
/* Resident memory in KiB, and how often its threads went to sleep; -1 where the system doesn't tell. */
long watched_resident(const struct watched *watched);
long watched_sleeps(const struct watched *watched);

#endif
