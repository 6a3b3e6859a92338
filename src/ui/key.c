/* The names of keys, both ways. */
#include <annotty/ui/key.h>

#include <annotty/base/mem.h>
#include <annotty/base/utf8.h>

#include <stdio.h>

static const struct {
    const char *name;
    uint32_t key;
} named[] = {
    { "space", ' ' },
    { "ctrl-space", 0 },
    { "up", KEY_NAME_UP },
    { "down", KEY_NAME_DOWN },
    { "left", KEY_NAME_LEFT },
    { "right", KEY_NAME_RIGHT },
    { "home", KEY_NAME_HOME },
    { "end", KEY_NAME_END },
    { "page-up", KEY_NAME_PAGE_UP },
    { "page-down", KEY_NAME_PAGE_DOWN },
    { "insert", KEY_NAME_INSERT },
    { "delete", KEY_NAME_DELETE },
    { "backspace", KEY_NAME_BACKSPACE },
    { "enter", KEY_NAME_ENTER },
    { "tab", KEY_NAME_TAB },
    { "shift-tab", KEY_NAME_BACK_TAB },
    { "escape", KEY_NAME_ESCAPE },
    { "f1", KEY_NAME_F1 },
    { "f2", KEY_NAME_F1 + 1 },
    { "f3", KEY_NAME_F1 + 2 },
    { "f4", KEY_NAME_F1 + 3 },
    { "f5", KEY_NAME_F1 + 4 },
    { "f6", KEY_NAME_F1 + 5 },
    { "f7", KEY_NAME_F1 + 6 },
    { "f8", KEY_NAME_F1 + 7 },
    { "f9", KEY_NAME_F1 + 8 },
    { "f10", KEY_NAME_F1 + 9 },
    { "f11", KEY_NAME_F1 + 10 },
    { "f12", KEY_NAME_F12 },
    { "paste", KEY_NAME_PASTE },
    { "resize", KEY_NAME_RESIZE },
    { "click", KEY_NAME_CLICK },
    { "wheel-up", KEY_NAME_WHEEL_UP },
    { "wheel-down", KEY_NAME_WHEEL_DOWN },
    { "hangup", KEY_NAME_HANGUP },
    { "quit", KEY_NAME_QUIT },
};

static const char introducers[] = "[O]P^_";

static const char *name_of(uint32_t key)
{
    for (size_t i = 0; i < ARRAY_LENGTH(named); i++)
        if (named[i].key == key)
            return named[i].name;
    return NULL;
}

const char *key_describe(const struct key_input *input, char text[static KEY_TEXT_SIZE])
{
    const char *alt = input->alt ? "alt-" : "";
    const char *name = name_of(input->key);
    if (name != NULL) {
        snprintf(text, KEY_TEXT_SIZE, "%s%s", alt, name);
    } else if (input->key < ' ') {
        const char *letters = "@abcdefghijklmnopqrstuvwxyz[\\]^_";
        snprintf(text, KEY_TEXT_SIZE, "%sctrl-%c", alt, letters[input->key]);
    } else {
        char bytes[UTF8_MAX];
        const size_t length = utf8_encode(input->key, bytes);
        snprintf(text, KEY_TEXT_SIZE, "%s%.*s", alt, (int)length, bytes);
    }
    return text;
}

static bool parse_control(char letter, uint32_t *key)
{
    const bool is_letter = letter >= 'a' && letter <= 'z' && strchr("him", letter) == NULL;
    if (!is_letter && (letter == '\0' || strchr("\\]^_", letter) == NULL))
        return false;
    *key = (uint32_t)letter & 0x1f;
    return true;
}

static bool parse_key(struct slice name, uint32_t *key)
{
    for (size_t i = 0; i < ARRAY_LENGTH(named); i++) {
        if (slice_is(name, named[i].name)) {
            *key = named[i].key;
            return true;
        }
    }
    const struct slice control = SLICE("ctrl-");
    if (slice_starts_with(name, control) && name.length == control.length + 1)
        return parse_control(name.at[control.length], key);
    if (name.length == 0 || utf8_decode(name, key) != name.length)
        return false;
    return *key > ' ' && !(*key >= 0x7f && *key < 0xa0);
}

bool key_parse(struct slice name, struct key_input *input)
{
    const struct slice alt = SLICE("alt-");
    const bool has_alt = slice_starts_with(name, alt);
    uint32_t key = KEY_NAME_NONE;
    if (!parse_key(has_alt ? slice_from(name, alt.length) : name, &key))
        return false;
    if (has_alt && key != 0 && key < 0x80 && strchr(introducers, (int)key) != NULL)
        return false;
    *input = (struct key_input){ .key = key, .alt = has_alt };
    return true;
}
