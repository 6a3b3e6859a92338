/* Open addressing with linear probing; a probe reads the array of hashes only, which stays in few cache lines. */
#include <annotty/base/index.h>

#include <annotty/base/mem.h>

#include <stdlib.h>

enum { CAPACITY_MIN = 16 };
#define SEED       UINT64_C(0x9e3779b97f4a7c15)
#define MULTIPLIER UINT64_C(0x9fb21c651e98df25)

static uint64_t mix(uint64_t value)
{
    value ^= value >> 32;
    value *= UINT64_C(0xd6e8feb86659fd93);
    value ^= value >> 32;
    return value;
}

uint32_t index_hash(struct slice key)
{
    uint64_t hash = mix(SEED + key.length);
    while (key.length > 0) {
        uint64_t word = 0;
        const size_t taken = key.length < sizeof(word) ? key.length : sizeof(word);
        memcpy(&word, key.at, taken);
        hash = mix(hash ^ word) * MULTIPLIER;
        key = slice_from(key, taken);
    }
    return (uint32_t)(mix(hash) >> 16);
}

uint32_t index_find(const struct index *index, struct slice key, index_key key_of, const void *owner)
{
    if (index->capacity == 0)
        return INDEX_NONE;
    const uint32_t hash = index_hash(key);
    for (size_t slot = hash & (index->capacity - 1); index->handles[slot] != INDEX_NONE;
         slot = (slot + 1) & (index->capacity - 1))
        if (index->hashes[slot] == hash && slice_equal(key_of(index->handles[slot], owner), key))
            return index->handles[slot];
    return INDEX_NONE;
}

static void place(struct index *index, uint32_t hash, uint32_t handle)
{
    size_t slot = hash & (index->capacity - 1);
    while (index->handles[slot] != INDEX_NONE)
        slot = (slot + 1) & (index->capacity - 1);
    index->handles[slot] = handle;
    index->hashes[slot] = hash;
    index->count++;
}

static void grow(struct index *index)
{
    const size_t capacity = index->capacity < CAPACITY_MIN ? CAPACITY_MIN : index->capacity * 2;
    struct index grown = { .handles = xmalloc(capacity * sizeof(*grown.handles)),
                           .hashes = xmalloc(capacity * sizeof(*grown.hashes)),
                           .capacity = capacity };
    memset(grown.handles, 0xff, capacity * sizeof(*grown.handles));
    for (size_t slot = 0; slot < index->capacity; slot++)
        if (index->handles[slot] != INDEX_NONE)
            place(&grown, index->hashes[slot], index->handles[slot]);
    index_free(index);
    *index = grown;
}

void index_insert(struct index *index, struct slice key, uint32_t handle)
{
    if (index->count + 1 > index->capacity - index->capacity / 8)
        grow(index);
    place(index, index_hash(key), handle);
}

void index_free(struct index *index)
{
    free(index->handles);
    free(index->hashes);
    *index = (struct index){ 0 };
}
