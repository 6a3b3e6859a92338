/* A handler may do little: it sets a mark and writes a byte. Everything else is done when the loop asks. */
#include "term_signals.h"

#include <annotty/base/mem.h>

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <unistd.h>

static const int watched[] = { SIGWINCH, SIGTERM, SIGHUP, SIGINT, SIGTSTP, SIGCONT };

static int ends[2] = { -1, -1 };
static volatile sig_atomic_t came[ARRAY_LENGTH(watched)];
static struct sigaction previous[ARRAY_LENGTH(watched)];
static struct sigaction previous_pipe;

static void note(int signal_number)
{
    const int saved_errno = errno;
    for (size_t i = 0; i < ARRAY_LENGTH(watched); i++)
        if (watched[i] == signal_number)
            came[i] = 1;
    /* A full pipe wakes the loop as well. */
    const ssize_t written = write(ends[1], "", 1);
    (void)written;
    errno = saved_errno;
}

bool term_signals_open(struct error *error)
{
    if (pipe2(ends, O_CLOEXEC | O_NONBLOCK) != 0)
        return error_set_errno(error, ERROR_TERMINAL, NULL, errno, "no pipe for signals");
    struct sigaction action = { .sa_handler = note, .sa_flags = SA_RESTART };
    sigfillset(&action.sa_mask);
    for (size_t i = 0; i < ARRAY_LENGTH(watched); i++) {
        came[i] = 0;
        sigaction(watched[i], NULL, &previous[i]);
        if (previous[i].sa_handler != SIG_IGN)
            sigaction(watched[i], &action, NULL);
    }
    const struct sigaction ignore = { .sa_handler = SIG_IGN };
    sigaction(SIGPIPE, &ignore, &previous_pipe);
    return true;
}

void term_signals_close(void)
{
    if (ends[0] < 0)
        return;
    for (size_t i = 0; i < ARRAY_LENGTH(watched); i++)
        sigaction(watched[i], &previous[i], NULL);
    sigaction(SIGPIPE, &previous_pipe, NULL);
    close(ends[0]);
    close(ends[1]);
    ends[0] = ends[1] = -1;
}

int term_signals_fd(void)
{
    return ends[0];
}

void term_signals_drain(void)
{
    char bytes[64];
    while (read(ends[0], bytes, sizeof(bytes)) > 0)
        continue;
}

bool term_signals_take(int signal_number)
{
    for (size_t i = 0; i < ARRAY_LENGTH(watched); i++) {
        if (watched[i] == signal_number && came[i]) {
            came[i] = 0;
            return true;
        }
    }
    return false;
}

bool term_signals_stop(void)
{
    const struct sigaction stop = { .sa_handler = SIG_DFL };
    struct sigaction own;
    sigaction(SIGTSTP, NULL, &own);
    if (own.sa_handler == SIG_IGN)
        return false;
    sigaction(SIGTSTP, &stop, NULL);
    kill(0, SIGTSTP);
    sigaction(SIGTSTP, &own, NULL);
    term_signals_take(SIGTSTP);
    term_signals_take(SIGCONT);
    return true;
}
