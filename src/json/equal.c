/* Structural equality of JSON values: contract D21. */
#include <annotty/json/json.h>

#include "scan.h"

static bool strings_equal(struct json_value a, struct json_value b)
{
    if (slice_equal(a.raw, b.raw))
        return true;
    if (memchr(a.raw.at, '\\', a.raw.length) == NULL && memchr(b.raw.at, '\\', b.raw.length) == NULL)
        return false;
    struct buf plain_a = buf_with_limit(a.raw.length);
    struct buf plain_b = buf_with_limit(b.raw.length);
    json_append_string(&plain_a, a);
    json_append_string(&plain_b, b);
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

static size_t count_members(struct json_value object)
{
    size_t at = 0, count = 0;
    struct slice key;
    struct json_value member;
    while (json_next_member(object, &at, &key, &member))
        count++;
    return count;
}

/* The last member with the same key, escapes undone on both sides. */
static struct json_value member_with_key(struct json_value object, struct slice raw_key)
{
    const struct json_value wanted = { .kind = JSON_STRING,
                                       .raw = { .at = raw_key.at - 1, .length = raw_key.length + 2 } };
    struct json_value found = { 0 };
    size_t at = 0;
    struct slice key;
    struct json_value member;
    while (json_next_member(object, &at, &key, &member)) {
        const struct json_value candidate = { .kind = JSON_STRING,
                                              .raw = { .at = key.at - 1, .length = key.length + 2 } };
        if (strings_equal(wanted, candidate))
            found = member;
    }
    return found;
}

static bool objects_equal(struct json_value a, struct json_value b)
{
    if (count_members(a) != count_members(b))
        return false;
    size_t at = 0;
    struct slice key;
    struct json_value member;
    while (json_next_member(a, &at, &key, &member))
        if (!json_equal(member_with_key(a, key), member_with_key(b, key)))
            return false;
    return true;
}

bool json_equal(struct json_value a, struct json_value b)
{
    if (a.kind != b.kind)
        return false;
    switch (a.kind) {
    case JSON_STRING:
        return strings_equal(a, b);
    case JSON_ARRAY:
        return arrays_equal(a, b);
    case JSON_OBJECT:
        return objects_equal(a, b);
    default:
        return slice_equal(a.raw, b.raw);
    }
}
