/* The terminal on a real pty: what it is sent, its modes before, in between and after, and every way to the end.
 *
 * test -> pty -> "shell" (session leader) -> "program" (own process group, calls terminal_open). Shell and program
 * report in lines through a pipe; the test types keys, sends signals and reads what the terminal would have got. */
#include <annotty/base/clock.h>
#include <annotty/base/mem.h>
#include <annotty/ui/terminal.h>

#include <check.h>
#include <errno.h>
#include <fcntl.h>
#include <locale.h>
#include <poll.h>
#include <pty.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/ioctl.h>
#include <sys/wait.h>
#include <termios.h>
#include <unistd.h>
#include <utmp.h>
#include <vterm.h>

#if defined(__SANITIZE_ADDRESS__)
enum { IS_SANITIZED = 1 };
#else
enum { IS_SANITIZED = 0 };
#endif

enum { COLUMNS = 80, ROWS = 24, PATIENCE_MS = 20000 };

struct session {
    pid_t shell;
    int master;
    int report; /* lines from shell and program */
    int go;     /* a byte lets the shell go on */
    struct buf screen, lines;
};

static int report_fd;

static void report(const char *format, ...) __attribute__((format(printf, 1, 2)));
static void report(const char *format, ...)
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

static void show_text(const char *raw)
{
    struct arena arena = ARENA_EMPTY;
    struct screen *screen = terminal_screen();
    screen_clear(screen);
    screen_put(screen, screen_area(screen), 1, 2, text_clean(&arena, slice_of(raw)), ROLE_TITLE);
    screen_cursor(screen, 1, 2, false);
    screen_show(screen);
    arena_free(&arena);
}

static void crash(void)
{
    raise(SIGSEGV);
}

static void run_out_of_memory(void)
{
    volatile size_t too_much = SIZE_MAX / 2;
    free(xmalloc(too_much));
}

static void complain(void)
{
    fputs("held \033[31mback\n", stderr);
}

static void leave_without_closing(void)
{
    exit(3);
}

static void show_difficult_text(void)
{
    show_text("日本 e\xcc\x81 👍🏽 \xf0\x9f\xab\xa9 x");
    report("shown");
}

static void fill_the_line(void)
{
    while (terminal_writable())
        if (write(STDOUT_FILENO, " ", 1) != 1)
            return;
    report("full");
    while (!terminal_writable())
        poll(NULL, 0, 1);
    report("empty");
}

static void send_title_and_copy(void)
{
    terminal_title(text_own("a title"));
    terminal_title(text_own("a title"));
    report("copy %d", terminal_copy(SLICE("any carnal pleas")));
    char *large = xcalloc(1, TERMINAL_COPY_MAX + 1);
    report("large %d", terminal_copy((struct slice){ large, TERMINAL_COPY_MAX + 1 }));
    free(large);
}

static void redraw(void)
{
    terminal_redraw();
    screen_show(terminal_screen());
    report("redrawn");
}

static void close_and_leave(void)
{
    terminal_close();
    terminal_close();
    _exit(0);
}

/* What the program does when this key comes. */
static const struct {
    uint32_t key;
    void (*act)(void);
} acts[] = {
    { 'q', close_and_leave },
    { 'c', crash },
    { 'a', abort },
    { 'm', run_out_of_memory },
    { 'e', complain },
    { 'x', leave_without_closing },
    { 'w', show_difficult_text },
    { 'z', terminal_suspend },
    { 'f', fill_the_line },
    { 't', send_title_and_copy },
    { 'l', redraw },
};

static void act_on(const struct key_input *input)
{
    char text[KEY_TEXT_SIZE];
    const struct rect area = screen_area(terminal_screen());
    bool was_cut = false;
    if (input->key == KEY_NAME_RESIZE)
        report("resize %d %d", area.width, area.height);
    else if (input->key == KEY_NAME_PASTE)
        report("paste %.*s", SLICE_ARGS(terminal_pasted(&was_cut)));
    else
        report("key %s", key_describe(input, text));
    for (size_t i = 0; i < ARRAY_LENGTH(acts); i++)
        if (acts[i].key == input->key)
            acts[i].act();
    if (input->key == KEY_NAME_QUIT)
        close_and_leave();
    if (input->key == KEY_NAME_HANGUP) {
        const int64_t begin_ms = clock_monotonic_ms();
        terminal_wait(NULL, 0, 50);
        report("waited %d", clock_monotonic_ms() - begin_ms >= 49);
        close_and_leave();
    }
}

