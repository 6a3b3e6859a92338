/* Blocks of 16 KiB in a list; what is larger gets a block of its own. */
#include <annotty/base/arena.h>

#include <annotty/base/mem.h>

#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>

enum { BLOCK_SIZE = 16 * 1024 };

struct arena_block {
    struct arena_block *next;
    size_t size, used;
    _Alignas(max_align_t) char bytes[];
};

static struct arena_block *block_new(size_t size, struct arena_block *next)
{
    struct arena_block *block = xmalloc(sizeof(*block) + size);
    block->next = next;
    block->size = size;
    block->used = 0;
    return block;
}

void *arena_alloc(struct arena *arena, size_t size)
{
    const size_t alignment = _Alignof(max_align_t);
    const size_t rounded = (size + alignment - 1) / alignment * alignment;
    if (arena->blocks == NULL || arena->blocks->size - arena->blocks->used < rounded)
        arena->blocks = block_new(rounded > BLOCK_SIZE ? rounded : BLOCK_SIZE, arena->blocks);
    void *memory = arena->blocks->bytes + arena->blocks->used;
    arena->blocks->used += rounded;
    arena->used += rounded;
    return memory;
}

char *arena_copy(struct arena *arena, struct slice slice)
{
    char *copy = arena_alloc(arena, slice.length + 1);
    if (slice.length > 0)
        memcpy(copy, slice.at, slice.length);
    copy[slice.length] = '\0';
    return copy;
}

char *arena_printf(struct arena *arena, const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    va_list again;
    va_copy(again, arguments);
    const int length = vsnprintf(NULL, 0, format, again);
    va_end(again);
    const size_t size = length < 0 ? 1 : (size_t)length + 1;
    char *text = arena_alloc(arena, size);
    vsnprintf(text, size, format, arguments);
    va_end(arguments);
    return text;
}

static void free_blocks(struct arena_block *block)
{
    while (block != NULL) {
        struct arena_block *next = block->next;
        free(block);
        block = next;
    }
}

void arena_reset(struct arena *arena)
{
    arena->used = 0;
    if (arena->blocks == NULL)
        return;
    free_blocks(arena->blocks->next);
    arena->blocks->next = NULL;
    arena->blocks->used = 0;
}

void arena_free(struct arena *arena)
{
    free_blocks(arena->blocks);
    *arena = ARENA_EMPTY;
}
