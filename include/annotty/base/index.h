/* A compact hash index from keys that live elsewhere to 32-bit handles: open addressing, 8 bytes a slot.
 * The index stores handles only; the owner of the keys supplies hash and equality. With it a million ids cost
 * at most 16 MB instead of a node each. Removal is by rebuilding: the lists it serves mark rows as gone instead. */
#ifndef ANNOTTY_BASE_INDEX_H
#define ANNOTTY_BASE_INDEX_H

#include <annotty/base/slice.h>

#include <stdint.h>

enum { INDEX_NONE = UINT32_MAX };

struct index {
    uint32_t *handles; /* INDEX_NONE in an empty slot */
    uint32_t *hashes;  /* the full hash of each, so that growing and most misses never touch a key */
    size_t capacity;   /* a power of two, or 0 before the first insert */
    size_t count;
};

uint32_t index_hash(struct slice key);
/* The key of a handle: asked only when hashes are equal. */
typedef struct slice (*index_key)(uint32_t handle, const void *owner);

uint32_t index_find(const struct index *index, struct slice key, index_key key_of, const void *owner);
/* The caller knows that the key is not in it yet. */
void index_insert(struct index *index, struct slice key, uint32_t handle);
void index_free(struct index *index);

#endif
