/* The state machine between the terminal's bytes and keys: what is waited for and how long, what is swallowed, and
 * where a paste goes. What the bytes mean: input_sequence.c. */
#include "input.h"

#include <annotty/base/mem.h>

#include <stdlib.h>

enum {
    ESC = 27,
    LATE_MS = 100,      /* after an Escape that was given: the rest of a sequence that came in two parts */
    SEQUENCE_MS = 250,  /* an unfinished sequence */
    PASTE_MS = 2000,    /* a paste without its end */
    HELD_MAX = 1 << 20, /* far more than is read between two calls of input_next */
};

static const struct slice paste_end = { "\033[201~", 6 };

enum mode {
    MODE_KEYS,
    MODE_PASTE,
    MODE_STRING, /* swallowing up to ST or BEL */
    MODE_LONG,   /* swallowing up to the final byte */
};

struct input {
    struct input_strings strings;
    int escape_delay_ms;
    enum mode mode;
    struct buf held; /* what isn't understood yet, from `begin` on */
    size_t begin;
    int64_t fed_ms;      /* when the last bytes came */
    int64_t deadline_ms; /* when input_next may know more; -1: never without bytes */
    bool escape_given;   /* the first byte held is an Escape that was given as a key already */
    int64_t escape_ms;
    struct buf pasted;
    bool paste_given, paste_cut;
};

enum step { STEP_KEY, STEP_AGAIN, STEP_WAIT };

struct input *input_new(const struct input_strings *strings, int escape_delay_ms)
{
    struct input *input = xmalloc(sizeof(*input));
    *input = (struct input){
        .strings = *strings,
        .escape_delay_ms = escape_delay_ms,
        .held = buf_with_limit(HELD_MAX),
        .deadline_ms = -1,
        .pasted = buf_with_limit(INPUT_PASTE_MAX),
    };
    return input;
}

void input_free(struct input **input)
{
    if (*input == NULL)
        return;
    buf_free(&(*input)->held);
    buf_free(&(*input)->pasted);
    free(*input);
    *input = NULL;
}

static struct slice rest_of(const struct input *input)
{
    return slice_from(buf_slice(&input->held), input->begin);
}

static void drop(struct input *input, size_t length)
{
    input->begin += length;
    if (input->begin == input->held.length) {
        buf_clear(&input->held);
        input->begin = 0;
    }
}

void input_feed(struct input *input, struct slice bytes, int64_t now_ms)
{
    const struct slice rest = rest_of(input);
    if (input->begin > 0) {
        memmove(input->held.data, rest.at, rest.length);
        input->held.length = rest.length;
        input->begin = 0;
    }
    if (!buf_append_slice(&input->held, bytes)) {
        buf_clear(&input->held);
        input->escape_given = false;
    }
    input->fed_ms = now_ms;
    input->deadline_ms = now_ms;
}

int input_wait_ms(const struct input *input, int64_t now_ms)
{
    if (input->deadline_ms < 0)
        return -1;
    return input->deadline_ms > now_ms ? (int)(input->deadline_ms - now_ms) : 0;
}

struct slice input_pasted(const struct input *input, bool *was_cut)
{
    *was_cut = input->paste_cut;
    return buf_slice(&input->pasted);
}

static void forget_paste(struct input *input)
{
    if (!input->paste_given)
        return;
    buf_free(&input->pasted);
    input->pasted = buf_with_limit(INPUT_PASTE_MAX);
    input->paste_given = input->paste_cut = false;
}

static bool is_over(const struct input *input, int64_t now_ms, int patience_ms)
{
    return now_ms - input->fed_ms >= patience_ms;
}

static enum step wait_for_bytes(struct input *input, int patience_ms)
{
    input->deadline_ms = input->fed_ms + patience_ms;
    return STEP_WAIT;
}

static void keep_pasted(struct input *input, struct slice part)
{
    const size_t room = INPUT_PASTE_MAX - input->pasted.length;
    const size_t length = part.length < room ? part.length : room;
    input->paste_cut |= length < part.length;
    buf_append(&input->pasted, part.at, length);
}

/* How many bytes at the end of `text` may be the beginning of the end mark. */
static size_t begun_end(struct slice text)
{
    size_t length = text.length < paste_end.length ? text.length : paste_end.length - 1;
    while (length > 0 && memcmp(text.at + text.length - length, paste_end.at, length) != 0)
        length--;
    return length;
}

static enum step step_paste(struct input *input, int64_t now_ms, struct key_input *key)
{
    const struct slice rest = rest_of(input);
    const char *end = rest.length > 0 ? memmem(rest.at, rest.length, paste_end.at, paste_end.length) : NULL;
    const bool is_last = end != NULL || is_over(input, now_ms, PASTE_MS);
    const size_t length = end != NULL ? (size_t)(end - rest.at) : rest.length - (is_last ? 0 : begun_end(rest));
    keep_pasted(input, (struct slice){ rest.at, length });
    drop(input, length + (end != NULL ? paste_end.length : 0));
    if (!is_last)
        return wait_for_bytes(input, PASTE_MS);
    input->mode = MODE_KEYS;
    input->paste_given = true;
    *key = (struct key_input){ .key = KEY_NAME_PASTE };
    return STEP_KEY;
}

