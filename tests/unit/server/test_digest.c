#include "../../../src/server/digest.h"

#include "suites.h"

#include <annotty/base/mem.h>

#include <stdio.h>

/* From FIPS 180-4's examples. */
static const struct {
    const char *text, *digest;
} known[] = {
    { "", "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855" },
    { "abc", "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad" },
    { "abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq",
      "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1" },
};

START_TEST(a_digest_is_sha_256)
{
    char digest[DIGEST_SIZE];
    struct error error = { 0 };
    ck_assert_msg(digest_make(slice_of(known[_i].text), digest, &error), "%s", error.message);
    ck_assert_str_eq(digest, known[_i].digest);
}
END_TEST

START_TEST(digests_differ_wherever_they_do)
{
    char one[DIGEST_SIZE];
    char other[DIGEST_SIZE];
    snprintf(one, sizeof(one), "%s", known[0].digest);
    for (size_t i = 0; i < DIGEST_SIZE - 1; i++) {
        snprintf(other, sizeof(other), "%s", one);
        ck_assert(digest_equal(one, other));
        other[i] ^= 1;
        ck_assert(!digest_equal(one, other));
    }
}
END_TEST

Suite *digest_suite(void)
{
    TCase *const cases = tcase_create("digest");
    tcase_add_loop_test(cases, a_digest_is_sha_256, 0, ARRAY_LENGTH(known));
    tcase_add_test(cases, digests_differ_wherever_they_do);
    Suite *const suite = suite_create("digest");
    suite_add_tcase(suite, cases);
    return suite;
}
