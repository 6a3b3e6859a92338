/* The next thing in a row of bytes from a terminal: a key, something to be swallowed, or the beginning of one of them.
 * Pure: no time, no state. */
#ifndef ANNOTTY_SRC_UI_INPUT_SEQUENCE_H
#define ANNOTTY_SRC_UI_INPUT_SEQUENCE_H

#include <annotty/ui/key.h>

/* A key's bytes as terminfo says them. */
enum { INPUT_STRING_SIZE = 16 };
struct input_string {
    char bytes[INPUT_STRING_SIZE];
    size_t length;
    uint32_t key;
};

enum { INPUT_STRINGS_MAX = 64 };
struct input_strings {
    struct input_string items[INPUT_STRINGS_MAX];
    size_t count;
};

enum sequence_kind {
    SEQUENCE_KEY,     /* .key */
    SEQUENCE_NOTHING, /* known as complete, means nothing to us */
    SEQUENCE_MORE,    /* all bytes are the beginning of something */
    SEQUENCE_PASTE,   /* what follows is pasted text up to its end mark */
    SEQUENCE_STRING,  /* what follows is an answer up to ST or BEL */
    SEQUENCE_LONG,    /* what follows is the rest of a CSI sequence that is too long to be of use */
};

struct sequence {
    enum sequence_kind kind;
    size_t length; /* the bytes it takes; not for SEQUENCE_MORE */
    struct key_input key;
};

/* Reads from the beginning of `bytes`, which isn't empty. `hurry`: nothing more will come, so of the terminal's own
 * strings a shorter one is taken although a longer one begins with it. */
struct sequence sequence_read(struct slice bytes, const struct input_strings *strings, bool hurry);

#endif
