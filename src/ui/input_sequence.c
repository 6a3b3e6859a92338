/* Bytes from a terminal to keys. The terminal's own strings come first; then what all terminals of today share: CSI
 * and SS3 keys with modifiers, CSI u, SGR and X10 mouse. What isn't known is still read to its end, so that no part of
 * it is ever taken for a letter. */
#include "input_sequence.h"

#include <annotty/base/mem.h>
#include <annotty/base/utf8.h>

enum { ESC = 27, DEL = 127, SEQUENCE_LENGTH_MAX = 64, PARAMETERS_MAX = 3, PARAMETER_MAX = 0x110000 };

enum modifier { SHIFT = 1, ALT = 2, CONTROL = 4, SUPER = 8, HYPER = 16, META = 32 };

struct csi {
    size_t length;
    char marker; /* < = > ? or 0 */
    bool has_intermediate;
    char final;
    size_t count;
    int parameters[PARAMETERS_MAX];
    int details[PARAMETERS_MAX]; /* after the parameter's first colon */
};

static const struct {
    char final;
    uint32_t key;
} letter_keys[] = {
    { 'A', KEY_NAME_UP },     { 'B', KEY_NAME_DOWN },   { 'C', KEY_NAME_RIGHT },    { 'D', KEY_NAME_LEFT },
    { 'H', KEY_NAME_HOME },   { 'F', KEY_NAME_END },    { 'Z', KEY_NAME_BACK_TAB }, { 'P', KEY_NAME_F1 },
    { 'Q', KEY_NAME_F1 + 1 }, { 'R', KEY_NAME_F1 + 2 }, { 'S', KEY_NAME_F1 + 3 },
};

static const struct {
    int number;
    uint32_t key;
} number_keys[] = {
    { 1, KEY_NAME_HOME },    { 2, KEY_NAME_INSERT },    { 3, KEY_NAME_DELETE },   { 4, KEY_NAME_END },
    { 5, KEY_NAME_PAGE_UP }, { 6, KEY_NAME_PAGE_DOWN }, { 7, KEY_NAME_HOME },     { 8, KEY_NAME_END },
    { 11, KEY_NAME_F1 },     { 12, KEY_NAME_F1 + 1 },   { 13, KEY_NAME_F1 + 2 },  { 14, KEY_NAME_F1 + 3 },
    { 15, KEY_NAME_F1 + 4 }, { 17, KEY_NAME_F1 + 5 },   { 18, KEY_NAME_F1 + 6 },  { 19, KEY_NAME_F1 + 7 },
    { 20, KEY_NAME_F1 + 8 }, { 21, KEY_NAME_F1 + 9 },   { 23, KEY_NAME_F1 + 10 }, { 24, KEY_NAME_F12 },
};

static const struct sequence more = { .kind = SEQUENCE_MORE };

static struct sequence swallow(size_t length)
{
    return (struct sequence){ .kind = SEQUENCE_NOTHING, .length = length };
}

static struct sequence found(size_t length, uint32_t key, bool alt)
{
    return (struct sequence){ .kind = SEQUENCE_KEY, .length = length, .key = { .key = key, .alt = alt } };
}

static struct sequence unfinished(struct slice bytes)
{
    if (bytes.length <= SEQUENCE_LENGTH_MAX)
        return more;
    return (struct sequence){ .kind = SEQUENCE_LONG, .length = bytes.length };
}

static unsigned char byte_at(struct slice bytes, size_t offset)
{
    return (unsigned char)bytes.at[offset];
}

static bool is_final(unsigned char byte)
{
    return byte >= 0x40 && byte <= 0x7e;
}

static uint32_t letter_key(char final)
{
    for (size_t i = 0; i < ARRAY_LENGTH(letter_keys); i++)
        if (letter_keys[i].final == final)
            return letter_keys[i].key;
    return KEY_NAME_NONE;
}

static uint32_t number_key(int number)
{
    for (size_t i = 0; i < ARRAY_LENGTH(number_keys); i++)
        if (number_keys[i].number == number)
            return number_keys[i].key;
    return KEY_NAME_NONE;
}

static uint32_t control_key(uint32_t code)
{
    switch (code) {
    case '\r':
        return KEY_NAME_ENTER;
    case '\t':
        return KEY_NAME_TAB;
    case '\b':
    case DEL:
        return KEY_NAME_BACKSPACE;
    case ESC:
        return KEY_NAME_ESCAPE;
    default:
        return code;
    }
}

/* How many bytes the character that begins like this has; 0 when none does. */
static size_t announced_length(unsigned char first)
{
    if (first < 0x80)
        return 1;
    if (first >= 0xc2 && first < 0xe0)
        return 2;
    if (first >= 0xe0 && first < 0xf0)
        return 3;
    return first >= 0xf0 && first < 0xf5 ? 4 : 0;
}

