/* Structural equality of JSON values: contract D21. */
#include <annotty/json/json.h>

#include "scan.h"

#include <annotty/base/arena.h>
#include <annotty/base/mem.h>

#include <stdlib.h>

/* Without the quotes. */
static struct slice inner_of(struct json_value string)
{
    return (struct slice){ .at = string.raw.at + 1, .length = string.raw.length - 2 };
}

static bool strings_equal(struct json_value a, struct json_value b)
{
    if (memchr(a.raw.at, '\\', a.raw.length) == NULL && memchr(b.raw.at, '\\', b.raw.length) == NULL)
        return false;
    struct buf plain_a = buf_with_limit(a.raw.length);
    struct buf plain_b = buf_with_limit(b.raw.length);
    json_append_code_points(&plain_a, inner_of(a));
    json_append_code_points(&plain_b, inner_of(b));
    const bool equal = slice_equal(buf_slice(&plain_a), buf_slice(&plain_b));
    buf_free(&plain_a);
    buf_free(&plain_b);
    return equal;
}

static bool arrays_equal(struct json_value a, struct json_value b)
{
    size_t at_a = 0, at_b = 0;
    struct json_value one, other;
    for (;;) {
        const bool more_a = json_next_element(a, &at_a, &one);
        const bool more_b = json_next_element(b, &at_b, &other);
        if (more_a != more_b)
            return false;
        if (!more_a)
            return true;
        if (!json_equal(one, other))
            return false;
    }
}

/* A member with its key unescaped. */
struct member {
    struct slice key;
    size_t place; /* in the object, so that repeated keys keep their order */
    struct json_value value;
};

static int compare_members(const void *left, const void *right)
{
    const struct member *a = left, *b = right;
    const size_t common = a->key.length < b->key.length ? a->key.length : b->key.length;
    const int order = common > 0 ? memcmp(a->key.at, b->key.at, common) : 0;
    if (order != 0)
        return order;
    if (a->key.length != b->key.length)
        return a->key.length < b->key.length ? -1 : 1;
    return a->place < b->place ? -1 : 1;
}

static struct slice plain_key(struct slice raw_key, struct arena *arena)
{
    if (memchr(raw_key.at, '\\', raw_key.length) == NULL)
        return raw_key;
    struct buf plain = buf_with_limit(raw_key.length);
    json_append_code_points(&plain, raw_key);
    const struct slice key = { .at = arena_copy(arena, buf_slice(&plain)), .length = plain.length };
    buf_free(&plain);
    return key;
}

/* The members in the order of their keys; the caller frees. */
static struct member *sorted_members(struct json_value object, struct arena *arena, size_t *count)
{
    struct member *members = NULL;
    size_t capacity = 0, at = 0;
    struct slice key;
    struct json_value value;
    for (*count = 0; json_next_member(object, &at, &key, &value); (*count)++) {
        members = xgrow(members, &capacity, *count + 1, sizeof(*members));
        members[*count] = (struct member){ .key = plain_key(key, arena), .place = *count, .value = value };
    }
    if (*count > 1)
        qsort(members, *count, sizeof(*members), compare_members);
    return members;
}

static bool objects_equal(struct json_value a, struct json_value b)
{
    struct arena arena = ARENA_EMPTY;
    size_t count_a = 0, count_b = 0;
    struct member *members_a = sorted_members(a, &arena, &count_a);
    struct member *members_b = sorted_members(b, &arena, &count_b);
    bool equal = count_a == count_b;
    for (size_t i = 0; equal && i < count_a; i++)
        equal = slice_equal(members_a[i].key, members_b[i].key) && json_equal(members_a[i].value, members_b[i].value);
    free(members_a);
    free(members_b);
    arena_free(&arena);
    return equal;
}

bool json_equal(struct json_value a, struct json_value b)
{
    if (a.kind != b.kind)
        return false;
    if (slice_equal(a.raw, b.raw))
        return true;
    switch (a.kind) {
    case JSON_STRING:
        return strings_equal(a, b);
    case JSON_ARRAY:
        return arrays_equal(a, b);
    case JSON_OBJECT:
        return objects_equal(a, b);
    default: /* by their text, which differs */
        return false;
    }
}
