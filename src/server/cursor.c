#include "cursor.h"

#include <inttypes.h>
#include <stdio.h>

/* FNV-1a, 64 bits. */
#define HASH_BEGIN 14695981039346656037u
#define HASH_PRIME 1099511628211u

static uint64_t hash_bytes(uint64_t hash, const void *bytes, size_t length)
{
    const unsigned char *const at = bytes;
    for (size_t i = 0; i < length; i++)
        hash = (hash ^ at[i]) * HASH_PRIME;
    return hash;
}

static uint64_t hash_slice(uint64_t hash, struct slice slice)
{
    hash = hash_bytes(hash, &slice.length, sizeof(slice.length));
    return hash_bytes(hash, slice.at, slice.length);
}

/* The page's own parameters are no filters: their rows have no field. */
static uint64_t hash_list(const struct api_operation *operation, const struct api_query *query)
{
    uint64_t hash = hash_slice(HASH_BEGIN, slice_of(operation->name));
    for (size_t i = 0; i < API_PARAMETERS_MAX; i++) {
        if (operation->parameters[i].field == NULL)
            continue;
        hash = hash_bytes(hash, &query->counts[i], sizeof(query->counts[i]));
        for (size_t j = 0; j < query->counts[i]; j++)
            hash = hash_slice(hash, query->values[i][j]);
    }
    return hash;
}

/* The place is mixed with the hash, so that nobody takes it for a page number. */
void cursor_write(const struct api_operation *operation, const struct api_query *query, int64_t seq,
                  char text[static CURSOR_SIZE])
{
    const uint64_t list = hash_list(operation, query);
    snprintf(text, CURSOR_SIZE, "%016" PRIx64 "%016" PRIx64, hash_bytes(list, &seq, sizeof(seq)), (uint64_t)seq ^ list);
}

bool cursor_read(const struct api_operation *operation, const struct api_query *query, struct slice text, int64_t *seq)
{
    char copy[CURSOR_SIZE];
    char again[CURSOR_SIZE];
    uint64_t check = 0;
    uint64_t place = 0;
    if (text.length != CURSOR_SIZE - 1)
        return false;
    memcpy(copy, text.at, text.length);
    copy[text.length] = '\0';
    if (sscanf(copy, "%16" SCNx64 "%16" SCNx64, &check, &place) != 2)
        return false;
    *seq = (int64_t)(place ^ hash_list(operation, query));
    cursor_write(operation, query, *seq, again);
    return slice_is(text, again);
}