static struct sequence read_character(struct slice bytes)
{
    const unsigned char first = byte_at(bytes, 0);
    if (first < ' ' || first == DEL)
        return found(1, control_key(first), false);
    const size_t length = announced_length(first);
    for (size_t i = 1; i < length; i++) {
        if (i == bytes.length)
            return more;
        if ((byte_at(bytes, i) & 0xc0) != 0x80)
            return swallow(i);
    }
    uint32_t code = 0;
    if (length == 0 || utf8_decode((struct slice){ bytes.at, length }, &code) == 0)
        return swallow(1);
    return code >= 0x80 && code < 0xa0 ? swallow(length) : found(length, code, false);
}

static struct sequence mouse(size_t length, int button, int column, int row)
{
    enum { MODIFIERS = 4 | 8 | 16, LEFT = 0, UP = 64, DOWN = 65 };
    uint32_t key = KEY_NAME_NONE;
    switch (button & ~MODIFIERS) {
    case LEFT:
        key = KEY_NAME_CLICK;
        break;
    case UP:
        key = KEY_NAME_WHEEL_UP;
        break;
    case DOWN:
        key = KEY_NAME_WHEEL_DOWN;
        break;
    default:
        return swallow(length);
    }
    if (column < 1 || row < 1)
        return swallow(length);
    struct sequence sequence = found(length, key, false);
    sequence.key.row = row - 1;
    sequence.key.column = column - 1;
    return sequence;
}

/* ESC [ M and three bytes: the button, column and row, each 32 more than it is. */
static struct sequence read_x10_mouse(struct slice bytes)
{
    enum { LENGTH = 6, OFFSET = 32 };
    for (size_t i = 3; i < LENGTH; i++) {
        if (i == bytes.length)
            return more;
        if (byte_at(bytes, i) < OFFSET)
            return swallow(i);
    }
    return mouse(LENGTH, byte_at(bytes, 3) - OFFSET, byte_at(bytes, 4) - OFFSET, byte_at(bytes, 5) - OFFSET);
}

/* ESC [ [ and a letter: the function keys of the Linux console. */
static struct sequence read_linux_function(struct slice bytes)
{
    if (bytes.length == 3)
        return more;
    const unsigned char letter = byte_at(bytes, 3);
    if (letter >= 'A' && letter <= 'E')
        return found(4, KEY_NAME_F1 + (uint32_t)(letter - 'A'), false);
    return swallow(is_final(letter) ? 4 : 3);
}

/* A key given by its code point: CSI u, and xterm's modifyOtherKeys. Without a plain equivalent it is nothing, so that
 * Ctrl-1 never is the 1 that labels something. */
static struct sequence unicode_key(size_t length, uint32_t code, unsigned modifiers)
{
    const bool is_private = code >= 0xe000 && code < 0xf900;
    const bool is_letter = (code | 0x20) >= 'a' && (code | 0x20) <= 'z';
    const bool is_control = code < ' ' || code == DEL;
    const bool alt = (modifiers & (ALT | META)) != 0;
    if ((modifiers & (SUPER | HYPER)) != 0 || is_private || (code >= 0xd800 && code < 0xe000) ||
        (code > DEL && code < 0xa0) || code == 0 || code >= PARAMETER_MAX)
        return swallow(length);
    if (code == '\t' && (modifiers & SHIFT) != 0)
        return found(length, KEY_NAME_BACK_TAB, alt);
    if (is_control)
        return found(length, control_key(code), alt);
    if ((modifiers & CONTROL) != 0) {
        const bool has_control = is_letter || code == ' ' || (code >= '@' && code <= '_');
        return has_control ? found(length, control_key(code & 0x1f), alt) : swallow(length);
    }
    return found(length, is_letter && (modifiers & SHIFT) != 0 ? code & ~0x20u : code, alt);
}

static int read_number(struct slice bytes, size_t *at)
{
    int number = 0;
    for (; *at < bytes.length && bytes.at[*at] >= '0' && bytes.at[*at] <= '9'; (*at)++)
        if (number < PARAMETER_MAX)
            number = number * 10 + (bytes.at[*at] - '0');
    return number < PARAMETER_MAX ? number : PARAMETER_MAX;
}

/* `bytes`: from ESC [ to the final byte. */
static struct csi parse_csi(struct slice bytes)
{
    struct csi csi = { .length = bytes.length, .final = bytes.at[bytes.length - 1] };
    size_t at = 2;
    if (bytes.at[at] >= '<' && bytes.at[at] <= '?')
        csi.marker = bytes.at[at++];
    while (at + 1 < bytes.length) {
        const size_t slot = csi.count < PARAMETERS_MAX ? csi.count : PARAMETERS_MAX - 1;
        csi.parameters[slot] = read_number(bytes, &at);
        csi.details[slot] = 0;
        csi.count = slot + 1;
        for (bool is_first = true; bytes.at[at] == ':'; is_first = false) {
            at++;
            const int detail = read_number(bytes, &at);
            if (is_first)
                csi.details[slot] = detail;
        }
        if (bytes.at[at] == ';') {
            at++;
        } else if (at + 1 < bytes.length) {
            csi.has_intermediate = true;
            break;
        }
    }
    return csi;
}

