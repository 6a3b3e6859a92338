/* The stream's descriptor is pointed at a file for the length of a frame, and back. */
#include "term_frame.h"

#include "term_modes.h"

#include <fcntl.h>
#include <sys/mman.h>
#include <unistd.h>

enum { NONE = -1 };

static FILE *stream; /* what curses writes to */
static FILE *caught;
static int terminal_fd = NONE;
static struct buf frame;

FILE *term_memory_file(void)
{
#ifdef MFD_CLOEXEC
    const int descriptor = memfd_create("annotty", MFD_CLOEXEC);
    FILE *const file = descriptor >= 0 ? fdopen(descriptor, "w+") : NULL;
    if (file != NULL)
        return file;
    if (descriptor >= 0)
        close(descriptor);
#endif
    FILE *const unnamed = tmpfile();
    if (unnamed != NULL)
        fcntl(fileno(unnamed), F_SETFD, FD_CLOEXEC);
    return unnamed;
}

FILE *term_frame_open(int fd)
{
    const int own = fcntl(fd, F_DUPFD_CLOEXEC, STDERR_FILENO + 1);
    stream = own >= 0 ? fdopen(own, "w") : NULL;
    if (stream == NULL) {
        if (own >= 0)
            close(own);
        return NULL;
    }
    terminal_fd = fd;
    caught = term_memory_file();
    frame = buf_with_limit(BUF_LIMIT_ANSWER);
    return stream;
}

void term_frame_close(void)
{
    if (caught != NULL)
        fclose(caught);
    if (stream != NULL)
        fclose(stream);
    buf_free(&frame);
    caught = stream = NULL;
    terminal_fd = NONE;
}

void term_frame_begin(void)
{
    if (caught != NULL)
        dup2(fileno(caught), fileno(stream));
}

void term_frame_end(void)
{
    if (caught == NULL)
        return;
    dup2(terminal_fd, fileno(stream));
    const off_t length = lseek(fileno(caught), 0, SEEK_CUR);
    if (length <= 0)
        return;
    buf_clear(&frame);
    char *const room = buf_reserve(&frame, (size_t)length);
    const ssize_t got = room != NULL ? pread(fileno(caught), room, (size_t)length, 0) : 0;
    buf_wrote(&frame, got > 0 ? (size_t)got : 0);
    lseek(fileno(caught), 0, SEEK_SET);
    term_write(terminal_fd, buf_slice(&frame));
}
