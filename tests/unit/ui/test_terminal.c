/* The terminal on a real pty: what it is sent, its modes before, in between and after, and every way to the end. */
#include "session.h"
#include "terminal_program.h"

#include <annotty/base/mem.h>
#include <annotty/ui/terminal.h>

#include <check.h>
#include <fcntl.h>
#include <signal.h>
#include <sys/ioctl.h>
#include <termios.h>
#include <unistd.h>
#include <vterm.h>

#if defined(__SANITIZE_ADDRESS__)
enum { IS_SANITIZED = 1 };
#else
enum { IS_SANITIZED = 0 };
#endif

static struct session start_with(const char *term, const struct terminal_options *options)
{
    return session_start(&(struct session_options){ .term = term, .program = terminal_program, .argument = options });
}

static struct session start(const char *term)
{
    return start_with(term, &(struct terminal_options){ .escape_delay_ms = 25, .mouse = true, .colors = true });
}

static void await_open(struct session *session)
{
    session_await_line(session, "open depth ");
    session_await_bytes(session, "ready");
}

static pid_t program_of(struct session *session)
{
    await_open(session);
    pid_t front = 0;
    ck_assert_int_eq(ioctl(session->master, TIOCGPGRP, &front), 0);
    ck_assert_int_ne(front, session->shell);
    return front;
}

START_TEST(modes_are_taken_and_given_back)
{
    struct session session = start("xterm-256color");
    session_await_bytes(&session, "\033[?1049h");
    session_await_bytes(&session, "\033[?1h\033=\033[?2004h\033[?1000h\033[?1006h\033[22;2t");
    session_await_bytes(&session, "\033[31m");
    await_open(&session);
    struct termios modes;
    ck_assert_int_eq(tcgetattr(session.master, &modes), 0);
    ck_assert_uint_eq(modes.c_lflag & (ICANON | ECHO | ISIG), 0);
    ck_assert_uint_eq(modes.c_iflag & (ICRNL | IXON), 0);
    session_type(&session, "q");
    session_await_line(&session, "key q\n");
    session_await_line(&session, "exit 0 same\n");
    session_await_bytes(&session, "\033[?1006l\033[?1000l\033[?2004l\033[23;2t\033[?1l\033>");
    session_await_bytes(&session, "\033[?1049l");
    session_end(&session);
}
END_TEST

START_TEST(keys_arrive_whole)
{
    struct session session = start("xterm-256color");
    await_open(&session);
    session_type(&session, "j\033OA\033[6~\r\003\032");
    session_await_line(&session, "key j\nkey up\nkey page-down\nkey enter\nkey ctrl-c\nkey ctrl-z\n");
    session_type(&session, "\033[200~one\rtwo\033[201~");
    session_await_line(&session, "paste one\rtwo\n");
    session_type(&session, "\033[<0;3;4M");
    session_await_line(&session, "key click\n");
    session_type(&session, "\033");
    session_await_line(&session, "key escape\n");
    session_type(&session, "\033[99;5:3u\033]11;rgb:ff/ff/ff\aq");
    session_await_line(&session, "key q\n");
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
    /* A sanitizer ends a program that asks for too much memory, and leaves nothing to see. */
    const char *keys = IS_SANITIZED && strcmp(ends[_i].keys, "m") == 0 ? "a" : ends[_i].keys;
    if (ends[_i].signal_number != 0)
        ck_assert_int_eq(kill(program, ends[_i].signal_number), 0);
    else
        session_type(&session, keys);
    session_await_line(&session, IS_SANITIZED && ends[_i].is_crash ? " same\n" : ends[_i].line);
    session_await_bytes(&session, "\033[?1006l\033[?1000l\033[?2004l\033[23;2t\033[?1l\033>");
    session_await_bytes(&session, "\033[?25h");
    session_await_bytes(&session, "\033[?1049l");
    session_end(&session);
}
END_TEST

