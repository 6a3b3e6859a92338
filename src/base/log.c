/* The log file: lines from any thread go through the sanitizer and reach the file in one write each. */
#include <annotty/base/log.h>

#include <annotty/base/clock.h>
#include <annotty/base/text.h>

#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <stdio.h>
#include <unistd.h>

enum { LOG_MESSAGE_MAX = 4096 };

static pthread_mutex_t log_mutex = PTHREAD_MUTEX_INITIALIZER;
static int log_descriptor = -1; /* guarded by log_mutex */

bool log_open(const char *path, struct error *error)
{
    const int descriptor = strcmp(path, "-") == 0 ? fcntl(STDERR_FILENO, F_DUPFD_CLOEXEC, 0)
                                                  : open(path, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0600);
    if (descriptor < 0)
        return error_set_errno(error, ERROR_STORE, path, errno, "cannot open the log file %s", path);
    log_close();
    pthread_mutex_lock(&log_mutex);
    log_descriptor = descriptor;
    pthread_mutex_unlock(&log_mutex);
    return true;
}

void log_close(void)
{
    pthread_mutex_lock(&log_mutex);
    if (log_descriptor >= 0)
        close(log_descriptor);
    log_descriptor = -1;
    pthread_mutex_unlock(&log_mutex);
}

bool log_is_open(void)
{
    pthread_mutex_lock(&log_mutex);
    const bool is_open = log_descriptor >= 0;
    pthread_mutex_unlock(&log_mutex);
    return is_open;
}

void log_line(const char *module, const char *format, ...)
{
    pthread_mutex_lock(&log_mutex);
    if (log_descriptor >= 0) {
        char message[LOG_MESSAGE_MAX];
        va_list arguments;
        va_start(arguments, format);
        vsnprintf(message, sizeof(message), format, arguments);
        va_end(arguments);

        char time[CLOCK_RFC3339_SIZE];
        clock_format_rfc3339(clock_wall_ms(), time);
        struct buf line = buf_with_limit(BUF_LIMIT_LINE);
        buf_printf(&line, "%s %s: ", time, module);
        text_append_clean(&line, slice_of(message), false);
        buf_append_char(&line, '\n');
        /* A log that can't be written is no reason to stop or to disturb the screen. */
        (void)!write(log_descriptor, buf_text(&line), line.length);
        buf_free(&line);
    }
    pthread_mutex_unlock(&log_mutex);
}
