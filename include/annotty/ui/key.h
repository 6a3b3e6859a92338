/* Keys as the workbench knows them, and the names they have in the key table, in help and in the configuration:
 * "j", "J", "space", "ctrl-d", "alt-x", "page-down". A name stays the same for ever. */
#ifndef ANNOTTY_UI_KEY_H
#define ANNOTTY_UI_KEY_H

#include <annotty/base/slice.h>

#include <stdint.h>

/* Keys that aren't a character. They follow the last code point. */
enum key_name {
    KEY_NAME_NONE = 0x110000,
    KEY_NAME_UP,
    KEY_NAME_DOWN,
    KEY_NAME_LEFT,
    KEY_NAME_RIGHT,
    KEY_NAME_HOME,
    KEY_NAME_END,
    KEY_NAME_PAGE_UP,
    KEY_NAME_PAGE_DOWN,
    KEY_NAME_INSERT,
    KEY_NAME_DELETE,
    KEY_NAME_BACKSPACE,
    KEY_NAME_ENTER,
    KEY_NAME_TAB,
    KEY_NAME_BACK_TAB,
    KEY_NAME_ESCAPE,
    KEY_NAME_F1,
    KEY_NAME_F12 = KEY_NAME_F1 + 11,
    KEY_NAME_PASTE,  /* terminal_pasted has the text */
    KEY_NAME_RESIZE, /* the screen's area has changed, or has to be drawn again */
    KEY_NAME_CLICK,  /* key_input.row, key_input.column */
    KEY_NAME_WHEEL_UP,
    KEY_NAME_WHEEL_DOWN,
    KEY_NAME_HANGUP, /* the terminal is gone */
    KEY_NAME_QUIT,   /* SIGTERM, SIGHUP or SIGINT asked for the end */
};

struct key_input {
    uint32_t key; /* code point (Ctrl-Space is 0, other control characters 1-31), or enum key_name */
    bool alt;
    int row, column; /* mouse */
};

/* The key's name. */
enum { KEY_TEXT_SIZE = 24 };
const char *key_describe(const struct key_input *input, char text[static KEY_TEXT_SIZE]);

/* The key that has this name; false when none has. Refused are also names no terminal can send apart: "ctrl-i",
 * "ctrl-m" and "ctrl-h" arrive as "tab", "enter" and "backspace", and Alt with one of [ O ] P ^ _ is how the sequences
 * of other keys begin. */
bool key_parse(struct slice name, struct key_input *input);

#endif