static void run_program(const struct terminal_options *options)
{
    struct error error = { ERROR_NONE };
    setlocale(LC_ALL, "");
    if (!terminal_open(options, &error)) {
        report("refused %s", error.message);
        _exit(1);
    }
    struct theme theme = { .name = "test" };
    for (int role = 0; role < ROLE_COUNT; role++)
        theme.looks[role] = (struct theme_look){ THEME_COLOR_DEFAULT, THEME_COLOR_DEFAULT, 0 };
    theme.looks[ROLE_TITLE] = (struct theme_look){ 1, THEME_COLOR_DEFAULT, THEME_BOLD };
    terminal_use_theme(&theme);
    show_text("ready");
    report("open depth %d", (int)terminal_depth());
    for (;;) {
        struct key_input input;
        while (terminal_read(&input))
            act_on(&input);
        terminal_wait(NULL, 0, -1);
    }
}

static bool is_same(const struct termios *a, const struct termios *b)
{
    return a->c_iflag == b->c_iflag && a->c_oflag == b->c_oflag && a->c_lflag == b->c_lflag &&
           a->c_cflag == b->c_cflag && memcmp(a->c_cc, b->c_cc, sizeof(a->c_cc)) == 0;
}

/* As a shell does: the program in front, told about when it stops or ends. */
static void run_shell(const struct terminal_options *options, int go)
{
    char byte = '\0';
    struct termios before;
    signal(SIGTTOU, SIG_IGN);
    signal(SIGHUP, SIG_IGN);
    tcgetattr(STDIN_FILENO, &before);
    const pid_t program = fork();
    if (program == 0) {
        setpgid(0, 0);
        tcsetpgrp(STDIN_FILENO, getpid());
        signal(SIGTTOU, SIG_DFL);
        if (options->escape_delay_ms > 0)
            signal(SIGHUP, SIG_DFL);
        run_program(options);
    }
    report("program %d", (int)program);
    for (int status = 0; waitpid(program, &status, WUNTRACED) == program;) {
        struct termios now;
        tcsetpgrp(STDIN_FILENO, getpgrp());
        const char *modes = tcgetattr(STDIN_FILENO, &now) == 0 && is_same(&before, &now) ? "same" : "other";
        if (WIFSTOPPED(status))
            report("stopped %s", modes);
        else if (WIFSIGNALED(status))
            report("killed %d %s", WTERMSIG(status), modes);
        else
            report("exit %d %s", WEXITSTATUS(status), modes);
        if (read(go, &byte, 1) != 1 || !WIFSTOPPED(status))
            break;
        tcsetpgrp(STDIN_FILENO, program);
        kill(-program, SIGCONT);
    }
    _exit(0);
}

