#include "clipboard.h"

#include <annotty/base/clock.h>
#include <annotty/base/mem.h>

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <pthread.h>
#include <signal.h>
#include <spawn.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <unistd.h>

enum { WORDS_MAX = 6, LOOK_AGAIN_MS = 10 };

extern char **environ;

/* The programs, the nearest clipboard first. One is there when its variable is set and PATH has it. */
struct program_row {
    const char *variable; /* NULL: none is needed */
    const char *words[WORDS_MAX];
};

static const struct program_row copiers[] = {
    { "TMUX", { "tmux", "load-buffer", "-w", "-" } },
    { "WAYLAND_DISPLAY", { "wl-copy" } },
    { "DISPLAY", { "xclip", "-selection", "clipboard" } },
    { "DISPLAY", { "xsel", "--clipboard", "--input" } },
    { NULL, { "pbcopy" } },
    { NULL, { "clip.exe" } },
};

static const struct program_row openers[] = {
    { "WAYLAND_DISPLAY", { "xdg-open" } },
    { "DISPLAY", { "xdg-open" } },
    { "__CFBundleIdentifier", { "open" } },
};

/* One that is here; all NULL: none is. */
struct program {
    const struct program_row *row;
    char *path;
};

struct clipboard {
    struct program copier, opener;
    int limit_ms;
    int ends[2]; /* a pipe of struct clipboard_result *; writes of a pointer are atomic */
};

static char *find_in_path(const char *name)
{
    struct slice rest = slice_of(getenv("PATH"));
    struct slice directory;
    while (slice_cut(&rest, ':', &directory)) {
        char *path = xasprintf("%.*s/%s", SLICE_ARGS(directory), name);
        if (directory.length > 0 && access(path, X_OK) == 0)
            return path;
        free(path);
    }
    return NULL;
}

static struct program find_program(const struct program_row *rows, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        const char *value = rows[i].variable != NULL ? getenv(rows[i].variable) : "set";
        char *path = value != NULL && *value != '\0' ? find_in_path(rows[i].words[0]) : NULL;
        if (path != NULL)
            return (struct program){ &rows[i], path };
    }
    return (struct program){ 0 };
}

struct clipboard *clipboard_new(int limit_ms)
{
    struct clipboard *clipboard = xcalloc(1, sizeof(*clipboard));
    clipboard->limit_ms = limit_ms;
    clipboard->copier = find_program(copiers, ARRAY_LENGTH(copiers));
    clipboard->opener = find_program(openers, ARRAY_LENGTH(openers));
    if (pipe2(clipboard->ends, O_CLOEXEC | O_NONBLOCK) != 0)
        clipboard->ends[0] = clipboard->ends[1] = -1;
    return clipboard;
}

void clipboard_free(struct clipboard **clipboard)
{
    struct clipboard_result result;
    while (clipboard_take(*clipboard, &result))
        free(result.text);
    free((*clipboard)->copier.path);
    free((*clipboard)->opener.path);
    if ((*clipboard)->ends[0] >= 0) {
        close((*clipboard)->ends[0]);
        close((*clipboard)->ends[1]);
    }
    free(*clipboard);
    *clipboard = NULL;
}

int clipboard_wake_fd(const struct clipboard *clipboard)
{
    return clipboard->ends[0];
}

/* --- The thread --------------------------------------------------------------------------------------------------- */

/* What a thread works on. It has its own end of the pipe, for it may outlive the clipboard. */
struct running {
    const struct program_row *program;
    char *path;
    char *argument; /* a last word for the program, or NULL */
    char *text;     /* for its standard input */
    int limit_ms;
    int out;
};

/* A program of its own group, with signals as they come to any, and nothing on the screen. */
static bool start_program(const struct running *running, int input, pid_t *pid)
{
    char *words[WORDS_MAX + 2] = { NULL };
    size_t count = 0;
    for (; count < WORDS_MAX && running->program->words[count] != NULL; count++)
        words[count] = (char *)(uintptr_t)running->program->words[count];
    words[count] = running->argument;
    posix_spawn_file_actions_t files;
    posix_spawnattr_t attributes;
    sigset_t none, ignored;
    sigemptyset(&none);
    sigemptyset(&ignored);
    sigaddset(&ignored, SIGPIPE);
    posix_spawn_file_actions_init(&files);
    posix_spawn_file_actions_adddup2(&files, input, STDIN_FILENO);
    posix_spawn_file_actions_addopen(&files, STDOUT_FILENO, "/dev/null", O_WRONLY, 0);
    posix_spawn_file_actions_addopen(&files, STDERR_FILENO, "/dev/null", O_WRONLY, 0);
    posix_spawnattr_init(&attributes);
    posix_spawnattr_setflags(&attributes, POSIX_SPAWN_SETPGROUP | POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF);
    posix_spawnattr_setsigmask(&attributes, &none);
    posix_spawnattr_setsigdefault(&attributes, &ignored);
    const bool is_started = posix_spawn(pid, running->path, &files, &attributes, words, environ) == 0;
    posix_spawnattr_destroy(&attributes);
    posix_spawn_file_actions_destroy(&files);
    return is_started;
}