/* How much of an answer to swallow; *is_end when that is all of it. */
static size_t string_length(struct slice rest, bool *is_end)
{
    enum { BEL = 7, CAN = 24, SUB = 26 };
    for (size_t i = 0; i < rest.length; i++) {
        const char byte = rest.at[i];
        *is_end = byte == BEL || byte == CAN || byte == SUB;
        if (*is_end)
            return i + 1;
        if (byte == ESC && i + 1 < rest.length) {
            *is_end = true;
            return rest.at[i + 1] == '\\' ? i + 2 : i;
        }
        if (byte == ESC)
            return i;
    }
    return rest.length;
}

static size_t long_length(struct slice rest, bool *is_end)
{
    for (size_t i = 0; i < rest.length; i++) {
        const unsigned char byte = (unsigned char)rest.at[i];
        *is_end = byte < 0x20 || byte >= 0x40;
        if (*is_end)
            return byte >= 0x40 && byte < 0x7f ? i + 1 : i;
    }
    return rest.length;
}

static enum step step_swallow(struct input *input, int64_t now_ms)
{
    bool is_end = false;
    const struct slice rest = rest_of(input);
    const size_t length = input->mode == MODE_STRING ? string_length(rest, &is_end) : long_length(rest, &is_end);
    const bool over = !is_end && is_over(input, now_ms, SEQUENCE_MS);
    drop(input, over ? rest.length : length);
    if (!is_end && !over)
        return wait_for_bytes(input, SEQUENCE_MS);
    input->mode = MODE_KEYS;
    return STEP_AGAIN;
}

static bool is_bare_escape(struct slice rest)
{
    return rest.at[0] == ESC && (rest.length == 1 || (rest.length == 2 && rest.at[1] == ESC));
}

/* Nothing more came: an Escape was meant as one, anything else was broken off. The Escape stays in front of what is
 * held, because the rest of its sequence may be late. */
static struct sequence settle(struct input *input, struct slice rest, int64_t now_ms)
{
    if (is_bare_escape(rest)) {
        input->escape_given = true;
        input->escape_ms = now_ms;
        return (struct sequence){ .kind = SEQUENCE_KEY, .length = 0, .key = { .key = KEY_NAME_ESCAPE } };
    }
    struct sequence sequence = { .kind = SEQUENCE_NOTHING, .length = rest.length };
    if (input->escape_given && rest.length == 2) {
        sequence.kind = SEQUENCE_KEY;
        sequence.key.key = (unsigned char)rest.at[1];
    }
    input->escape_given = false;
    return sequence;
}

/* Whether what follows the Escape that was given is the rest of a sequence it began. */
static bool is_late(const struct input *input, struct slice rest)
{
    return input->escape_given && rest.length > 1 && (rest.at[1] == '[' || rest.at[1] == 'O') &&
           input->fed_ms - input->escape_ms <= LATE_MS;
}

static int patience_ms(const struct input *input, struct slice rest, bool late)
{
    if (late && rest.length == 2)
        return LATE_MS;
    return is_bare_escape(rest) ? input->escape_delay_ms : SEQUENCE_MS;
}

static enum step step_keys(struct input *input, int64_t now_ms, struct key_input *key)
{
    static const enum mode following[] = {
        [SEQUENCE_PASTE] = MODE_PASTE,
        [SEQUENCE_STRING] = MODE_STRING,
        [SEQUENCE_LONG] = MODE_LONG,
    };
    const struct slice rest = rest_of(input);
    if (rest.length == 0 || (input->escape_given && rest.length == 1))
        return STEP_WAIT;
    const bool late = is_late(input, rest);
    if (input->escape_given && !late) {
        input->escape_given = false;
        drop(input, 1);
        return STEP_AGAIN;
    }
    const int patience = patience_ms(input, rest, late);
    const bool over = is_over(input, now_ms, patience);
    struct sequence sequence = sequence_read(rest, &input->strings, over);
    if (sequence.kind == SEQUENCE_MORE && !over)
        return wait_for_bytes(input, patience);
    if (sequence.kind == SEQUENCE_MORE) {
        sequence = settle(input, rest, now_ms);
    } else {
        input->escape_given = false;
        if (late && sequence.kind == SEQUENCE_KEY)
            sequence.kind = SEQUENCE_NOTHING;
    }
    drop(input, sequence.length);
    input->mode = following[sequence.kind];
    if (sequence.kind != SEQUENCE_KEY)
        return STEP_AGAIN;
    *key = sequence.key;
    return STEP_KEY;
}

bool input_next(struct input *input, int64_t now_ms, struct key_input *key)
{
    forget_paste(input);
    input->deadline_ms = -1;
    enum step step = STEP_AGAIN;
    while (step == STEP_AGAIN) {
        if (input->mode == MODE_KEYS)
            step = step_keys(input, now_ms, key);
        else if (input->mode == MODE_PASTE)
            step = step_paste(input, now_ms, key);
        else
            step = step_swallow(input, now_ms);
    }
    if (step == STEP_KEY)
        input->deadline_ms = now_ms;
    return step == STEP_KEY;
}
