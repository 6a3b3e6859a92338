#include "pager.h"

#include <annotty/base/buf.h>
#include <annotty/base/mem.h>

#include <errno.h>
#include <signal.h>
#include <spawn.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <unistd.h>

extern char **environ;

/* The variables may hold words of their own ("less -S"), so a shell takes them apart; the file's name is never part of
 * what it reads. */
static const char script[] = "if [ -n \"$PAGER\" ]; then exec $PAGER \"$0\"; fi\n"
                             "command -v less >/dev/null && exec less -- \"$0\"\n"
                             "exec ${EDITOR:-vi} \"$0\"\n";

static bool write_all(int fd, struct slice text)
{
    while (text.length > 0) {
        const ssize_t count = write(fd, text.at, text.length);
        if (count < 0 && errno != EINTR)
            return false;
        text = slice_from(text, count > 0 ? (size_t)count : 0);
    }
    return true;
}

/* The path is for the caller to free; NULL with the reason. */
static char *write_file(struct slice text, struct error *error)
{
    const char *directory = getenv("TMPDIR");
    char *path = xasprintf("%s/annotty-trace-XXXXXX", directory != NULL && *directory != '\0' ? directory : "/tmp");
    const int fd = mkstemp(path);
    const bool is_written = fd >= 0 && write_all(fd, text);
    if (!is_written)
        error_set_errno(error, ERROR_STORE, path, errno, "the text can't be written to a file for the pager");
    if (fd >= 0)
        close(fd);
    if (is_written)
        return path;
    if (fd >= 0)
        unlink(path);
    free(path);
    return NULL;
}

/* In a group of its own, so that the terminal's Ctrl-C is the pager's alone. */
static int start(char *path, pid_t *pid)
{
    char *const words[] = { (char[]){ "sh" }, (char[]){ "-c" }, (char *)(uintptr_t)script, path, NULL };
    posix_spawnattr_t attributes;
    sigset_t none, usual;
    sigemptyset(&none);
    sigfillset(&usual);
    posix_spawnattr_init(&attributes);
    posix_spawnattr_setflags(&attributes, POSIX_SPAWN_SETPGROUP | POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF);
    posix_spawnattr_setsigmask(&attributes, &none);
    posix_spawnattr_setsigdefault(&attributes, &usual);
    const int problem = posix_spawn(pid, "/bin/sh", NULL, &attributes, words, environ);
    posix_spawnattr_destroy(&attributes);
    return problem;
}

/* Who gives the terminal away from behind would be stopped for it. */
static void give_terminal(pid_t group)
{
    sigset_t one, before;
    sigemptyset(&one);
    sigaddset(&one, SIGTTOU);
    pthread_sigmask(SIG_BLOCK, &one, &before);
    tcsetpgrp(STDIN_FILENO, group);
    pthread_sigmask(SIG_SETMASK, &before, NULL);
}

static int await(pid_t pid)
{
    int status = 0;
    for (;;) {
        const pid_t ended = waitpid(pid, &status, WUNTRACED);
        if (ended < 0 && errno != EINTR)
            return -1;
        /* It may have read before the terminal was its own; nobody is there to continue it later either. */
        if (ended == pid && WIFSTOPPED(status))
            kill(-pid, SIGCONT);
        else if (ended == pid)
            return WIFEXITED(status) ? WEXITSTATUS(status) : 0;
    }
}

bool pager_run(struct slice text, struct error *error)
{
    enum { NOT_EXECUTABLE = 126, NOT_FOUND = 127 };
    pid_t pid = 0;
    char *path = write_file(text, error);
    if (path == NULL)
        return false;
    const int problem = start(path, &pid);
    int status = -1;
    if (problem == 0) {
        give_terminal(pid);
        status = await(pid);
        give_terminal(getpgrp());
    }
    unlink(path);
    free(path);
    if (problem != 0)
        return error_set_errno(error, ERROR_TERMINAL, NULL, problem, "no pager could be started");
    if (status == NOT_FOUND || status == NOT_EXECUTABLE)
        return error_set(error, ERROR_USAGE, NULL, "there is no such pager: set PAGER to one that is here");
    return true;
}
