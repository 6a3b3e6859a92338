/* A push parser that goes down only to where the wanted array and values are. Bytes come in pieces of any size; a value
 * is captured from its first to its last byte (in place when one piece holds it all) and checked when it is whole. */
#include <annotty/json/stream.h>

#include "scan.h"

#include <annotty/base/mem.h>

#include <stdlib.h>

enum state {
    STATE_VALUE,   /* a value is expected at `pointer` */
    STATE_ELEMENT, /* in the array: an element, or its end when it is the first */
    STATE_KEY,     /* in an object: a key, or its end when it is the first */
    STATE_KEY_TEXT,
    STATE_COLON,
    STATE_AFTER, /* a value has ended: a comma or the end of what it is in */
    STATE_CAPTURE,
    STATE_OVER, /* the document is complete: only blanks may follow */
};

enum { LEVELS_MAX = 8 };

/* What is captured, and whether anybody wants it. */
enum capture { CAPTURE_SKIP, CAPTURE_ELEMENT, CAPTURE_VALUE };

struct json_stream {
    struct json_stream_options options;
    enum state state;
    struct buf pointer;         /* where we are, as a JSON pointer */
    size_t parents[LEVELS_MAX]; /* length of `pointer` at each open level */
    bool in_array[LEVELS_MAX];  /* the level is the wanted array; else an object */
    size_t levels;
    bool first; /* nothing has come at this level yet: it may end */
    bool seen_array;
    enum capture capture;
    unsigned depth; /* of the captured value */
    bool in_string, escaped, scalar;
    struct buf held; /* the captured value's bytes from earlier pieces, or a key's */
    size_t taken;    /* bytes of earlier pieces, for messages */
    bool failed;
};

struct json_stream *json_stream_new(const struct json_stream_options *options)
{
    struct json_stream *stream = xcalloc(1, sizeof(*stream));
    stream->options = *options;
    stream->pointer = buf_with_limit(BUF_LIMIT_LINE);
    stream->held = buf_with_limit(STREAM_ELEMENT_MAX);
    return stream;
}

void json_stream_free(struct json_stream **stream)
{
    if (*stream == NULL)
        return;
    buf_free(&(*stream)->pointer);
    buf_free(&(*stream)->held);
    free(*stream);
    *stream = NULL;
}

static bool fail(struct json_stream *stream, size_t at, const char *problem, struct error *error)
{
    stream->failed = true;
    return error_set(error, ERROR_PROTOCOL, NULL, "invalid JSON at byte %zu: %s", stream->taken + at, problem);
}

/* Whether `pointer` is on the way to `target`. */
static bool leads_to(const struct buf *pointer, const char *target)
{
    const struct slice way = buf_slice(pointer), goal = slice_of(target);
    return slice_starts_with(goal, way) && (goal.length == way.length || goal.at[way.length] == '/');
}

static bool is_kept(const struct json_stream *stream)
{
    for (const char *const *keep = stream->options.keep; keep != NULL && *keep != NULL; keep++)
        if (slice_is(buf_slice(&stream->pointer), *keep))
            return true;
    return false;
}

static bool leads_somewhere(const struct json_stream *stream)
{
    for (const char *const *keep = stream->options.keep; keep != NULL && *keep != NULL; keep++)
        if (leads_to(&stream->pointer, *keep))
            return true;
    return leads_to(&stream->pointer, stream->options.array);
}

static bool push_level(struct json_stream *stream, bool array, size_t at, struct error *error)
{
    if (stream->levels == LEVELS_MAX)
        return fail(stream, at, "nested deeper than expected", error);
    stream->parents[stream->levels] = stream->pointer.length;
    stream->in_array[stream->levels++] = array;
    stream->first = true;
    stream->state = array ? STATE_ELEMENT : STATE_KEY;
    return true;
}

static void cut_pointer(struct json_stream *stream, size_t length)
{
    stream->pointer.length = length;
    if (stream->pointer.data != NULL)
        stream->pointer.data[length] = '\0';
}

