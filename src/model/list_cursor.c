/* The cursor of a list and the window around it. The cursor holds a row, whose position is found again after every
 * change. The window is held by the number of rows it shows above the cursor, so that the row a person looks at stays
 * where it is on the screen when others come and go; only the person's own moves change that number. */
#include "list_state.h"

#include <annotty/base/mem.h>

#include <stdlib.h>

size_t list_cursor(const struct list *list)
{
    return list->cursor;
}

uint32_t list_cursor_row(const struct list *list)
{
    return list_count(list) > 0 ? list->cursor_row : ROW_NONE;
}

static void place_cursor(struct list *list, size_t position)
{
    list->cursor = position;
    list->cursor_row = list_at(list, position);
}

/* Position of a shown row; false when it isn't shown. */
static bool find_row(const struct list *list, uint32_t row, size_t *position)
{
    if (row == ROW_NONE)
        return false;
    const struct sequence *shown = list_shown(list);
    for (size_t i = 0; i < shown->count; i++)
        if (shown->rows[i] == row) {
            *position = i;
            return true;
        }
    return false;
}

static bool land_on_wanted(struct list *list)
{
    if (list->wanted == NULL)
        return false;
    size_t position = 0;
    if (!find_row(list, rows_find(list->rows, slice_of(list->wanted)), &position))
        return false;
    list_move_to(list, position);
    return true;
}

void list_settle_cursor(struct list *list, uint32_t instead)
{
    const size_t count = list_count(list);
    if (count == 0) {
        list->cursor = 0;
        return;
    }
    if (land_on_wanted(list))
        return;
    size_t position = list->cursor < count ? list->cursor : count - 1;
    if (list->is_resting)
        position = 0;
    else if (list_at(list, position) != list->cursor_row && !find_row(list, list->cursor_row, &position))
        find_row(list, instead, &position);
    place_cursor(list, position);
}

void list_move_to(struct list *list, size_t position)
{
    const size_t count = list_count(list);
    free(list->wanted);
    list->wanted = NULL;
    if (count == 0)
        return;
    list->is_resting = false;
    const size_t from = list->cursor;
    place_cursor(list, position < count ? position : count - 1);
    list->above += (long long)list->cursor - (long long)from;
}

void list_move(struct list *list, long long by)
{
    const size_t distance = by < 0 ? 0 - (size_t)by : (size_t)by;
    if (by < 0)
        list_move_to(list, distance < list->cursor ? list->cursor - distance : 0);
    else
        list_move_to(list, distance < SIZE_MAX - list->cursor ? list->cursor + distance : SIZE_MAX);
}

bool list_select(struct list *list, struct slice id)
{
    free(list->wanted);
    list->wanted = xstrndup(id.at, id.length);
    return land_on_wanted(list);
}

/* How far the window has to go to show a row that is `beyond` rows outside. A row far away comes to the middle. */
static long long scroll(long long beyond, long long height, int jump)
{
    if (beyond > height)
        return beyond + height / 2;
    const long long rows = jump > 0 ? jump : height / 2;
    const long long most = rows < height ? rows : height;
    return beyond > most ? beyond : most;
}

size_t list_window(struct list *list, int height, int jump)
{
    const long long cursor = (long long)list->cursor;
    const long long last = (long long)list_count(list) - height;
    long long top = cursor - list->above;
    if (height > 0 && cursor < top)
        top -= scroll(top - cursor, height, jump);
    else if (height > 0 && cursor >= top + height)
        top += scroll(cursor - top - height + 1, height, jump);
    if (height > 0 && top > last)
        top = last;
    if (top < 0)
        top = 0;
    list->above = cursor - top;
    return (size_t)top;
}
