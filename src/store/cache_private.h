/* What the parts of the cache share. */
#ifndef ANNOTTY_SRC_STORE_CACHE_PRIVATE_H
#define ANNOTTY_SRC_STORE_CACHE_PRIVATE_H

#include <annotty/store/cache.h>

enum { CACHE_READS_MAX = 64 };

struct cache {
    struct db *db;
    int64_t limit;  /* bytes; 0: none */
    int64_t doomed; /* an answer that no page names any more, being deleted bit by bit; 0: none */
    bool grown;     /* since it was last held against the limit */
    bool freed;     /* since the file was last made smaller */
    struct cache_use {
        char *site, *key;
        int64_t at_ms;
    } uses[CACHE_READS_MAX]; /* what was read, noted when nobody waits */
    size_t use_count;
};

/* Runs a statement whose text and integer parameters are given in order; integers come after the texts. */
bool cache_run(struct cache *cache, const char *sql, const struct slice *texts, int text_count, const int64_t *numbers,
               int number_count);
/* Deletes it now. */
bool cache_delete_answer(struct cache *cache, int64_t answer);

/* --- cache_tidy.c --- */
void cache_doom(struct cache *cache, int64_t answer);
void cache_was_read(struct cache *cache, const char *site, const char *key);
void cache_note_reads(struct cache *cache);

#endif
