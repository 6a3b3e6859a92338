#include "glass.h"

#include <annotty/base/mem.h>

#include <stdlib.h>

enum { MOVE_MS = 1000, TURN_MS = 1 };

struct glass glass_over(struct watched *program)
{
    struct glass glass = { .program = program, .vterm = vterm_new(WATCHED_ROWS, WATCHED_COLUMNS) };
    vterm_set_utf8(glass.vterm, 1);
    glass.screen = vterm_obtain_screen(glass.vterm);
    vterm_screen_enable_altscreen(glass.screen, 1);
    vterm_screen_reset(glass.screen, 1);
    return glass;
}

void glass_free(struct glass *glass)
{
    vterm_free(glass->vterm);
    *glass = (struct glass){ 0 };
}

VTermPos glass_cursor(struct glass *glass)
{
    const struct slice seen = buf_slice(&glass->program->seen);
    VTermPos cursor = { 0 };
    vterm_input_write(glass->vterm, seen.at + glass->taken, seen.length - glass->taken);
    glass->taken = seen.length;
    vterm_state_get_cursorpos(vterm_obtain_state(glass->vterm), &cursor);
    return cursor;
}

int64_t glass_press(struct glass *glass, const char *key, int rows)
{
    const VTermPos before = glass_cursor(glass);
    const int64_t pressed_us = watched_type(glass->program, key);
    while (watched_now_us() < pressed_us + MOVE_MS * 1000) {
        watched_take(glass->program, TURN_MS);
        const VTermPos now = glass_cursor(glass);
        if (now.row == before.row + rows && now.col == before.col)
            return glass->program->last_byte_us - pressed_us;
    }
    return -1;
}

static bool shows(struct glass *glass, const char *text)
{
    char row[WATCHED_COLUMNS * 4 + 1];
    glass_cursor(glass);
    for (int number = 0; number < WATCHED_ROWS; number++) {
        const VTermRect rect = { number, number + 1, 0, WATCHED_COLUMNS };
        const size_t length = vterm_screen_get_text(glass->screen, row, sizeof(row) - 1, rect);
        row[length] = '\0';
        if (strstr(row, text) != NULL)
            return true;
    }
    return false;
}

int64_t glass_await(struct glass *glass, const char *text, int patience_ms)
{
    const int64_t began_us = watched_now_us();
    while (!shows(glass, text)) {
        if (watched_now_us() > began_us + (int64_t)patience_ms * 1000)
            return -1;
        watched_take(glass->program, 20);
    }
    return watched_now_us() - began_us;
}
