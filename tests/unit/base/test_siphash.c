#include <annotty/base/siphash.h>

#include <check.h>

/* From the reference implementation: key 00 01 .. 0f, text 00 01 .. of each length. */
static const uint64_t vectors[] = {
    0x726fdb47dd0e0e31, 0x74f839c593dc67fd, 0x0d6c8009d9a94f5a, 0x85676696d7fb7e2d,
    0xcf2794e0277187b7, 0x18765564cd99a68d, 0xcbc9466e58fee3ce, 0xab0200f58b01d137,
    0x93f5f5799a932462, 0x9e0082df0ba9e4b0, 0x7a5dbbc594ddb9f3, 0xf4b32f46226bada7,
    0x751e8fbc860ee5fb, 0x14ea5627c0843d90, 0xf723ca908e7af2ee, 0xa129ca6149be45e5,
};

START_TEST(hashes_as_the_reference_does)
{
    static const struct siphash_key key = { { 0x0706050403020100, 0x0f0e0d0c0b0a0908 } };
    char text[16];
    for (int i = 0; i < _i; i++)
        text[i] = (char)i;
    ck_assert(siphash(&key, (struct slice){ .at = text, .length = (size_t)_i }) == vectors[_i]);
}
END_TEST

Suite *siphash_suite(void)
{
    TCase *const cases = tcase_create("siphash");
    tcase_add_loop_test(cases, hashes_as_the_reference_does, 0, sizeof(vectors) / sizeof(vectors[0]));
    Suite *const suite = suite_create("siphash");
    suite_add_tcase(suite, cases);
    return suite;
}
