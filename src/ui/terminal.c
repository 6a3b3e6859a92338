/* The terminal from being taken to being given back, and the loop's three questions to it: is there a key, is there
 * room, wait. curses is used for output only; input goes tty -> input.c -> key. UI thread only. */
#include <annotty/ui/terminal.h>

#include "input.h"
#include "screen_curses.h"
#include "term_frame.h"
#include "term_modes.h"
#include "term_probe.h"
#include "term_rescue.h"
#include "term_signals.h"
#include "term_stderr.h"

#include <annotty/base/clock.h>
#include <annotty/base/mem.h>

#include <assert.h>
#include <errno.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/ioctl.h>
#include <termios.h>
#include <unistd.h>

/* A terminal may claim any size; this is beyond every real one. */
enum { COLUMNS_LARGEST = 2000, ROWS_LARGEST = 1000, READ_SIZE = 4096 };

static struct terminal {
    bool is_open;
    pid_t owner; /* a forked child gives nothing back */
    struct terminal_options options;
    FILE *tty; /* /dev/tty when it was needed */
    FILE *in, *out;
    SCREEN *curses;
    struct screen *screen;
    struct input *input;
    struct termios shell_modes;
    struct term_modes modes;
    enum theme_depth depth;
    struct buf title; /* as sent */
    bool is_changed;  /* KEY_NAME_RESIZE is due */
    bool is_gone, is_gone_told;
} terminal;

static int in_fd(void)
{
    return fileno(terminal.in);
}

static int out_fd(void)
{
    return fileno(terminal.out);
}

bool terminal_present(void)
{
    return isatty(STDOUT_FILENO) == 1;
}

static bool open_files(struct error *error)
{
    const bool has_in = isatty(STDIN_FILENO) == 1;
    const bool has_out = isatty(STDOUT_FILENO) == 1;
    if (!has_in || !has_out) {
        terminal.tty = fopen("/dev/tty", "r+e");
        if (terminal.tty == NULL)
            return error_set(error, ERROR_TERMINAL, NULL,
                             "there is no terminal here; use the command line: annotty help");
    }
    terminal.in = has_in ? stdin : terminal.tty;
    terminal.out = has_out ? stdout : terminal.tty;
    return true;
}

static void close_files(void)
{
    if (terminal.tty != NULL)
        fclose(terminal.tty);
    terminal.tty = NULL;
}

static int at_most(int value, int largest)
{
    return value < largest ? value : largest;
}

static void fit_to_size(void)
{
    struct winsize size = { 0 };
    const bool is_known = ioctl(out_fd(), TIOCGWINSZ, &size) == 0 && size.ws_col > 0 && size.ws_row > 0;
    const bool is_given = terminal.options.columns > 0 && terminal.options.rows > 0;
    const int columns = is_given ? terminal.options.columns : is_known ? size.ws_col : COLS;
    const int rows = is_given ? terminal.options.rows : is_known ? size.ws_row : LINES;
    const struct rect now = terminal.screen != NULL ? screen_area(terminal.screen) : (struct rect){ 0 };
    const int new_columns = at_most(columns, COLUMNS_LARGEST);
    const int new_rows = at_most(rows, ROWS_LARGEST);
    if (new_columns != COLS || new_rows != LINES)
        resizeterm(new_rows, new_columns);
    if (terminal.screen == NULL)
        terminal.screen = screen_curses_new(new_columns, new_rows);
    else if (now.width != new_columns || now.height != new_rows)
        screen_curses_resize(terminal.screen, new_columns, new_rows);
}

/* Before curses changes them. */
static void remember_shell_modes(void)
{
    struct termios modes;
    if (tcgetattr(out_fd(), &modes) == 0)
        terminal.shell_modes = modes;
}

static void arm_rescue(void)
{
    term_rescue_arm(out_fd(), &terminal.shell_modes, buf_slice(&terminal.modes.rescue));
}

