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

/* The page's own parameters are no filters: another page may be larger. */
static bool is_filter(const struct api_operation *operation, const struct api_parameter *parameter)
{
    const struct api_paging_row *const paging = &api_pagings[operation->paging];
    return parameter->name != NULL && strcmp(parameter->name, paging->cursor) != 0 &&
           strcmp(parameter->name, paging->limit) != 0;
}

static uint64_t hash_list(const struct handling *handling)
{
    uint64_t hash = hash_slice(HASH_BEGIN, slice_of(handling->operation->name));
    hash = hash_slice(hash, handling->list);
    for (size_t i = 0; i < API_PATH_PARAMETERS_MAX; i++)
        hash = hash_slice(hash, handling->path_values[i]);
    for (size_t i = 0; i < API_PARAMETERS_MAX; i++) {
        if (!is_filter(handling->operation, &handling->operation->parameters[i]))
            continue;
        const size_t count = handling->query.counts[i];
        hash = hash_bytes(hash, &count, sizeof(count));
        for (size_t j = 0; j < count; j++)
            hash = hash_slice(hash, handling->query.values[i][j]);
    }
    return hash;
}

/* The place is mixed with the hash, so that nobody takes it for a page number. */
void cursor_write(const struct handling *handling, const struct cursor_place *place, char text[static CURSOR_SIZE])
{
    const uint64_t list = hash_list(handling);
    const uint64_t check =
        hash_bytes(hash_bytes(list, &place->seq, sizeof(place->seq)), &place->version, sizeof(place->version));
    snprintf(text, CURSOR_SIZE, "%016" PRIx64 "%016" PRIx64 "%016" PRIx64, check, (uint64_t)place->seq ^ list,
             (uint64_t)place->version ^ check);
}

bool cursor_read(const struct handling *handling, struct slice text, struct cursor_place *place)
{
    char copy[CURSOR_SIZE];
    char again[CURSOR_SIZE];
    uint64_t check = 0;
    uint64_t seq = 0;
    uint64_t version = 0;
    if (text.length != CURSOR_SIZE - 1)
        return false;
    memcpy(copy, text.at, text.length);
    copy[text.length] = '\0';
    if (sscanf(copy, "%16" SCNx64 "%16" SCNx64 "%16" SCNx64, &check, &seq, &version) != 3)
        return false;
    *place =
        (struct cursor_place){ .seq = (int64_t)(seq ^ hash_list(handling)), .version = (int64_t)(version ^ check) };
    cursor_write(handling, place, again);
    return slice_is(text, again);
}
