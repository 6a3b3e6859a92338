#include "program.h"

#include "home.h"
#include "launch.h"

#include <check.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

enum { PATIENCE_MS = 30000 };

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

/* A command as it will be run; made before the fork (launch.h). */
struct command {
    struct launch *launch;
    char *in, *out; /* the words of its redirections; NULL: none */
};

static struct command read_words(const char *words)
{
    static const char *const unwanted[] = { "XDG_DATA_HOME", "XDG_CACHE_HOME", "XDG_CONFIG_HOME", NULL };
    struct command command = { .launch = launch_new(home_path(), unwanted) };
    char *const copy = strdup(words);
    char *rest = copy;
    bool begun = false;
    for (char *word = strsep(&rest, "|"); word != NULL; word = strsep(&rest, "|")) {
        if (!begun && strchr(word, '=') != NULL && word[0] != '-') {
            launch_variable(command.launch, word);
        } else if (word[0] == '<' || word[0] == '>') {
            char **const place = word[0] == '<' ? &command.in : &command.out;
            free(*place);
            *place = strdup(word + 1);
        } else {
            launch_word(command.launch, word);
            begun = true;
        }
    }
    free(copy);
    return command;
}

static void free_command(struct command *command)
{
    launch_free(&command->launch);
    free(command->in);
    free(command->out);
}

/* In the child. */
static _Noreturn void become(const struct command *command, int in, int out, int err)
{
    if (command->in != NULL)
        in = command->in[0] == '-' ? open_pipe_from(command->in + 1) : open_or_end(command->in, O_RDONLY);
    if (command->out != NULL)
        out = command->out[0] == '-' ? open_closed_pipe() : open_or_end(command->out, O_WRONLY);
    if (dup2(in, 0) < 0 || dup2(out, 1) < 0 || dup2(err, 2) < 0)
        _exit(120);
    launch_become(command->launch);
}

static int open_file(const char *name)
{
    return open(name, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
}

int program_run(const char *words, struct buf *output, struct buf *errors)
{
    struct command command = read_words(words);
    fflush(NULL);
    const pid_t child = fork();
    if (child == 0)
        become(&command, open("/dev/null", O_RDONLY), open_file("out"), open_file("err"));
    free_command(&command);
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
    struct command command = read_words(words);
    fflush(NULL);
    const pid_t child = fork();
    if (child == 0)
        become(&command, open("/dev/null", O_RDONLY), ends[1], open_file("server-err"));
    free_command(&command);
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
