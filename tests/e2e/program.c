#include "program.h"

#include "home.h"

#include <check.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

enum { WORDS_MAX = 20, PATIENCE_MS = 30000 };

static int open_or_end(const char *path, int flags)
{
    const int fd = open(path, flags | O_CLOEXEC);
    if (fd < 0)
        _exit(119);
    return fd;
}

/* A pipe into which a process of its own writes the file. */
static int open_pipe_from(const char *path)
{
    int ends[2];
    if (pipe(ends) != 0)
        _exit(118);
    if (fork() == 0) {
        const int file = open_or_end(path, O_RDONLY);
        char bytes[4096];
        for (ssize_t got = read(file, bytes, sizeof(bytes)); got > 0; got = read(file, bytes, sizeof(bytes)))
            if (write(ends[1], bytes, (size_t)got) != got)
                break;
        _exit(0);
    }
    close(ends[1]);
    return ends[0];
}

static int open_closed_pipe(void)
{
    int ends[2];
    if (pipe(ends) != 0)
        _exit(118);
    close(ends[0]);
    return ends[1];
}

/* False when the word is no redirection. */
static bool redirect(const char *word, int *in, int *out)
{
    if (word[0] == '<')
        *in = word[1] == '-' ? open_pipe_from(word + 2) : open_or_end(word + 1, O_RDONLY);
    else if (word[0] == '>')
        *out = word[1] == '-' ? open_closed_pipe() : open_or_end(word + 1, O_WRONLY);
    return word[0] == '<' || word[0] == '>';
}

/* In the child: the environment of the home, the words, and then annotty. */
static void become(const char *words, int in, int out, int err)
{
    char *argv[WORDS_MAX] = { getenv("ANNOTTY_PROGRAM") }, *rest = strdup(words);
    int argc = 1;
    setenv("HOME", home_path(), 1);
    setenv("XDG_RUNTIME_DIR", home_path(), 1);
    static const char *const unwanted[] = { "XDG_DATA_HOME", "XDG_CACHE_HOME", "XDG_CONFIG_HOME" };
    for (size_t i = 0; i < sizeof(unwanted) / sizeof(unwanted[0]); i++)
        unsetenv(unwanted[i]);
    for (char *word = strsep(&rest, "|"); word != NULL && argc < WORDS_MAX - 1; word = strsep(&rest, "|")) {
        if (argc == 1 && strchr(word, '=') != NULL && word[0] != '-')
            putenv(word);
        else if (!redirect(word, &in, &out))
            argv[argc++] = word;
    }
    if (dup2(in, 0) < 0 || dup2(out, 1) < 0 || dup2(err, 2) < 0)
        _exit(120);
    execv(argv[0], argv);
    _exit(121);
}

static int open_file(const char *name)
{
    return open(name, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
}

int program_run(const char *words, struct buf *output, struct buf *errors)
{
    fflush(NULL);
    const pid_t child = fork();
    if (child == 0)
        become(words, open("/dev/null", O_RDONLY), open_file("out"), open_file("err"));
    int status = 0;
    ck_assert_int_eq(waitpid(child, &status, 0), child);
    ck_assert_msg(WIFEXITED(status), "%s: killed by signal %d", words, WTERMSIG(status));
    buf_clear(output);
    buf_clear(errors);
    home_read("out", output);
    home_read("err", errors);
    return WEXITSTATUS(status);
}

struct program program_start(const char *words)
{
    int ends[2];
    ck_assert_int_eq(pipe2(ends, O_CLOEXEC), 0);
    fflush(NULL);
    const pid_t child = fork();
    if (child == 0)
        become(words, open("/dev/null", O_RDONLY), ends[1], open_file("server-err"));
    close(ends[1]);
    return (struct program){ .process = child, .output = ends[0] };
}

bool program_line(const struct program *program, char *line, size_t size)
{
    size_t length = 0;
    char byte = '\0';
    struct pollfd ready = { .fd = program->output, .events = POLLIN };
    while (length + 1 < size) {
        ck_assert_msg(poll(&ready, 1, PATIENCE_MS) == 1, "the program says nothing");
        if (read(program->output, &byte, 1) != 1)
            return false;
        if (byte == '\n')
            break;
        line[length++] = byte;
    }
    line[length] = '\0';
    return true;
}

int program_end(struct program *program, int signal)
{
    int status = 0;
    if (signal != 0)
        ck_assert_int_eq(kill(program->process, signal), 0);
    ck_assert_int_eq(waitpid(program->process, &status, 0), program->process);
    close(program->output);
    return WIFEXITED(status) ? WEXITSTATUS(status) : -WTERMSIG(status);
}
