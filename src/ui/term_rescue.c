/* Everything the handler needs is made ready while all is well, and copied out of the heap, which may be what broke. */
#include "term_rescue.h"

#include "term_stderr.h"

#include <annotty/base/mem.h>

#include <errno.h>
#include <signal.h>
#include <unistd.h>

enum { BYTES_MAX = 1024, STACK_SIZE = 64 * 1024 };

/* Those that end the process unless somebody takes them, and that term_signals.c doesn't take. */
static const int fatal[] = {
    SIGSEGV, SIGBUS, SIGFPE, SIGILL, SIGABRT, SIGQUIT, SIGSYS, SIGXCPU, SIGXFSZ, SIGALRM, SIGUSR1, SIGUSR2,
};

static volatile sig_atomic_t is_armed;
static bool has_handlers;
static int terminal_fd;
static struct termios terminal_modes;
static char terminal_bytes[BYTES_MAX];
static size_t terminal_length;
static struct sigaction previous[ARRAY_LENGTH(fatal)];
static char stack[STACK_SIZE];
static stack_t previous_stack;

void term_rescue_now(void)
{
    if (is_armed) {
        is_armed = 0;
        signal(SIGTTOU, SIG_IGN); /* in the background, setting modes would stop the process instead */
        for (size_t sent = 0; sent < terminal_length;) {
            const ssize_t written = write(terminal_fd, terminal_bytes + sent, terminal_length - sent);
            if (written < 0 && errno != EINTR)
                break;
            sent += written > 0 ? (size_t)written : 0;
        }
        tcsetattr(terminal_fd, TCSANOW, &terminal_modes);
    }
    term_stderr_rescue();
}

static void handle_fatal(int signal_number)
{
    term_rescue_now();
    for (size_t i = 0; i < ARRAY_LENGTH(fatal); i++)
        if (fatal[i] == signal_number)
            sigaction(signal_number, &previous[i], NULL);
    raise(signal_number);
}

static void install(void)
{
    if (has_handlers)
        return;
    has_handlers = true;
    const stack_t own = { .ss_sp = stack, .ss_size = sizeof(stack) };
    sigaltstack(&own, &previous_stack);
    struct sigaction action = { .sa_handler = handle_fatal, .sa_flags = SA_ONSTACK };
    sigfillset(&action.sa_mask);
    for (size_t i = 0; i < ARRAY_LENGTH(fatal); i++)
        sigaction(fatal[i], &action, &previous[i]);
}

void term_rescue_arm(int fd, const struct termios *modes, struct slice bytes)
{
    is_armed = 0;
    terminal_fd = fd;
    terminal_modes = *modes;
    terminal_length = bytes.length < BYTES_MAX ? bytes.length : BYTES_MAX;
    memcpy(terminal_bytes, bytes.at, terminal_length);
    is_armed = 1;
    install();
}

void term_rescue_pause(void)
{
    is_armed = 0;
}

void term_rescue_disarm(void)
{
    is_armed = 0;
    if (!has_handlers)
        return;
    has_handlers = false;
    for (size_t i = 0; i < ARRAY_LENGTH(fatal); i++)
        sigaction(fatal[i], &previous[i], NULL);
    sigaltstack(&previous_stack, NULL);
}
