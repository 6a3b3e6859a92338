#include "session.h"

#include <annotty/base/clock.h>
#include <annotty/base/mem.h>

#include <check.h>
#include <poll.h>
#include <pty.h>
#include <signal.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <termios.h>
#include <unistd.h>
#include <utmp.h>

enum { PATIENCE_MS = 20000 };

static int report_fd;

void session_report(const char *format, ...)
{
    struct buf line = buf_with_limit(BUF_LIMIT_LINE);
    va_list arguments;
    va_start(arguments, format);
    buf_vprintf(&line, format, arguments);
    va_end(arguments);
    buf_append_char(&line, '\n');
    if (write(report_fd, line.data, line.length) != (ssize_t)line.length)
        _exit(99);
    buf_free(&line);
}

static bool is_same(const struct termios *a, const struct termios *b)
{
    return a->c_iflag == b->c_iflag && a->c_oflag == b->c_oflag && a->c_lflag == b->c_lflag &&
           a->c_cflag == b->c_cflag && memcmp(a->c_cc, b->c_cc, sizeof(a->c_cc)) == 0;
}

static void report_status(int status, const struct termios *before)
{
    struct termios now;
    const char *modes = tcgetattr(STDIN_FILENO, &now) == 0 && is_same(before, &now) ? "same" : "other";
    if (WIFSTOPPED(status))
        session_report("stopped %s", modes);
    else if (WIFSIGNALED(status))
        session_report("killed %d %s", WTERMSIG(status), modes);
    else
        session_report("exit %d %s", WEXITSTATUS(status), modes);
}

static void run_in_front(const struct session_options *options)
{
    setpgid(0, 0);
    tcsetpgrp(STDIN_FILENO, getpid());
    signal(SIGTTOU, SIG_DFL);
    if (!options->ignores_hangup)
        signal(SIGHUP, SIG_DFL);
    options->program(options->argument);
}

static void run_shell(const struct session_options *options, int go)
{
    char byte = '\0';
    struct termios before;
    /* Who runs the tests in the background may have these ignored. */
    signal(SIGINT, SIG_DFL);
    signal(SIGQUIT, SIG_DFL);
    signal(SIGTTOU, SIG_IGN);
    signal(SIGHUP, SIG_IGN);
    tcgetattr(STDIN_FILENO, &before);
    const pid_t program = fork();
    if (program == 0)
        run_in_front(options);
    for (int status = 0; waitpid(program, &status, WUNTRACED) == program;) {
        tcsetpgrp(STDIN_FILENO, getpgrp());
        report_status(status, &before);
        if (read(go, &byte, 1) != 1 || !WIFSTOPPED(status))
            break;
        tcsetpgrp(STDIN_FILENO, program);
        kill(-program, SIGCONT);
    }
    _exit(0);
}

struct session session_start(const struct session_options *options)
{
    const struct winsize size = { .ws_row = SESSION_ROWS, .ws_col = SESSION_COLUMNS };
    struct session session = { .screen = buf_with_limit(1 << 24), .lines = buf_with_limit(1 << 20) };
    int slave = -1;
    int lines[2];
    int go[2];
    ck_assert_int_eq(openpty(&session.master, &slave, NULL, NULL, &size), 0);
    ck_assert_int_eq(pipe(lines), 0);
    ck_assert_int_eq(pipe(go), 0);
    session.shell = fork();
    ck_assert_int_ge(session.shell, 0);
    if (session.shell == 0) {
        close(session.master);
        close(lines[0]);
        close(go[1]);
        login_tty(slave);
        setenv("TERM", options->term, 1);
        report_fd = lines[1];
        run_shell(options, go[0]);
    }
    close(slave);
    close(lines[1]);
    close(go[0]);
    session.report = lines[0];
    session.go = go[1];
    return session;
}

void session_continue(const struct session *session)
{
    ck_assert_int_eq(write(session->go, "", 1), 1);
}

void session_end(struct session *session)
{
    session_continue(session);
    close(session->master);
    ck_assert_int_eq(waitpid(session->shell, NULL, 0), session->shell);
    close(session->report);
    close(session->go);
    buf_free(&session->screen);
    buf_free(&session->lines);
}

void session_type(const struct session *session, const char *keys)
{
    ck_assert_int_eq(write(session->master, keys, strlen(keys)), (ssize_t)strlen(keys));
}

static void take(int fd, struct buf *into)
{
    char *room = buf_reserve(into, 4096);
    ck_assert_ptr_nonnull(room);
    const ssize_t length = read(fd, room, 4096);
    buf_wrote(into, length > 0 ? (size_t)length : 0);
}

static void await(struct session *session, struct buf *in, const char *wanted, bool reads_screen)
{
    const int64_t end_ms = clock_monotonic_ms() + PATIENCE_MS;
    const char *at = strstr(buf_text(in), wanted);
    while (at == NULL && clock_monotonic_ms() < end_ms) {
        struct pollfd fds[] = { { .fd = session->report, .events = POLLIN },
                                { .fd = reads_screen ? session->master : -1, .events = POLLIN } };
        poll(fds, 2, 100);
        if (fds[0].revents != 0)
            take(session->report, &session->lines);
        if ((fds[1].revents & POLLIN) != 0)
            take(session->master, &session->screen);
        at = strstr(buf_text(in), wanted);
    }
    ck_assert_msg(at != NULL, "no '%s' in: %s", wanted, buf_text(in));
    char *rest = xstrdup(at + strlen(wanted));
    buf_clear(in);
    buf_append_text(in, rest);
    free(rest);
}

void session_await_line(struct session *session, const char *wanted)
{
    await(session, &session->lines, wanted, true);
}

void session_await_bytes(struct session *session, const char *wanted)
{
    await(session, &session->screen, wanted, true);
}

void session_await_line_only(struct session *session, const char *wanted)
{
    await(session, &session->lines, wanted, false);
}

const char *session_screen(struct session *session)
{
    struct pollfd line = { .fd = session->master, .events = POLLIN };
    while (poll(&line, 1, 0) > 0 && (line.revents & POLLIN) != 0)
        take(session->master, &session->screen);
    return buf_text(&session->screen);
}