START_TEST(what_stderr_said_comes_afterwards_and_harmless)
{
    static const char *const keys[] = { "q", "x", "c" };
    struct session session = start("xterm-256color");
    await_open(&session);
    session_type(&session, "e");
    session_await_line(&session, "key e\n");
    ck_assert_ptr_null(strstr(session_screen(&session), "held"));
    session_type(&session, keys[_i]);
    session_await_line(&session, " same\n");
    session_await_bytes(&session, "\033[?2004l");
    session_await_bytes(&session, "\033[?25h");
    session_await_bytes(&session, "\033[?1049l");
    session_await_bytes(&session, "held ");
    ck_assert_ptr_null(strstr(session_screen(&session), "\033[31mback"));
    session_await_bytes(&session, "[31mback");
    session_end(&session);
}
END_TEST

#if !defined(__SANITIZE_ADDRESS__)
START_TEST(out_of_memory_is_said_on_the_shells_screen)
{
    struct session session = start("xterm-256color");
    await_open(&session);
    session_type(&session, "m");
    session_await_line(&session, " same\n");
    session_await_bytes(&session, "\033[?1049l");
    session_await_bytes(&session, "out of memory");
    session_end(&session);
}
END_TEST
#endif

START_TEST(suspending_stops_the_group_and_coming_back_draws_again)
{
    struct session session = start("xterm-256color");
    const pid_t program = program_of(&session);
    if (_i == 0)
        session_type(&session, "z");
    else
        ck_assert_int_eq(kill(program, SIGTSTP), 0);
    session_await_line(&session, "stopped same\n");
    session_await_bytes(&session, "\033[?2004l");
    session_await_bytes(&session, "\033[?1049l");
    const struct winsize size = { .ws_row = 30, .ws_col = 100 };
    ck_assert_int_eq(ioctl(session.master, TIOCSWINSZ, &size), 0);
    session_continue(&session);
    session_await_line(&session, "resize 100 30\n");
    session_await_bytes(&session, "\033[?1049h");
    session_await_bytes(&session, "ready");
    session_await_bytes(&session, "\033[?2004h");
    session_type(&session, "q");
    session_await_line(&session, "exit 0 same\n");
    session_end(&session);
}
END_TEST

START_TEST(being_stopped_unasked_is_made_good)
{
    struct session session = start("xterm-256color");
    const pid_t program = program_of(&session);
    ck_assert_int_eq(kill(program, SIGSTOP), 0);
    session_await_line(&session, "stopped ");
    struct termios modes;
    ck_assert_int_eq(tcgetattr(session.master, &modes), 0);
    modes.c_lflag |= ICANON | ECHO;
    ck_assert_int_eq(tcsetattr(session.master, TCSANOW, &modes), 0);
    session_continue(&session);
    session_await_line(&session, "resize 80 24\n");
    session_await_bytes(&session, "ready");
    ck_assert_int_eq(tcgetattr(session.master, &modes), 0);
    ck_assert_uint_eq(modes.c_lflag & (ICANON | ECHO), 0);
    session_type(&session, "q");
    session_await_line(&session, "exit 0 ");
    session_end(&session);
}
END_TEST

START_TEST(a_new_size_is_a_key)
{
    struct session session = start("xterm-256color");
    await_open(&session);
    const struct winsize sizes[] = { { .ws_row = 50, .ws_col = 160 }, { .ws_row = 1, .ws_col = 1 } };
    ck_assert_int_eq(ioctl(session.master, TIOCSWINSZ, &sizes[0]), 0);
    session_await_line(&session, "resize 160 50\n");
    ck_assert_int_eq(ioctl(session.master, TIOCSWINSZ, &sizes[1]), 0);
    session_await_line(&session, "resize 1 1\n");
    session_type(&session, "wq");
    session_await_line(&session, "exit 0 same\n");
    session_end(&session);
}
END_TEST

