/* Rows are sorted by eight-byte keys, bytewise from the last to the first (radix): a million rows in some 30 ms, and
 * stably, so that starting from the server's order keeps it among equals. Texts whose first eight bytes are equal are
 * sorted again by the next eight, and so on: ids share long beginnings ("trace-2024..."), and comparing whole texts
 * pair by pair would wander through memory n log n times. */
#include "list_order.h"

#include "number.h"

#include <annotty/base/clock.h>
#include <annotty/base/mem.h>

#include <stdlib.h>

enum {
    KEY_BYTES = sizeof(uint64_t),
    TEXT_BYTES_MAX = 1024, /* texts that agree so far count as equal */
    SMALL_RUN = 48,        /* fewer keys are sorted by comparing them */
};

#define SIGN_BIT (UINT64_C(1) << 63)

struct item {
    uint64_t key;
    uint32_t row;
};

/* The bytes from `depth` on, in lower case, zero past the end. */
static uint64_t text_key(struct slice text, size_t depth)
{
    uint64_t key = 0;
    for (size_t i = depth; i < depth + KEY_BYTES; i++) {
        const unsigned char byte = i < text.length ? (unsigned char)text.at[i] : 0;
        key = key << 8 | (byte >= 'A' && byte <= 'Z' ? byte + ('a' - 'A') : byte);
    }
    return key;
}

static bool is_text_end(uint64_t key, size_t depth)
{
    return (key & 0xff) == 0 || depth + KEY_BYTES >= TEXT_BYTES_MAX;
}

static uint64_t integer_key(int64_t value)
{
    return (uint64_t)value ^ SIGN_BIT;
}

/* The bits of a double, changed so that they are ordered as the numbers are. */
static uint64_t double_key(double value)
{
    uint64_t bits = 0;
    memcpy(&bits, &value, sizeof(bits));
    return (bits & SIGN_BIT) != 0 ? ~bits : bits | SIGN_BIT;
}

static uint64_t key_by_time(const struct rows *rows, int field, uint32_t row)
{
    int64_t time_ms = 0;
    return clock_parse_rfc3339(rows_cell(rows, row, field), &time_ms) ? integer_key(time_ms) : 0;
}

static uint64_t key_by_integer(const struct rows *rows, int field, uint32_t row)
{
    long long integer = 0;
    return slice_to_int64(rows_cell(rows, row, field), &integer) ? integer_key(integer) : 0;
}

static uint64_t key_by_number(const struct rows *rows, int field, uint32_t row)
{
    double number = 0;
    return number_read(rows_cell(rows, row, field), &number) ? double_key(number) : 0;
}

static uint64_t key_by_count(const struct rows *rows, int field, uint32_t row)
{
    uint32_t first = 0;
    uint32_t count = 0;
    rows_child_range(rows, row, field, &first, &count);
    return count;
}

/* Types with a value that eight bytes hold; what is absent or unreadable comes first. All others are texts. */
static uint64_t (*const value_keys[])(const struct rows *rows, int field, uint32_t row) = {
    [API_DATE_TIME] = key_by_time,
    [API_INT64] = key_by_integer,
    [API_DOUBLE] = key_by_number,
    [API_RECORDS] = key_by_count,
};
_Static_assert(ARRAY_LENGTH(value_keys) == API_RECORDS + 1, "API_RECORDS is the last type");

static enum api_type type_of(const struct rows *rows, int field)
{
    return rows_resource(rows)->fields[field].type;
}

static bool is_text(const struct list_order *order)
{
    return order->field >= 0 && value_keys[type_of(order->rows, order->field)] == NULL;
}

uint64_t order_key(const struct rows *rows, int field, uint32_t row)
{
    const enum api_type type = type_of(rows, field);
    return value_keys[type] != NULL ? value_keys[type](rows, field, row) : text_key(rows_cell(rows, row, field), 0);
}

static uint64_t rank_key(const struct list_order *order, uint32_t row)
{
    return integer_key(order->ranks[row]);
}

static uint64_t first_key(const struct list_order *order, uint32_t row)
{
    return order->field < 0 ? rank_key(order, row) : order->keys[row];
}

/* Below zero when `a` is less; both keys are those of `depth` and equal rows have equal keys there. */
static int compare_texts(const struct list_order *order, uint32_t a, uint32_t b, uint64_t key, size_t depth)
{
    const struct slice text_a = rows_cell(order->rows, a, order->field);
    const struct slice text_b = rows_cell(order->rows, b, order->field);
    while (!is_text_end(key, depth)) {
        depth += KEY_BYTES;
        key = text_key(text_a, depth);
        const uint64_t other = text_key(text_b, depth);
        if (key != other)
            return key < other ? -1 : 1;
    }
    return 0;
}

