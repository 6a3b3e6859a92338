/* The screen of a watched program: where the cursor stands, which follows what a key has moved. Bytes alone don't tell
 * the answer of a key from news that came meanwhile. */
#ifndef ANNOTTY_TESTS_BENCH_GLASS_H
#define ANNOTTY_TESTS_BENCH_GLASS_H

#include "watched.h"

#include <vterm.h>

struct glass {
    struct watched *program;
    VTerm *vterm;
    VTermScreen *screen;
    size_t taken; /* bytes of program->seen that it has */
};

struct glass glass_over(struct watched *program);
void glass_free(struct glass *glass);
/* Takes what the program has written since; where the cursor is then. */
VTermPos glass_cursor(struct glass *glass);
/* Presses a key that moves the cursor by so many rows, and returns the microseconds until it stands there; -1 when it
 * doesn't within a second. */
int64_t glass_press(struct glass *glass, const char *key, int rows);
/* Reads until the text is on the screen; microseconds, -1 when that takes longer than `patience_ms`. */
int64_t glass_await(struct glass *glass, const char *text, int patience_ms);

#endif