static struct session session_start(const char *term, const struct terminal_options *options)
{
    const struct winsize size = { .ws_row = ROWS, .ws_col = COLUMNS };
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
        setenv("TERM", term, 1);
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

static struct session start(const char *term)
{
    return session_start(term, &(struct terminal_options){ .escape_delay_ms = 25, .mouse = true, .colors = true });
}

static void take(int fd, struct buf *into)
{
    char *room = buf_reserve(into, 4096);
    ck_assert_ptr_nonnull(room);
    const ssize_t length = read(fd, room, 4096);
    buf_wrote(into, length > 0 ? (size_t)length : 0);
}

/* Reads both ways until `wanted` is there, then forgets all up to its end. */
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

static void await_line(struct session *session, const char *line)
{
    await(session, &session->lines, line, true);
}

static void await_bytes(struct session *session, const char *bytes)
{
    await(session, &session->screen, bytes, true);
}

/* All the terminal got up to now. */
static void take_rest(struct session *session)
{
    struct pollfd line = { .fd = session->master, .events = POLLIN };
    while (poll(&line, 1, 0) > 0 && (line.revents & POLLIN) != 0)
        take(session->master, &session->screen);
}

static void type(struct session *session, const char *keys)
{
    ck_assert_int_eq(write(session->master, keys, strlen(keys)), (ssize_t)strlen(keys));
}

static void let_go(const struct session *session)
{
    ck_assert_int_eq(write(session->go, "", 1), 1);
}

static void await_open(struct session *session)
{
    await_line(session, "program ");
    await_line(session, "open depth ");
    await_bytes(session, "ready");
}

static pid_t program_of(struct session *session)
{
    await_line(session, "program ");
    await_line(session, "open depth");
    await_bytes(session, "ready");
    pid_t front = 0;
    ck_assert_int_eq(ioctl(session->master, TIOCGPGRP, &front), 0);
    ck_assert_int_ne(front, session->shell);
    return front;
}

static void session_end(struct session *session)
{
    let_go(session);
    close(session->master);
    ck_assert_int_eq(waitpid(session->shell, NULL, 0), session->shell);
    close(session->report);
    close(session->go);
    buf_free(&session->screen);
    buf_free(&session->lines);
}

START_TEST(modes_are_taken_and_given_back)
{
    struct session session = start("xterm-256color");
    await_bytes(&session, "\033[?1049h");
    await_bytes(&session, "\033[?1h\033=\033[?2004h\033[?1000h\033[?1006h\033[22;2t");
    await_bytes(&session, "\033[31m");
    await_open(&session);
    struct termios modes;
    ck_assert_int_eq(tcgetattr(session.master, &modes), 0);
    ck_assert_uint_eq(modes.c_lflag & (ICANON | ECHO | ISIG), 0);
    ck_assert_uint_eq(modes.c_iflag & (ICRNL | IXON), 0);
    type(&session, "q");
    await_line(&session, "key q\n");
    await_line(&session, "exit 0 same\n");
    await_bytes(&session, "\033[?1006l\033[?1000l\033[?2004l\033[23;2t\033[?1l\033>");
    await_bytes(&session, "\033[?1049l");
    session_end(&session);
}
END_TEST

START_TEST(keys_arrive_whole)
{
    struct session session = start("xterm-256color");
    await_open(&session);
    type(&session, "j\033OA\033[6~\r\003\032");
    await_line(&session, "key j\nkey up\nkey page-down\nkey enter\nkey ctrl-c\nkey ctrl-z\n");
    type(&session, "\033[200~one\rtwo\033[201~");
    await_line(&session, "paste one\rtwo\n");
    type(&session, "\033[<0;3;4M");
    await_line(&session, "key click\n");
    type(&session, "\033");
    await_line(&session, "key escape\n");
    type(&session, "\033[99;5:3u\033]11;rgb:ff/ff/ff\aq");
    await_line(&session, "key q\n");
    session_end(&session);
}
END_TEST

/* The bytes that end the screen, whatever ended the program. */
static const struct {
    const char *keys;
    int signal_number;
    const char *line;
    bool is_crash; /* a sanitizer ends the program its own way */
} ends[] = {
    { "q", 0, "exit 0 same\n", false },      { "x", 0, "exit 3 same\n", false },
    { "c", 0, "killed 11 same\n", true },    { "a", 0, "killed 6 same\n", true },
    { "m", 0, "killed 6 same\n", true },     { "", SIGSEGV, "killed 11 same\n", true },
    { "", SIGBUS, "killed 7 same\n", true }, { "", SIGQUIT, "killed 3 same\n", false },
    { "", SIGTERM, "exit 0 same\n", false }, { "", SIGHUP, "exit 0 same\n", false },
    { "", SIGINT, "exit 0 same\n", false },
};

START_TEST(every_end_gives_the_terminal_back)
{
    struct session session = start("xterm-256color");
    const pid_t program = program_of(&session);
    if (ends[_i].signal_number != 0)
        ck_assert_int_eq(kill(program, ends[_i].signal_number), 0);
    else
        type(&session, ends[_i].keys);
    await_line(&session, IS_SANITIZED && ends[_i].is_crash ? " same\n" : ends[_i].line);
    await_bytes(&session, "\033[?1006l\033[?1000l\033[?2004l\033[23;2t\033[?1l\033>");
    await_bytes(&session, "\033[?25h");
    await_bytes(&session, "\033[?1049l");
    session_end(&session);
}
END_TEST

START_TEST(what_stderr_said_comes_afterwards_and_harmless)
{
    static const char *const keys[] = { "q", "x", "c" };
    struct session session = start("xterm-256color");
    await_open(&session);
    type(&session, "e");
    await_line(&session, "key e\n");
    take_rest(&session);
    ck_assert_ptr_null(strstr(buf_text(&session.screen), "held"));
    type(&session, keys[_i]);
    await_line(&session, " same\n");
    await_bytes(&session, "\033[?2004l");
    await_bytes(&session, "\033[?25h");
    await_bytes(&session, "\033[?1049l");
    await_bytes(&session, "held ");
    take_rest(&session);
    ck_assert_ptr_null(strstr(buf_text(&session.screen), "\033[31m"));
    await_bytes(&session, "[31mback");
    session_end(&session);
}
END_TEST

START_TEST(out_of_memory_is_said_on_the_shells_screen)
{
    struct session session = start("xterm-256color");
    await_open(&session);
    type(&session, "m");
    await_line(&session, " same\n");
    await_bytes(&session, "\033[?1049l");
    if (!IS_SANITIZED)
        await_bytes(&session, "out of memory");
    session_end(&session);
}
END_TEST

START_TEST(suspending_stops_the_group_and_coming_back_draws_again)
{
    struct session session = start("xterm-256color");
    const pid_t program = program_of(&session);
    if (_i == 0)
        type(&session, "z");
    else
        ck_assert_int_eq(kill(program, SIGTSTP), 0);
    await_line(&session, "stopped same\n");
    await_bytes(&session, "\033[?2004l");
    await_bytes(&session, "\033[?1049l");
    const struct winsize size = { .ws_row = 30, .ws_col = 100 };
    ck_assert_int_eq(ioctl(session.master, TIOCSWINSZ, &size), 0);
    let_go(&session);
    await_line(&session, "resize 100 30\n");
    await_bytes(&session, "\033[?1049h");
    await_bytes(&session, "ready");
    await_bytes(&session, "\033[?2004h");
    type(&session, "q");
    await_line(&session, "exit 0 same\n");
    session_end(&session);
}
END_TEST

START_TEST(being_stopped_unasked_is_made_good)
{
    struct session session = start("xterm-256color");
    const pid_t program = program_of(&session);
    ck_assert_int_eq(kill(program, SIGSTOP), 0);
    await_line(&session, "stopped ");
    struct termios modes;
    ck_assert_int_eq(tcgetattr(session.master, &modes), 0);
    modes.c_lflag |= ICANON | ECHO;
    ck_assert_int_eq(tcsetattr(session.master, TCSANOW, &modes), 0);
    let_go(&session);
    await_line(&session, "resize 80 24\n");
    await_bytes(&session, "ready");
    ck_assert_int_eq(tcgetattr(session.master, &modes), 0);
    ck_assert_uint_eq(modes.c_lflag & (ICANON | ECHO), 0);
    type(&session, "q");
    await_line(&session, "exit 0 ");
    session_end(&session);
}
END_TEST

START_TEST(a_new_size_is_a_key)
{
    struct session session = start("xterm-256color");
    await_open(&session);
    const struct winsize sizes[] = { { .ws_row = 50, .ws_col = 160 }, { .ws_row = 1, .ws_col = 1 } };
    ck_assert_int_eq(ioctl(session.master, TIOCSWINSZ, &sizes[0]), 0);
    await_line(&session, "resize 160 50\n");
    ck_assert_int_eq(ioctl(session.master, TIOCSWINSZ, &sizes[1]), 0);
    await_line(&session, "resize 1 1\n");
    type(&session, "wq");
    await_line(&session, "exit 0 same\n");
    session_end(&session);
}
END_TEST

START_TEST(a_size_that_was_given_stays)
{
    struct session session =
        session_start("xterm-256color", &(struct terminal_options){ .escape_delay_ms = 25, .columns = 40, .rows = 10 });
    await_open(&session);
    const struct winsize size = { .ws_row = 50, .ws_col = 160 };
    ck_assert_int_eq(ioctl(session.master, TIOCSWINSZ, &size), 0);
    await_line(&session, "resize 40 10\n");
    type(&session, "q");
    await_line(&session, "exit 0 same\n");
    session_end(&session);
}
END_TEST

/* Without SIGHUP, which a program started by nohup ignores, there is only the end of input. */
START_TEST(a_terminal_that_is_gone_is_no_busy_loop)
{
    struct session session = session_start("xterm-256color", &(struct terminal_options){ .escape_delay_ms = 0 });
    await_open(&session);
    close(session.master);
    session.master = open("/dev/null", O_RDONLY);
    await(&session, &session.lines, "key hangup\nwaited 1\n", false);
    await(&session, &session.lines, "exit 0 ", false);
    session_end(&session);
}
END_TEST

START_TEST(a_stalled_line_is_noticed)
{
    struct session session = start("xterm-256color");
    await_open(&session);
    type(&session, "f");
    await(&session, &session.lines, "full\n", false);
    await_line(&session, "empty\n");
    type(&session, "q");
    await_line(&session, "exit 0 same\n");
    session_end(&session);
}
END_TEST

START_TEST(title_and_copy)
{
    struct session session = start("xterm-256color");
    await_open(&session);
    type(&session, "tq");
    await_line(&session, "copy 1\nlarge 0\n");
    await_line(&session, "exit 0 same\n");
    await_bytes(&session, "\033]2;a title\a\033]52;c;YW55IGNhcm5hbCBwbGVhcw==\a");
    session_end(&session);
}
END_TEST

static const struct {
    const char *term;
    const char *message;
} refused[] = {
    { "nonesuch", "refused TERM=nonesuch is not known on this machine; try TERM=xterm-256color\n" },
    { "unknown", "refused TERM=unknown is not known on this machine; try TERM=xterm-256color\n" },
    { "dumb", "refused TERM=dumb can't place the cursor; use the command line, or try TERM=xterm-256color\n" },
    { "", "refused TERM is not set; try TERM=xterm-256color\n" },
};

START_TEST(terminals_that_do_not_do_are_refused)
{
    struct session session = start(refused[_i].term);
    await_line(&session, refused[_i].message);
    await_line(&session, "exit 1 same\n");
    take_rest(&session);
    ck_assert_str_eq(buf_text(&session.screen), "");
    session_end(&session);
}
END_TEST

static const struct {
    const char *term;
    const char *depth;
    bool has_paste, has_title;
} terminals[] = {
    { "xterm-256color", "open depth 3\n", true, true }, { "xterm", "open depth 1\n", true, true },
    { "xterm-mono", "open depth 0\n", true, true },     { "vt100", "open depth 0\n", true, false },
    { "linux", "open depth 1\n", true, false },         { "screen-256color", "open depth 3\n", true, true },
    { "tmux-256color", "open depth 3\n", true, true },  { "vt52", "open depth 0\n", false, false },
};

START_TEST(terminals_of_many_kinds_do)
{
    struct session session = start(terminals[_i].term);
    await_line(&session, terminals[_i].depth);
    take_rest(&session);
    const char *sent = buf_text(&session.screen);
    ck_assert_int_eq(strstr(sent, "\033[?2004h") != NULL, terminals[_i].has_paste);
    ck_assert_int_eq(strstr(sent, "\033[22;2t") != NULL, terminals[_i].has_title);
    ck_assert_int_eq(strstr(sent, "\033[31m") != NULL, strcmp(terminals[_i].depth, "open depth 0\n") != 0);
    type(&session, "twz");
    await_line(&session, terminals[_i].has_title ? "copy 1\n" : "copy 0\n");
    await_line(&session, "stopped same\n");
    let_go(&session);
    await_line(&session, "resize 80 24\n");
    type(&session, "c");
    await_line(&session, IS_SANITIZED ? " same\n" : "killed 11 same\n");
    session_end(&session);
}
END_TEST

START_TEST(no_color_is_mono)
{
    struct session session = session_start("xterm-256color", &(struct terminal_options){ .escape_delay_ms = 25 });
    await_line(&session, "open depth 0\n");
    take_rest(&session);
    ck_assert_ptr_null(strstr(buf_text(&session.screen), "\033[31m"));
    ck_assert_ptr_null(strstr(buf_text(&session.screen), "\033[?1000h"));
    type(&session, "q");
    await_line(&session, "exit 0 same\n");
    session_end(&session);
}
END_TEST

START_TEST(columns_stay_where_they_belong)
{
    struct session session = start("xterm-256color");
    struct buf all = buf_with_limit(1 << 20);
    await_line(&session, "open depth 3\n");
    type(&session, "wl");
    await_line(&session, "redrawn\n");
    take_rest(&session);
    buf_append_slice(&all, buf_slice(&session.screen));
    VTerm *vterm = vterm_new(ROWS, COLUMNS);
    vterm_set_utf8(vterm, 1);
    VTermScreen *screen = vterm_obtain_screen(vterm);
    vterm_screen_enable_altscreen(screen, 1);
    vterm_screen_reset(screen, 1);
    vterm_input_write(vterm, all.data, all.length);
    char row[COLUMNS * 8 + 1];
    const VTermRect area = { .start_row = 1, .end_row = 2, .start_col = 0, .end_col = COLUMNS };
    row[vterm_screen_get_text(screen, row, sizeof(row) - 1, area)] = '\0';
    ck_assert_msg(strncmp(row, "  日本 e\xcc\x81 👍", strlen("  日本 e\xcc\x81 👍")) == 0, "%s", row);
    VTermScreenCell cell;
    VTermPos at = { .row = 1, .col = 0 };
    int columns_of_x = 0;
    for (; at.col < COLUMNS; at.col++)
        if (vterm_screen_get_cell(screen, at, &cell) && cell.chars[0] == 'x')
            columns_of_x = at.col;
    struct arena arena = ARENA_EMPTY;
    const struct text text = text_clean(&arena, slice_of("日本 e\xcc\x81 👍🏽 \xf0\x9f\xab\xa9 "));
    ck_assert_int_eq(columns_of_x, 2 + text.cells);
    arena_free(&arena);
    vterm_free(vterm);
    buf_free(&all);
    type(&session, "q");
    await_line(&session, "exit 0 same\n");
    session_end(&session);
}
END_TEST

Suite *terminal_suite(void)
{
    Suite *suite = suite_create("terminal");
    TCase *tests = tcase_create("terminal");
    tcase_set_timeout(tests, 60);
    tcase_add_test(tests, modes_are_taken_and_given_back);
    tcase_add_test(tests, keys_arrive_whole);
    tcase_add_loop_test(tests, every_end_gives_the_terminal_back, 0, (int)ARRAY_LENGTH(ends));
    tcase_add_loop_test(tests, what_stderr_said_comes_afterwards_and_harmless, 0, 3);
    tcase_add_test(tests, out_of_memory_is_said_on_the_shells_screen);
    tcase_add_loop_test(tests, suspending_stops_the_group_and_coming_back_draws_again, 0, 2);
    tcase_add_test(tests, being_stopped_unasked_is_made_good);
    tcase_add_test(tests, a_new_size_is_a_key);
    tcase_add_test(tests, a_size_that_was_given_stays);
    tcase_add_test(tests, a_terminal_that_is_gone_is_no_busy_loop);
    tcase_add_test(tests, a_stalled_line_is_noticed);
    tcase_add_test(tests, title_and_copy);
    tcase_add_loop_test(tests, terminals_that_do_not_do_are_refused, 0, (int)ARRAY_LENGTH(refused));
    tcase_add_loop_test(tests, terminals_of_many_kinds_do, 0, (int)ARRAY_LENGTH(terminals));
    tcase_add_test(tests, no_color_is_mono);
    tcase_add_test(tests, columns_stay_where_they_belong);
    suite_add_tcase(suite, tests);
    return suite;
}