bool order_before(const struct list_order *order, uint32_t a, uint32_t b)
{
    const uint64_t key_a = first_key(order, a);
    const uint64_t key_b = first_key(order, b);
    if (key_a != key_b)
        return (key_a < key_b) != order->descending;
    const int compared = is_text(order) ? compare_texts(order, a, b, key_a, 0) : 0;
    if (compared != 0)
        return (compared < 0) != order->descending;
    return order->ranks[a] < order->ranks[b];
}

bool order_is_sorted(const struct list_order *order, const uint32_t *rows, size_t count)
{
    for (size_t i = 1; i < count; i++)
        if (order_before(order, rows[i], rows[i - 1]))
            return false;
    return true;
}

/* One pass over one byte of the keys; false when all have the same byte there and nothing was moved. */
static bool radix_pass(const struct item *from, struct item *to, size_t count, unsigned shift)
{
    size_t starts[256] = { 0 };
    for (size_t i = 0; i < count; i++)
        starts[from[i].key >> shift & 0xff]++;
    if (starts[from[0].key >> shift & 0xff] == count)
        return false;
    size_t next = 0;
    for (size_t byte = 0; byte < ARRAY_LENGTH(starts); byte++) {
        const size_t here = starts[byte];
        starts[byte] = next;
        next += here;
    }
    for (size_t i = 0; i < count; i++)
        to[starts[from[i].key >> shift & 0xff]++] = from[i];
    return true;
}

static void radix_sort(struct item *items, struct item *spare, size_t count)
{
    struct item *from = items;
    struct item *to = spare;
    for (unsigned shift = 0; shift < 8 * KEY_BYTES; shift += 8) {
        if (!radix_pass(from, to, count, shift))
            continue;
        struct item *const sorted = to;
        to = from;
        from = sorted;
    }
    if (from != items)
        memcpy(items, from, count * sizeof(*items));
}

static void insertion_sort(struct item *items, size_t count)
{
    for (size_t i = 1; i < count; i++) {
        const struct item item = items[i];
        size_t at = i;
        for (; at > 0 && item.key < items[at - 1].key; at--)
            items[at] = items[at - 1];
        items[at] = item;
    }
}

/* Sorts by the keys alone; equal ones stay in their order. */
static void sort_keys(struct item *items, struct item *spare, size_t count)
{
    if (count < SMALL_RUN)
        insertion_sort(items, count);
    else
        radix_sort(items, spare, count);
}

static size_t run_length(const struct item *items, size_t count)
{
    size_t length = 1;
    while (length < count && items[length].key == items[0].key)
        length++;
    return length;
}

/* Sorts `items`, whose texts agree before `depth`, by the rest of their texts. Keys are those of `depth`, turned round
 * when descending; items come in the server's order. */
static void sort_texts(const struct list_order *order, struct item *items, struct item *spare, size_t count,
                       size_t depth)
{
    const uint64_t turn = order->descending ? UINT64_MAX : 0;
    sort_keys(items, spare, count);
    for (size_t at = 0, length = 0; at < count; at += length) {
        length = run_length(items + at, count - at);
        if (length == 1 || is_text_end(items[at].key ^ turn, depth))
            continue;
        for (size_t i = at; i < at + length; i++)
            items[i].key = text_key(rows_cell(order->rows, items[i].row, order->field), depth + KEY_BYTES) ^ turn;
        sort_texts(order, items + at, spare, length, depth + KEY_BYTES);
    }
}

void order_sort(const struct list_order *order, uint32_t *rows, size_t count)
{
    if (count < 2)
        return;
    const uint64_t turn = order->descending ? UINT64_MAX : 0;
    struct item *items = xmalloc(2 * count * sizeof(*items));
    struct item *spare = items + count;
    for (size_t i = 0; i < count; i++)
        items[i] = (struct item){ .key = rank_key(order, rows[i]), .row = rows[i] };
    sort_keys(items, spare, count);
    for (size_t i = 0; i < count; i++)
        items[i].key = first_key(order, items[i].row) ^ turn;
    if (is_text(order))
        sort_texts(order, items, spare, count, 0);
    else
        sort_keys(items, spare, count);
    for (size_t i = 0; i < count; i++)
        rows[i] = items[i].row;
    free(items);
}
