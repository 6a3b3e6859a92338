/* Checks that text is JSON: one pass, no tree. What it lets through, the readers in read.c may trust. */
#include <annotty/json/json.h>

#include "scan.h"

#include <annotty/base/utf8.h>

struct checker {
    struct slice text;
    size_t at;
    unsigned depth;
    const char *problem; /* static; NULL while all is well */
};

static bool fail(struct checker *checker, const char *problem)
{
    if (checker->problem == NULL)
        checker->problem = problem;
    return false;
}

static bool at_end(const struct checker *checker)
{
    return checker->at >= checker->text.length;
}

static char peek(const struct checker *checker)
{
    return at_end(checker) ? '\0' : checker->text.at[checker->at];
}

static void skip_blanks(struct checker *checker)
{
    checker->at = json_skip_blanks(checker->text, checker->at);
}

static bool check_hex(struct checker *checker)
{
    for (int i = 0; i < 4; i++, checker->at++)
        if (at_end(checker) || json_hex_digit(peek(checker)) < 0)
            return fail(checker, "\\u needs four hexadecimal digits");
    return true;
}

static bool check_escape(struct checker *checker)
{
    checker->at++;
    const char escape = peek(checker);
    if (at_end(checker) || strchr("\"\\/bfnrtu", escape) == NULL || escape == '\0')
        return fail(checker, "unknown escape in a string");
    checker->at++;
    return escape != 'u' || check_hex(checker);
}

static bool check_string(struct checker *checker)
{
    checker->at++;
    for (;;) {
        checker->at = json_skip_plain(checker->text, checker->at);
        if (at_end(checker))
            return fail(checker, "the text ends inside a string");
        const char byte = peek(checker);
        if (byte == '"') {
            checker->at++;
            return true;
        }
        if (byte != '\\')
            return fail(checker, "control character in a string");
        if (!check_escape(checker))
            return false;
    }
}

static bool check_digits(struct checker *checker)
{
    const size_t from = checker->at;
    while (!at_end(checker) && peek(checker) >= '0' && peek(checker) <= '9')
        checker->at++;
    return checker->at > from || fail(checker, "a digit is missing in a number");
}

static bool check_number(struct checker *checker)
{
    if (peek(checker) == '-')
        checker->at++;
    const bool zero = peek(checker) == '0';
    const size_t first = checker->at;
    if (!check_digits(checker))
        return false;
    if (zero && checker->at > first + 1)
        return fail(checker, "a number begins with a needless 0");
    if (peek(checker) == '.') {
        checker->at++;
        if (!check_digits(checker))
            return false;
    }
    if (peek(checker) == 'e' || peek(checker) == 'E') {
        checker->at++;
        if (peek(checker) == '+' || peek(checker) == '-')
            checker->at++;
        return check_digits(checker);
    }
    return true;
}

static bool check_word(struct checker *checker, struct slice word)
{
    if (!slice_starts_with(slice_from(checker->text, checker->at), word))
        return fail(checker, "not a JSON value");
    checker->at += word.length;
    return true;
}

static bool check_scalar(struct checker *checker)
{
    switch (peek(checker)) {
    case '"':
        return check_string(checker);
    case 't':
        return check_word(checker, SLICE("true"));
    case 'f':
        return check_word(checker, SLICE("false"));
    case 'n':
        return check_word(checker, SLICE("null"));
    default:
        if (at_end(checker))
            return fail(checker, "the text ends where a value is expected");
        if (peek(checker) != '-' && (peek(checker) < '0' || peek(checker) > '9'))
            return fail(checker, "not a JSON value");
        return check_number(checker);
    }
}

/* A member's key and colon; the value follows. */
static bool check_key(struct checker *checker)
{
    skip_blanks(checker);
    if (peek(checker) != '"')
        return fail(checker, "a member's name in quotes is expected");
    if (!check_string(checker))
        return false;
    skip_blanks(checker);
    if (peek(checker) != ':')
        return fail(checker, "':' is expected after a member's name");
    checker->at++;
    return true;
}

/* After a value: closes as many levels as end here. True when another value follows, false at the end or on failure. */
static bool check_after_value(struct checker *checker, const char *closers)
{
    while (checker->depth > 0) {
        skip_blanks(checker);
        const char closer = closers[checker->depth - 1];
        const char byte = peek(checker);
        if (at_end(checker))
            return fail(checker, "the text ends inside an object or array");
        checker->at++;
        if (byte == ',')
            return closer == ']' || check_key(checker);
        if (byte != closer) {
            checker->at--;
            return fail(checker, closer == ']' ? "',' or ']' is expected" : "',' or '}' is expected");
        }
        checker->depth--;
    }
    return false;
}

/* Opens an object or array. *empty tells that it was closed at once. */
static bool check_open(struct checker *checker, char *closers, bool *empty)
{
    const char closer = peek(checker) == '{' ? '}' : ']';
    if (checker->depth == JSON_DEPTH_MAX)
        return fail(checker, "nested deeper than 128 levels");
    checker->at++;
    skip_blanks(checker);
    *empty = peek(checker) == closer;
    if (*empty) {
        checker->at++;
        return true;
    }
    closers[checker->depth++] = closer;
    return closer == ']' || check_key(checker);
}

static bool check_value(struct checker *checker)
{
    char closers[JSON_DEPTH_MAX];
    do {
        skip_blanks(checker);
        if (peek(checker) == '{' || peek(checker) == '[') {
            bool empty = false;
            if (!check_open(checker, closers, &empty))
                return false;
            if (!empty)
                continue;
        } else if (!check_scalar(checker)) {
            return false;
        }
        if (!check_after_value(checker, closers))
            return checker->problem == NULL;
    } while (true);
}

bool json_check(struct slice text, struct json_value *value, struct error *error)
{
    size_t bad_offset = 0;
    if (!utf8_is_valid(text, &bad_offset))
        return error_set(error, ERROR_PROTOCOL, NULL, "invalid JSON at byte %zu: not UTF-8", bad_offset);
    struct checker checker = { .text = text };
    skip_blanks(&checker);
    const size_t first = checker.at;
    bool sound = check_value(&checker);
    const size_t end = checker.at;
    if (sound) {
        skip_blanks(&checker);
        if (!at_end(&checker))
            sound = fail(&checker, "something follows the JSON value");
    }
    if (!sound)
        return error_set(error, ERROR_PROTOCOL, NULL, "invalid JSON at byte %zu: %s", checker.at, checker.problem);
    value->raw = (struct slice){ .at = text.at + first, .length = end - first };
    value->kind = json_kind_of(text.at[first]);
    return true;
}
