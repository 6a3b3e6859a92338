/* The page cache: rows of what was seen, as the JSON they came as. It may be deleted at any time with nothing lost; a
 * cache that can't be read is an empty cache. Holds no keys. Mode 0600. A handle is used by one thread (the fetch
 * thread); several processes may share the file.
 *
 * `site` tells servers and organisations apart (a base address or data directory, never a key); `key` is the request
 * (method and target). A cached answer is made of parts, numbered from 0, so that a reader gets the first screenful
 * without waiting for the rest. */
#ifndef ANNOTTY_STORE_CACHE_H
#define ANNOTTY_STORE_CACHE_H

#include <annotty/base/buf.h>
#include <annotty/base/error.h>
#include <annotty/store/db.h>

#include <stdint.h>

struct cache;

#define CACHE_FILE "cache.db" /* in its directory */

/* Opens or makes `dir`/cache.db; one of another version or a damaged one is made anew. NULL with error when there can
 * be none (read-only disk, say): the caller goes on without. */
struct cache *cache_open(const char *dir, struct error *error);
void cache_close(struct cache **cache);
/* db_inspect for the one in `dir`. */
bool cache_inspect(const char *dir, int64_t patience_ms, struct db_facts *facts, struct error *error);

struct cache_part {
    int64_t fetched_at_ms; /* wall clock: when the server said it */
    uint32_t number, count;
    struct slice elements; /* JSON array of the elements; valid until the callback returns */
};
typedef bool (*cache_reader)(const struct cache_part *part, void *data); /* false: no more wanted */

/* Calls `reader` for each part in order; false when nothing is cached. */
bool cache_read(struct cache *cache, const char *site, const char *key, cache_reader reader, void *data);

/* An answer being written while it arrives; what was cached before stays until the commit replaces it. Several may
 * be under way at once. Every function takes 0 for "none", and gives it when the cache can't be written. */
typedef int64_t cache_draft;
cache_draft cache_draft_begin(struct cache *cache);
bool cache_draft_add(struct cache *cache, cache_draft draft, struct slice elements);
/* `tag` is what the server calls this answer (ETag); empty where it doesn't, or the draft holds several answers. */
bool cache_draft_commit(struct cache *cache, cache_draft draft, const char *site, const char *key,
                        int64_t fetched_at_ms, const char *tag);
void cache_draft_drop(struct cache *cache, cache_draft draft);

/* What is known of a page that is of no use any more: the server has said that there is no such thing. */
void cache_forget(struct cache *cache, const char *site, const char *key);

/* The tag of the answer that was fetched then; false when it has none, or another one is cached by now. */
bool cache_get_tag(struct cache *cache, const char *site, const char *key, int64_t fetched_at_ms, struct buf *tag);
/* When what is cached was fetched; 0: nothing is. */
int64_t cache_fetched_at_ms(struct cache *cache, const char *site, const char *key);
/* The server has said the answer with this tag again; nothing happens when another one is cached by now. */
bool cache_confirm(struct cache *cache, const char *site, const char *key, const char *tag, int64_t fetched_at_ms);

/* --- Its size ----------------------------------------------------------------------------------------------------- */

/* What goes beyond it is forgotten, what was read longest ago first; 0: no limit. */
void cache_set_limit(struct cache *cache, int64_t bytes);
/* Does a small piece of forgetting and shrinking; true when there is more to do. */
bool cache_tidy(struct cache *cache);
/* Forgets all pages, or those of a site; the file shrinks at once. Others may have it open. */
bool cache_clear(struct cache *cache, const char *site, struct error *error);

struct cache_facts {
    int64_t page_count, byte_count, file_bytes;
    int64_t oldest_ms, newest_ms; /* wall clock: when the server said them; 0: there is none */
};
/* Of all pages, or of a site's. */
bool cache_look(struct cache *cache, const char *site, struct cache_facts *facts);
/* The sites there are, in the order of their names. */
void cache_each_site(struct cache *cache, void (*each)(const char *site, void *data), void *data);

/* Small remembered things of the workbench: what was selected last, so that a start shows the same screen. */
bool cache_get_note(struct cache *cache, const char *site, const char *name, struct buf *value);
bool cache_set_note(struct cache *cache, const char *site, const char *name, struct slice value);

#endif
