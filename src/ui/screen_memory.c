/* A screen that is only remembered: for the plain first screen and for tests. */
#include "screen_private.h"

#include <annotty/base/mem.h>

#include <stdlib.h>

static void show_nothing(struct screen *screen)
{
    (void)screen;
}

struct screen *screen_memory_new(int columns, int rows)
{
    struct screen *screen = xcalloc(1, sizeof(*screen));
    screen->show = show_nothing;
    screen_resize(screen, columns, rows);
    return screen;
}

void screen_memory_free(struct screen **screen)
{
    if (*screen == NULL)
        return;
    free((*screen)->cells);
    free(*screen);
    *screen = NULL;
}

const char *screen_memory_row(const struct screen *screen, int row, struct arena *arena)
{
    char *text = arena_alloc(arena, (size_t)screen->columns * SCREEN_CELL_BYTES + 1);
    size_t length = 0;
    size_t used = 0;
    for (int column = 0; column < screen->columns; column++) {
        const struct screen_cell *cell = screen_cell(screen, row, column);
        const size_t bytes = strlen(cell->bytes);
        memcpy(text + length, cell->bytes, bytes);
        length += bytes;
        if (strcmp(cell->bytes, " ") != 0 && bytes > 0)
            used = length;
    }
    text[used] = '\0';
    return text;
}

enum role screen_memory_role(const struct screen *screen, int row, int column)
{
    return (enum role)screen_cell(screen, row, column)->role;
}
