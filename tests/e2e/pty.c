#include "pty.h"

#include "launch.h"

#include <annotty/base/clock.h>
#include <annotty/base/mem.h>

#include <check.h>
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/ioctl.h>
#include <sys/wait.h>
#include <unistd.h>
#include <vterm.h>

/* Only to end a test that would wait for ever; sanitizers are slow. */
enum { PATIENCE_MS = 30000 };

struct pty {
    pid_t leader, program; /* the leader stands for the shell: it stops, goes on and ends as the program does */
    int master, slave;
    struct termios before;
    VTerm *vterm;
    VTermScreen *screen;
    int columns, rows;
    bool alternate, ended;
    struct buf bytes, text;
};

/* --- The screen --- */

static int set_property(VTermProp property, VTermValue *value, void *data)
{
    struct pty *pty = data;
    if (property == VTERM_PROP_ALTSCREEN)
        pty->alternate = value->boolean;
    return 1;
}

static const VTermScreenCallbacks callbacks = { .settermprop = set_property };

static void answer(const char *bytes, size_t length, void *data)
{
    const struct pty *pty = data;
    (void)!write(pty->master, bytes, length);
}

static void start_screen(struct pty *pty)
{
    pty->vterm = vterm_new(pty->rows, pty->columns);
    vterm_set_utf8(pty->vterm, 1);
    vterm_output_set_callback(pty->vterm, answer, pty);
    pty->screen = vterm_obtain_screen(pty->vterm);
    vterm_screen_enable_altscreen(pty->screen, 1);
    vterm_screen_set_callbacks(pty->screen, &callbacks, pty);
    vterm_screen_reset(pty->screen, 1);
}

/* --- The program --- */

static struct launch *prepare(const struct pty_options *options)
{
    static const char *const unwanted[] = { "XDG_DATA_HOME", "XDG_CACHE_HOME", "XDG_CONFIG_HOME", "LINES", "COLUMNS",
                                            "TMUX",          "COLORTERM",      "ESCDELAY",        NULL };
    struct launch *launch = launch_new(options->home, unwanted);
    char *term = xasprintf("TERM=%s", options->term != NULL ? options->term : "xterm-256color");
    launch_variable(launch, term);
    free(term);
    for (const char *const *variable = options->variables; variable != NULL && *variable != NULL; variable++)
        launch_variable(launch, *variable);
    for (const char *const *word = options->words; word != NULL && *word != NULL; word++)
        launch_word(launch, *word);
    return launch;
}

/* A program whose group has a shell can be stopped; one that is alone in its session can't. */
static _Noreturn void become_leader(struct pty *pty, const struct launch *launch, int report)
{
    int status = 0;
    setsid();
    signal(SIGTTOU, SIG_IGN);
    /* Who runs the tests in the background may have these ignored. */
    signal(SIGHUP, SIG_DFL);
    signal(SIGINT, SIG_DFL);
    signal(SIGQUIT, SIG_DFL);
    /* When the test dies, the terminal hangs up, and nobody waits for its output any more. */
    close(pty->master);
    if (dup2(pty->slave, 0) < 0 || dup2(pty->slave, 1) < 0 || dup2(pty->slave, 2) < 0)
        _exit(119);
    if (ioctl(pty->slave, TIOCSCTTY, 0) != 0)
        _exit(117);
    pty->program = fork();
    if (pty->program == 0) {
        setpgid(0, 0);
        if (tcsetpgrp(pty->slave, getpid()) != 0)
            _exit(118);
        signal(SIGTTOU, SIG_DFL);
        launch_become(launch);
    }
    setpgid(pty->program, pty->program);
    (void)!write(report, &pty->program, sizeof(pty->program));
    while (waitpid(pty->program, &status, WUNTRACED) == pty->program && WIFSTOPPED(status)) {
        raise(SIGSTOP);
        tcsetpgrp(pty->slave, pty->program);
        kill(-pty->program, SIGCONT);
    }
    if (WIFSIGNALED(status)) {
        signal(WTERMSIG(status), SIG_DFL);
        raise(WTERMSIG(status));
    }
    _exit(WEXITSTATUS(status));
}

struct pty *pty_start(const struct pty_options *options)
{
    struct pty *pty = xcalloc(1, sizeof(*pty));
    pty->columns = options->columns > 0 ? options->columns : 80;
    pty->rows = options->rows > 0 ? options->rows : 24;
    pty->bytes = buf_with_limit(BUF_LIMIT_ANSWER);
    pty->text = buf_with_limit(BUF_LIMIT_ANSWER);
    pty->master = posix_openpt(O_RDWR | O_NOCTTY | O_CLOEXEC);
    ck_assert_int_ge(pty->master, 0);
    ck_assert(grantpt(pty->master) == 0 && unlockpt(pty->master) == 0);
    pty->slave = open(ptsname(pty->master), O_RDWR | O_NOCTTY | O_CLOEXEC);
    ck_assert_int_ge(pty->slave, 0);
    const struct winsize size = { .ws_col = (unsigned short)pty->columns, .ws_row = (unsigned short)pty->rows };
    ck_assert_int_eq(ioctl(pty->master, TIOCSWINSZ, &size), 0);
    ck_assert_int_eq(tcgetattr(pty->slave, &pty->before), 0);
    start_screen(pty);
    struct launch *launch = prepare(options);
    int report[2];
    ck_assert_int_eq(pipe2(report, O_CLOEXEC), 0);
    fflush(NULL);
    pty->leader = fork();
    if (pty->leader == 0)
        become_leader(pty, launch, report[1]);
    ck_assert_int_gt(pty->leader, 0);
    ck_assert_int_eq(read(report[0], &pty->program, sizeof(pty->program)), sizeof(pty->program));
    close(report[0]);
    close(report[1]);
    launch_free(&launch);
    return pty;
}

