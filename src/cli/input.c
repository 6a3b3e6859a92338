#include "input.h"

#include "interrupt.h"

#include <annotty/base/mem.h>

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <unistd.h>

enum { PIECE = 64 * 1024 };

static bool is_standard(const char *path)
{
    return strcmp(path, "-") == 0;
}

static bool skip_byte_order_mark(struct input *input)
{
    static const struct slice mark = { .at = "\xef\xbb\xbf", .length = 3 };
    while (input_rest(input).length < mark.length && input_more(input))
        continue;
    if (slice_starts_with(input_rest(input), mark))
        input->at += mark.length;
    return input->problem.kind == ERROR_NONE;
}

bool input_open(struct input *input, const char *path, struct error *error)
{
    *input = (struct input){ .line = 1, .window = buf_with_limit(BUF_LIMIT_BODY + PIECE) };
    input->name = xstrdup(is_standard(path) ? "standard input" : path);
    input->fd = is_standard(path) ? STDIN_FILENO : open(path, O_RDONLY | O_CLOEXEC);
    if (input->fd < 0)
        return error_set_errno(error, ERROR_INPUT, path, errno, "can't read %s", path);
    if (skip_byte_order_mark(input))
        return true;
    *error = input->problem;
    return false;
}

void input_open_word(struct input *input, const char *word)
{
    *input = (struct input){ .line = 1, .fd = -1, .is_word = true, .ended = true, .name = xstrdup(word) };
    input->window = buf_with_limit(BUF_LIMIT_BODY);
    buf_append_text(&input->window, word);
}

void input_close(struct input *input)
{
    if (input->fd > STDIN_FILENO)
        close(input->fd);
    free(input->name);
    buf_free(&input->window);
    *input = (struct input){ .fd = -1 };
}

bool input_can_rewind(const struct input *input)
{
    return input->fd < 0 || lseek(input->fd, 0, SEEK_CUR) >= 0;
}

bool input_rewind(struct input *input)
{
    if (input->fd >= 0) {
        if (lseek(input->fd, 0, SEEK_SET) < 0)
            return false;
        buf_clear(&input->window);
        input->ended = false;
    }
    input->at = 0;
    input->line = 1;
    error_clear(&input->problem);
    return input->fd < 0 || skip_byte_order_mark(input);
}

struct slice input_rest(const struct input *input)
{
    if (input->at >= input->window.length)
        return (struct slice){ .at = "" };
    return (struct slice){ input->window.data + input->at, input->window.length - input->at };
}

static bool break_off(struct input *input, enum error_kind kind, const char *why)
{
    input->ended = true;
    return error_set(&input->problem, kind, input->name, "%s:%zu: %s", input->name, input->line, why);
}

static void drop_taken(struct input *input)
{
    struct buf *window = &input->window;
    if (input->at == 0)
        return;
    memmove(window->data, window->data + input->at, window->length - input->at);
    window->length -= input->at;
    input->at = 0;
}

bool input_more(struct input *input)
{
    if (input->ended)
        return false;
    drop_taken(input);
    char *room = buf_reserve(&input->window, PIECE);
    if (room == NULL)
        return break_off(input, ERROR_INPUT, "what begins here is larger than 32 MiB");
    ssize_t got = read(input->fd, room, PIECE);
    while (got < 0 && errno == EINTR && !interrupt_seen())
        got = read(input->fd, room, PIECE);
    if (got < 0 && errno == EINTR)
        return break_off(input, ERROR_CANCELLED, "interrupted");
    if (got < 0) {
        input->ended = true;
        return error_set_errno(&input->problem, ERROR_INPUT, input->name, errno, "can't read %s", input->name);
    }
    buf_wrote(&input->window, (size_t)got);
    input->ended = got == 0;
    return got > 0;
}

void input_take(struct input *input, size_t count)
{
    const char *at = input->window.data + input->at, *end = at + count;
    for (const char *found = memchr(at, '\n', count); found != NULL; found = memchr(at, '\n', (size_t)(end - at))) {
        input->line++;
        at = found + 1;
    }
    input->at += count;
}

int input_peek(struct input *input)
{
    if (input->at >= input->window.length && !input_more(input))
        return -1;
    return (unsigned char)input->window.data[input->at];
}

bool input_read_all(const char *path, struct buf *text, struct error *error)
{
    struct input input;
    bool good = input_open(&input, path, error);
    while (good && input_peek(&input) >= 0) {
        const struct slice piece = input_rest(&input);
        good = buf_append_slice(text, piece) ||
               error_set(error, ERROR_INPUT, path, "%s is larger than a request may be", path);
        input_take(&input, piece.length);
    }
    if (good && input.problem.kind != ERROR_NONE) {
        *error = input.problem;
        good = false;
    }
    input_close(&input);
    return good;
}