static struct sequence decode_csi(const struct csi *csi)
{
    enum { RELEASED = 3, OTHER_KEYS = 27, PASTE = 200 };
    const int *parameters = csi->parameters;
    if (csi->marker == '<' && csi->final == 'M' && !csi->has_intermediate)
        return mouse(csi->length, parameters[0], parameters[1], parameters[2]);
    if (csi->marker != '\0' || csi->has_intermediate || csi->details[1] == RELEASED)
        return swallow(csi->length);
    const unsigned modifiers = parameters[1] > 0 ? (unsigned)parameters[1] - 1 : 0;
    if (csi->final == 'u')
        return unicode_key(csi->length, (uint32_t)parameters[0], modifiers);
    if (csi->final == '~' && parameters[0] == OTHER_KEYS)
        return unicode_key(csi->length, (uint32_t)parameters[2], modifiers);
    if (csi->final == '~' && parameters[0] == PASTE)
        return (struct sequence){ .kind = SEQUENCE_PASTE, .length = csi->length };
    if (csi->final == 'R' && parameters[0] > 1) /* a report where the cursor is */
        return swallow(csi->length);
    const uint32_t key = csi->final == '~' ? number_key(parameters[0]) : letter_key(csi->final);
    return key == KEY_NAME_NONE ? swallow(csi->length) : found(csi->length, key, (modifiers & ALT) != 0);
}

/* Whether the $ here ends the sequence: rxvt's Shift keys, `ESC [ 3 $`. Elsewhere it is an intermediate byte, in
 * answers that have a marker or more parameters. */
static bool is_rxvt_final(struct slice bytes, size_t at)
{
    if (bytes.at[at] != '$' || at == 2)
        return false;
    for (size_t i = 2; i < at; i++)
        if (bytes.at[i] < '0' || bytes.at[i] > '9')
            return false;
    return true;
}

static struct sequence read_csi(struct slice bytes)
{
    if (bytes.length == 2)
        return more;
    if (bytes.at[2] == 'M')
        return read_x10_mouse(bytes);
    if (bytes.at[2] == '[')
        return read_linux_function(bytes);
    for (size_t at = 2; at < bytes.length; at++) {
        const unsigned char byte = byte_at(bytes, at);
        if (byte >= 0x20 && byte < 0x40 && !is_rxvt_final(bytes, at))
            continue;
        if (byte < 0x20 || byte > 0x7e) /* broken off: what follows stands for itself */
            return swallow(at);
        const struct csi csi = parse_csi((struct slice){ bytes.at, at + 1 });
        return decode_csi(&csi);
    }
    return unfinished(bytes);
}

/* ESC O: cursor and function keys, and a number pad in application mode. */
static struct sequence read_ss3(struct slice bytes)
{
    size_t at = 2;
    while (at < bytes.length && ((bytes.at[at] >= '0' && bytes.at[at] <= '9') || bytes.at[at] == ';'))
        at++;
    if (at == bytes.length)
        return unfinished(bytes);
    const unsigned char final = byte_at(bytes, at);
    if (!is_final(final))
        return swallow(at);
    if (final == 'M')
        return found(at + 1, KEY_NAME_ENTER, false);
    if (final >= 'j' && final <= 'y')
        return found(at + 1, final - 0x40u, false);
    const uint32_t key = letter_key((char) final);
    return key == KEY_NAME_NONE ? swallow(at + 1) : found(at + 1, key, false);
}

/* The longest of the terminal's strings that `bytes` begins with; *is_longer when `bytes` is the beginning of another
 * one. */
static const struct input_string *match(struct slice bytes, const struct input_strings *strings, bool *is_longer)
{
    const struct input_string *best = NULL;
    for (size_t i = 0; i < strings->count; i++) {
        const struct input_string *item = &strings->items[i];
        const struct slice own = { item->bytes, item->length };
        if (slice_starts_with(bytes, own) && (best == NULL || own.length > best->length))
            best = item;
        if (own.length > bytes.length && slice_starts_with(own, bytes))
            *is_longer = true;
    }
    return best;
}

static struct sequence with_alt(struct sequence sequence)
{
    sequence.length++;
    sequence.key.alt = true;
    return sequence;
}

static struct sequence read_escape(struct slice bytes, const struct input_strings *strings, bool hurry)
{
    if (bytes.length == 1)
        return more;
    const struct slice rest = slice_from(bytes, 1);
    switch (rest.at[0]) {
    case '[':
        return read_csi(bytes);
    case 'O':
        return read_ss3(bytes);
    case ']':
    case 'P':
    case '^':
    case '_':
        return (struct sequence){ .kind = SEQUENCE_STRING, .length = 2 };
    case ESC:
        if (rest.length == 1)
            return more;
        if (rest.at[1] != '[' && rest.at[1] != 'O')
            return found(1, KEY_NAME_ESCAPE, false);
        return with_alt(sequence_read(rest, strings, hurry));
    default:
        return with_alt(read_character(rest));
    }
}

struct sequence sequence_read(struct slice bytes, const struct input_strings *strings, bool hurry)
{
    bool is_longer = false;
    const struct input_string *own = match(bytes, strings, &is_longer);
    if (is_longer && !hurry)
        return more;
    if (own != NULL)
        return found(own->length, own->key, false);
    return bytes.at[0] == ESC ? read_escape(bytes, strings, hurry) : read_character(bytes);
}
