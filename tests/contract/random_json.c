#include "random_json.h"

#include <annotty/base/mem.h>

enum { DEPTH_MAX = 12, ITEMS_MAX = 5, PIECES_MAX = 6 };

static const char *const numbers[] = {
    "0",
    "-0",
    "0.10",
    "1e400",
    "-1E-400",
    "9007199254740993",
    "14624140233640368324",
    "1705314600000000001",
    "0.0e0",
    "1e+00",
    "100.0",
    "-1.50",
    "3.141592653589793238462643383279502884197",
};

static const char *const strings[] = {
    "plain",
    "\\u0000",
    "\\ud83d\\ude00",
    "\\uD800",
    "\\udc00x",
    "\\ud800\\ud800",
    "\\u00e9",
    "\\uFFFF",
    "\\\"",
    "\\\\",
    "\\/",
    "/",
    "\\b\\f\\n\\r\\t",
    "\\u001b[31m",
    "\xc3\xa9",
    "e\xcc\x81",
    "\xf0\x9f\x98\x80",
    "\xe2\x80\xae",
    "\xef\xbb\xbf",
    "\xef\xbf\xbd",
    "\x7f",
    "'; DROP TABLE record; --",
    "{}[],:",
    "null",
};

static const char *const keys[] = { "a", "b", "", "id", "input", "\\u0061", "type", "\\ud800", "\xc3\xa9" };

static const char *const blanks[] = { "", "", "", "", " ", "\n", "\t ", "\r\n  " };

uint32_t random_json_draw(uint64_t *seed, uint32_t limit)
{
    *seed = *seed * 6364136223846793005u + 1442695040888963407u;
    return (uint32_t)(*seed >> 33) % limit;
}

static void write_blanks(struct buf *out, uint64_t *seed)
{
    buf_append_text(out, blanks[random_json_draw(seed, ARRAY_LENGTH(blanks))]);
}

static void write_digits(struct buf *out, uint64_t *seed)
{
    buf_append_char(out, (char)('1' + random_json_draw(seed, 9)));
    for (uint32_t i = random_json_draw(seed, 30); i > 0; i--)
        buf_append_char(out, (char)('0' + random_json_draw(seed, 10)));
}

static void write_number(struct buf *out, uint64_t *seed)
{
    if (random_json_draw(seed, 2) == 0) {
        buf_append_text(out, numbers[random_json_draw(seed, ARRAY_LENGTH(numbers))]);
        return;
    }
    if (random_json_draw(seed, 2) == 0)
        buf_append_char(out, '-');
    write_digits(out, seed);
    if (random_json_draw(seed, 2) == 0) {
        buf_append_char(out, '.');
        write_digits(out, seed);
    }
    if (random_json_draw(seed, 3) == 0) {
        static const char *const signs[] = { "e", "E", "e+", "E-" };
        buf_append_text(out, signs[random_json_draw(seed, ARRAY_LENGTH(signs))]);
        write_digits(out, seed);
    }
}

static void write_string(struct buf *out, uint64_t *seed)
{
    buf_append_char(out, '"');
    for (uint32_t i = random_json_draw(seed, PIECES_MAX); i > 0; i--)
        buf_append_text(out, strings[random_json_draw(seed, ARRAY_LENGTH(strings))]);
    buf_append_char(out, '"');
}

static void write_value(struct buf *out, uint64_t *seed, int depth);

static void write_items(struct buf *out, uint64_t *seed, int depth, bool is_object)
{
    const uint32_t count = random_json_draw(seed, ITEMS_MAX);
    write_blanks(out, seed);
    for (uint32_t i = 0; i < count; i++) {
        if (i > 0)
            buf_append_char(out, ',');
        write_blanks(out, seed);
        if (is_object) {
            buf_printf(out, "\"%s\"", keys[random_json_draw(seed, ARRAY_LENGTH(keys))]);
            write_blanks(out, seed);
            buf_append_char(out, ':');
            write_blanks(out, seed);
        }
        write_value(out, seed, depth + 1);
        write_blanks(out, seed);
    }
}

static void write_value(struct buf *out, uint64_t *seed, int depth)
{
    static const char *const literals[] = { "true", "false", "null" };
    const uint32_t kind = random_json_draw(seed, depth < DEPTH_MAX ? 8 : 3);
    if (kind == 0) {
        buf_append_text(out, literals[random_json_draw(seed, ARRAY_LENGTH(literals))]);
    } else if (kind == 1) {
        write_number(out, seed);
    } else if (kind == 2) {
        write_string(out, seed);
    } else {
        const bool is_object = kind > 5;
        buf_append_char(out, is_object ? '{' : '[');
        write_items(out, seed, depth, is_object);
        buf_append_char(out, is_object ? '}' : ']');
    }
}

void random_json_write(struct buf *out, uint64_t *seed)
{
    write_value(out, seed, 0);
}

void random_json_write_object(struct buf *out, uint64_t *seed)
{
    buf_append_char(out, '{');
    write_items(out, seed, 0, true);
    buf_append_char(out, '}');
}
