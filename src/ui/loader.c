#include "loader.h"

#include <annotty/base/mem.h>

#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <signal.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

struct loader {
    int ends[2]; /* a pipe of struct loaded *; writes of a pointer are atomic */
};

/* What a thread works on. It has its own end of the pipe, for it may outlive the loader. */
struct reading {
    uint64_t number;
    char *path;
    int out;
};

struct loader *loader_new(void)
{
    struct loader *loader = xcalloc(1, sizeof(*loader));
    if (pipe2(loader->ends, O_CLOEXEC | O_NONBLOCK) != 0)
        loader->ends[0] = loader->ends[1] = -1;
    return loader;
}

void loader_free(struct loader **loader)
{
    struct loaded loaded;
    while (loader_take(*loader, &loaded))
        buf_free(&loaded.text);
    if ((*loader)->ends[0] >= 0) {
        close((*loader)->ends[0]);
        close((*loader)->ends[1]);
    }
    free(*loader);
    *loader = NULL;
}

int loader_wake_fd(const struct loader *loader)
{
    return loader->ends[0];
}

static char *whole_path(const char *path)
{
    const char *home = getenv("HOME");
    return path[0] == '~' && path[1] == '/' && home != NULL ? xasprintf("%s%s", home, path + 1) : xstrdup(path);
}

static bool read_all(int file, const char *path, struct buf *text, struct error *error)
{
    enum { PIECE = 64 * 1024 };
    for (;;) {
        char *room = buf_reserve(text, PIECE);
        if (room == NULL)
            return error_set(error, ERROR_INPUT, path, "%s: more than %zu MiB; split it", path, BUF_LIMIT_BODY >> 20);
        const ssize_t count = read(file, room, PIECE);
        if (count == 0)
            return true;
        if (count < 0 && errno != EINTR)
            return error_set_errno(error, ERROR_INPUT, path, errno, "%s can't be read", path);
        buf_wrote(text, count > 0 ? (size_t)count : 0);
    }
}

static bool load(const char *path, struct buf *text, struct error *error)
{
    const int file = open(path, O_RDONLY | O_CLOEXEC);
    struct stat status;
    if (file < 0)
        return error_set_errno(error, ERROR_INPUT, path, errno, "%s can't be opened", path);
    /* A terminal's device would take the keys that are meant for the screen. */
    const bool is_file = fstat(file, &status) == 0 && (S_ISREG(status.st_mode) || S_ISFIFO(status.st_mode));
    const bool good = is_file ? read_all(file, path, text, error)
                              : error_set(error, ERROR_INPUT, path, "%s is no file; name one with ids in it", path);
    close(file);
    return good;
}

static void *run(void *data)
{
    struct reading *reading = data;
    struct loaded *loaded = xcalloc(1, sizeof(*loaded));
    loaded->number = reading->number;
    loaded->text = buf_with_limit(BUF_LIMIT_BODY);
    load(reading->path, &loaded->text, &loaded->error);
    if (write(reading->out, &loaded, sizeof(loaded)) != (ssize_t)sizeof(loaded)) {
        buf_free(&loaded->text);
        free(loaded);
    }
    close(reading->out);
    free(reading->path);
    free(reading);
    return NULL;
}

/* Signals belong to the thread that has the terminal. */
static bool start_thread(struct reading *reading)
{
    pthread_t thread;
    sigset_t all, before;
    sigfillset(&all);
    pthread_sigmask(SIG_SETMASK, &all, &before);
    const bool started = pthread_create(&thread, NULL, run, reading) == 0;
    pthread_sigmask(SIG_SETMASK, &before, NULL);
    if (started)
        pthread_detach(thread);
    return started;
}

void loader_start(struct loader *loader, uint64_t number, const char *path)
{
    struct reading *reading = xcalloc(1, sizeof(*reading));
    *reading = (struct reading){ .number = number,
                                 .path = whole_path(path),
                                 .out = fcntl(loader->ends[1], F_DUPFD_CLOEXEC, 0) };
    if (!start_thread(reading))
        run(reading);
}

bool loader_take(struct loader *loader, struct loaded *loaded)
{
    struct loaded *read_one = NULL;
    if (read(loader->ends[0], &read_one, sizeof(read_one)) != (ssize_t)sizeof(read_one))
        return false;
    *loaded = *read_one;
    free(read_one);
    return true;
}