static void send_modes(void)
{
    struct buf bytes = buf_with_limit(BUF_LIMIT_LINE);
    buf_append_slice(&bytes, buf_slice(&terminal.modes.enter));
    buf_append_slice(&bytes, buf_slice(&terminal.title));
    term_write(out_fd(), buf_slice(&bytes));
    buf_free(&bytes);
}

/* Back to how the shell has it. */
static void leave(void)
{
    term_write(out_fd(), buf_slice(&terminal.modes.leave));
    endwin();
    term_rescue_pause();
}

/* After leave and whatever others did to the terminal since. */
static void take_again(void)
{
    remember_shell_modes();
    def_shell_mode();
    arm_rescue();
    clearok(curscr, TRUE);
    doupdate();
    send_modes();
    fit_to_size();
    terminal.is_changed = true;
}

static bool start_curses(struct error *error)
{
    /* curses would believe them over the terminal and never notice a new size. */
    unsetenv("LINES");
    unsetenv("COLUMNS");
    remember_shell_modes();
    FILE *const stream = term_frame_open(out_fd());
    terminal.curses = stream != NULL ? newterm(NULL, stream, terminal.in) : NULL;
    if (terminal.curses == NULL) {
        term_frame_close();
        return error_set(error, ERROR_TERMINAL, NULL, "the terminal can't be used; try TERM=xterm-256color");
    }
    terminal.modes = term_modes_read(terminal.options.mouse);
    return true;
}

static void at_exit(void)
{
    if (terminal.owner == getpid())
        terminal_close();
}

static void plan_for_the_end(void)
{
    static bool is_planned;
    if (!is_planned)
        atexit(at_exit);
    is_planned = true;
    mem_on_exhaustion(term_rescue_now);
}

static void prepare_screen(void)
{
    arm_rescue();
    raw();
    noecho();
    nonl();
    typeahead(-1);
    terminal.depth = term_colors_start(terminal.options.colors);
    fit_to_size();
    struct input_strings strings;
    input_terminfo(&strings);
    terminal.input = input_new(&strings, terminal.options.escape_delay_ms);
    doupdate();
    send_modes();
}

bool terminal_open(const struct terminal_options *options, struct error *error)
{
    assert(!terminal.is_open);
    terminal = (struct terminal){ .options = *options, .owner = getpid(), .title = buf_with_limit(BUF_LIMIT_LINE) };
    if (!open_files(error))
        return false;
    if (!term_probe(out_fd(), error) || !term_signals_open(error)) {
        close_files();
        return false;
    }
    term_stderr_hold();
    if (!start_curses(error)) {
        term_stderr_release();
        term_signals_close();
        close_files();
        return false;
    }
    terminal.is_open = true;
    plan_for_the_end();
    prepare_screen();
    return true;
}

void terminal_close(void)
{
    if (!terminal.is_open)
        return;
    terminal.is_open = false;
    leave();
    screen_curses_free(&terminal.screen);
    delscreen(terminal.curses);
    term_frame_close();
    mem_on_exhaustion(NULL);
    term_rescue_disarm();
    term_signals_close();
    term_stderr_release();
    input_free(&terminal.input);
    term_modes_free(&terminal.modes);
    buf_free(&terminal.title);
    close_files();
}

struct screen *terminal_screen(void)
{
    return terminal.screen;
}

enum theme_depth terminal_depth(void)
{
    return terminal.depth;
}

void terminal_use_theme(const struct theme *theme)
{
    term_colors_apply(theme, terminal.depth, screen_curses_looks(terminal.screen));
    screen_curses_forget(terminal.screen);
}

void terminal_suspend(void)
{
    if (!terminal.is_open || terminal.is_gone)
        return;
    leave();
    term_signals_stop();
    take_again();
}

void terminal_lend(void (*use)(void *data), void *data)
{
    if (!terminal.is_open || terminal.is_gone)
        return;
    leave();
    use(data);
    take_again();
}

void terminal_redraw(void)
{
    clearok(curscr, TRUE);
}

