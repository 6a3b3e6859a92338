#include "watched.h"

#include <dirent.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/ioctl.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

enum { ANSWER_QUIET_MS = 30, PATIENCE_MS = 60000 };

int64_t watched_now_us(void)
{
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (int64_t)now.tv_sec * 1000000 + now.tv_nsec / 1000;
}

struct watched watched_start(char *const *argv)
{
    struct watched watched = { .seen = buf_with_limit(BUF_LIMIT_ANSWER) };
    const struct winsize size = { .ws_col = WATCHED_COLUMNS, .ws_row = WATCHED_ROWS };
    watched.master = posix_openpt(O_RDWR | O_NOCTTY | O_CLOEXEC);
    if (watched.master < 0 || grantpt(watched.master) != 0 || unlockpt(watched.master) != 0) {
        perror("no pseudo-terminal");
        exit(1);
    }
    ioctl(watched.master, TIOCSWINSZ, &size);
    const char *const name = ptsname(watched.master);
    watched.began_us = watched_now_us();
    watched.child = fork();
    if (watched.child == 0) {
        setsid();
        const int slave = open(name, O_RDWR);
        if (slave < 0 || dup2(slave, 0) < 0 || dup2(slave, 1) < 0 || dup2(slave, 2) < 0)
            _exit(126);
        close(slave);
        execv(argv[0], argv);
        _exit(127);
    }
    return watched;
}

bool watched_take(struct watched *watched, int wait_ms)
{
    struct pollfd poller = { .fd = watched->master, .events = POLLIN };
    char bytes[65536];
    if (poll(&poller, 1, wait_ms) <= 0)
        return false;
    const ssize_t got = read(watched->master, bytes, sizeof(bytes));
    if (got <= 0)
        return false;
    watched->last_byte_us = watched_now_us();
    watched->bytes += (size_t)got;
    return buf_append(&watched->seen, bytes, (size_t)got);
}

void watched_end(struct watched *watched)
{
    kill(watched->child, SIGTERM);
    while (waitpid(watched->child, NULL, WNOHANG) == 0)
        watched_take(watched, 1);
    close(watched->master);
    buf_free(&watched->seen);
}

int64_t watched_await(struct watched *watched, const char *text)
{
    const int64_t end_us = watched_now_us() + (int64_t)PATIENCE_MS * 1000;
    while (strstr(buf_text(&watched->seen), text) == NULL)
        if (!watched_take(watched, 1000) && watched_now_us() > end_us)
            return -1;
    return watched->last_byte_us - watched->began_us;
}

void watched_settle(struct watched *watched, int quiet_ms)
{
    while (watched_take(watched, quiet_ms))
        continue;
}

int64_t watched_type(struct watched *watched, const char *key)
{
    const int64_t pressed_us = watched_now_us();
    (void)!write(watched->master, key, strlen(key));
    return pressed_us;
}

int64_t watched_press(struct watched *watched, const char *key)
{
    watched->bytes = 0;
    buf_clear(&watched->seen);
    const int64_t pressed_us = watched_type(watched, key);
    if (!watched_take(watched, PATIENCE_MS))
        return -1;
    watched_settle(watched, ANSWER_QUIET_MS);
    return watched->last_byte_us - pressed_us;
}

/* --- What the system knows about the process --- */

static long number_in(const char *path, const char *name)
{
    char line[256];
    long number = -1;
    FILE *file = fopen(path, "r");
    while (file != NULL && number < 0 && fgets(line, sizeof(line), file) != NULL)
        if (strncmp(line, name, strlen(name)) == 0)
            number = strtol(line + strlen(name), NULL, 10);
    if (file != NULL)
        fclose(file);
    return number;
}

long watched_resident(const struct watched *watched)
{
    char path[64];
    snprintf(path, sizeof(path), "/proc/%d/status", (int)watched->child);
    return number_in(path, "VmRSS:");
}

long watched_sleeps(const struct watched *watched)
{
    char path[320];
    long sleeps = 0;
    bool told = true;
    snprintf(path, sizeof(path), "/proc/%d/task", (int)watched->child);
    DIR *threads = opendir(path);
    if (threads == NULL)
        return -1;
    for (const struct dirent *entry = readdir(threads); entry != NULL; entry = readdir(threads)) {
        if (entry->d_name[0] == '.')
            continue;
        snprintf(path, sizeof(path), "/proc/%d/task/%s/status", (int)watched->child, entry->d_name);
        const long number = number_in(path, "voluntary_ctxt_switches:");
        told = told && number >= 0;
        sleeps += number;
    }
    closedir(threads);
    return told ? sleeps : -1;
}
