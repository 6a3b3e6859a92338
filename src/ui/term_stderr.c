/* What is kept may be long; what is printed has a limit, and says so. */
#include "term_stderr.h"

#include "term_frame.h"

#include <annotty/base/text.h>

#include <fcntl.h>
#include <stdio.h>
#include <unistd.h>

enum { REPLAY_MAX = 256 * 1024, NOT_HELD = -1 };

static FILE *held;
static volatile int held_fd = NOT_HELD;
static int real_fd = NOT_HELD;

void term_stderr_hold(void)
{
    if (held_fd != NOT_HELD || !isatty(STDERR_FILENO))
        return;
    held = term_memory_file();
    if (held == NULL)
        return;
    fflush(stderr);
    real_fd = fcntl(STDERR_FILENO, F_DUPFD_CLOEXEC, STDERR_FILENO + 1);
    if (real_fd < 0 || dup2(fileno(held), STDERR_FILENO) < 0) {
        fclose(held);
        return;
    }
    held_fd = fileno(held);
}

static void put_back(void)
{
    dup2(real_fd, STDERR_FILENO);
    close(real_fd);
    held_fd = NOT_HELD;
}

void term_stderr_release(void)
{
    if (held_fd == NOT_HELD)
        return;
    fflush(stderr);
    put_back();
    struct buf said = buf_with_limit(REPLAY_MAX);
    char *room = buf_reserve(&said, REPLAY_MAX - 1);
    rewind(held);
    buf_wrote(&said, fread(room, 1, REPLAY_MAX - 1, held));
    const bool has_more = fgetc(held) != EOF;
    fclose(held);
    struct buf clean = buf_with_limit((size_t)REPLAY_MAX * 8);
    text_append_clean(&clean, buf_slice(&said), true);
    fprintf(stderr, "%s%s", buf_text(&clean), has_more ? "\n(more was said, too much to be kept)\n" : "");
    buf_free(&said);
    buf_free(&clean);
}

void term_stderr_rescue(void)
{
    const int from = held_fd;
    if (from == NOT_HELD)
        return;
    put_back();
    char part[512];
    off_t offset = 0;
    for (ssize_t got = pread(from, part, sizeof(part), 0); got > 0 && offset < REPLAY_MAX;
         got = pread(from, part, sizeof(part), offset)) {
        for (ssize_t i = 0; i < got; i++)
            if (part[i] != '\n' && (part[i] < ' ' || part[i] > '~'))
                part[i] = '?';
        if (write(STDERR_FILENO, part, (size_t)got) < 0)
            return;
        offset += got;
    }
}
