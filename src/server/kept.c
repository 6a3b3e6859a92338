#include "kept.h"

#include <annotty/base/index.h>
#include <annotty/base/mem.h>

#include <stdio.h>
#include <stdlib.h>

void kept_init(struct kept *kept)
{
    *kept = (struct kept){ 0 };
    pthread_mutex_init(&kept->lock, NULL);
}

static void forget(struct kept_answer *answer)
{
    free(answer->key);
    free(answer->bytes);
    *answer = (struct kept_answer){ 0 };
}

void kept_destroy(struct kept *kept)
{
    for (size_t i = 0; i < KEPT_ANSWERS; i++)
        forget(&kept->answers[i]);
    pthread_mutex_destroy(&kept->lock);
}

static struct kept_answer *find(struct kept *kept, struct slice key, uint32_t hash)
{
    for (size_t i = 0; i < KEPT_ANSWERS; i++)
        if (kept->answers[i].hash == hash && kept->answers[i].key != NULL && slice_is(key, kept->answers[i].key))
            return &kept->answers[i];
    return NULL;
}

bool kept_find(struct kept *kept, struct slice key, int64_t version, struct buf *answer, char tag[static ETAG_SIZE])
{
    const uint32_t hash = index_hash(key);
    pthread_mutex_lock(&kept->lock);
    struct kept_answer *const found = find(kept, key, hash);
    const bool holds = found != NULL && found->version == version;
    if (holds) {
        found->used = ++kept->now;
        buf_append(answer, found->bytes, found->length);
        memcpy(tag, found->tag, sizeof(found->tag));
    }
    pthread_mutex_unlock(&kept->lock);
    return holds;
}

static struct kept_answer *longest_unused(struct kept *kept)
{
    struct kept_answer *oldest = &kept->answers[0];
    for (size_t i = 1; i < KEPT_ANSWERS; i++)
        if (kept->answers[i].used < oldest->used)
            oldest = &kept->answers[i];
    return oldest;
}

void kept_put(struct kept *kept, struct slice key, int64_t version, struct slice answer, const char *tag)
{
    if (answer.length > KEPT_BYTES_MAX || key.length > KEPT_BYTES_MAX)
        return;
    struct kept_answer made = {
        .key = xstrndup(key.at, key.length),
        .hash = index_hash(key),
        .version = version,
        .bytes = xstrndup(answer.at, answer.length),
        .length = answer.length,
    };
    snprintf(made.tag, sizeof(made.tag), "%s", tag);
    pthread_mutex_lock(&kept->lock);
    struct kept_answer *place = find(kept, key, made.hash);
    if (place == NULL)
        place = longest_unused(kept);
    made.used = ++kept->now;
    forget(place);
    *place = made;
    pthread_mutex_unlock(&kept->lock);
}