static void pop_level(struct json_stream *stream)
{
    cut_pointer(stream, stream->parents[--stream->levels]);
    stream->state = stream->levels == 0 ? STATE_OVER : STATE_AFTER;
}

static void begin_capture(struct json_stream *stream, enum capture capture)
{
    stream->capture = capture;
    stream->depth = 0;
    stream->in_string = stream->escaped = stream->scalar = false;
    buf_clear(&stream->held);
    stream->state = STATE_CAPTURE;
}

/* A value begins with `first` (its byte is not consumed). Decides whether to go into it, keep it or skip it. */
static bool begin_value(struct json_stream *stream, char first, size_t *at, struct error *error)
{
    if (first == '\0' || strchr("{[\"-0123456789tfn", first) == NULL)
        return fail(stream, *at, "not a JSON value", error);
    if (first == '[' && slice_is(buf_slice(&stream->pointer), stream->options.array)) {
        stream->seen_array = true;
        (*at)++;
        return push_level(stream, true, *at, error);
    }
    if (is_kept(stream)) {
        begin_capture(stream, CAPTURE_VALUE);
        return true;
    }
    if (first == '{' && leads_somewhere(stream)) {
        (*at)++;
        return push_level(stream, false, *at, error);
    }
    begin_capture(stream, CAPTURE_SKIP);
    return true;
}

/* Moves over the captured value's bytes; true when it ended (at *at, exclusive). */
static bool cross_value(struct json_stream *stream, struct slice bytes, size_t *at)
{
    for (size_t i = *at; i < bytes.length; i++) {
        const char byte = bytes.at[i];
        if (stream->escaped) {
            stream->escaped = false;
        } else if (stream->in_string) {
            if (byte == '\\')
                stream->escaped = true;
            else if (byte == '"')
                stream->in_string = false;
            if (stream->in_string || stream->depth > 0)
                continue;
            *at = i + 1;
            return true;
        } else if (stream->scalar) {
            if (strchr(",]} \t\r\n", byte) == NULL || byte == '\0')
                continue;
            *at = i;
            return true;
        } else if (byte == '"') {
            stream->in_string = true;
        } else if (byte == '{' || byte == '[') {
            stream->depth++;
        } else if (byte == '}' || byte == ']') {
            if (--stream->depth > 0)
                continue;
            *at = i + 1;
            return true;
        } else if (stream->depth == 0) {
            stream->scalar = true;
        }
    }
    *at = bytes.length;
    return false;
}

static bool deliver(struct json_stream *stream, struct slice text, size_t at, struct error *error)
{
    stream->state = stream->levels == 0 ? STATE_OVER : STATE_AFTER;
    if (stream->capture == CAPTURE_SKIP)
        return true;
    struct json_value value;
    struct error problem;
    if (!json_check(text, &value, &problem)) {
        stream->failed = true;
        return error_set(error, ERROR_PROTOCOL, NULL, "%s, in the value that ends at byte %zu of the answer",
                         problem.message, stream->taken + at);
    }
    const bool go_on = stream->capture == CAPTURE_ELEMENT
                           ? stream->options.on_element(value, stream->options.data)
                           : stream->options.on_value == NULL ||
                                 stream->options.on_value(buf_text(&stream->pointer), value, stream->options.data);
    if (go_on)
        return true;
    stream->failed = true;
    return error_set(error, ERROR_CANCELLED, NULL, "stopped reading the answer");
}

static bool capture_value(struct json_stream *stream, struct slice bytes, size_t *at, struct error *error)
{
    const size_t from = *at;
    const bool ended = cross_value(stream, bytes, at);
    const struct slice part = { .at = bytes.at + from, .length = *at - from };
    if (ended && stream->held.length == 0)
        return deliver(stream, part, *at, error);
    if (stream->capture != CAPTURE_SKIP && !buf_append_slice(&stream->held, part))
        return fail(stream, *at, "a single value is larger than 64 MiB", error);
    return !ended || deliver(stream, buf_slice(&stream->held), *at, error);
}