void pty_end(struct pty **pty)
{
    if (*pty == NULL)
        return;
    if (!(*pty)->ended) {
        kill((*pty)->program, SIGKILL);
        kill((*pty)->leader, SIGKILL);
        waitpid((*pty)->leader, NULL, 0);
    }
    close((*pty)->master);
    close((*pty)->slave);
    vterm_free((*pty)->vterm);
    buf_free(&(*pty)->bytes);
    buf_free(&(*pty)->text);
    free(*pty);
    *pty = NULL;
}

/* Reads what is there, or comes within `wait_ms`. */
static void take(struct pty *pty, int wait_ms)
{
    struct pollfd poller = { .fd = pty->master, .events = POLLIN };
    while (poll(&poller, 1, wait_ms) > 0 && (poller.revents & POLLIN) != 0) {
        char bytes[16384];
        const ssize_t got = read(pty->master, bytes, sizeof(bytes));
        if (got <= 0)
            return;
        buf_append(&pty->bytes, bytes, (size_t)got);
        vterm_input_write(pty->vterm, bytes, (size_t)got);
        wait_ms = 0;
    }
}

/* --- What a test does --- */

void pty_keys(struct pty *pty, const char *bytes)
{
    size_t length = strlen(bytes);
    while (length > 0) {
        const ssize_t sent = write(pty->master, bytes, length < 512 ? length : 512);
        ck_assert_msg(sent > 0 || errno == EINTR, "the terminal takes no more keys");
        bytes += sent > 0 ? sent : 0;
        length -= sent > 0 ? (size_t)sent : 0;
        take(pty, 0);
    }
}

void pty_resize(struct pty *pty, int columns, int rows)
{
    const struct winsize size = { .ws_col = (unsigned short)columns, .ws_row = (unsigned short)rows };
    take(pty, 0);
    pty->columns = columns;
    pty->rows = rows;
    vterm_set_size(pty->vterm, rows, columns);
    ck_assert_int_eq(ioctl(pty->master, TIOCSWINSZ, &size), 0);
}

void pty_signal(const struct pty *pty, int signal)
{
    ck_assert_int_eq(kill(signal == SIGCONT ? pty->leader : pty->program, signal), 0);
}

static void append_row(struct pty *pty, int row)
{
    size_t used = pty->text.length;
    for (int column = 0; column < pty->columns; column++) {
        VTermScreenCell cell;
        char bytes[64];
        vterm_screen_get_cell(pty->screen, (VTermPos){ row, column }, &cell);
        if (cell.chars[0] == (uint32_t)-1)
            continue; /* the right half of a wide character */
        const VTermRect rect = { row, row + 1, column, column + cell.width };
        const size_t length = vterm_screen_get_text(pty->screen, bytes, sizeof(bytes), rect);
        if (length == 0)
            buf_append_char(&pty->text, ' ');
        else
            buf_append(&pty->text, bytes, length);
        if (length > 0 && !(length == 1 && bytes[0] == ' '))
            used = pty->text.length;
    }
    if (pty->text.data != NULL)
        pty->text.data[used] = '\0';
    pty->text.length = used;
}

const char *pty_row(struct pty *pty, int row)
{
    take(pty, 0);
    buf_clear(&pty->text);
    append_row(pty, row);
    return buf_text(&pty->text);
}

const char *pty_screen(struct pty *pty)
{
    take(pty, 0);
    buf_clear(&pty->text);
    for (int row = 0; row < pty->rows; row++) {
        append_row(pty, row);
        buf_append_char(&pty->text, '\n');
    }
    return buf_text(&pty->text);
}

bool pty_shows(struct pty *pty, const char *text)
{
    return strstr(pty_screen(pty), text) != NULL;
}

static void await(struct pty *pty, const char *text, bool wanted)
{
    const int64_t end_ms = clock_monotonic_ms() + PATIENCE_MS;
    while (pty_shows(pty, text) != wanted) {
        ck_assert_msg(clock_monotonic_ms() < end_ms, "waited for \"%s\" %s:\n%s", text, wanted ? "to appear" : "to go",
                      pty_screen(pty));
        take(pty, 100);
    }
}

void pty_await(struct pty *pty, const char *text)
{
    await(pty, text, true);
}

void pty_await_gone(struct pty *pty, const char *text)
{
    await(pty, text, false);
}

int pty_await_change(struct pty *pty)
{
    const int64_t end_ms = clock_monotonic_ms() + PATIENCE_MS;
    int status = 0;
    while (waitpid(pty->leader, &status, WNOHANG | WUNTRACED) != pty->leader) {
        ck_assert_msg(clock_monotonic_ms() < end_ms, "waited for the program to end or stop:\n%s", pty_screen(pty));
        take(pty, 20);
    }
    pty->ended = !WIFSTOPPED(status);
    take(pty, 0);
    return status;
}

bool pty_is_lit(struct pty *pty, int row, int column)
{
    VTermScreenCell cell;
    vterm_screen_get_cell(pty->screen, (VTermPos){ row, column }, &cell);
    return cell.attrs.reverse || !VTERM_COLOR_IS_DEFAULT_BG(&cell.bg);
}

bool pty_is_alternate(const struct pty *pty)
{
    return pty->alternate;
}

struct slice pty_bytes(const struct pty *pty)
{
    return buf_slice(&pty->bytes);
}

bool pty_modes_are_back(const struct pty *pty)
{
    struct termios now;
    return tcgetattr(pty->slave, &now) == 0 && now.c_iflag == pty->before.c_iflag &&
           now.c_oflag == pty->before.c_oflag && now.c_lflag == pty->before.c_lflag &&
           now.c_cflag == pty->before.c_cflag;
}
