/* The page cache: rows of what was seen, as the JSON they came as. It may be deleted at any time with nothing lost; a
 * cache that can't be read is an empty cache. Holds no keys. Mode 0600. Used by one thread (the fetch thread) per
 * handle; several processes may share the file. */
#ifndef ANNOTTY_STORE_CACHE_H
#define ANNOTTY_STORE_CACHE_H

#include <annotty/api/rows.h>

struct cache;

/* Opens or makes `dir`/cache.db. A cache of another version or a damaged one is made anew. NULL with error when
 * there can be none (read-only disk, say): the caller goes on without. */
struct cache *cache_open(const char *dir, struct error *error);
void cache_close(struct cache **cache);

/* `site` tells servers and organisations apart (a base address or data directory, never a key); `key` is the request
 * (method and target). Parts are numbered from 0; a reader gets the first screenful without waiting for the rest. */
struct cache_part {
    int64_t fetched_at_ms; /* wall clock */
    uint32_t part, parts;
    struct slice elements; /* JSON array text of the elements; valid until the callback returns */
};
typedef bool (*cache_reader)(const struct cache_part *part, void *data); /* false: no more wanted */
/* Calls `reader` for each part in order; false when nothing is cached. */
bool cache_read(struct cache *cache, const char *site, const char *key, cache_reader reader, void *data);

/* Replaces what is cached for the key, in one transaction begun by _begin: parts are added as they come and become
 * visible together at _commit. */
bool cache_write_begin(struct cache *cache, const char *site, const char *key, int64_t fetched_at_ms);
bool cache_write_part(struct cache *cache, struct slice elements);
bool cache_write_commit(struct cache *cache);
void cache_write_abandon(struct cache *cache);

/* Small remembered things of the workbench: what was selected last, so that a start shows the same screen. */
bool cache_get_note(struct cache *cache, const char *site, const char *name, struct buf *value);
bool cache_set_note(struct cache *cache, const char *site, const char *name, struct slice value);

#endif