/* False when the program takes no more, or not in time. */
static bool write_all(int fd, struct slice text, int64_t end_ms)
{
    while (text.length > 0) {
        const ssize_t count = write(fd, text.at, text.length);
        if (count > 0) {
            text = slice_from(text, (size_t)count);
            continue;
        }
        const int64_t left_ms = end_ms - clock_monotonic_ms();
        struct pollfd room = { .fd = fd, .events = POLLOUT };
        if ((errno != EAGAIN && errno != EINTR) || left_ms <= 0 || poll(&room, 1, (int)left_ms) == 0)
            return false;
    }
    return true;
}

/* Whether it ends well in time. What doesn't end is killed. */
static bool await_program(pid_t pid, int64_t end_ms)
{
    int status = 0;
    pid_t ended = waitpid(pid, &status, WNOHANG);
    while (ended == 0 && clock_monotonic_ms() < end_ms) {
        poll(NULL, 0, LOOK_AGAIN_MS);
        ended = waitpid(pid, &status, WNOHANG);
    }
    if (ended == 0) {
        kill(pid, SIGKILL);
        waitpid(pid, &status, 0);
        return false;
    }
    return ended == pid && WIFEXITED(status) && WEXITSTATUS(status) == 0;
}

static bool run_program(const struct running *running)
{
    const int64_t end_ms = clock_monotonic_ms() + running->limit_ms;
    int ends[2];
    pid_t pid = 0;
    if (pipe2(ends, O_CLOEXEC) != 0)
        return false;
    fcntl(ends[1], F_SETFL, O_NONBLOCK);
    const bool is_started = start_program(running, ends[0], &pid);
    close(ends[0]);
    const bool is_written = is_started && write_all(ends[1], slice_of(running->text), end_ms);
    close(ends[1]);
    const bool is_good = is_started && await_program(pid, is_written ? end_ms : 0);
    return is_good && is_written;
}

static void *run(void *data)
{
    struct running *running = data;
    struct clipboard_result *result = xcalloc(1, sizeof(*result));
    *result = (struct clipboard_result){ .program = running->program->words[0],
                                         .is_opened = running->argument != NULL,
                                         .is_good = run_program(running),
                                         .text = running->text };
    if (write(running->out, &result, sizeof(result)) != (ssize_t)sizeof(result)) {
        free(result->text);
        free(result);
    }
    close(running->out);
    free(running->path);
    free(running->argument);
    free(running);
    return NULL;
}

/* SIGPIPE is ignored by the process; all other signals belong to the thread that has the terminal. */
static bool start_thread(struct running *running)
{
    pthread_t thread;
    sigset_t all, before;
    sigfillset(&all);
    pthread_sigmask(SIG_SETMASK, &all, &before);
    const bool is_started = pthread_create(&thread, NULL, run, running) == 0;
    pthread_sigmask(SIG_SETMASK, &before, NULL);
    if (is_started)
        pthread_detach(thread);
    return is_started;
}

static bool start(const struct clipboard *clipboard, struct program program, char *argument, char *text)
{
    struct running *running = xcalloc(1, sizeof(*running));
    *running = (struct running){ .program = program.row,
                                 .path = xstrdup(program.path),
                                 .argument = argument,
                                 .text = text,
                                 .limit_ms = clipboard->limit_ms,
                                 .out = fcntl(clipboard->ends[1], F_DUPFD_CLOEXEC, 0) };
    if (running->out >= 0 && start_thread(running))
        return true;
    if (running->out >= 0)
        close(running->out);
    free(running->path);
    free(argument);
    free(text);
    free(running);
    return false;
}

bool clipboard_copy(struct clipboard *clipboard, struct slice text)
{
    return clipboard->copier.row != NULL && start(clipboard, clipboard->copier, NULL, xstrndup(text.at, text.length));
}

bool clipboard_open_address(struct clipboard *clipboard, const char *address)
{
    return clipboard->opener.row != NULL && start(clipboard, clipboard->opener, xstrdup(address), xstrdup(""));
}

bool clipboard_take(struct clipboard *clipboard, struct clipboard_result *result)
{
    struct clipboard_result *ended = NULL;
    if (read(clipboard->ends[0], &ended, sizeof(ended)) != (ssize_t)sizeof(ended))
        return false;
    *result = *ended;
    free(ended);
    return true;
}