/* Gathers a key up to its closing quote, then puts it on the pointer. */
static bool read_key(struct json_stream *stream, struct slice bytes, size_t *at, struct error *error)
{
    for (; *at < bytes.length; (*at)++) {
        const char byte = bytes.at[*at];
        if (!stream->escaped && byte == '"') {
            (*at)++;
            cut_pointer(stream, stream->parents[stream->levels - 1]);
            if (!json_write_pointer(&stream->pointer, buf_slice(&stream->held)))
                return fail(stream, *at, "a member's name is too long", error);
            stream->state = STATE_COLON;
            return true;
        }
        stream->escaped = !stream->escaped && byte == '\\';
        if (stream->held.length >= BUF_LIMIT_LINE / 2 || !buf_append_char(&stream->held, byte))
            return fail(stream, *at, "a member's name is too long", error);
    }
    return true;
}

/* One byte between values: a comma, bracket, colon or quote. */
static bool take_mark(struct json_stream *stream, char byte, size_t *at, struct error *error)
{
    const bool array = stream->levels > 0 && stream->in_array[stream->levels - 1];
    const char closer = array ? ']' : '}';
    switch (stream->state) {
    case STATE_VALUE:
        return begin_value(stream, byte, at, error);
    case STATE_ELEMENT:
        if (byte != ']') {
            begin_capture(stream, CAPTURE_ELEMENT);
            return true;
        }
        break;
    case STATE_KEY:
        if (byte == '"') {
            buf_clear(&stream->held);
            stream->escaped = false;
            stream->state = STATE_KEY_TEXT;
            (*at)++;
            return true;
        }
        break;
    case STATE_COLON:
        stream->state = STATE_VALUE;
        (*at)++;
        return byte == ':' || fail(stream, *at, "':' is expected after a member's name", error);
    case STATE_AFTER:
        stream->first = byte == closer;
        if (byte == ',') {
            stream->state = array ? STATE_ELEMENT : STATE_KEY;
            (*at)++;
            return true;
        }
        break;
    default:
        return fail(stream, *at, "something follows the JSON value", error);
    }
    if (byte != closer || !stream->first)
        return fail(stream, *at, array ? "an element, ',' or ']' is expected" : "a member, ',' or '}' is expected",
                    error);
    (*at)++;
    pop_level(stream);
    return true;
}

bool json_stream_feed(struct json_stream *stream, struct slice bytes, struct error *error)
{
    size_t at = 0;
    while (!stream->failed && at < bytes.length) {
        bool sound = true;
        if (stream->state == STATE_CAPTURE) {
            sound = capture_value(stream, bytes, &at, error);
        } else if (stream->state == STATE_KEY_TEXT) {
            sound = read_key(stream, bytes, &at, error);
        } else {
            at = json_skip_blanks(bytes, at);
            sound = at == bytes.length || take_mark(stream, bytes.at[at], &at, error);
        }
        if (!sound)
            return false;
    }
    stream->taken += bytes.length;
    return !stream->failed;
}

bool json_stream_end(struct json_stream *stream, struct error *error)
{
    if (stream->failed)
        return error_set(error, ERROR_PROTOCOL, NULL, "the answer broke off");
    /* A bare number or word ends only with the text. */
    if (stream->state == STATE_CAPTURE && stream->scalar && stream->levels == 0 &&
        !deliver(stream, buf_slice(&stream->held), 0, error))
        return false;
    if (stream->state != STATE_OVER)
        return error_set(error, ERROR_PROTOCOL, NULL, "the answer was cut off after %zu bytes", stream->taken);
    if (!stream->seen_array)
        return error_set(error, ERROR_PROTOCOL, stream->options.array, "the answer has no list at %s",
                         stream->options.array);
    return true;
}
