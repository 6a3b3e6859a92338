/* How far long work is, on standard error where that is a terminal: one line, written over again and again. */
#ifndef ANNOTTY_SRC_CLI_PROGRESS_H
#define ANNOTTY_SRC_CLI_PROGRESS_H

#include <annotty/base/buf.h>

#include <stdint.h>

struct progress {
    bool on;
    int cells;    /* of a line */
    size_t total; /* 0: nobody knows */
    int64_t begun_ms, shown_ms;
    bool is_shown;
};

struct progress progress_begin(size_t total);
/* `limited_ms` is how long nothing may be sent, 0 when it may. Shows at most ten lines a second. */
void progress_show(struct progress *progress, size_t done, int64_t limited_ms);
/* Before anything else is printed, and at the end. */
void progress_clear(struct progress *progress);

/* The line itself: count, rate and time left by what was done in `elapsed_ms`, in at most `cells` columns. */
void progress_line(const struct progress *progress, size_t done, int64_t elapsed_ms, int64_t limited_ms,
                   struct buf *line);

#endif
