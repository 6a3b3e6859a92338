#include "terminal_program.h"

#include "session.h"

#include <annotty/base/clock.h>
#include <annotty/base/mem.h>
#include <annotty/ui/terminal.h>

#include <fcntl.h>
#include <locale.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/ioctl.h>
#include <unistd.h>

/* Wide, combined, joined, and newer than the C library. */
const char terminal_program_text[] = "日本 e\xcc\x81 👍🏽 \xf0\x9f\xab\xa9 x";

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

static void complain_at_length(void)
{
    for (int line = 0; line < 10000; line++)
        fprintf(stderr, "held line number %d of many\n", line);
}

static void leave_without_closing(void)
{
    exit(3);
}

static void show_difficult_text(void)
{
    show_text(terminal_program_text);
    session_report("shown");
}

static void fill_the_line(void)
{
    while (terminal_writable())
        if (write(STDOUT_FILENO, " ", 1) != 1)
            return;
    session_report("full");
    while (!terminal_writable())
        poll(NULL, 0, 1);
    session_report("empty");
}

static void send_title_and_copy(void)
{
    terminal_title(text_own("a title"));
    terminal_title(text_own("a title"));
    session_report("copy %d", terminal_copy(SLICE("any carnal pleas")));
    char *large = xcalloc(1, TERMINAL_COPY_MAX + 1);
    session_report("large %d", terminal_copy((struct slice){ large, TERMINAL_COPY_MAX + 1 }));
    free(large);
}

static void redraw(void)
{
    terminal_redraw();
    show_text(terminal_program_text);
    session_report("redrawn");
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
    { 'E', complain_at_length },
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
        session_report("resize %d %d", area.width, area.height);
    else if (input->key == KEY_NAME_PASTE)
        session_report("paste %.*s", SLICE_ARGS(terminal_pasted(&was_cut)));
    else
        session_report("key %s", key_describe(input, text));
    for (size_t i = 0; i < ARRAY_LENGTH(acts); i++)
        if (acts[i].key == input->key)
            acts[i].act();
    if (input->key == KEY_NAME_QUIT)
        close_and_leave();
    if (input->key == KEY_NAME_HANGUP) {
        const int64_t begin_ms = clock_monotonic_ms();
        terminal_wait(NULL, 0, 50);
        session_report("waited %d", clock_monotonic_ms() - begin_ms >= 49);
        close_and_leave();
    }
}

void terminal_program(const void *argument)
{
    const struct terminal_options *options = argument;
    struct error error = { ERROR_NONE };
    setlocale(LC_ALL, "");
    if (!terminal_open(options, &error)) {
        session_report("refused %s", error.message);
        _exit(1);
    }
    struct theme theme = { .name = "test" };
    for (int role = 0; role < ROLE_COUNT; role++)
        theme.looks[role] = (struct theme_look){ THEME_COLOR_DEFAULT, THEME_COLOR_DEFAULT, 0 };
    theme.looks[ROLE_TITLE] = (struct theme_look){ 1, THEME_COLOR_DEFAULT, THEME_BOLD };
    terminal_use_theme(&theme);
    show_text("ready");
    session_report("open depth %d", (int)terminal_depth());
    for (;;) {
        struct key_input input;
        while (terminal_read(&input))
            act_on(&input);
        terminal_wait(NULL, 0, -1);
    }
}

void terminal_program_redirected(const void *argument)
{
    const int nowhere = open("/dev/null", O_RDWR);
    dup2(nowhere, STDIN_FILENO);
    dup2(nowhere, STDOUT_FILENO);
    session_report("present %d", terminal_present());
    terminal_program(argument);
}

void terminal_program_detached(const void *argument)
{
    ioctl(STDIN_FILENO, TIOCNOTTY);
    terminal_program_redirected(argument);
}
