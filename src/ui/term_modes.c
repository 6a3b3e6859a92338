/* Modes as bytes. Keypad mode is ours because curses sends it only when it reads the keys itself. */
#include "term_modes.h"

#include <annotty/base/mem.h>

#include <errno.h>
#include <poll.h>
#include <stdlib.h>
#include <unistd.h>

#include <curses.h>

enum { MODES_MAX = 1024, TITLE_MAX = 250, PATIENCE_MS = 1000, CHUNK = 4096 };

/* TERM begins with one of these: OSC is understood there. Elsewhere it may be printed (Linux console, hardware). */
static const char *const osc_terminals[] = {
    "xterm",   "screen",  "tmux", "rxvt",  "alacritty", "foot",   "kitty", "wezterm", "ghostty",
    "contour", "konsole", "vte",  "gnome", "putty",     "mintty", "iterm", "st-",
};

bool term_knows_osc(const char *name)
{
    for (size_t i = 0; i < ARRAY_LENGTH(osc_terminals); i++)
        if (slice_starts_with(slice_of(name), slice_of(osc_terminals[i])))
            return true;
    return false;
}

/* Without its padding, `$<5>`: it counts at line speeds of another age, and here nothing would carry it out. */
static bool append_capability(struct buf *out, const char *name)
{
    const char *bytes = tigetstr(name);
    if (bytes == NULL || bytes == (const char *)-1)
        return false;
    for (const char *at = bytes; *at != '\0'; at++) {
        const char *end = at[0] == '$' && at[1] == '<' ? strchr(at, '>') : NULL;
        if (end != NULL)
            at = end;
        else
            buf_append_char(out, *at);
    }
    return true;
}

/* Whether the terminal's language is ECMA-48, where an unknown mode is ignored. */
static bool is_ansi(void)
{
    const char *place = tigetstr("cup");
    return place != NULL && place != (const char *)-1 && slice_starts_with(slice_of(place), SLICE("\033["));
}

struct term_modes term_modes_read(bool mouse)
{
    struct term_modes modes = {
        .enter = buf_with_limit(MODES_MAX),
        .leave = buf_with_limit(MODES_MAX),
        .rescue = buf_with_limit(MODES_MAX),
        .has_osc = term_knows_osc(getenv("TERM")),
    };
    append_capability(&modes.enter, "smkx");
    if (is_ansi()) {
        buf_append_text(&modes.enter, "\033[?2004h");
        buf_append_text(&modes.leave, mouse ? "\033[?1006l\033[?1000l\033[?2004l" : "\033[?2004l");
        buf_append_text(&modes.enter, mouse ? "\033[?1000h\033[?1006h" : "");
    }
    if (modes.has_osc) {
        buf_append_text(&modes.enter, "\033[22;2t");
        buf_append_text(&modes.leave, "\033[23;2t");
    }
    append_capability(&modes.leave, "rmkx");
    buf_append_slice(&modes.rescue, buf_slice(&modes.leave));
    append_capability(&modes.rescue, "op");
    append_capability(&modes.rescue, "sgr0");
    append_capability(&modes.rescue, "cnorm");
    if (!append_capability(&modes.rescue, "rmcup"))
        buf_append_text(&modes.rescue, "\r\n");
    return modes;
}

void term_modes_free(struct term_modes *modes)
{
    buf_free(&modes->enter);
    buf_free(&modes->leave);
    buf_free(&modes->rescue);
}

bool term_write(int fd, struct slice bytes)
{
    struct slice rest = bytes;
    while (rest.length > 0) {
        struct pollfd line = { .fd = fd, .events = POLLOUT };
        const int ready = poll(&line, 1, PATIENCE_MS);
        if (ready < 0 && errno == EINTR)
            continue;
        if (ready <= 0)
            return false;
        const ssize_t written = write(fd, rest.at, rest.length < CHUNK ? rest.length : CHUNK);
        if (written < 0 && errno != EINTR && errno != EAGAIN)
            return false;
        rest = slice_from(rest, written > 0 ? (size_t)written : 0);
    }
    return true;
}

void term_append_title(struct buf *out, struct text title)
{
    size_t length = title.length < TITLE_MAX ? title.length : TITLE_MAX;
    while (length < title.length && length > 0 && ((unsigned char)title.bytes[length] & 0xc0) == 0x80)
        length--;
    buf_append_text(out, "\033]2;");
    buf_append(out, title.bytes, length);
    buf_append_char(out, '\a');
}

static void append_base64(struct buf *out, struct slice bytes)
{
    static const char digits[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    for (size_t at = 0; at < bytes.length; at += 3) {
        const size_t count = bytes.length - at < 3 ? bytes.length - at : 3;
        uint32_t group = 0;
        for (size_t i = 0; i < 3; i++)
            group = group << 8 | (i < count ? (unsigned char)bytes.at[at + i] : 0u);
        for (size_t i = 0; i < 4; i++)
            buf_append_char(out, i <= count ? digits[group >> (18 - 6 * i) & 63] : '=');
    }
}

void term_append_copy(struct buf *out, struct slice text)
{
    buf_append_text(out, "\033]52;c;");
    append_base64(out, text);
    buf_append_char(out, '\a');
}