START_TEST(a_size_that_was_given_stays)
{
    struct session session =
        start_with("xterm-256color", &(struct terminal_options){ .escape_delay_ms = 25, .columns = 40, .rows = 10 });
    await_open(&session);
    const struct winsize size = { .ws_row = 50, .ws_col = 160 };
    ck_assert_int_eq(ioctl(session.master, TIOCSWINSZ, &size), 0);
    session_await_line(&session, "resize 40 10\n");
    session_type(&session, "q");
    session_await_line(&session, "exit 0 same\n");
    session_end(&session);
}
END_TEST

/* Without SIGHUP, which a program started by nohup ignores, there is only the end of input. */
START_TEST(a_terminal_that_is_gone_is_no_busy_loop)
{
    struct session session =
        session_start(&(struct session_options){ .term = "xterm-256color",
                                                 .program = terminal_program,
                                                 .argument = &(struct terminal_options){ 25, false },
                                                 .ignores_hangup = true });
    await_open(&session);
    close(session.master);
    session.master = open("/dev/null", O_RDONLY);
    session_await_line_only(&session, "key hangup\nwaited 1\n");
    session_await_line_only(&session, "exit 0 ");
    session_end(&session);
}
END_TEST

START_TEST(a_stalled_line_is_noticed)
{
    struct session session = start("xterm-256color");
    await_open(&session);
    session_type(&session, "f");
    session_await_line_only(&session, "full\n");
    session_await_line(&session, "empty\n");
    session_type(&session, "q");
    session_await_line(&session, "exit 0 same\n");
    session_end(&session);
}
END_TEST

START_TEST(title_and_copy)
{
    struct session session = start("xterm-256color");
    await_open(&session);
    session_type(&session, "tq");
    session_await_line(&session, "copy 1\nlarge 0\n");
    session_await_line(&session, "exit 0 same\n");
    session_await_bytes(&session, "\033]2;a title\a\033]52;c;YW55IGNhcm5hbCBwbGVhcw==\a");
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
    session_await_line(&session, refused[_i].message);
    session_await_line(&session, "exit 1 same\n");
    ck_assert_str_eq(session_screen(&session), "");
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
    session_await_line(&session, terminals[_i].depth);
    const char *sent = session_screen(&session);
    ck_assert_int_eq(strstr(sent, "\033[?2004h") != NULL, terminals[_i].has_paste);
    ck_assert_int_eq(strstr(sent, "\033[22;2t") != NULL, terminals[_i].has_title);
    ck_assert_int_eq(strstr(sent, "\033[31m") != NULL, strcmp(terminals[_i].depth, "open depth 0\n") != 0);
    session_type(&session, "twz");
    session_await_line(&session, terminals[_i].has_title ? "copy 1\n" : "copy 0\n");
    session_await_line(&session, "stopped same\n");
    session_continue(&session);
    session_await_line(&session, "resize 80 24\n");
    session_type(&session, "c");
    session_await_line(&session, IS_SANITIZED ? " same\n" : "killed 11 same\n");
    session_end(&session);
}
END_TEST

START_TEST(streams_that_lead_elsewhere_leave_the_terminal_itself)
{
    struct session session =
        session_start(&(struct session_options){ .term = "xterm-256color",
                                                 .program = terminal_program_redirected,
                                                 .argument = &(struct terminal_options){ .escape_delay_ms = 25 } });
    session_await_line(&session, "present 0\n");
    await_open(&session);
    session_type(&session, "q");
    session_await_line(&session, "key q\nexit 0 same\n");
    session_end(&session);
}
END_TEST

START_TEST(no_terminal_at_all_is_said)
{
    struct session session =
        session_start(&(struct session_options){ .term = "xterm-256color",
                                                 .program = terminal_program_detached,
                                                 .argument = &(struct terminal_options){ .escape_delay_ms = 25 } });
    session_await_line(&session,
                       "refused there is no terminal here; use the command line: annotty help\nexit 1 same\n");
    session_end(&session);
}
END_TEST

