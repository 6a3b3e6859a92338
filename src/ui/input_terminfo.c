/* The bytes of keys as terminfo has them for this TERM. */
#include "input.h"

#include <annotty/base/mem.h>

#include <curses.h>

static const struct {
    const char *capability;
    uint32_t key;
} rows[] = {
    { "kcuu1", KEY_NAME_UP },     { "kcud1", KEY_NAME_DOWN },    { "kcub1", KEY_NAME_LEFT },
    { "kcuf1", KEY_NAME_RIGHT },  { "khome", KEY_NAME_HOME },    { "kend", KEY_NAME_END },
    { "kpp", KEY_NAME_PAGE_UP },  { "knp", KEY_NAME_PAGE_DOWN }, { "kich1", KEY_NAME_INSERT },
    { "kdch1", KEY_NAME_DELETE }, { "kcbt", KEY_NAME_BACK_TAB }, { "kbs", KEY_NAME_BACKSPACE },
    { "kent", KEY_NAME_ENTER },   { "kf1", KEY_NAME_F1 },        { "kf2", KEY_NAME_F1 + 1 },
    { "kf3", KEY_NAME_F1 + 2 },   { "kf4", KEY_NAME_F1 + 3 },    { "kf5", KEY_NAME_F1 + 4 },
    { "kf6", KEY_NAME_F1 + 5 },   { "kf7", KEY_NAME_F1 + 6 },    { "kf8", KEY_NAME_F1 + 7 },
    { "kf9", KEY_NAME_F1 + 8 },   { "kf10", KEY_NAME_F1 + 9 },   { "kf11", KEY_NAME_F1 + 10 },
    { "kf12", KEY_NAME_F12 },
};
_Static_assert(ARRAY_LENGTH(rows) <= INPUT_STRINGS_MAX, "there is room for every row");

void input_terminfo(struct input_strings *strings)
{
    strings->count = 0;
    for (size_t i = 0; i < ARRAY_LENGTH(rows); i++) {
        const char *bytes = tigetstr(rows[i].capability);
        if (bytes == NULL || bytes == (const char *)-1)
            continue;
        const size_t length = strlen(bytes);
        /* A string that begins with a letter would take that letter away. */
        if (length == 0 || length >= INPUT_STRING_SIZE || ((unsigned char)bytes[0] >= ' ' && bytes[0] != 127))
            continue;
        struct input_string *item = &strings->items[strings->count++];
        memcpy(item->bytes, bytes, length);
        item->length = length;
        item->key = rows[i].key;
    }
}
