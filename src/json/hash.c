/* The hash that belongs to json_equal, in one pass over the text. */
#include <annotty/json/json.h>

#include "scan.h"

struct reader {
    struct slice text;
    size_t at;
    const struct siphash_key *key;
};

static uint64_t hash_value(struct reader *reader);

static uint64_t mix(const struct reader *reader, uint64_t a, uint64_t b)
{
    const uint64_t pair[] = { a, b };
    return siphash(reader->key, (struct slice){ .at = (const char *)pair, .length = sizeof(pair) });
}

static void skip_blanks(struct reader *reader)
{
    reader->at = json_skip_blanks(reader->text, reader->at);
}

/* Behind the bracket, comma or colon, on what follows it. */
static void skip_sign(struct reader *reader)
{
    reader->at++;
    skip_blanks(reader);
}

static uint64_t hash_string(struct reader *reader)
{
    const size_t end = json_skip_string(reader->text, reader->at);
    const struct slice inner = { .at = reader->text.at + reader->at + 1, .length = end - reader->at - 2 };
    reader->at = end;
    if (inner.length == 0 || memchr(inner.at, '\\', inner.length) == NULL)
        return mix(reader, JSON_STRING, siphash(reader->key, inner));
    struct buf plain = buf_with_limit(inner.length);
    json_append_code_points(&plain, inner);
    const uint64_t hash = mix(reader, JSON_STRING, siphash(reader->key, buf_slice(&plain)));
    buf_free(&plain);
    return hash;
}

static uint64_t hash_scalar(struct reader *reader)
{
    const size_t begin = reader->at;
    reader->at = json_skip_value(reader->text, begin);
    const struct slice text = { .at = reader->text.at + begin, .length = reader->at - begin };
    return mix(reader, json_kind_of(text.at[0]), siphash(reader->key, text));
}

static uint64_t hash_array(struct reader *reader)
{
    uint64_t hash = JSON_ARRAY;
    for (skip_sign(reader); reader->text.at[reader->at] != ']'; skip_blanks(reader)) {
        if (reader->text.at[reader->at] == ',')
            skip_sign(reader);
        hash = mix(reader, hash, hash_value(reader));
    }
    reader->at++;
    return hash;
}

/* A sum, because the members' order does not count. */
static uint64_t hash_object(struct reader *reader)
{
    uint64_t sum = 0;
    for (skip_sign(reader); reader->text.at[reader->at] != '}'; skip_blanks(reader)) {
        if (reader->text.at[reader->at] == ',')
            skip_sign(reader);
        const uint64_t key = hash_string(reader);
        skip_blanks(reader);
        skip_sign(reader);
        sum += mix(reader, key, hash_value(reader));
    }
    reader->at++;
    return mix(reader, JSON_OBJECT, sum);
}

static uint64_t hash_value(struct reader *reader)
{
    switch (json_kind_of(reader->text.at[reader->at])) {
    case JSON_STRING:
        return hash_string(reader);
    case JSON_ARRAY:
        return hash_array(reader);
    case JSON_OBJECT:
        return hash_object(reader);
    default:
        return hash_scalar(reader);
    }
}

uint64_t json_hash(struct json_value value, const struct siphash_key *key)
{
    struct reader reader = { .text = value.raw, .key = key };
    return hash_value(&reader);
}
