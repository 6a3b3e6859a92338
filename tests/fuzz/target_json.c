/* JSON text: what is accepted whole is read, written, compared and streamed the same. */
#include "fuzz.h"

#include <annotty/base/mem.h>
#include <annotty/json/json.h>
#include <annotty/json/stream.h>

#include <stdlib.h>

#define SEEN_MAX ((size_t)16 * 1024 * 1024)

static void check_copy(struct json_value value, struct slice copy)
{
    static const struct siphash_key key = { { 1, 2 } };
    struct json_value again;
    HOLDS(json_check(copy, &again, NULL));
    HOLDS(json_equal(value, again) && json_equal(again, value));
    HOLDS(json_hash(value, &key) == json_hash(again, &key));
}

/* A string's characters, written anew, say the same. */
static void check_string(struct json_value string)
{
    struct buf plain = buf_with_limit(SEEN_MAX), quoted = buf_with_limit(SEEN_MAX);
    HOLDS(json_append_string(&plain, string));
    HOLDS(json_write_string(&quoted, buf_slice(&plain)));
    if (json_is_text(string))
        check_copy(string, buf_slice(&quoted));
    buf_free(&plain);
    buf_free(&quoted);
}

static void check_parts(struct json_value value)
{
    size_t at = 0;
    struct slice key;
    struct json_value part, found;
    while (value.kind == JSON_OBJECT && json_next_member(value, &at, &key, &part)) {
        HOLDS(json_check(part.raw, &found, NULL) && found.kind == part.kind);
        HOLDS(slice_equal(found.raw, part.raw));
        check_parts(part);
    }
    while (value.kind == JSON_ARRAY && json_next_element(value, &at, &part)) {
        HOLDS(json_check(part.raw, &found, NULL) && found.kind == part.kind);
        check_parts(part);
    }
    if (value.kind == JSON_STRING)
        check_string(value);
}

void fuzz_json(struct slice input)
{
    struct json_value value;
    struct error error = { 0 };
    if (!json_check(input, &value, &error)) {
        HOLDS(error.kind == ERROR_PROTOCOL && error.message[0] != '\0');
        return;
    }
    struct buf pretty = buf_with_limit(SEEN_MAX);
    if (json_write_pretty(&pretty, value, 0))
        check_copy(value, buf_slice(&pretty));
    buf_free(&pretty);
    check_parts(value);
}

/* --- The stream --------------------------------------------------------------------------------------------------- */

static const char *const arrays[] = { "/data", "/data/attributes/interactions", "/a/b" };
static const char *const keeps[] = { "/meta/after", "/data/id", "/a", NULL };

/* What came out of a text, in order: elements and values with their pointers. */
struct seen {
    const char *array;
    struct buf text;
    bool has_array;
};

static bool see_element(struct json_value element, void *data)
{
    struct seen *seen = data;
    struct json_value again;
    HOLDS(json_check(element.raw, &again, NULL));
    return buf_printf(&seen->text, "element %.*s\n", SLICE_ARGS(element.raw));
}

static bool see_value(const char *pointer, struct json_value value, void *data)
{
    struct seen *seen = data;
    return buf_printf(&seen->text, "%s %.*s\n", pointer, SLICE_ARGS(value.raw));
}

/* Feeds the text cut by the seed; 0: whole. */
static bool read_pieces(struct slice text, unsigned seed, struct seen *seen)
{
    const struct json_stream_options options = {
        .array = seen->array, .keep = keeps, .on_element = see_element, .on_value = see_value, .data = seen
    };
    struct error error = { 0 };
    struct json_stream *stream = json_stream_new(&options);
    bool sound = true;
    while (sound && text.length > 0) {
        const size_t length = seed == 0 || text.length == 1 ? text.length : 1 + seed % (text.length - 1);
        /* Memory of its own: nothing behind the piece may be looked at. */
        char *piece = xmalloc(length);
        memcpy(piece, text.at, length);
        sound = json_stream_feed(stream, (struct slice){ piece, length }, &error);
        free(piece);
        text = slice_from(text, length);
        seed = seed == 0 ? 0 : (seed * 1103515245u + 12345u) % 4096u + 1u;
    }
    sound = sound && json_stream_end(stream, &error);
    HOLDS(sound || (error.kind == ERROR_PROTOCOL && error.message[0] != '\0'));
    json_stream_free(&stream);
    return sound;
}

static bool is_beside(const char *pointer, const char *target)
{
    const size_t length = strlen(pointer);
    return strncmp(pointer, target, length) == 0 && (target[length] == '/' || target[length] == '\0');
}

static bool leads_somewhere(const char *pointer, const char *array)
{
    bool leads = is_beside(pointer, array);
    for (size_t i = 0; keeps[i] != NULL; i++)
        leads |= is_beside(pointer, keeps[i]);
    return leads;
}

static bool is_kept(const char *pointer)
{
    for (size_t i = 0; keeps[i] != NULL; i++)
        if (strcmp(pointer, keeps[i]) == 0)
            return true;
    return false;
}

/* The same by reading the whole text. */
static void expect(struct json_value value, const char *pointer, struct seen *seen)
{
    size_t at = 0;
    struct slice key;
    struct json_value part;
    if (value.kind == JSON_ARRAY && strcmp(pointer, seen->array) == 0) {
        seen->has_array = true;
        while (json_next_element(value, &at, &part))
            see_element(part, seen);
    } else if (is_kept(pointer)) {
        see_value(pointer, value, seen);
    } else if (value.kind == JSON_OBJECT && leads_somewhere(pointer, seen->array)) {
        while (json_next_member(value, &at, &key, &part)) {
            struct buf inner = buf_with_limit(SEEN_MAX);
            buf_append_text(&inner, pointer);
            json_write_pointer(&inner, key);
            expect(part, buf_text(&inner), seen);
            buf_free(&inner);
        }
    }
}

static struct seen seen_new(const char *array)
{
    return (struct seen){ .array = array, .text = buf_with_limit(SEEN_MAX) };
}

void fuzz_stream(struct slice input)
{
    const char *const array = arrays[fuzz_byte(&input) % ARRAY_LENGTH(arrays)];
    const unsigned seed = fuzz_byte(&input) + 1;
    struct seen whole = seen_new(array), pieces = seen_new(array), known = seen_new(array);
    const bool sound = read_pieces(input, 0, &whole);
    HOLDS(read_pieces(input, seed, &pieces) == sound);
    HOLDS(slice_equal(buf_slice(&whole.text), buf_slice(&pieces.text)));
    struct json_value value;
    if (json_check(input, &value, NULL)) {
        expect(value, "", &known);
        HOLDS(sound == known.has_array);
        HOLDS(slice_equal(buf_slice(&whole.text), buf_slice(&known.text)));
    }
    buf_free(&whole.text);
    buf_free(&pieces.text);
    buf_free(&known.text);
}
