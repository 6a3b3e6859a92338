/* From bytes that arrive when they like to whole keys. A state machine without a clock: time is told. Bytes go in with
 * input_feed, keys come out of input_next until it says there is none; input_wait_ms says when to ask again although no
 * byte came, because a lone Escape or a broken sequence is settled by waiting. */
#ifndef ANNOTTY_SRC_UI_INPUT_H
#define ANNOTTY_SRC_UI_INPUT_H

#include "input_sequence.h"

#include <annotty/base/buf.h>

#define INPUT_PASTE_MAX BUF_LIMIT_BODY

struct input;

struct input *input_new(const struct input_strings *strings, int escape_delay_ms);
void input_free(struct input **input);
void input_feed(struct input *input, struct slice bytes, int64_t now_ms);
bool input_next(struct input *input, int64_t now_ms, struct key_input *key);
/* -1: nothing to wait for. */
int input_wait_ms(const struct input *input, int64_t now_ms);
/* After KEY_NAME_PASTE, until the next input_next. */
struct slice input_pasted(const struct input *input, bool *was_cut);

/* The strings of the terminal that curses has opened. */
void input_terminfo(struct input_strings *strings);

#endif
