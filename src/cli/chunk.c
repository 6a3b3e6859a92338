#include "chunk.h"

#include <annotty/base/mem.h>

#include <stdio.h>
#include <stdlib.h>

void chunk_free(struct chunk *chunk)
{
    api_batch_free(&chunk->batch);
    free(chunk->places);
    *chunk = (struct chunk){ 0 };
}

static void add(struct chunk *chunk, const struct item *item, const struct source *source)
{
    api_batch_add(&chunk->batch, item->list, buf_slice(&item->json));
    chunk->places = xgrow(chunk->places, &chunk->capacity, chunk->batch.count, sizeof(*chunk->places));
    chunk->places[chunk->batch.count - 1] = (struct chunk_place){ source, item->line };
}

void chunk_remove(struct chunk *chunk, size_t number)
{
    api_batch_remove(&chunk->batch, number);
    memmove(chunk->places + number, chunk->places + number + 1, (chunk->batch.count - number) * sizeof(*chunk->places));
}

/* The n-th item of one of the lists. */
static bool find_in_list(const struct chunk *chunk, const struct api_field *list, long long n, size_t *number)
{
    for (size_t i = 0; i < chunk->batch.count; i++)
        if (chunk->batch.items[i].list == list && n-- == 0) {
            *number = i;
            return true;
        }
    return false;
}

bool chunk_find(const struct chunk *chunk, const struct api_operation *operation, const char *pointer, size_t *number)
{
    struct slice rest = slice_of(pointer), data, attributes, name, index, root;
    long long n = 0;
    if (!slice_cut(&rest, '/', &root) || !slice_cut(&rest, '/', &data) || !slice_cut(&rest, '/', &attributes) ||
        !slice_cut(&rest, '/', &name) || !slice_cut(&rest, '/', &index) || !slice_to_int64(index, &n))
        return false;
    const struct api_field *list = api_operation_list(operation, 0);
    for (size_t i = 0; list != NULL && !slice_is(name, list->name);)
        list = api_operation_list(operation, ++i);
    return list != NULL && n >= 0 && find_in_list(chunk, list, n, number);
}

bool chunk_find_id(const struct chunk *chunk, const char *member, struct json_value id, size_t *number)
{
    struct json_value item;
    for (size_t i = chunk->batch.count; i-- > 0;) {
        if (!json_check(api_batch_text(&chunk->batch, i), &item, NULL))
            continue;
        *number = i;
        if (json_equal(item.kind == JSON_OBJECT ? json_member(item, member) : item, id))
            return true;
    }
    return false;
}

void chunk_place_of(const struct chunk *chunk, size_t first, size_t last, char place[static 256])
{
    const struct chunk_place *from = &chunk->places[first], *to = &chunk->places[last];
    source_place(from->source, from->line, place);
    if (from->source == to->source && from->line != to->line)
        snprintf(place + strlen(place), 256 - strlen(place), " to %zu", to->line);
    else if (from->source != to->source)
        snprintf(place + strlen(place), 256 - strlen(place), " and what follows");
}

struct chunker chunker_new(struct items *items)
{
    return (struct chunker){ .items = items, .item = item_new() };
}

void chunker_free(struct chunker *chunker)
{
    item_free(&chunker->item);
}

/* Makes the next item wait; false when there is none. */
static bool look_ahead(struct chunker *chunker)
{
    if (chunker->waiting || chunker->ended)
        return chunker->waiting;
    const enum source_step step = items_next(chunker->items, &chunker->item, &chunker->error);
    chunker->waiting = step == SOURCE_ITEM;
    chunker->ended = !chunker->waiting;
    if (step == SOURCE_END)
        error_clear(&chunker->error);
    return chunker->waiting;
}

bool chunker_fill(struct chunker *chunker, struct chunk *chunk)
{
    if (chunk->batch.text.limit == 0)
        chunk->batch = api_batch_new();
    api_batch_clear(&chunk->batch);
    chunk->refused = 0;
    while (look_ahead(chunker) && api_batch_has_room(&chunk->batch, buf_slice(&chunker->item.json))) {
        add(chunk, &chunker->item, items_source(chunker->items));
        chunker->waiting = false;
    }
    return chunk->batch.count > 0;
}
