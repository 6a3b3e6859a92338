/* Bytes of a file, of standard input or of an argument, looked at through a window that holds what a reader has not
 * taken yet: as much as one item needs, whatever the size of the file. Knows the line it is at. */
#ifndef ANNOTTY_SRC_CLI_INPUT_H
#define ANNOTTY_SRC_CLI_INPUT_H

#include <annotty/base/buf.h>
#include <annotty/base/error.h>

struct input {
    char *name;           /* what a person calls it: a path, "standard input", or the argument itself; owned */
    bool is_word;         /* an argument: has no lines */
    int fd;               /* -1: all of it is in the window */
    bool ended;           /* nothing follows what is in the window */
    struct buf window;    /* from `at` on: not taken yet */
    size_t at;            /* in the window */
    size_t line;          /* of the byte at `at`, from 1 */
    struct error problem; /* why reading ended early, or ERROR_NONE */
};

/* "-" is standard input. */
bool input_open(struct input *input, const char *path, struct error *error);
/* An argument of the command line. */
void input_open_word(struct input *input, const char *word);
void input_close(struct input *input);

/* From the beginning again. False when it can't be, as with a pipe; nothing has changed then. */
bool input_rewind(struct input *input);
/* Whether input_rewind will do. */
bool input_can_rewind(const struct input *input);

/* What is in the window and not taken. Valid until the next call of input_more or input_take. */
struct slice input_rest(const struct input *input);
/* Gets more behind it. False when nothing follows, or with `problem` set. */
bool input_more(struct input *input);
void input_take(struct input *input, size_t count);
/* The next byte, or -1. */
int input_peek(struct input *input);

/* Reads all of a file, or of standard input for "-", onto `text`. */
bool input_read_all(const char *path, struct buf *text, struct error *error);

#endif
