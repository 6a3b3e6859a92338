#include "progress.h"

#include <annotty/base/clock.h>
#include <annotty/base/text.h>

#include <stdio.h>
#include <sys/ioctl.h>
#include <unistd.h>

enum { STEP_MS = 100, FIRST_MS = 500, SECOND_MS = 1000, MINUTE_S = 60, CELLS = 80, BAR_CELLS = 20 };

struct progress progress_begin(size_t total)
{
    struct winsize size;
    const bool sized = ioctl(STDERR_FILENO, TIOCGWINSZ, &size) == 0 && size.ws_col > 0;
    const int64_t now_ms = clock_monotonic_ms();
    /* What is over at once needs no bar. */
    return (struct progress){ .on = isatty(STDERR_FILENO) == 1,
                              .cells = sized ? size.ws_col : CELLS,
                              .total = total,
                              .begun_ms = now_ms,
                              .shown_ms = now_ms + FIRST_MS - STEP_MS };
}

static void append_bar(struct buf *line, size_t done, size_t total)
{
    const size_t full = done >= total ? BAR_CELLS : done * BAR_CELLS / total;
    buf_append_char(line, '[');
    for (size_t i = 0; i < BAR_CELLS; i++)
        buf_append_char(line, i < full ? '#' : ' ');
    buf_append_text(line, "] ");
}

static void append_time_left(struct buf *line, long long seconds)
{
    buf_printf(line, ", %lld:%02lld left", seconds / MINUTE_S, seconds % MINUTE_S);
}

void progress_line(const struct progress *progress, size_t done, int64_t elapsed_ms, int64_t limited_ms,
                   struct buf *line)
{
    char count[TEXT_COUNT_SIZE], total[TEXT_COUNT_SIZE], rate[TEXT_COUNT_SIZE];
    if (progress->total > 0)
        append_bar(line, done, progress->total);
    buf_append_text(line, text_count(done, count));
    if (progress->total > 0)
        buf_printf(line, " of %s", text_count(progress->total, total));
    const unsigned long long per_second = elapsed_ms > 0 ? done * SECOND_MS / (unsigned long long)elapsed_ms : 0;
    if (limited_ms > 0)
        buf_printf(line, ", rate limited: goes on in %lld s", (long long)(limited_ms + SECOND_MS - 1) / SECOND_MS);
    else if (per_second > 0)
        buf_printf(line, ", %s/s", text_count(per_second, rate));
    if (limited_ms <= 0 && done > 0 && done < progress->total)
        append_time_left(line, (long long)((progress->total - done) * (size_t)elapsed_ms / done / SECOND_MS));
    /* All of it is ASCII: a byte is a column, and the last column is left free. */
    if (line->length >= (size_t)progress->cells) {
        line->length = progress->cells > 1 ? (size_t)progress->cells - 1 : 0;
        line->data[line->length] = '\0';
    }
}

void progress_show(struct progress *progress, size_t done, int64_t limited_ms)
{
    const int64_t now_ms = clock_monotonic_ms();
    if (!progress->on || now_ms - progress->shown_ms < STEP_MS)
        return;
    struct buf line = buf_with_limit(BUF_LIMIT_LINE);
    progress_line(progress, done, now_ms - progress->begun_ms, limited_ms, &line);
    /* Blanks wipe out what the line before left, on any terminal. */
    fprintf(stderr, "\r%-*s", progress->cells - 1, buf_text(&line));
    fflush(stderr);
    buf_free(&line);
    progress->shown_ms = now_ms;
    progress->is_shown = true;
}

void progress_clear(struct progress *progress)
{
    if (progress->is_shown)
        fprintf(stderr, "\r%*s\r", progress->cells - 1, "");
    progress->is_shown = false;
}
