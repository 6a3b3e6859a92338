#include "rows_text.h"

#include <annotty/base/mem.h>

#include <assert.h>
#include <stdlib.h>

/* A field marked as repeating that doesn't repeat after all would fill the index for nothing. */
enum { SHARED_MAX = 1 << 16 };

void row_texts_free(struct row_texts *texts)
{
    free(texts->bytes);
    index_free(&texts->shared);
    *texts = (struct row_texts){ 0 };
}

struct slice row_text(const struct row_texts *texts, uint32_t cell)
{
    if (cell < CELL_FIRST)
        return (struct slice){ .at = "" };
    uint32_t length = 0;
    memcpy(&length, texts->bytes + cell, sizeof(length));
    return (struct slice){ .at = texts->bytes + cell + sizeof(length), .length = length };
}

uint32_t row_text_add(struct row_texts *texts, struct slice text)
{
    if (texts->length == 0)
        texts->length = CELL_FIRST;
    const uint32_t length = (uint32_t)text.length;
    const size_t needed = texts->length + sizeof(length) + text.length;
    assert(needed <= UINT32_MAX);
    texts->bytes = xgrow(texts->bytes, &texts->capacity, needed, 1);
    const uint32_t cell = (uint32_t)texts->length;
    memcpy(texts->bytes + cell, &length, sizeof(length));
    if (text.length > 0)
        memcpy(texts->bytes + cell + sizeof(length), text.at, text.length);
    texts->length = needed;
    return cell;
}

static struct slice key_of(uint32_t handle, const void *owner)
{
    return row_text(owner, handle);
}

uint32_t row_text_share(struct row_texts *texts, struct slice text)
{
    const uint32_t found = index_find(&texts->shared, text, key_of, texts);
    if (found != INDEX_NONE)
        return found;
    const uint32_t cell = row_text_add(texts, text);
    if (texts->shared.count < SHARED_MAX)
        index_insert(&texts->shared, row_text(texts, cell), cell);
    return cell;
}
