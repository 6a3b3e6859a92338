/* inih takes one line at a time from next_line, which is where lines are counted and freed of what inih would
 * misread: leading blanks (a continued value to inih) and lines longer than its buffer (two lines to inih). */
#include <annotty/config/inifile.h>

#include <annotty/base/mem.h>

#include <errno.h>
#include <fcntl.h>
#include <ini.h>
#include <sys/stat.h>
#include <unistd.h>

enum { FILE_MAX = 1024 * 1024 };

struct reading {
    struct slice rest;
    int line;
    inifile_setting setting;
    inifile_problem problem;
    void *data;
};

static char *next_line(char *line, int size, void *stream)
{
    struct reading *reading = stream;
    struct slice text;
    if (reading->rest.length == 0 || !slice_cut(&reading->rest, '\n', &text))
        return NULL;
    reading->line++;
    text = slice_trim(text);
    if (text.length > INIFILE_LINE_MAX || text.length >= (size_t)size) {
        reading->problem(reading->line, "the line is too long", reading->data);
        text.length = 0;
    } else if (memchr(text.at, '\0', text.length) != NULL) {
        reading->problem(reading->line, "the line has a NUL byte", reading->data);
        text.length = 0;
    }
    memcpy(line, text.at, text.length);
    line[text.length] = '\0';
    return line;
}

static int take_setting(void *user, const char *section, const char *name, const char *value)
{
    struct reading *reading = user;
    reading->setting(section, name, value, reading->line, reading->data);
    return 1;
}

void inifile_read(struct slice text, inifile_setting setting, inifile_problem problem, void *data)
{
    struct reading reading = { .rest = text, .setting = setting, .problem = problem, .data = data };
    const int bad_line = ini_parse_stream(next_line, &reading, take_setting, &reading);
    if (bad_line > 0)
        problem(bad_line, "neither [section] nor name = value", data);
}

static bool read_all(int descriptor, const char *path, struct buf *text, struct error *error)
{
    for (;;) {
        char *room = buf_reserve(text, 4096);
        if (room == NULL)
            return error_set(error, ERROR_INPUT, path, "%s is larger than 1 MiB", path);
        const ssize_t got = read(descriptor, room, 4096);
        if (got < 0 && errno != EINTR)
            return error_set_errno(error, ERROR_INPUT, path, errno, "cannot read %s", path);
        if (got == 0)
            return true;
        if (got > 0)
            buf_wrote(text, (size_t)got);
    }
}

bool inifile_load(const char *path, struct buf *text, unsigned *mode, struct error *error)
{
    *text = buf_with_limit(FILE_MAX + 4096);
    const int descriptor = open(path, O_RDONLY | O_CLOEXEC);
    if (descriptor < 0)
        return error_set_errno(error, ERROR_INPUT, path, errno, "cannot read %s", path);
    struct stat status = { 0 };
    fstat(descriptor, &status);
    if (mode != NULL)
        *mode = status.st_mode & 07777;
    const bool done = read_all(descriptor, path, text, error);
    close(descriptor);
    if (!done)
        buf_free(text);
    return done;
}