static bool read_signals(struct key_input *input)
{
    static const int ends[] = { SIGTERM, SIGHUP, SIGINT };
    term_signals_drain();
    for (size_t i = 0; i < ARRAY_LENGTH(ends); i++) {
        if (term_signals_take(ends[i])) {
            *input = (struct key_input){ .key = KEY_NAME_QUIT };
            return true;
        }
    }
    if (term_signals_take(SIGTSTP))
        terminal_suspend();
    if (term_signals_take(SIGCONT)) {
        leave();
        take_again();
    }
    if (term_signals_take(SIGWINCH)) {
        fit_to_size();
        terminal.is_changed = true;
    }
    if (!terminal.is_changed)
        return false;
    terminal.is_changed = false;
    *input = (struct key_input){ .key = KEY_NAME_RESIZE };
    return true;
}

/* Hands what the terminal has sent to input.c; false when that is nothing. */
static bool read_bytes(void)
{
    struct pollfd line = { .fd = in_fd(), .events = POLLIN };
    if (terminal.is_gone || poll(&line, 1, 0) <= 0)
        return false;
    char bytes[READ_SIZE];
    const ssize_t length = read(in_fd(), bytes, sizeof(bytes));
    if (length > 0) {
        input_feed(terminal.input, (struct slice){ bytes, (size_t)length }, clock_monotonic_ms());
        return true;
    }
    terminal.is_gone = length == 0 || (errno != EINTR && errno != EAGAIN);
    return false;
}

bool terminal_read(struct key_input *input)
{
    *input = (struct key_input){ .key = KEY_NAME_NONE };
    if (!terminal.is_open)
        return false;
    if (read_signals(input))
        return true;
    do {
        if (input_next(terminal.input, clock_monotonic_ms(), input))
            return true;
    } while (read_bytes());
    if (!terminal.is_gone || terminal.is_gone_told)
        return false;
    terminal.is_gone_told = true;
    input->key = KEY_NAME_HANGUP;
    return true;
}

struct slice terminal_pasted(bool *was_cut)
{
    return input_pasted(terminal.input, was_cut);
}

void terminal_wait(const int *wake_fds, size_t count, int timeout_ms)
{
    assert(count <= TERMINAL_WAKE_MAX);
    struct pollfd lines[2 + TERMINAL_WAKE_MAX] = {
        { .fd = terminal.is_gone ? -1 : in_fd(), .events = POLLIN },
        { .fd = term_signals_fd(), .events = POLLIN },
    };
    for (size_t i = 0; i < count; i++)
        lines[2 + i] = (struct pollfd){ .fd = wake_fds[i], .events = POLLIN };
    const int input_ms = terminal.is_changed ? 0 : input_wait_ms(terminal.input, clock_monotonic_ms());
    const bool input_is_first = input_ms >= 0 && (timeout_ms < 0 || input_ms < timeout_ms);
    poll(lines, 2 + count, input_is_first ? input_ms : timeout_ms);
}

bool terminal_writable(void)
{
    struct pollfd line = { .fd = out_fd(), .events = POLLOUT };
    return !terminal.is_gone && poll(&line, 1, 0) > 0 && (line.revents & POLLOUT) != 0;
}

void terminal_title(struct text title)
{
    if (!terminal.modes.has_osc || !terminal_writable())
        return;
    struct buf bytes = buf_with_limit(BUF_LIMIT_LINE);
    term_append_title(&bytes, title);
    if (slice_equal(buf_slice(&bytes), buf_slice(&terminal.title))) {
        buf_free(&bytes);
        return;
    }
    buf_free(&terminal.title);
    terminal.title = bytes;
    term_write(out_fd(), buf_slice(&terminal.title));
}

bool terminal_copy(struct slice text)
{
    if (!terminal.modes.has_osc || text.length > TERMINAL_COPY_MAX || !terminal_writable())
        return false;
    struct buf bytes = buf_with_limit((size_t)TERMINAL_COPY_MAX * 2);
    term_append_copy(&bytes, text);
    const bool is_sent = term_write(out_fd(), buf_slice(&bytes));
    buf_free(&bytes);
    return is_sent;
}
