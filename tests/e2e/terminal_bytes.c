#include "terminal_bytes.h"

#include "../harmless.h"

#include <annotty/base/mem.h>
#include <annotty/base/utf8.h>

enum { ESC = 27, BEL = 7 };

/* CSI: the parameters are digits and semicolons, or one of the listed texts. */
static const struct control {
    char final;
    const char *parameters; /* separated by blanks; NULL: any numbers */
} controls[] = {
    { 'm', NULL }, /* looks */
    { 'H', NULL }, /* the cursor, in all directions */
    { 'A', NULL },
    { 'B', NULL },
    { 'C', NULL },
    { 'D', NULL },
    { 'G', NULL },
    { 'd', NULL },
    { 'J', NULL }, /* erase */
    { 'K', NULL },
    { 'X', NULL },
    { 'P', NULL }, /* characters and lines out and in */
    { '@', NULL },
    { 'L', NULL },
    { 'M', NULL },
    { 'S', NULL }, /* scroll */
    { 'T', NULL },
    { 'r', NULL },
    { 'b', NULL },                                         /* repeat */
    { 'h', "?1 ?7 ?12;25 ?25 ?1000 ?1006 ?1049 ?2004 4" }, /* modes */
    { 'l', "?1 ?7 ?12 ?25 ?1000 ?1006 ?1049 ?2004 4" },
    { 't', "22;0;0 23;0;0 22;2 23;2" }, /* the title put away and taken back */
};

/* Two bytes after an Escape: character sets, keypad, cursor saved and restored, line up. */
static const char *const escapes[] = { "(B", "(0", ")0", ")B", "=", ">", "7", "8", "M" };

static bool is_listed(const char *list, struct slice text)
{
    struct slice rest = slice_of(list), one;
    while (slice_cut(&rest, ' ', &one))
        if (slice_equal(one, text))
            return true;
    return false;
}

static bool is_good_control(char final, struct slice parameters)
{
    for (size_t i = 0; i < ARRAY_LENGTH(controls); i++) {
        if (controls[i].final != final)
            continue;
        if (controls[i].parameters != NULL)
            return is_listed(controls[i].parameters, parameters);
        return strspn(parameters.at, "0123456789;") >= parameters.length;
    }
    return false;
}

/* How many bytes a CSI sequence takes; 0: it may not be there. */
static size_t control_length(struct slice bytes)
{
    size_t at = 2;
    while (at < bytes.length && bytes.at[at] >= 0x20 && bytes.at[at] < 0x40)
        at++;
    if (at == bytes.length || !is_good_control(bytes.at[at], (struct slice){ bytes.at + 2, at - 2 }))
        return 0;
    return at + 1;
}

/* Our own title, and the clipboard with its content in a form that can't act. */
static size_t command_length(struct slice bytes)
{
    static const char title[] = "\033]2;annotty\007", copy[] = "\033]52;c;";
    static const char base64[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/=";
    if (slice_starts_with(bytes, SLICE(title)))
        return sizeof(title) - 1;
    if (!slice_starts_with(bytes, SLICE(copy)))
        return 0;
    size_t at = sizeof(copy) - 1;
    while (at < bytes.length && bytes.at[at] != '\0' && strchr(base64, bytes.at[at]) != NULL)
        at++;
    return at < bytes.length && bytes.at[at] == BEL ? at + 1 : 0;
}

static size_t escape_length(struct slice bytes)
{
    if (bytes.length > 1 && bytes.at[1] == '[')
        return control_length(bytes);
    if (bytes.length > 1 && bytes.at[1] == ']')
        return command_length(bytes);
    for (size_t i = 0; i < ARRAY_LENGTH(escapes); i++)
        if (slice_starts_with(slice_from(bytes, 1), slice_of(escapes[i])))
            return 1 + strlen(escapes[i]);
    return 0;
}

static size_t text_length(struct slice bytes, enum terminal_text text)
{
    uint32_t code = 0;
    const size_t length = utf8_decode(bytes, &code);
    return length > 0 && harmless_code(code, text == TERMINAL_EMOJI) && (text != TERMINAL_ASCII || code < 0x80) ? length
                                                                                                                : 0;
}

size_t terminal_bytes_sound(struct slice bytes, enum terminal_text text)
{
    size_t at = 0, length = 1;
    for (; at < bytes.length && length > 0; at += length) {
        const struct slice rest = slice_from(bytes, at);
        if (rest.at[0] == ESC)
            length = escape_length(rest);
        else if (rest.at[0] == '\r' || rest.at[0] == '\n' || rest.at[0] == '\b')
            length = 1;
        else
            length = text_length(rest, text);
    }
    return at;
}