START_TEST(stderr_is_kept_up_to_a_limit)
{
    struct session session = start("xterm-256color");
    await_open(&session);
    session_type(&session, "Eq");
    session_await_line(&session, "exit 0 same\n");
    session_await_bytes(&session, "held line number 0 of many");
    session_await_bytes(&session, "(more was said, too much to be kept)");
    session_end(&session);
}
END_TEST

START_TEST(no_color_is_mono)
{
    struct session session = start_with("xterm-256color", &(struct terminal_options){ .escape_delay_ms = 25 });
    session_await_line(&session, "open depth 0\n");
    ck_assert_ptr_null(strstr(session_screen(&session), "\033[31m"));
    ck_assert_ptr_null(strstr(session_screen(&session), "\033[?1000h"));
    session_type(&session, "q");
    session_await_line(&session, "exit 0 same\n");
    session_end(&session);
}
END_TEST

static VTerm *vterm_after(struct slice bytes)
{
    VTerm *vterm = vterm_new(SESSION_ROWS, SESSION_COLUMNS);
    vterm_set_utf8(vterm, 1);
    VTermScreen *screen = vterm_obtain_screen(vterm);
    vterm_screen_enable_altscreen(screen, 1);
    vterm_screen_reset(screen, 1);
    vterm_input_write(vterm, bytes.at, bytes.length);
    return vterm;
}

START_TEST(columns_stay_where_they_belong)
{
    struct session session = start("xterm-256color");
    session_await_line(&session, "open depth 3\n");
    session_type(&session, "wl");
    session_await_line(&session, "redrawn\n");
    VTerm *vterm = vterm_after(slice_of(session_screen(&session)));
    VTermScreen *screen = vterm_obtain_screen(vterm);
    char row[SESSION_COLUMNS * 8] = "";
    const VTermRect area = { .start_row = 1, .end_row = 2, .start_col = 0, .end_col = SESSION_COLUMNS };
    vterm_screen_get_text(screen, row, sizeof(row) - 1, area);
    const char *beginning = "  日本 e\xcc\x81 👍";
    ck_assert_msg(strncmp(row, beginning, strlen(beginning)) == 0, "%s", row);

    struct arena arena = ARENA_EMPTY;
    const struct text text = text_clean(&arena, slice_of(terminal_program_text));
    VTermScreenCell last;
    ck_assert(vterm_screen_get_cell(screen, (VTermPos){ .row = 1, .col = 2 + text.cells - 1 }, &last));
    ck_assert_uint_eq(last.chars[0], 'x');
    arena_free(&arena);
    vterm_free(vterm);
    session_type(&session, "q");
    session_await_line(&session, "exit 0 same\n");
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
#if !defined(__SANITIZE_ADDRESS__)
    tcase_add_test(tests, out_of_memory_is_said_on_the_shells_screen);
#endif
    tcase_add_loop_test(tests, suspending_stops_the_group_and_coming_back_draws_again, 0, 2);
    tcase_add_test(tests, being_stopped_unasked_is_made_good);
    tcase_add_test(tests, a_new_size_is_a_key);
    tcase_add_test(tests, a_size_that_was_given_stays);
    tcase_add_test(tests, a_terminal_that_is_gone_is_no_busy_loop);
    tcase_add_test(tests, a_stalled_line_is_noticed);
    tcase_add_test(tests, title_and_copy);
    tcase_add_loop_test(tests, terminals_that_do_not_do_are_refused, 0, (int)ARRAY_LENGTH(refused));
    tcase_add_loop_test(tests, terminals_of_many_kinds_do, 0, (int)ARRAY_LENGTH(terminals));
    tcase_add_test(tests, streams_that_lead_elsewhere_leave_the_terminal_itself);
    tcase_add_test(tests, no_terminal_at_all_is_said);
    tcase_add_test(tests, stderr_is_kept_up_to_a_limit);
    tcase_add_test(tests, no_color_is_mono);
    tcase_add_test(tests, columns_stay_where_they_belong);
    suite_add_tcase(suite, tests);
    return suite;
}
