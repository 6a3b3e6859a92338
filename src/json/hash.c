/* The hash that belongs to json_equal, in one pass over the text. */
#include <annotty/json/json.h>

#include "scan.h"

#include <annotty/base/mem.h>

#include <stdlib.h>

/* A member of an object, once it is read. */
struct member {
    uint64_t key, value;
    size_t place; /* repeated keys keep their order */
};

struct reader {
    struct slice text;
    size_t at;
    const struct siphash_key *key;
    struct member *members; /* of the objects that are open, the innermost last */
    size_t count, capacity;
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

static int compare_members(const void *left, const void *right)
{
    const struct member *const a = left;
    const struct member *const b = right;
    if (a->key != b->key)
        return a->key < b->key ? -1 : 1;
    return a->place < b->place ? -1 : 1;
}

static void read_member(struct reader *reader)
{
    struct member member = { .key = hash_string(reader) };
    skip_blanks(reader);
    skip_sign(reader);
    member.value = hash_value(reader);
    member.place = reader->count;
    reader->members = xgrow(reader->members, &reader->capacity, reader->count + 1, sizeof(member));
    reader->members[reader->count++] = member;
}

/* In the order of the keys' hashes, because the members' own order does not count. */
static uint64_t hash_object(struct reader *reader)
{
    const size_t first = reader->count;
    for (skip_sign(reader); reader->text.at[reader->at] != '}'; skip_blanks(reader)) {
        if (reader->text.at[reader->at] == ',')
            skip_sign(reader);
        read_member(reader);
    }
    reader->at++;
    if (reader->count - first > 1)
        qsort(&reader->members[first], reader->count - first, sizeof(struct member), compare_members);
    uint64_t hash = JSON_OBJECT;
    for (size_t i = first; i < reader->count; i++)
        hash = mix(reader, hash, mix(reader, reader->members[i].key, reader->members[i].value));
    reader->count = first;
    return hash;
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
    const uint64_t hash = hash_value(&reader);
    free(reader.members);
    return hash;
}
