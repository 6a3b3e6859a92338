#include <annotty/base/index.h>

#include <check.h>
#include <stdio.h>

enum { KEYS = 50000, KEY_SIZE = 16 };

static struct slice key_of(uint32_t handle, const void *owner)
{
    return slice_of((const char *)owner + (size_t)handle * KEY_SIZE);
}

START_TEST(every_key_is_found_again_and_no_other)
{
    static char keys[KEYS][KEY_SIZE];
    struct index index = { 0 };
    ck_assert_uint_eq(index_find(&index, SLICE("key-0"), key_of, keys), INDEX_NONE);
    for (uint32_t i = 0; i < KEYS; i++) {
        snprintf(keys[i], KEY_SIZE, "key-%u", i);
        index_insert(&index, slice_of(keys[i]), i);
    }
    ck_assert_uint_eq(index.count, KEYS);
    for (uint32_t i = 0; i < KEYS; i++)
        ck_assert_uint_eq(index_find(&index, slice_of(keys[i]), key_of, keys), i);
    for (uint32_t i = KEYS; i < 2 * KEYS; i++) {
        char other[KEY_SIZE];
        snprintf(other, sizeof(other), "key-%u", i);
        ck_assert_uint_eq(index_find(&index, slice_of(other), key_of, keys), INDEX_NONE);
    }
    index_free(&index);
    ck_assert_uint_eq(index.capacity, 0);
}
END_TEST

START_TEST(hashes_differ_in_length_and_each_byte)
{
    char key[64] = { 0 };
    for (size_t length = 0; length < sizeof(key); length++) {
        const uint32_t hash = index_hash((struct slice){ key, length });
        ck_assert_uint_ne(hash, index_hash((struct slice){ key, length + 1 }));
        for (size_t at = 0; at < length; at++) {
            key[at] = 1;
            ck_assert_uint_ne(hash, index_hash((struct slice){ key, length }));
            key[at] = 0;
        }
    }
}
END_TEST

START_TEST(similar_keys_spread_over_the_slots)
{
    enum { SLOTS = 1024 };
    int counts[SLOTS] = { 0 };
    for (int i = 0; i < SLOTS * 16; i++) {
        char key[32];
        snprintf(key, sizeof(key), "6903738200000000%08x", i);
        counts[index_hash(slice_of(key)) % SLOTS]++;
    }
    for (int slot = 0; slot < SLOTS; slot++)
        ck_assert_int_lt(counts[slot], 48);
}
END_TEST

Suite *index_suite(void)
{
    Suite *suite = suite_create("index");
    TCase *tests = tcase_create("index");
    tcase_add_test(tests, every_key_is_found_again_and_no_other);
    tcase_add_test(tests, hashes_differ_in_length_and_each_byte);
    tcase_add_test(tests, similar_keys_spread_over_the_slots);
    suite_add_tcase(suite, tests);
    return suite;
}
